import { createHash } from 'node:crypto'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import MailComposer from 'nodemailer/lib/mail-composer'
import { afterEach, describe, expect, it } from 'vitest'
import { type Bridge, makeBridge, OFFICE, waitFor } from './bridge.ts'
import { aPdf, sendUntilTaken } from './mailing.ts'

/** Every checkpoint from "DATA ended" to "acknowledged", in the order of docs/flow.md. */
const CHECKPOINTS = [
  'data-ended',
  'spooled',
  'accepted',
  'rendered',
  'prepared',
  'submitting',
  'answered',
  'submitted',
  'verdict-seen',
  'verdict',
  'report-spooled',
  'report-queued',
  'relayed',
  'mail-ended',
  'inbound-seen',
  'inbound-downloaded',
  'inbound-spooled',
  'inbound-fetched',
  'inbound-routed',
  'inbound-placed',
  'carried',
  'delivery-ended',
  'inbound-composed',
  'inbound-queued',
  'inbound-delivered',
  'inbound-acknowledged',
]

let bridge: Bridge | null = null
afterEach(async () => {
  await bridge?.close()
  bridge = null
})

async function aMail(): Promise<Buffer> {
  const composer = new MailComposer({
    from: 'ann@example.com',
    to: '15555551212@fax.local',
    subject: 'Order',
    messageId: '<order-1@example.com>',
    attachments: [{ filename: 'order.pdf', content: await aPdf(1) }],
  })
  return composer.compile().build()
}

describe('kill -9', () => {
  it.each(CHECKPOINTS)(
    'at "%s": nothing is lost, nothing is sent twice, every report is true',
    async checkpoint => {
      const b = await makeBridge(config => {
        const [, office] = config['subscribers'] as Record<string, unknown>[]
        Object.assign(office ?? {}, { received_to: ['shelf'] })
        config['inbound'] = { destinations: { shelf: { type: 'folder', path: './shelf' } } }
      })
      await mkdir(join(b.folder, 'shelf'))
      bridge = b
      await b.start({ crashAt: checkpoint })
      const raw = await aMail()
      let restarted = false
      const restart = async () => {
        await b.ended()
        await b.start()
        restarted = true
      }
      await sendUntilTaken(b.smtpPort, raw, 'ann@example.com', '15555551212@fax.local', restart)
      if (!restarted) await restart()

      const reports = () => b.sink.mails.filter(mail => mail.to.includes('ann@example.com'))
      const received = () => b.sink.mails.filter(mail => mail.to.includes('office@example.com'))
      await waitFor('the report', () => reports().length > 0)
      await waitFor('the received fax', () => received().length > 0)
      const acknowledged = async () => (await b.ledger()).filter(entry => entry.type === 'acknowledged')
      await waitFor('the acknowledgement', async () => (await acknowledged()).length > 0)

      const taken = (await b.ledger()).filter(entry => entry.type === 'taken')
      expect(taken).toHaveLength(1)
      expect(taken[0]).toMatchObject({ to: OFFICE, pages: 1 })
      expect(await readdir(join(b.folder, 'shelf'))).toEqual([expect.stringMatching(/inb_\w+\.pdf$/)])
      // A repetition after a crash is the same mail: same Message-ID, same bytes.
      for (const mails of [reports(), received()]) {
        expect(new Set(mails.map(mail => createHash('sha256').update(mail.raw).digest('hex'))).size).toBe(1)
        expect(mails.length).toBeLessThanOrEqual(2)
      }
      expect(reports()[0]?.raw.toString()).toMatch(/^Subject: .*delivered/im)
      const list = await b.cli('list', '--json')
      expect(list.code).toBe(0)
      expect(JSON.parse(list.stdout)).toMatchObject([{ state: 'delivered', number: OFFICE, pages: 1 }])
      expect(await b.stop()).toBe(0)
    },
  )

  it('knows only checkpoints that the code passes', async () => {
    const { readdirSync, readFileSync } = await import('node:fs')
    const root = new URL('../../src/', import.meta.url)
    const found = new Set<string>()
    for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue
      for (const [, step] of readFileSync(new URL(name, root), 'utf8').matchAll(
        /checkpoint\('([a-z-]+)'\)/g,
      )) {
        if (step !== undefined) found.add(step)
      }
    }
    const elsewhere = [
      'link-mailed',
      'link-followed',
      'looked',
      'reconciled',
      'forgotten',
      'received-forgotten',
      'erased',
      'rewrapped',
      'encrypted',
      'junk-discarded',
      'reply-carried-out',
      'key-changed',
      'key-noticed',
      'forwarded',
      'internet-fax-written',
      // api.test.ts
      'api-done',
      // alarms.test.ts
      'alarm-raised',
      'alarm-mail-written',
      'alarm-told',
      'alarm-called',
    ]
    expect([...found].sort()).toEqual([...CHECKPOINTS, ...elsewhere].sort())
  })
})
