/**
 * What the words of the UCX mean. Its engine is HylaFAX: states are HylaFAX's, and a failure is told in HylaFAX's error
 * texts, with or without their code (`{E001}`). Two tables, and nothing else decides.
 */
import type { FaxFailure } from '../../fax/failure.ts'
import type { Outcome } from '../../fax/outcome.ts'
import type { ProviderReport } from '../provider.ts'
import type { JobRow } from './api.ts'
import { countOf, plain, secondsOf } from './fields.ts'

export type StateMeaning = 'queued' | 'sending' | 'sent' | 'failed' | 'unknown'

/** States of a job, in small letters. Only `done` and `failed` are final. */
export const STATES: Readonly<Record<string, StateMeaning>> = {
  undefined: 'unknown',
  suspended: 'queued',
  pending: 'queued',
  // Waits for its next call. Its status text is that of the last call: never a failure of the fax.
  sleeping: 'queued',
  blocked: 'queued',
  ready: 'queued',
  active: 'sending',
  done: 'sent',
  failed: 'failed',
}

/** `queued`: HylaFAX put the job back, it did not end it. */
export type TextMeaning = FaxFailure | 'queued'

export interface ErrorTextRow {
  /** Numbers of the codes; a pair is a range. An earlier row wins. */
  readonly codes: readonly (number | readonly [number, number])[]
  /** Parts of the text in small letters, for texts without a code. The longest that fits wins. */
  readonly texts: readonly string[]
  readonly means: TextMeaning
}

const row = (codes: ErrorTextRow['codes'], texts: readonly string[], means: TextMeaning): ErrorTextRow => ({
  codes,
  texts,
  means,
})

/** The code is asked first, then the text. Codes: README.errorcodes of HylaFAX. */
export const ERROR_TEXTS: readonly ErrorTextRow[] = [
  row([1], ['busy signal'], 'busy'),
  row([2], ['no carrier'], 'not-a-fax'),
  row([3], ['no answer'], 'no-answer'),
  row([4], ['no local dialtone'], 'line-error'),
  row([5, 327], ['invalid dialing command', 'canonical format'], 'number-invalid'),
  row([6], ['unknown problem'], 'unknown'),
  row([7], ['phase a failure'], 'not-a-fax'),
  row([8], ['data connection'], 'not-a-fax'),
  row([9, 12], ['glare', 'without successful handshake'], 'line-error'),
  row([10], ['blacklisted'], 'number-blocked'),
  row([11, 215, 216], ['no answer without ced', 'ringback detected'], 'no-answer'),
  row([13], ['v.34/v.8 handshake'], 'line-error'),
  row([122, 261, 264], ['no t.4 receiver', 'cannot receive'], 'not-a-fax'),
  row([126, 218], ['t.30 t1 timeout'], 'not-a-fax'),
  row(
    [[100, 299]],
    [
      'protocol',
      'train',
      'carrier',
      'comrec',
      'rsprec',
      'no response to',
      'unable to transmit page',
      't.30 t2 timeout',
      'phase b',
      'phase c',
      'phase d',
      'disconnected prematurely',
    ],
    'line-error',
  ),
  row([330], ['page width'], 'document-rejected'),
  // A job that the UCX refuses before any call: its modem or its settings, not the other side.
  row([328, 329, 331, 332, 336], ['reject:'], 'provider-fault'),
  row([], ['reject'], 'call-rejected'),
  row(
    [302, [314, 316], [318, 323], 402, [420, 422]],
    ['document', 'not valid tiff', 'group 3 or group 4'],
    'document-rejected',
  ),
  row([[400, 499]], ['does not support', 'not supported by'], 'incompatible'),
  row(
    [312, 326, 343, 347],
    ['can not fork', 'job description', 'terminated abnormally', 'reject: qfile', 'qfile'],
    'provider-fault',
  ),
  row([317, 335], ['too many pages'], 'too-long'),
  row([325], ['kill time expired'], 'expired'),
  // The text of the calls before is not kept here, so the reason is not known any more.
  row([333, 334], ['reject: too many attempts'], 'unknown'),
  row([[337, 342], 346], ['blocked by', 'delayed by', 'could not fork'], 'queued'),
  row([344, 345], ['interrupted by user', 'aborted by request', 'call aborted'], 'cancelled'),
]

/**
 * Messages of FileSend that are about this one fax. The document has none of them: the words are those of its own
 * parameters. A message that fits no row is about the account, and a person must look.
 */
export const REFUSALS: readonly { readonly text: RegExp; readonly means: FaxFailure }[] = [
  { text: /\bdestination\b|\bphone number\b/i, means: 'number-invalid' },
  {
    text: /\battachment\b|\bfile (?:type|format|size|is|too)\b|\bunsupported file\b/i,
    means: 'document-rejected',
  },
]

