/**
 * Fills that touch each other, each with its own text: the dark head of a table over grey rows, a coloured column. In
 * charge of telling them apart by their tones, and of printing each by itself: white where its text is darker than it,
 * black where its text is lighter. One rule for all of them would wipe the text of the others away. Whether an area is
 * text at all is decided in text-on-tone.ts.
 */
import type { Bitmap } from '../bitmap.ts'
import type { Levels } from './levels.ts'
import { TILE } from './regions.ts'
import type { Grey } from './sheet.ts'

/** Part of a tile's dots that have one tone, within so many tones: then it is a tile of that fill. */
const PLAIN_SHARE = 0.7
const SPREAD = 12
/** Tones between two fills that nothing has; a shadow or a gradient has no such gap. */
const GAP = 12
/** What has more tones than this is no fill but a shadow or a gradient. */
const WIDEST = 40
/** Tiles of which a fill consists at least. */
const LEAST_TILES = 4
/** Print differs from its fill by more than this. */
const CLEAR = 45
/** Dots that make a tile one of text, and such tiles that say what a fill's text is like. */
const LEAST_PRINT = 3
const LEAST_TEXT = 3
/** Tiles each way of a block: text that far away says more than text at the other end of the page. */
const BLOCK = 8
/** Where the cut is, on the way from a fill to its text. */
const CUT = 0.34
/** Tiles each way in which the fills around a tile are looked for. */
const FARTHEST = 4

interface Fill {
  /** Its tones. */
  readonly from: number
  readonly to: number
  /** Neither ink nor paper. */
  readonly isTone: boolean
  /** What its text is like: in the whole area, and by the block of tiles. */
  readonly text: Votes
  readonly textIn: Map<number, Votes>
}

/** Tiles with text that is darker, and lighter, than its fill. */
interface Votes {
  dark: number
  light: number
}

export interface Fills {
  /** By tile: which of the fills it is one of, and its tone. */
  readonly tiles: ReadonlyMap<number, TileTone>
  readonly fills: readonly Fill[]
  readonly paper: number
}

interface TileTone {
  readonly fill: number
  readonly ground: number
}

/** The fills of an area; null where there are none, or but one and nothing beside it. `columns`: tiles of a row of the page. */
export function fillsOf(grey: Grey, levels: Levels, tiles: Uint32Array, columns: number): Fills | null {
  const grounds = new Map<number, number>()
  const counts = new Uint32Array(256)
  const dots = new Uint8Array(TILE * TILE)
  for (const tile of tiles) {
    const ground = groundOf(dotsOf(grey, tile, columns, dots).sort())
    if (ground < 0) continue
    grounds.set(tile, ground)
    counts[ground] = (counts[ground] ?? 0) + 1
  }
  const runs = runsOf(counts)
  const isTone = ([from, to]: Run) => to > levels.paper * LEAST_TONE && from < levels.tone
  if (!runs.some(isTone) || runs.length < 2) return null
  if (runs.some(run => isTone(run) && run[1] - run[0] > WIDEST)) return null
  const of = new Map<number, TileTone>()
  for (const [tile, ground] of grounds) {
    const fill = runs.findIndex(([from, to]) => ground >= from && ground <= to)
    if (fill >= 0) of.set(tile, { fill, ground })
  }
  const fills = runs.map((run): Fill => {
    return { from: run[0], to: run[1], isTone: isTone(run), text: { dark: 0, light: 0 }, textIn: new Map() }
  })
  const found = { tiles: of, fills, paper: levels.paper }
  countText(grey, found, columns)
  return found
}

type Run = readonly [from: number, to: number]
/** Of the way from black to paper: darker is ink. */
const LEAST_TONE = 0.06

/** Into `dots`, which is given back. */
function dotsOf({ width, height, data }: Grey, tile: number, columns: number, dots: Uint8Array): Uint8Array {
  const left = (tile % columns) * TILE
  const top = Math.floor(tile / columns) * TILE
  dots.fill(255)
  const across = Math.min(TILE, width - left)
  for (let y = 0; y < Math.min(TILE, height - top); y++) {
    const from = (top + y) * width + left
    for (let x = 0; x < across; x++) dots[y * TILE + x] = data[from + x] ?? 255
  }
  return dots
}

/** The tone that most of the dots, sorted, have; -1: they have no such tone. */
function groundOf(sorted: Uint8Array): number {
  let most = 0
  let middle = 0
  for (let first = 0, last = 0; last < sorted.length; last++) {
    while ((sorted[last] ?? 0) - (sorted[first] ?? 0) > SPREAD) first++
    if (last - first + 1 <= most) continue
    most = last - first + 1
    middle = sorted[(first + last) >> 1] ?? 0
  }
  return most >= sorted.length * PLAIN_SHARE ? middle : -1
}

/** Runs of tones that tiles have, with gaps between them. */
function runsOf(counts: Uint32Array): Run[] {
  const runs: Run[] = []
  let from = -1
  let to = -1
  let sum = 0
  for (let tone = 0; tone <= 256 + GAP; tone++) {
    if ((counts[tone] ?? 0) > 0) {
      if (from < 0) from = tone
      to = tone
      sum += counts[tone] ?? 0
    } else if (from >= 0 && tone - to >= GAP) {
      if (sum >= LEAST_TILES) runs.push([from, to])
      from = -1
      sum = 0
    }
  }
  return runs
}

