/** What PDFium does not tell of a PDF: whether it is a portfolio, and pages whose points are longer than a point. */
import type { PDFDocument } from 'pdf-lib'

/**
 * PDF 32000-1 §12.3.5: the catalog of a portfolio has a Collection; the documents themselves are files inside it. What
 * cannot be read is taken for none.
 */
export async function isPortfolio(bytes: Uint8Array): Promise<boolean> {
  const { PDFName } = await import('pdf-lib')
  const document = await opened(bytes)
  return document?.catalog.get(PDFName.of('Collection')) !== undefined
}

/** PDF 32000-1 table 30, UserUnit of each page; empty when all are 1. Reading a PDF twice takes time: only if it has any. */
export async function userUnits(bytes: Uint8Array): Promise<readonly number[]> {
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('/UserUnit')) return []
  const { PDFName, PDFNumber } = await import('pdf-lib')
  const document = await opened(bytes)
  return (document?.getPages() ?? []).map(page => {
    const unit = page.node.lookup(PDFName.of('UserUnit'))
    return unit instanceof PDFNumber && unit.asNumber() > 0 ? unit.asNumber() : 1
  })
}

/** The library is loaded for the few PDFs that need it: that takes longer than most documents. */
async function opened(bytes: Uint8Array): Promise<PDFDocument | null> {
  const { PDFDocument } = await import('pdf-lib')
  try {
    return await PDFDocument.load(bytes, { ignoreEncryption: true, updateMetadata: false })
  } catch {
    return null
  }
}
