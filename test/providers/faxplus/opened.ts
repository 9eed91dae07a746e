/** A simulated FAX.PLUS over real HTTP with an adapter that talks to it, for the tests of this folder. */
import { z } from 'zod'
import { type FaxplusSettings, faxplusSettings } from '../../../src/config/providers/faxplus.ts'
import type { FaxNumber } from '../../../src/fax/fax-number.ts'
import type { EpochMs } from '../../../src/fax/id.ts'
import { type FaxplusProvider, openFaxplus } from '../../../src/providers/faxplus/adapter.ts'
import type { SubmitRequest, SubmittedFax } from '../../../src/providers/provider.ts'
import { type Clock, type Logger, silentLogger, systemClock } from '../../../src/runtime.ts'
import {
  type FaxplusVendor,
  type FaxplusVendorOptions,
  makeFaxplusVendor,
} from '../../../src/simulate/faxplus.ts'
import { SimulatedNetwork } from '../../../src/simulate/network.ts'
import {
  type RunningSimulator,
  type SimReply,
  type SimRequest,
  startSimulator,
} from '../../../src/simulate/simulator.ts'

export const TOKEN = 'alohi_pat_very-secret-token'
export const OAUTH = {
  clientId: 'APIK-client',
  clientSecret: 'oauth-client-secret',
  refreshToken: 'oauth-refresh-token',
}
export const SECRETS = [TOKEN, OAUTH.clientSecret, OAUTH.refreshToken]
export const signal = new AbortController().signal

export interface Opened {
  readonly vendor: FaxplusVendor
  readonly network: SimulatedNetwork
  readonly simulator: RunningSimulator
  readonly settings: FaxplusSettings
  readonly provider: FaxplusProvider
  /** Another adapter with other settings, at the same simulator. */
  provide(change: Readonly<Record<string, unknown>>): FaxplusProvider
  close(): Promise<void>
}

export interface OpenOptions {
  readonly clock?: Clock
  readonly log?: Logger
  readonly settings?: Readonly<Record<string, unknown>>
  readonly vendor?: Partial<FaxplusVendorOptions>
  /** Answers in place of the vendor; null: the vendor answers. */
  readonly answer?: (request: SimRequest) => SimReply | null
}

export function settingsOf(values: Readonly<Record<string, unknown>>): FaxplusSettings {
  const secret = z.string() as unknown as z.ZodType<string, string>
  return faxplusSettings(secret, z.string()).parse({ type: 'faxplus', ...values })
}

export async function open(options: OpenOptions = {}): Promise<Opened> {
  const { clock = systemClock, log = silentLogger } = options
  const network = new SimulatedNetwork({ clock, ledgerFile: null, secondsPerPage: 0.02, slowSeconds: 1 })
  const vendor = makeFaxplusVendor({
    network,
    credentials: { token: TOKEN },
    countPages: () => 2,
    ...options.vendor,
  })
  const simulator = await startSimulator(
    { answer: async request => options.answer?.(request) ?? vendor.answer(request) },
    '127.0.0.1',
    0,
  )
  const base = { token: TOKEN, baseUrl: `${simulator.url}/v3`, ...options.settings }
  const provide = (change: Readonly<Record<string, unknown>>) =>
    openFaxplus(settingsOf({ ...base, ...change }), {
      clock,
      log,
      timeouts: { connectMs: 1_000, answerMs: 300 },
    })
  return {
    vendor,
    network,
    simulator,
    settings: settingsOf(base),
    provider: provide({}),
    provide,
    close: () => simulator.stop(),
  }
}

export function oauthAt(simulatorUrl: string): Record<string, unknown> {
  return { token: undefined, oauth: { ...OAUTH, tokenUrl: `${simulatorUrl}/token` } }
}

export const PDF = Buffer.from('%PDF-1.4\nreceived\n%%EOF\n')
export const TIFF = Buffer.from('II*\0pages', 'latin1')

export function request(to: string, change: Partial<SubmitRequest> = {}): SubmitRequest {
  return {
    reference: 'att_01hzzzzzzzzzzzzzzzzzzzzzzz',
    to: to as FaxNumber,
    from: '+15555550100' as FaxNumber,
    pages: { pageCount: 2, resolution: 'fine', bytes: async format => (format === 'pdf' ? PDF : TIFF) },
    ...change,
  }
}

export function faxOf(
  own: SubmitRequest,
  providerRef: string | null,
  submittedAt = Date.now(),
): SubmittedFax {
  const { reference, to, pages } = own
  return {
    reference,
    providerRef,
    to,
    pageCount: pages.pageCount,
    submittedAt: submittedAt as EpochMs,
    watermark: null,
  }
}

/** Submits and gives the fax as the daemon would know it. */
export async function sent(provider: FaxplusProvider, to: string, now = Date.now()): Promise<SubmittedFax> {
  const own = request(to)
  const reply = await provider.submit(own, signal)
  if (reply.kind !== 'taken') throw new Error(`not taken: ${JSON.stringify(reply)}`)
  return faxOf(own, reply.providerRef, now)
}

export const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { code: string; kind: string; message: string; detail: unknown; cause: unknown }) => error,
  )
