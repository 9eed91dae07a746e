/**
 * The mail that an upload becomes: the same bytes for the same upload and seed, streamed, so that a big document is never in
 * memory as a whole. What it says is what a mail program would have said.
 */

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { EpochMs } from '../fax/id.ts'
import { encodedText, field, type HeaderField, mailDate, textField } from '../mail/mime.ts'
import { safeText } from '../mail/safe-text.ts'

/** A document on this disk. */
export interface UploadedFile {
  readonly path: string
  /** As the client calls it. */
  readonly name: string
  readonly type: string
  readonly sha256: string
}

export interface Upload {
  /** The address that the reports go to. */
  readonly from: string
  /** Numbers, lists, or whole fax addresses. */
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  /** `cover` → `none`: as X-Fax-Cover would say it. */
  readonly options: readonly (readonly [name: string, value: string])[]
  readonly files: readonly UploadedFile[]
}

/** What makes the same upload the same mail. */
export interface UploadSeed {
  /** Without brackets. */
  readonly messageId: string
  readonly at: EpochMs
}

/** Base64 of this many bytes is a whole number of lines of 76 characters. */
const CHUNK = 57 * 1024
const BASE64_LINE = /.{76}(?=.)/g

export async function* uploadMail(upload: Upload, seed: UploadSeed): AsyncGenerator<Uint8Array> {
  const { files, text } = upload
  const hash = createHash('sha256').update(JSON.stringify([seed.messageId, files.map(file => file.sha256)]))
  // Base64 has neither sign of its beginning.
  const boundary = `=_${hash.digest('hex').slice(0, 32)}`
  yield lines([
    ...headerOf(upload, seed),
    { name: 'MIME-Version', value: '1.0' },
    { name: 'Content-Type', value: `multipart/mixed;\r\n boundary="${boundary}"` },
  ])
  if (text.trim() !== '') {
    yield opening(boundary, 'text/plain; charset=utf-8', [])
    yield base64(Buffer.from(text.replace(/\r\n|\r|\n/g, '\r\n')))
  }
  for (const file of files) {
    yield opening(boundary, mediaType(file.type), [
      field('Content-Disposition', `attachment;filename*=UTF-8''${fileName(file.name)}`),
    ])
    yield* base64Of(file.path)
  }
  yield Buffer.from(`--${boundary}--\r\n`)
}

function headerOf({ from, subject, options }: Upload, { messageId, at }: UploadSeed): HeaderField[] {
  return [
    field('From', `<${from}>`),
    textField('Subject', subject),
    field('Date', mailDate(at)),
    field('Message-ID', `<${messageId}>`),
    ...options.map(([name, value]) => ({
      name: field(`X-Fax-${name}`, '').name,
      value: encodedText(safeText(value)),
    })),
  ]
}

const lines = (fields: readonly HeaderField[]): Buffer =>
  Buffer.from(`${fields.map(({ name, value }) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`)

function opening(boundary: string, type: string, more: readonly HeaderField[]): Buffer {
  const fields = [field('Content-Type', type), field('Content-Transfer-Encoding', 'base64'), ...more]
  return Buffer.concat([Buffer.from(`--${boundary}\r\n`), lines(fields)])
}

/** A type that is none says nothing: the bytes decide anyway. */
const mediaType = (type: string): string =>
  /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,80}$/i.test(type) ? type : 'application/octet-stream'

/** RFC 5987 §3.2.1; the last part of a path, without signs that steer a terminal. */
function fileName(name: string): string {
  const last = safeText(name).split(/[/\\]/).at(-1) ?? ''
  const short = [...(last === '' ? 'document' : last)].slice(-100).join('')
  return encodeURIComponent(short).replace(/['()*!]/g, sign => `%${sign.charCodeAt(0).toString(16)}`)
}

const base64 = (bytes: Uint8Array): Buffer =>
  Buffer.from(`${Buffer.from(bytes).toString('base64').replace(BASE64_LINE, '$&\r\n')}\r\n`)

async function* base64Of(path: string): AsyncGenerator<Uint8Array> {
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(path)) {
    rest = Buffer.concat([rest, chunk as Buffer])
    const whole = rest.length - (rest.length % CHUNK)
    if (whole > 0) yield base64(rest.subarray(0, whole))
    rest = rest.subarray(whole)
  }
  if (rest.length > 0) yield base64(rest)
}
