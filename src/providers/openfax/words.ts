/**
 * All words of Openfax as data: answers to a submission, `CurrentState` and `LastStatus` of the date report. One row for
 * each documented value. In charge of what a report row means; not of reading or choosing rows.
 */
import type { ErrorCode } from '../../fax/error.ts'
import type { FaxFailure } from '../../fax/failure.ts'
import type { Outcome } from '../../fax/outcome.ts'
import type { ProviderReport } from '../provider.ts'

export type ResponseMeaning =
  | { readonly kind: 'taken' }
  /** Openfax will never take this fax. */
  | { readonly kind: 'refused'; readonly failure: FaxFailure }
  /** Not taken, and the fax is not at fault. */
  | { readonly kind: 'error'; readonly code: ErrorCode; readonly say: string }

const error = (code: ErrorCode, say: string): ResponseMeaning => ({ kind: 'error', code, say })

/** `Response`, in lower case without blanks. Both spellings of a word where the document has two. */
export const RESPONSES: Readonly<Record<string, ResponseMeaning>> = {
  success: { kind: 'taken' },
  failed: error('E_PROVIDER_REPLY', 'Openfax says "Failed" and gives no reason; it has not taken the fax.'),
  invalidauthentication: error(
    'E_PROVIDER_CREDENTIALS',
    "Check accountId, and apiKey against the portal's account settings.",
  ),
  accountinactive: error(
    'E_PROVIDER_CREDIT',
    'Openfax says "AccountInactive": the account is out of funds or closed. Pay in, or ask its support.',
  ),
  restrictedfaxnumber: { kind: 'refused', failure: 'number-blocked' },
  restrictednumber: { kind: 'refused', failure: 'number-blocked' },
  invalidfaxnumberlength: { kind: 'refused', failure: 'number-invalid' },
  invalidfaxresolution: error('E_PROVIDER_REQUEST', 'Openfax refuses the resolution.'),
  invalidpapersize: error('E_PROVIDER_REQUEST', 'Openfax refuses the paper size: check paperSize.'),
  invalidpriority: error('E_PROVIDER_REQUEST', 'Openfax refuses the priority: check priority.'),
  // Not in the document of the submission; its scripts for received faxes are known to say it.
  invalidmissingvalue: error('E_PROVIDER_REQUEST', 'Openfax misses a value in our request.'),
}

/** A word as it is looked up: `Restricted Number` and `restrictednumber` are the same. */
export const wordKey = (word: string): string => word.replace(/\s+/g, '').toLowerCase()

/** What a `Response` means; null for a word that is in no table. */
export function responseMeaning(word: string): ResponseMeaning | null {
  const key = wordKey(word)
  if (Object.hasOwn(RESPONSES, key)) return RESPONSES[key] ?? null
  // Every documented word that begins so is a refusal of the request.
  if (key.startsWith('invalid')) return error('E_PROVIDER_REQUEST', `Openfax says "${word.slice(0, 60)}".`)
  return null
}

/** What `Response` says in place of rows when there are none. Anything else is not proof that there are none. */
export const isNothingWord = (word: string): boolean =>
  /^no(?:new)?(?:fax|faxes|record|records|result|results|data|rows?)(?:received|found|available)?$/.test(
    wordKey(word),
  )

export type StateMeaning =
  | { readonly kind: 'progress'; readonly text: string; readonly creditHold?: true }
  | { readonly kind: 'delivered' }
  /** `null`: LastStatus has the reason. */
  | { readonly kind: 'failed'; readonly failure: FaxFailure | null }

const progress = (text: string): StateMeaning => ({ kind: 'progress', text })

/** `CurrentState` of the fax. */
export const CURRENT_STATES: Readonly<Record<string, StateMeaning>> = {
  '0': progress('Openfax has received the fax.'),
  '1': progress('Openfax is rendering the pages.'),
  '2': progress('Openfax is checking the credit.'),
  '3': progress('The fax waits for a place in the queue of Openfax.'),
  '4': progress('The fax is in the queue of Openfax.'),
  '5': progress('Openfax is dialling.'),
  '6': progress('The call is over; Openfax is writing its report.'),
  '7': progress('Openfax waits before it dials again.'),
  '8': { kind: 'delivered' },
  '9': { kind: 'failed', failure: null },
  '10': { kind: 'failed', failure: 'document-rejected' },
  '11': {
    kind: 'progress',
    text: 'Openfax holds the fax: the account has no credit. Your operator must pay in.',
    creditHold: true,
  },
  '12': progress('Openfax may dial again.'),
  '13': { kind: 'failed', failure: 'cancelled' },
}

export interface LastStatusRow {
  /** `delivered`, `open`, or why it failed once that is final. */
  readonly result: 'delivered' | 'open' | FaxFailure
  /** Openfax dials again by itself while redials remain: then it is not final in the report. */
  readonly redials: boolean
  /** The document's own words. */
  readonly text: string
}

