import { generateKeyPairSync } from 'node:crypto'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { factsOf } from '../../src/documents/mail/facts.ts'
import { makeMailScanner } from '../../src/documents/mail/scan.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import { type DomainQuestion, proveDomain } from '../../src/smtp/domain-proof.ts'
import { type DnsTable, FakeDns } from '../fakes/dns.ts'
import { houseConfig } from './house.ts'

const NOW = Date.UTC(2026, 10, 21, 6) as EpochMs
const NUMBER = '15555551212@fax.local'

let privateKey = ''
let record = ''
beforeAll(() => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  record = `v=DKIM1; k=rsa; p=${pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`
})

const MAIL = [
  'From: Ann <ann@law.test>',
  `To: "Dr. Fax" <${NUMBER}>`,
  'Subject: Contract',
  'Message-ID: <1@law.test>',
  '',
  'Please fax this.',
  '',
].join('\r\n')

interface Signing {
  readonly domain?: string
  readonly mail?: string
  /** Names with a colon between them. */
  readonly headers?: string
  readonly at?: number
  readonly expires?: Date
  readonly algorithm?: string
  readonly canonicalization?: string
  readonly maxBodyLength?: number
}

async function signed(signing: Signing = {}): Promise<string> {
  const { domain = 'law.test', mail = MAIL, headers, at = NOW - 60_000, maxBodyLength, ...rest } = signing
  const { signatures, errors } = await dkimSign(mail, {
    canonicalization: 'relaxed/relaxed',
    signTime: new Date(at),
    ...rest,
    ...(headers === undefined ? {} : { headerList: headers }),
    signatureData: [{ signingDomain: domain, selector: 's1', privateKey, maxBodyLength }],
  } as never)
  expect(errors).toEqual([])
  return signatures + mail
}

const keyAt = (domain = 'law.test', text = record): DnsTable => ({
  [`s1._domainkey.${domain} TXT`]: [[text]],
})

async function prove(mail: string, table: DnsTable, more: Partial<DomainQuestion> = {}) {
  const scanner = makeMailScanner({ ...houseConfig().smtp.limits, lineEndings: 'strict' })
  scanner.write(Buffer.from(mail))
  const { headers } = factsOf(scanner.end())
  const dns = new FakeDns(table)
  const { proven } = await proveDomain(dns.ask, {
    from: 'ann@law.test',
    reversePath: 'bounces@elsewhere.test',
    client: '192.0.2.7',
    headers,
    recipients: [NUMBER],
    raw: async function* () {
      for (let i = 0; i < mail.length; i += 100) yield Buffer.from(mail.slice(i, i + 100))
    },
    now: NOW,
    ...more,
  })
  return { proven, asked: dns.asked }
}
const proves = async (...given: Parameters<typeof prove>) => (await prove(...given)).proven

