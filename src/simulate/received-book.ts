/**
 * Received faxes of a simulated vendor over a restart: they lie beside the ledger, and come back with the same ids and
 * times. One that was acknowledged before comes back as acknowledged, or is known to the daemon by its id.
 */
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SimulatedNetwork } from './network.ts'
import type { SimulatedVendor } from './vendors.ts'

interface KeptFax {
  readonly at: number
  readonly called: string
  readonly caller: string
  /** Base64. */
  readonly document: string
}

/** Gives the vendor with what was received before; `file`: append-only, null for none. */
export function withReceivedBook(
  vendor: SimulatedVendor,
  network: SimulatedNetwork,
  file: string | null,
): SimulatedVendor {
  if (file === null) return vendor
  for (const { at, document, ...call } of keptIn(file))
    network.replay(at, () => vendor.receive(Buffer.from(document, 'base64'), call))
  return {
    ...vendor,
    receive(document, { called, caller }) {
      const at = network.now
      const kept: KeptFax = { at, called, caller, document: document.toString('base64') }
      mkdirSync(dirname(file), { recursive: true })
      appendFileSync(file, `${JSON.stringify(kept)}\n`)
      network.replay(at, () => vendor.receive(document, { called, caller }))
    },
  }
}

function keptIn(file: string): readonly KeptFax[] {
  let text = ''
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return []
  }
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as KeptFax)
}
