import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPdf } from '../e2e/mailing.ts'
import { complaintsAt, holds, violations } from './browser.ts'
import { aConsole, type ConsoleHouse, PASSWORD, type UserName, until } from './house.ts'

let house: ConsoleHouse
const ids = { delivered: '', failed: '', slow: '', received: '' }
beforeAll(async () => {
  house = await aConsole()
  ids.delivered = await house.fax('15555550142', 'delivered', 'Discharge summary', 3)
  ids.failed = await house.fax('15555550191', 'failed', 'Invoice 2026-1177', 1)
  ids.slow = await house.fax('15555550197', 'sending', 'Contract, signed', 1)
  await house.fax('15555551212', 'delivered', 'To the office', 2)
  const { page, context } = await house.signedIn('anna')
  ids.received = await until(async () => {
    await page.goto(`${house.url}/inbox`)
    const row = page.locator('[data-row]').first()
    return (await row.count()) === 0 ? null : ((await row.getAttribute('href'))?.split('/').at(-1) ?? null)
  })
  await context.close()
}, 180_000)
afterAll(() => house?.close(), 60_000)

const at = (path: string) => `${house.url}${path}`
const complaints = (page: Page) => complaintsAt(page, house.url)
const pathsFor = () => ({
  overview: '/',
  faxes: '/faxes',
  'one fax': `/faxes/${ids.delivered}`,
  'a failed fax': `/faxes/${ids.failed}`,
  'a page': `/faxes/${ids.delivered}/pages/2`,
  inbox: '/inbox',
  'one received': `/inbox/${ids.received}`,
  subscribers: '/subscribers',
  'one subscriber': '/subscribers/sales',
  providers: '/providers',
  audit: '/audit',
  people: '/people',
  account: '/account',
  settings: '/settings',
  send: '/send',
})

/** Colours do not depend on the width, nor names on the colours: these three show all of both. */
const SCREENS = [
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 390 },
  { colorScheme: 'light', width: 900 },
] as const

describe('every page', () => {
  it.each(SCREENS)('is within reach of everybody and loads nothing of others: %o', async screen => {
    const { colorScheme, width } = screen
    const { page, context } = await house.signedIn('anna', { colorScheme, viewport: { width, height: 900 } })
    const found = complaints(page)
    for (const [name, path] of Object.entries(pathsFor())) {
      const response = await page.goto(at(path), { waitUntil: 'load' })
      expect(response?.status(), name).toBe(200)
      expect(await violations(page), name).toEqual([])
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      expect(over, `${name} is wider than the screen`).toBeLessThanOrEqual(0)
    }
    await page.goto(at('/faxes'))
    await page.keyboard.press('?')
    expect(await violations(page), 'the help').toEqual([])
    expect(found).toEqual([])
    await context.close()
  })
})

it('long words of mails make no page wider than the screen, from the smallest telephone on', async () => {
  const word = 'W'.repeat(120)
  const id = await house.fax('15555550191', 'failed', `<img src=x onerror=alert(1)> ${word}`, 1)
  const { page, context } = await house.signedIn('anna', { locale: 'de-DE' })
  const found = complaints(page)
  for (const width of [320, 390, 768, 821, 1024]) {
    await page.setViewportSize({ width, height: 800 })
    for (const path of ['/', '/faxes', `/faxes/${id}`, '/inbox', '/audit']) {
      await page.goto(at(path))
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      expect(over, `${path} at ${width}`).toBeLessThanOrEqual(0)
    }
  }
  expect(found).toEqual([])
  await context.close()
})

describe('signing in', () => {
  it('is asked for first, goes where one wanted to go, and ends', async () => {
    const context = await house.browser.newContext({ locale: 'de-DE' })
    const page = await context.newPage()
    const found = complaints(page)
    await page.goto(at(`/faxes/${ids.delivered}`))
    expect(await page.textContent('h1')).toBe('Anmelden')
    expect(await violations(page)).toEqual([])
    expect(found).toEqual([])
    await page.fill('input[name=user]', 'anna')
    await page.fill('input[name=password]', 'wrong password here')
    await page.click('button.primary')
    expect(await page.textContent('[role=alert]')).toContain('falsch')
    await page.fill('input[name=password]', PASSWORD)
    await page.click('button.primary')
    await page.waitForURL(at(`/faxes/${ids.delivered}`))
    await page.click('.me button[type=submit]')
    await page.waitForURL(at('/login'))
    await page.goto(at('/faxes'))
    expect(page.url()).toContain('/login?next=%2Ffaxes')
    await context.close()
  })

  it('never leads to another site', async () => {
    const context = await house.browser.newContext({ locale: 'en-GB' })
    const page = await context.newPage()
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      await page.goto(at(`/login?next=${encodeURIComponent(next)}`))
      expect(await page.inputValue('input[name=next]')).toBe('/')
    }
    await context.close()
  })
})

