/**
 * A received fax from the bytes that came to the files that are delivered. In charge of the order: pages, then, where it
 * is wanted, how they lie and what is written on them, then the files. Every page is drawn and every file is written by
 * the renderer process, what stands on a page is read by a program in the sandbox; this runs in the daemon and moves
 * only names of files. What cannot be had is left away: a fax is never late or lost for want of a text layer.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileFormat } from '../../fax/delivery-format.ts'
import { isBridgeError } from '../../fax/error.ts'
import type { Logger } from '../../runtime.ts'
import type { PageBytes, ReceivedParts, ReceivedRequest, ReceivedWishes, RenderJob } from '../render/job.ts'
import type { Turn } from './turn.ts'

/** Reads pictures of pages. Both throw E_SHUTTING_DOWN, and give null for whatever else keeps them from an answer. */
export interface PageReader {
  /** How the page must be turned to lie upright, clockwise. */
  turn(picture: string, folder: string, signal: AbortSignal): Promise<Turn | null>
  /** A file with the words and their places. */
  words(
    picture: string,
    folder: string,
    languages: readonly string[],
    signal: AbortSignal,
  ): Promise<string | null>
}

type Drawing = Extract<RenderJob, { kind: 'received' | 'pictures' | 'read' }>
type WithoutLimits<J> = J extends unknown ? Omit<J, 'limits'> : never

export interface ReceivedDeps {
  draw(job: WithoutLimits<Drawing>): Promise<unknown>
  readonly reader: PageReader | null
  readonly log: Logger
}

/** Pages as they came. */
const AS_THEY_CAME: ReceivedWishes = {
  damaged: 'keep',
  g4: false,
  deskew: false,
  upright: false,
  search: false,
  languages: [],
}
/** A page takes one or two seconds: the mail of a fax of any length must go out in minutes. */
const MOST_READ = 100
const NOTHING_MORE = { damaged: 'keep', g4: false, deskew: false } as const

/** Throws as a renderer does; never for want of a reader. */
export async function receivedFax(
  deps: ReceivedDeps,
  request: ReceivedRequest,
  signal: AbortSignal,
): Promise<ReceivedParts> {
  const { wishes = AS_THEY_CAME, ...rest } = request
  const job = { ...rest, wishes, turns: [], words: [] }
  const { reader } = deps
  const search = wishes.search && request.wanted.some(format => fileFormat(format) === 'pdf')
  if (!wishes.upright && !search) return received(deps, job)
  if (reader === null) {
    deps.log.warn({}, 'received pages are not read: there is no tesseract, or no sandbox for it')
    return received(deps, job)
  }
  const wanted = [...new Set([...request.wanted, 'tiff' as const])]
  let made = await received(deps, { ...job, wanted })
  if (made.files.tiff === undefined) return made
  const read = { reader, signal, folder: request.outFolder }
  const turns = wishes.upright ? await turnsOf(deps, made.files.tiff, read) : []
  if (turns.some(turn => turn !== 0)) made = await received(deps, { ...job, wanted, turns })
  const tiff = made.files.tiff
  if (!search || tiff === undefined) return made
  const words = await wordsOf(deps, tiff, wishes.languages, read)
  const again = { ...job, path: tiff, format: 'tiff', wishes: NOTHING_MORE, words } as const
  const { files, pieces } = await received(deps, again)
  // A fax that came as PDF is delivered as that PDF.
  const pdf = request.format === 'pdf' ? made.files.pdf : files.pdf
  // Of a fax that came as PDF, those of the first drawing have its own pages.
  const cut = { ...made.pieces, ...(request.format === 'pdf' ? {} : pieces) }
  return {
    ...made,
    ...(Object.keys(cut).length > 0 ? { pieces: cut } : {}),
    files: { ...made.files, ...files, ...(pdf === undefined ? {} : { pdf }) },
  }
}

async function received(
  deps: ReceivedDeps,
  request: Extract<Drawing, { kind: 'received' }>['request'],
): Promise<ReceivedParts> {
  return (await deps.draw({ kind: 'received', request })) as ReceivedParts
}

interface Reading {
  readonly reader: PageReader
  readonly signal: AbortSignal
  readonly folder: string
}

async function turnsOf(
  deps: ReceivedDeps,
  tiff: string,
  { reader, signal, folder }: Reading,
): Promise<Turn[]> {
  const turns: Turn[] = []
  for (const picture of await picturesOf(deps, tiff, folder))
    turns.push((await reader.turn(picture, folder, signal)) ?? 0)
  return turns
}

async function wordsOf(
  deps: ReceivedDeps,
  tiff: string,
  languages: readonly string[],
  { reader, signal, folder }: Reading,
): Promise<(string | null)[]> {
  const words: (string | null)[] = []
  for (const picture of await picturesOf(deps, tiff, folder))
    words.push(await reader.words(picture, folder, languages, signal))
  return words
}

/** In full size; none for pages that are no fax pages. */
async function picturesOf(deps: ReceivedDeps, tiff: string, folder: string): Promise<readonly string[]> {
  const outFolder = join(folder, 'pictures')
  await mkdir(outFolder, { recursive: true, mode: 0o700 })
  const request = { tiffPath: tiff, width: 0, only: null, outFolder }
  try {
    const made = (await deps.draw({ kind: 'pictures', request })) as PageBytes
    return made.paths.slice(0, MOST_READ)
  } catch (error) {
    if (!isBridgeError(error) || error.kind !== 'permanent') throw error
    deps.log.warn({ code: error.code }, 'the pages of a received fax cannot be read')
    return []
  }
}
