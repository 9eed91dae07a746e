/** A simulated UCX over real HTTP and an adapter that talks to it. */
import { z } from 'zod'
import { type UcxSettings, ucxSettings } from '../../../src/config/providers/ucx.ts'
import type { SecretRef } from '../../../src/config/schema-values.ts'
import type { FaxNumber } from '../../../src/fax/fax-number.ts'
import type { EpochMs } from '../../../src/fax/id.ts'
import { makeHttp } from '../../../src/providers/http.ts'
import type { FaxProvider, SubmittedFax } from '../../../src/providers/provider.ts'
import { apiAddress, makeUcx } from '../../../src/providers/ucx/adapter.ts'
import { UcxClient } from '../../../src/providers/ucx/calls.ts'
import { type Clock, systemClock } from '../../../src/runtime.ts'
import { SimulatedNetwork } from '../../../src/simulate/network.ts'
import { type RunningSimulator, startSimulator, type Vendor } from '../../../src/simulate/simulator.ts'
import { makeUcxVendor, type UcxVendor, type UcxVendorOptions } from '../../../src/simulate/ucx.ts'

export const CLIENT_ID = 'fax-client'
export const SECRET = 'correct-horse-battery'
/** In no error and no log. */
export const SECRETS = [SECRET, Buffer.from(`${CLIENT_ID}:${SECRET}`).toString('base64')]
export const signal = new AbortController().signal
const TIMEOUTS = { connectMs: 1_000, answerMs: 300 }
const secret = z.string() as unknown as z.ZodType<string, SecretRef>

export const schema = ucxSettings(secret, z.string())

/** The settings as the configuration would give them, with defaults. */
export function settingsOf(keys: Record<string, unknown>): UcxSettings {
  return schema.parse({
    type: 'ucx',
    baseUrl: 'https://ucx.example.com',
    clientId: CLIENT_ID,
    clientSecret: SECRET,
    faxId: 2,
    faxes: [
      { id: 1, number: '+14695551111' },
      { id: 2, number: '+15555550100' },
    ],
    ...keys,
  })
}

export interface Connected {
  readonly provider: FaxProvider
  readonly client: UcxClient
  close(): Promise<void>
}

/** An adapter, and its client for looking deeper. */
export function connect(keys: Record<string, unknown>, clock: Clock = systemClock): Connected {
  const settings = settingsOf(keys)
  const { clientId, clientSecret } = settings
  const http = makeHttp({
    baseUrl: apiAddress(settings.baseUrl),
    clock,
    secrets: [clientSecret],
    timeouts: TIMEOUTS,
  })
  return {
    provider: makeUcx({ settings, http, clock }),
    client: new UcxClient({ http, clock, clientId, clientSecret }),
    close: () => http.close(),
  }
}

export interface OpenedUcx extends Connected {
  readonly vendor: UcxVendor
  readonly simulator: RunningSimulator
  readonly network: SimulatedNetwork
  with(keys: Record<string, unknown>): FaxProvider
  /** Paths of all requests so far, without the part that all have: `GET jobstatus`. */
  calls(): string[]
}

export interface OpenOptions {
  readonly keys?: Record<string, unknown>
  readonly vendor?: Partial<UcxVendorOptions>
  readonly clock?: Clock
}

export async function openUcxAt({
  keys = {},
  vendor: more = {},
  clock = systemClock,
}: OpenOptions = {}): Promise<OpenedUcx> {
  const network = new SimulatedNetwork({ clock, ledgerFile: null, secondsPerPage: 0.02, slowSeconds: 0.1 })
  const vendor = makeUcxVendor({
    network,
    clientId: CLIENT_ID,
    clientSecret: SECRET,
    uncountedPages: 2,
    ...more,
  })
  const simulator = await startSimulator(vendor, '127.0.0.1', 0)
  const opened: Connected[] = []
  const open = (each: Record<string, unknown>) => {
    const one = connect({ baseUrl: simulator.url, ...keys, ...each }, clock)
    opened.push(one)
    return one
  }
  const { provider, client } = open({})
  return {
    provider,
    client,
    vendor,
    simulator,
    network,
    with: each => open(each).provider,
    calls: () =>
      simulator.requests.map(
        ({ request }) => `${request.method} ${request.path.replace('/restv1/efax/', '')}`,
      ),
    async close() {
      await simulator.stop()
      for (const one of opened) await one.close()
    },
  }
}

/** An adapter at a vendor that answers whatever the test says. */
export async function openAt(vendor: Vendor, keys: Record<string, unknown> = {}) {
  const simulator = await startSimulator(vendor, '127.0.0.1', 0)
  const connected = connect({ baseUrl: simulator.url, ...keys })
  return {
    ...connected,
    simulator,
    async close() {
      await simulator.stop()
      await connected.close()
    },
  }
}

/** A fax that was handed over, or perhaps not. */
export function aFax(more: Partial<SubmittedFax> = {}): SubmittedFax {
  return {
    reference: 'att_01hzzzzzzzzzzzzzzzzzzzzzzz',
    providerRef: 'TX82',
    to: '+14695550101' as FaxNumber,
    pageCount: 2,
    submittedAt: Date.UTC(2026, 10, 21, 8, 0, 0) as EpochMs,
    watermark: 'TX81',
    ...more,
  }
}

/** What a rejected promise was rejected with; null when it was not. */
export const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { code: string; kind: string; message: string; detail: unknown; retryAt: number | null }) =>
      error,
  )
