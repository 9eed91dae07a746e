/** The one table of metrics, and how they are counted. docs/metrics.md is checked against it. */
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { ErrorCode } from '../fax/error.ts'
import { FAX_STATES } from '../fax/job.ts'
import type { StoreCounts } from '../store/store.ts'

export interface MetricRow {
  readonly kind: 'gauge' | 'counter'
  readonly help: string
  readonly labels: readonly string[]
}

export const METRICS = {
  faxbridge_info: { kind: 'gauge', help: 'Always 1; the label has the version.', labels: ['version'] },
  faxbridge_faxes: { kind: 'gauge', help: 'Faxes to send, by state.', labels: ['state'] },
  faxbridge_faxes_held: { kind: 'gauge', help: 'Faxes that wait for a person.', labels: [] },
  faxbridge_tasks_due: { kind: 'gauge', help: 'Steps of the queue whose time has come.', labels: [] },
  faxbridge_tasks_parked: {
    kind: 'gauge',
    help: 'Steps that were given up and need a person. Should be 0.',
    labels: [],
  },
  faxbridge_mails_queued: { kind: 'gauge', help: 'Our mails that the relay has not taken yet.', labels: [] },
  faxbridge_received_open: {
    kind: 'gauge',
    help: 'Received faxes that are not yet acknowledged at their provider.',
    labels: [],
  },
  faxbridge_disk_free_bytes: { kind: 'gauge', help: 'Free bytes where the spool is.', labels: [] },
  faxbridge_keys_overdue: {
    kind: 'gauge',
    help: 'Secret keys that are due and could not be renewed. Should be 0.',
    labels: [],
  },
  faxbridge_queue_alive: { kind: 'gauge', help: '1 while the queue turns.', labels: [] },
  faxbridge_smtp_connections_total: { kind: 'counter', help: 'SMTP connections.', labels: ['listener'] },
  faxbridge_smtp_refused_total: {
    kind: 'counter',
    help: 'SMTP commands and mails refused, by error code.',
    labels: ['listener', 'code'],
  },
} as const satisfies Record<string, MetricRow>

type MetricName = keyof typeof METRICS

/** What is read when somebody asks. */
export interface Readings {
  readonly counts: StoreCounts
  readonly freeBytes: number
  readonly alive: boolean
  readonly keysOverdue: number
}

export interface Metrics {
  connected(listener: string): void
  refused(listener: string, code: ErrorCode): void
  /** All metrics in the text format of Prometheus. */
  text(readings: Readings): Promise<string>
  readonly contentType: string
}

export function makeMetrics(version: string): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const made = Object.entries(METRICS).map(([name, { kind, help, labels }]) => {
    const options = { name, help, labelNames: [...labels], registers: [registry] }
    return [name, kind === 'gauge' ? new Gauge(options) : new Counter(options)] as const
  })
  const all = new Map(made)
  const set = (name: MetricName, value: number, labels: Record<string, string> = {}) => {
    const metric = all.get(name)
    if (metric instanceof Gauge) metric.set(labels, value)
  }
  const count = (name: MetricName, labels: Record<string, string>) => {
    const metric = all.get(name)
    if (metric instanceof Counter) metric.inc(labels)
  }
  set('faxbridge_info', 1, { version })
  return {
    connected: listener => count('faxbridge_smtp_connections_total', { listener }),
    refused: (listener, code) => count('faxbridge_smtp_refused_total', { listener, code }),
    async text({ counts, freeBytes, alive, keysOverdue }) {
      for (const state of FAX_STATES) set('faxbridge_faxes', counts.jobs[state] ?? 0, { state })
      set('faxbridge_faxes_held', counts.held)
      set('faxbridge_tasks_due', counts.tasksDue)
      set('faxbridge_tasks_parked', counts.tasksParked)
      set('faxbridge_mails_queued', counts.mailsQueued)
      set('faxbridge_received_open', counts.inboundOpen)
      set('faxbridge_disk_free_bytes', freeBytes)
      set('faxbridge_keys_overdue', keysOverdue)
      set('faxbridge_queue_alive', alive ? 1 : 0)
      return registry.metrics()
    },
    contentType: registry.contentType,
  }
}
