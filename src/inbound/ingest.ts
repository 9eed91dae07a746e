/**
 * Step 1, ingest: learns of received faxes by asking every provider that can be asked, in its own rhythm. A fax is
 * written down once, by account, provider's id and time of reception; only what was written down is fetched. Nothing is
 * acknowledged here.
 */
import type { InboundFax, InboundListing } from '../fax/inbound-fax.ts'
import type { FaxProvider, InboundSource } from '../providers/provider.ts'
import { type InboundDeps, line } from './steps.ts'

/** A provider that does not answer is asked again after its interval times this, at most. */
const SLOWEST_FACTOR = 60

export interface Ingest {
  start(): void
  /** Lists this account now: a webhook said that a fax came in. */
  look(account: string): void
  stop(): Promise<void>
}

export function makeIngest(deps: InboundDeps): Ingest {
  const stop = new AbortController()
  const wakers = new Map<string, () => void>()
  let loops: Promise<void>[] = []
  return {
    look: account => wakers.get(account)?.(),
    start() {
      loops = [...deps.providers].flatMap(([account, provider]) => {
        const { inbound } = provider as FaxProvider
        return inbound === undefined ? [] : [poll(deps, account, inbound, stop.signal, wakers)]
      })
    },
    async stop() {
      stop.abort()
      await Promise.all(loops)
    },
  }
}

async function poll(
  deps: InboundDeps,
  account: string,
  source: InboundSource,
  signal: AbortSignal,
  wakers: Map<string, () => void>,
): Promise<void> {
  const { clock, log } = deps.runtime
  let failures = 0
  while (!signal.aborted) {
    const { pollSeconds } = deps.config.current.inbound
    const interval = pollSeconds === undefined ? source.pollMs : pollSeconds * 1000
    try {
      const listings = await source.list(signal)
      for (const listing of listings) await see(deps, account, listing)
      failures = 0
    } catch (error) {
      if (signal.aborted) return
      failures++
      log.warn({ account, failures, error }, 'received faxes could not be listed')
    }
    const nap = new AbortController()
    wakers.set(account, () => nap.abort())
    await clock.sleep(
      interval * Math.min(SLOWEST_FACTOR, 2 ** failures),
      AbortSignal.any([signal, nap.signal]),
    )
  }
}

/** Writes a listed fax down, unless it is known. Gives true when it is new. */
export async function see(deps: InboundDeps, account: string, listing: InboundListing): Promise<boolean> {
  const id = deps.runtime.ids.next('inb')
  const seenAt = deps.runtime.clock.now()
  const fax: InboundFax = {
    ...listing,
    id,
    account,
    seenAt,
    state: 'seen',
    subscriberId: null,
    raw: null,
    format: null,
    sha256: null,
    version: 0,
  }
  const text = `The provider ${account} has a fax for ${listing.calledNumber ?? 'an unknown number'}.`
  const isNew = await deps.store.addInbound(
    fax,
    [{ kind: 'fetch', subjectId: id, runAt: seenAt }],
    line(deps, 'seen', text, { providerId: listing.providerId }),
  )
  deps.runtime.checkpoint('inbound-seen')
  if (isNew) deps.kick()
  return isNew
}
