/** From a vendor's documented word to the mail that its sender gets: every one of them, through all that lies between. */
import { describe, expect, it } from 'vitest'
import type { FaxFailure } from '../../src/fax/failure.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import { step } from '../../src/fax/lifecycle.ts'
import { DEFAULT_POLICY } from '../../src/fax/retry-policy.ts'
import { composeReport } from '../../src/mail/report.ts'
import { recordMeaning } from '../../src/providers/faxplus/words.ts'
import { failureOf, statusWord } from '../../src/providers/ngcp/words.ts'
import { reportOf as openfaxReport } from '../../src/providers/openfax/words.ts'
import { StatusAnswer } from '../../src/providers/opentext/api.ts'
import { reportOf as opentextReport } from '../../src/providers/opentext/words.ts'
import type { ProviderReport, SubmittedFax } from '../../src/providers/provider.ts'
import { jobRow } from '../../src/providers/ucx/api.ts'
import { reportOf as ucxReport } from '../../src/providers/ucx/words.ts'
import { AT, anEndedJob, reportFacts } from '../mail/facts.ts'

/** What a report must say: that it arrived, why not, or nothing yet. */
type Wanted = 'delivered' | 'open' | FaxFailure

/** RFC 3463: the class and subject that a sender's mail system reads, written out here and not read from our table. */
const STATUS: Readonly<Partial<Record<Wanted, string>>> = {
  delivered: '2.1.5',
  busy: '4.4.1',
  'no-answer': '4.4.1',
  'not-a-fax': '5.4.0',
  'number-unallocated': '5.1.1',
  'number-invalid': '5.1.3',
  'number-blocked': '5.7.1',
  'call-rejected': '4.4.1',
  'line-error': '4.4.2',
  partial: '4.4.2',
  'document-rejected': '5.6.1',
  'too-long': '5.2.3',
  'no-credit': '5.3.0',
  'provider-fault': '4.3.0',
  'no-verdict': '4.4.0',
  expired: '4.4.7',
  cancelled: '5.7.0',
  unknown: '4.0.0',
}

const FAX: SubmittedFax = {
  reference: 'att-1',
  providerRef: 'p-1',
  to: '+15555551212' as FaxNumber,
  pageCount: 3,
  submittedAt: AT,
  watermark: null,
}

const opentext = (job: readonly string[], attempts: readonly object[]): ProviderReport => {
  const deliveries = [{ fax: '5555551212', delivery_attempts: attempts }]
  return opentextReport(StatusAnswer.parse({ job_id: 'p-1', job_state: job, deliveries }), FAX, {
    gammaCodes: {},
  })
}
const OPENTEXT: readonly (readonly [string, ProviderReport, Wanted])[] = [
  ...['Pending', 'Submitted', 'Held', 'InProcess'].map(
    state => [state, opentext(['Delivering', 'Posted'], [{ state }]), 'open'] as const,
  ),
  ...['AwaitingSetup', 'Setup', 'Processing', 'AwaitingDelivery', 'Delivering', 'Posted', 'Held'].map(
    state => [`job ${state}`, opentext([state], []), 'open'] as const,
  ),
  ['Sent', opentext(['Complete', 'Posted'], [{ state: 'Sent', pages_delivered: 3 }]), 'delivered'],
  ['Error while it may dial again', opentext(['Delivering'], [{ state: 'Error' }]), 'open'],
  ['Error 2004', opentext(['Complete'], [{ state: 'Error', gamma_code: 2004 }]), 'number-invalid'],
  [
    'Error with another gamma code',
    opentext(['Complete'], [{ state: 'Error', gamma_code: 9876 }]),
    'unknown',
  ],
  ['Cancelled', opentext(['Complete'], [{ state: 'Cancelled' }]), 'cancelled'],
  ['job Cancelled', opentext(['Complete', 'Cancelled'], []), 'cancelled'],
  ['Expired', opentext(['Complete'], [{ state: 'Expired' }]), 'expired'],
  ['job Error, Complete', opentext(['Error', 'Complete'], []), 'document-rejected'],
  ['job Complete, nothing else', opentext(['Complete'], []), 'unknown'],
  [
    'Complete and Posted with a failed attempt',
    opentext(['Complete', 'Posted'], [{ state: 'Error' }]),
    'unknown',
  ],
]

const openfax = (currentState: string, lastStatus: string | null) =>
  openfaxReport({ currentState, lastStatus, renderStatus: null, pageCount: 3 }, 3)
const OPENFAX_LAST: Readonly<Record<string, Wanted>> = {
  '1': 'no-answer',
  '2': 'busy',
  '3': 'not-a-fax',
  '4': 'line-error',
  '5': 'number-unallocated',
  '6': 'line-error',
  '7': 'unknown',
  '8': 'document-rejected',
  '9': 'no-credit',
}
const OPENFAX: readonly (readonly [string, ProviderReport, Wanted])[] = [
  ...['0', '1', '2', '3', '4', '5', '6', '7', '11', '12'].map(
    code => [`CurrentState ${code}`, openfax(code, '-1'), 'open'] as const,
  ),
  ['CurrentState 8', openfax('8', '0'), 'delivered'],
  ...Object.entries(OPENFAX_LAST).map(
    ([code, wanted]) => [`CurrentState 9, LastStatus ${code}`, openfax('9', code), wanted] as const,
  ),
  ...Object.keys(OPENFAX_LAST).map(
    code => [`CurrentState 7, LastStatus ${code}`, openfax('7', code), 'open'] as const,
  ),
  ['CurrentState 10', openfax('10', null), 'document-rejected'],
  ['CurrentState 13', openfax('13', null), 'cancelled'],
]

