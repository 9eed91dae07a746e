/** How wide text is in columns of a monospaced font, and where its lines are broken. Linear in the length of the text. */

const TAB = 8
/** East Asian wide and fullwidth characters, and emoji, take two columns (Unicode Standard Annex 11). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u
const NARROWEST = /[\p{Mn}\p{Me}\p{Cf}]/u
const ASCII = /^[ -~]*$/

export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length
  let width = 0
  for (const char of text) width += charWidth(char)
  return width
}

function charWidth(char: string): number {
  if (char >= ' ' && char <= '~') return 1
  return NARROWEST.test(char) ? 0 : WIDE.test(char) ? 2 : 1
}

/** Tabs become blanks up to the next column that is a multiple of eight. */
export function expanded(line: string): string {
  if (!line.includes('\t')) return line
  let out = ''
  let width = 0
  for (const piece of line.split(/(\t)/)) {
    const more = piece === '\t' ? ' '.repeat(TAB - (width % TAB)) : piece
    out += more
    width += widthOf(more)
  }
  return out
}

/** Broken at blanks; a word longer than a line is broken where the line ends. */
export function wrapped(line: string, columns: number): string[] {
  if (widthOf(line) <= columns) return [line]
  const lines: string[] = []
  const chars = [...line]
  let from = 0
  let width = 0
  let blank = -1
  let seenText = false
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? ''
    const wide = charWidth(char)
    if (width + wide > columns && at > from) {
      const cut = char === ' ' ? at : blank > from ? blank : at
      lines.push(chars.slice(from, cut).join('').trimEnd())
      from = cut
      while (chars[from] === ' ') from++
      at = from - 1
      width = 0
      blank = -1
      seenText = false
      continue
    }
    // Blanks that indent a line are no place to break it.
    if (char === ' ' && seenText) blank = at
    if (char !== ' ') seenText = true
    width += wide
  }
  if (from < chars.length) lines.push(chars.slice(from).join(''))
  return lines
}