describe('roles', () => {
  /** What each may open, and what is refused though somebody knows the address. */
  const CASES: readonly (readonly [UserName, Readonly<Record<string, number>>])[] = [
    ['vera', { '/faxes': 200, '/providers': 200, '/audit': 403, '/settings': 403 }],
    ['otto', { '/faxes': 200, '/settings': 200, '/audit': 403, '/people': 403 }],
    ['clerk', { '/faxes': 200, '/inbox': 200, '/providers': 403, '/subscribers': 403, '/settings': 403 }],
  ]
  it.each(CASES)('%s sees and opens only what they may', async (name, answers) => {
    const { page, context } = await house.signedIn(name)
    for (const [path, status] of Object.entries(answers)) {
      const link = page.locator(`.rail a[href="${path}"]`)
      expect(await link.count(), path).toBe(status === 200 ? 1 : 0)
      expect((await context.request.get(at(path))).status(), path).toBe(status)
    }
    await context.close()
  })

  it('a viewer and an operator get no picture of a page, and a clerk none of others', async () => {
    const wanted = { vera: 403, otto: 403, clerk: 404 } as const
    for (const [name, status] of Object.entries(wanted)) {
      const { context } = await house.signedIn(name as UserName)
      for (const file of ['pages/1.png', 'pages.pdf', 'pages.tiff'])
        expect((await context.request.get(at(`/faxes/${ids.delivered}/${file}`))).status()).toBe(status)
      await context.close()
    }
  })

  it('a viewer cannot cancel, and nobody can without the token of the form', async () => {
    for (const [name, status] of [
      ['vera', 403],
      ['anna', 403],
    ] as const) {
      const { page, context } = await house.signedIn(name)
      await page.goto(at('/faxes'))
      const token = name === 'vera' ? await page.inputValue('input[name=_csrf] >> nth=0') : 'guessed'
      const answer = await context.request.post(at(`/faxes/${ids.slow}/cancel`), { form: { _csrf: token } })
      expect(answer.status(), name).toBe(status)
      await context.close()
    }
  })

  it('a clerk sees the faxes of the office and no other', async () => {
    const { page, context } = await house.signedIn('clerk')
    await page.goto(at('/faxes'))
    expect(await page.locator('[data-row]').count()).toBe(0)
    expect((await context.request.get(at(`/faxes/${ids.delivered}`))).status()).toBe(404)
    await page.goto(at('/inbox'))
    expect(await page.locator('[data-row]').count()).toBeGreaterThan(0)
    await page.goto(at(`/inbox/${ids.received}`))
    expect(await page.locator('.pages img').count()).toBeGreaterThan(0)
    await context.close()
  })
})

describe('pages that refresh themselves', () => {
  /** Shown by what only one page of the whole has. */
  const frames = 'document.querySelectorAll(".rail, h1, #main").length'

  it('the overview, its badge and its alarms, stay one page', async () => {
    const { page, context } = await house.signedIn('anna')
    await page.clock.install()
    await page.goto(at('/'))
    const found = complaints(page)
    for (let n = 0; n < 2; n++) {
      const answer = page.waitForResponse(response => response.request().headers()['hx-request'] === 'true')
      await page.evaluate('document.getElementById("live").dataset.old = "yes"')
      await page.clock.fastForward(16_000)
      await answer
      await holds(page, 'document.getElementById("live").dataset.old === undefined')
      expect(await page.evaluate(frames)).toBe(3)
      expect(await page.locator('#actions .badge').count()).toBe(1)
    }
    expect(found).toEqual([])
    await context.close()
  })

  it('a fax shows what it has become above its timeline, too, and what can be done now', async () => {
    const { page, context } = await house.signedIn('anna')
    const id = await house.fax('15555550297', 'sending', 'Goes away while one looks', 1)
    await page.goto(at(`/faxes/${id}`))
    await page.focus('button[popovertarget=do-cancel]')
    const other = await house.signedIn('anna')
    await other.page.goto(at(`/faxes/${id}`))
    await press(other.page, 'hold')
    await page.locator('#lead .badge', { hasText: 'Held' }).waitFor()
    await page.locator('#trouble .notice').waitFor()
    expect(await page.locator('#open-do-release').count()).toBe(1)
    // Whoever works with the keyboard stays where they were.
    expect(await page.evaluate('document.activeElement.getAttribute("popovertarget")')).toBe('do-cancel')
    await press(other.page, 'release')
    await press(other.page, 'cancel')
    await page.locator('#lead .badge', { hasText: 'Held' }).waitFor({ state: 'detached' })
    await other.context.close()
    await context.close()
  })

  it('say so when the daemon does not answer, and that it does again', async () => {
    const { page, context } = await house.signedIn('anna')
    await page.goto(at('/faxes'))
    const notice = page.locator('#stale')
    expect(await notice.isVisible()).toBe(false)
    await page.route('**/faxes*', route => route.abort())
    await notice.waitFor()
    expect(await violations(page)).toEqual([])
    await page.unroute('**/faxes*')
    await notice.waitFor({ state: 'hidden' })
    await context.close()
  })
})

