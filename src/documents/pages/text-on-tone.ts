/**
 * Text on something that is not white: a table head on grey, a form on coloured paper, a letter photographed by a lamp.
 * In charge of telling such an area from a photograph, and of cutting its text out. What makes it text: in most squares of
 * the area where anything is darker than its surroundings, the rest is of one tone.
 */
import type { Bitmap } from '../bitmap.ts'
import type { Levels } from './levels.ts'
import { TILE } from './regions.ts'
import type { Grey } from './sheet.ts'

/** Squares of so many tiles: a few letters of common sizes. */
const BLOCK = 5
/** Of the tone around it: darker is print, lighter is print on dark. */
const PRINT = 0.66
/** Print differs from its ground by more than this, and a gradient does not within a square. */
const CLEAR = 60
/** Part of a square's dots that have the tone of its ground, within so many tones. */
const GROUND_SHARE = 0.42
const GROUND_SPREAD = 14
/** Part of a square's dots that are print: less is a speck, more is a picture. */
const LEAST_PRINT = 0.015
const MOST_PRINT = 0.45
/** Part of what is neither ground nor print: edges of letters. */
const MOST_BETWEEN = 0.3
/** Part of an area's squares that must look like text. */
const TEXT_SHARE = 0.12
/** Squares of which less is in the area do not say what it is. */
const LEAST_DOTS = 600
/** Ground darker than this (of the paper) stays black, and text on it white. */
const DARK_GROUND = 0.42

/** `cuts`: for each square of the area, the tone below which a dot is black. */
export type Treatment =
  | { readonly kind: 'tone' }
  | { readonly kind: 'text'; readonly cuts: ReadonlyMap<number, number> }

/** How an area is to be printed. `columns`: tiles of a row of the page. */
export function treatmentOf(grey: Grey, levels: Levels, tiles: Uint32Array, columns: number): Treatment {
  const squares = squaresOf(tiles, columns)
  const counts = new Uint32Array(256)
  const grounds = new Map<number, number>()
  let asked = 0
  let text = 0
  for (const [square, members] of squares) {
    const dots = countTones(grey, members, columns, counts)
    const { ground, isText } = groundOf(counts, dots)
    grounds.set(square, ground)
    if (dots < LEAST_DOTS) continue
    asked++
    if (isText) text++
  }
  if (asked === 0 || text < 2 || text / asked < TEXT_SHARE) return { kind: 'tone' }
  const dark = levels.paper * DARK_GROUND
  const cuts = new Map<number, number>()
  for (const [square, ground] of grounds) {
    const around = smoothed(grounds, square, ground)
    cuts.set(square, around < dark ? around + (levels.paper - around) * (1 - PRINT) : around * PRINT)
  }
  return { kind: 'text', cuts }
}

/** Prints the tiles: black is what is darker than its square's cut. */
export function cutAround(
  { width, height, data }: Grey,
  { cuts }: { readonly cuts: ReadonlyMap<number, number> },
  tiles: Uint32Array,
  bitmap: Bitmap,
): void {
  const columns = bitmap.stride
  for (const tile of tiles) {
    const cut = cuts.get(squareOf(tile, columns)) ?? 0
    const column = tile % columns
    const top = Math.floor(tile / columns) * TILE
    const dots = Math.min(TILE, width - column * TILE)
    for (let y = top; y < Math.min(height, top + TILE); y++) {
      const from = y * width + column * TILE
      let byte = 0
      for (let dot = 0; dot < dots; dot++) if ((data[from + dot] ?? 255) < cut) byte |= 0x80 >> dot
      bitmap.data[y * columns + column] = byte
    }
  }
}

/** No page has more squares in a row. */
const SQUARES = 4096
const squareOf = (tile: number, columns: number) =>
  Math.floor(Math.floor(tile / columns) / BLOCK) * SQUARES + Math.floor((tile % columns) / BLOCK)

function squaresOf(tiles: Uint32Array, columns: number): Map<number, number[]> {
  const squares = new Map<number, number[]>()
  for (const tile of tiles) {
    const square = squareOf(tile, columns)
    const members = squares.get(square)
    if (members === undefined) squares.set(square, [tile])
    else members.push(tile)
  }
  return squares
}

function countTones(
  { width, height, data }: Grey,
  tiles: readonly number[],
  columns: number,
  counts: Uint32Array,
): number {
  counts.fill(0)
  let dots = 0
  for (const tile of tiles) {
    const left = (tile % columns) * TILE
    const top = Math.floor(tile / columns) * TILE
    const right = Math.min(width, left + TILE)
    for (let y = top; y < Math.min(height, top + TILE); y++) {
      for (let x = left; x < right; x++) {
        const tone = data[y * width + x] ?? 255
        counts[tone] = (counts[tone] ?? 0) + 1
        dots++
      }
    }
  }
  return dots
}

/** The tone that most of a square has, and whether the rest of it looks like print on that. */
function groundOf(counts: Uint32Array, dots: number): { readonly ground: number; readonly isText: boolean } {
  let ground = 0
  let most = 0
  let share = 0
  for (let tone = 0; tone < 256; tone++) {
    share += counts[tone] ?? 0
    if (tone > 2 * GROUND_SPREAD) share -= counts[tone - 2 * GROUND_SPREAD - 1] ?? 0
    // The lighter one of two grounds: where print covers more than half, the gaps are the paper.
    if (share >= most) [most, ground] = [share, Math.max(0, tone - GROUND_SPREAD)]
  }
  let darker = 0
  let lighter = 0
  for (let tone = 0; tone < Math.min(ground * PRINT, ground - CLEAR); tone++) darker += counts[tone] ?? 0
  for (let tone = Math.min(255, ground + CLEAR); tone < 256; tone++) lighter += counts[tone] ?? 0
  const print = Math.max(darker, lighter) / dots
  const between = 1 - (most + darker + lighter) / dots
  const isText =
    most / dots >= GROUND_SHARE && print >= LEAST_PRINT && print <= MOST_PRINT && between <= MOST_BETWEEN
  return { ground, isText }
}

/** The ground of a square and of those around it: a shadow ends softly, and so must the cut. */
function smoothed(grounds: ReadonlyMap<number, number>, square: number, own: number): number {
  const around: number[] = []
  for (let y = -1; y <= 1; y++)
    for (let x = -1; x <= 1; x++) around.push(grounds.get(square + y * SQUARES + x) ?? own)
  around.sort((a, b) => a - b)
  // The median: one square that is all print does not count.
  return around[around.length >> 1] ?? own
}
