import { describe, expect, it } from 'vitest'
import { type Bitmap, isBlack, isBlank } from '../../../src/documents/bitmap.ts'
import type { Grey } from '../../../src/documents/pages/sheet.ts'
import { toBitmap } from '../../../src/documents/pages/threshold.ts'
import type { Tone } from '../../../src/fax/document.ts'
import { textLikePage } from '../pages.ts'

const [WIDTH, HEIGHT] = [800, 640]
const TEXT = textLikePage(WIDTH, HEIGHT)
type Area = readonly [left: number, top: number, right: number, bottom: number]
const PICTURE: Area = [240, 160, 560, 480]
const NOWHERE: Area = [-99, -99, -99, -99]
const inside = ([left, top, right, bottom]: Area, x: number, y: number) =>
  x >= left && x < right && y >= top && y < bottom

/** A page drawn dot by dot. */
function page(tone: (x: number, y: number, isText: boolean) => number): Grey {
  const data = new Uint8Array(WIDTH * HEIGHT)
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) data[y * WIDTH + x] = Math.round(tone(x, y, isBlack(TEXT, x, y)))
  return { width: WIDTH, height: HEIGHT, data }
}
const printed = (grey: Grey, tone: Tone = 'airtime', yDpi = 196) => toBitmap(grey, { yDpi, tone })

/** Share of black dots. */
function ink(bitmap: Bitmap, [left, top, right, bottom]: Area): number {
  let black = 0
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) if (isBlack(bitmap, x, y)) black++
  return black / ((right - left) * (bottom - top))
}
/** Dots outside `area` (and the tiles it touches) that are not as on the text page. */
function wrongOutside(bitmap: Bitmap, [left, top, right, bottom]: Area): number {
  const around: Area = [left - 8, top - 8, right + 8, bottom + 8]
  let wrong = 0
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++)
      if (!inside(around, x, y) && isBlack(bitmap, x, y) !== isBlack(TEXT, x, y)) wrong++
  return wrong
}
/** Noise of a scanner, the same at every call. */
const noise = (x: number, y: number) => ((Math.imul(x * 7919 + y * 104729, 2654435761) >>> 16) % 21) - 10

describe('text and line art', () => {
  it.each(['line', 'airtime', 'looks'] as const)('come out dot by dot, with tone %s', tone => {
    const bitmap = printed(
      page((_x, _y, isText) => (isText ? 0 : 255)),
      tone,
    )
    expect(wrongOutside(bitmap, NOWHERE)).toBe(0)
  })

  it('lose the tone and the noise of the paper', () => {
    const bitmap = printed(page((x, y, isText) => (isText ? 30 : 225) + noise(x, y)))
    expect(wrongOutside(bitmap, NOWHERE)).toBe(0)
  })

  it('come out of a mid-grey fill: letters black, ground white', () => {
    const bitmap = printed(page((x, y, isText) => (isText ? 0 : inside(PICTURE, x, y) ? 140 : 255)))
    expect(wrongOutside(bitmap, NOWHERE)).toBe(0)
  })

  it.each([60, 130])('come out of a fill of tone %i as white letters', fill => {
    const bitmap = printed(
      page((x, y, isText) => (isText === inside(PICTURE, x, y) ? 255 : isText ? 0 : fill)),
    )
    const [left, top, right, bottom] = PICTURE
    let wrong = 0
    for (let y = top + 8; y < bottom - 8; y++)
      for (let x = left + 8; x < right - 8; x++) if (isBlack(bitmap, x, y) === isBlack(TEXT, x, y)) wrong++
    expect(wrong).toBe(0)
  })

  it.each([
    ['a dark head over grey rows', [-60, 200, 150, 200, 150, 200, 150, 200]],
    ['a light box over dark ones', [210, -110, -150, -165]],
    ['a dark list beside a light one', [190, 205, -100, -165, -100]],
  ])('come out of fills that touch each other: %s', (_, rows) => {
    const [left, top, , bottom] = PICTURE
    const high = (bottom - top) / rows.length
    // Below zero: with light text.
    const rowAt = (y: number) => rows[Math.floor((y - top) / high)] ?? 255
    // In the left half of each row; at their edges there is no text, as in tables.
    const isWord = (x: number, y: number, isText: boolean) =>
      isText && x < left + 160 && (y - top) % high > 8 && (y - top) % high < high - 8
    const grey = page((x, y, isText) => {
      if (!inside(PICTURE, x, y)) return isText ? 0 : 255
      return isWord(x, y, isText) ? (rowAt(y) < 0 ? 255 : 0) : Math.abs(rowAt(y))
    })
    const bitmap = printed(grey)
    let wrong = 0
    for (let y = top + 8; y < bottom - 8; y++)
      for (let x = left + 8; x < left + 160; x++) {
        const black = isWord(x, y, isBlack(TEXT, x, y)) !== rowAt(y) < 0
        if (isBlack(bitmap, x, y) !== black) wrong++
      }
    expect(wrong).toBe(0)
    expect(wrongOutside(bitmap, PICTURE)).toBe(0)
  })

  it('are read off a page that lies half in the shadow', () => {
    const light = (x: number) => 230 - (x / WIDTH) * 130
    const bitmap = printed(page((x, y, isText) => light(x) * (isText ? 0.2 : 1) + noise(x, y) / 4))
    expect(wrongOutside(bitmap, NOWHERE) / (WIDTH * HEIGHT)).toBeLessThan(0.002)
  })
})

