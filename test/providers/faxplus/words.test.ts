import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAX_FAILURES } from '../../../src/fax/failure.ts'
import {
  OUTBOX_WORDS,
  outboxMeaning,
  RECORD_WORDS,
  receivedMeaning,
  recordMeaning,
} from '../../../src/providers/faxplus/words.ts'

/** The vendor's own lists, copied from the description of its API: nothing here is read from our tables. */
const RECORD_STATUS = {
  success: 'sent',
  partially_sent: 'partial',
  insufficient_credit: 'no-credit',
  failed: 'provider-fault',
  failed_internal_process_error: 'provider-fault',
  failed_user_busy: 'busy',
  failed_no_answer: 'no-answer',
  failed_unallocated_number: 'number-unallocated',
  failed_office_converter_issue: 'document-rejected',
  failed_separate_file_pages_issue: 'document-rejected',
  failed_render_header_issue: 'document-rejected',
  failed_invalid_number_format: 'number-invalid',
  failed_mimetype_not_supported: 'document-rejected',
  failed_destination_not_supported: 'number-blocked',
  failed_image_preparation: 'document-rejected',
  failed_to_send: 'line-error',
  failed_normal_temporary_failure: 'line-error',
  failed_unknown_converter_issue: 'document-rejected',
  failed_normal_clearing: 'line-error',
  failed_convert_to_tiff_issue: 'document-rejected',
  failed_fs_49: 'line-error',
  failed_fs_2: 'line-error',
}
const OUTBOX_STATUS = ['submitted', 'converting', 'scheduled_for_sending', 'sending']

describe('status words of FAX.PLUS', () => {
  it.each(Object.entries(RECORD_STATUS))('a record with %s is %s', (word, wanted) => {
    const meaning = recordMeaning(word)
    expect(meaning.kind === 'failed' ? meaning.failure : meaning.kind).toBe(wanted)
    expect(recordMeaning(` ${word.toUpperCase()}\n`)).toEqual(meaning)
  })

  it('the table of records has every documented word and no other', () => {
    expect(Object.keys(RECORD_WORDS).sort()).toEqual(Object.keys(RECORD_STATUS).sort())
    for (const word of Object.values(RECORD_WORDS))
      expect(word === 'sent' || Object.hasOwn(FAX_FAILURES, word), word).toBe(true)
  })

  it.each(OUTBOX_STATUS)('%s in the outbox is not final', word => {
    expect(outboxMeaning(word).kind).toBe('progress')
    expect(outboxMeaning(`  ${word.toUpperCase()} `)).toEqual(outboxMeaning(word))
  })

  it('the table of the outbox has every documented word and no other', () => {
    expect(Object.keys(OUTBOX_WORDS).sort()).toEqual([...OUTBOX_STATUS].sort())
  })

  it('a failure with a new name is a failure that a person looks at', () => {
    expect(recordMeaning('failed_fs_9999')).toEqual({ kind: 'failed', failure: 'unknown' })
    expect(recordMeaning('FAILED_by_moonlight')).toEqual({ kind: 'failed', failure: 'unknown' })
  })

  it('any other new word is unknown: it may be a success', () => {
    expect(recordMeaning('delivered_twice')).toEqual({ kind: 'unknown', raw: 'delivered_twice' })
    expect(recordMeaning('failedly')).toEqual({ kind: 'unknown', raw: 'failedly' })
    expect(recordMeaning('')).toEqual({ kind: 'unknown', raw: '' })
    expect(outboxMeaning('resting')).toEqual({ kind: 'unknown', raw: 'resting' })
  })

  it('a finished word in the outbox is not believed, a word of the outbox in a record is progress', () => {
    expect(outboxMeaning('success').kind).toBe('unknown')
    expect(recordMeaning('sending').kind).toBe('progress')
  })

  it('words that every object has are no entries of the tables', () => {
    for (const word of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(recordMeaning(word).kind).toBe('unknown')
      expect(outboxMeaning(word).kind).toBe('unknown')
      expect(receivedMeaning(word, 1)).toBe('broken-off')
    }
  })

  it('received: whole, broken off, or without a page', () => {
    expect(receivedMeaning('success', 2)).toBe('whole')
    expect(receivedMeaning('SUCCESS ', null)).toBe('whole')
    expect(receivedMeaning(null, null)).toBe('whole')
    expect(receivedMeaning('partially_received', 1)).toBe('broken-off')
    expect(receivedMeaning('failed', 2)).toBe('broken-off')
    expect(receivedMeaning('failed', 0)).toBe('nothing')
    expect(receivedMeaning('failed_new', null)).toBe('nothing')
    expect(receivedMeaning('a_new_word', 0)).toBe('broken-off')
  })

  it('no text makes it throw, and none but "success" is a success', () => {
    fc.assert(
      fc.property(fc.string(), word => {
        const plain = word.trim().toLowerCase()
        expect(recordMeaning(word).kind === 'sent').toBe(plain === 'success')
        outboxMeaning(word)
        receivedMeaning(word, 1)
      }),
    )
  })
})
