/**
 * Makes the pages of a table as wide as the paper: a fax of which every second page is the right half of a table is of no
 * use. Who has set a scale himself gets it. Works on the flat OpenDocument that LibreOffice makes of any table.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { BridgeError } from '../../fax/error.ts'
import type { Paper } from '../../fax/paper.ts'

/** A string that Node can hold with room to change it. */
const MAX_BYTES = 200 * 1024 * 1024

/** Millimetres, upright. */
const PAPERS: Readonly<Record<Paper, readonly [width: number, height: number]>> = {
  a4: [210, 297],
  letter: [215.9, 279.4],
  legal: [215.9, 355.6],
}
/** Programs round sizes to tenths of a millimetre, and to points. */
const ABOUT_MM = 1.5
const MM: Readonly<Record<string, number>> = { mm: 1, cm: 10, in: 25.4, pt: 25.4 / 72 }

/** Reads a .fods and writes the fitted one. Throws E_RENDER_LIMIT. */
export async function fitTables(from: string, to: string, paper: Paper): Promise<void> {
  const bytes = await readFile(from)
  if (bytes.length > MAX_BYTES) throw new BridgeError('E_RENDER_LIMIT', { say: 'The table is too large.' })
  // Latin-1 keeps every byte as it is, whatever it means.
  await writeFile(to, fitted(bytes.toString('latin1'), paper), { encoding: 'latin1', mode: 0o600 })
}

/** The document with fitted page styles. OpenDocument 1.3 part 3 §16.6, §20.346 (scale-to), §20.210 (page-width). */
export function fitted(xml: string, paper: Paper): string {
  return xml.replace(/<style:page-layout-properties\b[^>]{0,4000}>/g, tag => onPaper(widthFitted(tag), paper))
}

function widthFitted(tag: string): string {
  if (/\bstyle:scale-to-(?:pages|X|Y)=/.test(tag)) return tag
  const scale = /\bstyle:scale-to="([\d.]+)%"/.exec(tag)?.[1]
  if (scale !== undefined && Number(scale) !== 100) return tag
  const bare = tag.replace(/\s+style:scale-to="[^"]*"/, '')
  // As many pages as it takes downwards (0), one from left to right.
  return bare.replace(/\s*(\/?)>$/, ' style:scale-to-X="1" style:scale-to-Y="0"$1>')
}

/** Tables that name no paper get that of the country of whoever wrote them: it becomes the paper of the fax. */
function onPaper(tag: string, paper: Paper): string {
  const [width, height] = [sizeOf(tag, 'width'), sizeOf(tag, 'height')]
  const [short, long] = [Math.min(width, height), Math.max(width, height)]
  const isUsual = [PAPERS.a4, PAPERS.letter].some(([w, h]) => near(short, w) && near(long, h))
  if (!isUsual) return tag
  const [w, h] = width > height ? [PAPERS[paper][1], PAPERS[paper][0]] : PAPERS[paper]
  return tag
    .replace(/\bfo:page-width="[^"]*"/, `fo:page-width="${w}mm"`)
    .replace(/\bfo:page-height="[^"]*"/, `fo:page-height="${h}mm"`)
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= ABOUT_MM

function sizeOf(tag: string, side: 'width' | 'height'): number {
  const found = new RegExp(`\\bfo:page-${side}="([\\d.]+)(mm|cm|in|pt)"`).exec(tag)
  return found === null ? 0 : Number(found[1]) * (MM[found[2] ?? ''] ?? 0)
}
