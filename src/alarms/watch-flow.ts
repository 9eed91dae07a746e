/** Watches the flow of faxes in the store: what is late, stuck, held, unrouted, given up. */
import { BROKEN_MS } from '../fax/bounce.ts'
import type { EpochMs } from '../fax/id.ts'
import { safeText } from '../mail/safe-text.ts'
import type { Backlog, BacklogStore } from '../store/backlogs.ts'
import type { BrokenAddressStore } from '../store/broken-addresses.ts'
import type { StoreLife } from '../store/store.ts'
import type { Sighting, Watch } from './watch.ts'

export interface FlowWatchDeps {
  readonly store: BacklogStore & Pick<StoreLife, 'counts'> & Pick<BrokenAddressStore, 'brokenAddresses'>
}

const DAY = 86_400_000
const MINUTE = 60_000

/** What is counted and has an age: the age must pass a threshold before it is an alarm. */
type LateKind = 'queue-late' | 'faxes-late' | 'faxes-stuck' | 'received-late'

export function watchFlow({ store }: FlowWatchDeps): Watch {
  return {
    kinds: [
      'queue-late',
      'faxes-late',
      'faxes-stuck',
      'received-late',
      'steps-given-up',
      'faxes-held',
      'received-unrouted',
      'destination-given-up',
      'address-broken',
    ],
    async look(now) {
      const flow = await store.backlogs(now, (now - DAY) as EpochMs)
      const counts = await store.counts(now)
      const counted = (kind: 'steps-given-up' | 'faxes-held' | 'received-unrouted', count: number) =>
        count === 0 ? [] : [{ kind, count }]
      return [
        ...late('queue-late', flow.stepsDue, now),
        ...late('faxes-late', flow.faxesDue, now),
        ...late('faxes-stuck', flow.faxesOut, now),
        ...late('received-late', flow.receivedOnWay, now),
        ...counted('steps-given-up', counts.tasksParked),
        ...counted('faxes-held', counts.held),
        ...counted('received-unrouted', flow.receivedUnrouted.count),
        ...flow.givenUp.map(
          ({ place, count, why }): Sighting => ({
            kind: 'destination-given-up',
            about: place,
            count,
            facts: { place, why: safeText(why, 300) },
          }),
        ),
        ...(await brokenAddresses(store, now)),
      ]
    },
  }
}

function late(kind: LateKind, { count, since }: Backlog, now: EpochMs): Sighting[] {
  if (since === null) return []
  return [{ kind, count, since, facts: { minutes: Math.floor((now - since) / MINUTE) } }]
}

async function brokenAddresses(
  store: Pick<BrokenAddressStore, 'brokenAddresses'>,
  now: EpochMs,
): Promise<Sighting[]> {
  const broken = await store.brokenAddresses((now - BROKEN_MS) as EpochMs)
  return broken.map(({ address, status, diagnostic, subjectId }) => {
    const why = [status, diagnostic].filter(text => text !== '').join(' ')
    return {
      kind: 'address-broken',
      about: address,
      facts: { address, fax: subjectId, why: /[.!?]$/.test(why) || why === '' ? why : `${why}.` },
    }
  })
}
