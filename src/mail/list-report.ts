/**
 * Composes the one mail that tells the sender what became of his fax to a distribution list, when it has ended for every
 * member: how many have it, and who has not and why. As a delivery report it has one group of fields for each member
 * whose end was asked for (RFC 3464 §2.3). Made of stored facts alone, as every report is.
 */
import { createHash } from 'node:crypto'
import type { FaxDocument } from '../fax/document.ts'
import type { FaxJob } from '../fax/job.ts'
import type { Submission } from '../fax/submission.ts'
import { ENGLISH } from '../words/en.ts'
import { say, sayTime, type Words } from '../words/words.ts'
import { deliveryStatusOfMany } from './delivery-status.ts'
import { type Letter, letterPart } from './letter.ts'
import {
  type ComposedMail,
  field,
  foreignTextPart,
  type HeaderField,
  mailboxField,
  mailDate,
  message,
  multipart,
  textField,
} from './mime.ts'
import { phoneText } from './phone-text.ts'
import { dsnActionFor, reportAddress } from './report-choice.ts'
import { safeMessageId, safeTextOrNull, strictAddress, strictMailbox } from './safe-text.ts'

export interface ListReportFacts {
  /** Name of the list. */
  readonly list: string
  /** One for each member, all in a final state; at least one. */
  readonly jobs: readonly FaxJob[]
  readonly submission: Submission
  readonly document: FaxDocument | null
  /** The header block of the sender's mail, for a delivery report. Without body. */
  readonly originalHeaders: Uint8Array
  readonly hostname: string
  /** `Fax <fax@example.com>`, from the configuration. */
  readonly from: string
  readonly choice: 'dsn' | 'reply'
  /** Another address that gets the same as a copy. */
  readonly copyTo?: string
  readonly words?: Words
  /** IANA name. Default: UTC. */
  readonly timeZone?: string
  /** Without numbers, names and subjects: counts and ids alone. */
  readonly minimal?: boolean
}

/** Gives the finished mail. Throws E_SENDER_SYNTAX when the address of the sender cannot be mailed to. */
export function composeListReport(facts: ListReportFacts): ComposedMail {
  const { choice, submission, hostname, list, copyTo } = facts
  const words = facts.words ?? ENGLISH
  const to = strictAddress(copyTo ?? reportAddress(choice, submission))
  const about = createHash('sha256')
    .update(`${list} ${copyTo ?? ''}`)
    .digest('hex')
    .slice(0, 16)
  const messageId = `<${submission.id.replace('_', '-')}.list-${about}@${hostname}>`
  const letter = letterPart(letterOf(facts, words))
  const fields = headerOf(facts, words, to, messageId)
  const body = choice === 'dsn' ? deliveryReport(facts, letter) : letter
  // RFC 3464 §2, RFC 3834 §3.3: the null reverse-path, so that nothing ever answers a report.
  return { raw: message(fields, body), to, reversePath: '', messageId }
}

function deliveryReport(
  { jobs, submission, document, hostname, originalHeaders }: ListReportFacts,
  letter: ReturnType<typeof letterPart>,
) {
  const asked = jobs.flatMap(job => {
    const action = dsnActionFor(job)
    return action === null
      ? []
      : [{ job: { ...job, recipient: { ...job.recipient, address: memberAddress(job) } }, action }]
  })
  return multipart('report; report-type=delivery-status', [
    letter,
    deliveryStatusOfMany({ submission, document, hostname }, asked),
    foreignTextPart('text/rfc822-headers', originalHeaders),
  ])
}

/** The address that a mail to this member alone would have had. */
function memberAddress({ recipient }: FaxJob): string {
  const domain = recipient.address.slice(recipient.address.lastIndexOf('@') + 1)
  return `${recipient.number}@${domain.replace(/^lists\./i, '')}`
}

interface Counts {
  readonly delivered: number
  readonly failed: number
  readonly unsure: number
}

function countsOf(jobs: readonly FaxJob[]): Counts {
  const delivered = jobs.filter(job => job.state === 'delivered').length
  const unsure = jobs.filter(isUnsure).length
  return { delivered, unsure, failed: jobs.length - delivered - unsure }
}