describe('DKIM', () => {
  it('of the domain of From is proof', async () => {
    expect(await proves(await signed(), keyAt())).toBe(true)
    expect(
      await proves(await signed({ algorithm: 'rsa-sha256', canonicalization: 'simple/simple' }), keyAt()),
    ).toBe(true)
  })

  it('of nobody is none, and nothing is asked', async () => {
    expect(await prove(MAIL, keyAt())).toEqual({ proven: false, asked: [] })
  })

  it.each([
    ['the body', (mail: string) => mail.replace('Please fax', 'Do not fax')],
    ['something added to the body', (mail: string) => `${mail}One more line\r\n`],
    ['From', (mail: string) => mail.replace('From: Ann <ann@law.test>', 'From: Bob <bob@law.test>')],
    ['To', (mail: string) => mail.replace('"Dr. Fax"', 'Mallory')],
    [
      'the signature',
      (mail: string) => mail.replace(/b=([A-Za-z0-9+/])/, (_, c) => `b=${c === 'A' ? 'B' : 'A'}`),
    ],
  ])('is none when %s was changed', async (_, change) => {
    const mail = change(await signed())
    const from = mail.includes('<bob@') ? 'bob@law.test' : 'ann@law.test'
    expect(await proves(mail, keyAt(), { from })).toBe(false)
  })

  it('of another domain proves nothing, nor is its key asked for', async () => {
    expect(await prove(await signed({ domain: 'evil.example' }), keyAt('evil.example'))).toEqual({
      proven: false,
      asked: [],
    })
  })

  it('is none where two readers could see two senders', async () => {
    const mail = await signed()
    const two = mail.replace('From: Ann', 'From: Mallory <m@evil.test>\r\nFrom: Ann')
    expect(() => {
      const scanner = makeMailScanner({ ...houseConfig().smtp.limits, lineEndings: 'strict' })
      scanner.write(Buffer.from(two))
      scanner.end()
    }).toThrow(/twice/)
    const inOne = await signed({ mail: MAIL.replace('<ann@law.test>', '<ann@law.test>, m@evil.test') })
    expect(await proves(inOne, keyAt())).toBe(false)
    expect(await proves(mail, keyAt(), { from: 'bob@law.test' })).toBe(false)
  })

  it('must cover From and whom the mail is for', async () => {
    expect(await proves(await signed({ headers: 'From:To:Subject' }), keyAt())).toBe(true)
    expect(await proves(await signed({ headers: 'To:Subject' }), keyAt())).toBe(false)
    expect(await proves(await signed({ headers: 'From:Subject' }), keyAt())).toBe(false)
  })

  it('of a mail that was meant for somebody else is none: whoever has it could send it on', async () => {
    const mail = await signed()
    expect(await proves(mail, keyAt(), { recipients: ['19005551212@fax.local'] })).toBe(false)
    expect(await proves(mail, keyAt(), { recipients: [NUMBER, '19005551212@fax.local'] })).toBe(false)
    expect(await proves(mail, keyAt(), { recipients: ['5555551212@fax.local'] })).toBe(false)
    expect(await proves(mail, keyAt(), { recipients: [NUMBER.toUpperCase()] })).toBe(true)
  })

  it('is none when it covers only the beginning of the body, is too old, from the future, or weak', async () => {
    const tagged = async (options: Signing) => proves(await signed(options), keyAt())
    expect(await tagged({ maxBodyLength: 5 })).toBe(false)
    // Nor is the mail read at all when some signature is of that kind.
    const [partial = ''] =
      /^DKIM-Signature:[\s\S]*?\r\n(?=\S)/i.exec(await signed({ maxBodyLength: 5 })) ?? []
    expect(await prove(partial + (await signed()), keyAt())).toEqual({ proven: false, asked: [] })
    expect(await tagged({ at: NOW + 86_400_000 })).toBe(false)
    expect(await tagged({ at: NOW - 86_400_000, expires: new Date(NOW - 3_600_000) })).toBe(false)
    expect(await tagged({ at: NOW - 86_400_000, expires: new Date(NOW + 3_600_000) })).toBe(true)
    expect(await tagged({ algorithm: 'rsa-sha1' })).toBe(false)
  })

  it('counts only with a key that is meant for mail and no test', async () => {
    const mail = await signed()
    const withTag = (tag: string) => proves(mail, keyAt('law.test', record.replace('k=rsa', `k=rsa; ${tag}`)))
    expect(await withTag('t=s')).toBe(true)
    expect(await withTag('s=email')).toBe(true)
    expect(await withTag('h=sha1:sha256')).toBe(true)
    expect(await withTag('t=y')).toBe(false)
    expect(await withTag('t=s:y')).toBe(false)
    expect(await withTag('s=tlsrpt')).toBe(false)
    expect(await withTag('h=sha1')).toBe(false)
    expect(await proves(mail, keyAt('law.test', 'v=DKIM1; p='))).toBe(false)
    expect(await proves(mail, {})).toBe(false)
  })

  it('without an answer from DNS is neither proof nor none', async () => {
    expect(await proves(await signed(), { 's1._domainkey.law.test TXT': 'ESERVFAIL' })).toBeNull()
    expect(await proves(await signed(), { 's1._domainkey.law.test TXT': 'ETIMEOUT' })).toBeNull()
  })

  it('is not looked at when there are very many: each would be work', async () => {
    const good = await signed()
    const [line = ''] = /^DKIM-Signature:[\s\S]*?\r\n(?=\S)/i.exec(good) ?? []
    expect(await proves(line.repeat(5) + good, keyAt())).toBe(true)
    expect(await prove(line.repeat(6) + good, keyAt())).toEqual({ proven: false, asked: [] })
  })

  it('takes the name of a domain as it stands, not as a URL', async () => {
    const domain = 'law.test/x.evil.test'
    const table = { ...keyAt(domain), '_dmarc.law.test TXT': [['v=DMARC1; p=none']] }
    expect(await proves(await signed({ domain }), table)).toBe(false)
  })
})

