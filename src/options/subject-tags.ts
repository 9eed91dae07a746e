/**
 * Options in brackets at the end of a subject: `Contract 4711 [fine] [sendat=20:00]`. In charge of telling them from
 * brackets that belong to the subject, such as [EXTERNAL] or [Ticket#12]. The rule, for each bracket at the end:
 *
 *   KEY=VALUE              an option; a key that is not known is refused
 *   a word of the table    an option; so is a word that differs from one by a slip, and it is refused
 *   KEY: VALUE, KEY VALUE  an option where the key is known; with a blank only if the value is possible
 *   anything else          text of the subject
 *
 * A known KEY= further ahead is refused: it would be faxed without its option. Not in charge of what values mean.
 */
import type { OptionName } from '../fax/fax-options.ts'
import { nearestName, nearestOptionWord, optionNamed, optionOfWord, plainKey } from './option-table.ts'
import { missing, unreadable, visible, type WrittenOption } from './written-options.ts'

/** The options of a subject, and the subject without them. */
export interface TaggedSubject {
  readonly options: readonly WrittenOption[]
  readonly subject: string
}

/** Could this value stand beside this name? */
export type IsPossible = (name: OptionName, text: string) => boolean

/** More brackets at the end are no options any more. */
const MOST_BRACKETS = 20

/** Ordinary words that are one slip away from a word of the table: subjects end on them. */
const ORDINARY = new Set(
  (
    'dine line lines mine nine pine sine tine vine wine fane fire five fife file files find fink fins fin fie fined ' +
    'finer fines finest finn fini fing fino feine finde eine latter better litter setter letters lettre getter fetter ' +
    'netter petter vetter wetter standards'
  ).split(' '),
)

/** `ignored`: keys of brackets that other programs set, such as SEC of `[SEC=OFFICIAL]`. */
export function subjectOptions(
  subject: string,
  isPossible: IsPossible,
  ignored: readonly string[] = [],
): TaggedSubject {
  const { head, brackets } = bracketsAtEnd(subject)
  mustNotStandAhead(head)
  const options: WrittenOption[] = []
  let kept = head
  for (const { text, blank } of brackets) {
    const found = isIgnored(text, ignored) ? null : tagOptions(text, isPossible)
    if (found === null) kept += `${blank}[${text}]`
    else options.push(...found)
  }
  return options.length === 0 ? { options, subject } : { options, subject: kept.trim() }
}

function isIgnored(bracket: string, ignored: readonly string[]): boolean {
  const key = bracket.slice(0, Math.max(0, bracket.indexOf('='))).trim()
  return key !== '' && optionNamed(key) === null && ignored.some(word => plainKey(word) === plainKey(key))
}

interface Bracket {
  /** Between the brackets. */
  readonly text: string
  /** What stands before it. */
  readonly blank: string
}

/** Japanese keyboards write full-width brackets: they count as well. */
function bracketsAtEnd(subject: string): { readonly head: string; readonly brackets: readonly Bracket[] } {
  const brackets: Bracket[] = []
  let head = subject
  while (brackets.length < MOST_BRACKETS) {
    const end = head.trimEnd()
    const last = end.at(-1)
    if (last !== ']' && last !== '\uff3d') break
    const open = Math.max(end.lastIndexOf('['), end.lastIndexOf('\uff3b'))
    const text = end.slice(open + 1, -1)
    if (open < 0 || /[\]\uff3d]/.test(text)) break
    const before = end.slice(0, open)
    const ahead = before.trimEnd()
    brackets.unshift({ text, blank: before.slice(ahead.length) })
    head = ahead
  }
  return { head, brackets }
}

