/** A received fax goes on as a new fax and to an Internet fax machine: kill -9 where it would be sent twice, and it is not. */
import { simpleParser } from 'mailparser'
import { afterEach, expect, it } from 'vitest'
import { readTiff } from '../../src/documents/tiff/read.ts'
import { type Bridge, makeBridge, waitFor } from './bridge.ts'
import { aPdf, sendMail } from './mailing.ts'

let bridge: Bridge | null = null
afterEach(async () => {
  await bridge?.close()
  bridge = null
})

const BRANCH = '+15555551217'

it.each(['forwarded', 'internet-fax-written'])(
  'at "%s": one new fax, and one mail to the machine',
  async crashAt => {
    const b = await makeBridge(config => {
      const [, office] = config['subscribers'] as Record<string, unknown>[]
      Object.assign(office ?? {}, { received: [], received_to: ['branch', 'machine'] })
      config['inbound'] = {
        destinations: {
          branch: { type: 'fax', to: BRANCH, report: 'boss@example.com' },
          machine: { type: 'internet-fax', to: 'FAX=+15555550198@mfp.example.com' },
        },
      }
    })
    bridge = b
    await b.start({ crashAt })
    const attachments = [{ filename: 'order.pdf', content: await aPdf(2) }]
    await sendMail(b.smtpPort, { to: '15555551212@fax.local', messageId: '<p1@x>', attachments })
    await b.ended()
    await b.start()

    const ledger = () => b.ledger()
    await waitFor('the new fax', async () =>
      (await ledger()).some(line => line.type === 'taken' && line.to === BRANCH),
    )
    const toMachine = () => b.sink.mails.filter(mail => mail.to.includes('FAX=+15555550198@mfp.example.com'))
    await waitFor('the mail to the machine', () => toMachine().length > 0)
    await waitFor('the acknowledgement', async () =>
      (await ledger()).some(line => line.type === 'acknowledged'),
    )
    await waitFor('the report', () => b.sink.mails.some(mail => mail.to.includes('boss@example.com')))

    const taken = (await ledger()).flatMap(line => (line.type === 'taken' ? [line] : []))
    expect(taken.map(({ to, from, pages }) => [from, to, pages])).toEqual([
      ['+15555550100', '+15555551212', 2],
      ['+15555551212', BRANCH, 2],
    ])
    expect(new Set(toMachine().map(mail => mail.raw.toString('latin1'))).size).toBe(1)
    const mail = await simpleParser(toMachine()[0]?.raw ?? '')
    const pages = readTiff(mail.attachments[0]?.content ?? new Uint8Array())
    expect(pages.map(({ width, compression }) => [width, compression])).toEqual([
      [1728, 3],
      [1728, 3],
    ])
  },
)
