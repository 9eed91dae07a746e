/**
 * The machine-readable part of a delivery report, `message/delivery-status` (RFC 3464): fields about the mail, then
 * fields about the one recipient. In charge of their order, their encoding and the status code. Not in charge of
 * whether there is a report, nor of its human part.
 */

import type { FaxDocument } from '../fax/document.ts'
import { FAX_FAILURES } from '../fax/failure.ts'
import type { FaxJob } from '../fax/job.ts'
import type { Submission } from '../fax/submission.ts'
import { encodedText, type HeaderField, mailDate, type Part, sevenBitPart, textField } from './mime.ts'
import type { DsnAction } from './report-choice.ts'
import { safeText } from './safe-text.ts'

export interface StatusFacts {
  readonly job: FaxJob
  readonly submission: Submission
  readonly document: FaxDocument | null
  readonly hostname: string
}

export function deliveryStatusPart(facts: StatusFacts, action: DsnAction): Part {
  const fields = [...perMessage(facts), null, ...perRecipient(facts, action)]
  const lines = fields.map(entry => (entry === null ? '' : `${entry.name}: ${entry.value}`))
  return sevenBitPart('message/delivery-status', lines)
}

/** One part for several recipients of the same mail: a group of fields for each (RFC 3464 §2.3). */
export function deliveryStatusOfMany(
  facts: Omit<StatusFacts, 'job'>,
  recipients: readonly { readonly job: FaxJob; readonly action: DsnAction }[],
): Part {
  const groups = recipients.flatMap(({ job, action }) => [null, ...perRecipient({ ...facts, job }, action)])
  const lines = [...perMessage(facts), ...groups].map(entry =>
    entry === null ? '' : `${entry.name}: ${entry.value}`,
  )
  return sevenBitPart('message/delivery-status', lines)
}

function perMessage({ submission, hostname }: Omit<StatusFacts, 'job'>): HeaderField[] {
  const { envelopeId } = submission.dsn
  const peer = submission.peerName
  return [
    // RFC 3464 §2.2.1: only if the sender gave one.
    ...(envelopeId === null ? [] : [raw('Original-Envelope-Id', printable(envelopeId))]),
    raw('Reporting-MTA', `dns; ${hostname}`),
    ...(/^[A-Za-z0-9.-]{1,253}$/.test(peer) ? [raw('Received-From-MTA', `dns; ${peer}`)] : []),
    raw('Arrival-Date', mailDate(submission.receivedAt)),
  ]
}

function perRecipient({ job, document }: StatusFacts, action: DsnAction): HeaderField[] {
  const { originalRecipient } = job.recipient.dsn
  const diagnostic = diagnosticCode(job)
  const lastAttempt = job.attempt === null ? null : (job.attempt.endedAt ?? job.attempt.startedAt)
  return [
    ...(originalRecipient === null ? [] : [raw('Original-Recipient', typed(originalRecipient))]),
    raw('Final-Recipient', finalRecipient(job)),
    raw('Action', action),
    raw('Status', statusCode(job, document, action)),
    ...(diagnostic === null ? [] : [raw('Diagnostic-Code', `X-Fax; ${diagnostic}`)]),
    ...(lastAttempt === null ? [] : [raw('Last-Attempt-Date', mailDate(lastAttempt))]),
    raw('Final-Log-ID', job.id),
    ...faxFields(job, document),
  ]
}

/** RFC 3463, as far as a fax call has an equal; the failures' codes stand in their own table. */
export function statusCode(job: FaxJob, document: FaxDocument | null, action: DsnAction): string {
  if (action === 'relayed') return '2.0.0'
  if (action === 'failed') return FAX_FAILURES[job.failure ?? 'unknown'].statusCode
  if (action === 'delayed') return '4.4.7'
  const partsLeftOut = document?.parts.some(part => part.leftOut !== null) ?? false
  return partsLeftOut ? '2.6.4' : '2.1.5'
}

/** Our own fields: the same in delivery reports and in the header of every report. Absent facts have no field. */
export function faxFields(job: FaxJob, document: FaxDocument | null): HeaderField[] {
  const { outcome, attempt } = job
  const total = job.pageCount ?? document?.pageCount ?? null
  const seconds = outcome?.kind === 'delivered' ? outcome.callSeconds : null
  const facts: readonly (readonly [string, string | number | null])[] = [
    ['X-Fax-Number', job.recipient.number],
    ['X-Fax-Pages', total === null ? null : `${outcome?.pagesSent ?? 0}/${total}`],
    ['X-Fax-Attempts', job.attempts],
    ['X-Fax-Remote-Id', outcome?.remoteStationId ?? null],
    ['X-Fax-Duration', seconds === null ? null : Math.round(seconds)],
    ['X-Fax-Provider', attempt?.account ?? null],
    ['X-Fax-Provider-Id', attempt?.providerRef ?? null],
    ['X-Fax-Cause', job.state === 'delivered' ? null : job.failure],
  ]
  return facts.flatMap(([name, value]) => {
    const text = value === null ? '' : safeText(String(value))
    return text === '' ? [] : [textField(name, text)]
  })
}

/** RFC 3464 §2.3.6: a type that starts with X- is ours. The provider's own code and words follow our name for it. */
function diagnosticCode(job: FaxJob): string | null {
  if (job.state === 'delivered' || job.failure === null) return null
  const { outcome } = job
  const provider = outcome?.kind === 'failed' ? `${outcome.providerCode} ${outcome.providerText}` : ''
  const words = safeText(provider)
  return words === '' ? job.failure : `${job.failure}\r\n ${encodedText(words)}`
}

/** RFC 3461 §4: xtext. Everything but printable ASCII without `+`, `=` and blank becomes `+HH`. */
export function xtext(text: string): string {
  return Array.from(Buffer.from(text), byte => {
    const plain = byte > 0x20 && byte < 0x7f && byte !== 0x2b && byte !== 0x3d
    return plain ? String.fromCharCode(byte) : `+${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }).join('')
}

/** RFC 3464 §2.2.1, §2.3.1: decoded, unless that would not be printable ASCII on one line: then as xtext again. */
function printable(text: string): string {
  return /^[ -~]*$/.test(text) ? text.trim() : xtext(text)
}

function typed(originalRecipient: string): string {
  const match = /^([A-Za-z0-9-]{1,32});(.*)$/s.exec(originalRecipient)
  const [type, address] = match === null ? ['rfc822', originalRecipient] : [match[1] ?? '', match[2] ?? '']
  return `${type}; ${printable(address)}`
}

/** The envelope address exactly as received. RFC 6533 §3: outside ASCII with its own type and escapes. */
function finalRecipient({ id, recipient: { address } }: FaxJob): string {
  // RFC 3464 §2.3.2 wants the field; in a report without numbers the fax is named by its id, with a type of our own.
  if (address === '') return `x-fax-id; ${id}`
  if (/^[ -~]*$/.test(address)) return `rfc822; ${address}`
  const escaped = Array.from(address, character => {
    const plain = /^[!-~]$/.test(character) && !'\\+='.includes(character)
    return plain ? character : `\\x{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`
  })
  return `utf-8; ${escaped.join('')}`
}

function raw(name: string, value: string): HeaderField {
  return { name, value }
}
