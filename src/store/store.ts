/**
 * The contracts of everything durable. In charge of: one change is one transaction, compare-and-set on version,
 * unique keys, fenced tasks. Not in charge of: what may change (fax/lifecycle.ts), document bytes (spool.ts), or time:
 * every method that needs the time takes it. A promise resolves after the commit is flushed, never before.
 */
import type { Attempt } from '../fax/attempt.ts'
import type { FaxDocument } from '../fax/document.ts'
import type { FaxNumber } from '../fax/fax-number.ts'
import type { HistoryEntry } from '../fax/history.ts'
import type { DocumentId, EpochMs, FaxJobId, MailId, SubmissionId, TaskId } from '../fax/id.ts'
import type { FaxJob, FaxState } from '../fax/job.ts'
import type { FaxChange } from '../fax/lifecycle.ts'
import type { OutgoingMail } from '../fax/outgoing-mail.ts'
import type { Refusal } from '../fax/refusal.ts'
import type { Submission } from '../fax/submission.ts'
import type { SubscriberKey } from '../fax/subscriber-key.ts'
import type { NewTask, TaskKind } from '../fax/task.ts'
import type { AccessStore } from './access-store.ts'
import type { AlarmStore } from './alarms.ts'
import type { AnswerStore } from './answer-store.ts'
import type { ArchiveStore } from './archive-store.ts'
import type { BacklogStore } from './backlogs.ts'
import type { BrokenAddressStore } from './broken-addresses.ts'
import type { BudgetStore, FaxCount } from './budgets.ts'
import type { ChangeStore } from './changes.ts'
import type { DeliveryStore } from './deliveries.ts'
import type { FaxJobFilter } from './fax-filter.ts'
import type { FlowStore } from './flow.ts'
import type { InboundAccountStore, InboundStore } from './inbound-store.ts'
import type { SeenPictureStore } from './seen-pictures.ts'
import type { SenderLinkStore } from './sender-links.ts'

export type { FaxJobFilter } from './fax-filter.ts'

/** One mail as it is taken in: all rows of it in one commit. */
export interface Acceptance {
  readonly submission: Submission
  readonly jobs: readonly FaxJob[]
  readonly tasks: readonly NewTask[]
  readonly history: readonly (HistoryEntry & { readonly subjectId: string })[]
  /**
   * What makes two mails the same one, without their recipients. While an earlier mail with it is unconfirmed, the faxes
   * that both have are those of the earlier one; only the others are new.
   */
  readonly dedupeKey: string
  /** Mails whose session is still open: none of them can be "sent again because the 250 was lost". */
  readonly openTwins?: readonly SubmissionId[]
  /** A confirmed mail counts as the same for this long (ms), but for its faxes that failed. Default: not at all. */
  readonly repeatWithinMs?: number
  /** Budgets of faxes that it is counted against. Default: none. */
  readonly counts?: readonly FaxCount[]
}

/**
 * `repeat`: the client never saw our 250 and sent the same mail again; nothing new was written, and the id is the
 * earlier one. `earlier`: other mails that had some of its faxes.
 */
export interface Accepted {
  readonly submissionId: SubmissionId
  readonly repeat: boolean
  readonly earlier: readonly SubmissionId[]
}

export interface SubmissionStore {
  /** Commits the mail. Calls that come in together share one commit. Throws E_STORE, or E_BUDGET for one of `counts`. */
  accept(acceptance: Acceptance): Promise<Accepted>
  /** Mails of which it is not known that the client has seen our 250. */
  unconfirmed(): Promise<readonly { readonly id: SubmissionId; readonly raw: string }[]>
  /**
   * Takes back a mail whose bytes were lost before they were flushed, and of which therefore no 250 was ever said. True:
   * it is gone. False: something has been done with it already, and it stays.
   */
  retract(id: SubmissionId): Promise<boolean>
  /**
   * The client has seen our 250: the same mail again would be a new fax, but for `repeatWithinMs` where that is used;
   * then `remember`. Need not be durable at once.
   */
  confirm(id: SubmissionId, remember?: boolean): void
  submission(id: SubmissionId): Promise<Submission | null>
  /** Lets go of its mail, pages and ended reports, whatever its age; none the second time, or under a legal hold. */
  forgetSubmission(id: SubmissionId, now: EpochMs): Promise<readonly string[]>
  jobsOf(id: SubmissionId): Promise<readonly FaxJob[]>
  /** How many faxes to members of this list have not ended yet; those that a person has sent again are not counted. */
  openOfList(id: SubmissionId, list: string): Promise<number>
}