/** Handed over, and nobody can say whether it arrived. */
const isUnsure = (job: FaxJob): boolean => job.state === 'failed' && job.failure === 'no-verdict'

function headerOf(facts: ListReportFacts, words: Words, to: string, messageId: string): HeaderField[] {
  const { jobs, submission, list, minimal } = facts
  const original = safeMessageId(submission.messageId)
  const ended = Math.max(...jobs.map(job => job.endedAt ?? job.createdAt))
  const { delivered, failed, unsure } = countsOf(jobs)
  return [
    mailboxField('From', strictMailbox(facts.from)),
    field('To', `<${to}>`),
    textField(
      'Subject',
      say(words, 'subject.list', {
        list: minimal ? submission.id : list,
        delivered,
        failed: failed + unsure,
      }),
    ),
    field('Date', mailDate(ended)),
    field('Message-ID', messageId),
    ...(original === null ? [] : [field('In-Reply-To', original), field('References', original)]),
    // RFC 3834 §5.2: auto-replied, also on delivery reports; auto-generated is forbidden there.
    field('Auto-Submitted', 'auto-replied'),
    field('X-Auto-Response-Suppress', 'All'),
    field('Content-Language', words.language),
    field('X-Fax-Id', submission.id),
    field('X-Fax-Submission-Id', submission.id),
    field('X-Fax-List', list),
    field('X-Fax-Delivered', `${delivered}/${jobs.length}`),
  ]
}

function letterOf(facts: ListReportFacts, words: Words): Letter {
  const { jobs, submission, hostname, list, minimal, timeZone = 'UTC' } = facts
  const { delivered, failed, unsure } = countsOf(jobs)
  const all = delivered === jobs.length
  const ended = Math.max(...jobs.map(job => job.endedAt ?? job.createdAt))
  const rows: readonly (readonly [Parameters<typeof say>[1], string | null])[] = [
    ['label.list', minimal ? null : list],
    ['label.subject', minimal ? null : safeTextOrNull(submission.subject)],
    ['label.mailTaken', sayTime(words, submission.receivedAt, timeZone)],
    ['label.ended', sayTime(words, ended, timeZone)],
    ['label.faxId', submission.id],
  ]
  return {
    language: words.language,
    tone: all ? 'good' : failed + unsure === jobs.length ? 'bad' : 'unsure',
    headline: say(
      words,
      all ? 'headline.listAll' : delivered === 0 ? 'headline.listNone' : 'headline.listSome',
    ),
    paragraphs: [say(words, 'text.list', { delivered, count: jobs.length })],
    rows: rows.flatMap(([id, value]) => (value === null ? [] : [[say(words, id), value] as const])),
    lists: listsOf(facts, words),
    picture: null,
    footer: say(words, 'footer.report', { hostname, id: submission.id }),
  }
}

/** Who has the fax needs no list: who has not, and why, does. */
function listsOf({ jobs, minimal }: ListReportFacts, words: Words): Letter['lists'] {
  const item = (job: FaxJob) => {
    const { brief } = words.failures[job.failure ?? 'unknown']
    return say(words, 'list.item', { name: minimal ? job.id : memberName(job), text: brief })
  }
  const groups = [
    {
      title: say(words, 'digest.failed'),
      jobs: jobs.filter(job => job.state === 'failed' && !isUnsure(job)),
    },
    { title: say(words, 'list.unsure'), jobs: jobs.filter(isUnsure) },
    { title: say(words, 'digest.cancelled'), jobs: jobs.filter(job => job.state === 'cancelled') },
  ]
  return groups.flatMap(({ title, jobs: some }) =>
    some.length === 0 ? [] : [{ title, items: some.map(item) }],
  )
}

function memberName({ recipient }: FaxJob): string {
  const number = phoneText(recipient.number) ?? ''
  const name = safeTextOrNull(recipient.parts.attention, 100)
  return name === null ? number : `${number} (${name})`
}
