/**
 * Headers of a mail and of its parts: from bytes to names and values, and what the Content-* headers say about a body.
 * In charge of refusing what two programs could read in two ways: a header that must be unique and is not, a parameter
 * given twice with two values. Not in charge of addresses.
 */
import { isUtf8 } from 'node:buffer'
import libmime from 'libmime'
import { BridgeError } from '../../fax/error.ts'
import type { MailHeader, MailPart } from './mail-index.ts'

/** Longest single header, unfolded. The longest honest ones (DKIM, ARC, long recipient lists) stay below 20 KiB. */
const MAX_HEADER = 64 * 1024

/** Headers that decide what is faxed or who sent it: with two of them, two readers see two mails. */
const SINGLETONS = new Set([
  'content-disposition',
  'content-id',
  'content-transfer-encoding',
  'content-type',
  'from',
  'message-id',
  'mime-version',
  'sender',
  'subject',
])

/** What the Content-* headers of one part say; see MailPart for the fields. */
export type ContentFields = Pick<
  MailPart,
  'type' | 'parameters' | 'disposition' | 'fileName' | 'contentId' | 'encoding' | 'charset'
>

/**
 * Takes a header block (without the empty line) apart. Lines that are no header are skipped.
 * Throws E_HEADER_TOO_BIG for a single header beyond 64 KiB, E_MIME_BROKEN for a repeated singleton.
 */
export function parseHeaders(block: Uint8Array, lineEndings: 'strict' | 'lenient'): MailHeader[] {
  const text = Buffer.from(block.buffer, block.byteOffset, block.length).toString('latin1')
  const lines = lineEndings === 'strict' ? text.split('\r\n') : text.split(/\r\n|\r|\n/)
  const headers: MailHeader[] = []
  const seen = new Set<string>()
  for (let at = 0; at < lines.length; ) {
    let line = lines[at++] ?? ''
    // RFC 5322 §2.2.3: unfolding removes the line end and keeps the blanks.
    for (let next = lines[at]; next !== undefined && isFolded(next); next = lines[++at]) line += next
    if (line.length > MAX_HEADER)
      throw new BridgeError('E_HEADER_TOO_BIG', { detail: { bytes: line.length } })
    const colon = line.indexOf(':')
    if (colon <= 0 || isFolded(line)) continue
    const name = line.slice(0, colon).trimEnd().toLowerCase()
    if (SINGLETONS.has(name)) {
      if (seen.has(name)) throw new BridgeError('E_MIME_BROKEN', { say: `It has the header ${name} twice.` })
      seen.add(name)
    }
    headers.push({ name, value: readable(line.slice(colon + 1)) })
  }
  return headers
}

const isFolded = (line: string): boolean => line.startsWith(' ') || line.startsWith('\t')

function readable(raw: string): string {
  const value = raw.trim()
  if (!/[\x80-\xff]/.test(value)) return value
  const bytes = Buffer.from(value, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : value
}

/** Reads the Content-* headers; `missingType` is the type when none is given. Throws E_MIME_BROKEN. */
export function contentFields(headers: readonly MailHeader[], missingType: string): ContentFields {
  let type: Structured | null = null
  let disposition: Structured | null = null
  let contentId: string | null = null
  let encoding = ''
  for (const { name, value } of headers) {
    if (!name.startsWith('content-')) continue
    if (name === 'content-type') type = parseStructured(value)
    else if (name === 'content-disposition') disposition = parseStructured(value)
    else if (name === 'content-transfer-encoding') encoding = firstWord(value)
    else if (name === 'content-id') contentId = value.replace(/^<|>$/g, '').trim() || null
  }
  const fileName = disposition?.parameters.get('filename') ?? type?.parameters.get('name') ?? ''
  const isFile = fileName !== '' || disposition?.value === 'attachment'
  return {
    type: type === null ? (isFile ? 'application/octet-stream' : missingType) : mediaType(type.value),
    // fromEntries makes own properties even of names like __proto__.
    parameters: Object.fromEntries(type?.parameters ?? []),
    disposition: disposition === null || disposition.value === '' ? null : disposition.value,
    fileName: fileName === '' ? null : decodeWords(fileName),
    contentId,
    encoding: encoding === '' ? '7bit' : encoding,
    charset: firstWord(type?.parameters.get('charset') ?? '') || null,
  }
}

/** RFC 2045 §5.2 reads what it does not understand as text; a word that is no text would then be faxed as rubbish. */
function mediaType(value: string): string {
  if (/^[^/\s]+\/[^/\s]+$/.test(value)) return value
  return value === '' || value === 'text' ? 'text/plain' : 'application/octet-stream'
}

/** Decodes RFC 2047 words where there are any; they are not allowed in parameters, and common there. */
export function decodeWords(text: string): string {
  return text.includes('=?') ? libmime.decodeWords(text) : text
}

/** The value without comment and blanks, in lower case. */
const firstWord = (value: string): string => (/^[^\s(;]*/.exec(value.trim())?.[0] ?? '').toLowerCase()

interface Structured {
  /** Lower-case. */
  readonly value: string
  readonly parameters: ReadonlyMap<string, string>
}

/** One well-formed parameter, `name=token` or `name="text"`, with what separates it from the next. */
const PARAMETER = /\s*([^\s=;"*()]+)\s*=\s*(?:"([^"\\]*)"|([^\s;"\\]+))\s*(?:;|$)/y

/** Nearly all headers are well-formed and simple; the others go through libmime, which is slower and forgiving. */
function parseStructured(text: string): Structured {
  const end = text.indexOf(';')
  const value = firstWord(end < 0 ? text : text.slice(0, end))
  const parameters = new Map<string, string>()
  if (end < 0) return { value, parameters }
  PARAMETER.lastIndex = end + 1
  while (PARAMETER.lastIndex < text.length) {
    const found = PARAMETER.exec(text)
    if (found === null) return parseForgiving(text, value)
    const name = (found[1] ?? '').toLowerCase()
    const content = found[2] ?? found[3] ?? ''
    if ((parameters.get(name) ?? content) !== content) throw twice(name)
    parameters.set(name, content)
  }
  return { value, parameters }
}

function parseForgiving(text: string, value: string): Structured {
  refuseDoubles(text)
  const { params } = libmime.parseHeaderValue(text)
  return { value, parameters: new Map(Object.entries(params)) }
}

const twice = (name: string): BridgeError =>
  new BridgeError('E_MIME_BROKEN', { say: `It has the parameter ${name.slice(0, 40)} twice.` })

/** Parameters that decide what is faxed. The forms of RFC 2231 (name*, name*0) may stand beside the plain one. */
const DECISIVE = new Set(['boundary', 'charset', 'name', 'filename'])

function refuseDoubles(text: string): void {
  const seen = new Map<string, string>()
  for (const piece of splitOutsideQuotes(text)) {
    const equals = piece.indexOf('=')
    if (equals < 0) continue
    const name = piece.slice(0, equals).trim().toLowerCase()
    const value = piece.slice(equals + 1).trim()
    const plain = name.split('*', 1)[0] ?? ''
    if (DECISIVE.has(plain) && (seen.get(name) ?? value) !== value) throw twice(name)
    seen.set(name, value)
  }
}

function splitOutsideQuotes(text: string): string[] {
  const pieces: string[] = []
  let quoted = false
  let from = 0
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (char === '\\') i++
    else if (char === '"') quoted = !quoted
    else if (char === ';' && !quoted) {
      pieces.push(text.slice(from, i))
      from = i + 1
    }
  }
  pieces.push(text.slice(from))
  return pieces
}
