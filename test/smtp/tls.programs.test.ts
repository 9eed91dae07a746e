import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { makeCertificate } from '../fakes/certificate.ts'
import { type House, openHouse, PASSWORD } from './house.ts'
import { dotStuffed, HEADER, upToData } from './mailing.ts'
import { openSecureWire, openWire, type Wire } from './wire.ts'

const LOGIN = `AUTH PLAIN ${Buffer.from(`\0mfp1\0${PASSWORD}`).toString('base64')}`
const MAIL = 'MAIL FROM:<ann@example.com>'
const RCPT = 'RCPT TO:<15555551212@fax.local>'

let folder = ''
let files = { cert: '', key: '' }
let house: House

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faxbridge-tls-'))
  files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  await newCertificate()
})
afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(() => house.close())

async function newCertificate(): Promise<void> {
  const { cert, key } = await makeCertificate()
  await writeFile(files.cert, cert)
  await writeFile(files.key, key)
}

type Tls = 'starttls' | 'required' | 'implicit'
type Auth = 'off' | 'optional' | 'required'

async function open(tls: Tls, auth: Auth = 'optional'): Promise<void> {
  house = await openHouse({ listener: { tls, auth, ...files } })
}

/** The words of the reply to EHLO. */
async function offers(wire: Wire): Promise<readonly string[]> {
  await wire.write('EHLO client.example.com\r\n')
  const words: string[] = []
  for (;;) {
    const line = (await wire.line()) ?? ''
    words.push(line.slice(4).split(' ')[0] ?? '')
    if (!line.startsWith('250-')) return words
  }
}

async function upgraded(wire: Wire): Promise<Wire> {
  expect(await wire.ask('STARTTLS')).toMatch(/^220 /)
  return wire.secure()
}

const fingerprint = (wire: Wire): string =>
  wire.socket instanceof TLSSocket ? wire.socket.getPeerCertificate().fingerprint256 : 'none'

describe('STARTTLS', () => {
  it('is offered in clear, and logins only behind it', async () => {
    await open('starttls')
    const clear = await house.connect()
    const before = await offers(clear)
    expect(before).toContain('STARTTLS')
    expect(before).not.toContain('AUTH')
    expect(await clear.ask(LOGIN)).toMatch(/^538 5\.7\.11 /)
    const wire = await upgraded(clear)
    const after = await offers(wire)
    expect(after).not.toContain('STARTTLS')
    expect(after).toContain('AUTH')
    expect(await wire.ask(LOGIN)).toMatch(/^235 2\.7\.0 /)
    expect(await offers(wire)).not.toContain('AUTH')
    await wire.rest()
  })

  it('takes a mail, in clear where it is not required', async () => {
    await open('starttls')
    const clear = await house.connect()
    await upToData(clear)
    await clear.write(dotStuffed(Buffer.from(`${HEADER}In clear\r\n`)))
    expect(await clear.reply()).toMatch(/^250 2\.6\.0 /)
    const wire = await upgraded(clear)
    await upToData(wire)
    await wire.write(dotStuffed(Buffer.from(`${HEADER}Over TLS\r\n`)))
    expect(await wire.reply()).toMatch(/^250 2\.6\.0 /)
    await wire.rest()
    expect(house.intake.mails.map(({ bytes }) => bytes.toString())).toEqual([
      `${HEADER}In clear\r\n`,
      `${HEADER}Over TLS\r\n`,
    ])
  })

  it('forgets what was said before it (RFC 3207 §4.2)', async () => {
    await open('starttls')
    const clear = await house.connect()
    await clear.ask('EHLO client.example.com')
    await clear.ask(MAIL)
    expect(await clear.ask(RCPT)).toMatch(/^250 /)
    const wire = await upgraded(clear)
    expect(await wire.ask(MAIL)).toMatch(/^503 /)
    await wire.ask('EHLO client.example.com')
    expect(await wire.ask(RCPT)).toMatch(/^503 /)
    expect(await wire.ask('DATA')).toMatch(/^503 /)
    await wire.rest()
  })

  it('runs nothing that was slipped in before TLS was up (CVE-2011-0411)', async () => {
    await open('starttls')
    const clear = await house.connect()
    await clear.ask('EHLO client.example.com')
    await clear.write(`STARTTLS\r\nEHLO attacker\r\n${MAIL}\r\n${RCPT}\r\n`)
    expect(await clear.line()).toMatch(/^220 /)
    const wire = await clear.secure()
    // Every reply is to a command of ours.
    expect(await wire.ask('NOOP')).toMatch(/^250 2\.0\.0 /)
    expect(await wire.ask(RCPT)).toMatch(/^503 /)
    await wire.ask('EHLO client.example.com')
    expect(await wire.ask(RCPT)).toMatch(/^503 /)
    expect(await wire.rest()).toEqual([])
  })

  it('is not taken twice, nor with a parameter', async () => {
    await open('starttls')
    const clear = await house.connect()
    await clear.ask('EHLO client.example.com')
    expect(await clear.ask('STARTTLS now')).toMatch(/^501 /)
    const wire = await upgraded(clear)
    expect(await wire.ask('STARTTLS')).toMatch(/^50[0-3] /)
    expect(await wire.ask('NOOP')).toMatch(/^250 /)
    await wire.rest()
  })

  it('a client that breaks the handshake off takes nobody with it', async () => {
    await open('starttls')
    const clear = await house.connect()
    await clear.ask('STARTTLS')
    await clear.write('this is no TLS\r\n')
    expect((await clear.rest()).filter(line => line.startsWith('2'))).toEqual([])
    const next = await house.connect()
    expect(await next.ask('NOOP')).toMatch(/^250 /)
    await next.rest()
  })
})

