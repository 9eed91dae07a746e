import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { noTools } from '../../../src/documents/pages/tools.ts'
import { received } from '../../../src/documents/render/received.ts'
import { faxBitmapOf, readTiff } from '../../../src/documents/tiff/read.ts'
import { g4Page, writeTiff } from '../../../src/documents/tiff/write.ts'
import { DELIVERY_FORMATS } from '../../../src/fax/delivery-format.ts'
import { textLikePage } from '../pages.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-formats-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const LIMITS = { pages: 10, pixelsPerPage: 40_000_000 } as Parameters<typeof received>[1]
const dots = (bytes: Uint8Array) =>
  readTiff(bytes).map(page => Buffer.from(faxBitmapOf(page)?.bitmap.data ?? []).toString('base64'))

it('a received fax is given in every format at once, with the same dots', async () => {
  const path = join(folder, 'received.bin')
  const tiff = writeTiff([g4Page(textLikePage(1728, 500), 204, 196)], { software: 'x' })
  writeFileSync(path, tiff)
  const { files } = await received(
    {
      path,
      format: 'tiff',
      wanted: DELIVERY_FORMATS,
      wishes: { damaged: 'keep', g4: false, deskew: false },
      turns: [],
      words: [],
      outFolder: folder,
    },
    LIMITS,
    // Pages of a TIFF need no programs.
    noTools(),
  )
  expect(Object.keys(files).sort()).toEqual([...DELIVERY_FORMATS].sort())
  const of = (format: 'tiff' | 'tiff-s' | 'tiff-f') => readFileSync(files[format] ?? '')
  expect(files.tiff).toBe(path)
  for (const format of ['tiff-s', 'tiff-f'] as const) expect(dots(of(format)), format).toEqual(dots(tiff))
  expect(readTiff(of('tiff-s'))[0]).toMatchObject({ compression: 3, fillOrder: 2 })
  expect(readTiff(of('tiff-f'))[0]).toMatchObject({ compression: 4, fillOrder: 1 })
})
