import type { EpochMs } from './id.ts'

/** Every kind of asynchronous step; the names are file names in outbound/, inbound/ and mail/. */
export const TASK_KINDS = [
  'link',
  'prepare',
  'submit',
  'reconcile',
  'track',
  'recheck',
  'cancel',
  'report',
  'relay',
  'fetch',
  'route',
  'deliver',
  'carry',
  'acknowledge',
  'discard',
  'call',
] as const
export type TaskKind = (typeof TASK_KINDS)[number]

/** High, normal, low. */
export const TASK_PRIORITIES = [0, 1, 2] as const
export type TaskPriority = (typeof TASK_PRIORITIES)[number]

/** A row for the durable queue: do this step for that thing, not before then. */
export interface NewTask {
  readonly kind: TaskKind
  readonly subjectId: string
  readonly runAt: EpochMs
  /** Whose it is: tasks of one kind are taken in turn over lanes, however many one of them has. Absent: nobody's. */
  readonly lane?: string
  /** Order within a lane, before `runAt`. Absent: normal. */
  readonly priority?: TaskPriority
  /** The provider account whose room it needs. Absent: none, or not known. */
  readonly account?: string
}

/** What takes the renderer down this often would take it down for ever: it is not tried again. */
export const CRASHES_ALLOWED = 3
