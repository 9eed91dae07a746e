/**
 * The part of the composition root that counts: store, renderer, providers and relay as before, with every change told to
 * the metrics. In charge of what is counted when; no step knows of it, and none waits for it.
 */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Renderer } from './documents/render/renderer.ts'
import { type FaxJob, isFinal } from './fax/job.ts'
import type { Metrics } from './http/metrics.ts'
import type { RelayCall } from './mail/observed-relay.ts'
import { type ProviderCall, resultOf } from './providers/observed.ts'
import type { Clock } from './runtime.ts'
import type { Store } from './store/store.ts'

const steady = () => performance.now()

/** The store, with what becomes of faxes counted after each commit. */
export function meteredStore(store: Store, metrics: Metrics): Store {
  return {
    ...store,
    async accept(acceptance) {
      const began = steady()
      const accepted = await store.accept(acceptance)
      metrics.observe('faxbridge_accept_seconds', (steady() - began) / 1000)
      if (!accepted.repeat) metrics.count('faxbridge_faxes_accepted_total', {}, acceptance.jobs.length)
      return accepted
    },
    async change(id, decide) {
      let before: FaxJob | null = null
      const change = await store.change(id, job => {
        before = job
        return decide(job)
      })
      // A correction changes a fax that has ended: it ends once.
      if (change !== null && isFinal(change.job.state) && !hasEnded(before)) ended(change.job, metrics)
      return change
    },
    async addInbound(listed) {
      const added = await store.addInbound(listed)
      listed.forEach(({ fax }, i) => {
        if (added[i] === true) metrics.count('faxbridge_received_total', { account: fax.account })
      })
      return added
    },
    async changeInbound(id, decide) {
      let state = ''
      const change = await store.changeInbound(id, fax => {
        state = fax.state
        return decide(fax)
      })
      if (change !== null && change.fax.state === 'delivered' && state === 'routed') {
        const seconds = (change.history.at - change.fax.seenAt) / 1000
        metrics.observe('faxbridge_received_to_delivered_seconds', seconds)
      }
      return change
    },
  }
}

const hasEnded = (job: FaxJob | null): boolean => job !== null && isFinal(job.state)

function ended(job: FaxJob, metrics: Metrics): void {
  const { state, failure, attempt, outcome, createdAt, endedAt } = job
  const account = attempt?.account ?? ''
  metrics.count('faxbridge_faxes_ended_total', { state, failure: failure ?? '', account })
  if (endedAt === null) return
  metrics.observe('faxbridge_fax_seconds', (endedAt - createdAt) / 1000, { state })
  if (attempt === null) return
  metrics.observe('faxbridge_hand_over_to_end_seconds', (endedAt - attempt.startedAt) / 1000, { account })
  if (outcome?.kind !== 'delivered') return
  metrics.count('faxbridge_pages_delivered_total', { account }, outcome.pagesSent)
  if (outcome.callSeconds !== null)
    metrics.count('faxbridge_line_seconds_total', { account }, Math.max(0, outcome.callSeconds))
}

/** The renderer, with how long it takes. */
export function meteredRenderer<T extends Renderer>(renderer: T, metrics: Metrics): T {
  return {
    ...renderer,
    async render(...args: Parameters<Renderer['render']>) {
      const began = steady()
      const told = (result: string) =>
        metrics.observe('faxbridge_render_seconds', (steady() - began) / 1000, { result })
      try {
        const parts = await renderer.render(...args)
        told('ok')
        return parts
      } catch (error) {
        told('error')
        throw error
      }
    },
  }
}

export function countProviderCall(metrics: Metrics, { account, name, error, seconds }: ProviderCall): void {
  metrics.count('faxbridge_provider_calls_total', { account, call: name, result: resultOf(error) })
  metrics.observe('faxbridge_provider_call_seconds', seconds, { account })
}

export function countRelayCall(metrics: Metrics, { trouble }: RelayCall): void {
  metrics.count('faxbridge_relay_calls_total', { result: trouble ?? 'ok' })
}

/** Files are counted, not blocks; a walk through many thousand of them is not for every scrape. */
const WALK_MS = 60_000

/** Runs until the signal. */
export async function measureSpool(
  folder: string,
  { clock, metrics }: { readonly clock: Clock; readonly metrics: Metrics },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    metrics.set('faxbridge_spool_bytes', await bytesIn(folder))
    await clock.sleep(WALK_MS, signal)
  }
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  let bytes = 0
  for (const entry of entries) {
    if (!entry.isFile()) continue
    // One that is gone meanwhile counts for nothing.
    bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => null))?.size ?? 0
  }
  return bytes
}
