/**
 * Libraries of the renderer process, loaded when the first document needs them: some take longer to load than most documents
 * take to draw, and a process that a document took down is to be replaced at once.
 */
import type { Fonts } from './fonts.ts'
import type { Pdfium } from './pdf.ts'

/** Null: not opened yet. */
export interface Tools {
  pdfium: Promise<Pdfium> | null
  fonts: Promise<Fonts> | null
  images: Promise<void> | null
}

export const noTools = (): Tools => ({ pdfium: null, fonts: null, images: null })

export function pdfiumOf(tools: Tools): Promise<Pdfium> {
  tools.pdfium ??= import('./pdf.ts').then(({ openPdfium }) => openPdfium())
  return tools.pdfium
}

/** The first call decides from which folders. */
export function fontsOf(tools: Tools, folders: readonly string[]): Promise<Fonts> {
  tools.fonts ??= import('./fonts.ts').then(({ openFonts }) => openFonts(folders))
  return tools.fonts
}

/** To be waited for before anything draws with libvips (sharp). */
export function imagesReady(tools: Tools): Promise<void> {
  tools.images ??= openImages()
  return tools.images
}

/** One document at a time, and no files kept open: what is cached now is only in the way of the next limit. */
async function openImages(): Promise<void> {
  const { default: sharp } = await import('sharp')
  sharp.cache(false)
  sharp.concurrency(1)
}
