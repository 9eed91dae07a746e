/**
 * The pages of a sent fax for people who want to look: as TIFF, PDF, or a picture of one page. Made when somebody asks, as
 * they were handed over, or would be now. What may be looked at by whom is the edges' business.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BridgeError } from '../fax/error.ts'
import type { FaxJob } from '../fax/job.ts'
import type { DocumentFormat, FaxPages } from '../providers/provider.ts'
import { pagesAsSent } from './finish.ts'
import type { OutboundDeps } from './steps.ts'

export type PageDeps = Pick<OutboundDeps, 'renderer' | 'workFolder'>

/** Throws E_NOT_FOUND when there are none. */
export async function faxDocument(
  deps: OutboundDeps,
  job: FaxJob,
  format: DocumentFormat,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return (await pagesOrNot(deps, job, signal)).bytes(format)
}

/** PNG of page `page` (from 1); `width` in pixels, 0: full size. Throws E_NOT_FOUND. */
export async function faxPicture(
  deps: OutboundDeps,
  job: FaxJob,
  { page, width }: { readonly page: number; readonly width: number },
  signal: AbortSignal,
): Promise<Uint8Array> {
  const pages = await pagesOrNot(deps, job, signal)
  if (page > pages.pageCount) throw noSuchPage(page, pages.pageCount)
  return pictureOfTiff(deps, await pages.bytes('tiff'), { page, width }, signal)
}

async function pagesOrNot(deps: OutboundDeps, job: FaxJob, signal: AbortSignal): Promise<FaxPages> {
  const document = job.documentId === null ? null : await deps.store.document(job.documentId)
  if (document === null)
    throw new BridgeError('E_NOT_FOUND', { say: 'There are no pages (any more, or yet).' })
  return pagesAsSent(deps, job, document, signal)
}

async function pictureOfTiff(
  { renderer, workFolder }: PageDeps,
  tiff: Uint8Array,
  { page, width }: { readonly page: number; readonly width: number },
  signal: AbortSignal,
): Promise<Uint8Array> {
  const folder = await mkdtemp(join(workFolder, 'picture-'))
  try {
    const tiffPath = join(folder, 'pages.tiff')
    await writeFile(tiffPath, tiff, { mode: 0o600 })
    const made = await renderer.pictures({ tiffPath, outFolder: folder, width, only: page }, signal)
    const [path] = made.paths
    if (path === undefined) throw noSuchPage(page, made.pageBytes.length)
    return await readFile(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const noSuchPage = (page: number, count: number): BridgeError =>
  new BridgeError('E_NOT_FOUND', { say: `There is no page ${page}: it has ${count}.` })
