import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { afterEach, describe, expect, it } from 'vitest'
import { readTiff } from '../../src/documents/tiff/read.ts'
import { type Bridge, KEY, makeBridge, waitFor } from './bridge.ts'
import { sendMail } from './mailing.ts'

const NEW_KEY = /\b(?:[0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}\b/
const BOB = 'bob@example.com'

let bridge: Bridge | null = null
afterEach(async () => {
  delete process.env['FAXBRIDGE_TEST_LOG']
  await bridge?.close()
  bridge = null
})

/** `sales` takes whoever has the key; `plain` takes Ann without one. */
async function keyedBridge(): Promise<Bridge> {
  const made = await makeBridge(config => {
    const [sales, office] = config['subscribers'] as Record<string, unknown>[]
    const { acl, ...rest } = sales ?? {}
    const secret_renew_notify = [{ destination: 'secretary@example.com' }]
    const keyed = { ...rest, secret_key: { file: 'keys/sales' }, secret_renew_notify }
    config['subscribers'] = [
      keyed,
      office,
      { ...rest, id: 'plain', numbers: ['+15555550177'], acl, received: [] },
    ]
  })
  bridge = made
  return made
}

async function delivered(b: Bridge, subject: string): Promise<string> {
  return waitFor(`the fax "${subject}"`, async () => {
    const faxes = JSON.parse((await b.cli('list', '--json')).stdout) as Record<string, string>[]
    const fax = faxes.find(entry => entry['subject'] === subject)
    return fax?.['state'] === 'delivered' ? fax['id'] : null
  })
}

async function pagesOf(b: Bridge, subject: string) {
  const file = join(b.folder, 'pages.tiff')
  await b.cli('show', await delivered(b, subject), '--pages', file)
  return readTiff(await readFile(file))
}

/** Everything that the daemon keeps of a fax but the raw mail: database, journal, ledger. */
async function kept(b: Bridge): Promise<string> {
  const folder = join(b.folder, 'data')
  const names = (await readdir(folder, { recursive: true })).filter(
    name => /faxbridge\.db|loopback/.test(name) && /\.[a-z-]+$/.test(name),
  )
  const files = await Promise.all(names.map(name => readFile(join(folder, name), 'latin1')))
  expect(names).toContain('faxbridge.db')
  return files.join('\n')
}

describe('a secret key', () => {
  it('is in no page, report, log, metric or table, whatever form the mail has', async () => {
    process.env['FAXBRIDGE_TEST_LOG'] = '1'
    const b = await keyedBridge()
    await b.start()
    // Each to a number of its own: to one number there is one call at a time.
    const to = (n: number) => `1555555124${n}@fax.local`
    const html = `<div>${KEY.slice(0, 9)}<b>${KEY.slice(9)}</b></div><p>Good morning.</p>`
    await sendMail(b.smtpPort, { to: to(1), subject: 'no key', text: 'Good morning.' })
    await sendMail(b.smtpPort, { to: to(2), subject: 'text', from: BOB, text: `${KEY}\n\nGood morning.` })
    await sendMail(b.smtpPort, {
      to: to(3),
      subject: 'both',
      from: BOB,
      text: `${KEY}\n\nGood morning.`,
      html,
    })
    await expect(
      sendMail(b.smtpPort, { to: to(4), from: BOB, text: 'WRONG-CANARY-1\n\nHi' }),
    ).rejects.toThrow(/5\.7\.1/)
    const rotated = await b.cli('keys', 'rotate', 'sales')
    const [fresh = ''] = NEW_KEY.exec(rotated.stdout) ?? []
    expect(fresh).not.toBe('')
    await sendMail(b.smtpPort, { to: to(5), subject: 'old key', from: BOB, text: `${KEY}\n\nGood morning.` })
    await sendMail(b.smtpPort, {
      to: to(6),
      subject: 'new key',
      from: BOB,
      text: `${fresh}\n\nGood morning.`,
    })
    const blank = await pagesOf(b, 'no key')
    for (const subject of ['text', 'both', 'old key', 'new key']) {
      expect(await pagesOf(b, subject), subject).toEqual(blank)
    }
    const report = await waitFor('the report', () => reportOn(b, 'old key'))
    expect(report.text).toContain('The secret key in your mail was replaced on')
    expect((await waitFor('the report', () => reportOn(b, 'new key'))).text).not.toContain('was replaced')
    const shown = [await b.cli('keys', 'show', 'sales'), await b.cli('keys', 'show')].map(
      ({ stdout }) => stdout,
    )
    const metrics = await (await fetch(`http://127.0.0.1:${b.httpPort}/metrics`)).text()
    const mails = b.sink.mails.map(mail => mail.raw.toString())
    expect(b.log()).toContain('mail accepted')
    const everything = [await kept(b), b.log(), metrics, ...shown, ...mails].join('\n')
    for (const canary of [KEY, fresh, 'WRONG-CANARY-1'])
      expect(everything.includes(canary), canary).toBe(false)
  })
})

async function reportOn(b: Bridge, subject: string) {
  for (const { raw } of b.sink.mails) {
    const mail = await simpleParser(raw)
    if (mail.text?.includes(subject)) return mail
  }
  return null
}

describe('kill -9 while a key is replaced', () => {
  const to = '15555551241@fax.local'

  it('before the commit: the old key works, and no notice goes out', async () => {
    const b = await keyedBridge()
    await b.start({ crashAt: 'key-noticed' })
    expect((await b.cli('keys', 'rotate', 'sales', '--notify')).code).not.toBe(0)
    await b.ended()
    await b.start()
    await sendMail(b.smtpPort, { to, subject: 'after', from: BOB, text: `${KEY}\n\nHi` })
    await delivered(b, 'after')
    expect(b.sink.mails.filter(mail => mail.to.includes('secretary@example.com'))).toEqual([])
  })

  it('after it: the key that is mailed is the key that works, and its bytes are erased', async () => {
    const b = await keyedBridge()
    await b.start({ crashAt: 'key-changed' })
    await b.cli('keys', 'rotate', 'sales', '--notify', '--at-once')
    await b.ended()
    await b.start()
    const notice = await waitFor('the notice', () =>
      b.sink.mails.find(mail => mail.to.includes('secretary@example.com')),
    )
    const [fresh = ''] = NEW_KEY.exec((await simpleParser(notice.raw)).text ?? '') ?? []
    await sendMail(b.smtpPort, { to, subject: 'fresh', from: BOB, text: `${fresh}\n\nHi` })
    await expect(sendMail(b.smtpPort, { to, from: BOB, text: `${KEY}\n\nHi` })).rejects.toThrow(/5\.7\.1/)
    await delivered(b, 'fresh')
    // At the next look, within half a minute; a restart looks at once.
    await b.stop()
    await b.start()
    await waitFor('the erasure', async () => !(await spooled(b)).includes(`Message-ID: <key-`))
  })
})

async function spooled(b: Bridge): Promise<string> {
  const folder = join(b.folder, 'data', 'spool', 'log')
  const names = await readdir(folder)
  return (await Promise.all(names.map(name => readFile(join(folder, name), 'latin1')))).join('')
}
