/** An answer by mail to a received fax: what passes between the SMTP session, which proves its sender, and who knows the fax. */
import type { FaxNumber } from './fax-number.ts'
import type { InboundFaxId } from './id.ts'

/** The fax that is answered. */
export interface AnsweredFax {
  readonly id: InboundFaxId
  /** Whose fax it is, and so the only one for whom it can be answered. */
  readonly subscriberId: string
  /** Of its caller: where the answer is faxed to, if the rules allow it. */
  readonly number: FaxNumber
  /** Stand in brackets in the subject of its mail, and so in that of the answer. */
  readonly marks: readonly string[]
}

/** Knows the faxes that can be answered. Declared here, between the session and the step that does the work. */
export interface AnswerDesk {
  /** Null: the address is forged, too old, or its fax is gone. */
  find(token: string): Promise<AnsweredFax | null>
}

/** For listeners without. */
export const NO_ANSWERS: AnswerDesk = { find: async () => null }

/** The number under which a subscriber would call a caller back; null: it is not known, or he may not fax there. */
export type CallBack = (subscriberId: string, caller: string | null) => FaxNumber | null
