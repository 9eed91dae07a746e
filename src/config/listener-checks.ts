/**
 * The fence around what is only for old devices in the own network: a listener that speaks broken TLS, or takes
 * passwords in clear, must not be reachable from outside. RFC 1918, RFC 4193, loopback and link-local addresses count
 * as own.
 */
import ipaddr from 'ipaddr.js'
import type { Finding } from './explain.ts'
import type { ListenerConfig } from './schema.ts'

type Say = (path: Finding['path'], text: string) => void

const LOCAL = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
].map(network => ipaddr.parseCIDR(network))

/** Is the whole of this address or network inside the own network? `localhost` is, any other name is not. */
export function isLocal(text: string): boolean {
  if (text === 'localhost') return true
  if (!ipaddr.isValid(text) && !ipaddr.isValidCIDR(text)) return false
  const [base, bits] = text.includes('/') ? ipaddr.parseCIDR(text) : [ipaddr.process(text), 128]
  return LOCAL.some(([own, ownBits]) => {
    return own.kind() === base.kind() && bits >= ownBits && base.match(own, ownBits)
  })
}

/** Never leaves the machine. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || (ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback')

export function checkProfile(listener: ListenerConfig, path: Finding['path'], wrong: Say, warn: Say): void {
  const { profile, listen, peers, insecureAuth } = listener
  const host = listen.slice(0, listen.lastIndexOf(':')).replace(/^\[|\]$/g, '')
  if (profile === 'standard') {
    if (insecureAuth && !isLoopback(host))
      wrong(
        [...path, 'insecureAuth'],
        'only with profile: legacy (and its peers), or on 127.0.0.1: anybody on the way could read the passwords',
      )
    return
  }
  warn([...path, 'profile'], 'old TLS and sloppy mail are taken here: keep the list of peers short')
  if (listen.startsWith('fd:') || !isLocal(host))
    wrong(
      [...path, 'listen'],
      `profile: legacy listens on one address of the own network only, for example 192.168.0.5:2525; here is "${listen}"`,
    )
  if (peers.length === 0)
    wrong(
      [...path, 'peers'],
      'profile: legacy needs the addresses of the devices: write "peers: [192.168.0.7]"',
    )
  peers.forEach((peer, i) => {
    if (!isLocal(peer))
      wrong(
        [...path, 'peers', i],
        `profile: legacy takes peers of the own network only (10.…, 172.16.…, 192.168.…, fd…); here is "${peer}"`,
      )
  })
}
