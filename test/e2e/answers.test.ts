/** A received fax is answered by mail: the answer is a fax to its caller, under all rules, without the picture of our own mail. */
import { type ParsedMail, simpleParser } from 'mailparser'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Bridge, makeBridge, waitFor } from './bridge.ts'
import { aPdf, sendMail } from './mailing.ts'

let bridge: Bridge
beforeAll(async () => {
  bridge = await makeBridge(config => {
    const [, office] = config['subscribers'] as Record<string, unknown>[]
    Object.assign(office ?? {}, {
      secret_key: undefined,
      acl: [{ from_email: 'office@example.com', received_from: '127.0.0.0/8' }],
      received_mail: { answer_by_fax: true },
    })
  })
  await bridge.start()
})
afterAll(() => bridge.close())

const mailTo = (to: string, subject: RegExp) =>
  waitFor(`a mail to ${to}`, async () => {
    const mails = bridge.sink.mails.filter(mail => mail.to.includes(to))
    const parsed = await Promise.all(mails.map(mail => simpleParser(mail.raw)))
    return parsed.find((mail: ParsedMail) => subject.test(mail.subject ?? '')) ?? null
  })
const dialled = async () =>
  (await bridge.ledger()).flatMap(line => (line.type === 'taken' ? [`${line.from} ${line.to}`] : []))

it('reaches the caller with the document, and nobody who is not proven gets a fax through', async () => {
  const pdf = await aPdf(1)
  await sendMail(bridge.smtpPort, {
    to: '15555551212@fax.local',
    messageId: '<a1@x>',
    attachments: [{ filename: 'order.pdf', content: pdf }],
  })
  const received = await mailTo('office@example.com', /^Fax from/)
  const to = received.replyTo?.value[0]?.address ?? ''
  expect(to).toMatch(/^answer\+[0-9a-z]{56}@fax\.local$/)
  const picture = received.attachments.find(part => part.contentType === 'image/png')
  const shown = { filename: 'image001.png', content: picture?.content ?? Buffer.alloc(0), cid: 'quoted' }
  const answer = {
    to,
    subject: `Re: ${received.subject}`,
    html: '<p>Here it is.</p><blockquote>A fax arrived for you<br><img src="cid:quoted"></blockquote>',
    attachments: [{ filename: 'signed.pdf', content: await aPdf(2, 'Signed') }, shown],
  }
  await expect(
    sendMail(bridge.smtpPort, { ...answer, from: 'eve@example.com', messageId: '<a2@x>' }),
  ).rejects.toMatchObject({ responseCode: 550 })
  // Whoever may fax for another subscriber does not thereby answer for this one.
  await expect(sendMail(bridge.smtpPort, { ...answer, messageId: '<a3@x>' })).rejects.toMatchObject({
    responseCode: 550,
  })
  await sendMail(bridge.smtpPort, { ...answer, from: 'office@example.com', messageId: '<a4@x>' })
  const report = await mailTo('office@example.com', /delivered/)
  expect(await dialled()).toEqual(['+15555550100 +15555551212', '+15555551212 +15555550100'])
  expect(report.text).toMatch(/signed\.pdf/)
  const back = await mailTo('sales@example.com', /^Fax from .*\(2 pages\)/)
  expect(back.replyTo).toBeUndefined()

  const { stdout: list } = await bridge.cli('inbox', 'list', '--json')
  const inbox = JSON.parse(list) as readonly { id: string; calledNumber: string }[]
  const answered = inbox.find(fax => fax.calledNumber === '+15555551212')?.id ?? ''
  expect((await bridge.cli('inbox', 'show', answered)).stdout).toMatch(
    /Answered by fax: mail sub_\w+ from office@example\.com/,
  )
}, 60_000)
