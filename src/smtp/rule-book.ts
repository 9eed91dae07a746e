/**
 * The subscribers of a configuration in the form in which rules.ts asks about them: access lists compiled (acl.ts),
 * keys and passwords as digests, trusted relays as networks. In charge of doing this once per configuration and of
 * saying what can never match. Not in charge of deciding.
 */
import { createHash } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import type { Config, LiveConfig } from '../config/schema.ts'
import { compileAcl, inNetworks, type RuleEntry } from './acl.ts'
import { type NumberRules, numberRules } from './number-rules.ts'
import { type KeyMode, keyDigest } from './secret-key.ts'

export interface SubscriberRules {
  readonly id: string
  readonly active: boolean
  readonly country: string
  /** SHA-256 of the key in the configuration; key-desk.ts knows whether it counts. */
  readonly key: Buffer | null
  readonly keyMode: KeyMode
  readonly entries: readonly RuleEntry[]
  readonly allowUnprovenFrom: boolean
  /** Names and fingerprints of client certificates, in lower case. */
  readonly certificates: ReadonlySet<string>
  /** How this subscriber's numbers are read, where they may lead, and its lines. */
  readonly numbers: NumberRules
}

export interface Login {
  readonly subscriberId: string
  /** The digest of a password that is known; null where only its hash is. */
  readonly password: Buffer | null
  /** Its hash, as access/password.ts makes it. */
  readonly kept: string | null
}

export interface RuleBook {
  readonly subscribers: readonly SubscriberRules[]
  /** User name to login. */
  readonly logins: ReadonlyMap<string, Login>
  /** Of some login only the hash is known. */
  readonly hashed: boolean
  /** Some entry asks for the name of a host: only then is one looked up. */
  readonly wantsNames: boolean
  /** Is this address one of our own relays, whose Received lines count? */
  isTrustedRelay(address: string): boolean
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
  const numbersOf = numberRules(config)
  const subscribers = config.subscribers.map(subscriber => {
    for (const { user, password } of subscriber.logins) {
      if (logins.has(user)) problems.push(`The login ${user} is there twice: only the first one counts.`)
      else logins.set(user, loginOf(subscriber.id, password))
    }
    const note = (entry: number, text: string) =>
      problems.push(`Subscriber ${subscriber.id}, acl entry ${entry + 1}: ${text}`)
    return {
      id: subscriber.id,
      active: subscriber.active,
      country: subscriber.country,
      key: subscriber.secret_key === null ? null : keyDigest(subscriber.secret_key),
      keyMode: subscriber.secret_key_mode,
      entries: compileAcl(subscriber.acl, note),
      allowUnprovenFrom: subscriber.allow_unproven_from,
      certificates: new Set(subscriber.certificates.map(certificateKey)),
      numbers: numbersOf(subscriber),
    }
  })
  const wantsNames = subscribers.some(s => s.active && s.entries.some(({ peer }) => peer?.wantsNames))
  const hashed = [...logins.values()].some(({ kept }) => kept !== null)
  return {
    subscribers,
    logins,
    hashed,
    wantsNames,
    isTrustedRelay: inNetworks(config.smtp.trustedRelays),
    problems,
  }
}

function loginOf(
  subscriberId: string,
  password: Config['subscribers'][number]['logins'][number]['password'],
): Login {
  return typeof password === 'string'
    ? { subscriberId, password: passwordDigest(password), kept: null }
    : { subscriberId, password: null, kept: password.scrypt }
}

/** A certificate's name or fingerprint in one spelling. */
export function certificateKey(text: string): string {
  const bare = text.replace(/^sha256:/i, '').replaceAll(':', '')
  return (/^[0-9a-f]{64}$/i.test(bare) ? bare : text).toLowerCase()
}

/** An address in one spelling: without zone, IPv4-mapped addresses as IPv4, IPv6 shortened. */
export function plainIp(text: string): string {
  const bare = text.replace(/%.*$/, '')
  return ipaddr.isValid(bare) ? ipaddr.process(bare).toString() : bare
}
