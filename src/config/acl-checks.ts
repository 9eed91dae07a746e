/**
 * Mistakes in what proves a sender: patterns that cannot be used or that let everybody in by accident, proofs that
 * nobody can bring, relays that are trusted too widely. Not in charge of what each single key may hold (the schema).
 */
import ipaddr from 'ipaddr.js'
import { RE2JS } from 're2js'
import { type AclKind, aclKind, effectivePattern, isHostName } from '../fax/acl-pattern.ts'
import { regexProblem } from '../matching/text-matcher.ts'
import type { Finding } from './explain.ts'
import type { AclEntry, Config, SubscriberConfig } from './schema.ts'

type Path = Finding['path']
type Say = (path: Path, text: string) => void

/** Values that have nothing in common: what fits all of them fits everything. */
export const ANYBODY = {
  from_email: ['a@b.test', 'x-7.q@sub.example.com', 'Zoe+1@other.example'],
  received_from: ['192.0.2.7', '10.203.4.51', '2001:db8::7'],
}

/** Checks one subscriber's access list and what goes with it. */
export function checkSenders(subscriber: SubscriberConfig, path: Path, wrong: Say, warn: Say): void {
  subscriber.acl.forEach((entry, i) => {
    const at = [...path, 'acl', i]
    const kind = aclKind(entry)
    if (kind === null) {
      wrong(
        [...at, 'kind'],
        `kind: ${entry.kind} and use_regex: ${entry.use_regex} contradict: remove use_regex`,
      )
      return
    }
    if (kind === 'exact') checkExact(entry, at, wrong, warn)
    else checkPatterns(entry, kind, at, wrong, warn)
    checkOpenDoor(entry, kind, at, warn)
    checkNeeds(entry, subscriber, at, wrong, warn)
  })
  if (subscriber.allow_unproven_from)
    warn([...path, 'allow_unproven_from'], 'anyone who knows an address can send faxes')
}

function checkExact(entry: AclEntry, path: Path, wrong: Say, warn: Say): void {
  const { from_email: from, received_from: peer, destination } = entry
  if (from?.includes('*'))
    warn([...path, 'from_email'], `no address is "${from}": write kind: glob if * is to mean any text`)
  if (peer && !ipaddr.isValid(peer) && !ipaddr.isValidCIDR(peer) && !isHostName(peer))
    wrong(
      [...path, 'received_from'],
      `write an address, a network or a host name, such as 192.0.2.7, 192.0.2.0/24 or mfp1.lan; here is "${peer}"`,
    )
  if (destination && !/^\+?[0-9]{1,15}$/.test(destination))
    wrong(
      [...path, 'destination'],
      `write the number with country code, digits only: "15555551212"; here is "${destination}"`,
    )
}

function checkPatterns(entry: AclEntry, kind: AclKind, path: Path, wrong: Say, warn: Say): void {
  for (const key of ['from_email', 'received_from', 'destination'] as const) {
    const text = entry[key]
    if (!text) continue
    // Both forms must compile: "a)(b" only does once it is wrapped.
    const problem =
      (kind === 'regex' ? regexProblem(text) : null) ?? regexProblem(effectivePattern(kind, text))
    if (problem !== null) wrong([...path, key], `this regular expression cannot be used: ${problem}`)
  }
  if (kind === 'regex' && /^\^?(?:\\\+|\[\+\])/.test(entry.destination ?? ''))
    warn([...path, 'destination'], 'it never matches: numbers are compared without plus')
  const { received_from: peer } = entry
  if (peer && kind === 'glob' && ipaddr.isValidCIDR(peer))
    warn(
      [...path, 'received_from'],
      'it never matches: a network needs kind: exact. With kind: glob write a pattern, such as 192.0.2.*',
    )
}