/** Which text each fill has, in all and block by block. */
function countText(grey: Grey, { tiles, fills }: Fills, columns: number): void {
  const dots = new Uint8Array(TILE * TILE)
  for (const [tile, { fill, ground }] of tiles) {
    const of = fills[fill]
    if (of === undefined || !of.isTone) continue
    dotsOf(grey, tile, columns, dots)
    const dark = printIn(dots, tone => tone < ground - CLEAR)
    const light = printIn(dots, tone => tone > ground + CLEAR)
    if (Math.max(dark, light) < LEAST_PRINT) continue
    const block = blockOf(tile, columns)
    const here = of.textIn.get(block) ?? { dark: 0, light: 0 }
    of.textIn.set(block, here)
    const kind = dark > light ? 'dark' : 'light'
    of.text[kind]++
    here[kind]++
  }
}

/** No page has more blocks in a row. */
const BLOCKS = 4096
const blockOf = (tile: number, columns: number) =>
  Math.floor(Math.floor(tile / columns) / BLOCK) * BLOCKS + Math.floor((tile % columns) / BLOCK)

/** Whether the text of a fill is lighter than it, around a tile: then it is printed black. */
function isDarkAt({ from, to, isTone, text, textIn }: Fill, paper: number, tile: number, columns: number) {
  const isBelow = from + to < paper
  if (!isTone) return isBelow
  const here = { dark: 0, light: 0 }
  for (let y = -1; y <= 1; y++) {
    for (let x = -1; x <= 1; x++) {
      const votes = textIn.get(blockOf(tile, columns) + y * BLOCKS + x)
      here.dark += votes?.dark ?? 0
      here.light += votes?.light ?? 0
    }
  }
  const votes = [here, text].find(({ dark, light }) => dark + light >= LEAST_TEXT)
  return votes === undefined ? isBelow : votes.light > votes.dark
}

/** Dots of a tile that are print, but for straight lines through it: borders of cells and of fills say nothing. */
function printIn(dots: Uint8Array, isPrint: (tone: number) => boolean): number {
  let down = 0xff
  const rows: number[] = []
  for (let y = 0; y < TILE; y++) {
    let row = 0
    for (let x = 0; x < TILE; x++) row = (row << 1) | (isPrint(dots[y * TILE + x] ?? 255) ? 1 : 0)
    down &= row
    rows.push(row)
  }
  let print = 0
  for (const row of rows) if (row !== 0xff) for (let rest = row & ~down; rest !== 0; rest &= rest - 1) print++
  return print
}

/** Prints the tiles of an area: each dot by the rule of the fill around it whose tone is the nearest. */
export function cutFills(
  { width, height, data }: Grey,
  fills: Fills,
  tiles: Uint32Array,
  bitmap: Bitmap,
): void {
  const columns = bitmap.stride
  // Most tiles have the same fills around them as others.
  const known = new Map<string, Uint8Array>()
  for (const tile of tiles) {
    const around = fillsAround(fills, tile, columns)
    const key = around.map(({ ground, isDark }) => (isDark ? -ground : ground)).join()
    const black = known.get(key) ?? blackTones(around, fills.paper)
    known.set(key, black)
    const column = tile % columns
    const top = Math.floor(tile / columns) * TILE
    const dots = Math.min(TILE, width - column * TILE)
    for (let y = top; y < Math.min(height, top + TILE); y++) {
      const from = y * width + column * TILE
      let byte = 0
      for (let dot = 0; dot < dots; dot++) if (black[data[from + dot] ?? 255] === 1) byte |= 0x80 >> dot
      bitmap.data[y * columns + column] = byte
    }
  }
}

/** Which tones are printed black among such fills. */
function blackTones(around: readonly Near[], paper: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, tone) => {
    let nearest = around[0]
    for (const one of around)
      if (nearest === undefined || Math.abs(one.ground - tone) < Math.abs(nearest.ground - tone))
        nearest = one
    if (nearest === undefined) return tone < paper / 2 ? 1 : 0
    const { ground, isDark } = nearest
    return tone < (isDark ? ground + (paper - ground) * CUT : ground * (1 - CUT)) ? 1 : 0
  })
}

interface Near {
  readonly ground: number
  readonly isDark: boolean
}

/** The fills of the tiles around, as near as any is, with their tones there; if there are none, all of the area. */
function fillsAround({ tiles, fills, paper }: Fills, tile: number, columns: number): Near[] {
  for (let reach = 1; reach <= FARTHEST; reach++) {
    const sums = fills.map(() => [0, 0] as [sum: number, count: number])
    for (let y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++) {
        const one = tiles.get(tile + y * columns + x)
        const sum = one === undefined ? undefined : sums[one.fill]
        if (one === undefined || sum === undefined) continue
        sum[0] += one.ground
        sum[1]++
      }
    }
    if (!sums.some(([, count], i) => count > 0 && fills[i]?.isTone === true)) continue
    return fills.flatMap((fill, i) => {
      const [sum, count] = sums[i] ?? [0, 0]
      return count === 0
        ? []
        : [{ ground: Math.round(sum / count), isDark: isDarkAt(fill, paper, tile, columns) }]
    })
  }
  return fills.map(fill => {
    return { ground: (fill.from + fill.to) >> 1, isDark: isDarkAt(fill, paper, tile, columns) }
  })
}
