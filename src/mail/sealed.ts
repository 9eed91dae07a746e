/**
 * Encrypts a finished mail for its one recipient. In charge of what stays outside: who, when, which thread and the id of the
 * fax. Subject, language and every fact about the fax go inside (RFC 9788: header protection), where a program that knows it
 * shows them. Not in charge of the encryption itself (smime.ts, pgp.ts).
 */
import type { X509Certificate } from 'node:crypto'
import { type ComposedMail, field, message, type Part } from './mime.ts'
import { pgpEncrypted } from './pgp.ts'
import { enveloped } from './smime.ts'

/** For whom, and how. */
export type Seal =
  | { readonly kind: 'smime'; readonly certificate: X509Certificate }
  | { readonly kind: 'pgp'; readonly program: string; readonly keyFile: string }

/** Fields that servers and mail programs need on the way. */
const OUTSIDE = new Set(
  'from to reply-to date message-id in-reply-to references auto-submitted x-auto-response-suppress x-fax-id'.split(
    ' ',
  ),
)
/** RFC 9788 §3.2.1: what stands in place of the subject. */
const NO_SUBJECT = '[...]'

interface RawField {
  readonly name: string
  readonly value: string
}

/** Throws Error with the reason when it cannot be encrypted; it is then not to be sent at all. */
export async function sealedMail(mail: ComposedMail, seal: Seal): Promise<ComposedMail> {
  const { fields, mime, body } = taken(mail.raw)
  const outside = fields.flatMap(entry => {
    if (OUTSIDE.has(entry.name.toLowerCase())) return [withoutName(entry)]
    return entry.name.toLowerCase() === 'subject' ? [{ name: 'Subject', value: NO_SUBJECT }] : []
  })
  const inside = [
    ...fields,
    ...outside.map(({ name, value }) => ({ name: 'HP-Outer', value: `${name}: ${value}` })),
    ...mime.map(entry =>
      entry.name.toLowerCase() === 'content-type'
        ? { ...entry, value: `${entry.value};\r\n hp="cipher"` }
        : entry,
    ),
  ]
  const head = inside.map(({ name, value }) => `${name}: ${value}\r\n`).join('')
  const content = Buffer.concat([Buffer.from(`${head}\r\n`), body])
  return { ...mail, raw: message(outside, await sealedPart(content, seal)) }
}

async function sealedPart(content: Buffer, seal: Seal): Promise<Part> {
  if (seal.kind === 'pgp') return pgpEncrypted(content, seal)
  const der = await enveloped(content, seal.certificate)
  const lines = der.toString('base64').replace(/.{76}(?=.)/g, '$&\r\n')
  return {
    fields: [
      field('Content-Type', 'application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"'),
      field('Content-Transfer-Encoding', 'base64'),
      field('Content-Disposition', 'attachment; filename="smime.p7m"'),
    ],
    body: Buffer.from(`${lines}\r\n`, 'latin1'),
  }
}

/** Their display names hold the number of the caller. */
const NAMED = new Set(['from', 'reply-to'])

function withoutName(entry: RawField): RawField {
  const address = /<[^<>]*>$/.exec(entry.value)?.[0]
  return NAMED.has(entry.name.toLowerCase()) && address !== undefined ? { ...entry, value: address } : entry
}

/** Our own mail in its pieces. */
function taken(raw: Uint8Array) {
  const bytes = Buffer.from(raw)
  const end = bytes.indexOf('\r\n\r\n')
  const all = bytes
    .subarray(0, end)
    .toString('utf8')
    .split(/\r\n(?![ \t])/)
    .map(
      (line): RawField => ({
        name: line.slice(0, line.indexOf(':')),
        value: line.slice(line.indexOf(':') + 2),
      }),
    )
    .filter(({ name }) => name.toLowerCase() !== 'mime-version')
  const isMime = ({ name }: RawField) =>
    name.toLowerCase().startsWith('content-') && name.toLowerCase() !== 'content-language'
  return {
    fields: all.filter(entry => !isMime(entry)),
    mime: all.filter(isMime),
    body: bytes.subarray(end + 4),
  }
}
