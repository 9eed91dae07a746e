/**
 * The `/KEY=value` parts of a fax address: RFC 3192 §2 and RFC 2846 §2 to §5, and the two that eFax writes. In charge of
 * their grammar, each with its bound. RFC 3191 §2 lets a gateway ignore keys that it does not know; a key that decides
 * whom the fax reaches would be ignored with them, so an unknown one is refused and named.
 */
import { type AddressParts, NO_PARTS } from '../fax/address-parts.ts'
import { refuse, show } from './written-number.ts'

/** One `/KEY=value`. */
export interface AddressKey {
  readonly key: string
  readonly value: string
}

/** `gstn`: keys of RFC 2846, where CO is a country. `plain`: behind a plain number, where eFax has co for the company. */
export type KeyDialect = 'gstn' | 'plain'

const POSTAL = new Set(['OFNO', 'OFNA', 'STR', 'ADDR', 'ADDU', 'ADDL', 'POB', 'ZIP', 'CO'])

/** T.30 has room for 20 digits of a subaddress, Q.931 for 40 of an ISDN subaddress. */
const MAX_SUBADDRESS = 20
const MAX_ISDN_SUBADDRESS = 40
const MAX_POST_DIAL = 64
/** A line of a cover page. */
const MAX_TEXT = 64

/** Takes `KEY=value` apart. Throws when there is no key. */
export function readKey(text: string): AddressKey {
  const match = /^([A-Za-z0-9-]+)=(.*)$/s.exec(text)
  if (match === null) refuse(`/${show(text)} is not a key with a value, such as /T33S=12.`)
  return { key: match[1] ?? '', value: match[2] ?? '' }
}

/** Throws E_RECIPIENT_SYNTAX for what is unknown, twice there, or not as its grammar wants it. */
export function partsOf(keys: readonly AddressKey[], dialect: KeyDialect): AddressParts {
  if (keys.length === 0) return NO_PARTS
  const parts: { -readonly [K in keyof AddressParts]: AddressParts[K] } = { ...NO_PARTS }
  const postal: string[] = []
  for (const written of keys) {
    const { value } = written
    const key = written.key.toUpperCase()
    const field = fieldOf(key, dialect)
    if (field === null) refuse(`The qualifier /${show(written.key)} is not supported.`)
    if (field === 'postal') {
      postal.push(`${key}=${textOf(key, value)}`)
      continue
    }
    if (parts[field] !== null) refuse(`/${key} is written twice: send one mail address for each.`)
    if (field === 'subaddress') parts[field] = digitsOf(key, value, MAX_SUBADDRESS)
    else if (field === 'isdnSubaddress')
      parts[field] = digitsOf(key, value.replace(/[-.]/g, ''), MAX_ISDN_SUBADDRESS)
    else if (field === 'postDial') parts[field] = postDialOf(value)
    else parts[field] = textOf(key, key === 'ATTN' ? value.replaceAll('.', ' ') : value)
  }
  return { ...parts, postal }
}

type Field = 'subaddress' | 'isdnSubaddress' | 'postDial' | 'attention' | 'organization' | 'postal'

const FIELDS: Readonly<Record<string, Field>> = {
  T33S: 'subaddress',
  ISUB: 'isdnSubaddress',
  POSTD: 'postDial',
  ATTN: 'attention',
  ORG: 'organization',
}

function fieldOf(key: string, dialect: KeyDialect): Field | null {
  if (dialect === 'plain' && key === 'TO') return 'attention'
  if (dialect === 'plain' && key === 'CO') return 'organization'
  if (POSTAL.has(key)) return 'postal'
  return Object.hasOwn(FIELDS, key) ? (FIELDS[key] ?? null) : null
}

/** RFC 3192 §4.1: one subaddress in an address; `#` between two is not taken. */
function digitsOf(key: string, value: string, longest: number): string {
  if (!/^[0-9]+$/.test(value)) refuse(`/${key} takes digits only.`)
  if (value.length > longest) refuse(`/${key} has more than ${longest} digits.`)
  return value
}

/** Often an access code: never quoted. */
function postDialOf(value: string): string {
  const text = value.replace(/[-.]/g, '')
  if (!/^[0-9#*A-Dpw]+$/i.test(text)) refuse('/POSTD takes digits, *, #, A to D, p and w only.')
  if (text.length > MAX_POST_DIAL) refuse(`/POSTD has more than ${MAX_POST_DIAL} characters.`)
  return text.replace(/[pw]/gi, letter => letter.toLowerCase())
}

/** Mail addresses have no spaces: they are written as underscores. */
export function textOf(key: string, value: string): string {
  const text = value.replaceAll('_', ' ').trim()
  if (text === '') refuse(`/${key} is empty.`)
  if (text.length > MAX_TEXT) refuse(`/${key} has more than ${MAX_TEXT} characters.`)
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(text)) refuse(`/${key} has a character that cannot be printed.`)
  return text
}
