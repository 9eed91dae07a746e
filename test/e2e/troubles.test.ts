import { readFile, writeFile } from 'node:fs/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { type Bridge, makeBridge, waitFor } from './bridge.ts'
import { aPdf, sendMail } from './mailing.ts'

let bridge: Bridge | null = null
afterEach(async () => {
  await bridge?.close()
  bridge = null
})

const faxTo = (b: Bridge, number: string, messageId: string) =>
  sendMail(b.smtpPort, { to: `${number}@fax.local`, messageId, text: 'hello' })

const reportOn = (b: Bridge, messageId: string) =>
  waitFor(`the report on ${messageId}`, () =>
    b.sink.mails.find(mail => mail.raw.includes(`In-Reply-To: ${messageId}`)),
  )

describe('the relay is away', () => {
  it('keeps the report, and sends it when the relay is back, also over a restart', async () => {
    const b = await makeBridge()
    bridge = b
    await b.start()
    await b.sink.pause()
    await faxTo(b, '15555551213', '<r1@x>')
    await waitFor('the fax to end', async () =>
      (await b.cli('list', '--json')).stdout.includes('"delivered"'),
    )
    expect(b.sink.mails).toEqual([])
    expect(await b.stop()).toBe(0)
    await b.sink.resume()
    await b.start()
    await reportOn(b, '<r1@x>')
    expect(b.sink.mails).toHaveLength(1)
  })
})

describe('the configuration changes', () => {
  it('takes a good file on SIGHUP, and keeps the old one when the new one is broken', async () => {
    const b = await makeBridge()
    bridge = b
    await b.start()
    const text = await readFile(b.configFile, 'utf8')
    await writeFile(b.configFile, text.replace('active: true', 'active: maybe'))
    const broken = await b.cli('reload')
    expect(broken.code).not.toBe(0)
    expect(broken.stderr).toMatch(/faxbridge\.yaml:\d+:\d+/)
    await faxTo(b, '15555551213', '<c1@x>')
    await reportOn(b, '<c1@x>')

    const config = parse(text)
    config.subscribers[0].acl[0].from_email = 'bob@example.com'
    await writeFile(b.configFile, stringify(config))
    b.reload()
    await waitFor('the new rules', async () => {
      const refused = await faxTo(b, '15555551213', '<c2@x>').then(
        () => false,
        () => true,
      )
      return refused
    })
    await sendMail(b.smtpPort, { from: 'bob@example.com', to: '15555551213@fax.local', text: 'hello' })
  })
})

describe('a document that is a burden', () => {
  it('costs that fax a clear failure and nobody else anything', async () => {
    const b = await makeBridge(config => {
      config['documents'] = { pages: 10 }
    })
    bridge = b
    await b.start()
    const attachments = [{ filename: 'long.pdf', content: await aPdf(11) }]
    await sendMail(b.smtpPort, { to: '15555551213@fax.local', messageId: '<long@x>', attachments })
    await faxTo(b, '15555551214', '<short@x>')
    const long = await reportOn(b, '<long@x>')
    expect(long.raw.toString()).toMatch(/11 pages/)
    await reportOn(b, '<short@x>')
  })
})

describe('the daemon is told to stop', () => {
  it('finishes what it does, refuses new mail, and ends with 0', async () => {
    const b = await makeBridge()
    bridge = b
    await b.start()
    for (let n = 10; n < 20; n++) await faxTo(b, `15555551${n}0`, `<s${n}@x>`)
    expect(await b.stop()).toBe(0)
    await b.start()
    for (let n = 10; n < 20; n++) await reportOn(b, `<s${n}@x>`)
    const taken = (await b.ledger()).filter(line => line.type === 'taken')
    expect(taken).toHaveLength(10)
  })
})
