/**
 * How metrics are counted and shown. What there is stands in metric-table.ts. Labels have few values: names from the
 * configuration, states, codes; never a number, an address or an id.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { ALARM_KINDS, ALARMS, type AlarmKind } from '../fax/alarm.ts'
import type { ErrorCode } from '../fax/error.ts'
import { FAX_STATES } from '../fax/job.ts'
import type { Backlogs } from '../store/backlogs.ts'
import type { StoreCounts } from '../store/store.ts'
import { METRICS, type MetricName, type MetricRow } from './metric-table.ts'

export { METRICS, type MetricName, type MetricRow } from './metric-table.ts'

/** What is read when somebody asks. */
export interface Readings {
  readonly counts: StoreCounts
  readonly freeBytes: number
  readonly alive: boolean
  readonly keysOverdue: number
}

/** What only the metrics show. */
export interface MoreReadings extends Readings {
  readonly now: number
  readonly backlogs: Backlogs
  /** Kinds of the alarms that are open, each as often as it is. */
  readonly alarms: readonly AlarmKind[]
  /** Accounts, and whether faxes may be handed over. */
  readonly accounts: ReadonlyMap<string, boolean>
}

export interface Metrics {
  connected(listener: string): void
  refused(listener: string, code: ErrorCode): void
  /** Adds to a counter. */
  count(name: MetricName, labels?: Readonly<Record<string, string>>, by?: number): void
  /** A gauge that somebody measures now and then. */
  set(name: MetricName, value: number): void
  /** Puts a value into a histogram. */
  observe(name: MetricName, seconds: number, labels?: Readonly<Record<string, string>>): void
  /** All metrics in the text format of Prometheus. */
  text(readings: MoreReadings): Promise<string>
  readonly contentType: string
}

type Made = Gauge | Counter | Histogram

function make(name: string, row: MetricRow, registry: Registry): Made {
  const options = { name, help: row.help, labelNames: [...row.labels], registers: [registry] }
  if (row.kind === 'gauge') return new Gauge(options)
  if (row.kind === 'counter') return new Counter(options)
  return new Histogram({ ...options, buckets: [...(row.buckets ?? [])] })
}

export function makeMetrics(version: string): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const all = new Map(Object.entries(METRICS).map(([name, row]) => [name, make(name, row, registry)]))
  const set: SetGauge = (name, value, labels = {}) => {
    const metric = all.get(name)
    if (metric instanceof Gauge) metric.set(labels, value)
  }
  const count: Metrics['count'] = (name, labels = {}, by = 1) => {
    const metric = all.get(name)
    if (metric instanceof Counter) metric.inc(labels, by)
  }
  set('faxbridge_info', 1, { version })
  return {
    connected: listener => count('faxbridge_smtp_connections_total', { listener }),
    refused: (listener, code) => count('faxbridge_smtp_refused_total', { listener, code }),
    count,
    set: (name, value) => set(name, value),
    observe(name, seconds, labels = {}) {
      const metric = all.get(name)
      // A clock that was set back must not spoil a sum.
      if (metric instanceof Histogram) metric.observe(labels, Math.max(0, seconds))
    },
    async text(readings) {
      showReadings(set, readings)
      return registry.metrics()
    },
    contentType: registry.contentType,
  }
}

type SetGauge = (name: MetricName, value: number, labels?: Record<string, string>) => void

function showReadings(set: SetGauge, readings: MoreReadings): void {
  const { counts, backlogs, now, alarms, accounts } = readings
  for (const state of FAX_STATES) set('faxbridge_faxes', counts.jobs[state] ?? 0, { state })
  set('faxbridge_faxes_held', counts.held)
  set('faxbridge_tasks_due', counts.tasksDue)
  set('faxbridge_tasks_parked', counts.tasksParked)
  set('faxbridge_mails_queued', counts.mailsQueued)
  set('faxbridge_received_open', counts.inboundOpen)
  set('faxbridge_received_unrouted', backlogs.receivedUnrouted.count)
  const age = (since: number | null) => (since === null ? 0 : Math.max(0, (now - since) / 1000))
  set('faxbridge_oldest_task_due_seconds', age(backlogs.stepsDue.since))
  set('faxbridge_oldest_fax_due_seconds', age(backlogs.faxesDue.since))
  set('faxbridge_oldest_fax_out_seconds', age(backlogs.faxesOut.since))
  set('faxbridge_oldest_received_seconds', age(backlogs.receivedOnWay.since))
  set('faxbridge_oldest_mail_seconds', age(backlogs.mailsWaiting.since))
  for (const kind of ALARM_KINDS) {
    const open = alarms.filter(one => one === kind).length
    set('faxbridge_alarms', open, { kind, severity: ALARMS[kind].severity })
  }
  for (const [account, open] of accounts) set('faxbridge_provider_open', open ? 1 : 0, { account })
  set('faxbridge_disk_free_bytes', readings.freeBytes)
  set('faxbridge_keys_overdue', readings.keysOverdue)
  set('faxbridge_queue_alive', readings.alive ? 1 : 0)
}
