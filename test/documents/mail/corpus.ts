/** Mails for the tests of mail-*: a writer that keeps every byte under control, and arbitrary mails made with it. */
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import type { MailIndex, MailScanLimits } from '../../../src/documents/mail/mail-index.ts'
import {
  type ExtractedPart,
  extractParts,
  type PlannedPart,
  partsToFax,
} from '../../../src/documents/mail/parts.ts'
import { makeMailScanner } from '../../../src/documents/mail/scan.ts'
import { bareKey } from '../../../src/fax/key-text.ts'

export const LIMITS: MailScanLimits = {
  messageBytes: 36 << 20,
  headerBytes: 256 << 10,
  headerLines: 1000,
  lineBytes: 1 << 20,
  mimeDepth: 20,
  mimeParts: 250,
  lineEndings: 'strict',
}

/** Scans a mail in one piece, or in the given pieces. */
export function scan(
  mail: string | Buffer | readonly Buffer[],
  limits: Partial<MailScanLimits> = {},
): MailIndex {
  const scanner = makeMailScanner({ ...LIMITS, ...limits })
  const whole = typeof mail === 'string' ? [Buffer.from(mail)] : Buffer.isBuffer(mail) ? [mail] : mail
  for (const piece of whole as readonly Buffer[]) {
    // The scanner must not keep the caller's memory: it is overwritten as a socket's buffer would be.
    const lent = Buffer.from(piece)
    scanner.write(lent)
    lent.fill(0x2d)
  }
  return scanner.end()
}

/** The code of the BridgeError that `work` throws; 'nothing' if it does not throw. */
export function codeOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
  return 'nothing'
}

/** The same for work that takes its time. */
export async function codeOfAsync(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
  return 'nothing'
}

export const lines = (...all: string[]): string => `${all.join('\r\n')}\r\n`

export interface Leaf {
  readonly type: string
  readonly charset: string | null
  readonly encoding: '7bit' | '8bit' | 'base64' | 'quoted-printable'
  readonly disposition: 'attachment' | 'inline' | null
  readonly name: { readonly text: string; readonly form: NameForm } | null
  readonly content: Buffer
  /** The content as text when it is one. */
  readonly text: string | null
}

export interface Multi {
  readonly subtype: string
  readonly children: readonly Node[]
  /** Without its end boundary. */
  readonly cut: boolean
}

export type Node = Leaf | Multi
export type NameForm = 'quoted' | 'bare' | 'raw8' | 'rfc2047' | 'rfc2231' | 'continued' | 'content-type'

export const isMulti = (node: Node): node is Multi => 'children' in node

export function leavesOf(node: Node): readonly Leaf[] {
  return isMulti(node) ? node.children.flatMap(leavesOf) : [node]
}

export function writeMail(root: Node): Buffer {
  const head =
    'From: Ann <ann@example.com>\r\nTo: 15555551212@fax.local\r\nSubject: Test\r\nMIME-Version: 1.0\r\n'
  return Buffer.concat([Buffer.from(head), writeNode(root, { count: 0 })])
}

function writeNode(node: Node, ids: { count: number }): Buffer {
  if (!isMulti(node)) return Buffer.concat([Buffer.from(leafHeader(node)), encode(node)])
  const boundary = `b'${ids.count++}=_x`
  const pieces: Buffer[] = [
    Buffer.from(
      `Content-Type: multipart/${node.subtype};\r\n\tboundary="${boundary}"\r\n\r\nold program?\r\n`,
    ),
  ]
  for (const [at, child] of node.children.entries()) {
    pieces.push(Buffer.from(`${at > 0 ? '\r\n' : ''}--${boundary}\r\n`), writeNode(child, ids))
  }
  if (!node.cut) pieces.push(Buffer.from(`\r\n--${boundary}--\r\n`))
  return Buffer.concat(pieces)
}

function leafHeader(leaf: Leaf): string {
  const charset = leaf.charset === null ? '' : `; charset="${leaf.charset}"`
  const inType = leaf.name?.form === 'content-type' ? `;\r\n name="${leaf.name.text}"` : ''
  const inDisposition =
    leaf.name === null || inType !== '' ? '' : nameParameter(leaf.name.text, leaf.name.form)
  const disposition =
    leaf.disposition === null ? '' : `Content-Disposition: ${leaf.disposition}${inDisposition}\r\n`
  return `Content-Type: ${leaf.type}${charset}${inType}\r\nContent-Transfer-Encoding: ${leaf.encoding}\r\n${disposition}\r\n`
}