function mustNotStandAhead(head: string): void {
  for (const [, key = ''] of head.matchAll(/[[\uff3b]\s{0,9}(\p{L}[\p{L}_ -]{0,20})\s{0,9}[=\uff1d]/gu)) {
    if (optionNamed(key) === null) continue
    throw unreadable('subject', `[${key}=`, 'options stand in brackets at the very end of the subject')
  }
}

/** The options of one bracket; null: it is text of the subject. Throws where an option is meant and not understood. */
function tagOptions(bracket: string, isPossible: IsPossible): WrittenOption[] | null {
  const pieces = piecesOf(bracket, isPossible)
  const tags = pieces.map(piece => tagOf(piece, isPossible))
  if (tags.every(tag => tag.kind === 'text')) return null
  const stray = tags.findIndex(tag => tag.kind === 'text')
  // "[ok; fine]" is how people talk; "[sendat=20:00; fin e]" is not.
  if (stray >= 0) {
    if (!pieces.some(piece => piece.includes('='))) return null
    throw unreadable('subject', `[${pieces[stray]?.trim()}]`, missing(null))
  }
  return tags.map((tag, i) => optionOf(tag, pieces[i] ?? ''))
}

/** `fine; sendat=20:00` are two, and `fine, a4`; `notify=ann@example.com, bob@example.com` is one. */
function piecesOf(bracket: string, isPossible: IsPossible): readonly string[] {
  const pieces: string[] = []
  for (const part of bracket.split(';').flatMap(text => text.split(/(?=,)/))) {
    const bare = part.replace(/^,/, '')
    if (part.startsWith(',') && tagOf(bare, isPossible).kind === 'text')
      pieces.push(`${pieces.pop() ?? ''}${part}`)
    else pieces.push(bare)
  }
  return pieces
}

type Tag =
  | { readonly kind: 'text' }
  | { readonly kind: 'option'; readonly name: OptionName; readonly text: string; readonly plain: string }
  | { readonly kind: 'slip'; readonly near: string | null }

const TEXT: Tag = { kind: 'text' }

function optionOf(tag: Tag, piece: string): WrittenOption {
  const shown = `[${piece.trim()}]`
  // An invisible character makes [fine] look like an option and be none, or the other way.
  visible('subject', shown, piece)
  if (tag.kind === 'slip') throw unreadable('subject', shown, missing(tag.near))
  if (tag.kind === 'text') throw unreadable('subject', shown, missing(null))
  return { layer: 'subject', shown: `[${tag.plain}]`, name: tag.name, text: tag.text }
}

function tagOf(piece: string, isPossible: IsPossible): Tag {
  const plain = piece
    .replace(/[\p{Cc}\p{Cf}\u115f\u1160\u3164\uffa0]/gu, '')
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim()
  const named = /^([\p{L}][\p{L}\p{N}_ -]{0,30}?) ?([=:]) ?(.*)$/su.exec(plain)
  const tag = named === null ? TEXT : keyed(plain, named[1] ?? '', named[2] ?? '', named[3] ?? '', isPossible)
  if (tag !== TEXT) return tag
  const word = optionOfWord(plain)
  if (word !== null) return { kind: 'option', ...word, plain }
  const blank = /^(send[ -]?at|[\p{L}_-]+) (.+)$/isu.exec(plain)
  if (blank !== null) return spaced(plain, blank[1] ?? '', blank[2] ?? '', isPossible)
  return slipOf(plain)
}

function keyed(plain: string, key: string, sign: string, text: string, isPossible: IsPossible): Tag {
  const name = optionNamed(key)
  if (name !== null) return { kind: 'option', name, text, plain }
  const near = nearestName(key)
  if (sign === ':')
    return near !== null && isPossible(near, text) ? { kind: 'slip', near: `[${near}=${text}]` } : TEXT
  // "[Net costs = 12 EUR]" is a sentence; "[cost=12]" looks like an option.
  if (near === null && key.includes(' ')) return TEXT
  return { kind: 'slip', near: near === null ? null : `[${near}=${text}]` }
}

function spaced(plain: string, key: string, text: string, isPossible: IsPossible): Tag {
  const name = optionNamed(key)
  const near = name ?? nearestName(key)
  if (near === null || !isPossible(near, text)) return TEXT
  return name === null ? { kind: 'slip', near: `[${near}=${text}]` } : { kind: 'option', name, text, plain }
}

/** A single word beside one of the table. Shorter ones are near to anything. */
function slipOf(plain: string): Tag {
  if (!/^[\p{L}_-]{3,}$/u.test(plain) || ORDINARY.has(plain.toLowerCase())) return TEXT
  const near = nearestOptionWord(plain)
  return near === null || near.length < 4 ? TEXT : { kind: 'slip', near: `[${near}]` }
}
