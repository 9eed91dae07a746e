/** Buttons that are pressed by each role, and what comes of it; second pages of lists; the identity provider. */
import { createServer } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedStore } from '../../bench/console/seed.ts'
import { OPENID_RETURN } from '../../src/http/openid-routes.ts'
import { systemClock } from '../../src/runtime.ts'
import { CLIENT, type OpenIdProvider, startOpenIdProvider } from '../fakes/openid-provider.ts'
import { complaintsAt, holds, violations } from './browser.ts'
import { aConsole, type ConsoleHouse, OFFICE, PASSWORD, until } from './house.ts'
import { lostAnswers } from './lost-answers.ts'

const ADVERTS = '+15555550300'
const DAY = 86_400_000
/** More than one page of each list. */
const SEEDED = { faxes: 70, received: 70 }

let house: ConsoleHouse
let provider: OpenIdProvider
let vendor: Awaited<ReturnType<typeof lostAnswers>>

/** The address that browsers come back to stands in the configuration, so it is known before the start. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}

beforeAll(async () => {
  const port = await freePort()
  const publicUrl = `http://127.0.0.1:${port}`
  provider = await startOpenIdProvider(`${publicUrl}${OPENID_RETURN}`)
  vendor = await lostAnswers()
  const oidc = {
    issuer: provider.issuer,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    name: 'the house directory',
    rules: [{ value: 'nurses', role: 'viewer' }],
  }
  house = await aConsole({
    prepare: dataDir => seedStore({ dataDir, ...SEEDED, now: systemClock.now(), spread: DAY, ended: true }),
    patch: config => ({
      ...vendor.patch(config),
      http: { listen: '127.0.0.1:0', admin: { listen: `127.0.0.1:${port}`, publicUrl, oidc } },
      inbound: { blockedCallers: [ADVERTS] },
      subscribers: [
        ...config.subscribers,
        {
          id: 'adverts',
          active: true,
          numbers: [ADVERTS],
          country: 'US',
          acl: [{ from_email: 'sale@adverts.example', received_from: '127.0.0.0/8' }],
        },
      ],
    }),
  })
}, 180_000)
afterAll(async () => {
  await house?.close()
  await vendor?.stop()
  await provider?.close()
}, 60_000)

const at = (path: string) => `${house.url}${path}`

/** Opens what asks back, fills it in, and confirms. */
async function press(page: Page, name: string, fill: (dialog: string) => Promise<unknown> = async () => {}) {
  await page.click(`button[popovertarget=do-${name}]`)
  await fill(`#do-${name}`)
  await page.click(`#do-${name} button[type=submit]`)
}

/** Waits until a notice says this; what the page says instead is told. */
async function says(page: Page, text: string) {
  const wanted = page.locator('.notice', { hasText: text }).first().waitFor()
  await wanted.catch(async (error: unknown) => {
    const said = await page.locator('main').innerText()
    throw new Error(`"${text}" is not said at ${page.url()}, but: ${said}`, { cause: error })
  })
}

/** Looks at the page again and again until it has this state. */
const becomes = (page: Page, path: string, badge: string) =>
  until(async () => {
    await page.goto(at(path))
    return (await page.locator('.lead .badge', { hasText: badge }).count()) > 0 ? true : null
  })
const buttons = (page: Page) =>
  page
    .locator('.actions > button[popovertarget^=do-]')
    .evaluateAll(all => all.map(one => one.getAttribute('popovertarget')?.slice(3)))

