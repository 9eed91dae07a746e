import { describe, expect, it } from 'vitest'
import { type Bitmap, fillRun, makeBitmap } from '../../../src/documents/bitmap.ts'
import { isBlankPage } from '../../../src/documents/pages/blank-page.ts'
import { toBitmap } from '../../../src/documents/pages/threshold.ts'
import { withoutBlank } from '../../../src/documents/render/source-pages.ts'
import { inWords } from '../../../src/words/details.ts'
import { OUR_WORDS } from '../../../src/words/languages.ts'

const [WIDTH, HEIGHT] = [1728, 1146]
const white = () => makeBitmap(WIDTH, HEIGHT)
function block(left: number, top: number, width: number, height: number, page = white()): Bitmap {
  for (let y = top; y < top + height; y++) fillRun(page, y, left, left + width)
  return page
}
describe('a blank page', () => {
  it.each([
    ['white', white(), true],
    ['with dust', block(500, 500, 4, 4), true],
    ['with one small stroke', block(800, 600, 3, 16), false],
    ['with a rule', block(100, 600, 1500, 2), false],
    ['with a black edge', block(0, 0, 8, 1100), false],
  ] as const)('%s', (_name, page, blank) => {
    expect(isBlankPage(page)).toBe(blank)
  })

  it('is not one with a faint stamp, even among dust', () => {
    const data = new Uint8Array(WIDTH * HEIGHT).fill(245)
    for (let y = 300; y < 360; y++) data.fill(205, y * WIDTH + 300, y * WIDTH + 306)
    for (const at of [1000, 777_777]) data.fill(0, at, at + 3)
    expect(isBlankPage(toBitmap({ width: WIDTH, height: HEIGHT, data }, { yDpi: 98 }))).toBe(false)
  })
})

describe('blank pages that are removed', () => {
  async function left(pages: readonly Bitmap[]) {
    const notes: string[] = []
    const kept: Bitmap[] = []
    const source = (async function* () {
      yield* pages
    })()
    for await (const page of withoutBlank(source, note => notes.push(note))) kept.push(page)
    return { kept, notes }
  }
  const printed = block(500, 500, 30, 30)

  it('are told with their numbers, in the language of the report', async () => {
    const { kept, notes } = await left([white(), printed, white(), printed, white()])
    expect(kept).toEqual([printed, printed])
    expect(notes).toEqual(['blank pages of it (1, 3, 5)'])
    expect(inWords(OUR_WORDS.de, notes[0] ?? '')).toBe('leere Seiten daraus (1, 3, 5)')
  })

  it('never are all: one stays', async () => {
    expect(await left([white()])).toMatchObject({ kept: [{}], notes: [] })
    const { kept, notes } = await left([white(), white(), white()])
    expect(kept).toHaveLength(1)
    expect(notes).toEqual(['blank pages of it (2, 3)'])
  })
})
