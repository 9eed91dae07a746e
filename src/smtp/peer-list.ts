/** Who may connect to a listener at all, by address. In charge of matching only; the configuration has checked the list. */
import ipaddr from 'ipaddr.js'

/** A test for addresses in the spelling of plainIp. An empty list lets everybody in. */
export function makePeerList(peers: readonly string[]): (address: string) => boolean {
  if (peers.length === 0) return () => true
  const networks = peers.map(text => (text.includes('/') ? ipaddr.parseCIDR(text) : single(text)))
  return address => {
    if (!ipaddr.isValid(address)) return false
    const peer = ipaddr.process(address)
    return networks.some(([base, bits]) => peer.kind() === base.kind() && peer.match(base, bits))
  }
}

function single(text: string): [ReturnType<typeof ipaddr.parse>, number] {
  const address = ipaddr.process(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}
