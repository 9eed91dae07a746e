import type { LiveConfig } from '../../src/config/schema.ts'
import { factsOf } from '../../src/documents/mail/facts.ts'
import { makeMailScanner } from '../../src/documents/mail/scan.ts'
import type { AcceptedMail } from '../../src/fax/accepted-mail.ts'
import { BridgeError, type ErrorCode } from '../../src/fax/error.ts'
import type { SubmissionId } from '../../src/fax/id.ts'
import type { Runtime } from '../../src/runtime.ts'
import type { IncomingMail, MailIntake } from '../../src/smtp/intake.ts'

export interface KeptMail {
  readonly id: SubmissionId
  readonly bytes: Buffer
  readonly mail: AcceptedMail
}

/** Takes mails in as the real intake does, with the real scanner, and keeps them in memory. */
export class MemoryIntake implements MailIntake {
  readonly mails: KeptMail[] = []
  readonly confirmed: SubmissionId[] = []
  readonly lostOnes: SubmissionId[] = []
  /** What `room` was asked for, in order. */
  readonly sizes: (number | null)[] = []
  /** Mails that were begun and forgotten again. */
  aborted = 0
  /** `room`: E_QUEUE_FULL at MAIL. `commit`: E_STORE at the end of DATA, and so is any other code. */
  failing: 'room' | 'commit' | ErrorCode | null = null
  /** While set, `commit` waits for it. */
  gate: Promise<void> | null = null
  readonly #config: LiveConfig
  readonly #runtime: Pick<Runtime, 'ids'>

  constructor(config: LiveConfig, runtime: Pick<Runtime, 'ids'>) {
    this.#config = config
    this.#runtime = runtime
  }

  async room(size: number | null): Promise<void> {
    this.sizes.push(size)
    if (this.failing === 'room') throw new BridgeError('E_QUEUE_FULL')
  }

  confirm(id: SubmissionId): void {
    this.confirmed.push(id)
  }

  lost(id: SubmissionId): void {
    this.lostOnes.push(id)
  }

  begin(lineEndings: 'strict' | 'lenient'): IncomingMail {
    const scanner = makeMailScanner({ ...this.#config.current.smtp.limits, lineEndings })
    const chunks: Buffer[] = []
    return {
      write: async chunk => {
        scanner.write(chunk)
        chunks.push(Buffer.from(chunk))
      },
      end: async () => factsOf(scanner.end()),
      raw: async function* () {
        yield* chunks
      },
      commit: async mail => {
        await this.gate
        if (this.failing?.startsWith('E_')) throw new BridgeError(this.failing as ErrorCode)
        if (this.failing === 'commit') throw new BridgeError('E_STORE')
        const id = this.#runtime.ids.next('sub')
        this.mails.push({ id, bytes: Buffer.concat(chunks), mail })
        return { submissionId: id, repeat: false }
      },
      abort: async () => {
        this.aborted++
      },
    }
  }
}
