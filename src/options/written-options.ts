/**
 * Options as they stand in a mail, before anybody asks what they mean: header lines, parts of the address, and the errors
 * of all three places. Subject tags: subject-tags.ts.
 */
import { BridgeError, type ErrorCode } from '../fax/error.ts'
import type { OptionName } from '../fax/fax-options.ts'
import {
  ALL_OPTIONS,
  nearestName,
  nearestOptionWord,
  OPTION_TABLE,
  optionNamed,
  optionOfWord,
} from './option-table.ts'

/** Strongest first: what is said of one recipient counts more than what is said of the mail. */
export const LAYERS = ['address', 'subject', 'header'] as const
export type Layer = (typeof LAYERS)[number]

/** One option as it was written. */
export interface WrittenOption {
  readonly layer: Layer
  /** For people: `[sendat=20:00]`, `X-Fax-Send-At: 20:00`, `+sendat=2000`. */
  readonly shown: string
  readonly name: OptionName
  readonly text: string
}

/** A header that begins with `X-Fax-`. */
export interface FaxHeader {
  /** Lower-case. */
  readonly name: string
  /** Unfolded, encoded words decoded. */
  readonly value: string
}

/** What our own mails carry: a mail that has our X-Fax-Id may be a copy of one, and these then say nothing. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'x-fax-attempts',
  'x-fax-cause',
  'x-fax-complete',
  'x-fax-duration',
  'x-fax-from',
  'x-fax-id',
  'x-fax-number',
  'x-fax-pages',
  'x-fax-provider',
  'x-fax-provider-id',
  'x-fax-received-at',
  'x-fax-remote-id',
  'x-fax-state',
  'x-fax-status',
  'x-fax-submission-id',
  'x-fax-to',
])

const PREFIX = 'x-fax-'
/** More are no options any more. */
const MOST_HEADERS = 50
/** RFC 5322 §2.1.1 bounds a line; no value is nearly as long. */
const LONGEST_VALUE = 998

/** `ignored`: names of headers that some device sets and that mean nothing here, in lower case. */
export function headerOptions(headers: readonly FaxHeader[], ignored: readonly string[]): WrittenOption[] {
  const copy = headers.some(({ name }) => name === 'x-fax-id')
  const passed = (name: string) => ignored.includes(name) || (copy && OWN_HEADERS.has(name))
  const written = headers.filter(({ name }) => !passed(name))
  if (written.length > MOST_HEADERS)
    throw new BridgeError('E_OPTION', { say: `There are more than ${MOST_HEADERS} X-Fax- headers.` })
  return written.map(({ name, value }) => {
    const key = name.slice(PREFIX.length)
    const option = optionNamed(key)
    if (option === null) {
      const near = nearestName(key)
      const hint = near === null ? ALL_OPTIONS : `Did you mean X-Fax-${OPTION_TABLE[near].header}?`
      throw unreadable('header', headerText(name), `there is no such option. ${hint}`)
    }
    // RFC 5322 §2.2.3: folding leaves its blanks behind.
    const text = visible('header', headerText(name), value.replace(/[\t\r\n]/g, ' '))
    const shown = text === '' ? headerText(name) : `${headerText(name)}: ${text}`
    if (text.length > LONGEST_VALUE) throw unreadable('header', shown, 'it is too long')
    return { layer: 'header', shown, name: option, text }
  })
}

const headerText = (name: string): string => name.replace(/(^|-)[a-z]/g, letter => letter.toUpperCase())

/** `tags`: what the address has after the number, each without the sign before it. All of them must be options. */
export function addressOptions(tags: readonly string[]): WrittenOption[] {
  return tags.map(tag => {
    const shown = `+${tag}`
    const [key = '', ...rest] = visible('address', shown, tag).split('=')
    if (rest.length > 0) {
      const name = optionNamed(key)
      const text = rest.join('=').trim()
      if (name !== null)
        return { layer: 'address', shown, name, text: name === 'notify' ? withAt(text) : text }
      const near = nearestName(key)
      throw unreadable('address', shown, missing(near === null ? null : `+${near}=`))
    }
    const word = optionOfWord(key)
    if (word !== null) return { layer: 'address', shown, ...word }
    const named = optionNamed(key)
    if (named !== null) throw unreadable('address', shown, `it has no value: write +${named}=…`)
    const near = nearestOptionWord(key) ?? nearestName(key)
    throw unreadable('address', shown, missing(near === null ? null : `+${near}`))
  })
}

/** No address stands inside another: there the last `=` is the @, as in the return paths of mailing lists (VERP). */
const withAt = (text: string): string => (text.includes('@') ? text : text.replace(/=([^=]*)$/, '@$1'))

/** "There is no such option", with the nearest one. */
export function missing(near: string | null): string {
  return `there is no such option. ${near === null ? ALL_OPTIONS : `Did you mean ${glance(near)}?`}`
}

/** The text without blanks around it and in one form of Unicode. Throws where something invisible stands in it. */
export function visible(layer: Layer, shown: string, text: string): string {
  const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/u.exec(text)?.[0]
  if (hidden !== undefined)
    throw unreadable(
      layer,
      shown,
      `an invisible character stands in it (${codePoint(hidden)}): write it again`,
    )
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim()
}

/** The error for an option that is not understood; in an address it is the recipient that is refused. */
export function unreadable(layer: Layer, shown: string, why: string): BridgeError {
  return optionError(layer === 'address' ? 'E_OPTION_ADDRESS' : 'E_OPTION', shown, why)
}

export function optionError(code: ErrorCode, shown: string, why: string): BridgeError {
  const say = `${glance(shown)}: ${why}`
  return new BridgeError(code, {
    say: /[.?]$/.test(say) ? say : `${say}.`,
    detail: { option: glance(shown) },
  })
}

/** Longer, the reply would have no room for what to do. */
const SHOWN_LENGTH = 80

/** Hostile text in a reply: short, and nothing that cannot be seen. */
function glance(text: string): string {
  const clean = Array.from(text.slice(0, 4 * SHOWN_LENGTH), character =>
    /[\p{C}\p{Zl}\p{Zp}]/u.test(character) ? codePoint(character) : character,
  )
  return clean.length > SHOWN_LENGTH ? `${clean.slice(0, SHOWN_LENGTH - 3).join('')}...` : clean.join('')
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
