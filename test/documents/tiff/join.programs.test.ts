import { expect, it } from 'vitest'
import { joinedTiff } from '../../../src/documents/tiff/join.ts'
import { faxBitmapOf, readTiff } from '../../../src/documents/tiff/read.ts'
import { g4Page, profileSPage, writeTiff } from '../../../src/documents/tiff/write.ts'
import { textLikePage } from '../pages.ts'

const page = textLikePage(1728, 300)
const fine = writeTiff([g4Page(page, 204, 196), g4Page(textLikePage(1728, 200), 204, 196)], { software: 'a' })
const standard = writeTiff([g4Page(page, 204, 98)], { software: 'b' })

it('all pages of all files, in order, unchanged', () => {
  const joined = readTiff(joinedTiff([fine, standard], 'x'))
  expect(joined.map(({ height, yDpi }) => [height, yDpi])).toEqual([
    [300, 196],
    [200, 196],
    [300, 98],
  ])
  expect(joined.map(one => faxBitmapOf(one)?.bitmap.data)).toEqual(
    [...readTiff(fine), ...readTiff(standard)].map(one => faxBitmapOf(one)?.bitmap.data),
  )
})

it('one file stays as it is', () => {
  expect(joinedTiff([fine], 'x')).toBe(fine)
})

it('what is not ours is not taken', () => {
  const foreign = writeTiff([profileSPage(page, 204, 98)], { software: 'x' })
  expect(() => joinedTiff([fine, foreign], 'x')).toThrow()
})