export interface FaxJobSummary {
  readonly job: FaxJob
  readonly from: string
  readonly subject: string
}

export interface FaxJobStore {
  /**
   * The only way to write a FaxJob: loads it, calls `decide`, writes job, attempt, new job, tasks and history in one
   * transaction. Gives null when there is no such job or `decide` said nothing. `decide` must be pure: it may run twice.
   */
  change(id: FaxJobId, decide: (job: FaxJob) => FaxChange | null): Promise<FaxChange | null>
  job(id: FaxJobId): Promise<FaxJob | null>
  attempts(id: FaxJobId): Promise<readonly Attempt[]>
  /** Any subject's history: job, submission or inbound fax; oldest first. */
  history(subjectId: string): Promise<readonly HistoryEntry[]>
  list(filter: FaxJobFilter): Promise<readonly FaxJobSummary[]>
  /** Faxes to this number that are, or may be, at a provider: submitting, unknown or sending. */
  openTo(number: FaxNumber): Promise<readonly FaxJob[]>
  /** Faxes whose hand-over to this account has one of these provider's ids or references of ours. */
  jobsAt(account: string, ids: readonly string[]): Promise<readonly FaxJobId[]>
}

export interface Task extends NewTask {
  readonly id: TaskId
  readonly attempts: number
  /** Earlier attempts in which a document took its reader down or was too much for it. Absent: none. */
  readonly crashes?: number
}

/** No more than `most` tasks of one kind and lane at a time; `running`: how many of each lane do now. */
export interface LaneRoom {
  readonly most: number
  readonly running: ReadonlyMap<string, number>
}

/** What else is to be noted when a task goes back into the queue. */
export interface RetryFacts {
  /** It found no room there, and waits for some. Absent: as it was. */
  readonly account?: string
  /** Its document took its reader down or was too much for it. */
  readonly crashed?: boolean
}

export interface ClaimRequest {
  /** How many tasks of each kind may be taken now. */
  readonly room: Readonly<Partial<Record<TaskKind, number>>>
  readonly owner: string
  readonly now: EpochMs
  readonly leaseUntil: EpochMs
  /** How many tasks that need an account's room may be taken now. An account that is not named bounds nothing. */
  readonly accountRoom?: Readonly<Record<string, number>>
  /** Kinds of which one lane may not have all at a time; only where lanes take turns. */
  readonly laneRoom?: Readonly<Partial<Record<TaskKind, LaneRoom>>>
}

/** The durable queue. Finish, retry and extend are fenced by owner and do nothing once the lease is another's. */
export interface TaskStore {
  /**
   * Takes due tasks and counts the attempt, so that a task that kills us cannot loop for ever. Oldest first; `prepare`
   * and `submit` in turn over lanes, the lane that had its turn longest ago first, within a lane by priority and age.
   */
  claimTasks(request: ClaimRequest): Promise<readonly Task[]>
  finishTask(id: TaskId, owner: string): Promise<void>
  /**
   * `runAt` null: parked, visible, never run again by itself. `error` empty: it went well, its tries begin anew.
   */
  retryTask(
    id: TaskId,
    owner: string,
    runAt: EpochMs | null,
    error: string,
    facts?: RetryFacts,
  ): Promise<void>
  extendTask(id: TaskId, owner: string, leaseUntil: EpochMs): Promise<boolean>
  /** Makes the waiting tasks of this kind for these subjects due at once. Gives how many there are. */
  hurryTasks(kind: TaskKind, subjectIds: readonly string[], now: EpochMs): Promise<number>
  /** When the next task is due, but for those that wait for one of the `full` accounts; null when none waits. */
  nextTaskAt(full?: readonly string[]): Promise<EpochMs | null>
}

