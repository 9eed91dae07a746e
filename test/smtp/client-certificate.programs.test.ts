import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ConfigInput } from '../../src/config/schema.ts'
import { makeCertificate } from '../fakes/certificate.ts'
import { type House, openHouse, PASSWORD } from './house.ts'
import { dotStuffed } from './mailing.ts'
import { openSecureWire, type Wire } from './wire.ts'

type Pair = Awaited<ReturnType<typeof makeCertificate>>

let folder = ''
let server: Pair
let mfp: Pair
let stranger: Pair
const file = (name: string) => join(folder, name)
let house: House

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faxbridge-client-'))
  server = await makeCertificate()
  mfp = await makeCertificate('Scanner 2', 'DNS:mfp2.lan,email:mfp2@law.test')
  stranger = await makeCertificate('mfp2.lan', 'DNS:mfp2.lan')
  await writeFile(file('cert.pem'), server.cert)
  await writeFile(file('key.pem'), server.key)
  await writeFile(file('ca.pem'), mfp.cert)
})
afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(() => house.close())

const line = (certificates: string[], more = {}): ConfigInput['subscribers'][number] => ({
  id: 'scanner-2',
  active: true,
  numbers: ['+15555550190'],
  country: 'US',
  certificates,
  ...more,
})

async function open(tls: 'starttls' | 'implicit', subscriber: ConfigInput['subscribers'][number]) {
  const files = { cert: file('cert.pem'), key: file('key.pem'), clientCa: file('ca.pem') }
  house = await openHouse({
    listener: { tls, ...files },
    subscribers: ['keyed', 'scanner'],
    more: [subscriber],
  })
}

async function connect(tls: 'starttls' | 'implicit', pair: Pair | null): Promise<Wire> {
  const options = pair === null ? {} : { cert: pair.cert, key: pair.key }
  if (tls === 'implicit') {
    const wire = await openSecureWire(house.port, options)
    await wire.reply()
    return wire
  }
  const clear = await house.connect()
  expect(await clear.ask('STARTTLS')).toMatch(/^220 /)
  return clear.secure(options)
}

/** The reply to RCPT, or to the mail when that was taken. */
async function send(wire: Wire, text = 'Text'): Promise<string> {
  await wire.ask('EHLO client.example.com')
  expect(await wire.ask('MAIL FROM:<mfp2@law.test>')).toMatch(/^250 /)
  const rcpt = await wire.ask('RCPT TO:<15555551212@fax.local>')
  if (!rcpt.startsWith('250')) return rcpt
  await wire.ask('DATA')
  await wire.write(dotStuffed(Buffer.from(`From: mfp2@law.test\r\n\r\n${text}\r\n`)))
  return wire.reply()
}

const taken = () => house.intake.mails.map(({ mail }) => [mail.subscriberId, mail.evidence])

describe.each(['starttls', 'implicit'] as const)('a client certificate over %s', tls => {
  it.each(['MFP2.lan', 'mfp2@law.test', 'FINGERPRINT'])(
    'stands for the subscriber that lists %s',
    async name => {
      const { fingerprint256 } = new X509Certificate(mfp.cert)
      await open(tls, line([name === 'FINGERPRINT' ? `sha256:${fingerprint256}` : name]))
      const wire = await connect(tls, mfp)
      expect(await send(wire)).toMatch(/^250 2\.6\.0 /)
      expect(taken()).toEqual([['scanner-2', 'certificate']])
      await wire.rest()
    },
  )

  it('of an authority that we do not know, or none at all, is nothing', async () => {
    await open(tls, line(['mfp2.lan']))
    for (const pair of [stranger, null]) {
      const wire = await connect(tls, pair)
      // "keyed" could still take it: it has a key.
      expect(await send(wire)).toMatch(/^550 5\.7\.1 /)
      await wire.rest()
    }
    expect(taken()).toEqual([])
  })
})

describe('a certificate that is known', () => {
  it('counts by its common name only when it has no other', async () => {
    await open('implicit', line(['Scanner 2']))
    const wire = await connect('implicit', mfp)
    expect(await send(wire)).toMatch(/^550 /)
    await wire.rest()
  })

  it('opens no door but its own, even with the key of another', async () => {
    await open('implicit', line(['mfp2.lan'], { acl: [{ destination: '19995551212' }] }))
    const wire = await connect('implicit', mfp)
    expect(await send(wire, 'correct-horse\r\n\r\nText')).toMatch(/^550 5\.7\.1 /)
    await wire.rest()
  })

  it('that nobody lists is like none', async () => {
    await open('implicit', line(['other.lan']))
    const wire = await connect('implicit', mfp)
    expect(await send(wire, 'correct-horse\r\n\r\nText')).toMatch(/^250 /)
    expect(taken()).toEqual([['keyed', 'key']])
    await wire.rest()
  })

  it('gives way to a login', async () => {
    await open('implicit', line(['mfp2.lan']))
    const wire = await connect('implicit', mfp)
    await wire.ask('EHLO client.example.com')
    const login = Buffer.from(`\0mfp1\0${PASSWORD}`).toString('base64')
    expect(await wire.ask(`AUTH PLAIN ${login}`)).toMatch(/^235 /)
    expect(await wire.ask('MAIL FROM:<mfp2@law.test>')).toMatch(/^250 /)
    expect(await wire.ask('RCPT TO:<493023125000@fax.local>')).toMatch(/^250 /)
    await wire.ask('DATA')
    await wire.write(dotStuffed(Buffer.from('From: mfp2@law.test\r\n\r\nText\r\n')))
    expect(await wire.reply()).toMatch(/^250 /)
    expect(taken()).toEqual([['scanner', 'auth']])
    await wire.rest()
  })
})

it('authorities that cannot be read keep the listener from starting', async () => {
  await open('implicit', line(['mfp2.lan']))
  const files = { cert: file('cert.pem'), key: file('key.pem'), clientCa: file('none.pem') }
  await expect(openHouse({ listener: { tls: 'implicit', ...files } })).rejects.toMatchObject({
    code: 'E_CONFIG',
  })
})
