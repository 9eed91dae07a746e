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
import { ENGLISH } from '../words/en.ts'
import type { Words } from '../words/words.ts'
import { correctedSubject, knownSince, reportMessageId } from './correction.ts'
import { deliveryStatusPart, faxFields, statusCode } from './delivery-status.ts'
import { letterPart } from './letter.ts'
import {
  binaryPart,
  type ComposedMail,
  field,
  foreignTextPart,
  type HeaderField,
  mailboxField,
  mailDate,
  message,
  multipart,
  type Part,
  textField,
} from './mime.ts'
import { withoutPersonalData } from './minimal.ts'
import { type DsnAction, dsnActionFor, reportAddress } from './report-choice.ts'
import { letterOf, subjectOf } from './report-letter.ts'
import { safeMessageId, strictAddress, strictMailbox } from './safe-text.ts'

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
  /** For somebody beside the sender: an ordinary mail of its own, whatever `choice` says. Default: for the sender. */
  readonly copy?: ReportCopy
  /** Nothing that tells of people: no number, subject, picture, names. Default: everything. */
  readonly minimal?: boolean
  /** Where commands about this fax go. Default: nowhere. */
  readonly replyTo?: string | null
  /** Default: English. */
  readonly words?: Words
  /** IANA name. Default: UTC. */
  readonly timeZone?: string
}

export interface ReportCopy {
  readonly to: string
  /** The pages of the fax. */
  readonly attached: { readonly format: 'pdf' | 'tiff'; readonly bytes: Uint8Array } | null
}

/** Gives the finished mail. Throws E_SENDER_SYNTAX when the address of the sender cannot be mailed to. */
export function composeReport(all: ReportFacts): ComposedMail {
  const facts = all.minimal === true ? withoutPersonalData(all) : all
  const { job, submission, hostname, choice, copy } = facts
  const words = facts.words ?? ENGLISH
  const to = strictAddress(copy?.to ?? reportAddress(choice, submission))
  const messageId = reportMessageId(job, hostname, copy?.to)
  const fields = headerOf(facts, words, to, messageId)
  // RFC 3464 §2, RFC 3834 §3.3: the null reverse-path, so that nothing ever answers a report.
  return { raw: message(fields, bodyOf(facts, words)), to, reversePath: '', messageId }
}

function bodyOf(facts: ReportFacts, words: Words): Part {
  const { job, choice, copy, minimal } = facts
  const letter = letterPart(letterOf(facts, words))
  if (copy !== undefined)
    return copy.attached === null ? letter : multipart('mixed', [letter, pagesPart(job, copy)])
  if (choice === 'reply') return letter
  const status = deliveryStatusPart(facts, actionOf(job))
  // RFC 6522 §3: the third part may be left out; the header block has number and subject in it.
  const headers = minimal === true ? [] : [foreignTextPart('text/rfc822-headers', facts.originalHeaders)]
  return multipart('report; report-type=delivery-status', [letter, status, ...headers])
}

function pagesPart(job: FaxJob, { attached }: ReportCopy): Part {
  const format = attached?.format ?? 'tiff'
  return binaryPart({
    // RFC 3302 §5.2
    type: format === 'pdf' ? 'application/pdf' : 'image/tiff; application=faxbw',
    fileName: `${job.id}.${format === 'pdf' ? 'pdf' : 'tif'}`,
    bytes: attached?.bytes ?? new Uint8Array(0),
    contentId: null,
  })
}

function actionOf(job: FaxJob): DsnAction {
  const action = dsnActionFor(job)
  if (action !== null) return action
  throw new BridgeError('E_INTERNAL', { detail: { why: 'a delivery report nobody asked for', job: job.id } })
}

function headerOf(facts: ReportFacts, words: Words, to: string, messageId: string): HeaderField[] {
  const { job, submission, document, copy, replyTo = null } = facts
  const original = copy === undefined ? safeMessageId(submission.messageId) : null
  const earlier = facts.earlier ?? null
  const thread = [original, earlier].filter(id => id !== null)
  const action = dsnActionFor(job) ?? (job.state === 'delivered' ? 'delivered' : 'failed')
  return [
    mailboxField('From', strictMailbox(facts.from)),
    field('To', `<${to}>`),
    ...(replyTo === null || copy !== undefined ? [] : [field('Reply-To', `<${strictAddress(replyTo)}>`)]),
    textField('Subject', correctedSubject(words, subjectOf(facts, words), earlier)),
    field('Date', mailDate(knownSince(job))),
    field('Message-ID', messageId),
    ...(thread.length === 0
      ? []
      : [field('In-Reply-To', thread.at(-1) ?? ''), field('References', thread.join(' '))]),
    // RFC 3834 §5.2: auto-replied, also on delivery reports, where auto-generated is forbidden; a copy answers nobody.
    field('Auto-Submitted', copy === undefined ? 'auto-replied' : 'auto-generated'),
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
