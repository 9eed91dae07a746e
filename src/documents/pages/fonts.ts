/**
 * Which fonts text is printed with, and whether they have every character of it. DejaVu comes with faxbridge; for
 * scripts that it lacks the folders of the configuration are searched. A character that nothing can print is an error,
 * never an empty box on the paper.
 */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as fontkit from 'fontkit'
import { BridgeError } from '../../fax/error.ts'
import { escaped } from '../../fax/markup.ts'

const DEJAVU = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf')

/** First the one in which columns stand under each other. */
export const FONT_FAMILIES = 'DejaVu Sans Mono, DejaVu Sans, Noto Sans CJK JP, Noto Sans, sans-serif'

/** Characters that show nothing: line ends, blanks, joiners, direction marks, combining marks, skin tones. */
const INVISIBLE = /[\s\p{Cc}\p{Cf}\p{Mn}\p{Me}]|[\u{1f3fb}-\u{1f3ff}]/u
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u
/** How many missing characters an error names. */
const NAMED = 5

export interface Fonts {
  /**
   * The text with every character printable: an emoji that no font has is written out as `[U+1F600]`. Throws
   * E_DOCUMENT_CHARACTERS with the first characters that cannot be printed.
   */
  printable(text: string): string
  /** As `printable`, but a character that no font has is written out like an emoji: for texts that must not fail. */
  shown(text: string): string
}

/**
 * Tells libvips' text engine where fonts are (before its first use in this process) and gives the check.
 * `folders`: absolute paths; missing ones are ignored.
 */
export function openFonts(folders: readonly string[]): Fonts {
  const all = [DEJAVU, ...folders]
  const config = join(mkdtempSync(join(tmpdir(), 'faxbridge-fonts-')), 'fonts.conf')
  writeFileSync(config, fontconfig(all), { mode: 0o600 })
  process.env['FONTCONFIG_FILE'] = config
  const coverage = new Coverage(all)
  return {
    printable: text => printable(text, coverage),
    shown: text => writtenOut(text, coverage, new Set()),
  }
}

/** What no font has becomes its code; what is no picture either is added to `missing`. */
function writtenOut(text: string, coverage: Coverage, missing: Set<string>): string {
  let out = ''
  for (const char of text) {
    const has = INVISIBLE.test(char) || coverage.has(char)
    out += has ? char : `[${codeOf(char)}]`
    if (!has && !PICTURE.test(char)) missing.add(char)
  }
  return out
}

function printable(text: string, coverage: Coverage): string {
  const missing = new Set<string>()
  const out = writtenOut(text, coverage, missing)
  if (missing.size === 0) return out
  const names = [...missing].slice(0, NAMED).map(char => `${char} (${codeOf(char)})`)
  const more = missing.size > NAMED ? ` and ${missing.size - NAMED} more` : ''
  const say = `No font has ${names.join(', ')}${more}. Send the text as PDF, or ask the operator for the font.`
  throw new BridgeError('E_DOCUMENT_CHARACTERS', { say })
}

function codeOf(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

function fontconfig(folders: readonly string[]): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${folders.map(folder => `  <dir>${escaped(folder)}</dir>`).join('\n')}
  <cachedir>/var/cache/fontconfig</cachedir>
  <cachedir>${escaped(join(tmpdir(), 'faxbridge-fontcache'))}</cachedir>
</fontconfig>
`
}

type Has = (codePoint: number) => boolean

/** Opens fonts one after the other, and only as far as a character asks for it. */
class Coverage {
  readonly #waiting: string[]
  readonly #open: Has[] = []
  readonly #known = new Map<string, boolean>()

  constructor(folders: readonly string[]) {
    this.#waiting = folders.flatMap(fontFiles)
  }

  has(char: string): boolean {
    let known = this.#known.get(char)
    if (known === undefined) {
      known = this.#search(char.codePointAt(0) ?? 0)
      this.#known.set(char, known)
    }
    return known
  }

  #search(codePoint: number): boolean {
    if (this.#open.some(has => has(codePoint))) return true
    for (let path = this.#waiting.shift(); path !== undefined; path = this.#waiting.shift()) {
      const has = openFont(path)
      this.#open.push(has)
      if (has(codePoint)) return true
    }
    return false
  }
}

/** DejaVu Sans Mono and Sans first: nearly every text needs no other. */
function fontFiles(folder: string): string[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    const fonts = names.filter(name => /\.(?:ttf|otf|ttc|otc)$/i.test(name))
    const rank = (name: string) =>
      /DejaVuSansMono\.ttf$/.test(name) ? 0 : /DejaVuSans\.ttf$/.test(name) ? 1 : 2
    return fonts.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b)).map(name => join(folder, name))
  } catch {
    return []
  }
}

function openFont(path: string): Has {
  try {
    const opened = fontkit.openSync(path)
    const fonts = 'fonts' in opened ? opened.fonts : [opened]
    return codePoint => fonts.some(font => font.hasGlyphForCodePoint(codePoint))
  } catch {
    return () => false
  }
}

/** A proportional font of ours, and the library that puts it into a PDF. */
export function textFont() {
  return { font: readFileSync(join(DEJAVU, 'DejaVuSans.ttf')), fontkit }
}
