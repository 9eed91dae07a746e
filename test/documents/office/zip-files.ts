import { type Packed, zipOf } from '../containers/zip-file.ts'

const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const TYPES = (more: string) =>
  `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>${more}</Types>`

/** Target and kind of a relationship of the document part. */
export interface Related {
  readonly id: string
  readonly kind: string
  readonly target: string
  readonly external?: boolean
}

/** A small Word document: its body as XML, its relationships, and what else is packed. */
export function docx(
  body: string,
  {
    related = [],
    more = [],
    types = '',
    before = '',
  }: { related?: readonly Related[]; more?: readonly Packed[]; types?: string; before?: string } = {},
): Buffer {
  const rels = (all: readonly Related[]) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.map(one => `<Relationship Id="${one.id}" Type="${RELATIONSHIPS}/${one.kind}" Target="${one.target}"${one.external === true ? ' TargetMode="External"' : ''}/>`).join('')}</Relationships>`
  const document = `<?xml version="1.0" encoding="UTF-8"?>${before}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="${RELATIONSHIPS}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>${body}</w:body></w:document>`
  return zipOf([
    { name: '[Content_Types].xml', content: TYPES(types) },
    {
      name: '_rels/.rels',
      content: rels([{ id: 'r1', kind: 'officeDocument', target: 'word/document.xml' }]),
    },
    { name: 'word/document.xml', content: document },
    { name: 'word/_rels/document.xml.rels', content: rels(related) },
    ...more,
  ])
}

export const wordText = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`

/** A picture in a Word document that is only linked: `r:link` names a relationship. */
export const linkedPicture = (id: string): string =>
  `<w:p><w:r><w:drawing><wp:inline><wp:extent cx="3000000" cy="3000000"/><wp:docPr id="1" name="p"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:link="${id}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="3000000" cy="3000000"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`

/** An OpenDocument package with the type in front. */
export const openDocument = (type: string, content: string, more: readonly Packed[] = []): Buffer =>
  zipOf([
    { name: 'mimetype', content: `application/vnd.oasis.opendocument.${type}`, stored: true },
    { name: 'content.xml', content },
    ...more,
  ])
