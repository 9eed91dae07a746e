import { type ParsedMail, simpleParser } from 'mailparser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bridge, makeBridge, waitFor } from './bridge.ts'
import { sendMail } from './mailing.ts'

let bridge: Bridge
beforeAll(async () => {
  bridge = await makeBridge()
  await bridge.start()
})
afterAll(() => bridge.close())

const answering = (messageId: string, more: (mail: ParsedMail) => boolean = () => true) =>
  waitFor(`an answer to ${messageId}`, async () => {
    const mails = await Promise.all(bridge.sink.mails.map(mail => simpleParser(mail.raw)))
    return mails.find(mail => mail.inReplyTo === messageId && more(mail)) ?? null
  })

const replyTo = (mail: ParsedMail) => mail.replyTo?.value[0]?.address ?? ''
const dialled = async () => (await bridge.ledger()).flatMap(line => (line.type === 'taken' ? [line.to] : []))

describe('the sender of a fax replies to its report', () => {
  it('to send it once more, and then to another number: two faxes, two answers, and no fax of the replies', async () => {
    await sendMail(bridge.smtpPort, { to: '15555551291@fax.local', messageId: '<r1@x>', text: 'Hello' })
    const report = await answering('<r1@x>')
    expect(report.subject).toContain('busy')
    const reply = { to: replyTo(report), subject: `Re: ${report.subject}` }

    const attachments = [{ filename: 'x.txt', content: Buffer.from('not to be faxed') }]
    const text = 'Resend\n\n> Your fax was not delivered'
    const { response } = await sendMail(bridge.smtpPort, { ...reply, messageId: '<r2@x>', text, attachments })
    expect(response).toContain('The reply was taken')
    const answer = await answering('<r2@x>')
    expect(answer.subject).toBe('Fax to +1 555 555 1291: it is being sent again')
    await waitFor('the second try', async () => (await dialled()).length === 2)

    await sendMail(bridge.smtpPort, { ...reply, messageId: '<r3@x>', text: 'send to +1 555 555 1217' })
    expect((await answering('<r3@x>')).subject).toContain('it is being sent to +1 555 555 1217')
    await waitFor('the other number', async () => (await dialled()).length === 3)
    expect(await dialled()).toEqual(['+15555551291', '+15555551291', '+15555551217'])
    const final = await waitFor('the report of the new fax', async () => {
      const mails = await Promise.all(bridge.sink.mails.map(mail => simpleParser(mail.raw)))
      return mails.find(mail => /delivered/.test(mail.subject ?? '') && /1217/.test(mail.subject ?? ''))
    })
    expect(replyTo(final)).not.toBe(replyTo(report))
  })

  it('nobody else can, not even with the address', async () => {
    await sendMail(bridge.smtpPort, { to: '15555551292@fax.local', messageId: '<r4@x>', text: 'Hello' })
    const to = replyTo(await answering('<r4@x>'))
    const before = (await dialled()).length
    await expect(
      sendMail(bridge.smtpPort, { to, from: 'eve@example.com', text: 'resend' }),
    ).rejects.toMatchObject({ responseCode: 550 })
    const [local = ''] = to.split('@')
    const forged = `${local.slice(0, -1)}${local.endsWith('0') ? '1' : '0'}@fax.local`
    await expect(sendMail(bridge.smtpPort, { to: forged, text: 'resend' })).rejects.toMatchObject({
      responseCode: 550,
    })
    await expect(
      sendMail(bridge.smtpPort, { to: [to, '15555551218@fax.local'], text: 'resend' }),
    ).rejects.toMatchObject({ responseCode: 550 })
    expect((await dialled()).length).toBe(before)
  })
})
