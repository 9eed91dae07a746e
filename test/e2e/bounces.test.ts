/** A real Postfix takes our mail and gives it up later: its bounce comes back to the daemon and shows the address as broken. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type MailSink, startMailSink } from '../fakes/mail-sink.ts'
import { type Bridge, freePort, makeBridge, waitFor } from './bridge.ts'
import { aPdf, sendMail } from './mailing.ts'
import { postfixMissing, relayThroughPostfix } from './postfix-relay.ts'

let bridge: Bridge
let refusing: MailSink
let postfix: { stop(): void } | null = null

beforeAll(async () => {
  if (process.getuid?.() !== 0) return
  if (postfixMissing !== null) throw new Error(postfixMissing)
  const port = await freePort()
  refusing = await startMailSink({ behaviour: { atRcpt: { code: 550, text: '5.1.1 no such mailbox' } } })
  bridge = await makeBridge(config => {
    config['relay'] = { url: `smtp://127.0.0.1:${port}`, from: 'Fax <fax@fax.local>', bounces: 'fax.local' }
    config['operator'] = { mail: 'boss@example.com' }
    const [, office] = config['subscribers'] as Record<string, unknown>[]
    Object.assign(office ?? {}, { received: [{ mail: 'office@gone.example' }] })
  })
  const ways = { 'example.com': bridge.sink.port, 'gone.example': refusing.port }
  postfix = await relayThroughPostfix(bridge.folder, bridge.smtpPort, { listen: port, ways })
  await bridge.start()
})
afterAll(async () => {
  postfix?.stop()
  await bridge?.close()
  await refusing?.close()
})

const mailsOf = (to: string) => bridge.sink.mails.filter(mail => mail.to.includes(to))

// Only root can start a Postfix.
it.skipIf(process.getuid?.() !== 0)(
  'the operator is told once, the command line shows it, and no bounce becomes a fax',
  async () => {
    const fax = async (name: string) =>
      sendMail(bridge.smtpPort, {
        to: '15555551212@fax.local',
        messageId: `<${name}@x>`,
        attachments: [{ filename: `${name}.pdf`, content: await aPdf(1) }],
      })
    await fax('one')
    const alarm = await waitFor('a mail to the operator', () => mailsOf('boss@example.com')[0])
    const text = alarm.raw.toString().replace(/=\r\n/g, '')
    expect(text).toContain('Subject: Received faxes do not reach office@gone.example')
    expect(text).toMatch(/came back or was refused: 5\.1\.1 .*no such mailbox/)
    const first = await bridge.cli('show', 'office@gone.example')
    expect(first.stdout).toMatch(/broken: our mails come back/)
    expect(first.stdout).toMatch(/5\.1\.1 .*no such mailbox/)
    expect((await bridge.cli('status')).stdout).toMatch(/Mails come back:? +office@gone\.example/)

    await fax('two')
    await waitFor('the second bounce', async () =>
      (await bridge.cli('show', 'office@gone.example')).stdout.includes('(2 in all)'),
    )
    await waitFor('both reports', () => mailsOf('ann@example.com').length === 2)
    expect(mailsOf('boss@example.com')).toHaveLength(1)
    const taken = (await bridge.ledger()).filter(entry => entry.type === 'taken')
    expect(taken).toHaveLength(2)
  },
)
