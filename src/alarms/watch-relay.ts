/** Watches the relay: by what becomes of mails, and, while an alarm is open, by connecting and sending nothing. */
import { safeText } from '../mail/safe-text.ts'
import type { AlarmBook } from '../store/alarms.ts'
import type { Pulse } from './pulse.ts'
import type { Watch } from './watch.ts'

export const RELAY = 'relay'

export interface RelayWatchDeps {
  readonly pulse: Pulse
  /** Throws when the relay does not let us in; what came of it is in the pulse. */
  readonly verify: (signal: AbortSignal) => Promise<void>
  readonly waiting: () => Promise<number>
  readonly store: Pick<AlarmBook, 'alarms'>
}

const VERIFY_MS = 60_000
const PATIENCE_MS = 30_000

export function watchRelay({ pulse, verify, waiting, store }: RelayWatchDeps): Watch {
  let verifiedAt: number | null = null
  return {
    kinds: ['relay-down'],
    async look(now) {
      const open = (await store.alarms()).some(({ kind }) => kind === 'relay-down')
      const state = pulse.of(RELAY)
      // Mails are tried ever more seldom: without this it would take an hour until it is known that all is well.
      if (
        (open || state.kind === 'bad') &&
        (verifiedAt === null || Math.abs(now - verifiedAt) >= VERIFY_MS)
      ) {
        verifiedAt = now
        void verify(AbortSignal.timeout(PATIENCE_MS)).catch(() => {})
      }
      if (state.kind === 'good') return []
      if (state.kind === 'unknown') return [{ kind: 'relay-down', unknown: true }]
      const facts = { why: safeText(state.why, 300) }
      return [{ kind: 'relay-down', since: state.since, facts, count: await waiting() }]
    },
  }
}