const last = (result: LastStatusRow['result'], redials: boolean, text: string): LastStatusRow => ({
  result,
  redials,
  text,
})

/** `LastStatus` of the latest call. */
export const LAST_STATUSES: Readonly<Record<string, LastStatusRow>> = {
  '-1': last('open', false, 'Received'),
  '0': last('delivered', false, 'Successful'),
  '1': last('no-answer', true, 'No Answer'),
  '2': last('busy', true, 'Busy'),
  '3': last('not-a-fax', false, 'Not Fax'),
  '4': last('line-error', true, 'All Circuits Busy'),
  '5': last('number-unallocated', false, 'Bad Number'),
  '6': last('line-error', true, 'Call Disconnected'),
  '7': last('unknown', true, 'Unknown / Other'),
  '8': last('document-rejected', false, 'Doc Conversion Failed'),
  '9': last('no-credit', false, 'Credit Check Failed'),
}

/** What the tables need of a report row. Codes as text; null: the column is missing or empty. */
export interface StandingCodes {
  readonly currentState: string | null
  readonly lastStatus: string | null
  readonly renderStatus: string | null
  /** Pages of the fax; 0 and null: not said. */
  readonly pageCount: number | null
}

const own = <T>(table: Readonly<Record<string, T>>, key: string | null): T | null =>
  key !== null && Object.hasOwn(table, key) ? (table[key] ?? null) : null

/**
 * What one row says of its fax. `pages`: how many we handed over. CurrentState decides; LastStatus gives the reason, and
 * decides only where CurrentState is missing, and then never on a code that Openfax dials again for.
 */
export function reportOf(codes: StandingCodes, pages: number): ProviderReport {
  const raw = rawOf(codes)
  const delivered = codes.pageCount === null || codes.pageCount <= 0 ? pages : codes.pageCount
  const state = own(CURRENT_STATES, codes.currentState)
  const status = own(LAST_STATUSES, codes.lastStatus)
  if (codes.currentState === null) return withoutState(codes, status, delivered, raw)
  if (state === null) return { kind: 'unknown', raw }
  if (state.kind === 'progress') return { kind: 'progress', text: withLast(state.text, status) }
  if (state.kind === 'delivered') return success(delivered)
  return failure(state.failure ?? reasonOf(codes, status), raw, status)
}

/** True for a fax that waits for money: the operator should hear of it. */
export const isCreditHold = (currentState: string | null): boolean => {
  const state = own(CURRENT_STATES, currentState)
  return state?.kind === 'progress' && state.creditHold === true
}

/** Final, and CurrentState gives no reason of its own. */
function reasonOf(codes: StandingCodes, status: LastStatusRow | null): FaxFailure {
  if (status === null) return codes.renderStatus === '2' ? 'document-rejected' : 'unknown'
  // "Failed" with "Successful" or "Received": nobody knows. A person must ask the recipient.
  return status.result === 'delivered' || status.result === 'open' ? 'unknown' : status.result
}

function withoutState(
  codes: StandingCodes,
  status: LastStatusRow | null,
  pages: number,
  raw: string,
): ProviderReport {
  if (codes.lastStatus === null || status === null) return { kind: 'unknown', raw }
  if (status.result === 'delivered') return success(pages)
  if (status.result === 'open') return { kind: 'progress', text: 'Openfax has received the fax.' }
  if (status.redials) return { kind: 'progress', text: withLast('Openfax may dial again.', status) }
  return failure(status.result, raw, status)
}

const withLast = (text: string, status: LastStatusRow | null): string =>
  status === null || status.result === 'open' || status.result === 'delivered'
    ? text
    : `${text} The last call: ${status.text}.`

const success = (pagesSent: number): ProviderReport => ({
  kind: 'verdict',
  outcome: { kind: 'delivered', pagesSent, remoteStationId: null, callSeconds: null },
})

/** The report does not say how many pages got through before a failure. */
const failure = (reason: FaxFailure, raw: string, status: LastStatusRow | null): ProviderReport => ({
  kind: 'verdict',
  outcome: failed(reason, raw, status?.text ?? ''),
})

/** A failed outcome with the words of Openfax. */
export const failed = (
  reason: FaxFailure,
  providerCode: string,
  providerText: string,
): Extract<Outcome, { kind: 'failed' }> => ({
  kind: 'failed',
  failure: reason,
  pagesSent: 0,
  remoteStationId: null,
  providerCode,
  providerText,
})

const rawOf = ({ currentState, lastStatus, renderStatus }: StandingCodes): string =>
  [
    `CurrentState ${currentState ?? 'missing'}`,
    `LastStatus ${lastStatus ?? 'missing'}`,
    ...(renderStatus === '2' ? ['RenderStatus 2'] : []),
  ].join(', ')