describe('a fax whose answer was lost', () => {
  /** What an operator is asked, who has looked at the provider's own pages. */
  async function lost(number: string) {
    const id = await house.fax(number, 'held', 'Referral letter', 1)
    const { page, context } = await house.signedIn('otto')
    await page.goto(at(`/faxes/${id}`))
    expect(await page.locator('.lead .badge', { hasText: 'Answer lost' }).count()).toBe(1)
    return { id, page, context }
  }
  const choose = (page: Page, what: string) => (dialog: string) =>
    page.click(`${dialog} input[value=${what}]`)

  it('goes on as taken under the id that a person has found, and is not handed over again', async () => {
    const { id, page, context } = await lost('16045550172')
    const found = complaintsAt(page, house.url)
    expect(await violations(page)).toEqual([])
    await page.click('button[popovertarget=do-release]')
    expect(await violations(page), 'with what is asked').toEqual([])
    await page.keyboard.press('Escape')
    const before = vendor.network.taken().length
    await press(page, 'release', choose(page, 'taken'))
    await says(page, 'Write the id that the provider shows')
    await page.goto(at(`/faxes/${id}`))
    await press(page, 'release', async dialog => {
      await choose(page, 'taken')(dialog)
      await page.fill(`${dialog} input[name=taken]`, String(779_000 + before))
    })
    await says(page, 'Released')
    await becomes(page, `/faxes/${id}`, 'Delivered')
    expect(vendor.network.taken()).toHaveLength(before)
    // The browser itself tells that the first try was refused.
    expect(found.filter(text => !text.includes('400') && !text.includes('409'))).toEqual([])
    await context.close()
  })

  it('is handed over again when a person has made sure that it was not taken', async () => {
    const { id, page, context } = await lost('16045550175')
    const before = vendor.network.taken().length
    await press(page, 'release', choose(page, 'notTaken'))
    await says(page, 'Released')
    await becomes(page, `/faxes/${id}`, 'Delivered')
    expect(vendor.network.taken()).toHaveLength(before + 1)
    expect(await page.textContent('#timeline')).toContain('otto')
    await context.close()
  })
})

describe('each role', () => {
  it('a viewer has no button that changes anything, on any page', async () => {
    const id = await house.fax('15555550397', 'sending', 'Only to look at', 1)
    const { page, context } = await house.signedIn('vera')
    for (const path of ['/', '/faxes', `/faxes/${id}`, '/inbox', '/providers', '/subscribers']) {
      await page.goto(at(path))
      expect(await buttons(page), path).toEqual([])
      const forms = await page
        .locator('main form[method=post]')
        .evaluateAll(all => all.map(form => form.getAttribute('action')))
      expect(forms, path).toEqual([])
      expect(await violations(page), path).toEqual([])
    }
    await context.close()
  })

  it.each(['otto', 'anna'] as const)('%s holds, releases, cancels and sends again', async name => {
    const id = await house.fax(name === 'otto' ? '15555550497' : '15555550597', 'sending', 'To act on', 1)
    const { page, context } = await house.signedIn(name)
    await page.goto(at(`/faxes/${id}`))
    expect(await buttons(page)).toEqual(['hold', 'cancel'])
    await press(page, 'hold', dialog => page.fill(`${dialog} input[name=reason]`, 'wait for the lawyer'))
    await says(page, 'wait for the lawyer')
    expect(await buttons(page)).toEqual(['release', 'cancel'])
    await press(page, 'release')
    await says(page, 'Released')
    await press(page, 'cancel')
    await says(page, 'Cancelled')
    await becomes(page, `/faxes/${id}`, 'Cancelled')
    expect(await buttons(page)).toEqual(['resend'])
    await press(page, 'resend')
    await says(page, 'Sent again as a new fax')
    expect(await page.locator(`main a[href="/faxes/${id}"]`).count()).toBe(1)
    await context.close()
  })

  it('somebody of a subscriber sends, holds, cancels and sends again their own, and no other', async () => {
    const theirs = await house.fax('15555550697', 'sending', 'Of sales', 1)
    const { page, context } = await house.signedIn('clerk')
    await page.goto(at('/send'))
    expect(await page.locator('select[name=subscriber] option').allTextContents()).toEqual(['office'])
    await page.fill('input[name=number]', '+1 555 555 0797')
    await page.fill('input[name=report]', 'office@example.com')
    await page.fill('textarea[name=text]', 'From the office.')
    await page.click('main form button.primary')
    await page.waitForURL(/\/send\/\w+$/)
    await page.click('main form button.primary')
    await says(page, 'The fax is ours')
    const own = new URL(page.url()).pathname
    await press(page, 'hold', dialog => page.fill(`${dialog} input[name=reason]`, 'not yet'))
    await says(page, 'not yet')
    const token = await page.inputValue('#do-release input[name=_csrf]')
    await press(page, 'release')
    await says(page, 'Released')
    await press(page, 'cancel')
    await becomes(page, own, 'Cancelled')
    await press(page, 'resend')
    await says(page, 'Sent again as a new fax')
    for (const action of ['hold', 'release', 'cancel', 'resend']) {
      const answer = await context.request.post(at(`/faxes/${theirs}/${action}`), {
        form: { _csrf: token, reason: 'x' },
      })
      expect(answer.status(), action).toBe(404)
    }
    await context.close()
  })
})

