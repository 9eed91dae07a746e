/** The intake of a mail that is only looked at. Not in charge of anything that lasts: it stores nothing. */
import type { Config } from '../config/schema.ts'
import { factsOf } from '../documents/mail/facts.ts'
import type { MailIndex } from '../documents/mail/mail-index.ts'
import { makeMailScanner } from '../documents/mail/scan.ts'
import type { AcceptedMail } from '../fax/accepted-mail.ts'
import type { SubmissionId } from '../fax/id.ts'
import type { RefusalTrace } from '../fax/refusal.ts'
import type { MailIntake } from '../smtp/intake.ts'

/** What the intake and the session's log have shown. */
export interface Seen {
  accepted: AcceptedMail | null
  index: MailIndex | null
  /** The mail itself. */
  raw: readonly Uint8Array[]
  trace: readonly RefusalTrace[]
}

/** Reads a mail as acceptance does, and keeps what is needed to look at it. */
export class LookingIntake implements MailIntake {
  readonly #config: Config
  readonly #seen: Seen

  constructor(config: Config, seen: Seen) {
    this.#config = config
    this.#seen = seen
  }

  async room(): Promise<void> {}
  confirm(): void {}
  lost(): void {}

  begin(lineEndings: 'strict' | 'lenient'): ReturnType<MailIntake['begin']> {
    const seen = this.#seen
    const scanner = makeMailScanner({ ...this.#config.smtp.limits, lineEndings })
    const chunks: Uint8Array[] = []
    return {
      write: async chunk => {
        scanner.write(chunk)
        chunks.push(chunk)
      },
      raw: async function* () {
        yield* chunks
      },
      end: async () => {
        seen.index = scanner.end()
        seen.raw = chunks
        return factsOf(seen.index)
      },
      commit: async mail => {
        seen.accepted = mail
        return { submissionId: 'sub-explained' as SubmissionId, repeat: false }
      },
      abort: async () => {},
    }
  }
}
