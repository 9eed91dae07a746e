/**
 * Text that can be found and copied but not seen (ISO 32000-1 §9.3.6, rendering mode 3), each word over its place in
 * the picture. Its font has one empty letter for all characters: nothing of it is ever drawn.
 */
import { deflateSync } from 'node:zlib'
import { emptyFont, LETTER_WIDTH } from './empty-font.ts'
import type { PdfFile } from './pdf-file.ts'

/** A word and its place, in shares of the page from its upper left corner. */
export interface PlacedWord {
  readonly text: string
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export type PageText = readonly PlacedWord[]

/** Of the height of a word: letters such as g reach so far below the line. */
const DESCENT = 0.2
/** More words than this are not text. */
const MOST_WORDS = 20_000

/** Writes the font; gives its object. */
export function writeTextFont(file: PdfFile): number {
  const program = emptyFont()
  const font = file.stream(`/Length1 ${program.length}`, program)
  const descriptor = file.object(
    `<</Type/FontDescriptor/FontName/Empty/Flags 4/FontBBox[0 -200 ${LETTER_WIDTH} 800]/ItalicAngle 0` +
      `/Ascent 800/Descent -200/CapHeight 800/StemV 80/FontFile2 ${font} 0 R>>`,
  )
  // Every character is letter 1: letter 0 (.notdef) must not be shown (ISO 19005-2 §6.2.11.8).
  const letters = Buffer.alloc(2 * 65_536)
  for (let i = 1; i < letters.length; i += 2) letters[i] = 1
  const map = file.stream('/Filter/FlateDecode', deflateSync(letters))
  const descendant = file.object(
    '<</Type/Font/Subtype/CIDFontType2/BaseFont/Empty' +
      '/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>' +
      `/DW ${LETTER_WIDTH}/CIDToGIDMap ${map} 0 R/FontDescriptor ${descriptor} 0 R>>`,
  )
  const unicode = file.stream('', Buffer.from(TO_UNICODE, 'latin1'))
  return file.object(
    `<</Type/Font/Subtype/Type0/BaseFont/Empty/Encoding/Identity-H/DescendantFonts[${descendant} 0 R]/ToUnicode ${unicode} 0 R>>`,
  )
}

/** Drawing operators for a page of this size in points. */
export function textOperators(
  text: PageText,
  page: { readonly width: number; readonly height: number },
): string[] {
  const lines: string[] = []
  for (const word of text.slice(0, MOST_WORDS)) {
    const size = word.height * page.height
    const units = Buffer.from(shown(word.text), 'utf16le').swap16()
    if (units.length === 0 || !(size > 0.5) || !(word.width > 0)) continue
    const natural = (units.length / 2) * (LETTER_WIDTH / 1000) * size
    const stretch = (word.width * page.width * 100) / natural
    const x = word.left * page.width
    const y = page.height - (word.top + word.height * (1 - DESCENT)) * page.height
    lines.push(`/T ${n(size)} Tf ${n(stretch)} Tz 1 0 0 1 ${n(x)} ${n(y)} Tm <${units.toString('hex')}> Tj`)
  }
  return lines.length === 0 ? [] : ['BT 3 Tr', ...lines, 'ET']
}

/** Without what is no character of a text. One beyond the first 65,536 would take two codes, and viewers read none of them. */
function shown(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cn}\ufeff\ufffe\uffff]/gu, '')
    .replace(/\p{Cs}|[\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .slice(0, 200)
}

const n = (value: number): string => value.toFixed(3).replace(/\.?0+$/, '')

/** Codes are UTF-16 already. A range may not cross a first byte (Adobe Technical Note 5411 §1.4.1). */
const TO_UNICODE = `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
${ranges()}
endcmap
CMapName currentdict /CMap defineresource pop
end
end`

function ranges(): string {
  const all: string[] = []
  for (let high = 0; high < 256; high++) {
    // Halves of characters (surrogates) are none.
    if (high >= 0xd8 && high <= 0xdf) continue
    const first = high.toString(16).padStart(2, '0')
    all.push(`<${first}00> <${first}ff> <${first}00>`)
  }
  const blocks: string[] = []
  // At most 100 in one block.
  for (let at = 0; at < all.length; at += 100) {
    const block = all.slice(at, at + 100)
    blocks.push(`${block.length} beginbfrange\n${block.join('\n')}\nendbfrange`)
  }
  return blocks.join('\n')
}
