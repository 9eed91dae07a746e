import type { EpochMs } from './id.ts'

/** Every kind of asynchronous step; the names are file names in outbound/, inbound/ and mail/. */
export const TASK_KINDS = [
  'prepare',
  'submit',
  'reconcile',
  'track',
  'cancel',
  'report',
  'relay',
  'fetch',
  'route',
  'deliver',
  'acknowledge',
  'purge',
] as const
export type TaskKind = (typeof TASK_KINDS)[number]

/** A row for the durable queue: do this step for that thing, not before then. */
export interface NewTask {
  readonly kind: TaskKind
  readonly subjectId: string
  readonly runAt: EpochMs
}
