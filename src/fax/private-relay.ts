/** Is what we say to the relay read by nobody on the way? Asked when the configuration is checked, and before every secret. */

/** On this machine nothing crosses a network. `host`: without brackets. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

interface Reach {
  readonly url: string
  readonly tls: string
}

/** TLS is certain, or the relay is on this machine. `url` as in relay.url, `tls` as in relay.tls. */
export function isPrivateRelay({ url, tls }: Reach): boolean {
  const { protocol, hostname } = new URL(url)
  // lmtp:///PATH is a socket of this machine.
  if (hostname === '') return true
  // auto: TLS is not needed on loopback only; required: everywhere.
  return protocol === 'smtps:' || tls !== 'off' || isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'))
}

/** Is there one among all relays that may be told a secret? The others are passed over for such a mail. */
export function hasPrivateRelay(relay: Reach & { readonly fallback?: readonly Reach[] }): boolean {
  return [relay, ...(relay.fallback ?? [])].some(isPrivateRelay)
}
