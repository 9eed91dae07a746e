/**
 * The answer to a reply to a report: what was done about the fax, or what can be written. One ordinary mail (RFC 3834) to
 * the proven sender. In charge of that mail alone; what was done is decided in outbound/replies.ts.
 */
import type { FaxJob } from '../fax/job.ts'
import { type SentenceId, say, sayTime, type Values, type Words } from '../words/words.ts'
import { type Letter, letterPart, type Tone } from './letter.ts'
import { type ComposedMail, field, mailboxField, mailDate, message, textField } from './mime.ts'
import { phoneText } from './phone-text.ts'
import { safeMessageId, safeText, strictAddress, strictMailbox } from './safe-text.ts'

const KINDS = {
  resent: 'good',
  sentTo: 'good',
  cancelled: 'good',
  cancelWanted: 'unsure',
  status: 'unsure',
  tooLate: 'bad',
  notEnded: 'bad',
  already: 'bad',
  gone: 'bad',
  refused: 'bad',
  help: 'bad',
} as const satisfies Record<string, Tone>

export type AnswerKind = keyof typeof KINDS

export const ANSWER_KINDS = Object.keys(KINDS) as AnswerKind[]

export interface AnswerFacts {
  readonly kind: AnswerKind
  /** As it is now. */
  readonly job: FaxJob
  /** The fax that repeats it, where there is one. */
  readonly newJob: FaxJob | null
  /** `refused`: where it was to go, and why it did not. */
  readonly refused: { readonly to: string; readonly reason: string } | null
  /** The proven sender. */
  readonly to: string
  /** Of the reply that is answered. */
  readonly inReplyTo: string | null
  /** Names this answer: the same reply has the same. */
  readonly digest: string
  /** Where the next command goes; null: nowhere. */
  readonly replyTo: string | null
  readonly hostname: string
  readonly from: string
  readonly words: Words
  readonly timeZone: string
  readonly minimal: boolean
  /** Epoch ms. */
  readonly now: number
}

/** Gives the finished mail. */
export function composeAnswer(facts: AnswerFacts): ComposedMail {
  const { job, words, hostname, digest, replyTo, kind } = facts
  const to = strictAddress(facts.to)
  const messageId = `<${job.id.replace('_', '-')}.answer-${digest.slice(0, 16)}@${hostname}>`
  const original = safeMessageId(facts.inReplyTo)
  const values = valuesOf(facts)
  const what = say(words, `answer.${kind}`, values)
  const subject = say(words, facts.minimal ? 'minimal.answer' : 'subject.answer', {
    ...values,
    id: job.id,
    what,
  })
  const fields = [
    mailboxField('From', strictMailbox(facts.from)),
    field('To', `<${to}>`),
    ...(replyTo === null ? [] : [field('Reply-To', `<${strictAddress(replyTo)}>`)]),
    textField('Subject', subject),
    field('Date', mailDate(facts.now)),
    field('Message-ID', messageId),
    ...(original === null ? [] : [field('In-Reply-To', original), field('References', original)]),
    field('Auto-Submitted', 'auto-replied'),
    field('X-Auto-Response-Suppress', 'All'),
    field('Content-Language', words.language),
    field('X-Fax-Id', job.id),
  ]
  return { raw: message(fields, letterPart(letterOf(facts, subject))), to, reversePath: '', messageId }
}

function valuesOf({ job, newJob, refused, minimal }: AnswerFacts): Values {
  const hidden = '…'
  const to =
    refused === null ? (phoneText(newJob?.recipient.number ?? null) ?? hidden) : safeText(refused.to, 60)
  return {
    number: minimal ? hidden : (phoneText(job.recipient.number) ?? hidden),
    to: minimal ? hidden : to,
    reason: safeText(refused?.reason ?? '', 300),
    id: newJob?.id ?? job.id,
  }
}

function letterOf(facts: AnswerFacts, headline: string): Letter {
  const { kind, words, job, hostname } = facts
  return {
    language: words.language,
    tone: KINDS[kind],
    headline,
    paragraphs: [say(words, `answer.${kind}.text`, valuesOf(facts))],
    rows: rowsOf(facts),
    lists: kind === 'help' ? [helpList(words)] : [],
    picture: null,
    footer: say(words, 'footer.report', { hostname, id: job.id }),
  }
}

function rowsOf(facts: AnswerFacts): Letter['rows'] {
  const { words, job, newJob, timeZone, minimal } = facts
  const state = (one: FaxJob) => say(words, one.held === null ? `state.${one.state}` : 'state.held')
  const rows: readonly (readonly [SentenceId, string | null])[] = [
    ['label.faxId', job.id],
    ['label.number', minimal ? null : phoneText(job.recipient.number)],
    ['label.state', state(job)],
    ['label.ended', job.endedAt === null ? null : sayTime(words, job.endedAt, timeZone)],
    ['label.newFaxId', newJob === null ? null : `${newJob.id} (${state(newJob)})`],
  ]
  return rows.flatMap(([id, value]) => (value === null ? [] : [[say(words, id), value] as const]))
}

function helpList(words: Words): Letter['lists'][number] {
  const ids = [
    'answer.help.resend',
    'answer.help.sendTo',
    'answer.help.cancel',
    'answer.help.status',
  ] as const
  return { title: say(words, 'answer.help.title'), items: ids.map(id => say(words, id)) }
}
