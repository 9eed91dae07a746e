/** Pages for codec tests: random ones for property tests, and one that looks like text. */
import fc from 'fast-check'
import { type Bitmap, fillRun, makeBitmap } from '../../src/documents/bitmap.ts'

/** Rows made of runs, as scanned pages are, repeated with small shifts so that vertical modes are used too. */
export const anyBitmap: fc.Arbitrary<Bitmap> = fc
  .record({
    width: fc.oneof(fc.integer({ min: 1, max: 80 }), fc.constantFrom(1728, 2048, 5600, 6001)),
    rows: fc.array(fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 24 }), {
      minLength: 1,
      maxLength: 24,
    }),
    repeat: fc.integer({ min: 1, max: 4 }),
    shift: fc.integer({ min: 0, max: 4 }),
  })
  .map(({ width, rows, repeat, shift }) => {
    const bitmap = makeBitmap(width, rows.length * repeat)
    rows.forEach((runs, i) => {
      for (let r = 0; r < repeat; r++) {
        let x = r * shift
        runs.forEach((run, k) => {
          const to = Math.min(width, x + (run % (width + 1)))
          if ((k & 1) === 1) fillRun(bitmap, i * repeat + r, x, to)
          x = to
        })
      }
    })
    return bitmap
  })

/** A page of 1728 × 2292 with strokes where 60 lines of letters would stand. The same at every call. */
export function textLikePage(width = 1728, height = 2292): Bitmap {
  const bitmap = makeBitmap(width, height)
  let seed = 12345
  const next = (below: number) => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    return seed % below
  }
  for (let line = 100; line + 30 < height; line += 36) {
    for (let x = 150; x < width - 180; x += 18 + next(8)) {
      const strokes = 1 + next(3)
      for (let s = 0; s < strokes; s++) {
        const [left, top, across, down] = [x + next(8), line + next(10), 2 + next(9), 3 + next(18)]
        for (let y = top; y < top + down; y++) fillRun(bitmap, y, left + (y & 1 ? 0 : next(2)), left + across)
      }
    }
  }
  return bitmap
}
