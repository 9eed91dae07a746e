import { afterEach, describe, expect, it } from 'vitest'
import { FakeReplyDesk, REPLY_TOKEN } from '../fakes/reply-desk.ts'
import { type House, KEY, openHouse } from './house.ts'

let house: House
afterEach(() => house.close())

interface Reply {
  readonly body: string
  readonly token?: string
  readonly from?: string
  readonly headers?: readonly string[]
}

/** Sends a reply; gives the answer to its end and what was ordered. */
async function replied({ body, token = REPLY_TOKEN, from = 'ann@example.com', headers = [] }: Reply) {
  const replies = new FakeReplyDesk()
  const trusting = {
    id: 'trusting',
    active: true,
    numbers: ['+15555550199'],
    country: 'US',
    acl: [{ from_email: 'ann@example.com' }],
    allow_unproven_from: true,
  }
  house = await openHouse({ replies, more: [trusting] })
  const wire = await house.connect()
  const commands = ['HELO c.example.com', `MAIL FROM:<${from}>`, `RCPT TO:<fax+${token}@fax.local>`, 'DATA']
  for (const command of commands) {
    await wire.write(`${command}\r\n`)
    await wire.reply()
  }
  const lines = [`From: ${from}`, 'Message-ID: <r@example.com>', ...headers, '', body, '.', '']
  await wire.write(lines.join('\r\n'))
  const answer = await wire.line()
  wire.socket.destroy()
  expect(house.intake.mails).toEqual([])
  return { answer, orders: replies.orders }
}

describe('a reply to a report', () => {
  it('is an order about its fax, and forgotten as a mail', async () => {
    const { answer, orders } = await replied({ body: 'Resend\r\n\r\n> Your fax was not delivered' })
    expect(answer).toMatch(/^250 2\.6\.0 The reply was taken/)
    expect(orders).toMatchObject([
      {
        fax: { id: 'fax_01kaj00000aaaaaaaaaaaaaaaa' },
        command: { type: 'resend' },
        from: 'ann@example.com',
        messageId: '<r@example.com>',
      },
    ])
    expect(house.intake.aborted).toBe(1)
  })

  it('with attachments, or with nothing in it, is none the more a fax', async () => {
    const headers = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=x']
    const attached =
      '--x\r\nContent-Type: text/plain\r\n\r\nThanks!\r\n--x\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--x--'
    expect((await replied({ body: attached, headers })).orders).toMatchObject([{ command: { type: 'help' } }])
    await house.close()
    expect((await replied({ body: '' })).orders).toMatchObject([{ command: { type: 'help' } }])
  })

  it('can name another number, which the rules read as ever', async () => {
    const { orders } = await replied({ body: 'send to (555) 555-0199' })
    expect(orders).toMatchObject([{ command: { type: 'sendTo', recipient: { number: '+15555550199' } } }])
  })

  it.each(['send to 0190', 'send to 900 555 1212 00 11 22 33 44', 'send to +999999'])(
    '%s: the reason goes into the answer',
    async body => {
      const { answer, orders } = await replied({ body })
      expect(answer).toMatch(/^250 /)
      expect(orders).toMatchObject([{ command: { type: 'refused', reason: expect.stringMatching(/\w/) } }])
    },
  )

  it('needs the key where the fax needed it, before the command', async () => {
    const token = REPLY_TOKEN.replace(/s$/, 'k')
    const without = await replied({ body: 'resend', token, from: 'ann@example.com' })
    expect(without).toMatchObject({ answer: expect.stringMatching(/^550 5\.7\.1/), orders: [] })
    await house.close()
    const { orders } = await replied({ body: `${KEY}\r\n\r\ncancel`, token })
    expect(orders).toMatchObject([{ command: { type: 'cancel' } }])
  })

  it('is worth nothing when nothing but its From says who wrote it', async () => {
    const token = REPLY_TOKEN.replace(/s$/, 'n')
    const { answer, orders } = await replied({ body: 'resend', token })
    expect(answer).toMatch(/^550 5\.7\.1 You are not permitted/)
    expect(orders).toEqual([])
  })

  it('that comes twice has the same digest, another one another', async () => {
    const digests: string[] = []
    for (const body of ['resend', 'resend', 'cancel']) {
      const { orders } = await replied({ body })
      digests.push(...orders.map(order => order.digest))
      await house.close()
    }
    expect([digests[0] === digests[1], digests[1] === digests[2]]).toEqual([true, false])
    house = await openHouse()
  })
})
