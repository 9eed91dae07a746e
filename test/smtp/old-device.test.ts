import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SecureVersion, TLSSocket } from 'node:tls'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BareLineStream } from '../../src/smtp/bare-line-stream.ts'
import { parseRcpt } from '../../src/smtp/command-line.ts'
import { properCommand, properPeerName, readRcpt } from '../../src/smtp/old-device.ts'
import { makePeerList } from '../../src/smtp/peer-list.ts'
import { makeCertificate } from '../fakes/certificate.ts'
import { refusal } from './codes.ts'
import { openHouse } from './house.ts'

const proper = (line: string, home: string | null = null) =>
  properCommand(Buffer.from(line, 'latin1'), home).toString('latin1')

describe('a command of an old device', () => {
  it.each([
    ['MAIL FROM: ann@example.com', 'MAIL FROM:<ann@example.com>'],
    ['mail from:ann@example.com', 'mail from:<ann@example.com>'],
    ['MAIL FROM ann@example.com SIZE=12', 'MAIL FROM:<ann@example.com> SIZE=12'],
    ['MAIL FROM:< ann@example.com >', 'MAIL FROM:<ann@example.com>'],
    ['MAIL FROM:<>', 'MAIL FROM:<>'],
    ['MAIL FROM:<ann@example.com> BODY=7BIT', 'MAIL FROM:<ann@example.com> BODY=7BIT'],
  ])('%s', (line, written) => {
    expect(proper(line)).toBe(written)
  })

  it.each(['MAIL FROM:', 'MAIL FROM:<a@b', 'MAIL FROM:a@b>', 'RCPT TO:<"a b"@fax.local>', 'NOOP'])(
    'is left to the strict grammar: %s',
    line => expect(proper(line)).toBe(line),
  )

  it('never becomes another address: what is in proper form already stays', () => {
    const address = fc.stringMatching(/^[0-9A-Za-z=+.@/[\]:-]{1,40}$/).filter(text => /^[^:].*@/.test(text))
    fc.assert(
      fc.property(address, text => {
        expect(proper(`RCPT TO:<${text}>`, 'fax.local')).toBe(`RCPT TO:<${text}>`)
        expect(proper(`RCPT TO:${text}`, 'fax.local')).toBe(`RCPT TO:<${text}>`)
      }),
    )
  })

  it('takes any line without a crash, and only what the strict grammar then takes', () => {
    const around = { smtpUtf8: false, mailDomains: () => ['fax.local'], localAddress: '127.0.0.1' }
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
        const line = Buffer.from(`RCPT TO:${text}`, 'latin1')
        const tolerant = refusal(() => readRcpt({ profile: 'legacy' }, line, around)).code
        const strict = refusal(() => parseRcpt(line, false)).code
        if (strict === 'none') expect(tolerant).toBe('none')
      }),
    )
  })

  it('has a name, whatever it says', () => {
    expect(properPeerName(Buffer.from('HELO'))).toBe('unnamed-device')
    expect(properPeerName(Buffer.from('EHLO KM 4050\u0007'))).toBe('KM-4050-')
  })
})

describe('the list of peers', () => {
  const may = makePeerList(['192.168.0.7', '10.1.0.0/16', 'fd00::/8', '::ffff:192.168.9.1'])
  it.each(['192.168.0.7', '10.1.255.1', 'fd12::1', '192.168.9.1'])('%s gets in', peer => {
    expect(may(peer)).toBe(true)
  })
  it.each(['192.168.0.8', '10.2.0.1', '2001:db8::1', '', 'nonsense'])('%s does not', peer => {
    expect(may(peer)).toBe(false)
  })
  it('lets everybody in when it is empty', () => {
    expect(makePeerList([])('198.51.100.7')).toBe(true)
  })
})

describe('lines that end with LF alone', () => {
  /** What comes out of a session whose client writes `end` after each line, in pieces cut anywhere. */
  async function session(end: string, body: string, cuts: readonly number[]) {
    const stream = new BareLineStream()
    const commands: string[] = []
    const mail: Buffer[] = []
    stream.oncommand = (command, callback) => {
      commands.push(command.toString('latin1'))
      if (command.toString() === 'DATA') {
        const data = stream.startDataMode()
        data.on('data', (chunk: Buffer) => mail.push(Buffer.from(chunk)))
        data.once('end', () => stream.continue())
      }
      callback?.()
    }
    const write = (bytes: Buffer) => new Promise<void>(resolve => stream.write(bytes, () => resolve()))
    await write(Buffer.from(`HELO mfp${end}DATA${end}`))
    const bytes = Buffer.from(`${body}${end}.${end}QUIT${end}`)
    const at = [...new Set(cuts.map(cut => cut % bytes.length))].sort((a, b) => a - b)
    for (const [i, from] of [0, ...at].entries()) await write(bytes.subarray(from, at[i] ?? bytes.length))
    return { commands, mail: Buffer.concat(mail).toString('latin1') }
  }
  const line = fc.stringMatching(/^[a-z][a-z.]{0,8}$/)
  const cuts = fc.array(fc.nat(200), { maxLength: 6 })

  it('come out as CR LF, wherever the pieces are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 8 }), cuts, async (lines, at) => {
        const { commands, mail } = await session('\n', lines.join('\n'), at)
        expect(mail).toBe(`${lines.join('\r\n')}\r\n`)
        expect(commands).toEqual(['HELO mfp', 'DATA', 'QUIT'])
      }),
    )
  })

  it('stay as they are, and end nothing, when the commands ended with CR LF', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 8 }), cuts, async (lines, at) => {
        const body = lines.join('\n.\nQUIT\n')
        const { commands, mail } = await session('\r\n', body, at)
        expect(mail).toBe(`${body}\r\n`)
        expect(commands).toEqual(['HELO mfp', 'DATA', 'QUIT'])
      }),
    )
  })
})

describe('old TLS', () => {
  let folder = ''
  let files = { cert: '', key: '' }
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'faxbridge-legacy-'))
    files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
    const { cert, key } = await makeCertificate()
    await writeFile(files.cert, cert)
    await writeFile(files.key, key)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const VERSIONS: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']
  it.each([
    ['standard', ['TLSv1.2', 'TLSv1.3']],
    ['legacy', VERSIONS],
  ] as const)('%s speaks %s', async (profile, spoken) => {
    const peers = profile === 'legacy' ? ['127.0.0.1'] : []
    const house = await openHouse({ listener: { profile, peers, tls: 'starttls', ...files } })
    const found: string[] = []
    for (const version of VERSIONS) {
      const clear = await house.connect()
      await clear.ask('EHLO mfp')
      await clear.ask('STARTTLS')
      const old = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' }
      const wire = await clear.secure(old).catch(() => null)
      if (wire === null) continue
      expect(await wire.ask('EHLO mfp')).toMatch(/^250 /)
      if (wire.socket instanceof TLSSocket) found.push(wire.socket.getProtocol() ?? '')
      await wire.rest()
    }
    await house.close()
    expect(found).toEqual(spoken)
  })
})
