/**
 * Alarms: what an operator is told of. The one table of them, and what is kept of each. docs/alarms.md and the words in
 * four languages are checked against it. Not in charge of when one is raised (alarms/) nor of the sentences (words/).
 */
import type { EpochMs, Id } from './id.ts'

export type AlarmId = Id<'alm'>

/** `critical`: faxes do not flow, or are about to be lost. `warning`: a person should look, today. */
export type AlarmSeverity = 'critical' | 'warning'

interface AlarmRow {
  readonly severity: AlarmSeverity
  /** An event is raised by what happened and ends by itself; all others are over when what they watch is well. */
  readonly event?: true
}

export const ALARMS = {
  'provider-down': { severity: 'critical' },
  'provider-credentials': { severity: 'critical' },
  'provider-credit': { severity: 'critical' },
  'credit-low': { severity: 'warning' },
  'relay-down': { severity: 'critical' },
  'queue-late': { severity: 'critical' },
  'steps-given-up': { severity: 'warning' },
  'faxes-late': { severity: 'critical' },
  'faxes-stuck': { severity: 'warning' },
  'faxes-held': { severity: 'warning' },
  'received-late': { severity: 'critical' },
  'received-unrouted': { severity: 'warning' },
  'destination-given-up': { severity: 'critical' },
  'address-broken': { severity: 'critical' },
  'disk-low': { severity: 'warning' },
  'disk-full': { severity: 'critical' },
  'certificate-ending': { severity: 'warning' },
  'certificate-ended': { severity: 'critical' },
  'clock-wrong': { severity: 'warning' },
  'clock-jumped': { severity: 'warning', event: true },
  'keys-overdue': { severity: 'warning' },
  'backup-old': { severity: 'warning' },
  'sandbox-lost': { severity: 'critical' },
  'budget-nearly': { severity: 'warning', event: true },
  'budget-full': { severity: 'warning', event: true },
} as const satisfies Record<string, AlarmRow>

export type AlarmKind = keyof typeof ALARMS
export const ALARM_KINDS = Object.keys(ALARMS) as readonly AlarmKind[]

/** Values for the sentences of an alarm. Words of others among them are made safe before they are kept. */
export type AlarmFacts = Readonly<Record<string, string | number>>

/** An alarm as it is kept: from when it is raised until long after it is over. */
export interface Alarm {
  readonly id: AlarmId
  readonly kind: AlarmKind
  /** Which account, file, address it is about; empty where there is only one. */
  readonly about: string
  readonly facts: AlarmFacts
  /** How many things it is about, where it counts them; else 1. */
  readonly count: number
  readonly raisedAt: EpochMs
  readonly clearedAt: EpochMs | null
  /** An event is over at this instant. Null: it is over when what it watches is well. */
  readonly until: EpochMs | null
  /** When the operator was last told that it is raised, and of how many; null: not yet. */
  readonly toldAt: EpochMs | null
  readonly toldCount: number
  /** When he was told that it is over. */
  readonly overToldAt: EpochMs | null
  /** A person knows: no reminders. */
  readonly ackedAt: EpochMs | null
  readonly ackedBy: string | null
}

/** How people name it: `relay-down`, `provider-down:main`. */
export function alarmName({ kind, about }: Pick<Alarm, 'kind' | 'about'>): string {
  return about === '' ? kind : `${kind}:${about}`
}

/** What is written when it is raised. */
export type NewAlarm = Pick<Alarm, 'id' | 'kind' | 'about' | 'facts' | 'count' | 'raisedAt' | 'until'>

/** One call of a webhook about an alarm: durable before it is made. */
export interface AlarmCall {
  readonly id: Id<'call'>
  readonly alarmId: AlarmId
  /** Which webhook; its secret is in the configuration. */
  readonly url: string
  readonly body: string
  readonly state: 'waiting' | 'done' | 'failed'
  readonly attempts: number
  readonly lastError: string | null
  /** Given up after this instant. */
  readonly deadline: EpochMs
}
