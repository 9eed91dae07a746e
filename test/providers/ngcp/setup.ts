/** A simulated NGCP over real HTTP and an adapter that talks to it. */
import { z } from 'zod'
import { type NgcpSettings, ngcpSettings } from '../../../src/config/providers/ngcp.ts'
import type { SecretRef } from '../../../src/config/schema-values.ts'
import { makeNgcp, openNgcpHttp } from '../../../src/providers/ngcp/adapter.ts'
import type { FaxProvider } from '../../../src/providers/provider.ts'
import { type Clock, systemClock } from '../../../src/runtime.ts'
import { SimulatedNetwork } from '../../../src/simulate/network.ts'
import { makeNgcpVendor, type NgcpVendor, type NgcpVendorOptions } from '../../../src/simulate/ngcp.ts'
import { type RunningSimulator, startSimulator } from '../../../src/simulate/simulator.ts'

export const PASSWORD = 'correct-horse-battery'
export const SUBSCRIBER = 3
const secret = z.string() as unknown as z.ZodType<string, SecretRef>
const TIMEOUTS = { connectMs: 1_000, answerMs: 300 }

/** The settings as the configuration would give them, with defaults. */
export function settingsOf(keys: Record<string, unknown>): NgcpSettings {
  return ngcpSettings(secret, z.string()).parse({
    type: 'ngcp',
    username: 'fax@pbx.example.com',
    password: PASSWORD,
    subscriberId: SUBSCRIBER,
    ...keys,
  })
}

export interface Opened {
  readonly provider: FaxProvider
  readonly simulator: RunningSimulator
  readonly network: SimulatedNetwork
  readonly vendor: NgcpVendor
  /** Another adapter at the same simulator. */
  with(keys: Record<string, unknown>): Promise<FaxProvider>
  close(): Promise<void>
}

export async function openNgcpAt(
  keys: Record<string, unknown> = {},
  vendorOptions: Partial<NgcpVendorOptions> = {},
  clock: Clock = systemClock,
): Promise<Opened> {
  const network = new SimulatedNetwork({ clock, ledgerFile: null, secondsPerPage: 0.02, slowSeconds: 0.1 })
  const vendor = makeNgcpVendor({
    network,
    username: 'fax@pbx.example.com',
    password: PASSWORD,
    subscriberId: SUBSCRIBER,
    ...vendorOptions,
  })
  const simulator = await startSimulator(vendor, '127.0.0.1', 0)
  const closers: (() => Promise<void>)[] = []
  const open = async (more: Record<string, unknown>) => {
    const settings = settingsOf({ baseUrl: `${simulator.url}/api/`, ...keys, ...more })
    const http = await openNgcpHttp(settings, { clock, timeouts: TIMEOUTS })
    closers.push(() => http.close())
    return makeNgcp({ settings, http, clock })
  }
  return {
    provider: await open({}),
    simulator,
    network,
    vendor,
    with: open,
    async close() {
      await simulator.stop()
      for (const one of closers) await one()
    },
  }
}
