/**
 * Reads what tesseract found on a page (its TSV output) as words with places. Comes from a program that read a hostile
 * picture: every number is checked. Runs in the renderer process.
 */
import type { PageText, PlacedWord } from '../tiff/pdf-text.ts'

/** Columns of the TSV: level page block par line word left top width height conf text. */
const COLUMNS = { level: 0, left: 6, top: 7, width: 8, height: 9, confidence: 10, text: 11 } as const
const LEVEL = { page: 1, line: 4, word: 5 } as const
/** Below this tesseract guesses at specks and rules. Percent. */
const LEAST_CONFIDENCE = 20
/** A page of the smallest print has some 10,000 words. */
const MOST_LINES = 100_000

/** Null: no page in it. */
export function wordsOf(tsv: string): PageText | null {
  let page: Box | null = null
  let line: Box | null = null
  const words: PlacedWord[] = []
  for (const row of tsv.split('\n', MOST_LINES)) {
    const cells = row.split('\t')
    const level = Number(cells[COLUMNS.level])
    const box = boxOf(cells)
    if (box === null) continue
    if (level === LEVEL.page) page ??= box
    else if (level === LEVEL.line) line = box
    else if (level === LEVEL.word && page !== null) {
      const text = (cells[COLUMNS.text] ?? '').trim()
      const isSure = Number(cells[COLUMNS.confidence]) >= LEAST_CONFIDENCE
      if (text !== '' && isSure) words.push(placed(text, box, line ?? box, page))
    }
  }
  return page === null ? null : words
}

interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

function boxOf(cells: readonly string[]): Box | null {
  const [left = -1, top = -1, width = -1, height = -1] = [
    COLUMNS.left,
    COLUMNS.top,
    COLUMNS.width,
    COLUMNS.height,
  ].map(column => (/^\d{1,6}$/.test(cells[column] ?? '') ? Number(cells[column]) : -1))
  return left < 0 || top < 0 || width < 1 || height < 1 ? null : { left, top, width, height }
}

/** As high as its line: then all words of a line are one size, and a viewer marks them evenly. */
function placed(text: string, word: Box, line: Box, page: Box): PlacedWord {
  return {
    text,
    left: word.left / page.width,
    top: line.top / page.height,
    width: Math.min(1, word.width / page.width),
    height: Math.min(1, line.height / page.height),
  }
}

/** What tesseract says of how a page lies (`--psm 0`); null: it does not know. */
export function turnIn(osd: string): 0 | 90 | 180 | 270 | null {
  const turn = /^Rotate: (0|90|180|270)\s*$/m.exec(osd)?.[1]
  const confidence = Number(/^Orientation confidence: ([\d.]+)\s*$/m.exec(osd)?.[1] ?? 0)
  // Measured: text gives 8 and more, pictures and nearly empty pages under 2.
  return turn === undefined || confidence < 3 ? null : (Number(turn) as 0 | 90 | 180 | 270)
}
