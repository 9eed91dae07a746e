/**
 * The subscribers of a configuration in the form in which rules.ts asks about them: patterns compiled, networks parsed,
 * keys and passwords as digests. In charge of doing this once per configuration and of saying what can never match.
 * Not in charge of deciding.
 */
import { createHash } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import { RE2JS } from 're2js'
import type { AclEntry, Config, LiveConfig } from '../config/schema.ts'
import { type KeyMode, keyDigest } from './secret-key.ts'

/** Null: any value will do. */
export type Matcher = ((value: string) => boolean) | null

export interface RuleEntry {
  /** Position in the configuration, from 0. */
  readonly index: number
  readonly from: Matcher
  readonly peer: Matcher
  readonly destination: Matcher
}

export interface SubscriberRules {
  readonly id: string
  readonly active: boolean
  readonly country: string
  /** SHA-256 of the key in the configuration; key-desk.ts knows whether it counts. */
  readonly key: Buffer | null
  readonly keyMode: KeyMode
  readonly entries: readonly RuleEntry[]
  readonly allowUnprovenFrom: boolean
}

export interface Login {
  readonly subscriberId: string
  readonly password: Buffer
}

export interface RuleBook {
  readonly subscribers: readonly SubscriberRules[]
  /** User name to login. */
  readonly logins: ReadonlyMap<string, Login>
  /** Sentences on entries that can never match, for the log and for a check of the configuration. */
  readonly problems: readonly string[]
}

/** SHA-256 of a password, so that comparing takes the same time whatever its length. */
export function passwordDigest(password: string): Buffer {
  return createHash('sha256').update(password.normalize('NFC')).digest()
}

/** Gives the rule book of the configuration in force; compiled again only when that has changed. */
export function makeRuleBook(live: LiveConfig): () => RuleBook {
  let config = live.current
  let book = compileRules(config)
  return () => {
    if (live.current !== config) {
      config = live.current
      book = compileRules(config)
    }
    return book
  }
}

export function compileRules(config: Config): RuleBook {
  const problems: string[] = []
  const logins = new Map<string, Login>()
  const toAddress = lastAddress()
  const subscribers = config.subscribers.map(subscriber => {
    for (const { user, password } of subscriber.logins) {
      if (logins.has(user)) problems.push(`The login ${user} is there twice: only the first one counts.`)
      else logins.set(user, { subscriberId: subscriber.id, password: passwordDigest(password) })
    }
    const note = (entry: number, text: string) =>
      problems.push(`Subscriber ${subscriber.id}, acl entry ${entry + 1}: ${text}`)
    return {
      id: subscriber.id,
      active: subscriber.active,
      country: subscriber.country,
      key: subscriber.secret_key === null ? null : keyDigest(subscriber.secret_key),
      keyMode: subscriber.secret_key_mode,
      entries: subscriber.acl.map((entry, index) => compileEntry(entry, index, toAddress, note)),
      allowUnprovenFrom: subscriber.allow_unproven_from,
    }
  })
  return { subscribers, logins, problems }
}

type Note = (entry: number, text: string) => void

const never: Matcher = () => false

function compileEntry(entry: AclEntry, index: number, toAddress: ToAddress, note: Note): RuleEntry {
  const say = (text: string) => note(index, text)
  if (entry.use_regex) {
    return {
      index,
      from: pattern(entry.from_email, RE2JS.CASE_INSENSITIVE, say),
      peer: pattern(entry.received_from, RE2JS.CASE_INSENSITIVE, say),
      destination: pattern(entry.destination, 0, say),
    }
  }
  return {
    index,
    from: exactly(entry.from_email),
    peer: network(entry.received_from, toAddress, say),
    destination: exactly(entry.destination?.replace(/^\+/, '') ?? null),
  }
}

function exactly(text: string | null): Matcher {
  if (text === null || text === '') return null
  const wanted = text.toLowerCase()
  return value => value.toLowerCase() === wanted
}

/** Linear-time engine: the patterns come from people, the values from strangers. The whole value must match. */
function pattern(text: string | null, flags: number, say: (text: string) => void): Matcher {
  if (text === null || text === '') return null
  try {
    const compiled = RE2JS.compile(text, flags)
    return value => compiled.matches(value)
  } catch (error) {
    say(`"${text}" is not a regular expression: ${error instanceof Error ? error.message : String(error)}`)
    return never
  }
}

function network(text: string | null, toAddress: ToAddress, say: (text: string) => void): Matcher {
  if (text === null || text === '') return null
  try {
    const [base, bits] = text.includes('/') ? ipaddr.parseCIDR(text) : [ipaddr.parse(text), null]
    const network = unmapped(base, bits)
    return value => inNetwork(toAddress(value), network)
  } catch {
    say(`"${text}" is neither an address nor a network: write 192.0.2.7 or 192.0.2.0/24.`)
    return never
  }
}

type Address = ReturnType<typeof ipaddr.parse>

interface Network {
  readonly base: Address
  readonly bits: number
}

/** ::ffff:192.0.2.0/120 is 192.0.2.0/24. */
function unmapped(base: Address, bits: number | null): Network {
  const full = base.kind() === 'ipv4' ? 32 : 128
  if (base instanceof ipaddr.IPv6 && base.isIPv4MappedAddress() && (bits ?? full) >= 96) {
    return { base: base.toIPv4Address(), bits: (bits ?? full) - 96 }
  }
  return { base, bits: bits ?? full }
}

function inNetwork(address: Address | null, { base, bits }: Network): boolean {
  return address !== null && address.kind() === base.kind() && address.match(base, bits)
}

type ToAddress = (text: string) => Address | null

/** One mail asks every entry about the same address: it is parsed once. */
function lastAddress(): ToAddress {
  let last: { readonly text: string; readonly address: Address | null } | null = null
  return text => {
    if (last?.text !== text) last = { text, address: ipaddr.isValid(text) ? ipaddr.process(text) : null }
    return last.address
  }
}

/** An address in one spelling: without zone, IPv4-mapped addresses as IPv4, IPv6 shortened. */
export function plainIp(text: string): string {
  const bare = text.replace(/%.*$/, '')
  return ipaddr.isValid(bare) ? ipaddr.process(bare).toString() : bare
}
