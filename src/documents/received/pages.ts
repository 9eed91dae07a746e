/**
 * The pages of a received fax as they are to be delivered. In charge of what may be done to them: damaged lines, turns,
 * straightening, coding. A page to which nothing is done keeps its very bytes. Runs in the renderer process.
 */
import { isBridgeError } from '../../fax/error.ts'
import type { Bitmap } from '../bitmap.ts'
import { type FaxBitmap, faxBitmapOf, type TiffPage } from '../tiff/read.ts'
import { encodeG4 } from '../tiff/t4-encode.ts'
import { skewOf, straightened } from './deskew.ts'
import { type Turn, turnedBy } from './turn.ts'

/** What is to be done to pages. */
export interface PageWishes {
  /** `repair`: a damaged line is the one above it. `mark`: also a bar at the left edge. `keep`: bytes as they came. */
  readonly damaged: 'repair' | 'mark' | 'keep'
  /** G3 becomes G4: the same dots in fewer bytes. */
  readonly g4: boolean
  readonly deskew: boolean
}

/** What was found on a page or done to it, for the person who gets it. */
export interface PageNote {
  /** From 1. */
  readonly page: number
  readonly damagedLines: number
  readonly turned: Turn
  readonly straightened: boolean
}

export interface ReadyPages {
  readonly pages: readonly TiffPage[]
  /** False: every page has the bytes with which it came. */
  readonly changed: boolean
  /** Only of pages of which there is something to say. */
  readonly notes: readonly PageNote[]
  /** The first page, where it is a fax page. */
  readonly first: Bitmap | null
}

/** Dots; wide enough to be seen, narrow enough for the margin that fax machines leave. */
const MARK = { from: 8, to: 24 } as const
/** Faxes say nothing else when they say nothing. */
const DEFAULT_DENSITY = { xDpi: 204, yDpi: 196 } as const
const FAX_CODINGS = [2, 3, 4]

/** `turns`: of each page, clockwise. */
export function readyPages(
  came: readonly TiffPage[],
  wishes: PageWishes,
  turns: readonly Turn[] = [],
): ReadyPages {
  const notes: PageNote[] = []
  const pages: TiffPage[] = []
  let first: Bitmap | null = null
  for (const [i, page] of came.entries()) {
    const made = readyPage(page, wishes, turns[i] ?? 0)
    const { damagedLines, turned, straight } = made
    if (damagedLines > 0 || turned !== 0 || straight)
      notes.push({ page: i + 1, damagedLines, turned, straightened: straight })
    if (i === 0) first = made.bitmap
    pages.push(made.page)
  }
  return { pages, changed: pages.some((page, i) => page !== came[i]), notes, first }
}

interface ReadyPage {
  readonly page: TiffPage
  readonly bitmap: Bitmap | null
  readonly damagedLines: number
  readonly turned: Turn
  readonly straight: boolean
}

function readyPage(page: TiffPage, wishes: PageWishes, turn: Turn): ReadyPage {
  const fax = readable(page)
  if (fax === null) return { page, bitmap: null, damagedLines: 0, turned: 0, straight: false }
  if (fax === 'ruined') return { page, bitmap: null, damagedLines: page.height, turned: 0, straight: false }
  const damagedLines = fax.damagedRows
  if (wishes.damaged === 'mark') for (const row of fax.damaged) mark(fax.bitmap, row)
  const density = { xDpi: page.xDpi ?? DEFAULT_DENSITY.xDpi, yDpi: page.yDpi ?? DEFAULT_DENSITY.yDpi }
  const upright = turnedBy(fax.bitmap, turn)
  const turnedDensity = turn === 90 || turn === 270 ? { xDpi: density.yDpi, yDpi: density.xDpi } : density
  const lean = wishes.deskew ? skewOf(upright, turnedDensity) : 0
  const level = lean === 0 ? null : straightened(upright, turnedDensity, lean)
  const recode =
    !FAX_CODINGS.includes(page.compression) ||
    (wishes.g4 && page.compression !== 4) ||
    (damagedLines > 0 && wishes.damaged !== 'keep') ||
    turn !== 0 ||
    level !== null
  const bitmap = level ?? upright
  return {
    page: recode ? recoded(page, bitmap, turn === 0 && level === null ? null : turnedDensity) : page,
    bitmap,
    damagedLines,
    turned: turn,
    straight: level !== null,
  }
}

/** Null: not a fax page. One page that cannot be read must not keep the others from being delivered. */
function readable(page: TiffPage): FaxBitmap | 'ruined' | null {
  try {
    const fax = faxBitmapOf(page)
    return fax !== null && fax.damagedRows >= page.height ? 'ruined' : fax
  } catch (error) {
    if (isBridgeError(error) && error.kind === 'permanent') return 'ruined'
    throw error
  }
}

/** `density`: where the page was moved; null keeps what the file says, or does not say. */
function recoded(
  page: TiffPage,
  bitmap: Bitmap,
  density: { readonly xDpi: number; readonly yDpi: number } | null,
): TiffPage {
  return {
    ...page,
    ...(density ?? {}),
    width: bitmap.width,
    height: bitmap.height,
    compression: 4,
    photometric: 0,
    fillOrder: 1,
    t4Options: 0,
    rowsPerStrip: bitmap.height,
    strips: [encodeG4(bitmap)],
  }
}

function mark({ data, stride, width }: Bitmap, row: number): void {
  for (let i = MARK.from >> 3; i < Math.min(MARK.to, width) >> 3; i++) data[row * stride + i] = 0xff
}
