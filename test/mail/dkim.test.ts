import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import fc from 'fast-check'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { describe, expect, it } from 'vitest'
import { dkimSigned } from '../../src/mail/dkim.ts'
import { field, mailboxField, message, textField, textPart } from '../../src/mail/mime.ts'

const NOW = Date.UTC(2026, 10, 21, 6, 0, 0)
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const ed = generateKeyPairSync('ed25519').privateKey
const KEYS = [
  { domain: 'example.com', selector: 'rsa', key: rsa },
  { domain: 'example.com', selector: 'ed', key: ed },
]

/** What stands in DNS: the whole key for RSA, its 32 bytes for Ed25519 (RFC 8463 §4). */
function record(key: KeyObject): string {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const isRsa = key.asymmetricKeyType === 'rsa'
  return `v=DKIM1; k=${isRsa ? 'rsa' : 'ed25519'}; p=${(isRsa ? der : der.subarray(-32)).toString('base64')}`
}

const resolver = async (name: string) => {
  const key = KEYS.find(({ selector }) => name.startsWith(`${selector}._domainkey.example.com`))?.key
  if (key === undefined) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' })
  return [[record(key)]]
}

async function verdicts(raw: Uint8Array): Promise<string[]> {
  const { results } = await dkimVerify(Buffer.from(raw), { resolver, curTime: new Date(NOW) } as never)
  return results.map(({ status }) => String(status.result))
}

const mail = (subject = 'Fax from +1 555 555 0100', text = 'one\n\ntwo\n\n\n') =>
  message(
    [
      mailboxField('From', { name: 'Fax from Łukasz', address: 'fax@example.com' }),
      field('To', '<ann@example.com>'),
      textField('Subject', subject),
      field('Date', new Date(NOW).toUTCString().replace('GMT', '+0000')),
      field('Message-ID', '<1@example.com>'),
    ],
    textPart('plain', text),
  )

describe('DKIM', () => {
  it('signatures by RSA and by Ed25519 are good for an independent verifier', async () => {
    expect(await verdicts(dkimSigned(mail(), KEYS, NOW))).toEqual(['pass', 'pass'])
  })

  it('any subject and text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.string({ maxLength: 300 }),
        async (subject, text) => {
          const signed = dkimSigned(mail(subject, text), KEYS.slice(0, 1), NOW)
          expect(await verdicts(signed)).toEqual(['pass'])
        },
      ),
      { numRuns: 30 },
    )
  })

  it('the same mail has the same RSA signature, and its lines are short', () => {
    const [a, b] = [dkimSigned(mail(), KEYS, NOW), dkimSigned(mail(), KEYS, NOW)]
    expect(Buffer.from(a).equals(b)).toBe(true)
    const longest = Math.max(
      ...Buffer.from(a)
        .toString()
        .split('\r\n')
        .map(line => line.length),
    )
    expect(longest).toBeLessThanOrEqual(78)
  })

  it.each([
    ['a changed body', (text: string) => text.replace('two', 'three')],
    ['another sender', (text: string) => text.replace('fax@example.com', 'fax@example.org')],
    ['a second From on top', (text: string) => `From: <boss@example.com>\r\n${text}`],
    ['a second Subject on top', (text: string) => `Subject: pay\r\n${text}`],
    ['a Reply-To that was not there', (text: string) => `Reply-To: <x@example.org>\r\n${text}`],
  ])('%s breaks it', async (_name, change) => {
    const signed = Buffer.from(dkimSigned(mail(), KEYS.slice(0, 1), NOW)).toString('latin1')
    expect(await verdicts(Buffer.from(change(signed), 'latin1'))).not.toContain('pass')
  })
})