describe('a photograph', () => {
  const slope = (y: number) => ((y - PICTURE[1]) / (PICTURE[3] - PICTURE[1])) * 255
  const grey = page((x, y, isText) => (inside(PICTURE, x, y) ? slope(y) : isText ? 0 : 255))

  it.each([
    ['airtime', 196],
    ['airtime', 98],
    ['airtime', 391],
    ['looks', 196],
  ] as const)('keeps its tones with %s at %i lines an inch; text beside it stays', (tone, yDpi) => {
    const bitmap = printed(grey, tone, yDpi)
    const [left, top, right, bottom] = PICTURE
    for (let y = top + 16; y + 32 < bottom; y += 32) {
      const wanted = 1 - slope(y + 15.5) / 255
      expect(Math.abs(ink(bitmap, [left + 5, y, right - 5, y + 32]) - wanted), `${y} ${wanted}`).toBeLessThan(
        0.035,
      )
    }
    expect(wrongOutside(bitmap, PICTURE)).toBe(0)
  })

  it('is also a grey bar with an outline: its grey is seen', () => {
    const [left, top, right, bottom] = PICTURE
    const edge: Area = [left + 2, top + 2, right - 2, bottom - 2]
    const bar = page((x, y) => (!inside(PICTURE, x, y) ? 255 : inside(edge, x, y) ? 165 : 0))
    const share = ink(printed(bar), [left + 16, top + 16, right - 16, bottom - 16])
    expect(Math.abs(share - (1 - 165 / 255))).toBeLessThan(0.03)
  })

  it('is cut where no halftone is wanted', () => {
    const bitmap = printed(grey, 'line')
    const [left, top, right, bottom] = PICTURE
    expect(ink(bitmap, [left, top, right, top + 120])).toBe(1)
    expect(ink(bitmap, [left, bottom - 60, right, bottom])).toBe(0)
  })
})

describe('pale print beside black print', () => {
  const pale = (tone: number) => (x: number, y: number, isText: boolean) =>
    isText ? (inside(PICTURE, x, y) ? tone : 0) : 255

  it.each([150, 175, 190, 205])('of tone %i is printed on a page that a program drew', tone => {
    const bitmap = printed({ ...page(pale(tone)), isDrawn: true })
    const [left, top, right, bottom] = PICTURE
    // At the edge of the pale part dots of black letters are near.
    let wrong = 0
    for (let y = top + 10; y < bottom - 10; y++)
      for (let x = left + 10; x < right - 10; x++) if (isBlack(bitmap, x, y) !== isBlack(TEXT, x, y)) wrong++
    expect(wrong).toBe(0)
    expect(wrongOutside(bitmap, PICTURE)).toBe(0)
  })

  it('is left away on a scan: the back of its paper shines through', () => {
    expect(ink(printed(page(pale(190))), PICTURE)).toBe(0)
  })

  it('makes no black letter bolder', () => {
    // Half covered dots at the sides of letters, as they are drawn.
    const soft = page((x, y, isText) =>
      isText ? 0 : isBlack(TEXT, Math.max(0, x - 1), y) || isBlack(TEXT, x + 1, y) ? 190 : 255,
    )
    expect(wrongOutside(printed({ ...soft, isDrawn: true }), NOWHERE)).toBe(0)
  })
})

describe('a page on which hardly anything is', () => {
  it('is not lost when it is faint', () => {
    const bitmap = printed(page((_x, _y, isText) => (isText ? 200 : 255)))
    expect(wrongOutside(bitmap, NOWHERE)).toBe(0)
  })

  it('is blank when it is blank', () => {
    expect(isBlank(printed(page((x, y) => 240 + noise(x, y) / 4)))).toBe(true)
  })
})
