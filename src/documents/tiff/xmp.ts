/** The XMP packet of a PDF/A-2b file (ISO 16684-1, ISO 19005-2 §6.6): the same facts as in its information dictionary. */
import type { PdfOptions } from './pdf-file.ts'

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'

export function xmpOf({ producer, title, createdAt }: PdfOptions): string {
  const date = createdAt === undefined ? '' : new Date(createdAt).toISOString().replace(/\.\d+Z$/, 'Z')
  const rows = [
    '<pdfaid:part>2</pdfaid:part>',
    '<pdfaid:conformance>B</pdfaid:conformance>',
    '<dc:format>application/pdf</dc:format>',
    `<pdf:Producer>${escaped(producer)}</pdf:Producer>`,
    ...(title === undefined
      ? []
      : [`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escaped(title)}</rdf:li></rdf:Alt></dc:title>`]),
    ...(date === '' ? [] : [`<xmp:CreateDate>${date}</xmp:CreateDate>`]),
  ]
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="${RDF}">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
${rows.join('\n')}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`
}

/** XML has no place for control characters, not even escaped. */
function escaped(text: string): string {
  const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' ')
    .replace(/[&<>]/g, char => named[char] ?? '')
}
