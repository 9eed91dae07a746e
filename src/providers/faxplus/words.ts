/**
 * FAX.PLUS's words and ours: one table for each vocabulary, every documented value in it. Not in charge of what is done
 * about a word. Words are compared trimmed and in lower case.
 */
import type { FaxFailure } from '../../fax/failure.ts'

/** Of a fax in the outbox. None is final: a finished fax leaves the outbox. The text goes into our history. */
export const OUTBOX_WORDS: Readonly<Record<string, string>> = {
  submitted: 'FAX.PLUS has the fax and has not begun with it.',
  converting: 'FAX.PLUS is converting the pages.',
  scheduled_for_sending: 'FAX.PLUS will send the fax at the set time.',
  sending: 'FAX.PLUS is sending the fax.',
}

export type RecordWord = 'sent' | FaxFailure

/**
 * Of the record of a fax that FAX.PLUS sent. `failed` and `failed_internal_process_error` are both "generic error,
 * retry" in its text, which is our provider-fault. What failed_fs_2 and failed_fs_49 stand for is documented nowhere;
 * engine codes of a call that broke off.
 */
export const RECORD_WORDS: Readonly<Record<string, RecordWord>> = {
  success: 'sent',
  partially_sent: 'partial',
  insufficient_credit: 'no-credit',
  failed: 'provider-fault',
  failed_internal_process_error: 'provider-fault',
  failed_user_busy: 'busy',
  failed_no_answer: 'no-answer',
  failed_unallocated_number: 'number-unallocated',
  failed_invalid_number_format: 'number-invalid',
  failed_destination_not_supported: 'number-blocked',
  failed_mimetype_not_supported: 'document-rejected',
  failed_office_converter_issue: 'document-rejected',
  failed_separate_file_pages_issue: 'document-rejected',
  failed_render_header_issue: 'document-rejected',
  failed_image_preparation: 'document-rejected',
  failed_unknown_converter_issue: 'document-rejected',
  failed_convert_to_tiff_issue: 'document-rejected',
  failed_to_send: 'line-error',
  failed_normal_temporary_failure: 'line-error',
  failed_normal_clearing: 'line-error',
  failed_fs_49: 'line-error',
  failed_fs_2: 'line-error',
}

/** Of the record of a received fax: is it whole? Every other word of failure means that pages are missing. */
export const RECEIVED_WORDS: Readonly<Record<string, 'whole' | 'broken-off'>> = {
  success: 'whole',
  partially_received: 'broken-off',
}

export type Meaning =
  | { readonly kind: 'progress'; readonly text: string }
  | { readonly kind: 'sent' }
  | { readonly kind: 'failed'; readonly failure: FaxFailure }
  | { readonly kind: 'unknown'; readonly raw: string }

/** What a status in the outbox means. An unknown one is not final. */
export function outboxMeaning(status: string): Meaning {
  const text = entry(OUTBOX_WORDS, status)
  return text === null ? { kind: 'unknown', raw: status } : { kind: 'progress', text }
}

/**
 * What the status of a record means. A failure with a new name is still a failure. A word with neither "failed" in front
 * nor a place in the tables may be a new word for success: unknown.
 */
export function recordMeaning(status: string): Meaning {
  const word = entry(RECORD_WORDS, status)
  if (word === 'sent') return { kind: 'sent' }
  if (word !== null) return { kind: 'failed', failure: word }
  if (/^failed(?:_|$)/.test(plain(status))) return { kind: 'failed', failure: 'unknown' }
  return outboxMeaning(status)
}

/** Whether a received fax with this status is worth fetching, and whole. `pages`: null when not said. */
export function receivedMeaning(
  status: string | null,
  pages: number | null,
): 'whole' | 'broken-off' | 'nothing' {
  if (status === null) return 'whole'
  const word = entry(RECEIVED_WORDS, status)
  if (word !== null) return word
  const failed = recordMeaning(status).kind === 'failed'
  return failed && (pages ?? 0) === 0 ? 'nothing' : 'broken-off'
}

function entry<T>(table: Readonly<Record<string, T>>, word: string): T | null {
  const key = plain(word)
  return Object.hasOwn(table, key) ? (table[key] ?? null) : null
}

const plain = (word: string) => word.trim().toLowerCase()
