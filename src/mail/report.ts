/**
 * Composes the one mail that tells the sender what became of his fax: as a delivery report (RFC 3464) or as an ordinary
 * reply (RFC 3834). It says what is known and no more: handed over is not delivered. It is made of stored facts alone,
 * so that a repeat after a crash has the same bytes. Whether there is a report at all: report-choice.ts. It never
 * quotes the body of the sender's mail, where a key or a diagnosis may stand.
 */
import type { FaxDocument } from '../fax/document.ts'
import { BridgeError } from '../fax/error.ts'
import type { FaxJob } from '../fax/job.ts'
import type { Submission } from '../fax/submission.ts'
import { inWords, partName } from '../words/details.ts'
import { ENGLISH } from '../words/en.ts'
import { say, sayDuration, sayPages, sayTime, type Words } from '../words/words.ts'
import { correctedSubject, correctionSentences, knownSince, reportMessageId } from './correction.ts'
import { deliveryStatusPart, faxFields, statusCode } from './delivery-status.ts'
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
import { type DsnAction, dsnActionFor, reportAddress } from './report-choice.ts'
import { safeMessageId, safeText, safeTextOrNull, strictAddress, strictMailbox } from './safe-text.ts'

export interface ReportFacts {
  /** In a final state. */
  readonly job: FaxJob
  readonly submission: Submission
  /** Null when no fax pages could be made. */
  readonly document: FaxDocument | null
  /** Page 1 as PNG. */
  readonly previewPng: Uint8Array | null
  /** The header block of the sender's mail, for a delivery report. Without body. */
  readonly originalHeaders: Uint8Array
  readonly hostname: string
  /** `Fax <fax@example.com>`, from the configuration. */
  readonly from: string
  readonly choice: 'dsn' | 'reply'
  /** Message-ID of the report that this one corrects. Default: none, it is the first. */
  readonly earlier?: string | null
  /** Default: English. */
  readonly words?: Words
  /** IANA name. Default: UTC. */
  readonly timeZone?: string
}

/** What a report says, as opposed to the state: a fax may fail with pages delivered, or with nobody knowing. */
type Verdict = 'delivered' | 'failed' | 'partial' | 'noVerdict' | 'cancelled'

/** Gives the finished mail. Throws E_SENDER_SYNTAX when the address of the sender cannot be mailed to. */
export function composeReport(facts: ReportFacts): ComposedMail {
  const { job, submission, hostname, choice } = facts
  const words = facts.words ?? ENGLISH
  const to = strictAddress(reportAddress(choice, submission))
  const messageId = reportMessageId(job, hostname)
  const letter = letterPart(letterOf(facts, words))
  const fields = headerOf(facts, words, to, messageId)
  const action = choice === 'dsn' ? actionOf(job) : null
  const body =
    action === null
      ? letter
      : multipart('report; report-type=delivery-status', [
          letter,
          deliveryStatusPart(facts, action),
          foreignTextPart('text/rfc822-headers', facts.originalHeaders),
        ])
  // RFC 3464 §2, RFC 3834 §3.3: the null reverse-path, so that nothing ever answers a report.
  return { raw: message(fields, body), to, reversePath: '', messageId }
}

function actionOf(job: FaxJob): DsnAction {
  const action = dsnActionFor(job)
  if (action !== null) return action
  throw new BridgeError('E_INTERNAL', { detail: { why: 'a delivery report nobody asked for', job: job.id } })
}

function headerOf(facts: ReportFacts, words: Words, to: string, messageId: string): HeaderField[] {
  const { job, submission, document } = facts
  const original = safeMessageId(submission.messageId)
  const earlier = facts.earlier ?? null
  const thread = [original, earlier].filter(id => id !== null)
  const action = dsnActionFor(job) ?? (job.state === 'delivered' ? 'delivered' : 'failed')
  return [
    mailboxField('From', strictMailbox(facts.from)),
    field('To', `<${to}>`),
    textField('Subject', correctedSubject(words, subjectOf(facts, words), earlier)),
    field('Date', mailDate(knownSince(job))),
    field('Message-ID', messageId),
    ...(thread.length === 0
      ? []
      : [field('In-Reply-To', thread.at(-1) ?? ''), field('References', thread.join(' '))]),
    // RFC 3834 §5.2: auto-replied, also on delivery reports; auto-generated is forbidden there.
    field('Auto-Submitted', 'auto-replied'),
    // Exchange looks for this one before it answers.
    field('X-Auto-Response-Suppress', 'All'),
    field('Content-Language', words.language),
    field('X-Fax-Id', job.id),
    field('X-Fax-Submission-Id', submission.id),
    field('X-Fax-State', job.state),
    field('X-Fax-Status', statusCode(job, document, action)),
    ...faxFields(job, document),
  ]
}

function verdictOf(job: FaxJob): Verdict {
  if (job.state === 'delivered') return 'delivered'
  if (job.state === 'cancelled') return 'cancelled'
  if (job.failure === 'no-verdict') return 'noVerdict'
  return (job.outcome?.pagesSent ?? 0) > 0 ? 'partial' : 'failed'
}