/** Opens what asks back, says why where a reason is asked for, and confirms. */
async function press(page: Page, name: 'hold' | 'release' | 'cancel') {
  await page.click(`button[popovertarget=do-${name}]`)
  if (name === 'hold') await page.fill('#do-hold input[name=reason]', 'a look first')
  await page.click(`#do-${name} button[type=submit]`)
  await page.waitForLoadState()
}

/** The list shows faxes that have failed, and no others; how many there are depends on the tests before. */
const ONLY_FAILED =
  "(all => all.length > 0 && all.every(one => one.textContent.includes('Failed')))([...document.querySelectorAll('#rows .badge')])"

describe('faxes', () => {
  it('are found by number, sender, subject and id, while one types', async () => {
    const { page, context } = await house.signedIn('anna')
    await page.goto(at('/faxes'))
    await page.keyboard.press('/')
    for (const [text, subject] of [
      ['0142', 'Discharge summary'],
      ['invoice', 'Invoice 2026-1177'],
      [ids.slow.slice(-12), 'Contract, signed'],
    ] as const) {
      await page.fill('#search', text)
      await holds(page, "document.querySelectorAll('[data-row]').length === 1")
      await page.locator('.rows .subject', { hasText: subject }).waitFor()
      expect(page.url()).toContain(`search=${text}`)
    }
    await page.fill('#search', '')
    await page.selectOption('select[name=state]', 'failed')
    await holds(page, ONLY_FAILED)
    await context.close()
  })

  it('are filtered although the list refreshes itself at that very moment', async () => {
    const { page, context } = await house.signedIn('anna')
    await page.goto(at('/faxes'))
    let asked = () => {}
    const filtered = new Promise<void>(resolve => {
      asked = resolve
    })
    const seen: string[] = []
    await page.route('**/faxes*', async route => {
      const isFilter = route.request().url().includes('state=failed')
      seen.push(isFilter ? 'filter' : 'refresh')
      // The refresh is answered between the question of the filter and its answer.
      if (!isFilter) await filtered
      else if (seen.length === 2) {
        asked()
        await new Promise(resolve => setTimeout(resolve, 500))
      }
      await route.continue().catch(() => {})
    })
    await until(async () => (seen.length > 0 ? true : null))
    await page.selectOption('select[name=state]', 'failed')
    await holds(page, ONLY_FAILED)
    expect(seen.slice(0, 2)).toEqual(['refresh', 'filter'])
    await context.close()
  })

  it('can be walked and opened with the keyboard alone', async () => {
    const { page, context } = await house.signedIn('anna')
    await page.goto(at('/faxes'))
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    const wanted = await page.evaluate('document.activeElement.getAttribute("href")')
    expect(wanted).toBe(await page.locator('[data-row]').first().getAttribute('href'))
    await page.keyboard.press('Enter')
    await page.waitForURL(at(String(wanted)))
    await page.keyboard.press('g')
    await page.keyboard.press('i')
    await page.waitForURL(at('/inbox'))
    await context.close()
  })

  it('are held, released, cancelled and sent again with buttons, and all of it is written down', async () => {
    const { page, context } = await house.signedIn('anna')
    const id = await house.fax('15555550297', 'sending', 'For the buttons', 1)
    await page.goto(at(`/faxes/${id}`))
    const found = complaints(page)
    await page.click('button[popovertarget=do-hold]')
    await page.fill('#do-hold input[name=reason]', 'wait for the lawyer')
    await page.click('#do-hold button[type=submit]')
    await page.waitForSelector('text=wait for the lawyer')
    expect(await page.textContent('[role=status]')).toContain('Held.')
    await page.click('button[popovertarget=do-release]')
    await page.click('#do-release button[type=submit]')
    await page.waitForSelector('button[popovertarget=do-hold]')
    await page.click('button[popovertarget=do-cancel]')
    await page.click('#do-cancel button[type=submit]')
    await page.waitForSelector('text=Cancelled, or asked to be.')
    await page.goto(at(`/faxes/${ids.failed}`))
    await page.click('button[popovertarget=do-resend]')
    await page.click('#do-resend button[type=submit]')
    await page.waitForSelector('text=Sent again as a new fax')
    expect(page.url()).not.toContain(ids.failed)
    await page.goto(at('/audit'))
    const actions = await page.locator('.rows code').allTextContents()
    for (const action of ['faxes.hold', 'faxes.release', 'faxes.cancel', 'faxes.resend'])
      expect(actions).toContain(action)
    await page.click('main .actions button[type=submit]')
    expect(await page.textContent('.notice.good')).toContain('The log is whole')
    expect(found).toEqual([])
    await context.close()
  })

  it('show their pages, each look written down before', async () => {
    const { page, context } = await house.signedIn('anna')
    await page.goto(at(`/faxes/${ids.delivered}`))
    expect(await page.locator('.pages img').count()).toBe(3)
    const drawn = `[...document.querySelectorAll('.pages img')].every(i => (i.loading = 'eager', i.complete && i.naturalWidth > 100))`
    await holds(page, drawn)
    await page.click('.pages li:nth-child(2) a')
    await holds(page, 'document.querySelector(".sheet-of-paper")?.naturalWidth > 800')
    await page.goto(at('/audit'))
    const rows = await page.locator('.rows tr', { hasText: 'documents.page' }).allTextContents()
    expect(rows.some(row => row.includes(ids.delivered) && row.includes('page: 2'))).toBe(true)
    await context.close()
  })
})

