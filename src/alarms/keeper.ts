/**
 * Alarms: what needs a person, told once when it begins and once when it is over. In charge of looking at everything that
 * is watched, of keeping what is raised in the store, and of telling it; what survives a restart is what the store has. Not
 * in charge of what is watched (watches here and functions from outside), of patience (judge.ts), nor of the sentences.
 */
import { ALARMS, type Alarm, type AlarmKind, alarmName } from '../fax/alarm.ts'
import type { EpochMs } from '../fax/id.ts'
import { isOpen } from '../fax/wall-clock.ts'
import type { AlarmStore } from '../store/alarms.ts'
import { Judge, type Patience, type ToRaise } from './judge.ts'
import { newsOf, type TellingRules } from './news.ts'
import { type TellDeps, tell } from './tell.ts'
import type { Sighting, Watch } from './watch.ts'

export interface KeeperDeps extends TellDeps {
  readonly store: AlarmStore
  readonly watches: readonly Watch[]
}

export interface AlarmKeeper {
  /** Something has changed: look now. */
  look(): void
  stop(): Promise<void>
}

const MINUTE = 60_000
/** How often everything is looked at, at least; oftener where alarms are to be over sooner. */
const LOOK_MS = 15_000
const SHORTEST_LOOK_MS = 500
/** What is over is kept for this long, for people who ask what was. */
const KEEP_MS = 90 * 86_400_000
const PRUNE_MS = 3_600_000

/** Looks until `stop`. */
export function startAlarms(deps: KeeperDeps): AlarmKeeper {
  const { runtime, config } = deps
  const judge = new Judge()
  let stopped = false
  let wake = new AbortController()
  let pruneAt = 0
  const run = async () => {
    while (!stopped) {
      wake = new AbortController()
      const { signal } = wake
      await lookOnce(deps, judge).catch(error =>
        runtime.log.error({ error }, 'the alarms could not be looked after'),
      )
      const now = runtime.clock.now()
      if (now >= pruneAt) {
        pruneAt = now + PRUNE_MS
        await deps.store.pruneAlarms((now - KEEP_MS) as EpochMs).catch(() => {})
      }
      const settleMs = config.current.alarms.settleMinutes * MINUTE
      const nap = Math.max(SHORTEST_LOOK_MS, Math.min(LOOK_MS, settleMs / 2))
      if (!stopped) await runtime.clock.sleep(nap, signal)
    }
  }
  const running = run()
  return {
    look: () => wake.abort(),
    stop: () => {
      stopped = true
      wake.abort()
      return running
    },
  }
}

/** One round: look, decide, write, tell. */
export async function lookOnce(deps: KeeperDeps, judge: Judge): Promise<void> {
  const { store, runtime } = deps
  const now = runtime.clock.now()
  const { seen, known } = await lookAtAll(deps, now)
  const open = await store.alarms()
  const { raise, clear } = judge.decide(seen, known, open, { now, patience: patienceOf(deps) })
  for (const one of raise) await store.raiseAlarm(newAlarm(deps, one, now))
  for (const alarm of clear) await store.clearAlarm(alarm.id, now)
  runtime.checkpoint('alarm-raised')
  const rules = rulesAt(deps, now)
  for (const alarm of [...(await store.alarms()), ...(await store.untoldEnds())]) {
    const news = newsOf(alarm, now, rules)
    if (news === null) continue
    await tell(deps, alarm, news).catch(error =>
      runtime.log.error({ error, alarm: alarmName(alarm) }, 'an alarm could not be told'),
    )
  }
}

function newAlarm({ runtime }: KeeperDeps, one: ToRaise, raisedAt: EpochMs) {
  return { ...one, id: runtime.ids.next('alm'), raisedAt }
}

async function lookAtAll(
  { watches, runtime }: KeeperDeps,
  now: EpochMs,
): Promise<{ readonly seen: readonly Sighting[]; readonly known: ReadonlySet<AlarmKind> }> {
  const seen: Sighting[] = []
  const known = new Set<AlarmKind>()
  await Promise.all(
    watches.map(async watch => {
      try {
        seen.push(...(await watch.look(now)))
        for (const kind of watch.kinds) known.add(kind)
      } catch (error) {
        runtime.log.warn({ error, kinds: watch.kinds }, 'what is watched could not be looked at')
      }
    }),
  )
  return { seen, known }
}

/** How long something must be bad; what is not named is an alarm at once. */
function patienceOf({ config }: KeeperDeps): Patience {
  const { alarms } = config.current
  const minutes: Partial<Record<AlarmKind, number>> = {
    'provider-down': alarms.providerMinutes,
    'relay-down': alarms.relayMinutes,
    'queue-late': alarms.queueMinutes,
    'faxes-late': alarms.faxMinutes,
    'faxes-stuck': alarms.stuckMinutes,
    'received-late': alarms.receivedMinutes,
  }
  return {
    afterMs: kind => (minutes[kind] ?? 0) * MINUTE,
    settleMs: alarms.settleMinutes * MINUTE,
  }
}

function rulesAt({ config }: KeeperDeps, now: EpochMs): TellingRules {
  const { off, remindHours, quiet, timeZone } = config.current.alarms
  const minute = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
  const window = quiet && { from: minute(quiet.from), to: minute(quiet.to), zone: timeZone }
  return {
    off,
    remindMs: remindHours * 60 * MINUTE,
    quiet: window !== undefined && isOpen(window, now),
  }
}

/** Critical ones that are open: while there are none, all is well. */
export async function allIsWell(store: Pick<AlarmStore, 'alarms'>): Promise<boolean> {
  const open: readonly Alarm[] = await store.alarms()
  return open.every(({ kind }) => ALARMS[kind].severity !== 'critical')
}
