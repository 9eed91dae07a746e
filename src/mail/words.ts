/**
 * Every sentence of our mails, in one table per language. Another language is another `Words`; what stands in which
 * mail is decided elsewhere. `{name}` is replaced by a value, which is never read as a template itself.
 */
import { FAX_FAILURES, type FaxFailure } from '../fax/failure.ts'

const ENGLISH_SENTENCES = {
  'page.one': '1 page',
  'page.many': '{count} pages',
  'pages.of': '{sent} of {total}',
  'list.item': '{name}: {text}',
  'number.unknown': 'an unknown number',
  'subject.delivered': 'Fax to {number} delivered ({pages})',
  'subject.failed': 'Fax to {number} failed: {brief}',
  'subject.noVerdict': 'Fax to {number} not confirmed: it may have been delivered',
  'subject.cancelled': 'Fax to {number} cancelled',
  'subject.received': 'Fax from {number} ({pages})',
  'subject.incomplete': 'Fax from {number} ({pages}, incomplete)',
  'name.received': 'Fax from {number}',
  'headline.delivered': 'Your fax was delivered',
  'headline.failed': 'Your fax was not delivered',
  'headline.partial': 'Your fax was delivered only in part',
  'headline.noVerdict': 'Nobody can say whether your fax arrived',
  'headline.cancelled': 'Your fax was cancelled',
  'headline.received': 'A fax arrived for you',
  'headline.incomplete': 'A fax arrived for you, but not all of it',
  'text.delivered': 'The other fax machine confirmed every page.',
  'text.partial': 'The other fax machine confirmed {sent} of {total} pages.',
  'text.cancelledEarly': 'No page was sent.',
  'text.cancelledLate': 'It was already being sent: {sent} of {total} pages had arrived.',
  'text.leftOut': 'Some parts of your mail are not in the fax: see below.',
  'text.received': 'The fax is attached to this mail ({format}).',
  'text.incomplete': 'The call broke off, so pages may be missing. Ask the sender to fax it again.',
  'label.number': 'Fax number',
  'label.subject': 'Subject',
  'label.pages': 'Pages sent',
  'label.pagesReceived': 'Pages',
  'label.mailTaken': 'Mail taken',
  'label.ended': 'Finished',
  'label.receivedAt': 'Received',
  'label.duration': 'Duration of the call',
  'label.stationId': 'Other fax machine',
  'label.attempts': 'Attempts',
  'label.provider': 'The provider says',
  'label.faxId': 'Fax id',
  'label.caller': 'From',
  'label.called': 'To your number',
  'list.faxed': 'In the fax',
  'list.leftOut': 'Not in the fax',
  'duration.seconds': '{seconds} s',
  'duration.minutes': '{minutes} min {seconds} s',
  'picture.page': 'Page 1 of the fax',
  'footer.report': 'Written by the fax server {hostname}. If you ask about this fax, give its id: {id}',
  'footer.received': 'Received by the fax server {hostname}. If you ask about this fax, give its id: {id}',
} as const

export type SentenceId = keyof typeof ENGLISH_SENTENCES

/** What one failure is called: in a subject, as a sentence, and what the sender can do. */
export interface FailureWords {
  readonly brief: string
  readonly sentence: string
  readonly advice: string
}

export interface Words {
  /** RFC 5646, for the Content-Language of the mail and the HTML. */
  readonly language: string
  readonly sentences: Readonly<Record<SentenceId, string>>
  readonly failures: Readonly<Record<FaxFailure, FailureWords>>
}

const ENGLISH_BRIEF: Readonly<Record<FaxFailure, string>> = {
  busy: 'the line was busy',
  'no-answer': 'nobody answered',
  'not-a-fax': 'not a fax machine',
  'number-unallocated': 'the number does not exist',
  'number-invalid': 'the number cannot be dialled',
  'number-blocked': 'the number is blocked',
  'call-rejected': 'the call was rejected',
  'line-error': 'the line failed',
  partial: 'only some pages arrived',
  incompatible: 'the other machine cannot take it',
  'document-rejected': 'the document cannot be faxed',
  'too-long': 'too many pages',
  'no-route': 'no provider reaches this number',
  'no-credit': 'the provider account has no credit',
  'provider-fault': 'the fax provider had a problem',
  'no-verdict': 'not confirmed',
  expired: 'not sent in time',
  cancelled: 'cancelled',
  unknown: 'for an unknown reason',
}

function englishFailures(): Record<FaxFailure, FailureWords> {
  const entries = Object.entries(FAX_FAILURES).map(([failure, { sentence, advice }]) => {
    return [failure, { brief: ENGLISH_BRIEF[failure as FaxFailure], sentence, advice }] as const
  })
  return Object.fromEntries(entries) as Record<FaxFailure, FailureWords>
}

export const ENGLISH: Words = { language: 'en', sentences: ENGLISH_SENTENCES, failures: englishFailures() }

/** The sentence with its values put in. A name without value stays visible, so that a test sees it. */
export function say(
  words: Words,
  id: SentenceId,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return words.sentences[id].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** `1 page`, `3 pages`. */
export function sayPages(words: Words, count: number): string {
  return count === 1 ? say(words, 'page.one') : say(words, 'page.many', { count })
}

/** `42 s`, `3 min 5 s`. */
export function sayDuration(words: Words, seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return say(words, 'duration.seconds', { seconds: whole })
  return say(words, 'duration.minutes', { minutes: Math.floor(whole / 60), seconds: whole % 60 })
}

/** `2026-11-21 06:13:07 +00:00 (UTC)`: sorts, is read the same in every country, and says its offset. */
export function sayTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} +00:00 (UTC)`
}
