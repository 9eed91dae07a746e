/**
 * Looks into an Office document before any Office program does, in the renderer process: refused by name are documents
 * with macros, with a password, with XML document types, and archives that unpack to too much. Links to outside are only
 * told: the sandbox keeps them from being followed, this is not what holds them back.
 */
import type { FileType } from '../pages/sniff.ts'
import { guardCompoundFile } from './guard-compound.ts'
import { guardPackage } from './guard-package.ts'
import { noDocumentType, ODF_LINK, plainXml, withMacros } from './guard-xml.ts'
import { cleanPage, textOfPage } from './web-page.ts'

/** What LibreOffice turns into PDF. */
export type OfficeType = Extract<
  FileType,
  'docx' | 'xlsx' | 'pptx' | 'odt' | 'ods' | 'odp' | 'odg' | 'doc' | 'xls' | 'ppt' | 'rtf' | 'html' | FlatType
>
/** OpenDocument in one XML file. */
type FlatType = 'fodt' | 'fods' | 'fodp' | 'fodg'

export interface Guarded {
  /** It shows or reads something that is not in the file. */
  readonly hasLinks: boolean
}

const TYPES: ReadonlySet<string> = new Set<OfficeType>([
  'docx',
  'xlsx',
  'pptx',
  'odt',
  'ods',
  'odp',
  'odg',
  'doc',
  'xls',
  'ppt',
  'rtf',
  'html',
  'fodt',
  'fods',
  'fodp',
  'fodg',
])
export const isOfficeType = (type: FileType | null): type is OfficeType => type !== null && TYPES.has(type)

/** Fields of RTF that name other files ([RTF 1.9.1] "Fields", "Document Formatting Properties"). */
const RTF_LINKS = /\b(?:INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK|DDE(?:AUTO)?)\b|\\template\b|\\nextfile\b/i

/** Throws E_DOCUMENT_TYPE, E_DOCUMENT_LOCKED, E_DOCUMENT_DAMAGED, E_RENDER_LIMIT. */
export function guardOffice(type: OfficeType, bytes: Uint8Array): Guarded {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  switch (type) {
    case 'doc':
    case 'xls':
    case 'ppt':
      guardCompoundFile(type, file)
      return { hasLinks: false }
    case 'html':
      return { hasLinks: cleanPage(textOfPage(file)).hasLinks }
    case 'rtf':
      return { hasLinks: RTF_LINKS.test(file.toString('latin1')) }
    case 'fodt':
    case 'fods':
    case 'fodp':
    case 'fodg':
      return guardFlat(file)
    default:
      return guardPackage(type.startsWith('od') ? 'opendocument' : 'openxml', file)
  }
}

/** What LibreOffice writes into every such file that has no macros: a library without modules. */
const NO_MACROS: readonly RegExp[] = [
  /<ooo:library-embedded ooo:name="[^"<>]*"\s*\/>/g,
  /<ooo:libraries\b[^<>]*(?:\/>|>\s*<\/ooo:libraries>)/g,
  /<office:script script:language="ooo:Basic">\s*<\/office:script>/g,
]

function guardFlat(file: Buffer): Guarded {
  const xml = plainXml(file)
  noDocumentType(xml)
  const rest = NO_MACROS.reduce((text, none) => text.replace(none, ''), xml)
  if (/<(?:\w+:)?(?:script|library-embedded|libraries)\b/i.test(rest)) throw withMacros()
  return { hasLinks: ODF_LINK.test(xml) }
}