function subjectOf({ job, document }: ReportFacts, words: Words): string {
  const number = phoneText(job.recipient.number) ?? ''
  const verdict = verdictOf(job)
  if (verdict === 'delivered') {
    const pages = sayPages(words, pagesOf(job, document).sent)
    return say(words, 'subject.delivered', { number, pages })
  }
  if (verdict === 'cancelled' || verdict === 'noVerdict') return say(words, `subject.${verdict}`, { number })
  return say(words, 'subject.failed', { number, brief: words.failures[job.failure ?? 'unknown'].brief })
}

function pagesOf(job: FaxJob, document: FaxDocument | null): { sent: number; total: number | null } {
  const total = job.pageCount ?? document?.pageCount ?? null
  return { sent: job.outcome?.pagesSent ?? 0, total }
}

const TONES = {
  delivered: 'good',
  failed: 'bad',
  partial: 'bad',
  noVerdict: 'unsure',
  cancelled: 'unsure',
} as const

function letterOf(facts: ReportFacts, words: Words): Letter {
  const { job, document, previewPng, hostname } = facts
  const verdict = verdictOf(job)
  return {
    language: words.language,
    tone: TONES[verdict],
    headline: say(words, `headline.${verdict}`),
    paragraphs: [
      ...correctionSentences(words, job, facts.earlier ?? null),
      ...paragraphsOf(facts, verdict, words),
    ],
    rows: rowsOf(facts, verdict, words),
    lists: document === null ? [] : listsOf(document, words),
    picture:
      previewPng === null
        ? null
        : { png: previewPng, caption: say(words, 'picture.page'), contentId: `page-1.${job.id}@${hostname}` },
    footer: say(words, 'footer.report', { hostname, id: job.id }),
  }
}

function paragraphsOf({ job, document }: ReportFacts, verdict: Verdict, words: Words): string[] {
  const { sent, total } = pagesOf(job, document)
  const { sentence, advice } = words.failures[job.failure ?? 'unknown']
  const partsLeftOut = document?.parts.some(part => part.leftOut !== null) ?? false
  const counted = { sent, total: total ?? '?' }
  switch (verdict) {
    case 'delivered':
      return [say(words, 'text.delivered'), ...(partsLeftOut ? [say(words, 'text.leftOut')] : [])]
    case 'partial':
      return [sentence, say(words, 'text.partial', counted), advice]
    case 'cancelled':
      return [sent > 0 ? say(words, 'text.cancelledLate', counted) : say(words, 'text.cancelledEarly')]
    default:
      return [detailOf(job, words) ?? sentence, advice]
  }
}

/** The stored sentence of a failure, in the reader's language as far as it is one of ours. */
function detailOf(job: FaxJob, words: Words): string | null {
  return job.failureText === null ? null : safeTextOrNull(inWords(words, job.failureText), 400)
}

function rowsOf(facts: ReportFacts, verdict: Verdict, words: Words): (readonly [string, string])[] {
  const { job, submission, document, timeZone: zone = 'UTC' } = facts
  const { outcome } = job
  const { sent, total } = pagesOf(job, document)
  const seconds = outcome?.kind === 'delivered' ? outcome.callSeconds : null
  const provider =
    verdict !== 'delivered' && outcome?.kind === 'failed'
      ? safeText(`${outcome.providerText} (${outcome.providerCode})`)
      : null
  const rows: readonly (readonly [Parameters<typeof say>[1], string | null])[] = [
    ['label.number', phoneText(job.recipient.number)],
    ['label.subject', safeTextOrNull(submission.subject)],
    ['label.pages', total === null ? null : say(words, 'pages.of', { sent, total })],
    ['label.duration', seconds === null ? null : sayDuration(words, seconds)],
    ['label.stationId', safeTextOrNull(outcome?.remoteStationId ?? null)],
    ['label.attempts', job.attempts === 0 ? null : String(job.attempts)],
    ['label.mailTaken', sayTime(words, submission.receivedAt, zone)],
    ['label.ended', job.endedAt === null ? null : sayTime(words, job.endedAt, zone)],
    ['label.provider', provider],
    ['label.faxId', job.id],
  ]
  return rows.flatMap(([id, value]) => (value === null ? [] : [[say(words, id), value] as const]))
}

/** A report that hides pages would be read as the whole truth: every part stands in one of the two lists. */
function listsOf(document: FaxDocument, words: Words): Letter['lists'] {
  const item = (name: string, text: string) =>
    say(words, 'list.item', {
      name: safeTextOrNull(partName(words, name)) ?? '–',
      text: safeText(inWords(words, text)),
    })
  const faxed = document.parts.filter(part => part.leftOut === null)
  const left = document.parts.filter(part => part.leftOut !== null)
  const lists = [
    {
      title: say(words, 'list.faxed'),
      items: faxed.map(part => item(part.name, sayPages(words, part.pages))),
    },
    { title: say(words, 'list.leftOut'), items: left.map(part => item(part.name, part.leftOut ?? '')) },
  ]
  return lists.filter(list => list.items.length > 0)
}
