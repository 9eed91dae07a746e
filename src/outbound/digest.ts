/**
 * The mail of the day: at each subscriber's hour, in his time zone, a list of his faxes that ended since the last one
 * and of those that still wait. Once a day, whatever happens: its key has the day in it. A day on which nothing happened
 * has none. If the daemon was down at the hour, it is made up for at the next start.
 */
import type { Config, SubscriberConfig } from '../config/schema.ts'
import type { EpochMs } from '../fax/id.ts'
import { type FaxState, FINAL_STATES } from '../fax/job.ts'
import { composeDigest, type DigestFax } from '../mail/digest.ts'
import { spooledMail } from '../mail/outbox.ts'
import { wordsForReader } from '../mail/reader-words.ts'
import type { Runtime } from '../runtime.ts'
import type { FaxJobFilter } from '../store/store.ts'
import type { OutboundDeps } from './steps.ts'
import { dayBefore, dueAt, lastDue } from './time-of-day.ts'

type DigestDeps = Pick<OutboundDeps, 'store' | 'spool' | 'config'> & {
  readonly runtime: Runtime
  readonly kick: () => void
}

/** How exact the hour is. */
const LOOK_MS = 30_000
/** What ended before the hour has been written down by then. */
const SETTLE_MS = 15_000
/** How far back a digest looks after a long stop or a change of configuration. */
const MOST_DAYS = 7
/** Rows read at a time. */
const PAGE = 500

const WAITING: readonly FaxState[] = ['accepted', 'ready', 'submitting', 'unknown', 'sending']

/** Runs until the signal. */
export async function writeDigests(deps: DigestDeps, signal: AbortSignal): Promise<void> {
  const { runtime, config } = deps
  const done = new Map<string, EpochMs>()
  while (!signal.aborted) {
    for (const subscriber of config.current.subscribers) {
      try {
        await digestIfDue(deps, subscriber, done)
      } catch (error) {
        runtime.log.error({ subscriber: subscriber.id, error }, 'the digest of the day could not be written')
      }
    }
    await runtime.clock.sleep(LOOK_MS, signal)
  }
}

/** `done`: the hour that is known to be done with, by subscriber, so that the store is not asked every minute. */
async function digestIfDue(
  deps: DigestDeps,
  subscriber: SubscriberConfig,
  done: Map<string, EpochMs>,
): Promise<void> {
  const { report_digest: wanted, time_zone: zone, id } = subscriber
  if (wanted === undefined) return
  const { day, due } = lastDue((deps.runtime.clock.now() - SETTLE_MS) as EpochMs, wanted.at, zone)
  if (done.get(id) === due) return
  await writeDigest(deps, subscriber, { day, due })
  done.set(id, due)
}

/** Writes the digest of one day unless it is there. True: one was written now. */
export async function writeDigest(
  deps: DigestDeps,
  subscriber: SubscriberConfig,
  { day, due }: { readonly day: string; readonly due: EpochMs },
): Promise<boolean> {
  const { store, spool, config, runtime, kick } = deps
  const { report_digest: wanted, time_zone: timeZone, id } = subscriber
  if (wanted === undefined) return false
  const subjectId = `digest:${id}`
  const key = `${subjectId}:${day}`
  const earlier = await store.mailsOf(subjectId)
  if (earlier.some(mail => mail.key === key)) return false
  const from = beginOf(earlier.at(-1)?.createdAt ?? null, { day, due, at: wanted.at, zone: timeZone })
  const ended = await all(deps, { states: FINAL_STATES, subscriberId: id, endedFrom: from, endedBefore: due })
  const waiting = await all(deps, { states: WAITING, subscriberId: id })
  if (ended.length === 0 && waiting.length === 0) return false
  const { hostname, relay } = config.current
  const composed = composeDigest({
    subscriberId: id,
    period: { from, to: due },
    ended,
    waiting,
    to: wanted.to,
    hostname,
    from: relay.from,
    words: wordsForReader(config.current as Config, subscriber, null),
    timeZone,
    minimal: subscriber.report_minimal,
  })
  // Written down as of the hour: that is where the next one begins.
  const mail = await spooledMail(deps, composed, { key, subjectId, now: due, days: relay.days })
  const history = { at: due, type: 'digest', text: `Digest of ${day} to ${mail.to} written.`, detail: {} }
  const runAt = runtime.clock.now()
  const kept = await store.addMail(mail, [{ kind: 'relay', subjectId: mail.id, runAt }], history)
  if (kept.id !== mail.id) await spool.remove(mail.raw)
  kick()
  return kept.id === mail.id
}

interface Due {
  readonly day: string
  readonly due: EpochMs
  readonly at: string
  readonly zone: string
}

/** Where the last one ended, but not further back than a week; without one, a day before. */
function beginOf(last: EpochMs | null, { day, due, at, zone }: Due): EpochMs {
  let week = day
  for (let i = 0; i < MOST_DAYS; i++) week = dayBefore(week)
  if (last === null || last >= due) return dueAt(dayBefore(day), at, zone)
  return Math.max(last, dueAt(week, at, zone)) as EpochMs
}

async function all(deps: DigestDeps, filter: Omit<FaxJobFilter, 'limit' | 'before'>): Promise<DigestFax[]> {
  const found: DigestFax[] = []
  for (;;) {
    const before = found.at(-1)?.job.id
    const page = await deps.store.list({
      ...filter,
      limit: PAGE,
      ...(before === undefined ? {} : { before }),
    })
    found.push(...page.map(({ job, subject }) => ({ job, subject })))
    if (page.length < PAGE) return found
  }
}
