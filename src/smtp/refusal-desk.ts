/**
 * Keeps what was refused, with the trace of the rules, so that a person can find out why. In charge of doing this off the
 * way of a mail (it only puts things into memory; a timer writes them), and of the bounds: the same again within the hour
 * is counted, one address gets so many rows an hour, and what does not fit is dropped and told in the log. Not in charge
 * of the store's own bounds.
 */
import type { EpochMs } from '../fax/id.ts'
import type { Refusal, RefusalTrace } from '../fax/refusal.ts'
import type { Runtime } from '../runtime.ts'
import { groupOf } from './session-limits.ts'

/** A refusal as it happens. */
export type NewRefusal = Omit<Refusal, 'id' | 'at' | 'lastAt' | 'times' | 'leftOut'>

/** Takes note of a refusal; gives the reference that the client may be told, or null when it was not kept. */
export interface RefusalNotes {
  note(refusal: NewRefusal): string | null
}

export interface RefusalWriter {
  addRefusals(refusals: readonly Refusal[], now: EpochMs): Promise<void>
}

const HOUR_MS = 3_600_000
const WRITE_EVERY_MS = 2_000
/** Waiting to be written. Bounds memory when the disk is slow. */
const MOST_WAITING = 1_000
/** Remembered as "the same again". */
const MOST_KNOWN = 5_000
/** Rows of one address (or /64) in an hour; what it does beyond is one more row for each code. */
const ROWS_PER_ADDRESS = 50
/** Lines of a trace; beyond, only the subscribers that came nearest are kept. */
const MOST_LINES = 120
const LONGEST = 320

interface Known {
  readonly id: string
  readonly since: EpochMs
}

export class RefusalDesk implements RefusalNotes {
  readonly #writer: RefusalWriter
  readonly #runtime: Runtime
  readonly #known = new Map<string, Known>()
  readonly #rows = new Map<string, { since: EpochMs; rows: number }>()
  readonly #waiting = new Map<string, Refusal>()
  readonly #stopping = new AbortController()
  #running: Promise<void> | null = null
  #dropped = 0

  constructor(writer: RefusalWriter, runtime: Runtime) {
    this.#writer = writer
    this.#runtime = runtime
  }

  start(): void {
    this.#running = this.#run()
  }

  /** Writes what is left. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
    await this.#write()
  }

  note(refusal: NewRefusal): string | null {
    const now = this.#runtime.clock.now()
    const group = groupOf(refusal.peer)
    const { peer, user, sender, from, recipients, code, stage } = refusal
    const whole = JSON.stringify([stage, peer, user, sender, from, recipients, code])
    const known = this.#lately(whole, now) ?? this.#crowded(group, code, now)
    if (known !== null) return this.#again(known.id, refusal, now)
    if (this.#waiting.size >= MOST_WAITING) {
      this.#dropped++
      return null
    }
    const key = this.#full(group, now) ? JSON.stringify([group, code]) : whole
    const id = `r-${this.#runtime.ids.token(5).slice(0, 6)}`
    this.#remember(key, { id, since: now }, group)
    this.#waiting.set(id, { ...shortened(refusal), id, at: now, lastAt: now, times: 1 })
    return id
  }

  #lately(key: string, now: EpochMs): Known | null {
    const known = this.#known.get(key)
    return known !== undefined && now - known.since < HOUR_MS ? known : null
  }

  #full(group: string, now: EpochMs): boolean {
    const counted = this.#rows.get(group)
    return counted !== undefined && now - counted.since < HOUR_MS && counted.rows >= ROWS_PER_ADDRESS
  }

  #crowded(group: string, code: string, now: EpochMs): Known | null {
    return this.#full(group, now) ? this.#lately(JSON.stringify([group, code]), now) : null
  }

  #remember(key: string, known: Known, group: string): void {
    this.#known.delete(key)
    this.#known.set(key, known)
    const counted = this.#rows.get(group)
    if (counted === undefined || known.since - counted.since >= HOUR_MS) {
      this.#rows.delete(group)
      this.#rows.set(group, { since: known.since, rows: 1 })
    } else counted.rows++
    for (const map of [this.#known, this.#rows]) {
      const [oldest] = map.keys()
      if (map.size > MOST_KNOWN && oldest !== undefined) map.delete(oldest)
    }
  }

  /** Counts it: with the row that waits, or as an addition to the one that is written. */
  #again(id: string, refusal: NewRefusal, now: EpochMs): string | null {
    const waiting = this.#waiting.get(id)
    if (waiting !== undefined) this.#waiting.set(id, { ...waiting, times: waiting.times + 1, lastAt: now })
    else if (this.#waiting.size < MOST_WAITING)
      this.#waiting.set(id, { ...shortened(refusal), id, at: now, lastAt: now, times: 1 })
    else this.#dropped++
    return id
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      await this.#runtime.clock.sleep(WRITE_EVERY_MS, signal)
      if (!signal.aborted) await this.#write()
    }
  }

  async #write(): Promise<void> {
    const { clock, log } = this.#runtime
    if (this.#dropped > 0) {
      log.warn({ dropped: this.#dropped }, 'too many refusals at once: these were not kept')
      this.#dropped = 0
    }
    if (this.#waiting.size === 0) return
    const batch = [...this.#waiting.values()]
    this.#waiting.clear()
    try {
      await this.#writer.addRefusals(batch, clock.now())
    } catch (error) {
      log.error({ error, lost: batch.length }, 'refusals could not be kept')
    }
  }
}

/** As much as people need: strangers write these texts. */
function shortened(refusal: NewRefusal): Omit<Refusal, 'id' | 'at' | 'lastAt' | 'times'> {
  const cut = (text: string | null) => (text === null ? null : text.slice(0, LONGEST))
  const { kept, leftOut } = nearest(refusal.trace)
  return {
    ...refusal,
    user: cut(refusal.user),
    sender: cut(refusal.sender),
    from: cut(refusal.from),
    recipients: refusal.recipients.slice(0, 100).map(text => text.slice(0, LONGEST)),
    ambiguous: refusal.ambiguous.slice(0, 20),
    trace: kept,
    leftOut,
  }
}

/** Of many subscribers only those that most of it fitted: the others are not what somebody looks for. */
export function nearest(trace: readonly RefusalTrace[]): {
  readonly kept: readonly RefusalTrace[]
  readonly leftOut: number
} {
  if (trace.length <= MOST_LINES) return { kept: trace, leftOut: 0 }
  const bySubscriber = grouped(trace, line => line.subscriber)
  const ranked = [...bySubscriber.values()].sort((a, b) => fitting(b) - fitting(a))
  const kept: RefusalTrace[] = []
  let taken = 0
  for (const lines of ranked) {
    if (kept.length + lines.length > MOST_LINES) break
    kept.push(...lines)
    taken++
  }
  return { kept, leftOut: bySubscriber.size - taken }
}

/** How well the best entry fitted. */
function fitting(lines: readonly RefusalTrace[]): number {
  const entries = [...grouped(lines, line => line.entry).values()]
  return Math.max(...entries.map(entry => worth(entry, 'pass') - worth(entry, 'fail')))
}

const worth = (lines: readonly RefusalTrace[], result: RefusalTrace['result']): number =>
  lines.filter(line => line.result === result).length

function grouped<K>(lines: readonly RefusalTrace[], by: (line: RefusalTrace) => K): Map<K, RefusalTrace[]> {
  const groups = new Map<K, RefusalTrace[]>()
  for (const line of lines) groups.set(by(line), [...(groups.get(by(line)) ?? []), line])
  return groups
}
