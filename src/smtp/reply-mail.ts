/**
 * A reply to one of our reports, at the end of DATA: an automatic one is dropped without a word (RFC 3834 §2), any other
 * must come from the sender of the fax, proven by the same rules as a mail to be faxed; then its command is carried out.
 * Never a fax of what stands in it. Not in charge of the rules (end-of-data.ts) nor of the command (outbound/).
 */
import { createHash } from 'node:crypto'
import type { AcceptedMail, MailFacts } from '../fax/accepted-mail.ts'
import { BridgeError, isBridgeError } from '../fax/error.ts'
import type { Recipient } from '../fax/job.ts'
import type { RepliedFax, ReplyCommand, ReplyDesk } from '../fax/reply-order.ts'
import type { Logger } from '../runtime.ts'
import { mustBeAPerson, mustBePersonal, type Ourselves } from './personal-mail.ts'
import { readCommand } from './reply-command.ts'

export interface ReplyDeps {
  readonly desk: ReplyDesk
  readonly us: Ourselves
  readonly log: Logger
  /**
   * Decides as about a mail of these facts to this number, for this subscriber alone: the whole of the rules. Throws the
   * reason when it would not be accepted.
   */
  decide(facts: MailFacts, subscriberId: string, number: string): Promise<AcceptedMail>
}

export interface ReplyMail {
  readonly token: string
  /** MAIL FROM. */
  readonly reversePath: string
  readonly loggedIn: boolean
  readonly facts: MailFacts
}

/** Gives what the client is told. Throws the reason when the reply is refused. */
export async function takeReply(deps: ReplyDeps, mail: ReplyMail): Promise<string> {
  const { desk, log } = deps
  const facts = asMail(mail.facts)
  if (isAutomatic(deps.us, mail, facts)) {
    log.info({ reply: mail.token.slice(0, 26) }, 'an automatic reply to a report was dropped')
    return 'Automatic replies are not answered: nothing was done.'
  }
  const fax = await desk.find(mail.token)
  if (fax === null) throw new BridgeError('E_REPLY_UNKNOWN')
  const accepted = await deps.decide(facts, fax.subscriberId, fax.number)
  mustBeItsSender(accepted, fax)
  const command = await commandOf(deps, facts, { fax, accepted })
  const digest = digestOf(mail, facts)
  await desk.carryOut({ fax, command, from: accepted.from, messageId: facts.messageId, digest })
  log.info({ fax: fax.id, command: command.type, from: accepted.from }, 'a reply to a report was carried out')
  return 'The reply was taken: its answer comes by mail.'
}

/** Subject and thread are those of our own report: nothing in them is meant for us. */
function asMail(facts: MailFacts): MailFacts {
  return {
    ...facts,
    subject: '',
    faxHeaders: [],
    origin: { ...facts.origin, references: [] },
    faxable: () => true,
  }
}

function isAutomatic(us: Ourselves, { reversePath, loggedIn }: ReplyMail, facts: MailFacts): boolean {
  try {
    mustBeAPerson(reversePath, us, loggedIn)
    mustBePersonal(facts, us)
    return false
  } catch (error) {
    const codes = ['E_AUTOMATIC_MAIL', 'E_LOOP', 'E_SENDER_NULL']
    if (isBridgeError(error) && codes.includes(error.code)) return true
    throw error
  }
}

/** A token proves that the report was read; that its sender writes is proven as for any mail. */
function mustBeItsSender({ evidence, from }: AcceptedMail, { sender, id }: RepliedFax): void {
  if (evidence === 'from-only' || evidence === 'link' || from.toLowerCase() !== sender.toLowerCase()) {
    throw new BridgeError('E_SENDER_DENIED', { detail: { why: 'not the sender of the fax', fax: id } })
  }
}

async function commandOf(
  deps: ReplyDeps,
  facts: MailFacts,
  { fax, accepted }: { readonly fax: RepliedFax; readonly accepted: AcceptedMail },
): Promise<ReplyCommand> {
  const written = readCommand(facts.bodyHead, { keyCut: accepted.keyDigest !== null })
  if (written.type === 'none') return { type: 'help' }
  if (written.type !== 'sendTo') return { type: written.type }
  try {
    const { recipients } = await deps.decide(facts, fax.subscriberId, written.to)
    return { type: 'sendTo', recipient: onlyOne(recipients) }
  } catch (error) {
    // The sender is proven: he gets the reason by mail, in his language, instead of a bounce.
    if (!isBridgeError(error) || error.kind !== 'refused') throw error
    return { type: 'refused', to: written.to, reason: error.message }
  }
}

function onlyOne([recipient]: readonly Recipient[]): Recipient {
  if (recipient === undefined) throw new BridgeError('E_DESTINATION_DENIED')
  return recipient
}

function digestOf({ token, reversePath }: ReplyMail, { messageId, bodyHead, from }: MailFacts): string {
  const parts = [token, reversePath, messageId, from, bodyHead]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}