describe('received faxes', () => {
  it('junk is released, and delivered', async () => {
    await house.fax(OFFICE.slice(1), 'delivered', 'Win a cruise', 1, 'sale@adverts.example')
    const { page, context } = await house.signedIn('otto')
    const path = await until(async () => {
      await page.goto(at('/inbox?state=junk'))
      const row = page.locator('[data-row]').first()
      return (await row.count()) === 0 ? null : row.getAttribute('href')
    })
    await page.goto(at(path))
    expect(await page.textContent('.notice')).toContain('blocked')
    expect(await violations(page)).toEqual([])
    await press(page, 'release')
    await says(page, 'Released')
    await becomes(page, path, 'Done')
    expect(await page.textContent('main')).toContain('office@example.com')
    await context.close()
  })

  it('a clerk releases, marks and delivers again what is for the office', async () => {
    await house.fax(OFFICE.slice(1), 'delivered', 'Win a car', 1, 'sale@adverts.example')
    const { page, context } = await house.signedIn('clerk')
    const path = await until(async () => {
      await page.goto(at('/inbox?state=junk'))
      const row = page.locator('[data-row]').first()
      return (await row.count()) === 0 ? null : row.getAttribute('href')
    })
    await page.goto(at(path))
    await press(page, 'release')
    await says(page, 'Released')
    await becomes(page, path, 'Done')
    await press(page, 'mark', dialog => page.fill(`${dialog} input[name=marks]`, 'advert'))
    await says(page, 'Marks saved')
    await until(async () => {
      await page.goto(at(path))
      await press(page, 'redeliver', dialog => page.check(`${dialog} input[name=all]`))
      await page.waitForSelector('.notice')
      return (await page.textContent('.notice'))?.includes('It goes out again.') === true ? true : null
    })
    await context.close()
  })
})

describe('provider accounts', () => {
  it.each(['otto', 'anna'] as const)('%s asks for the balance, and tests', async name => {
    const { page, context } = await house.signedIn(name)
    await page.goto(at('/providers'))
    await page.click('form[action="/providers/vague/balance"] button')
    await page.locator('#vague dd', { hasText: '8956.66' }).waitFor()
    await page.click('form[action="/providers/vague/test"] button')
    await page.locator('#vague', { hasText: 'All is well.' }).waitFor()
    expect(await violations(page)).toEqual([])
    // The built-in network knows no balance: no button.
    expect(await page.locator('form[action="/providers/demo/balance"]').count()).toBe(0)
    const { page: audit, context: admin } = await house.signedIn('anna')
    await audit.goto(at('/audit'))
    const rows = await audit.locator('.rows tr', { hasText: `user:${name}` }).allTextContents()
    for (const action of ['providers.balance', 'providers.test'])
      expect(rows.some(row => row.includes(action) && row.includes('vague'))).toBe(true)
    await admin.close()
    await context.close()
  })
})

describe('second pages', () => {
  it.each(['/faxes', '/inbox'])('%s: older ones, none twice, and back', async path => {
    const { page, context } = await house.signedIn('anna')
    await page.goto(at(path))
    const rows = () => page.locator('[data-row]').evaluateAll(all => all.map(row => row.getAttribute('href')))
    const first = await rows()
    expect(first).toHaveLength(50)
    await page.click('.pager a[rel=next]')
    await page.waitForURL(/before=/)
    const second = await rows()
    expect(second.length).toBeGreaterThanOrEqual(20)
    expect(second.filter(row => first.includes(row))).toEqual([])
    expect(await violations(page)).toEqual([])
    // An older page does not refresh itself: what one reads stays where it is.
    expect(await page.locator('[data-live]').count()).toBe(0)
    await page.click('.pager a:not([rel=next])')
    await page.waitForURL(at(path))
    expect((await rows())[0]).toBe(first[0])
    await context.close()
  })

  it('/audit: older entries, none twice, and back', async () => {
    const { page, context } = await house.signedIn('anna')
    await page.goto(at('/providers'))
    const form = { _csrf: await page.inputValue('form[action="/providers/demo/test"] input[name=_csrf]') }
    for (let n = 0; n < 101; n++) {
      const answer = await context.request.post(at('/providers/demo/test'), { form })
      expect(answer.status()).toBe(200)
    }
    await page.goto(at('/audit'))
    const rows = () => page.locator('.rows tbody td:first-child').allTextContents()
    const first = await rows()
    expect(first).toHaveLength(100)
    await page.click('.pager a[rel=next]')
    await page.waitForURL(/before=/)
    const second = await rows()
    expect(second.length).toBeGreaterThan(0)
    expect(second.filter(row => first.includes(row))).toEqual([])
    expect(await violations(page)).toEqual([])
    await page.click('.pager a:not([rel=next])')
    await page.waitForURL(at('/audit'))
    await context.close()
  })
})

