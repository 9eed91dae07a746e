/**
 * Reads page 1 of a received fax for rules that ask what stands on it. In charge of the order: draw the page, have it read by
 * a program in the sandbox, have what it found taken apart by the renderer process. What cannot be read gives null.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DocumentFormat } from '../../providers/provider.ts'
import type { PageBytes, PageReading, ReceivedParts } from '../render/job.ts'
import type { ReceivedDeps } from './received-fax.ts'

export interface FirstPageRequest {
  readonly path: string
  readonly format: DocumentFormat
  /** For the text, as tesseract calls them; null: the text is not wanted. */
  readonly languages: readonly string[] | null
  readonly barcodes: boolean
  /** Existing folder for what is made on the way. */
  readonly outFolder: string
}

/** Reads pages of received faxes. A renderer may do so. */
export interface PageLooker {
  /** Throws as a renderer does. */
  firstPage(request: FirstPageRequest, signal: AbortSignal): Promise<PageReading>
}

const AS_IT_CAME = { wishes: { damaged: 'repair', g4: false, deskew: false }, turns: [], words: [] } as const

export async function readFirstPage(
  { draw, reader, log }: ReceivedDeps,
  { path, format, languages, barcodes, outFolder }: FirstPageRequest,
  signal: AbortSignal,
): Promise<PageReading> {
  const request = { ...AS_IT_CAME, path, format, wanted: ['tiff' as const], outFolder }
  const { files } = (await draw({ kind: 'received', request })) as ReceivedParts
  const nothing = { text: null, barcodes: null }
  if (files.tiff === undefined) return nothing
  const folder = join(outFolder, 'first-page')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const pictures = { tiffPath: files.tiff, width: 0, only: 1, outFolder: folder }
  const { paths } = (await draw({ kind: 'pictures', request: pictures })) as PageBytes
  const [picture] = paths
  if (picture === undefined) return nothing
  if (languages !== null && reader === null)
    log.warn({}, 'page 1 is not read: there is no tesseract, or no sandbox for it')
  const words =
    languages === null ? null : ((await reader?.words(picture, folder, languages, signal)) ?? null)
  return (await draw({ kind: 'read', request: { picture, words, barcodes } })) as PageReading
}
