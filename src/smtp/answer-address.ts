/**
 * Addresses of answers to received faxes, `answer+TOKEN@` a mail domain. At RCPT such an address becomes the number of the
 * caller, for the subscriber who received the fax and nobody else; from there on it is a recipient like any other, and every
 * rule about sender, key, number and budget holds. The token gives a number, it proves nobody.
 */
import type { MailFacts } from '../fax/accepted-mail.ts'
import type { AnswerDesk, AnsweredFax } from '../fax/answer.ts'
import { BridgeError } from '../fax/error.ts'
import type { RcptCommand } from './command-line.ts'
import { isFaxDomain } from './fax-address.ts'
import type { SubscriberRules } from './rule-book.ts'
import type { TraceLine } from './rules.ts'

/** As in reply-address.ts. */
const ANSWER = /^answer\+([0-9a-hjkmnp-tv-z]{56})$/i

/**
 * Answering machines that say nothing of themselves in the header begin their subject like this. Only asked of answers: a
 * person who faxes a new mail may call it anything.
 */
const AWAY =
  /^\s*(?:auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office|automatische antwort|abwesenheits\S*|réponse automatique|absence du bureau|respuesta automática|fuera de la oficina)\s*:/iu

/** The command with the fax that it answers, where it names one. Throws E_REPLY_UNKNOWN for an address that is not good (any more). */
export async function withAnswer(
  command: RcptCommand,
  mailDomains: readonly string[],
  desk: AnswerDesk,
): Promise<RcptCommand> {
  const token = ANSWER.exec(command.localPart)?.[1]?.toLowerCase()
  if (token === undefined || !isFaxDomain(command.domain, mailDomains)) return command
  const answers = await desk.find(token)
  if (answers === null) throw new BridgeError('E_REPLY_UNKNOWN')
  const localPart: string = answers.number
  return { ...command, answers, localPart, address: `${localPart}@${command.domain}` }
}

/** Those of the candidates who received the fax. `trace` gets a line for each. */
export function byAnswer(
  candidates: readonly SubscriberRules[],
  answers: AnsweredFax | null,
  trace: TraceLine[],
): readonly SubscriberRules[] {
  if (answers === null) return candidates
  const { subscriberId, id: fax } = answers
  return candidates.filter(({ id }) => {
    const result = id === subscriberId ? 'pass' : 'fail'
    trace.push({ subscriber: id, entry: null, field: 'answer', result, note: fax })
    return result === 'pass'
  })
}

/** The mail without what only comes from the mail that it answers. Throws E_AUTOMATIC_MAIL: a machine has answered. */
export function asAnswer(facts: MailFacts, answered: readonly AnsweredFax[]): MailFacts {
  if (answered.length === 0) return facts
  if (AWAY.test(facts.subject))
    throw new BridgeError('E_AUTOMATIC_MAIL', { say: 'Its subject says so: it answers a received fax.' })
  const marks = new Set(answered.flatMap(({ marks: of }) => of))
  let { subject } = facts
  // A mark of ours must not be taken for an option.
  for (const mark of marks) subject = subject.replace(`[${mark}]`, '')
  return { ...facts, subject: subject.replace(/ {2,}/g, ' ').trim() }
}