export interface DocumentStore {
  /** Writes the document of a submission and finishes nothing else. A second call for the same id does nothing. */
  addDocument(document: FaxDocument): Promise<void>
  document(id: DocumentId): Promise<FaxDocument | null>
  documentOf(submissionId: SubmissionId): Promise<FaxDocument | null>
}

export interface MailStore {
  /** Adds a mail and its `relay` task. A mail with the same key is left as it is. Gives the one that counts. */
  addMail(mail: OutgoingMail, tasks: readonly NewTask[], history: HistoryEntry): Promise<OutgoingMail>
  /** The relay took it, or will never take it. Writes the history of its subject in the same transaction. */
  endMail(mail: OutgoingMail, tasks: readonly NewTask[], history: HistoryEntry): Promise<void>
  noteMailTry(id: MailId, error: string): Promise<void>
  mail(id: MailId): Promise<OutgoingMail | null>
  mailsOf(subjectId: string): Promise<readonly OutgoingMail[]>
}

/** A key as it is to be, with all that goes out about it. */
export interface KeyChange {
  readonly key: SubscriberKey
  /** Its `modifiedAt` when it was read; null: there was none. The new one is later. */
  readonly was: EpochMs | null
  /** Notices, and their `relay` tasks. */
  readonly mails: readonly OutgoingMail[]
  readonly tasks: readonly NewTask[]
  readonly history: HistoryEntry
}

export interface KeyStore {
  keys(): Promise<readonly SubscriberKey[]>
  /**
   * Writes the key if it is still the one of `was`; its notices, tasks and history are written with it, and notices of the
   * key before that still wait never go out. False: somebody was quicker, and nothing was written.
   */
  changeKey(change: KeyChange): Promise<boolean>
  /** Confidential mails that have ended and whose bytes are still there. */
  spentNotices(): Promise<readonly { readonly id: MailId; readonly raw: string }[]>
  /** The bytes of such a mail are gone. */
  noticeErased(id: MailId): Promise<void>
}

/** Numbers for health, metrics and the overview. */
export interface StoreCounts {
  readonly jobs: Readonly<Partial<Record<FaxState, number>>>
  readonly held: number
  readonly tasksDue: number
  readonly tasksParked: number
  readonly mailsQueued: number
  readonly inboundOpen: number
}

/** What only the daemon itself needs. */
export interface StoreLife {
  /** A copy of the database as of one instant, in a new file. */
  copyTo(file: string): Promise<void>
  counts(now: EpochMs): Promise<StoreCounts>
  /** Jobs that were being handed over when the last daemon ended. */
  interrupted(): Promise<readonly FaxJobId[]>
  /** Gives up all leases of earlier owners: called once at start, while the data directory is locked to us. */
  releaseLeases(owner: string): Promise<number>
  /**
   * Makes every task that has failed due at once, the parked ones too, and the routing of received faxes that belonged
   * to nobody: called at start, since somebody may have put right what was wrong. Gives their number.
   */
  reviveTasks(now: EpochMs): Promise<number>
  /** Every spool reference that a row still needs. */
  liveSpoolRefs(): Promise<readonly string[]>
  close(): Promise<void>
}

export interface RefusalFilter {
  /** Refused again, or for the first time, at or after this instant. */
  readonly since?: EpochMs
  /** A part of an address, the peer or the code. */
  readonly search?: string
  readonly limit: number
}

/** What was refused, for people: bounded in age and number. */
export interface RefusalStore {
  /** Adds rows; `times` of one that is there already is counted up. Drops what is too old or too many. */
  addRefusals(refusals: readonly Refusal[], now: EpochMs): Promise<void>
  /** Newest first. */
  refusals(filter: RefusalFilter): Promise<readonly Refusal[]>
  refusal(id: string): Promise<Refusal | null>
}

export type Store = RefusalStore &
  SubmissionStore &
  FaxJobStore &
  TaskStore &
  DocumentStore &
  InboundStore &
  InboundAccountStore &
  DeliveryStore &
  MailStore &
  BudgetStore &
  KeyStore &
  SenderLinkStore &
  SeenPictureStore &
  BrokenAddressStore &
  FlowStore &
  AccessStore &
  AnswerStore &
  ChangeStore &
  AlarmStore &
  BacklogStore &
  ArchiveStore &
  StoreLife
