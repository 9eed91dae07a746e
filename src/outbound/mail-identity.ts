/**
 * What makes a mail that comes again the same mail. With a Message-ID: that, the sender and everything below the header;
 * the header itself may have changed, since every server on the way adds to it. Without one: the very same bytes over
 * the same way. Recipients are not part of it: each is looked at by itself. Pure but for the hashes it feeds.
 */
import { createHash } from 'node:crypto'
import type { Submission } from '../fax/submission.ts'

export interface Digests {
  /** SHA-256 of the whole mail, in hex. */
  readonly whole: string
  /** SHA-256 of what follows the header, in hex. */
  readonly body: string
}

/** Hashes a mail while it streams by. */
export class MailDigests {
  readonly #whole = createHash('sha256')
  readonly #body = createHash('sha256')
  /** Bytes so far. */
  #at = 0

  /** `bodyFrom`: where the body of the mail begins, as far as that is known after this chunk. */
  write(chunk: Uint8Array, bodyFrom: number | null): void {
    this.#whole.update(chunk)
    if (bodyFrom !== null) {
      this.#body.update(bodyFrom <= this.#at ? chunk : chunk.subarray(bodyFrom - this.#at))
    }
    this.#at += chunk.length
  }

  end(): Digests {
    return { whole: this.#whole.digest('hex'), body: this.#body.digest('hex') }
  }
}

/** The dedupe key: two mails with the same one are the same mail, for each recipient that both have. */
export function identityOf(submission: Submission, digests: Digests): string {
  const { subscriberId, from, messageId, listener, peerAddress, authUser, reversePath } = submission
  const parts =
    messageId === null
      ? ['bytes', subscriberId, digests.whole, listener, peerAddress, authUser ?? '', reversePath]
      : ['id', subscriberId, messageId, from.toLowerCase(), digests.body]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
