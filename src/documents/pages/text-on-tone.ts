/**
 * Text on something that is not white: a table head on grey, a form on coloured paper, a letter photographed by a lamp.
 * In charge of telling such an area from a photograph, and of cutting its text out. What makes it text: in most squares of
 * the area where anything is darker than its surroundings, the rest is of one tone.
 */
import type { Bitmap } from '../bitmap.ts'
import { cutTile } from './cut-tile.ts'
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
/** Grounds of tones so near to each other have text of one colour. */
const ALIKE = 40
/** Squares each way in which it has. */
const NEAR = 3
/** Squares of which less is inside the area do not say what it is. */
const LEAST_DOTS = 500

/** `cuts`: for each square of the area, the tone below which a dot is black. */
export type Treatment =
  | { readonly kind: 'tone' }
  | { readonly kind: 'text'; readonly cuts: ReadonlyMap<number, number> }

/** How an area is to be printed. `columns`: tiles of a row of the page. */
export function treatmentOf(grey: Grey, levels: Levels, tiles: Uint32Array, columns: number): Treatment {
  const counts = new Uint32Array(256)
  const grounds = new Map<number, number>()
  const text: Text[] = []
  for (const [square, members] of squaresOf(innerTiles(tiles, columns), columns)) {
    const dots = countTones(grey, members, columns, counts)
    if (dots < LEAST_DOTS) continue
    const found = groundOf(counts, dots)
    grounds.set(square, found.ground)
    if (found.isText) text.push({ ...found, square })
  }
  if (text.length < 2 || text.length / grounds.size < TEXT_SHARE) return { kind: 'tone' }
  const usual = middleOf([...grounds.values()])
  const cuts = new Map<number, number>()
  for (const square of squaresOf(tiles, columns).keys()) {
    const around = groundAround(grounds, square) ?? usual
    const onDark = hasLightText(text, square, around)
    cuts.set(square, onDark ? around + (levels.paper - around) * (1 - PRINT) : around * PRINT)
  }
  return { kind: 'text', cuts }
}

interface Text {
  readonly square: number
  readonly ground: number
  readonly isLight: boolean
}

/** Whether text on such a ground near a square is lighter than it; where there is none, what most of the area has. */
function hasLightText(text: readonly Text[], square: number, ground: number): boolean {
  const alike = text.filter(one => Math.abs(one.ground - ground) <= ALIKE && isNear(one.square, square))
  const votes = alike.length > 0 ? alike : text
  return votes.filter(one => one.isLight).length * 2 > votes.length
}

const isNear = (a: number, b: number) =>
  Math.abs(Math.floor(a / SQUARES) - Math.floor(b / SQUARES)) <= NEAR &&
  Math.abs((a % SQUARES) - (b % SQUARES)) <= NEAR

/** Those with tiles of the area on all sides: the outline of a bar is no text in it. */
function innerTiles(tiles: Uint32Array, columns: number): Uint32Array {
  const all = new Set(tiles)
  const has = (tile: number) => all.has(tile - 1) && all.has(tile) && all.has(tile + 1)
  return tiles.filter(tile => has(tile) && has(tile - columns) && has(tile + columns))
}

/** Prints the tiles: black is what is darker than its square's cut. */
export function cutAround(
  grey: Grey,
  { cuts }: { readonly cuts: ReadonlyMap<number, number> },
  tiles: Uint32Array,
  bitmap: Bitmap,
): void {
  for (const tile of tiles) cutTile(grey, tile, cuts.get(squareOf(tile, bitmap.stride)) ?? 0, bitmap)
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

/** The tone that most of a square has, and whether the rest of it looks like print on that, dark or light. */
function groundOf(counts: Uint32Array, dots: number): Omit<Text, 'square'> & { readonly isText: boolean } {
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
  return { ground, isText, isLight: lighter > darker }
}

/** The ground of a square and of those around it: a shadow ends softly, and so must the cut. Null: nobody knows. */
function groundAround(grounds: ReadonlyMap<number, number>, square: number): number | null {
  const around: number[] = []
  for (let y = -1; y <= 1; y++) {
    for (let x = -1; x <= 1; x++) {
      const ground = grounds.get(square + y * SQUARES + x)
      if (ground !== undefined) around.push(ground)
    }
  }
  // The median: one square that is all print does not count.
  return around.length === 0 ? null : middleOf(around)
}

const middleOf = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1] ?? 255
