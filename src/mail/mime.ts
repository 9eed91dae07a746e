/**
 * Writes mails, byte for byte the same for the same facts. In charge of: header fields (RFC 5322, 2047), bodies and
 * multiparts (RFC 2045, 2046), line ends. Not in charge of which fields and words stand in a mail. It is written out
 * here because a mail repeated after a crash must be identical, and libraries put time and chance into theirs.
 */
import { createHash } from 'node:crypto'
import { encode as quotedPrintable, wrap as wrapQuotedPrintable } from 'nodemailer/lib/qp'
import { type Mailbox, safeText } from './safe-text.ts'

/** A header line, already encoded for the wire. Made only by the functions below. */
export interface HeaderField {
  readonly name: string
  readonly value: string
}

/** A MIME entity: its own header lines and its encoded body. */
export interface Part {
  readonly fields: readonly HeaderField[]
  readonly body: Uint8Array
}

/** A finished mail with its envelope. The same facts give the same bytes and the same Message-ID. */
export interface ComposedMail {
  readonly raw: Uint8Array
  readonly to: string
  readonly reversePath: string
  readonly messageId: string
}

/** RFC 2047 §2: an encoded word has at most 75 characters; 12 are `=?UTF-8?B?…?=`, and base64 makes 4 of 3. */
const ENCODED_WORD_BYTES = 45
/** Where header lines are folded: with the longest name of ours they stay below 78 characters (RFC 5322 §2.1.1). */
const LINE_LENGTH = 56
/** RFC 2045 §6.8 */
const BASE64_LINE = /.{76}(?=.)/g

/**
 * A field whose value we made ourselves (ids, dates, numbers, addresses checked by `strictAddress`). Throws for a
 * value that could end the line: that is a bug, not a bad mail.
 */
export function field(name: string, value: string): HeaderField {
  if (!/^[!-9;-~]+$/.test(name) || !/^[^\p{Cc}\p{Zl}\p{Zp}\p{Cs}]*$/u.test(value)) {
    throw new TypeError(`unsafe header field ${name}`)
  }
  return { name, value }
}

/** A field whose value is text from anywhere: made safe, then encoded. */
export function textField(name: string, text: string): HeaderField {
  return { name: field(name, '').name, value: encodedText(safeText(text)) }
}

/** From and To: the display name encoded, the address as it is. */
export function mailboxField(name: string, mailbox: Mailbox): HeaderField {
  const address = field(name, `<${mailbox.address}>`).value
  const display = safeText(mailbox.name)
  if (display === '') return { name, value: address }
  const plain = /^[ !#-[\]-~]*$/.test(display) && !display.includes('=?') && display.length <= LINE_LENGTH
  const written = plain ? `"${display}"` : encodedWords(display)
  const fits = written.length + address.length <= LINE_LENGTH
  return { name, value: `${written}${fits ? ' ' : '\r\n '}${address}` }
}

/** Text for a header or a delivery-status field: ASCII as it is, folded at blanks; all else as encoded words. */
export function encodedText(text: string): string {
  const words = text.split(' ')
  const plain =
    /^[ -~]*$/.test(text) && !text.includes('=?') && words.every(word => word.length <= LINE_LENGTH)
  if (!plain) return encodedWords(text)
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length >= LINE_LENGTH) lines.push(word)
    else lines.splice(-1, 1, `${last} ${word}`)
  }
  return lines.join('\r\n ')
}

function encodedWords(text: string): string {
  const words: string[] = []
  let piece = ''
  for (const character of text) {
    if (Buffer.byteLength(piece + character) > ENCODED_WORD_BYTES) {
      words.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...words, piece].map(word => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ')
}

/** RFC 5322 §3.3, always in UTC. */
export function mailDate(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000')
}

/** Text in UTF-8, quoted-printable: readable in the raw mail, and no line too long. */
export function textPart(type: 'plain' | 'html', text: string): Part {
  const encoded = wrapQuotedPrintable(quotedPrintable(text.replace(/\r?\n/g, '\r\n')))
  return {
    fields: [
      field('Content-Type', `text/${type}; charset=utf-8`),
      field('Content-Transfer-Encoding', 'quoted-printable'),
    ],
    body: Buffer.from(encoded.endsWith('\r\n') ? encoded : `${encoded}\r\n`, 'latin1'),
  }
}

/** Lines that are ASCII and short already. */
export function sevenBitPart(type: string, lines: readonly string[]): Part {
  return { fields: [field('Content-Type', type)], body: Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1') }
}

/** Bytes as they came, with their line ends put right; 7bit if they can be, else quoted-printable. */
export function foreignTextPart(type: string, bytes: Uint8Array): Part {
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/\r\n|\r|\n/g, '\r\n')
  const body = text.endsWith('\r\n') ? text : `${text}\r\n`
  // RFC 5321 §4.5.3.1.6: 998 octets and the line end
  if (/^[\t\r\n -~]*$/.test(body) && body.split('\r\n').every(line => line.length <= 998)) {
    return { fields: [field('Content-Type', type)], body: Buffer.from(body, 'latin1') }
  }
  const encoded = wrapQuotedPrintable(quotedPrintable(Buffer.from(body, 'latin1')))
  return {
    fields: [field('Content-Type', type), field('Content-Transfer-Encoding', 'quoted-printable')],
    body: Buffer.from(encoded, 'latin1'),
  }
}

export interface BinaryContent {
  readonly type: string
  /** Our own name, plain ASCII without quotes. */
  readonly fileName: string
  readonly bytes: Uint8Array
  /** For a picture that the HTML shows: its id, without brackets. Null for an attachment. */
  readonly contentId: string | null
}

export function binaryPart(content: BinaryContent): Part {
  const { type, fileName, bytes, contentId } = content
  const disposition = contentId === null ? 'attachment' : 'inline'
  const lines = Buffer.from(bytes).toString('base64').replace(BASE64_LINE, '$&\r\n')
  return {
    fields: [
      field('Content-Type', `${type}; name="${fileName}"`),
      field('Content-Transfer-Encoding', 'base64'),
      field('Content-Disposition', `${disposition}; filename="${fileName}"`),
      ...(contentId === null ? [] : [field('Content-ID', `<${contentId}>`)]),
    ],
    body: Buffer.from(`${lines}\r\n`, 'latin1'),
  }
}

/** `subtype` may carry parameters: `report; report-type=delivery-status`. */
export function multipart(subtype: string, parts: readonly Part[]): Part {
  const entities = parts.map(entity)
  const hash = createHash('sha256')
  for (const bytes of entities) hash.update(bytes)
  // Made of the content: no part can hold it, nobody can foresee it, and a repeat has the same.
  const boundary = `=_${hash.digest('hex').slice(0, 32)}`
  // The line end before a delimiter belongs to the delimiter (RFC 2046 §5.1.1): a part keeps its own.
  const pieces = entities.flatMap(bytes => [Buffer.from(`--${boundary}\r\n`), bytes, Buffer.from('\r\n')])
  return {
    fields: [{ name: 'Content-Type', value: `multipart/${subtype};\r\n boundary="${boundary}"` }],
    body: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
  }
}

/** Header, empty line, body: the whole mail. */
export function message(fields: readonly HeaderField[], part: Part): Uint8Array {
  return entity({
    fields: [...fields, { name: 'MIME-Version', value: '1.0' }, ...part.fields],
    body: part.body,
  })
}

function entity(part: Part): Buffer {
  const lines = part.fields.map(({ name, value }) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`${lines.join('')}\r\n`), part.body])
}
