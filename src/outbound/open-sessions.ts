import type { SubmissionId } from '../fax/id.ts'
import type { Accepted } from '../store/store.ts'

/**
 * Mails whose session is still open after our 250. Only a mail whose session has broken off can be "sent again because
 * the 250 was lost"; the same bytes over another session at the same time are a fax of their own.
 */
export class OpenSessions {
  readonly #keys = new Map<SubmissionId, string>()
  readonly #earlier = new Map<SubmissionId, readonly SubmissionId[]>()

  /** The session of this mail is open; gives the others with the same key. */
  begun(id: SubmissionId, key: string): readonly SubmissionId[] {
    const twins = [...this.#keys].filter(([, other]) => other === key).map(([twin]) => twin)
    this.#keys.set(id, key)
    return twins
  }

  /** The 250 for this mail answers for these as well. */
  includes({ submissionId, earlier }: Pick<Accepted, 'submissionId' | 'earlier'>): void {
    if (earlier.length > 0) this.#earlier.set(submissionId, earlier)
  }

  /** Gives the other mails that its 250 answers for. */
  ended(id: SubmissionId): readonly SubmissionId[] {
    const earlier = this.#earlier.get(id) ?? []
    this.#keys.delete(id)
    this.#earlier.delete(id)
    return earlier
  }
}