describe('the own password', () => {
  it('is changed in the browser: mistakes are said, other browsers are out, the new one works', async () => {
    const next = 'another long password of the tests'
    const { page, context } = await house.signedIn('vera')
    const other = await house.signedIn('vera')
    await page.click('.me a[href="/account"]')
    await page.waitForURL(at('/account'))
    const found = complaintsAt(page, house.url)
    const change = async (old: string, one: string, two: string) => {
      await page.fill('input[name=old]', old)
      await page.fill('input[name=next]', one)
      await page.fill('input[name=again]', two)
      await page.click('form[action="/account/password"] button')
    }
    await change('not my password', next, next)
    await says(page, 'The password until now is wrong.')
    expect(await violations(page)).toEqual([])
    await change(PASSWORD, next, `${next}!`)
    await says(page, 'not the same both times')
    await change(PASSWORD, 'short', 'short')
    await says(page, '12 to 200 characters')
    await change(PASSWORD, next, next)
    await says(page, 'The password is changed.')
    expect(page.url()).toBe(at('/account'))
    await other.page.goto(at('/faxes'))
    expect(other.page.url()).toContain('/login')
    await other.page.fill('input[name=user]', 'vera')
    await other.page.fill('input[name=password]', next)
    await other.page.click('button.primary')
    await other.page.waitForURL(at('/faxes'))
    expect(found.filter(text => !text.includes('400'))).toEqual([])
    await change(next, PASSWORD, PASSWORD)
    await says(page, 'The password is changed.')
    await other.context.close()
    await context.close()
  })

  it('all users and tokens are shown to an administrator, and no secret', async () => {
    const { page, context } = await house.signedIn('anna')
    await page.goto(at('/people'))
    const text = (await page.textContent('main')) ?? ''
    for (const name of ['anna', 'otto', 'vera', 'clerk']) expect(text).toContain(name)
    expect(text).not.toMatch(/scrypt|fbt_/)
    expect(await violations(page)).toEqual([])
    await context.close()
  })
})

describe('the button of the identity provider', () => {
  it('leads there and back, to where one wanted to go', async () => {
    provider.state.person = { sub: '7', preferred_username: 'nora', groups: ['nurses'] }
    const context = await house.browser.newContext({ locale: 'en-GB' })
    const page = await context.newPage()
    await page.goto(at('/inbox'))
    await page.waitForURL(/\/login\?next=/)
    expect(await violations(page)).toEqual([])
    await page.click('main a.button:has-text("the house directory")')
    await page.waitForURL(at('/inbox'))
    expect(provider.state.wrong).toEqual([])
    expect(await page.textContent('.me .name')).toBe('nora')
    expect(await buttons(page)).toEqual([])
    await page.click('.me form[action="/logout"] button')
    await page.waitForURL(at('/login'))
    await context.close()
  })

  it('says in words who may not come in', async () => {
    provider.state.person = { sub: '8', preferred_username: 'eve', groups: ['guests'] }
    const context = await house.browser.newContext({ locale: 'en-GB' })
    const page = await context.newPage()
    await page.goto(at('/login'))
    await page.click('main a.button:has-text("the house directory")')
    await holds(page, 'document.body.textContent.includes("nobody has said what you may do here")')
    expect(await violations(page)).toEqual([])
    await context.close()
  })
})