describe('required TLS', () => {
  it('takes no mail in clear', async () => {
    await open('required')
    const clear = await house.connect()
    await clear.ask('EHLO client.example.com')
    expect(await clear.ask(MAIL)).toMatch(/^530 5\.7\.0 This listener takes mail over TLS only/)
    const wire = await upgraded(clear)
    await wire.ask('EHLO client.example.com')
    expect(await wire.ask(MAIL)).toMatch(/^250 2\.1\.0 /)
    await wire.rest()
  })

  it('comes before a required login', async () => {
    await open('required', 'required')
    const clear = await house.connect()
    await clear.ask('EHLO client.example.com')
    expect(await clear.ask(MAIL)).toMatch(/^530 5\.7\.0 This listener takes mail over TLS/)
    const wire = await upgraded(clear)
    await wire.ask('EHLO client.example.com')
    expect(await wire.ask(MAIL)).toMatch(/^530 5\.7\.0 Please log in/)
    expect(await wire.ask(LOGIN)).toMatch(/^235 /)
    expect(await wire.ask(MAIL)).toMatch(/^250 /)
    await wire.rest()
  })
})

describe('implicit TLS', () => {
  it('greets over TLS and takes logins and mails', async () => {
    await open('implicit')
    const wire = await openSecureWire(house.port)
    expect(await wire.reply()).toMatch(/^220 /)
    expect(await offers(wire)).toContain('AUTH')
    expect(await offers(wire)).not.toContain('STARTTLS')
    expect(await wire.ask('STARTTLS')).toMatch(/^50[0-3] /)
    await upToData(wire)
    await wire.write(dotStuffed(Buffer.from(`${HEADER}Over TLS\r\n`)))
    expect(await wire.reply()).toMatch(/^250 2\.6\.0 /)
    await wire.rest()
  })

  it('says nothing to a client that speaks in clear', async () => {
    await open('implicit')
    const wire = await openWire(house.port)
    await wire.write('EHLO client.example.com\r\n')
    const said = await wire.rest()
    expect(said.join('')).not.toMatch(/220|250/)
    const next = await openSecureWire(house.port)
    expect(await next.reply()).toMatch(/^220 /)
    await next.rest()
  })
})

describe('the certificate', () => {
  it('is read again on reload, for new connections; open ones go on', async () => {
    await open('implicit')
    const before = await openSecureWire(house.port)
    await before.reply()
    await newCertificate()
    const between = await openSecureWire(house.port)
    expect(fingerprint(between)).toBe(fingerprint(before))
    house.listener.reload()
    const after = await openSecureWire(house.port)
    expect(fingerprint(after)).not.toBe(fingerprint(before))
    expect(await before.ask('NOOP')).toMatch(/^250 /)
    for (const wire of [before, between, after]) await wire.rest()
  })

  it('is read again for STARTTLS, too', async () => {
    await open('starttls')
    const first = await upgraded(await house.connect())
    await newCertificate()
    house.listener.reload()
    const second = await upgraded(await house.connect())
    expect(fingerprint(second)).not.toBe(fingerprint(first))
    for (const wire of [first, second]) await wire.rest()
  })

  it('stays when the new one is broken', async () => {
    await open('implicit')
    const before = await openSecureWire(house.port)
    const good = fingerprint(before)
    await writeFile(files.cert, 'no certificate')
    house.listener.reload()
    const after = await openSecureWire(house.port)
    expect(fingerprint(after)).toBe(good)
    await newCertificate()
    for (const wire of [before, after]) await wire.rest()
  })

  it('must be there and belong to its key, else the listener does not start', async () => {
    await open('implicit')
    const missing = { cert: join(folder, 'none.pem'), key: files.key }
    await expect(openHouse({ listener: { tls: 'implicit', ...missing } })).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining('cannot read'),
    })
    const other = join(folder, 'other.pem')
    await writeFile(other, (await makeCertificate()).key)
    const foreign = { cert: files.cert, key: other }
    await expect(openHouse({ listener: { tls: 'starttls', ...foreign } })).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining('are not a certificate and its key'),
    })
  })
})

describe('a stop', () => {
  it('tells clients over TLS, too', async () => {
    await open('implicit')
    const wire = await openSecureWire(house.port)
    await wire.reply()
    const stopped = house.listener.stop()
    expect(await wire.line()).toMatch(/^421 4\.3\.2 /)
    expect(await wire.rest()).toEqual([])
    await stopped
  })
})
