/**
 * Reads an upload: its fields into memory, its files into a folder, bounded in size and number. In charge of leaving nothing
 * behind. Nobody looks into the files here: that is the renderer's.
 */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { MultipartFile, MultipartValue } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { BridgeError } from '../fax/error.ts'
import type { UploadedFile } from './upload-mail.ts'

export interface ReadUpload {
  /** Each with all its values. */
  readonly fields: Readonly<Record<string, readonly string[]>>
  readonly files: readonly UploadedFile[]
}

export const MOST_FILES = 20
const MOST_FIELDS = 200
const FIELD_BYTES = 200_000

/** `bytes`: what all files together may have. Throws E_MESSAGE_TOO_BIG and E_BAD_REQUEST. */
export async function withUpload<T>(
  request: FastifyRequest,
  { workFolder, bytes }: { readonly workFolder: string; readonly bytes: number },
  work: (upload: ReadUpload) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(workFolder, 'upload-'))
  try {
    return await work(await readUpload(request, folder, bytes))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** As withUpload, into a folder that is the caller's to remove. */
export async function readUpload(
  request: FastifyRequest,
  folder: string,
  bytes: number,
): Promise<ReadUpload> {
  if (!request.isMultipart())
    throw new BridgeError('E_REQUEST_TYPE', { say: 'Send multipart/form-data: fields and files.' })
  const fields: Record<string, string[]> = Object.create(null)
  const files: UploadedFile[] = []
  let left = bytes
  const limits = {
    fileSize: bytes,
    files: MOST_FILES,
    fields: MOST_FIELDS,
    fieldSize: FIELD_BYTES,
    parts: MOST_FILES + MOST_FIELDS,
  }
  for await (const part of partsOf(request, limits)) {
    if (part.type === 'field') {
      if (part.valueTruncated === true)
        throw new BridgeError('E_BAD_REQUEST', { say: `${part.fieldname}: this is too long.` })
      fields[part.fieldname] = [...(fields[part.fieldname] ?? []), String(part.value)]
      continue
    }
    const path = join(folder, String(files.length))
    const hash = createHash('sha256')
    const counting = new Transform({
      transform(chunk: Buffer, _, done) {
        left -= chunk.length
        hash.update(chunk)
        done(left < 0 ? tooBig(bytes) : null, chunk)
      },
    })
    await pipeline(part.file, counting, createWriteStream(path, { mode: 0o600 }))
    if (part.file.truncated) throw tooBig(bytes)
    files.push({ path, name: part.filename, type: part.mimetype, sha256: hash.digest('hex') })
  }
  return { fields, files }
}

/** What is wrong with a form is its sender's mistake; the package throws it like a mistake of ours. */
async function* partsOf(
  request: FastifyRequest,
  limits: object,
): AsyncGenerator<MultipartFile | MultipartValue> {
  try {
    yield* request.parts({ limits }) as AsyncIterable<MultipartFile | MultipartValue>
  } catch (error) {
    const { code = '', message } = error as Error & { readonly code?: string }
    if (/^FST_(?:PARTS|FILES|FIELDS)_LIMIT$/.test(code))
      throw new BridgeError('E_REQUEST_TOO_BIG', {
        cause: error,
        say: `A form has at most ${MOST_FILES} files and ${MOST_FIELDS} fields.`,
      })
    if (code === '' && /multipart|boundary|malformed/i.test(message))
      throw new BridgeError('E_BAD_REQUEST', { cause: error, say: `The form cannot be read: ${message}.` })
    throw error
  }
}

const tooBig = (bytes: number): BridgeError =>
  new BridgeError('E_MESSAGE_TOO_BIG', { say: `All files together have at most ${bytes} bytes.` })
