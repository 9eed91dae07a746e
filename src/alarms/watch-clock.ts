/**
 * Watches the clock: does it run as fast as the machine's own counter, and does it show what providers show? A provider's
 * clock may be wrong too, so that only two answers in a row count, and any one that agrees with us ends it.
 */
import type { LiveConfig } from '../config/schema.ts'
import type { EpochMs } from '../fax/id.ts'
import { safeText } from '../mail/safe-text.ts'
import type { Clock } from '../runtime.ts'
import type { Sighting, Watch } from './watch.ts'

export interface ClockWatch extends Watch {
  /** The Date header of an answer that has just come in (RFC 9110 §6.6.1). */
  heard(host: string, date: string): void
}

export interface ClockWatchDeps {
  readonly clock: Clock
  readonly config: LiveConfig
  /** Milliseconds that nobody can set. */
  readonly steady: () => number
}

const SECOND = 1_000
/** A jump is over and done with: so long it is shown. */
const SHOWN_MS = 3_600_000
const ANSWERS = 2

export function watchClock({ clock, config, steady }: ClockWatchDeps): ClockWatch {
  let ahead: number | null = null
  let wrong: { readonly seconds: number; readonly host: string; readonly times: number } | null = null
  let heardAny = false
  let jump: { readonly seconds: number; readonly at: EpochMs } | null = null
  const limit = () => config.current.alarms.clockSeconds
  return {
    kinds: ['clock-wrong', 'clock-jumped'],
    heard(host, date) {
      const at = Date.parse(date.slice(0, 40))
      if (Number.isNaN(at)) return
      heardAny = true
      const seconds = Math.round((clock.now() - at) / SECOND)
      const times = (wrong?.times ?? 0) + 1
      wrong = Math.abs(seconds) > limit() ? { seconds, host, times } : null
    },
    async look(now) {
      const nowAhead = now - steady()
      const moved = ahead === null ? 0 : Math.round((nowAhead - ahead) / SECOND)
      ahead = nowAhead
      if (Math.abs(moved) > limit()) jump = { seconds: moved, at: now }
      const seen: Sighting[] = []
      if (jump !== null && Math.abs(now - jump.at) < SHOWN_MS) {
        const until = (jump.at + SHOWN_MS) as EpochMs
        seen.push({ kind: 'clock-jumped', facts: { seconds: jump.seconds }, until })
      }
      if (!heardAny) seen.push({ kind: 'clock-wrong', unknown: true })
      else if (wrong !== null && wrong.times >= ANSWERS) {
        const facts = { seconds: wrong.seconds, host: safeText(wrong.host, 100) }
        seen.push({ kind: 'clock-wrong', facts })
      }
      return seen
    },
  }
}
