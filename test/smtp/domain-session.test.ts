import { generateKeyPairSync } from 'node:crypto'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type DnsTable, FakeDns } from '../fakes/dns.ts'
import { type House, type HouseOptions, KEY, openHouse } from './house.ts'
import { dotStuffed } from './mailing.ts'
import type { Wire } from './wire.ts'

let privateKey = ''
let table: DnsTable = {}
let house: House

beforeAll(() => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const record = `v=DKIM1; p=${pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`
  table = { 's1._domainkey.example.com TXT': [[record]] }
})
afterEach(() => house.close())

async function open(dns: DnsTable, options: HouseOptions = {}): Promise<Wire> {
  house = await openHouse({ subscribers: ['vouched'], dns: new FakeDns(dns), ...options })
  const wire = await house.connect()
  await wire.ask('EHLO client.example.com')
  return wire
}

const mailOf = (body = 'Text', from = 'ann@example.com') =>
  `From: ${from}\r\nTo: 15555551212@fax.local\r\nSubject: x\r\n\r\n${body}\r\n`

async function signed(mail: string): Promise<string> {
  const { signatures } = await dkimSign(mail, {
    canonicalization: 'relaxed/relaxed',
    signTime: new Date(Date.UTC(2026, 10, 21, 5)),
    signatureData: [{ signingDomain: 'example.com', selector: 's1', privateKey }],
  } as never)
  return signatures + mail
}

async function send(wire: Wire, mail: string, rcpt = '15555551212'): Promise<string> {
  expect(await wire.ask('MAIL FROM:<bounces@esp.test>')).toMatch(/^250 /)
  expect(await wire.ask(`RCPT TO:<${rcpt}@fax.local>`)).toMatch(/^250 /)
  await wire.ask('DATA')
  await wire.write(dotStuffed(Buffer.from(mail)))
  return wire.reply()
}
const taken = () => house.intake.mails.map(({ mail }) => [mail.subscriberId, mail.evidence, mail.from])

describe('a rule that wants the domain of From', () => {
  it('takes a mail that it has signed, small or large', async () => {
    const wire = await open(table)
    expect(await send(wire, await signed(mailOf()))).toMatch(/^250 2\.6\.0 /)
    const large = mailOf('All work and no play makes Jack a dull boy.\r\n'.repeat(60_000))
    expect(await send(wire, await signed(large))).toMatch(/^250 2\.6\.0 /)
    expect(taken()).toEqual(Array(2).fill(['vouched', 'domain', 'ann@example.com']))
    await wire.rest()
  })

  it('refuses one that was changed, is not signed, or is meant for others', async () => {
    const wire = await open(table)
    const good = await signed(mailOf())
    expect(await send(wire, good.replace('Text', 'Test'))).toMatch(/^550 5\.7\.1 /)
    expect(await send(wire, mailOf())).toMatch(/^550 5\.7\.1 /)
    expect(await send(wire, good, '15555553434')).toMatch(/^550 5\.7\.1 /)
    expect(taken()).toEqual([])
    await wire.rest()
  })

  it('asks nobody about a sender whom no rule names', async () => {
    const wire = await open(table)
    expect(await send(wire, await signed(mailOf('Text', 'ann@example.org')))).toMatch(/^550 5\.7\.1 /)
    expect(house.dns.asked).toEqual([])
    await wire.rest()
  })

  it('lets the sender come again when DNS does not answer', async () => {
    const wire = await open({ 's1._domainkey.example.com TXT': 'ESERVFAIL' })
    expect(await send(wire, await signed(mailOf()))).toMatch(/^451 4\.4\.3 /)
    house.dns.set(table)
    expect(await send(wire, await signed(mailOf()))).toMatch(/^250 /)
    await wire.rest()
  })

  it('lets him come again when DNS takes too long', async () => {
    const wire = await open(table)
    house.dns.set({ 's1._domainkey.example.com TXT': 'NEVER' })
    const reply = send(wire, await signed(mailOf()))
    while (house.dns.asked.length === 0) await new Promise(resolve => setImmediate(resolve))
    await house.clock.advance(10_000)
    expect(await reply).toMatch(/^451 4\.4\.3 /)
    await wire.rest()
  })

  it('is not asked when something stronger, or as good, decides', async () => {
    const more = [
      {
        id: 'either',
        active: true,
        numbers: ['+15555550191'],
        country: 'US',
        secret_key: KEY,
        acl: [{ from_email: 'ann@example.com', needs: ['domain' as const, 'key' as const] }],
      },
    ]
    const wire = await open(table, { subscribers: [], more })
    expect(await send(wire, await signed(mailOf(`${KEY}\r\n\r\nText`)))).toMatch(/^250 /)
    expect(taken()).toEqual([['either', 'key', 'ann@example.com']])
    expect(house.dns.asked).toEqual([])
    await wire.rest()
  })
})

