import { afterEach, describe, expect, it } from 'vitest'
import type { NewRefusal } from '../../src/smtp/refusal-desk.ts'
import { type House, type HouseOptions, KEY, openHouse } from './house.ts'
import { dotStuffed, HEADER } from './mailing.ts'
import { openWire, type Wire } from './wire.ts'

let house: House
let kept: NewRefusal[] = []
afterEach(() => house.close())

async function open(options: HouseOptions = {}): Promise<void> {
  kept = []
  house = await openHouse({ ...options, refusals: { note: refusal => `r-${kept.push(refusal)}` } })
}

async function begin(from: string): Promise<Wire> {
  const wire = await house.connect()
  await wire.ask('HELO client.example.com')
  await wire.ask(`MAIL FROM:<${from}>`)
  return wire
}

/** The reply to a whole mail. */
async function send(text: string, to = '15555551212@fax.local'): Promise<string> {
  const wire = await begin('ann@example.com')
  await wire.ask(`RCPT TO:<${to}>`)
  await wire.ask('DATA')
  await wire.write(dotStuffed(Buffer.from(text)))
  const reply = await wire.reply()
  await wire.rest()
  return reply
}

describe('what is refused', () => {
  it('at RCPT is kept with its trace, and the client is told where to find it', async () => {
    await open({ subscribers: ['narrow'] })
    const wire = await begin('dan@example.com')
    expect(await wire.ask('RCPT TO:<15555551213@fax.local>')).toMatch(/^550 5\.7\.1 .* \(ref r-1\)$/)
    expect(kept).toEqual([
      {
        stage: 'recipient',
        listener: 'test',
        peer: '127.0.0.1',
        user: null,
        sender: 'dan@example.com',
        from: null,
        recipients: ['15555551213@fax.local'],
        code: 'E_SENDER_DENIED',
        text: expect.stringMatching(/^You are not permitted/),
        ambiguous: [],
        trace: expect.arrayContaining([
          expect.objectContaining({ subscriber: 'narrow', entry: 0, field: 'destination', result: 'fail' }),
        ]),
      },
    ])
    await wire.rest()
  })

  it('at the end of the mail is kept with From and all recipients, and with who was ruled out before', async () => {
    await open()
    await send('From: eve@example.com\r\n\r\nHello\r\n')
    expect(kept).toMatchObject([
      {
        stage: 'mail',
        from: 'eve@example.com',
        recipients: ['15555551212@fax.local'],
        code: 'E_SENDER_DENIED',
      },
    ])
    expect(new Set(kept[0]?.trace.map(({ subscriber }) => subscriber))).toContain('inactive')
  })

  it('sounds the same, whatever was wrong: a key, a sender, or both', async () => {
    await open({ subscribers: ['keyed', 'sales'] })
    const replies = [
      await send(`${HEADER.replace('ann', 'eve')}wrong-key\r\n`),
      await send(`${HEADER.replace('ann', 'eve')}Hello\r\n`),
    ].map(reply => reply.replace(/r-\d+/, 'r-N'))
    expect(new Set(replies).size).toBe(1)
    expect(replies[0]).toMatch(/\(ref r-N\)$/)
  })

  it('never has a key in it, nor anything of the text', async () => {
    await open({ subscribers: ['keyed'] })
    await send(`${HEADER}nearly-${KEY}\r\n\r\nconfidential\r\n`)
    expect(kept).toHaveLength(1)
    expect(JSON.stringify(kept)).not.toMatch(/nearly|correct-horse|confidential/)
  })

  it('as a login is kept with the name, never with the password', async () => {
    await open({ subscribers: ['scanner'], listener: { insecureAuth: true } })
    const wire = await house.connect()
    await wire.ask('EHLO client.example.com')
    const login = Buffer.from('\0mfp1\0not-the-password').toString('base64')
    expect(await wire.ask(`AUTH PLAIN ${login}`)).toMatch(/^535 5\.7\.8 .* \(ref r-1\)$/)
    expect(kept).toMatchObject([{ stage: 'login', user: 'mfp1', code: 'E_AUTH_BAD' }])
    expect(JSON.stringify(kept)).not.toContain('not-the-password')
    await wire.rest()
  })

  it('at the door is kept, too', async () => {
    await open({ listener: { profile: 'legacy', peers: ['192.168.0.7'] } })
    const wire = await openWire(house.port)
    expect(await wire.reply()).toMatch(/^554 5\.7\.1 /)
    expect(kept).toMatchObject([{ stage: 'connection', peer: '127.0.0.1', code: 'E_PEER_DENIED' }])
  })

  it('keeps an address or a number, never what else a client sends in its place', async () => {
    await open()
    const wire = await house.connect()
    await wire.ask('HELO client.example.com')
    await wire.ask('MAIL FROM:<correct-horse>')
    await wire.ask('MAIL FROM:<ann@@example.com>')
    expect(kept.map(({ code, sender }) => [code, sender])).toEqual([
      ['E_SENDER_SYNTAX', null],
      ['E_SENDER_SYNTAX', 'ann@@example.com'],
    ])
    await wire.rest()
  })

  it('hides access codes of an address', async () => {
    await open({ subscribers: ['sales'] })
    const wire = await begin('ann@example.com')
    expect(await wire.ask('RCPT TO:<FAX=+15555551212/POSTD=4711@fax.local>')).toMatch(
      /^5\d\d .* \(ref r-1\)$/,
    )
    expect(kept[0]?.recipients[0]).toMatch(/^FAX=\+15555551212\/POSTD=/)
    expect(JSON.stringify(kept)).not.toContain('4711')
    await wire.rest()
  })

  it('is not kept where it is trouble of our own, or a program that does not know SMTP', async () => {
    await open()
    house.intake.failing = 'commit'
    expect(await send(`${HEADER}Hello\r\n`)).toMatch(/^451 .*[^)]$/)
    const wire = await house.connect()
    await wire.ask('HELO client.example.com')
    expect(await wire.ask('MAIL FROM:<ann@example.com> NONSENSE=1')).toMatch(/^555 .*[^)]$/)
    expect(kept).toEqual([])
    await wire.rest()
  })
})
