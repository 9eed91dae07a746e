import type { FaxFailure } from './failure.ts'
import type { AttemptId, DocumentId, EpochMs, FaxJobId } from './id.ts'
import type { Recipient } from './job.ts'
import type { Outcome } from './outcome.ts'

/** Everything that can happen to a FaxJob. `step()` decides what follows; whoever reports an event decides nothing. */
export type FaxEvent =
  /** The fax pages are made. */
  | { readonly type: 'prepared'; readonly documentId: DocumentId; readonly pageCount: number }
  /** It cannot be made into fax pages, or no provider here can take it. Known before any hand-over. */
  | { readonly type: 'unsendable'; readonly failure: FaxFailure; readonly text: string }
  /** We are about to hand the fax over. Committed before the first byte leaves. */
  | {
      readonly type: 'attemptStarted'
      readonly attemptId: AttemptId
      readonly account: string
      readonly reference: string
      readonly watermark: string | null
    }
  /** The provider took it. */
  | { readonly type: 'taken'; readonly providerRef: string }
  /** The provider looked at it and refused: a verdict. */
  | { readonly type: 'refused'; readonly outcome: Extract<Outcome, { kind: 'failed' }> }
  /** It is certain that the provider has not taken it. `hold`: a person must act first (credentials, credit). */
  | {
      readonly type: 'notTaken'
      readonly text: string
      readonly retryAt: EpochMs | null
      readonly hold: string | null
      /** Another account is to be tried, at once. */
      readonly elsewhere?: boolean
    }
  /** The request may have arrived, the answer has not. */
  | { readonly type: 'noAnswer'; readonly text: string }
  /** A look after a lost answer. */
  /** `by`: a person who has found it at the provider, which ends the hold. */
  | { readonly type: 'found'; readonly providerRef: string; readonly by?: string }
  | { readonly type: 'notFound' }
  | { readonly type: 'cannotTell'; readonly text: string }
  /** The provider's final word. */
  | { readonly type: 'verdict'; readonly outcome: Outcome }
  /** After the end: its final word on the last hand-over, read from it once more. */
  | { readonly type: 'verdictAgain'; readonly outcome: Outcome }
  /** The provider is still at it. */
  | { readonly type: 'progress'; readonly text: string }
  /** The deadline or the tracking limit may have passed. */
  | { readonly type: 'timePassed' }
  | { readonly type: 'cancelAsked'; readonly by: string }
  | { readonly type: 'holdAsked'; readonly by: string; readonly reason: string }
  /** `notTaken: true`: the person states that an unanswered submission was not taken, so it may go out again. */
  | { readonly type: 'releaseAsked'; readonly by: string; readonly notTaken: boolean }
  | {
      readonly type: 'resendAsked'
      readonly by: string
      readonly newJobId: FaxJobId
      readonly deadline: EpochMs
      /** Where to, when not to the same number. */
      readonly recipient?: Recipient
    }
