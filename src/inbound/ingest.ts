/**
 * Step 1, ingest: learns of received faxes by asking every provider that can be asked, in its own rhythm, and at once
 * when a webhook says so. A fax is written down once, by account, provider's id, time and looks; only what was written
 * down is fetched. What was there before us, and what has no page, is filed. Nothing is acknowledged here.
 */
import { FILED_AS, type FiledAs, type InboundListing, NEW_INBOUND } from '../fax/inbound-fax.ts'
import type { NewTask } from '../fax/task.ts'
import type { FaxProvider, InboundSource } from '../providers/provider.ts'
import type { InboundAccount, ListedFax } from '../store/inbound-store.ts'
import { isOld } from './start-from.ts'
import { type InboundDeps, line } from './steps.ts'

/** A provider that does not answer is asked again after its interval times this, at most. */
const SLOWEST_FACTOR = 60
/** Listed faxes that are written down in one commit: a first listing may have tens of thousands. */
const BATCH = 200

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
    const nap = new AbortController()
    // Before the listing: a call that comes while it runs may be about a fax that it does not have.
    wakers.set(account, () => nap.abort())
    try {
      await seeAll(deps, account, await source.list(signal))
      failures = 0
    } catch (error) {
      if (signal.aborted) return
      failures++
      log.warn({ account, failures, error }, 'received faxes could not be listed')
    }
    await clock.sleep(
      interval * Math.min(SLOWEST_FACTOR, 2 ** failures),
      AbortSignal.any([signal, nap.signal]),
    )
  }
}

/** Writes down what is not known yet. Gives how many those are. */
export async function seeAll(
  deps: InboundDeps,
  account: string,
  listings: readonly InboundListing[],
): Promise<number> {
  const { store, runtime } = deps
  const source = await store.inboundAccount(account, runtime.clock.now())
  const filed: Partial<Record<FiledAs, number>> = {}
  let fresh = 0
  for (let i = 0; i < listings.length; i += BATCH) {
    const listed = listings.slice(i, i + BATCH).map(listing => newFax(deps, source, listing))
    const added = await store.addInbound(listed)
    const written = listed.filter((_, at) => added[at] === true)
    for (const { fax } of written) if (fax.filed !== null) filed[fax.filed] = (filed[fax.filed] ?? 0) + 1
    fresh += written.length
    runtime.checkpoint('inbound-seen')
    if (written.length > 0) deps.kick()
  }
  if (source.firstListedAt === null) await store.firstListed(account, runtime.clock.now())
  if (Object.keys(filed).length > 0)
    runtime.log.warn({ account, ...filed }, 'received faxes were filed: nobody gets them')
  return fresh
}

function newFax(deps: InboundDeps, source: InboundAccount, { empty = false, ...listing }: InboundListing) {
  const { account } = source
  const id = deps.runtime.ids.next('inb')
  const now = deps.runtime.clock.now()
  const { startFrom, acknowledgeOld } = deps.config.current.inbound
  const filed = isOld(listing, startFrom, source) ? 'old' : empty ? 'empty' : null
  const goesOn: NewTask[] = [{ kind: 'fetch', subjectId: id, runAt: now }]
  // An empty one is of no use to anybody; an old one may be wanted there by others.
  const goesAway: NewTask[] =
    filed === 'empty' || acknowledgeOld ? [{ kind: 'acknowledge', subjectId: id, runAt: now }] : []
  const text = `The provider ${account} has a fax for ${listing.calledNumber ?? 'an unknown number'}.`
  const why = filed === null ? '' : ` Filed: ${FILED_AS[filed]}`
  const listed: ListedFax = {
    fax: {
      ...NEW_INBOUND,
      subaddress: null,
      line: null,
      ...listing,
      id,
      account,
      seenAt: now,
      state: filed === null ? 'seen' : 'filed',
      filed,
    },
    tasks: filed === null ? goesOn : goesAway,
    history: line(deps, 'seen', `${text}${why}`, { providerId: listing.providerId }),
  }
  return listed
}
