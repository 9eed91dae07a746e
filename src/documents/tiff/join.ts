/** Several TIFF files of ours as one, without decoding a page. */
import { BridgeError } from '../../fax/error.ts'
import { readTiff } from './read.ts'
import { type TiffPageData, writeTiff } from './write.ts'

/** All pages of all files, in order; one file is given back as it is. */
export function joinedTiff(files: readonly Uint8Array[], software: string): Uint8Array {
  const [first] = files
  if (files.length === 1 && first !== undefined) return first
  const pages = files.flatMap(file => readTiff(file, { maxPages: 2000, maxPixels: 200_000_000 }))
  return writeTiff(
    pages.map((page): TiffPageData => {
      const { width, height, xDpi, yDpi, strips, compression } = page
      const [strip] = strips
      if (compression !== 4 || strip === undefined || strips.length > 1 || xDpi === null || yDpi === null)
        throw new BridgeError('E_INTERNAL', { detail: { why: 'not a page of ours' } })
      return { width, height, xDpi, yDpi, strip }
    }),
    { software },
  )
}
