/**
 * The address to which a received fax is answered by fax: in its mail, for some days, where the subscriber wants it and the
 * caller can be called back. In charge of making it and of knowing it again. Who may answer is decided as for any mail (smtp/).
 */
import type { AnswerDesk } from '../fax/answer.ts'
import type { FaxNumber } from '../fax/fax-number.ts'
import type { EpochMs, InboundFaxId } from '../fax/id.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import { idInToken, idToken, isGenuineToken } from '../mail/id-token.ts'
import type { InboundDeps } from './steps.ts'

type AnswerDeps = Pick<InboundDeps, 'config' | 'replyKey' | 'callBack'>

const DAY = 86_400_000

/** Another subscriber, or a number that is read otherwise by now, has another address. */
const tokenOf = (id: string, subscriberId: string, number: FaxNumber) =>
  ({ purpose: 'answer', id, holder: [subscriberId, number] }) as const

/** Where a fax is answered to. */
export interface AnswerAddress {
  readonly address: string
  readonly number: FaxNumber
  /** Epoch ms: the end of its last day. */
  readonly until: number
}

/** Null: it cannot be answered by fax. */
export function answerAddress(deps: AnswerDeps, fax: InboundFax, now: EpochMs): AnswerAddress | null {
  const { subscribers, smtp } = deps.config.current
  const subscriber = subscribers.find(({ id }) => id === fax.subscriberId)
  const [domain] = smtp.mailDomains
  if (subscriber === undefined || domain === undefined) return null
  const { answer_by_fax, answer_days: days } = subscriber.received_mail
  const number = answer_by_fax ? deps.callBack(subscriber.id, fax.callerNumber) : null
  if (number === null) return null
  const token = idToken(deps.replyKey, tokenOf(fax.id, subscriber.id, number), { now, days })
  return { address: `answer+${token}@${domain}`, number, until: (Math.floor(now / DAY) + days + 1) * DAY - 1 }
}

export function makeAnswers(deps: AnswerDeps & Pick<InboundDeps, 'store' | 'runtime'>): AnswerDesk {
  return {
    async find(token) {
      const found = idInToken(token, deps.runtime.clock.now())
      const fax = found === null ? null : await deps.store.inbound(`inb_${found}` as InboundFaxId)
      const subscriber = deps.config.current.subscribers.find(({ id }) => id === fax?.subscriberId)
      if (fax === null || subscriber?.received_mail.answer_by_fax !== true) return null
      const number = deps.callBack(subscriber.id, fax.callerNumber)
      if (number === null) return null
      if (!isGenuineToken(deps.replyKey, token, tokenOf(fax.id, subscriber.id, number))) return null
      return { id: fax.id, subscriberId: subscriber.id, number, marks: fax.marks }
    },
  }
}
