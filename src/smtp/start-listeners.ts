/** Opens all listeners, in order, and says where they are. */
import type { Listener } from './listener.ts'

/** Gives name → address. `onStarted` is told of each, so that those already open are closed when a later one fails. */
export async function startListeners(
  listeners: readonly Listener[],
  onStarted: (listener: Listener) => void,
): Promise<Record<string, string>> {
  const addresses: Record<string, string> = {}
  for (const listener of listeners) {
    const { address, port } = await listener.start()
    onStarted(listener)
    addresses[listener.name] = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
  }
  return addresses
}