/** HTTP 413: the web server takes no body of this size. */
const TOO_LARGE = 413

/** Why FileSend refused this fax; null when the refusal is not about this fax. */
export function refusalOf(status: number, message: string): FaxFailure | null {
  if (status === TOO_LARGE) return 'document-rejected'
  return REFUSALS.find(({ text }) => text.test(message))?.means ?? null
}

/** `No carrier detected {E002}; too many attempts to dial`: what counts stands before. */
const GAVE_UP = /;\s*too many attempts\b.*$/is
const CODE = /\bE([0-9]{3})\b/i

/** What a status text means. Gives `unknown` for a text that fits no row; never throws. */
export function meaningOf(statusText: string): TextMeaning {
  const text = statusText.replace(GAVE_UP, '').trim().toLowerCase()
  const code = Number(CODE.exec(text)?.[1] ?? Number.NaN)
  const byCode = ERROR_TEXTS.find(({ codes }) =>
    codes.some(each => (typeof each === 'number' ? each === code : code >= each[0] && code <= each[1])),
  )
  if (byCode !== undefined) return byCode.means
  const fitting = ERROR_TEXTS.flatMap(({ texts, means }) =>
    texts.filter(part => text.includes(part)).map(part => ({ part, means })),
  )
  fitting.sort((a, b) => b.part.length - a.part.length)
  return fitting[0]?.means ?? 'unknown'
}

/** The code in the text as `E001`, or empty. */
export function codeIn(statusText: string): string {
  return CODE.exec(statusText)?.[0].toUpperCase() ?? ''
}

/**
 * What a job says of our fax. `ended`: it stands among the completed jobs, so it will not change any more. `pageCount`:
 * the pages that we handed over.
 */
export function reportOf(job: JobRow, ended: boolean, pageCount: number): ProviderReport {
  const meaning = STATES[job.state.trim().toLowerCase()]
  switch (meaning) {
    case 'queued':
      return { kind: 'progress', text: waiting(job) }
    case 'sending':
      return { kind: 'progress', text: sending(job) }
    case 'sent':
      return { kind: 'verdict', outcome: sent(job, pageCount) }
    case 'failed': {
      const means = meaningOf(job.status_text)
      if (means !== 'queued') return { kind: 'verdict', outcome: failed(job, means) }
      return ended
        ? { kind: 'verdict', outcome: failed(job, 'unknown') }
        : { kind: 'progress', text: waiting(job) }
    }
    default:
      // A completed job in a state that nobody knows: it may have been delivered, so a person must ask.
      if (ended) return { kind: 'verdict', outcome: failed(job, 'no-verdict') }
      return { kind: 'unknown', raw: plain(`${job.state} ${job.status_text}`) }
  }
}

function waiting(job: JobRow): string {
  const tries = countOf(job.attempts) ?? countOf(job.ndials)
  const most = countOf(job.max_retries) ?? countOf(job.maxdials) ?? countOf(job.max_attempts)
  const last = plain(job.status_text)
  const parts = [
    'The UCX waits to dial.',
    ...(tries === null || tries === 0
      ? []
      : [`Tries so far: ${tries}${most === null ? '' : ` of ${most}`}.`]),
    ...(last === '' ? [] : [`Last: ${last}.`]),
  ]
  return parts.join(' ')
}

function sending(job: JobRow): string {
  const [done, all] = [countOf(job.sent_pages), countOf(job.total_pages)]
  const pages = done === null || done === 0 ? '' : ` Pages sent: ${done}${all === null ? '' : ` of ${all}`}.`
  const text = plain(job.status_text)
  return `The UCX is calling.${text === '' ? '' : ` ${text}.`}${pages}`
}

function sent(job: JobRow, pageCount: number): Outcome {
  const pages = countOf(job.sent_pages) ?? 0
  const all = countOf(job.total_pages) ?? 0
  // "Done" with some pages missing is not what "delivered" promises: all pages confirmed.
  if (pages > 0 && pages < all) return failed(job, 'partial')
  const pagesSent = pages > 0 ? pages : all > 0 ? all : pageCount
  return { kind: 'delivered', pagesSent, remoteStationId: null, callSeconds: secondsOf(job.duration) }
}

/** The station id stays out of it: in the vendor's samples it is the name of the virtual fax, not of the other side. */
function failed(job: JobRow, failure: FaxFailure): Extract<Outcome, { kind: 'failed' }> {
  return {
    kind: 'failed',
    failure,
    pagesSent: countOf(job.sent_pages) ?? 0,
    remoteStationId: null,
    providerCode: codeIn(job.status_text) || plain(job.state),
    providerText: plain(job.status_text),
  }
}
