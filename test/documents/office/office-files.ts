/** Office documents made by the real program at test time, from small sources in flat OpenDocument. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const NAMESPACES = ['office', 'text', 'table', 'style', 'presentation', 'script']
  .map(name => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
  .concat(
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"',
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"',
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"',
    'xmlns:xlink="http://www.w3.org/1999/xlink"',
  )
  .join(' ')

const flat = (type: string, body: string, more = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<office:document ${NAMESPACES} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.${type}">${more}<office:body>${body}</office:body></office:document>`

export const paragraph = (text: string): string => `<text:p>${text}</text:p>`

/** A text; `inner` is what stands in it. */
export const fodt = (inner: string, more = ''): string =>
  flat('text', `<office:text>${inner}</office:text>`, more)

/** A table with rows of cells. */
export function fods(rows: readonly (readonly string[])[], more = ''): string {
  const cell = (text: string) =>
    `<table:table-cell office:value-type="string"${text.startsWith('=') ? ` table:formula="of:${text}"` : ''}><text:p>${text.startsWith('=') ? '' : text}</text:p></table:table-cell>`
  const body = rows.map(row => `<table:table-row>${row.map(cell).join('')}</table:table-row>`).join('')
  return flat(
    'spreadsheet',
    `<office:spreadsheet><table:table table:name="Orders">${body}</table:table></office:spreadsheet>`,
    more,
  )
}

/** One slide for each text. */
export function fodp(texts: readonly string[], frame = ''): string {
  const slides = texts.map(
    (text, i) =>
      `<draw:page draw:name="p${i}"><draw:frame svg:x="2cm" svg:y="2cm" svg:width="20cm" svg:height="4cm"><draw:text-box>${paragraph(text)}</draw:text-box></draw:frame>${frame}</draw:page>`,
  )
  return flat('presentation', `<office:presentation>${slides.join('')}</office:presentation>`)
}

/** Converts a flat document into each of the formats; gives their bytes. */
export function converted(
  folder: string,
  source: { readonly name: string; readonly content: string },
  formats: readonly string[],
): Record<string, Buffer> {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, source.name)
  writeFileSync(path, source.content)
  const made: Record<string, Buffer> = {}
  for (const format of formats) {
    const [extension = ''] = format.split(':')
    const command = ['--headless', '--norestore', `-env:UserInstallation=file://${folder}/profile`]
    const args = [...command, '--convert-to', format, '--outdir', join(folder, 'made'), path]
    // Its exit code says nothing: only what it made counts.
    spawnSync('soffice', args, { stdio: 'ignore' })
    made[extension] = readFileSync(join(folder, 'made', source.name.replace(/\.\w+$/, `.${extension}`)))
  }
  return made
}

export const WIDE: readonly (readonly string[])[] = Array.from({ length: 30 }, (_, row) =>
  Array.from({ length: 14 }, (_, column) => `Cell ${row}-${column}`),
)
export const LETTER = Array.from({ length: 40 }, (_, i) =>
  paragraph(`Line ${i} of the order: Müller &amp; Söhne`),
).join('')
export const SLIDES = ['First slide', 'Second slide'] as const
