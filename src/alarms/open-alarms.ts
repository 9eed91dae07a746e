/** Alarms for those who show them: the command line, the API, the console. */
import { ALARMS, type Alarm, type AlarmSeverity, alarmName } from '../fax/alarm.ts'
import type { EpochMs } from '../fax/id.ts'
import type { AlarmBook } from '../store/alarms.ts'
import { alarmText } from '../words/alarms.ts'
import type { Language } from '../words/words.ts'

/** An alarm as people see it. Instants are ISO 8601. */
export interface AlarmView {
  readonly id: string
  /** `relay-down`, `provider-down:main`: what `faxbridge alarms ack` takes. */
  readonly name: string
  readonly kind: Alarm['kind']
  /** Which account, file or address; empty: there is only one. */
  readonly about: string
  readonly severity: AlarmSeverity
  readonly title: string
  readonly means: string
  readonly todo: readonly string[]
  readonly count: number
  readonly raisedAt: string
  /** Null: it is open. */
  readonly clearedAt: string | null
  readonly toldAt: string | null
  readonly acknowledgedAt: string | null
  readonly acknowledgedBy: string | null
}

/** All that are open: critical ones first, then the newest first. */
export async function openAlarms(
  store: Pick<AlarmBook, 'alarms'>,
  language: Language = 'en',
): Promise<readonly AlarmView[]> {
  const views = (await store.alarms()).map(alarm => alarmView(alarm, language))
  return [...views.filter(isCritical), ...views.filter(view => !isCritical(view))]
}

/** Open ones, and those that ended at or after an instant; the newest first. */
export async function recentAlarms(
  store: Pick<AlarmBook, 'alarms'>,
  since: EpochMs,
  language: Language = 'en',
): Promise<readonly AlarmView[]> {
  return (await store.alarms(since)).map(alarm => alarmView(alarm, language))
}

const isCritical = (view: AlarmView): boolean => view.severity === 'critical'
const iso = (at: EpochMs | null): string | null => (at === null ? null : new Date(at).toISOString())

export function alarmView(alarm: Alarm, language: Language): AlarmView {
  const { id, kind, about, count } = alarm
  return {
    id,
    name: alarmName(alarm),
    kind,
    about,
    severity: ALARMS[kind].severity,
    ...alarmText(alarm, language),
    count,
    raisedAt: new Date(alarm.raisedAt).toISOString(),
    clearedAt: iso(alarm.clearedAt),
    toldAt: iso(alarm.toldAt),
    acknowledgedAt: iso(alarm.ackedAt),
    acknowledgedBy: alarm.ackedBy,
  }
}

/** What became of an acknowledgement. */
export type Acknowledged = 'done' | 'before' | 'notFound' | 'several'

/** A person knows of it: no reminders. `name`: an id, a name, or a kind of which only one is open. */
export async function acknowledgeAlarm(
  store: Pick<AlarmBook, 'alarms' | 'acknowledgeAlarm'>,
  name: string,
  { by, at }: { readonly by: string; readonly at: EpochMs },
): Promise<Acknowledged> {
  const open = await store.alarms()
  const exact = open.filter(alarm => alarm.id === name || alarmName(alarm) === name)
  const found = exact.length > 0 ? exact : open.filter(({ kind }) => kind === name)
  const [alarm] = found
  if (alarm === undefined) return 'notFound'
  if (found.length > 1) return 'several'
  return (await store.acknowledgeAlarm(alarm.id, at, by)) ? 'done' : 'before'
}