describe('sending a fax', () => {
  it('shows the pages first, and sends them once', async () => {
    const { page, context } = await house.signedIn('anna')
    await page.goto(at('/faxes'))
    await page.click('a.button[href="/send"]')
    const found = complaints(page)
    const file = { name: 'letter.pdf', mimeType: 'application/pdf', buffer: await aPdf(2, 'Letter') }
    await page.setInputFiles('input[type=file]', file)
    expect(await page.textContent('.chosen')).toContain('letter.pdf')
    await page.fill('input[name=number]', '+1 555 555 0142')
    await page.fill('input[name=report]', 'ann@example.com')
    await page.fill('textarea[name=text]', 'Please find the letter.')
    await page.selectOption('select[name=subscriber]', 'sales')
    await page.click('main form button.primary')
    await page.waitForURL(/\/send\/\w+$/)
    expect(await page.locator('.pages img').count()).toBe(3)
    await holds(
      page,
      "[...document.querySelectorAll('.pages img')].every(i => i.complete && i.naturalWidth > 100)",
    )
    expect(await violations(page)).toEqual([])
    const draft = page.url()
    await page.click('main form button.primary')
    await page.waitForSelector('text=The fax is ours: it goes out.')
    expect(await page.textContent('h1')).toContain('+15555550142')
    expect((await context.request.get(draft)).status()).toBe(404)
    expect(found).toEqual([])
    await context.close()
  })

  it('says what is wrong with a document or a number, and nobody else sees a draft', async () => {
    const { page, context } = await house.signedIn('clerk')
    await page.goto(at('/send'))
    await page.fill('input[name=number]', '12')
    await page.fill('input[name=report]', 'ann@example.com')
    await page.click('main form button.primary')
    await page.waitForSelector('[role=alert]')
    await page.fill('textarea[name=text]', 'Hello')
    await page.fill('input[name=number]', '12')
    await page.click('main form button.primary')
    await page.waitForURL(/\/send\/\w+$/)
    const draft = page.url()
    await page.click('main form button.primary')
    await page.waitForSelector('[role=alert]')
    const other = await house.signedIn('anna')
    expect((await other.context.request.get(draft)).status()).toBe(404)
    await other.context.close()
    const viewer = await house.signedIn('vera')
    expect((await viewer.context.request.get(at('/send'))).status()).toBe(403)
    await viewer.context.close()
    await context.close()
  })
})

