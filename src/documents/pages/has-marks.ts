/**
 * Whether a source has anything on it that should be seen. Asked only when all its pages came out white, so that a sender
 * gets no white sheets for a document that is none; in doubt it has nothing, as a blank sheet may be wanted. In charge of
 * looking at the source itself, not at what was drawn.
 */
import { readFile } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import { isBlank } from '../bitmap.ts'
import type { RenderLimits, RenderSource } from '../render/job.ts'
import { faxBitmapOf, readTiff } from '../tiff/read.ts'
import { pdfHasMarks } from './pdf-marks.ts'
import { pictureIn } from './picture.ts'
import { sniff } from './sniff.ts'
import { textOfBytes } from './text-bytes.ts'
import { imagesReady, pdfiumOf, type Tools } from './tools.ts'

/** What prints something. */
const SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u
/** Larger pictures are looked at in this width: noise of a scanner is evened out, letters are not. */
const WIDTH = 1024
/** Dots between the two sides of an edge; shadows of a scan change more slowly. */
const EDGE = 3
/** Grey levels between them. */
const STEP = 40
/** So many: dust has fewer, and a letter has more. */
const EDGES = 24

export async function hasMarks(source: RenderSource, limits: RenderLimits, tools: Tools): Promise<boolean> {
  await imagesReady(tools)
  const bytes = await readFile(source.path)
  const type = source.kind === 'text' ? 'text' : sniff(bytes).type
  switch (type) {
    case 'pdf':
      return pdfHasMarks(await pdfiumOf(tools), bytes)
    case 'tiff':
      return tiffHasMarks(bytes, limits)
    case 'image':
    case 'heif':
    case 'bmp':
      return pictureHasMarks(await pictureIn(type, bytes, limits.pixelsPerPage))
    case 'text':
      return SEEN.test(textOfBytes(bytes))
    default:
      return false
  }
}

async function tiffHasMarks(bytes: Uint8Array, { pages, pixelsPerPage }: RenderLimits): Promise<boolean> {
  for (const [page, one] of readTiff(bytes, { maxPages: pages, maxPixels: pixelsPerPage }).entries()) {
    const fax = faxBitmapOf(one)
    const marked =
      fax === null
        ? await pictureHasMarks(sharp(bytes, { page, limitInputPixels: pixelsPerPage }))
        : !isBlank(fax.bitmap)
    if (marked) return true
  }
  return false
}

/** In its tones, or in what is transparent: white letters without a ground are letters too. */
async function pictureHasMarks(picture: Sharp): Promise<boolean> {
  const small = picture.resize({ width: WIDTH, withoutEnlargement: true })
  const tones = small.clone().flatten({ background: '#fff' }).greyscale()
  if (await hasEdges(tones)) return true
  const { hasAlpha } = await picture.metadata()
  return hasAlpha && (await hasEdges(small.clone().ensureAlpha().extractChannel('alpha')))
}

async function hasEdges(picture: Sharp): Promise<boolean> {
  const { data, info } = await picture
    .toColourspace('b-w')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  let edges = 0
  for (let at = 0; at < data.length; at += info.width) {
    for (let x = EDGE; x < info.width; x++) {
      if (Math.abs((data[at + x] ?? 0) - (data[at + x - EDGE] ?? 0)) < STEP) continue
      if (++edges >= EDGES) return true
    }
  }
  return false
}
