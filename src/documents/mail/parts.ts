/**
 * From planned parts to files that the renderer reads. In charge of decoding each part from the raw mail in pieces, of
 * texts in UTF-8, and of the secret key: it is cut out of every form of the text before anything is written. Not in
 * charge of what a file is: the renderer decides by its bytes.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { BridgeError } from '../../fax/error.ts'
import { charsetName, makeCharsetDecoder } from './charset.ts'
import { clearText, type TextEdits } from './clear-text.ts'
import { makeTransferDecoder, type TransferDecoder } from './decode.ts'
import { htmlToText, MAX_HTML, readableEnd } from './html.ts'
import { cutKey, isVisible, type KeyDigests } from './key.ts'
import type { MailPart } from './mail-index.ts'
import type { PlannedPart } from './plan.ts'

export { type PlannedPart, partsForCover, partsToFax, type TextPlace, textPlaceFor } from './plan.ts'

/** Some bytes of the raw mail; fewer at its end. */
export type ReadRange = (offset: number, length: number) => Promise<Uint8Array>

/** A mail inside the mail: its texts make one file of their own, with these lines before them. */
export interface InnerMail {
  /** For people. */
  readonly name: string
  readonly heading: string
}

/** A part and where its bytes are. */
export interface FoundPart extends PlannedPart {
  readonly read: ReadRange
  /** Null: it is part of the mail itself. */
  readonly mail: InnerMail | null
}

export interface ExtractOptions {
  /** SHA-256 in hex of the key lines to cut out; null: no key. */
  readonly keyDigest: KeyDigests | null
  readonly edits?: TextEdits
}

/** One file to render. */
export interface ExtractedPart {
  readonly path: string
  /** For people; not safe as a path. */
  readonly name: string
  readonly declaredType: string
  readonly bytes: number
  /** `text`: UTF-8 text; `file`: anything, its bytes decide. */
  readonly kind: 'text' | 'file'
}

const PIECE = 64 * 1024

/** The key stands in the first lines; so many characters of a text are looked through for it. */
const KEY_SEARCH = 64 * 1024

/**
 * Writes the parts that are planned to be faxed to files of mode 0600 in `folder`, in order. All body texts of one mail
 * make one file, which is missing from the result when nothing of them is visible. `readRange` reads the parts that bring
 * no reader of their own.
 * Throws E_DOCUMENT_TYPE (unknown charset, mail inside the mail), E_DOCUMENT_DAMAGED (empty part), E_DOCUMENT_LOCKED
 * (encrypted text), E_RENDER_LIMIT (endless HTML), E_MIME_BROKEN (unknown transfer encoding), E_STORE (the raw mail is
 * shorter than its index says).
 */
export async function extractParts(
  parts: readonly (PlannedPart & Partial<FoundPart>)[],
  readRange: ReadRange,
  folder: string,
  options: ExtractOptions,
): Promise<ExtractedPart[]> {
  const wanted = parts
    .filter(planned => planned.leftOut === null)
    .map((planned): FoundPart => ({ read: readRange, mail: null, ...planned }))
  const extracted: ExtractedPart[] = []
  const done = new Set<InnerMail | null>()
  for (const [at, planned] of wanted.entries()) {
    const path = join(folder, `part-${at + 1}.bin`)
    if (planned.kind !== 'body') extracted.push(await extractFile(planned, path, options))
    else if (!done.has(planned.mail)) {
      done.add(planned.mail)
      const body = wanted.filter(other => other.kind === 'body' && other.mail === planned.mail)
      const file = await extractBody(body, path, options)
      if (file !== null) extracted.push(file)
    }
  }
  return extracted
}

/** The texts of these parts in one, without the key; '' when nothing of it is visible. Throws as `extractParts`. */
export async function extractText(parts: readonly FoundPart[], options: ExtractOptions): Promise<string> {
  const texts: string[] = []
  for (const part of parts) {
    let text = ''
    for await (const piece of shownText(part, options)) text += piece
    texts.push(text.trim())
  }
  const all = texts.join('\n\n')
  return isVisible(all) ? all : ''
}

async function extractFile(
  planned: FoundPart,
  path: string,
  options: ExtractOptions,
): Promise<ExtractedPart> {
  const { name } = planned
  if (planned.kind === 'mail') {
    throw new BridgeError('E_DOCUMENT_TYPE', {
      say: `"${name}" is a whole mail: attach its documents themselves.`,
    })
  }
  const declaredType = planned.type
  const written = await intoFile(path, async write => {
    const isText = planned.kind === 'text' && !(await isKnownFile(planned))
    // A named text can be a form of the body, and so begin with the key, too.
    const pieces = isText ? shownText(planned, { keyDigest: options.keyDigest }) : decoded(planned)
    for await (const piece of pieces) await write(piece)
    return isText
  })
  if (written.bytes === 0)
    throw new BridgeError('E_DOCUMENT_DAMAGED', {
      say: `"${name}" is empty: look at the file and attach it again.`,
    })
  return { path, name, declaredType, bytes: written.bytes, kind: written.result ? 'text' : 'file' }
}

