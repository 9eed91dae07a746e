/**
 * Has the client seen our 250? In charge of telling the intake exactly once for each accepted mail: a client that has
 * not seen it sends the mail again, and that must not become a second fax (RFC 1047).
 */
import type { SubmissionId } from '../fax/id.ts'
import type { MailIntake } from './intake.ts'

/** No client gives up within this time: one that closes after so quick a 250 has seen it. In ms. */
const QUICK_MS = 5_000

/** The part of a socket that shows whether something came after our reply. */
export interface Ear {
  readonly bytesRead: number
  readonly readableEnded: boolean
  readonly destroyed: boolean
}

export class LastReply {
  readonly #intake: Pick<MailIntake, 'confirm' | 'lost'>
  #waiting: { readonly id: SubmissionId; readonly bytesRead: number; readonly quick: boolean } | null = null

  constructor(intake: Pick<MailIntake, 'confirm' | 'lost'>) {
    this.#intake = intake
  }

  /** The 250 goes out now, `tookMs` after the end of the mail. */
  promised(id: SubmissionId, socket: Ear, tookMs: number): void {
    if (socket.destroyed || socket.readableEnded) this.#intake.lost(id)
    else this.#waiting = { id, bytesRead: socket.bytesRead, quick: tookMs < QUICK_MS }
  }

  /** A command is there. Bytes that were sent before our 250 (RFC 2920 allows it) do not show that it arrived. */
  heard(socket: Ear): void {
    if (this.#waiting !== null && socket.bytesRead > this.#waiting.bytesRead) this.#settle(true)
  }

  /** The socket is gone. Only an end by the client, after a 250 that came in time, shows that it was seen. */
  closed(socket: Ear, hadError: boolean): void {
    this.#settle(!hadError && socket.readableEnded && this.#waiting?.quick === true)
  }

  #settle(seen: boolean): void {
    if (this.#waiting === null) return
    const { id } = this.#waiting
    this.#waiting = null
    if (seen) this.#intake.confirm(id)
    else this.#intake.lost(id)
  }
}