describe('received faxes', () => {
  it('are marked, sent elsewhere and delivered again', async () => {
    const { page, context } = await house.signedIn('otto')
    await page.goto(at(`/inbox/${ids.received}`))
    await page.click('button[popovertarget=do-mark]')
    await page.fill('#do-mark input[name=marks]', 'urgent, lab 2')
    await page.click('#do-mark button[type=submit]')
    await page.waitForSelector('text=Marks saved.')
    expect(await page.textContent('main')).toContain('urgent, lab 2')
    await page.click('button[popovertarget=do-reroute]')
    await page.fill('#do-reroute textarea', 'not an address')
    await page.click('#do-reroute button[type=submit]')
    await page.waitForSelector('text=is no mail address and no destination')
    await page.goto(at(`/inbox/${ids.received}`))
    await page.click('button[popovertarget=do-reroute]')
    await page.fill('#do-reroute textarea', 'lawyer@example.com')
    await page.click('#do-reroute button[type=submit]')
    await page.waitForSelector('text=It goes there.')
    // While it is still on its way there, it may just have changed: then the page says so, and one tries again.
    await until(async () => {
      await page.goto(at(`/inbox/${ids.received}`))
      await page.click('button[popovertarget=do-redeliver]')
      await page.click('#do-redeliver button[type=submit]')
      await page.waitForSelector('.notice')
      return (await page.textContent('.notice'))?.includes('It goes out again.') === true ? true : null
    })
    await context.close()
  })
})

describe('subscribers, providers, settings', () => {
  it('a mail is tried, and the rules that decided are shown', async () => {
    const { page, context } = await house.signedIn('anna')
    await page.goto(at('/subscribers/sales'))
    await page.fill('input[name=to]', '15555550142@fax.example.com')
    await page.fill('input[name=from]', 'ann@example.com')
    await page.fill('textarea[name=body]', 'Hello')
    await page.click('main form button.primary')
    await page.waitForSelector('#tried .notice.good')
    expect(await page.textContent('#tried')).toMatch(/\+15555550142[\s\S]*demo/)
    await page.fill('input[name=from]', 'stranger@example.net')
    await page.click('main form button.primary')
    await page.waitForSelector('#tried .notice.bad')
    expect(await page.textContent('#tried')).toContain('from_email')
    await context.close()
  })

  it('an account is tested', async () => {
    const { page, context } = await house.signedIn('otto')
    await page.goto(at('/providers'))
    await page.click('form[action="/providers/demo/test"] button')
    await page.waitForSelector('text=All is well.')
    await context.close()
  })

  it('the configuration is shown without its secrets', async () => {
    const { page, context } = await house.signedIn('otto')
    await page.goto(at('/settings'))
    const text = (await page.textContent('main')) ?? ''
    expect(text).toContain('fax.example.com')
    expect(text).not.toContain('another-key-of-the-office')
    await context.close()
  })
})

describe('how it looks', () => {
  it('is chosen, and stays', async () => {
    const { page, context } = await house.signedIn('anna', { colorScheme: 'light' })
    await page.click('.me button[popovertarget=look]')
    await page.selectOption('#look select', 'fr')
    await page.click('#look .choice label:nth-of-type(3)')
    await page.click('#look button[type=submit]')
    await page.waitForSelector('html[lang=fr][data-theme=dark]')
    await page.goto(at('/faxes'))
    expect(await page.getAttribute('html', 'data-theme')).toBe('dark')
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(14, 18, 22)')
    await context.close()
  })
})

it('everything can be read, searched and done without JavaScript', async () => {
  const { page, context } = await house.signedIn('anna', { javaScriptEnabled: false })
  for (const [name, path] of Object.entries(pathsFor()))
    expect((await page.goto(at(path)))?.status(), name).toBe(200)
  await page.goto(at('/faxes'))
  await page.fill('#search', 'Discharge')
  await page.click('.filters button')
  expect(await page.locator('[data-row]').count()).toBe(1)
  await page.click('[data-row]')
  await page.click('button[popovertarget=do-resend]')
  await page.click('#do-resend button[type=submit]')
  expect(await page.textContent('[role=status]')).toContain('Sent again')
  await context.close()
})