/** Null: there is nothing to see in it. */
async function extractBody(
  planned: readonly FoundPart[],
  path: string,
  options: ExtractOptions,
): Promise<ExtractedPart | null> {
  const mail = planned[0]?.mail ?? null
  // The sender's own signature is what may be cut off, not those of others.
  const own = mail === null ? options : { keyDigest: options.keyDigest }
  const { bytes, result: visible } = await intoFile(path, async write => {
    let seen = mail !== null
    if (mail !== null) await write(`${mail.heading}\n`)
    const texts = planned.filter(({ part }) => part.bodyTo > part.bodyFrom)
    for (const [at, part] of texts.entries()) {
      if (at > 0) await write('\n')
      for await (const text of shownText(part, own)) {
        seen ||= isVisible(text)
        await write(text)
      }
    }
    return seen
  })
  const name = mail?.name ?? planned[0]?.name ?? ''
  return visible ? { path, name, declaredType: 'text/plain', bytes, kind: 'text' } : null
}

/** The text of a part as it is faxed. */
function shownText(found: FoundPart, { keyDigest, edits }: ExtractOptions): AsyncIterable<string> {
  return withoutKey(clearText(textOf(found), found.name, edits), keyDigest)
}

/** Writes the decoded bytes of a part to a new file. Throws as `extractParts`. */
export async function writePart(found: FoundPart, path: string): Promise<number> {
  const { bytes } = await intoFile(path, async write => {
    for await (const piece of decoded(found)) await write(piece)
  })
  if (bytes === 0)
    throw new BridgeError('E_DOCUMENT_DAMAGED', {
      say: `"${found.name}" is empty: look at the file and attach it again.`,
    })
  return bytes
}

/** Holds the head of a text back until it is known whether the key is in it. */
async function* withoutKey(
  pieces: AsyncIterable<string>,
  keyDigest: KeyDigests | null,
): AsyncGenerator<string> {
  let head: string | null = ''
  for await (const piece of pieces) {
    if (head === null || keyDigest === null) yield piece
    else {
      head += piece
      if (head.length < KEY_SEARCH) continue
      yield cutKey(head, keyDigest)
      head = null
    }
  }
  if (head !== null && keyDigest !== null) yield cutKey(head, keyDigest)
}

/** A body part as text: HTML is read whole and converted, plain text comes in pieces. */
async function* textOf(found: FoundPart): AsyncGenerator<string> {
  const { part, name } = found
  const charset = decoderFor(part, name)
  if (part.type !== 'text/html') {
    for await (const bytes of decoded(found)) yield charset.push(bytes)
    yield charset.end()
    return
  }
  let html = ''
  for await (const bytes of decoded(found)) {
    html += charset.push(bytes)
    if (html.length > MAX_HTML) break
  }
  html += charset.end()
  if (readableEnd(html) < html.length) {
    throw new BridgeError('E_RENDER_LIMIT', {
      say: 'The HTML text of the mail is too long or too deep: attach it as PDF.',
    })
  }
  yield htmlToText(html)
}

function decoderFor(part: MailPart, name: string) {
  const charset = charsetName(part.charset)
  if (charset !== null) return makeCharsetDecoder(charset)
  const said = (part.charset ?? '').replace(/[^!-~]/g, '?').slice(0, 40)
  throw new BridgeError('E_DOCUMENT_TYPE', { say: `"${name}" is written in the unknown charset "${said}".` })
}

/** The bytes of a part without their transfer encoding. Each piece is valid until the next one is asked for. */
export async function* decoded({
  part,
  name,
  read,
}: Pick<FoundPart, 'part' | 'name' | 'read'>): AsyncGenerator<Uint8Array> {
  const decoder = decoderOf(part.encoding, name)
  for (let at = part.bodyFrom; at < part.bodyTo; ) {
    const raw = await read(at, Math.min(PIECE, part.bodyTo - at))
    if (raw.length === 0) throw new BridgeError('E_STORE', { detail: { why: 'raw mail ends early', at } })
    at += raw.length
    const bytes = decoder.push(raw)
    if (bytes.length > 0) yield bytes
  }
  const last = decoder.end()
  if (last.length > 0) yield last
}

function decoderOf(encoding: string, name: string): TransferDecoder {
  try {
    return makeTransferDecoder(encoding)
  } catch (cause) {
    const said = encoding.replace(/[^!-~]|"/g, '?').slice(0, 40)
    throw new BridgeError('E_MIME_BROKEN', {
      cause,
      say: `"${name}" has the transfer encoding ${said}, which is not known: send it again as base64.`,
    })
  }
}

const MAGIC = [
  '%PDF-',
  'II*\0',
  'MM\0*',
  '\x89PNG',
  '\xff\xd8\xff',
  'GIF8',
  'PK\x03\x04',
  '\xd0\xcf\x11\xe0',
  '{\\rtf',
  '%!PS',
]

/** Old devices send documents as text/plain: converting their charset would destroy them. */
async function isKnownFile(found: FoundPart): Promise<boolean> {
  for await (const bytes of decoded(found)) {
    const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1')
    return MAGIC.some(magic => start.startsWith(magic))
  }
  return false
}

type Write = (data: Uint8Array | string) => Promise<void>

async function intoFile<T>(
  path: string,
  work: (write: Write) => Promise<T>,
): Promise<{ readonly bytes: number; readonly result: T }> {
  // `wx`: never into a file or link that is already there.
  const file: FileHandle = await open(path, 'wx', 0o600)
  let bytes = 0
  try {
    const result = await work(async data => {
      const chunk = typeof data === 'string' ? Buffer.from(data) : data
      if (chunk.length > 0) await file.writeFile(chunk)
      bytes += chunk.length
    })
    return { bytes, result }
  } finally {
    await file.close()
  }
}
