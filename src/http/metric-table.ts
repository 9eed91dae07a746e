/** The one table of metrics. docs/metrics.md, the dashboard and the rules in config/monitoring are checked against it. */

export interface MetricRow {
  readonly kind: 'gauge' | 'counter' | 'histogram'
  readonly help: string
  readonly labels: readonly string[]
  /** Upper bounds of a histogram. */
  readonly buckets?: readonly number[]
}

/** From an answer in a blink to the longest patience with a provider. */
const CALL_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
const WRITE_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5]
const RENDER_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120]
/** From a page on a free line to a day of redials. */
const FAX_SECONDS = [15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400]

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
  faxbridge_received_unrouted: {
    kind: 'gauge',
    help: 'Received faxes that belong to nobody. Should be 0.',
    labels: [],
  },
  faxbridge_oldest_task_due_seconds: {
    kind: 'gauge',
    help: 'How long the oldest step has been due; not those that wait for room at a provider. 0: none is.',
    labels: [],
  },
  faxbridge_oldest_fax_due_seconds: {
    kind: 'gauge',
    help: 'How long the oldest fax that no provider has has been due. 0: none is.',
    labels: [],
  },
  faxbridge_oldest_fax_out_seconds: {
    kind: 'gauge',
    help: 'How long ago the oldest fax without a verdict was handed over. 0: there is none.',
    labels: [],
  },
  faxbridge_oldest_received_seconds: {
    kind: 'gauge',
    help: 'How long the oldest received fax has been on its way to its recipients. 0: none is.',
    labels: [],
  },
  faxbridge_oldest_mail_seconds: {
    kind: 'gauge',
    help: 'Age of the oldest mail of ours that the relay has not taken. 0: there is none.',
    labels: [],
  },
  faxbridge_alarms: { kind: 'gauge', help: 'Open alarms, by kind.', labels: ['kind', 'severity'] },
  faxbridge_provider_open: {
    kind: 'gauge',
    help: '1 while faxes may be handed over to the account, 0 while it is left alone.',
    labels: ['account'],
  },
  faxbridge_disk_free_bytes: { kind: 'gauge', help: 'Free bytes where the spool is.', labels: [] },
  faxbridge_spool_bytes: { kind: 'gauge', help: 'Bytes of mails and pages in the spool.', labels: [] },
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
  faxbridge_faxes_accepted_total: { kind: 'counter', help: 'Faxes taken in by mail or API.', labels: [] },
  faxbridge_faxes_ended_total: {
    kind: 'counter',
    help: 'Faxes that ended, by outcome. failure and account are empty where there is none.',
    labels: ['state', 'failure', 'account'],
  },
  faxbridge_pages_delivered_total: {
    kind: 'counter',
    help: 'Pages that a fax machine has confirmed.',
    labels: ['account'],
  },
  faxbridge_line_seconds_total: {
    kind: 'counter',
    help: 'Time on the line of delivered faxes, where the provider tells it.',
    labels: ['account'],
  },
  faxbridge_received_total: {
    kind: 'counter',
    help: 'Faxes that were seen at a provider for the first time.',
    labels: ['account'],
  },
  faxbridge_relay_calls_total: {
    kind: 'counter',
    help: 'Mails given to the relay, and looks at it: ok, mail (refused this one), relay (takes none), unknown.',
    labels: ['result'],
  },
  faxbridge_provider_calls_total: {
    kind: 'counter',
    help: 'Calls of provider accounts: ok, or the kind of error.',
    labels: ['account', 'call', 'result'],
  },
  faxbridge_provider_call_seconds: {
    kind: 'histogram',
    help: 'How long calls of provider accounts take.',
    labels: ['account'],
    buckets: CALL_SECONDS,
  },
  faxbridge_accept_seconds: {
    kind: 'histogram',
    help: 'Writing a mail and its faxes into the database, before the 250.',
    labels: [],
    buckets: WRITE_SECONDS,
  },
  faxbridge_render_seconds: {
    kind: 'histogram',
    help: 'Making the pages of one mail.',
    labels: ['result'],
    buckets: RENDER_SECONDS,
  },
  faxbridge_hand_over_to_end_seconds: {
    kind: 'histogram',
    help: 'From the last hand-over to a provider to the end of the fax.',
    labels: ['account'],
    buckets: FAX_SECONDS,
  },
  faxbridge_fax_seconds: {
    kind: 'histogram',
    help: 'From the mail to the end of the fax, by outcome.',
    labels: ['state'],
    buckets: FAX_SECONDS,
  },
  faxbridge_received_to_delivered_seconds: {
    kind: 'histogram',
    help: 'From the first sight of a received fax to when its recipients have it.',
    labels: [],
    buckets: FAX_SECONDS,
  },
} as const satisfies Record<string, MetricRow>

export type MetricName = keyof typeof METRICS