/** Who may send to any number is often meant; that anybody may send from anywhere hardly ever. */
function checkOpenDoor(entry: AclEntry, kind: AclKind, path: Path, warn: Say): void {
  const { from_email: from, received_from: peer, destination } = entry
  if (!from && !peer && !destination) {
    warn(path, 'this entry has no condition: it fits every mail from everywhere to every number')
    return
  }
  const open = 'this fits every value: leave it empty if that is meant'
  for (const key of ['from_email', 'received_from'] as const) {
    if (fitsAnybody(kind, entry[key], ANYBODY[key])) warn([...path, key], open)
  }
  if (kind === 'exact' && peer && /\/0+$/.test(peer)) warn([...path, 'received_from'], open)
}

/** Does it fit every one of `values`, whatever stands for anybody? */
export function fitsAnybody(kind: AclKind, text: string | null, values: readonly string[]): boolean {
  if (!text || kind === 'exact') return false
  const pattern = effectivePattern(kind, text)
  if (regexProblem(pattern) !== null) return false
  const compiled = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE)
  return values.every(value => compiled.matches(value))
}

function checkNeeds(
  { needs, from_email: from, received_from: peer }: AclEntry,
  { allow_unproven_from: unproven, secret_key: key, logins, certificates }: SubscriberConfig,
  path: Path,
  wrong: Say,
  warn: Say,
): void {
  const at = [...path, 'needs']
  if (needs === undefined) return
  if (needs.includes('from') && !unproven)
    wrong(
      at,
      'From alone proves nothing: remove "from", or write allow_unproven_from: true if you accept that',
    )
  const vouches = needs.filter(need => need === 'domain' || need === 'relay')
  if (vouches.length > 0 && !from)
    wrong(at, `"${vouches.join('" and "')}" can vouch for a sender only: write whose mail in from_email`)
  const bare = [
    needs.includes('auth') && logins.length === 0 ? '"auth" needs logins' : '',
    needs.includes('certificate') && certificates.length === 0 ? '"certificate" needs certificates' : '',
    needs.includes('peer') && !peer ? '"peer" needs received_from' : '',
    needs.includes('key') && key === null ? '"key" needs a secret_key' : '',
  ].filter(text => text !== '')
  const possible = needs.length - bare.length
  if (bare.length > 0)
    warn(at, `${bare.join(', ')}: ${possible === 0 ? 'nobody can send by this entry' : 'there is none'}`)
}

/** A certificate must be asked for before anybody can show one. */
export function checkCertificates({ smtp, subscribers }: Config, warn: Say): void {
  smtp.listeners.forEach(({ tls, clientCa }, i) => {
    if (tls === 'off' && clientCa !== undefined)
      warn(['smtp', 'listeners', i, 'clientCa'], 'without TLS nobody shows a certificate: set tls')
  })
  const asked = smtp.listeners.some(({ tls, clientCa }) => tls !== 'off' && clientCa !== undefined)
  subscribers.forEach(({ certificates }, i) => {
    if (certificates.length > 0 && !asked)
      warn(['subscribers', i, 'certificates'], 'no listener asks for certificates: set its clientCa')
  })
}

/** Whoever is in these lists can say where a mail comes from and who wrote it. */
export function checkRelaysOfOurOwn(config: Config, wrong: Say, warn: Say): void {
  const { trustedRelays, authenticationResults: results } = config.smtp
  const lists = [
    { networks: trustedRelays, path: ['smtp', 'trustedRelays'] },
    { networks: results.peers, path: ['smtp', 'authenticationResults', 'peers'] },
  ]
  for (const { networks, path } of lists) {
    networks.forEach((network, i) => {
      if (/\/0+$/.test(network)) warn([...path, i], 'everybody is trusted to say where a mail comes from')
    })
  }
  const at = ['smtp', 'authenticationResults']
  if (results.servers.length > 0 && results.peers.length === 0)
    wrong([...at, 'servers'], 'nobody is believed: write the addresses of these relays in peers')
  if (results.peers.length > 0 && results.servers.length === 0)
    wrong([...at, 'peers'], 'nothing is believed: write the names that these relays use in servers')
  const asks = config.subscribers.some(({ acl }) => acl.some(({ needs }) => needs?.includes('relay')))
  if (asks && results.servers.length === 0)
    warn(at, 'an acl entry needs "relay", but no relay is believed: write servers and peers')
}
