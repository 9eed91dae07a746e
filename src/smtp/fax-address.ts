/**
 * From the local part of a recipient to the number as it was written, and what stands beside it. In charge of the
 * grammar of whole addresses: plain numbers with `+tag`s, `FAX=…` of RFC 3191, 3192 and 2846, and what other fax
 * services have taught people to write (eFax, NET SatisFAXtion, Faximum). docs/addresses.md lists the forms. Not in
 * charge of what a number means (dial-plan.ts) nor of what a tag means.
 */
import { domainToASCII } from 'node:url'
import type { AddressParts } from '../fax/address-parts.ts'
import { type AddressKey, partsOf, readKey, textOf } from './address-keys.ts'
import { readWritten, refuse, show, splitExtension, type WrittenNumber } from './written-number.ts'

/** A recipient's local part, taken apart. */
export interface FaxAddress {
  readonly number: WrittenNumber
  readonly parts: AddressParts
  /** Options as the address has them, without what separates them: `+nocover+fine` is `nocover`, `fine`. */
  readonly tags: readonly string[]
}

/** Is this the domain of fax addresses? Compared as IDNA, without case. */
export function isFaxDomain(domain: string, mailDomains: readonly string[]): boolean {
  const plain = domain.toLowerCase()
  if (mailDomains.includes(plain)) return true
  if (/^[\x20-\x7e]*$/.test(plain)) return false
  return mailDomains.includes(domainToASCII(plain))
}

/** Reads a local part, already without quotes. Throws E_RECIPIENT_SYNTAX with a sentence on what is wrong. */
export function parseFaxAddress(localPart: string): FaxAddress {
  const fax = /^\/?FAX=(.*)$/is.exec(localPart)
  if (fax !== null) return gstnAddress(fax[1] ?? '')
  const named = /^\/?([^=^+]+)\/FAX=(.*)$/is.exec(localPart)
  if (named !== null) return faximumAddress((named[1] ?? '').split('/'), named[2] ?? '')
  const service = /^\/?([A-Za-z0-9-]+)=/.exec(localPart)?.[1]
  if (service !== undefined) refuse(`${show(service)}= is not offered here, only FAX= is.`)
  return plainAddress(localPart)
}

/** RFC 3192 §2: `FAX=` global-phone or local-phone, then `/KEY=value`; a slash at the end may be there (§4). */
function gstnAddress(text: string, names: readonly AddressKey[] = []): FaxAddress {
  const [phone = '', ...rest] = text.replace(/\/$/, '').split('/')
  const { tags, before } = tagsAtEnd(phone)
  const parts = partsOf([...names, ...rest.map(readKey)], 'gstn')
  // RFC 2846 §5.1: what is dialled after the answer may stand alone.
  if (before === '' && parts.postDial !== null) {
    return { number: { international: false, digits: '', dialString: null }, parts, tags }
  }
  return { number: readWritten(before, true), parts, tags }
}

/** `Jane_Doe/Acme/FAX=1-604-…`: name, company, and up to two lines of the postal address. */
function faximumAddress(names: readonly string[], rest: string): FaxAddress {
  const keys = ['ATTN', 'ORG', 'ADDR', 'ADDR']
  if (names.length > keys.length) refuse(`There are more than ${keys.length} names before /FAX=.`)
  const written = names.map((value, i) => {
    if (!/\p{L}/u.test(value)) refuse(`${show(value)} before /FAX= is not a name.`)
    return { key: keys[i] ?? 'ADDR', value }
  })
  return gstnAddress(rest, written)
}

/** A number, then `+tag`, `/key=value` (eFax) or `^FLAG` (NET SatisFAXtion), in any mixture that can be told apart. */
function plainAddress(text: string): FaxAddress {
  const [head = '', ...flags] = text.split('^')
  const last = tagsAtEnd(head)
  const [phone = '', ...rest] = last.before.split(/\/(?=[A-Za-z0-9-]+=)/)
  const first = rest.length === 0 ? { tags: [], before: phone } : tagsAtEnd(phone)
  const { number, extension } = splitExtension(first.before)
  const { keys, tags } = keysAndTags(rest, flags)
  const written = readWritten(number)
  const parts = partsOf(keys, 'plain')
  return {
    number: written,
    parts: extension === null ? parts : { ...parts, extension },
    tags: [...first.tags, ...last.tags, ...tags],
  }
}

/** eFax: `fr` (from) and `cp` (cover page) are options. NET SatisFAXtion: all are, but for the company. */
function keysAndTags(pairs: readonly string[], flags: readonly string[]) {
  const keys: AddressKey[] = []
  const tags: string[] = []
  for (const pair of pairs) {
    if (/^(?:fr|cp)=./i.test(pair)) tags.push(pair)
    else keys.push(readKey(pair))
  }
  for (const flag of flags) {
    const company = /^COMPANY=(.*)$/is.exec(flag)?.[1]
    if (company !== undefined) keys.push({ key: 'ORG', value: textOf('COMPANY', company) })
    else if (isTag(flag)) tags.push(flag)
    else refuse(`^${show(flag)} is not an option.`)
  }
  return { keys, tags }
}

/** A tag begins with a letter: so `15555551212+15555553434` is no number with an option, and is refused. */
const isTag = (text: string): boolean => /^[A-Za-z][^\s+^/@]*$/.test(text)

function tagsAtEnd(text: string): { readonly tags: readonly string[]; readonly before: string } {
  const [before = '', ...after] = text.split('+')
  const tags: string[] = []
  while (isTag(after.at(-1) ?? '')) tags.unshift(after.pop() ?? '')
  return { tags, before: [before, ...after].join('+') }
}
