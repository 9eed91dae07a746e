/**
 * From planned parts to files that the renderer reads. In charge of decoding each part from the raw mail in pieces, of
 * texts in UTF-8, and of the secret key: it is cut out of every form of the text before anything is written. Not in
 * charge of what a file is: the renderer decides by its bytes.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { BridgeError } from '../../fax/error.ts'
import { charsetName, makeCharsetDecoder } from './charset.ts'
import { makeTransferDecoder } from './decode.ts'
import { htmlToText, MAX_HTML, readableEnd } from './html.ts'
import { cutKey, isVisible } from './key.ts'
import type { MailPart } from './mail-index.ts'
import type { PlannedPart } from './plan.ts'

export { type PlannedPart, partsForCover, partsToFax, type TextPlace } from './plan.ts'

/** Some bytes of the raw mail; fewer at its end. */
export type ReadRange = (offset: number, length: number) => Promise<Uint8Array>

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
 * Writes the parts that are planned to be faxed to files of mode 0600 in `folder`, in order. All body texts together
 * make one file, which is missing from the result when nothing of them is visible. `keyDigest`: SHA-256 in hex of the
 * key line to cut out; null: no key.
 * Throws E_DOCUMENT_TYPE (unknown charset, mail inside the mail), E_DOCUMENT_DAMAGED (empty part), E_RENDER_LIMIT
 * (endless HTML), E_MIME_BROKEN (unknown transfer encoding), E_STORE (the raw mail is shorter than its index says).
 */
export async function extractParts(
  parts: readonly PlannedPart[],
  readRange: ReadRange,
  folder: string,
  { keyDigest }: { readonly keyDigest: string | null },
): Promise<ExtractedPart[]> {
  const wanted = parts.filter(planned => planned.leftOut === null)
  const extracted: ExtractedPart[] = []
  const body = wanted.filter(planned => planned.kind === 'body')
  let bodyDone = false
  for (const [at, planned] of wanted.entries()) {
    const path = join(folder, `part-${at + 1}.bin`)
    if (planned.kind !== 'body') extracted.push(await extractFile(planned, readRange, path, keyDigest))
    else if (!bodyDone) {
      bodyDone = true
      const file = await extractBody(body, readRange, path, keyDigest)
      if (file !== null) extracted.push(file)
    }
  }
  return extracted
}

/** The texts of these parts in one, without the key; '' when nothing of it is visible. Throws as `extractParts`. */
export async function extractText(
  parts: readonly PlannedPart[],
  readRange: ReadRange,
  { keyDigest }: { readonly keyDigest: string | null },
): Promise<string> {
  const texts: string[] = []
  for (const { part, name } of parts) {
    let text = ''
    for await (const piece of withoutKey(textOf(part, name, readRange), keyDigest)) text += piece
    texts.push(text.trim())
  }
  const all = texts.join('\n\n')
  return isVisible(all) ? all : ''
}

async function extractFile(
  planned: PlannedPart,
  readRange: ReadRange,
  path: string,
  keyDigest: string | null,
): Promise<ExtractedPart> {
  const { part, name } = planned
  if (planned.kind === 'mail') {
    throw new BridgeError('E_DOCUMENT_TYPE', {
      say: `"${name}" is a whole mail: attach its documents themselves.`,
    })
  }
  const declaredType = planned.type
  const written = await intoFile(path, async write => {
    const isText = planned.kind === 'text' && !(await isKnownFile(part, readRange))
    // A named text can be a form of the body, and so begin with the key, too.
    const pieces = isText ? withoutKey(textOf(part, name, readRange), keyDigest) : decoded(part, readRange)
    for await (const piece of pieces) await write(piece)
    return isText
  })
  if (written.bytes === 0) throw new BridgeError('E_DOCUMENT_DAMAGED', { say: `"${name}" is empty.` })
  return { path, name, declaredType, bytes: written.bytes, kind: written.result ? 'text' : 'file' }
}

/** Null: there is nothing to see in it. */
async function extractBody(
  planned: readonly PlannedPart[],
  readRange: ReadRange,
  path: string,
  keyDigest: string | null,
): Promise<ExtractedPart | null> {
  const { bytes, result: visible } = await intoFile(path, async write => {
    let seen = false
    for (const [at, { part, name }] of planned.entries()) {
      if (at > 0) await write('\n')
      for await (const text of withoutKey(textOf(part, name, readRange), keyDigest)) {
        seen ||= isVisible(text)
        await write(text)
      }
    }
    return seen
  })
  const name = planned[0]?.name ?? ''
  return visible ? { path, name, declaredType: 'text/plain', bytes, kind: 'text' } : null
}

/** Holds the head of a text back until it is known whether the key is in it. */
async function* withoutKey(pieces: AsyncIterable<string>, keyDigest: string | null): AsyncGenerator<string> {
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
async function* textOf(part: MailPart, name: string, readRange: ReadRange): AsyncGenerator<string> {
  const charset = decoderFor(part, name)
  if (part.type !== 'text/html') {
    for await (const bytes of decoded(part, readRange)) yield charset.push(bytes)
    yield charset.end()
    return
  }
  let html = ''
  for await (const bytes of decoded(part, readRange)) {
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
async function* decoded(part: MailPart, readRange: ReadRange): AsyncGenerator<Uint8Array> {
  const decoder = makeTransferDecoder(part.encoding)
  for (let at = part.bodyFrom; at < part.bodyTo; ) {
    const raw = await readRange(at, Math.min(PIECE, part.bodyTo - at))
    if (raw.length === 0) throw new BridgeError('E_STORE', { detail: { why: 'raw mail ends early', at } })
    at += raw.length
    const bytes = decoder.push(raw)
    if (bytes.length > 0) yield bytes
  }
  const last = decoder.end()
  if (last.length > 0) yield last
}

const MAGIC = ['%PDF-', 'II*\0', 'MM\0*', '\x89PNG', '\xff\xd8\xff', 'PK\x03\x04', '{\\rtf']

/** Old devices send documents as text/plain: converting their charset would destroy them. */
async function isKnownFile(part: MailPart, readRange: ReadRange): Promise<boolean> {
  for await (const bytes of decoded(part, readRange)) {
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