const verdict = (failure: FaxFailure | null, providerCode: string): ProviderReport => ({
  kind: 'verdict',
  outcome:
    failure === null
      ? { kind: 'delivered', pagesSent: 3, remoteStationId: null, callSeconds: 9 }
      : {
          kind: 'failed',
          failure,
          pagesSent: 0,
          remoteStationId: null,
          providerCode,
          providerText: providerCode,
        },
})
const faxplus = (word: string): ProviderReport => {
  const meaning = recordMeaning(word)
  if (meaning.kind === 'sent') return verdict(null, word)
  return meaning.kind === 'failed' ? verdict(meaning.failure, word) : { kind: 'unknown', raw: word }
}
const FAXPLUS_WORDS: Readonly<Record<string, Wanted>> = {
  success: 'delivered',
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
  failed_something_new: 'unknown',
  submitted: 'open',
  converting: 'open',
  scheduled_for_sending: 'open',
  sending: 'open',
  levitating: 'open',
}
const FAXPLUS = Object.entries(FAXPLUS_WORDS).map(([word, wanted]) => [word, faxplus(word), wanted] as const)

const ngcp = (status: string, reason: string) =>
  verdict(statusWord(status) === 'delivered' ? null : failureOf(reason), reason)
const NGCP_CODES: Readonly<Record<string, Wanted>> = {
  '486': 'busy',
  '600': 'busy',
  '408': 'no-answer',
  '480': 'no-answer',
  '487': 'no-answer',
  '404': 'number-unallocated',
  '410': 'number-unallocated',
  '604': 'number-unallocated',
  '484': 'number-invalid',
  '401': 'number-blocked',
  '403': 'number-blocked',
  '407': 'number-blocked',
  '603': 'call-rejected',
  '402': 'no-credit',
  '415': 'not-a-fax',
  '488': 'not-a-fax',
  '606': 'not-a-fax',
  '503': 'line-error',
  '200': 'line-error',
  '699': 'unknown',
}
const NGCP: readonly (readonly [string, ProviderReport, Wanted])[] = [
  ['SUCCESS', ngcp('SUCCESS', 'Normal Clearing / SIP 200 OK [1/3]'), 'delivered'],
  ...Object.entries(NGCP_CODES).map(
    ([code, wanted]) => [`FAILED, SIP ${code}`, ngcp('FAILED', `x / SIP ${code} y [3/3]`), wanted] as const,
  ),
]

const ucx = (state: string, status_text = '') =>
  ucxReport(jobRow.parse({ job_id: 'TX1', state, status_text, sent_pages: '0', total_pages: '3' }), true, 3)
const UCX_TEXTS: Readonly<Record<string, Wanted>> = {
  'Busy signal detected {E001}; too many attempts to dial': 'busy',
  'No carrier detected {E002}': 'not-a-fax',
  'No answer from remote {E003}': 'no-answer',
  'No local dialtone {E004}': 'line-error',
  'Invalid dialing command {E005}': 'number-invalid',
  'Unknown problem {E006}': 'unknown',
  'Ringback detected, no answer without CED {E011}': 'no-answer',
  'No answer T.30 T1 timeout {E126}': 'not-a-fax',
  'Blacklisted by modem {E010}': 'number-blocked',
  'REJECT: Requested pagewidth is invalid {E330}': 'document-rejected',
  'Job interrupted by user {E344}': 'cancelled',
}
const UCX: readonly (readonly [string, ProviderReport, Wanted])[] = [
  ...['Suspended', 'Pending', 'Sleeping', 'Blocked', 'Ready', 'Active'].map(
    state => [state, ucx(state, 'Busy signal detected {E001}'), 'open'] as const,
  ),
  [
    'Done',
    ucxReport(jobRow.parse({ state: 'Done', sent_pages: '3', total_pages: '3' }), true, 3),
    'delivered',
  ],
  ...Object.entries(UCX_TEXTS).map(([text, wanted]) => [text, ucx('Failed', text), wanted] as const),
]

/** The delivery report that follows, as text; null while there is none. */
function mailAfter(report: ProviderReport): string | null {
  const notify = ['SUCCESS', 'FAILURE'] as const
  const sending = anEndedJob({ state: 'sending', endedAt: null }, { notify })
  if (report.kind !== 'verdict') return null
  const change = step(sending, { type: 'verdict', outcome: report.outcome }, DEFAULT_POLICY, AT as EpochMs)
  if (change === null || !change.tasks.some(task => task.kind === 'report')) return null
  return Buffer.from(composeReport(reportFacts({ job: change.job, choice: 'dsn' })).raw).toString('latin1')
}

describe.each([
  ['OpenText', OPENTEXT],
  ['Openfax', OPENFAX],
  ['FAX.PLUS', FAXPLUS],
  ['NGCP', NGCP],
  ['UCX', UCX],
] as const)('%s', (_, words) => {
  it.each(words)('%s', (_word, report, wanted) => {
    const mail = mailAfter(report)
    if (wanted === 'open') return expect(mail).toBeNull()
    if (mail === null) throw new Error('no report follows')
    expect(mail).toMatch(new RegExp(`^Action: ${wanted === 'delivered' ? 'delivered' : 'failed'}\r$`, 'm'))
    expect(mail).toMatch(new RegExp(`^Status: ${STATUS[wanted]?.replaceAll('.', '\\.')}\r$`, 'm'))
    if (wanted === 'delivered') expect(mail).toMatch(/^Subject: Fax to .* delivered/m)
    else expect(mail).toMatch(new RegExp(`^Diagnostic-Code: X-[^;]+; ${wanted}\\b`, 'm'))
    expect(/^X-Fax-State: (\w+)/m.exec(mail)?.[1]).toBe(
      wanted === 'delivered' || wanted === 'cancelled' ? wanted : 'failed',
    )
  })
})
