/** What is looked for in the XML of Office documents. Nothing is parsed: it is searched, in any encoding. */
import { BridgeError } from '../../fax/error.ts'

/** A link in OpenDocument: an address with a scheme, a server's share, or a path outside the document. */
export const ODF_LINK = /\bxlink:href\s*=\s*["'](?:[a-z][a-z0-9+.-]*:|\/|\\\\|\.\.)/i

/** XML in any encoding of ASCII, or in UTF-16, as one character a byte: enough to find names in it. */
export function plainXml(bytes: Buffer): string {
  const text = bytes.toString('latin1')
  return text.includes('\0') ? text.replaceAll('\0', '') : text
}

/** Document types can name other files and grow without end; no Office program writes them. */
export function noDocumentType(xml: string): void {
  if (!/<!DOCTYPE|<!ENTITY/i.test(xml)) return
  const say = 'It has an XML document type, which no Office program writes: save it as PDF and attach that.'
  throw new BridgeError('E_DOCUMENT_TYPE', { say })
}

export function withMacros(): BridgeError {
  return new BridgeError('E_DOCUMENT_TYPE', {
    say: 'It contains macros (programs), which are not opened here: save it without macros or as PDF.',
  })
}