describe('an ordinary rule', () => {
  it('asks DNS nothing', async () => {
    const wire = await open(table, { subscribers: ['sales', 'keyed', 'narrow'] })
    expect(await send(wire, await signed(mailOf()))).toMatch(/^250 /)
    expect(taken()).toEqual([['sales', 'peer', 'ann@example.com']])
    expect(house.dns.asked).toEqual([])
    await wire.rest()
  })
})

describe('a rule that believes a relay', () => {
  const AR = 'Authentication-Results: mx.law.test; dmarc=pass header.from=example.com\r\n'
  const STRANGER = 'Received: from x (x [198.51.100.7]) by mx.law.test; Sat, 21 Nov 2026 06:00:00 +0000\r\n'
  const smtp = { authenticationResults: { servers: ['mx.law.test'], peers: ['127.0.0.0/8'] } }

  it('takes what it says, and only what it can have written', async () => {
    const wire = await open({}, { smtp })
    expect(await send(wire, AR + STRANGER + mailOf())).toMatch(/^250 /)
    expect(await send(wire, STRANGER + AR + mailOf())).toMatch(/^550 5\.7\.1 /)
    expect(await send(wire, AR.replace('mx.law', 'mx.evil') + STRANGER + mailOf())).toMatch(/^550 5\.7\.1 /)
    expect(taken()).toEqual([['vouched', 'relay', 'ann@example.com']])
    await wire.rest()
  })

  it('does not when the peer is no such relay', async () => {
    const wire = await open(
      {},
      { smtp: { authenticationResults: { servers: ['mx.law.test'], peers: ['10.0.0.0/8'] } } },
    )
    expect(await send(wire, AR + STRANGER + mailOf())).toMatch(/^550 5\.7\.1 /)
    await wire.rest()
  })
})

describe('SPF behind a relay of our own', () => {
  const spf = { 'example.com TXT': [['v=spf1 ip4:127.0.0.1 ip4:192.0.2.0/24 -all']] }
  const via = (address: string) =>
    `Received: from x (x [${address}]) by mx.law.test; Sat, 21 Nov 2026 06:00:00 +0000\r\n`
  const sendAs = async (wire: Wire, mail: string) => {
    await wire.ask('MAIL FROM:<ann@example.com>')
    await wire.ask('RCPT TO:<15555551212@fax.local>')
    await wire.ask('DATA')
    await wire.write(dotStuffed(Buffer.from(mail)))
    return wire.reply()
  }

  it('is about whom the relay had it from, never about the relay', async () => {
    const wire = await open(spf, { smtp: { trustedRelays: ['127.0.0.0/8'] } })
    expect(await sendAs(wire, via('192.0.2.7') + mailOf())).toMatch(/^250 /)
    expect(await sendAs(wire, via('198.51.100.7') + mailOf())).toMatch(/^550 /)
    expect(await sendAs(wire, mailOf())).toMatch(/^550 /)
    expect(await sendAs(wire, via('nonsense') + mailOf())).toMatch(/^550 /)
    await wire.rest()
  })
})
