/** The mail to the operator when something needs a person: plain text, once for each change. */
import { createHash } from 'node:crypto'
import { type ComposedMail, field, mailboxField, mailDate, message, textField, textPart } from './mime.ts'
import { strictAddress, strictMailbox } from './safe-text.ts'

export interface AlarmFacts {
  /** What it is about and since when: the same alarm has the same key. */
  readonly key: string
  readonly subject: string
  /** What happened and what to do; lines. */
  readonly text: string
  readonly to: string
  readonly from: string
  readonly hostname: string
  /** Epoch ms. */
  readonly now: number
}

/** Gives the finished mail. A null reverse-path: an alarm that bounces must not raise another. */
export function composeAlarm(facts: AlarmFacts): ComposedMail {
  const to = strictAddress(facts.to)
  const id = createHash('sha256').update(facts.key).digest('hex').slice(0, 24)
  const messageId = `<alarm-${id}@${facts.hostname}>`
  const fields = [
    mailboxField('From', strictMailbox(facts.from)),
    field('To', `<${to}>`),
    textField('Subject', facts.subject),
    field('Date', mailDate(facts.now)),
    field('Message-ID', messageId),
    field('Auto-Submitted', 'auto-generated'),
    field('X-Auto-Response-Suppress', 'All'),
  ]
  const footer = `-- \nfaxbridge on ${facts.hostname}`
  return {
    raw: message(fields, textPart('plain', `${facts.text}\n\n${footer}\n`)),
    to,
    reversePath: '',
    messageId,
  }
}