it('nothing is asked any more once nobody waits', async () => {
  const dns = new FakeDns(keyAt())
  const mail = await signed()
  const { proven } = await proveDomain(
    dns.ask,
    {
      from: 'ann@law.test',
      reversePath: 'ann@law.test',
      client: '192.0.2.7',
      headers: [],
      recipients: [],
      raw: async function* () {
        yield Buffer.from(mail)
      },
      now: NOW,
    },
    AbortSignal.abort(),
  )
  expect({ proven, asked: dns.asked }).toEqual({ proven: null, asked: [] })
})

describe('alignment', () => {
  const policy = (text: string): DnsTable => ({ '_dmarc.law.test TXT': [[text]] })
  const sub = 'mail.law.test'

  it('of a related domain is for DMARC to say', async () => {
    const mail = await signed({ domain: sub })
    expect(await proves(mail, keyAt(sub))).toBe(false)
    expect(await proves(mail, { ...keyAt(sub), ...policy('v=DMARC1; p=none') })).toBe(true)
    expect(await proves(mail, { ...keyAt(sub), ...policy('v=DMARC1; p=reject; adkim=r') })).toBe(true)
    expect(await proves(mail, { ...keyAt(sub), ...policy('v=DMARC1; p=reject; adkim=s') })).toBe(false)
    expect(await proves(mail, { ...keyAt(sub), ...policy('v=DMARC1; p=reject; aspf=s') })).toBe(true)
    expect(await proves(mail, { ...keyAt(sub), '_dmarc.law.test TXT': 'ESERVFAIL' })).toBeNull()
  })

  it('ends at public suffixes: neighbours are strangers', async () => {
    const from = 'ann@a.co.uk'
    const mail = await signed({ domain: 'b.co.uk', mail: MAIL.replaceAll('ann@law.test', from) })
    const table = { ...keyAt('b.co.uk'), '_dmarc.a.co.uk TXT': [['v=DMARC1; p=none']] }
    expect(await proves(mail, table, { from })).toBe(false)
  })

  it('SPF needs the return path in the domain of From', async () => {
    const table = { 'law.test TXT': [['v=spf1 ip4:192.0.2.0/24 -all']] }
    expect(await proves(MAIL, table, { reversePath: 'ann@law.test' })).toBe(true)
    expect(await proves(MAIL, table, { reversePath: 'ann@law.test', client: '198.51.100.7' })).toBe(false)
    expect(await proves(MAIL, table, { reversePath: 'ann@other.test' })).toBe(false)
    expect(await proves(MAIL, { 'law.test TXT': 'ESERVFAIL' }, { reversePath: 'ann@law.test' })).toBeNull()
    const related = { 'mail.law.test TXT': [['v=spf1 ip4:192.0.2.0/24 -all']] }
    const reversePath = 'b@mail.law.test'
    expect(await proves(MAIL, related, { reversePath })).toBe(false)
    expect(await proves(MAIL, { ...related, ...policy('v=DMARC1; p=none') }, { reversePath })).toBe(true)
    expect(await proves(MAIL, { ...related, ...policy('v=DMARC1; p=none; aspf=s') }, { reversePath })).toBe(
      false,
    )
  })

  it('one method that stands is enough, whatever became of the other', async () => {
    const table = { ...keyAt(), 'law.test TXT': 'ESERVFAIL' }
    expect(await proves(await signed(), table, { reversePath: 'ann@law.test' })).toBe(true)
  })
})
