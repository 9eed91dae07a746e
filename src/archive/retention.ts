/**
 * Deletes documents that were kept long enough: mails and pages of sent faxes, pages of received ones, our own mails.
 * In charge of when and whose; what may go is decided in the store, in one transaction with letting go of it. The bytes
 * are erased after that. Not in charge of numbers, history and hashes: those stay.
 */
import type { Config, LiveConfig } from '../config/schema.ts'
import type { EpochMs } from '../fax/id.ts'
import type { Runtime } from '../runtime.ts'
import type { Forgotten, RetentionRule, RetentionStore } from '../store/archive-store.ts'
import type { Spool } from '../store/spool.ts'

export interface RetentionDeps {
  readonly store: Pick<RetentionStore, 'forgetSent' | 'forgetReceived' | 'forgetMails' | 'compactLog'>
  readonly spool: Pick<Spool, 'remove'>
  readonly config: LiveConfig
  readonly runtime: Runtime
}

const DAY_MS = 86_400_000
/** Days need no haste. */
const SLOW_MS = 60_000
/** Where something is to be deleted as soon as it has arrived, nobody should have to wait to see it gone. */
const QUICK_MS = 2_000
/** Days below this are meant as "at once". */
const AT_ONCE_DAYS = 1 / 24
/** Our own mails are many, and nobody waits for them. */
const MAILS_MS = 10 * 60_000
/** A transaction that lets go of more would keep mails that come in waiting. */
const BATCH = 50
/** Emptying the database's log costs a flush of it. */
const COMPACT_MS = 60_000

/** Runs until the signal. Trouble is told and tried again: nothing is promised to anybody here. */
export async function keepRetention(deps: RetentionDeps, signal: AbortSignal): Promise<void> {
  const { clock, log } = deps.runtime
  let mailsAt = 0
  let compactAt = 0
  let isDirty = false
  while (!signal.aborted) {
    try {
      const now = clock.now()
      const withMails = now >= mailsAt
      if (withMails) mailsAt = now + MAILS_MS
      const faxes = await sweepOnce(deps, { withMails }, signal)
      isDirty ||= faxes > 0
      if (isDirty && now >= compactAt) {
        await deps.store.compactLog()
        compactAt = now + COMPACT_MS
        isDirty = false
      }
    } catch (error) {
      if (!signal.aborted) log.error({ error }, 'documents whose time is over could not be deleted')
    }
    await clock.sleep(isQuick(deps.config.current) ? QUICK_MS : SLOW_MS, signal)
  }
}

/** Deletes all that is due now. Gives how many faxes and mails that was. */
export async function sweepOnce(
  deps: RetentionDeps,
  { withMails }: { readonly withMails: boolean },
  signal: AbortSignal,
): Promise<number> {
  const { store, config, runtime } = deps
  let sum = 0
  const all = async (forget: () => Promise<Forgotten>, what: 'sent' | 'received' | 'mails') => {
    for (let more = true; more && !signal.aborted; ) {
      const { faxes, refs } = await forget()
      if (refs.length > 0) CHECKPOINTS[what](runtime)
      await erase(deps, refs)
      sum += faxes
      more = faxes >= BATCH || (what === 'mails' && refs.length >= BATCH)
      if (faxes > 0) runtime.log.info({ faxes, documents: refs.length }, `${what} faxes: documents deleted`)
    }
  }
  const now = runtime.clock.now()
  const { sent, received } = retentionRules(config.current, now)
  for (const rule of sent) await all(() => store.forgetSent(rule, BATCH, now), 'sent')
  for (const rule of received) await all(() => store.forgetReceived(rule, BATCH, now), 'received')
  const before = daysBefore(now, config.current.sending.keepDays)
  if (withMails) await all(() => store.forgetMails(before, BATCH), 'mails')
  return sum
}

/** Between letting go and erasing. Written out, so that the crash tests can find them. */
const CHECKPOINTS = {
  sent: (runtime: Runtime) => runtime.checkpoint('forgotten'),
  received: (runtime: Runtime) => runtime.checkpoint('received-forgotten'),
  mails: () => {},
} as const

/** One that cannot be erased does not keep the others. */
async function erase({ spool, runtime }: RetentionDeps, refs: readonly string[]): Promise<void> {
  const failures: unknown[] = []
  for (const ref of refs) {
    await spool.remove(ref).catch(error => failures.push(error))
    runtime.checkpoint('erased')
  }
  if (failures.length > 0) throw failures[0]
}

interface Rules {
  readonly sent: readonly RetentionRule[]
  readonly received: readonly RetentionRule[]
}

/** Subscribers with the same time share a rule; the last one is for all that have none of their own. */
export function retentionRules(config: Config, now: EpochMs): Rules {
  const { subscribers, sending, inbound } = config
  const filedBefore = daysBefore(now, inbound.junkDays)
  const rules = (days: (subscriber: Config['subscribers'][number]) => number | undefined, usual: number) => {
    const groups = new Map<number, string[]>()
    for (const subscriber of subscribers) {
      const own = days(subscriber)
      if (own !== undefined) groups.set(own, [...(groups.get(own) ?? []), subscriber.id])
    }
    const named = [...groups].map(([own, ids]) => ({
      ...{ subscribers: ids, others: false, filedBefore },
      before: daysBefore(now, own),
    }))
    const rest = { subscribers: [...groups.values()].flat(), others: true, filedBefore }
    return [...named, { ...rest, before: daysBefore(now, usual) }]
  }
  return {
    sent: rules(subscriber => subscriber.keep_sent_days, sending.keepDays),
    received: rules(subscriber => subscriber.keep_received_days, inbound.keepDays),
  }
}

const daysBefore = (now: EpochMs, days: number): EpochMs => Math.floor(now - days * DAY_MS) as EpochMs

function isQuick({ subscribers, sending, inbound }: Config): boolean {
  const own = subscribers.flatMap(one => [one.keep_sent_days, one.keep_received_days])
  return [sending.keepDays, inbound.keepDays, ...own].some(days => days !== undefined && days < AT_ONCE_DAYS)
}
