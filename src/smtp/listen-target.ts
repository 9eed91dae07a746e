/** Where a listener of the configuration listens: an address, or a socket that systemd has opened. */
import type { ListenerConfig } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'

/** What is needed of a listener. `sockets`: name → file descriptor. */
export interface ListenTarget {
  readonly listener: ListenerConfig
  readonly sockets?: ReadonlyMap<string, number>
}

/** Throws E_CONFIG when systemd gave no socket of that name. */
export function whereToListen({
  listener,
  sockets,
}: ListenTarget): { fd: number } | { host: string; port: number } {
  if (listener.listen.startsWith('fd:')) {
    const name = listener.listen.slice('fd:'.length)
    const fd = sockets?.get(name)
    if (fd !== undefined) return { fd }
    throw new BridgeError('E_CONFIG', {
      say: `Listener ${listener.name}: systemd gave no socket named ${name}.`,
    })
  }
  const cut = listener.listen.lastIndexOf(':')
  const host = listener.listen.slice(0, cut).replace(/^\[|\]$/g, '')
  return { host, port: Number(listener.listen.slice(cut + 1)) }
}
