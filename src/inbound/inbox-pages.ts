/**
 * The pages of a received fax for people who want to look: as PDF, TIFF, or a picture of one page. What came is hostile: it is
 * only ever read in the renderer's processes. What may be looked at by whom is the edges' business.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { BridgeError } from '../fax/error.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import type { InboundDeps } from './steps.ts'

type PageDeps = Pick<InboundDeps, 'spool' | 'renderer' | 'workFolder'>

/** The document in the wanted format. Throws E_NOT_FOUND when it is not here or cannot be made of what came. */
export function receivedDocument(
  deps: PageDeps,
  fax: InboundFax,
  wanted: 'tiff' | 'pdf',
  signal: AbortSignal,
): Promise<Uint8Array> {
  return inFolder(deps, async folder => readFile(await fileOf(deps, fax, { wanted, folder }, signal)))
}

/** PNG of page `page` (from 1); `width` in pixels, 0: full size. Throws E_NOT_FOUND. */
export function receivedPicture(
  deps: PageDeps,
  fax: InboundFax,
  { page, width }: { readonly page: number; readonly width: number },
  signal: AbortSignal,
): Promise<Uint8Array> {
  return inFolder(deps, async folder => {
    const tiffPath = await fileOf(deps, fax, { wanted: 'tiff', folder }, signal)
    const made = await deps.renderer.pictures({ tiffPath, outFolder: folder, width, only: page }, signal)
    const [path] = made.paths
    if (path !== undefined) return readFile(path)
    throw new BridgeError('E_NOT_FOUND', {
      say: `There is no page ${page}: it has ${made.pageBytes.length}.`,
    })
  })
}

async function fileOf(
  deps: PageDeps,
  { raw, format }: InboundFax,
  { wanted, folder }: { readonly wanted: 'tiff' | 'pdf'; readonly folder: string },
  signal: AbortSignal,
): Promise<string> {
  if (raw === null || format === null)
    throw new BridgeError('E_NOT_FOUND', { say: 'There are no pages (any more, or yet).' })
  const path = join(folder, 'received.bin')
  await writeFile(path, await buffer(deps.spool.read(raw)), { mode: 0o600 })
  if (format === wanted) return path
  const { files } = await deps.renderer.received(
    { path, format, wanted: [wanted], outFolder: folder },
    signal,
  )
  const made = files[wanted]
  if (made === undefined)
    throw new BridgeError('E_NOT_FOUND', { say: 'Its pages cannot be drawn: look at the document itself.' })
  return made
}

async function inFolder<T>({ workFolder }: PageDeps, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(workFolder, 'received-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
