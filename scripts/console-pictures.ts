/** Writes the pictures of docs/console.md: a daemon with some faxes, and a real browser that looks at it. `npm run pictures` */
import { mkdir, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { seedStore } from '../bench/console/seed.ts'
import { controlAt } from '../src/cli/control.ts'
import { systemClock } from '../src/runtime.ts'
import { aConsole, type ConsoleHouse, until } from '../test/console/house.ts'
import { lostAnswers } from '../test/console/lost-answers.ts'
import { aPdf } from '../test/e2e/mailing.ts'

const FOLDER = new URL('../docs/console/', import.meta.url)
const WIDTHS = { desk: 1440, tablet: 900, phone: 390 } as const

interface Shot {
  readonly name: string
  readonly path: string
  readonly screen: keyof typeof WIDTHS
  readonly colours: 'light' | 'dark'
  readonly language?: string
}

/** The pages of a fax that is about to be sent. */
async function shootDraft(house: ConsoleHouse) {
  const viewport = { width: WIDTHS.tablet, height: 900 }
  const { page, context } = await house.signedIn('anna', { viewport, colorScheme: 'light' })
  await page.goto(`${house.url}/send`)
  const file = { name: 'letter.pdf', mimeType: 'application/pdf', buffer: await aPdf(3, 'Letter') }
  await page.setInputFiles('input[type=file]', file)
  await page.fill('input[name=number]', '+1 555 555 0142')
  await page.fill('input[name=report]', 'ann@example.com')
  await page.fill('input[name=subject]', 'Letter of the court')
  await page.click('main form button.primary')
  await page.waitForLoadState('networkidle')
  const png = await page.screenshot()
  await writeFile(new URL('send.png', FOLDER), await sharp(png).png({ palette: true, effort: 10 }).toBuffer())
  await context.close()
}

async function shoot(house: ConsoleHouse, { name, path, screen, colours, language = 'en-GB' }: Shot) {
  const viewport = { width: WIDTHS[screen], height: screen === 'phone' ? 844 : 900 }
  const { page, context } = await house.signedIn('anna', { viewport, colorScheme: colours, locale: language })
  await page.goto(house.url + path)
  await until(async () =>
    (await page.evaluate('[...document.images].every(i => i.complete || i.loading === "lazy")'))
      ? true
      : null,
  )
  await page.waitForLoadState('networkidle')
  const png = await page.screenshot()
  await writeFile(
    new URL(`${name}.png`, FOLDER),
    await sharp(png).png({ palette: true, effort: 10 }).toBuffer(),
  )
  await context.close()
}

await mkdir(FOLDER, { recursive: true })
const DAY = 86_400_000
/** `npm run pictures people account`: these alone. */
const wanted = process.argv.slice(2)
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name)
const vendor = await lostAnswers()
const house = await aConsole({
  patch: vendor.patch,
  prepare: dataDir =>
    seedStore({ dataDir, faxes: 900, received: 330, now: systemClock.now(), spread: DAY, ended: true }),
})
try {
  const subjects = [
    'Discharge summary',
    'Contract, signed',
    'Laboratory report',
    'Purchase order 88-1203',
    'Invoice',
  ]
  for (let n = 0; n < 12; n++)
    await house.fax(`1555555${2000 + n * 7}`, 'delivered', subjects[n % 5] ?? '', (n % 3) + 1)
  const delivered = await house.fax('15555550142', 'delivered', 'Discharge summary', 4)
  await house.fax('15555550191', 'failed', 'Invoice 2026-1177', 1)
  await house.fax('15555550196', 'failed', 'Prescription', 1)
  await house.fax('15555550197', 'sending', 'Contract, signed', 2)
  await house.fax('15555551212', 'delivered', 'To the office', 3)
  const { page, context } = await house.signedIn('anna')
  const received = await until(async () => {
    await page.goto(`${house.url}/inbox`)
    const row = page.locator('[data-row]').first()
    return (await row.count()) === 0 ? null : row.getAttribute('href')
  })
  const slow = await house.fax('15555550297', 'sending', 'Power of attorney', 2)
  await page.goto(`${house.url}/faxes/${slow}`)
  await page.click('button[popovertarget=do-hold]')
  await page.fill('#do-hold input[name=reason]', 'The lawyer wants to look at it first')
  await page.click('#do-hold button[type=submit]')
  await page.goto(`${house.url}/subscribers/sales`)
  await context.close()
  const lost = await house.fax('16045550172', 'held', 'Referral letter', 2)
  await controlAt(house.daemon.addresses.control).post('/tokens', {
    name: 'ERP',
    rights: ['faxes.send', 'faxes.read'],
    subscribers: ['sales'],
  })
  const shots: readonly Shot[] = [
    { name: 'overview', path: '/', screen: 'desk', colours: 'light' },
    { name: 'overview-dark', path: '/', screen: 'desk', colours: 'dark' },
    { name: 'overview-phone', path: '/', screen: 'phone', colours: 'dark', language: 'de-DE' },
    { name: 'faxes', path: '/faxes', screen: 'desk', colours: 'light' },
    { name: 'faxes-phone', path: '/faxes', screen: 'phone', colours: 'light' },
    { name: 'fax', path: `/faxes/${delivered}`, screen: 'desk', colours: 'light' },
    { name: 'fax-dark', path: `/faxes/${delivered}`, screen: 'tablet', colours: 'dark' },
    { name: 'fax-held', path: `/faxes/${slow}`, screen: 'tablet', colours: 'light' },
    { name: 'fax-lost', path: `/faxes/${lost}`, screen: 'tablet', colours: 'light' },
    { name: 'fax-phone', path: `/faxes/${slow}`, screen: 'phone', colours: 'dark' },
    { name: 'inbox', path: '/inbox', screen: 'tablet', colours: 'dark' },
    { name: 'received', path: received, screen: 'desk', colours: 'light' },
    { name: 'subscriber', path: '/subscribers/sales', screen: 'desk', colours: 'light' },
    { name: 'providers', path: '/providers', screen: 'tablet', colours: 'light' },
    { name: 'audit', path: '/audit', screen: 'desk', colours: 'dark' },
    { name: 'people', path: '/people', screen: 'desk', colours: 'light' },
    { name: 'account', path: '/account', screen: 'tablet', colours: 'light' },
    { name: 'settings', path: '/settings', screen: 'desk', colours: 'light' },
  ]
  for (const shot of shots) if (isWanted(shot.name)) await shoot(house, shot)
  if (isWanted('send')) await shootDraft(house)
} finally {
  await house.close()
  await vendor.stop()
}
