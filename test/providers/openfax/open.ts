/** An Openfax adapter that talks to a fresh simulated Openfax over real HTTP. */
import { z } from 'zod'
import { type OpenfaxSettings, openfaxSettings } from '../../../src/config/providers/openfax.ts'
import type { SecretRef } from '../../../src/config/schema-values.ts'
import type { BridgeError } from '../../../src/fax/error.ts'
import { openOpenfax } from '../../../src/providers/openfax/adapter.ts'
import type { FaxProvider, SubmitRequest, SubmittedFax } from '../../../src/providers/provider.ts'
import { type Clock, silentLogger, systemClock } from '../../../src/runtime.ts'
import { SimulatedNetwork } from '../../../src/simulate/network.ts'
import {
  makeOpenfaxVendor,
  type OpenfaxVendor,
  type OpenfaxVendorOptions,
} from '../../../src/simulate/openfax.ts'
import {
  type RunningSimulator,
  type SimReply,
  type SimRequest,
  startSimulator,
} from '../../../src/simulate/simulator.ts'

export const ACCOUNT = '123456789'
export const KEY = 'IEYRtw2cd8aGa54-not-a-real-key'

const schema = openfaxSettings(z.custom<SecretRef>().transform(String), z.string())

/** Settings as the configuration would give them. */
export const settingsWith = (more: Readonly<Record<string, unknown>> = {}): OpenfaxSettings =>
  schema.parse({ type: 'openfax', accountId: ACCOUNT, apiKey: KEY, ...more })

export interface Opened {
  readonly provider: FaxProvider
  readonly simulator: RunningSimulator
  readonly network: SimulatedNetwork
  readonly vendor: OpenfaxVendor
  /** Another adapter on the same simulator. */
  again(more: Readonly<Record<string, unknown>>): FaxProvider
}

export interface OpenWith {
  readonly settings?: Readonly<Record<string, unknown>>
  readonly vendor?: Partial<OpenfaxVendorOptions>
  readonly clock?: Clock
}

/** A call takes well under a second; a hang is noticed after 300 ms. */
export async function openWith({
  settings = {},
  vendor: vendorOptions = {},
  clock = systemClock,
}: OpenWith = {}): Promise<Opened> {
  const network = new SimulatedNetwork({ clock, ledgerFile: null, secondsPerPage: 0.02, slowSeconds: 1 })
  const vendor = makeOpenfaxVendor({
    network,
    accountId: ACCOUNT,
    apiKey: KEY,
    redials: 0,
    numbers: ['5555550100'],
    ...vendorOptions,
  })
  const simulator = await startSimulator(vendor, '127.0.0.1', 0)
  const timeouts = { connectMs: 300, answerMs: 300 }
  const again = (more: Readonly<Record<string, unknown>>) =>
    openOpenfax(settingsWith({ baseUrl: simulator.url, ...settings, ...more }), {
      clock,
      log: silentLogger,
      timeouts,
    })
  return { provider: again({}), simulator, network, vendor, again }
}

/** An adapter whose vendor answers whatever the test says. */
export async function openScripted(
  answer: (request: SimRequest) => SimReply,
  settings: Readonly<Record<string, unknown>> = {},
  clock: Clock = systemClock,
): Promise<{ readonly provider: FaxProvider; readonly simulator: RunningSimulator }> {
  const simulator = await startSimulator({ answer: async request => answer(request) }, '127.0.0.1', 0)
  const provider = openOpenfax(settingsWith({ baseUrl: simulator.url, ...settings }), {
    clock,
    log: silentLogger,
    timeouts: { connectMs: 300, answerMs: 2_000 },
  })
  return { provider, simulator }
}

/** The fax of a request as the daemon keeps it. */
export function faxOf(request: SubmitRequest, more: Partial<SubmittedFax> = {}): SubmittedFax {
  const { reference, to } = request
  return {
    reference,
    to,
    pageCount: 2,
    submittedAt: systemClock.now(),
    providerRef: null,
    watermark: null,
    ...more,
  }
}

/** What a promise is rejected with; fails when it is not. */
export async function rejection(work: Promise<unknown>): Promise<BridgeError> {
  try {
    await work
  } catch (error) {
    return error as BridgeError
  }
  throw new Error('it was not rejected')
}

export const signal = new AbortController().signal
