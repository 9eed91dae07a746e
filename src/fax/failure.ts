/**
 * The one table of what can become of a fax call. Providers map their words to these names, the state machine
 * decides by `again`, reports print `statusCode`, `sentence` and `advice`. `docs/errors.md` lists the same rows.
 */
export type FaxFailure = keyof typeof FAX_FAILURES

/** Whether the same call may be worth placing again. `person` means: only a person may decide. */
export type Again = 'yes' | 'once' | 'no' | 'person'

export interface FaxFailureRow {
  readonly again: Again
  /** RFC 3463 status for the delivery report. Class 4 with Action: failed is right for busy (RFC 3464 §2.3.3). */
  readonly statusCode: string
  /** What happened, in the words of the report. */
  readonly sentence: string
  /** What the sender can do about it. */
  readonly advice: string
}

const row = (again: Again, statusCode: string, sentence: string, advice: string): FaxFailureRow => ({
  again,
  statusCode,
  sentence,
  advice,
})

export const FAX_FAILURES = {
  busy: row('yes', '4.4.1', 'The line was busy.', 'Send the fax again later.'),
  'no-answer': row(
    'yes',
    '4.4.1',
    'Nobody answered the call.',
    'Check that the fax machine is switched on, then send the fax again.',
  ),
  'not-a-fax': row(
    'once',
    '5.4.0',
    'The call was answered, but not by a fax machine.',
    'Check the number: it may be a telephone.',
  ),
  'number-unallocated': row(
    'no',
    '5.1.1',
    'The number does not exist or is not in service.',
    'Check the number with the recipient.',
  ),
  'number-invalid': row(
    'no',
    '5.1.3',
    'The number cannot be dialled.',
    'Write the number with country code, for example +15555551212.',
  ),
  'number-blocked': row(
    'no',
    '5.7.1',
    'The number is blocked for faxes from here.',
    'Ask your operator whether this number may be faxed.',
  ),
  'call-rejected': row(
    'yes',
    '4.4.1',
    'The other side rejected the call.',
    'Ask the recipient whether they accept faxes from your number.',
  ),
  'line-error': row('yes', '4.4.2', 'The line failed during the call.', 'Send the fax again.'),
  partial: row(
    'person',
    '4.4.2',
    'The line failed after some of the pages.',
    'Ask the recipient which pages arrived before you send it again.',
  ),
  incompatible: row(
    'no',
    '5.6.3',
    'The other fax machine cannot take pages of this size or resolution.',
    'Send the document in standard resolution on A4 or Letter.',
  ),
  'document-rejected': row(
    'no',
    '5.6.1',
    'The document could not be made into fax pages.',
    'Send the document as an ordinary PDF without a password.',
  ),
  'too-long': row(
    'no',
    '5.2.3',
    'The document has too many pages.',
    'Split the document and send it in parts.',
  ),
  'no-route': row(
    'yes',
    '5.4.4',
    'No fax provider here can reach this destination.',
    'Ask your operator to add a route for this country.',
  ),
  'no-credit': row(
    'person',
    '5.3.0',
    'The fax provider account has no credit.',
    'Ask your operator to top up the account, then send the fax again.',
  ),
  'provider-fault': row(
    'yes',
    '4.3.0',
    'The fax provider had an internal problem.',
    'Send the fax again later.',
  ),
  'no-verdict': row(
    'person',
    '4.4.0',
    'The fax provider never told us what became of the fax. It may have been delivered.',
    'Ask the recipient whether it arrived before you send it again.',
  ),
  expired: row('no', '4.4.7', 'The fax could not be sent in time.', 'Send the fax again.'),
  cancelled: row('no', '5.7.0', 'The fax was cancelled.', 'Nothing was left to do.'),
  unknown: row(
    'person',
    '4.0.0',
    'The fax failed for a reason the provider did not explain.',
    'Send the fax again, or ask your operator for the details.',
  ),
} as const satisfies Record<string, FaxFailureRow>
