/**
 * Which addresses a call to the outside may reach: public ones, and networks that the configuration allows. A name is
 * resolved once, every answer is checked, and the connection goes to a checked address, so that a name that changes its
 * mind leads nowhere. Addresses in which another one is hidden (NAT64, 6to4, mapped) are not public.
 */
import { lookup as resolveName } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

type Address = ReturnType<typeof ipaddr.parse>

/** RFC 4291 §2.4: what is in use as global unicast today. */
const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number]
/** Special blocks (RFC 6890 and after) that the library counts as ordinary ones. */
const SPECIAL = [
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
].map(text => ipaddr.parseCIDR(text))

/** May the address be reached? `allow`: networks of one's own. What is no address may not. */
export function mayReach(text: string, allow: readonly string[]): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.process(text)
  return allow.some(network => isIn(address, network)) || isPublic(address)
}

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false
  if (address instanceof ipaddr.IPv6 && !address.match(GLOBAL_V6)) return false
  return !SPECIAL.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits))
}

function isIn(address: Address, network: string): boolean {
  const [base, bits] = network.includes('/') ? ipaddr.parseCIDR(network) : [ipaddr.process(network), null]
  const full = base.kind() === 'ipv4' ? 32 : 128
  return base.kind() === address.kind() && address.match(base, bits ?? full)
}

export type Resolve = (
  host: string,
  done: (
    error: Error | null,
    addresses: readonly { readonly address: string; readonly family: number }[],
  ) => void,
) => void

const systemResolve: Resolve = (host, done) =>
  resolveName(host, { all: true, verbatim: true }, (error, addresses) => done(error, addresses ?? []))

/** For `net.connect`: gives checked addresses only, and fails when a single one may not be reached. */
export function guardedLookup(allow: readonly string[], resolve: Resolve = systemResolve): LookupFunction {
  return (host, options, done) => {
    resolve(host, (error, addresses) => {
      const bad = addresses.find(({ address }) => !mayReach(address, allow))
      const [first] = addresses
      if (error !== null || first === undefined)
        return done(error ?? new Error(`${host} has no address`), '', 4)
      if (bad !== undefined)
        return done(new Error(`${host} leads to ${bad.address}, which is not public and not allowed`), '', 4)
      if (options.all === true) return done(null, [...addresses])
      return done(null, first.address, first.family)
    })
  }
}
