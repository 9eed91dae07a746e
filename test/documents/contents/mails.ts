/** For the tests of contents: mails put together from parts, and what becomes of them. */
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import {
  type ContentsChoices,
  type ContentsTools,
  contentsOf,
} from '../../../src/documents/contents/contents.ts'
import { expand } from '../../../src/documents/contents/expand.ts'
import { bareKey } from '../../../src/fax/key-text.ts'
import { LIMITS, scan } from '../mail/corpus.ts'

/** A part of a multipart: its header lines, then its body behind an empty one. */
export const part = (header: string, body: string | Uint8Array = 'x'): Buffer =>
  Buffer.concat([Buffer.from(`${header}${header === '' ? '' : '\r\n'}\r\n`), Buffer.from(body as string)])

/** A part in base64. */
export function file(name: string, bytes: Uint8Array | string, header = ''): Buffer {
  const type = header.includes('Content-Type') ? '' : 'Content-Type: application/octet-stream\r\n'
  const disposition = header.includes('Content-Disposition')
    ? ''
    : `Content-Disposition: attachment; filename="${name}"\r\n`
  const more = header === '' ? '' : `${header}\r\n`
  return part(
    `${type}${disposition}${more}Content-Transfer-Encoding: base64`,
    Buffer.from(bytes as string)
      .toString('base64')
      .replace(/.{76}/g, '$&\r\n'),
  )
}

let boundaries = 0

/** A multipart with these parts; it can itself be a part. */
export function multi(type: string, ...parts: (string | Uint8Array)[]): Buffer {
  const boundary = `=_b${++boundaries}`
  const inside = parts.flatMap(one => [
    Buffer.from(`--${boundary}\r\n`),
    Buffer.from(one as string),
    Buffer.from('\r\n'),
  ])
  return part(
    `Content-Type: multipart/${type}; boundary="${boundary}"`,
    Buffer.concat([...inside, Buffer.from(`--${boundary}--\r\n`)]),
  )
}

export const mail = (content: Uint8Array, headers = 'From: Ann <ann@example.com>'): Buffer =>
  Buffer.concat([Buffer.from(`${headers}\r\n`), content])

export const text = (body: string): Buffer => part('Content-Type: text/plain; charset=utf-8', body)

export const png = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#357' } })
    .png()
    .toBuffer()

export interface Faxed {
  /** `name: text`, or the name and the first bytes of a file. */
  readonly printed: readonly string[]
  /** `name: why`. */
  readonly leftOut: readonly string[]
  readonly cover: string | null
  readonly pictures: readonly string[]
}

/** What this mail faxes. `keys`: keys in clear that are to be cut out. */
export async function faxed(
  raw: Uint8Array,
  choices: Partial<ContentsChoices> & { readonly keys?: readonly string[] } = {},
  tools: Partial<ContentsTools> = {},
): Promise<Faxed> {
  const folder = await mkdtemp(join(tmpdir(), 'faxbridge-contents-'))
  try {
    const { keys = [], ...more } = choices
    const keyDigest = new Set(keys.map(key => createHash('sha256').update(bareKey(key)).digest('hex')))
    const read = async (offset: number, length: number) => raw.subarray(offset, offset + length)
    const { sources, unprinted, coverText, pictures } = await contentsOf(
      { index: scan(Buffer.from(raw), { lineEndings: 'lenient' }), read },
      { keyCut: false, keyDigest, textPlace: 'pages', ...more },
      { folder, limits: { ...LIMITS, lineEndings: 'lenient' }, unpack: true, expand, ...tools },
    )
    const printed: string[] = []
    for (const { name, path, kind } of sources) {
      const bytes = await readFile(path)
      printed.push(
        `${name}: ${kind === 'text' ? bytes.toString() : `${kind} ${bytes.toString('latin1', 0, 5)}`}`,
      )
    }
    const leftOut = unprinted.map(one => `${one.name}: ${one.leftOut ?? 'on the cover page'}`)
    return { printed, leftOut, cover: coverText, pictures }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The text of the error with which it fails. */
export async function problemOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    return `${code}: ${message}`
  }
  return 'nothing'
}
