/** Office Open XML and OpenDocument: ZIP files of XML (ECMA-376 part 2; OpenDocument 1.3 part 2). */
import { locked } from '../containers/zip.ts'
import type { Guarded } from './guard.ts'
import { noDocumentType, ODF_LINK, plainXml, withMacros } from './guard-xml.ts'
import { type PackagePart, packageParts } from './package-parts.ts'

/** VBA, its signature, Excel 4 macro sheets, and macros of OpenDocument. */
const MACROS =
  /(?:^|\/)vbaProject(?:Signature\w*)?\.bin$|^xl\/(?:macrosheets|intlMacrosheets)\/|^(?:Basic|Scripts)\//i
/** A project can lie under any name: its content type stays. */
const MACRO_TYPE = /ContentType\s*=\s*["'][^"']*(?:vbaProject|macrosheet)/i
const XML = /\.(?:xml|rels|rdf|vml)$/i
/** ECMA-376 part 2 §6.5.3.4: what a relationship with this mode points to is outside of the package. */
const EXTERNAL = /TargetMode\s*=\s*["']External/i
/** A hyperlink is only followed by a click. */
const HYPERLINK = /relationships\/hyperlink["']/i

/** Throws E_DOCUMENT_TYPE, E_DOCUMENT_LOCKED, E_DOCUMENT_DAMAGED, E_RENDER_LIMIT. */
export function guardPackage(kind: 'openxml' | 'opendocument', file: Buffer): Guarded {
  const entries = packageParts(file)
  if (entries.some(({ name }) => MACROS.test(name.replaceAll('\\', '/')))) throw withMacros()
  let hasLinks = false
  for (const entry of entries) {
    if (!XML.test(entry.name)) continue
    const xml = plainXml(entry.read())
    if (kind === 'openxml') {
      noDocumentType(xml)
      if (entry.name === '[Content_Types].xml' && MACRO_TYPE.test(xml)) throw withMacros()
      hasLinks ||= entry.name.endsWith('.rels') && linksOutside(xml)
    } else hasLinks = openDocumentPart(entry, xml) || hasLinks
  }
  return { hasLinks }
}

const linksOutside = (rels: string): boolean =>
  (rels.match(/<(?:\w+:)?Relationship\b[^>]*>/g) ?? []).some(
    one => EXTERNAL.test(one) && !HYPERLINK.test(one),
  )

/** True when it links to outside. */
function openDocumentPart({ name }: PackagePart, xml: string): boolean {
  if (name === 'META-INF/manifest.xml') {
    // OpenDocument 1.3 part 2 §4.8.
    if (/<(?:\w+:)?encryption-data\b/i.test(xml)) throw locked()
    // OpenOffice 2 and 3 wrote a document type here, and nowhere else.
    noDocumentType(xml.replace(/<!DOCTYPE manifest:manifest PUBLIC "[^"<>]*" "Manifest\.dtd">/, ''))
    return false
  }
  noDocumentType(xml)
  return ODF_LINK.test(xml.replace(/<text:a\b[^>]*>/g, ''))
}
