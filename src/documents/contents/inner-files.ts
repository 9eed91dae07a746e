/** Where what is found inside a file is put: files under numbers, and never more of them than anybody would fax. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BridgeError } from '../../fax/error.ts'
import type { ExpandRequest, InnerFile } from './expanded.ts'

/** Entries of one archive, attachments of one mail. */
export const MOST_FILES = 2000
const MIB = 1024 * 1024
/** All files inside one file together. */
export const MOST_BYTES = 200 * MIB

type Said = Partial<Pick<InnerFile, 'name' | 'type' | 'contentId' | 'hidden' | 'leftOut'>>

export class InnerFiles {
  readonly files: InnerFile[] = []
  readonly #request: ExpandRequest
  #bytes = 0

  constructor(request: ExpandRequest) {
    this.#request = request
  }

  /** Bytes for which there is room. */
  get room(): number {
    return MOST_BYTES - this.#bytes
  }

  async add(role: InnerFile['role'], content: Uint8Array | string, said: Said = {}): Promise<void> {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    if (this.files.length >= MOST_FILES) throw this.tooMany()
    if (bytes.length > this.room) throw this.tooBig()
    this.#bytes += bytes.length
    const path = join(this.#request.outFolder, `${this.files.length + 1}.bin`)
    // `wx`: never into a file or link that is already there.
    await writeFile(path, bytes, { mode: 0o600, flag: 'wx' })
    this.files.push({
      path,
      bytes: bytes.length,
      role,
      name: said.name ?? null,
      type: said.type ?? 'application/octet-stream',
      contentId: said.contentId ?? null,
      hidden: said.hidden ?? false,
      leftOut: said.leftOut ?? null,
    })
  }

  tooMany(): BridgeError {
    const { name } = this.#request
    return new BridgeError('E_RENDER_LIMIT', {
      say: `"${name}" holds more than ${MOST_FILES} files: attach those to be faxed.`,
    })
  }

  tooBig(): BridgeError {
    const { name } = this.#request
    return new BridgeError('E_RENDER_LIMIT', {
      say: `"${name}" holds more than ${MOST_BYTES / MIB} MiB: attach the documents to be faxed.`,
    })
  }
}

/** For a container whose bytes make no sense. */
export function unopened({ name }: Pick<ExpandRequest, 'name'>, cause?: unknown): BridgeError {
  const say = `"${name}" cannot be opened: attach its documents themselves.`
  return new BridgeError('E_DOCUMENT_DAMAGED', { cause, say })
}

/** A media type as it may be passed on; anything else counts as unknown. */
export function mediaType(said: string | undefined): string {
  const type = (said ?? '').trim().toLowerCase()
  return /^[a-z0-9][a-z0-9.+-]{0,60}\/[a-z0-9][a-z0-9.+-]{0,100}$/.test(type)
    ? type
    : 'application/octet-stream'
}

/** A name in the container without folders. */
export const baseName = (name: string | undefined): string | null =>
  (name ?? '')
    .replace(/\0[\s\S]*$/, '')
    .split(/[\\/]/)
    .at(-1)
    ?.trim() || null