const percent = (text: string): string =>
  Array.from(Buffer.from(text), byte => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('')

function nameParameter(text: string, form: NameForm): string {
  switch (form) {
    case 'bare':
      return `; filename=${text}`
    case 'rfc2047':
      return `; filename="=?utf-8?B?${Buffer.from(text).toString('base64')}?="`
    case 'rfc2231':
      return `;\r\n filename*=utf-8''${percent(text)}`
    case 'continued': {
      const chars = Array.from(text)
      const half = Math.ceil(chars.length / 2)
      return `;\r\n filename*0*=utf-8'de'${percent(chars.slice(0, half).join(''))};\r\n filename*1*=${percent(chars.slice(half).join(''))}`
    }
    default:
      return `; filename="${text}"`
  }
}

/** The content in its transfer encoding. */
export function encode({ content, encoding }: Pick<Leaf, 'content' | 'encoding'>): Buffer {
  if (encoding === 'base64') {
    return Buffer.from((content.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n'))
  }
  if (encoding !== 'quoted-printable') return content
  let text = ''
  let column = 0
  for (const byte of content) {
    const isPlain = byte > 0x20 && byte < 0x7f && byte !== 0x3d
    const coded = isPlain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
    if (column + coded.length > 75) {
      text += '=\r\n'
      column = 0
    }
    text += coded
    column += coded.length
  }
  return Buffer.from(text)
}

/** Text that each charset can write. */
export const CHARSETS: Readonly<Record<string, string>> = {
  'us-ascii': 'Plain old text, 100 %.',
  'utf-8': 'Grüße, 東京, Привет, 🙂 €',
  'iso-8859-1': 'Grüße aus Köln, ¼ × 2',
  'iso-8859-15': 'Grüße, 5 € in Œuvre',
  'windows-1252': '„Grüße“ – 5 €',
  'koi8-r': 'Привет, мир',
  'windows-1251': 'Привет, мир',
  'iso-2022-jp': '東京のファックス ABC',
  shift_jis: '東京のファックス ABC',
  'euc-jp': '東京のファックス ABC',
  gb18030: '传真 ABC €',
  gb2312: '传真 ABC',
  big5: '傳真 ABC',
  'euc-kr': '팩스 ABC',
  'utf-16le': 'Grüße 東京',
  'utf-7': 'Grüße 東京',
}

export function inCharset(text: string, charset: string): Buffer {
  if (charset === 'us-ascii') return Buffer.from(text, 'latin1')
  return charset === 'iso-2022-jp' ? inIso2022Jp(text) : iconv.encode(text, charset)
}

/** RFC 1468 from EUC-JP, which has the same characters with their top bits set; iconv-lite does not write it. */
function inIso2022Jp(text: string): Buffer {
  const bytes: number[] = []
  let isKanji = false
  for (const byte of iconv.encode(text, 'euc-jp')) {
    if (byte > 0x7f !== isKanji) {
      isKanji = !isKanji
      bytes.push(0x1b, ...Buffer.from(isKanji ? '$B' : '(B'))
    }
    bytes.push(byte & 0x7f)
  }
  if (isKanji) bytes.push(0x1b, ...Buffer.from('(B'))
  return Buffer.from(bytes)
}

/** What a mail becomes: the plan and the files, read back. */
export interface Extraction {
  readonly planned: readonly PlannedPart[]
  readonly files: readonly (ExtractedPart & { readonly content: Buffer })[]
}

/** Scans, plans and extracts as the daemon does. `key`: the text of the secret key to cut out. */
export async function extract(
  mail: string | Buffer,
  { key = null, piece = 1 << 16 }: { readonly key?: string | null; readonly piece?: number } = {},
): Promise<Extraction> {
  const raw = Buffer.from(mail as Buffer)
  const planned = partsToFax(scan(raw), { keyCut: key !== null })
  const keyDigest = key === null ? null : createHash('sha256').update(bareKey(key)).digest('hex')
  const folder = await mkdtemp(join(tmpdir(), 'faxbridge-mail-'))
  try {
    const read = async (offset: number, length: number) =>
      raw.subarray(offset, offset + Math.min(length, piece))
    const parts = await extractParts(planned, read, folder, { keyDigest })
    const files = await Promise.all(
      parts.map(async part => ({ ...part, content: await readFile(part.path) })),
    )
    return { planned, files }
  } finally {
    await rm(folder, { recursive: true })
  }
}
