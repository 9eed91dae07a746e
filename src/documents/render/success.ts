/**
 * Whether a result is one: a renderer that answers "done" is believed only when the file is there and is the fax that it
 * says. Looks at the outermost structure alone, in a few reads of bounded length; pages are parsed in renderer processes.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { unbelievable } from './exchange.ts'
import type { RenderJob, RenderResult } from './job.ts'

/** More pages than can be configured. */
const PAGES_MAX = 4000
/** More fields than a fax page has (TIFF 6.0 part 2). */
const FIELDS_MAX = 100

/** Throws E_RENDER_CRASH when the result does not hold what its kind of job promises. */
export async function assertResult(job: RenderJob, result: RenderResult): Promise<void> {
  if (job.kind !== 'render' && job.kind !== 'finish') return
  if (job.kind === 'render' && job.request.officeHere === true && isUnready(result)) return
  const { tiffPath, pageCount } = result as { tiffPath: unknown; pageCount: unknown }
  if (typeof tiffPath !== 'string') throw unbelievable('no fax')
  const pages = await tiffPages(tiffPath)
  if (pages < 1) throw unbelievable('a fax without pages')
  if (pages !== pageCount) throw unbelievable(`${pages} pages that it called ${String(pageCount)}`)
}

const isUnready = (result: RenderResult): boolean =>
  result !== null && 'needs' in result && Array.isArray(result.needs)

/** Pages of a little-endian TIFF, by its chain of directories; 0 when it is none or a link of the chain is broken. */
export async function tiffPages(path: string): Promise<number> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const head = await bytesAt(file, 0, 8)
    if (head === null || head.toString('latin1', 0, 4) !== 'II*\0') return 0
    let pages = 0
    for (let at = head.readUInt32LE(4); at !== 0; pages++) {
      if (pages >= PAGES_MAX) return 0
      const fields = (await bytesAt(file, at, 2))?.readUInt16LE(0) ?? 0
      const end = at + 2 + 12 * fields
      if (fields === 0 || fields > FIELDS_MAX || end + 4 > size) return 0
      at = (await bytesAt(file, end, 4))?.readUInt32LE(0) ?? 0
    }
    return pages
  } finally {
    await file.close()
  }
}

async function bytesAt(file: FileHandle, at: number, length: number): Promise<Buffer | null> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await file.read(bytes, 0, length, at)
  return bytesRead === length ? bytes : null
}
