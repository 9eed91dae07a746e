/**
 * OpenText's words and what they mean here: one table for each vocabulary. In charge of the verdict on a fax. Not in
 * charge of asking for it. The job's states never make a fax delivered: every job becomes `Complete` in the end, failed
 * ones too. Only the last delivery attempt decides.
 */
import type { FaxFailure } from '../../fax/failure.ts'
import type { Outcome } from '../../fax/outcome.ts'
import type { ProviderReport, SubmittedFax } from '../provider.ts'
import type { DeliveryAttempt, StatusAnswer } from './api.ts'

/** ended: no attempt follows. error and cancelled count only where there was no attempt at all. */
type JobMeaning = 'queued' | 'sending' | 'ended' | 'cancelled' | 'error'
type AttemptMeaning = 'queued' | 'sending' | 'delivered' | 'error' | 'cancelled' | 'expired'

/** Job states, in lower case. */
export const JOB_STATES: Readonly<Record<string, JobMeaning>> = {
  awaitingsetup: 'queued',
  setup: 'queued',
  processing: 'queued',
  awaitingdelivery: 'queued',
  held: 'queued',
  delivering: 'sending',
  posted: 'sending',
  delivered: 'ended',
  reporting: 'ended',
  complete: 'ended',
  error: 'error',
  cancelled: 'cancelled',
}

/** States of a delivery attempt, in lower case. */
export const ATTEMPT_STATES: Readonly<Record<string, AttemptMeaning>> = {
  pending: 'queued',
  submitted: 'queued',
  held: 'queued',
  inprocess: 'sending',
  sent: 'delivered',
  error: 'error',
  cancelled: 'cancelled',
  expired: 'expired',
}

/** Gamma codes that are public. The whole list comes from OpenText on request; `gammaCodes` adds to this one. */
export const GAMMA_CODES: Readonly<Record<string, FaxFailure>> = {
  '2004': 'number-invalid',
}

export interface Words {
  /** Gamma codes of the configuration: they go before our own table. */
  readonly gammaCodes: Readonly<Record<string, FaxFailure>>
}

/** Gives what an answer to the status question means for this fax. Total: throws nothing. */
export function reportOf(answer: StatusAnswer, fax: SubmittedFax, words: Words): ProviderReport {
  const job = new Set(answer.job_state.map(state => meaning(JOB_STATES, state)))
  const strange = answer.job_state.find(state => meaning(JOB_STATES, state) === null)
  const last = lastAttempt(answer)
  if (last !== null) return attemptReport(last, answer, fax, words)
  if (answer.job_state.length === 0) return { kind: 'unknown', raw: 'neither a job state nor an attempt' }
  const complete = answer.job_state.some(state => clean(state) === 'complete')
  if (job.has('cancelled')) return failed('cancelled', null, answer, 'cancelled before any attempt')
  if (job.has('error') && complete)
    return failed('document-rejected', null, answer, 'the job failed before any attempt')
  if (complete) return failed('unknown', null, answer, 'the job is complete without any attempt')
  if (strange !== undefined) return { kind: 'unknown', raw: short(strange) }
  return { kind: 'progress', text: `OpenText: ${jobOf(answer)}.` }
}

function attemptReport(
  last: DeliveryAttempt,
  answer: StatusAnswer,
  fax: SubmittedFax,
  words: Words,
): ProviderReport {
  const ended = answer.job_state.some(state => meaning(JOB_STATES, state) === 'ended')
  const state = last.state ?? ''
  switch (meaning(ATTEMPT_STATES, state)) {
    case 'delivered':
      return { kind: 'verdict', outcome: delivered(last, fax) }
    case 'error': {
      const gamma = gammaOf(last)
      const reason = gamma === '' ? 'without a gamma code' : `with gamma code ${gamma}`
      // OpenText dials again by itself: before the job has ended, a failed attempt says nothing yet.
      if (!ended)
        return { kind: 'progress', text: `OpenText: an attempt failed ${reason}; another may follow.` }
      return failed(failureOf(gamma, words), last, answer, `attempt ${state} ${reason}`)
    }
    case 'cancelled':
      return failed('cancelled', last, answer, `attempt ${state}`)
    case 'expired':
      return failed('expired', last, answer, `attempt ${state}`)
    case 'queued':
    case 'sending':
      return {
        kind: 'progress',
        text: `OpenText: attempt ${short(state)}; ${jobOf(answer)}.`,
      }
    default:
      if (ended) return failed('unknown', last, answer, `attempt "${short(state)}"`)
      return { kind: 'unknown', raw: state === '' ? 'an attempt without a state' : short(state) }
  }
}

/** Gives null for a word that is not in the table. */
export function meaning<T>(table: Readonly<Record<string, T>>, word: string): T | null {
  const key = clean(word)
  return Object.hasOwn(table, key) ? (table[key] ?? null) : null
}

const clean = (word: string) => word.trim().toLowerCase()

export function failureOf(gamma: string, { gammaCodes }: Words): FaxFailure {
  return meaning(gammaCodes, gamma) ?? meaning(GAMMA_CODES, gamma) ?? 'unknown'
}

/**
 * The attempt that began last. The documents do not say in which order attempts are listed: where every one has a time,
 * the time counts, otherwise the place. We fax to one number a job, so all deliveries are of the same fax.
 */
export function lastAttempt(answer: Pick<StatusAnswer, 'deliveries'>): DeliveryAttempt | null {
  const attempts = answer.deliveries.flatMap(delivery => delivery.delivery_attempts)
  const times = attempts.map(attempt => Date.parse(attempt.first_attempt ?? ''))
  if (times.some(Number.isNaN)) return attempts.at(-1) ?? null
  const latest = Math.max(...times)
  return attempts.findLast((_, i) => times[i] === latest) ?? null
}

function delivered(last: DeliveryAttempt, fax: SubmittedFax): Outcome {
  return {
    kind: 'delivered',
    pagesSent: last.pages_delivered ?? fax.pageCount,
    remoteStationId: stationOf(last),
    callSeconds: last.delivery_sec,
  }
}

function failed(
  failure: FaxFailure,
  last: DeliveryAttempt | null,
  answer: StatusAnswer,
  text: string,
): ProviderReport {
  const outcome = {
    kind: 'failed',
    failure,
    pagesSent: last?.pages_delivered ?? 0,
    remoteStationId: last === null ? null : stationOf(last),
    providerCode: codeOf(last, answer),
    providerText: `OpenText: ${text}; ${jobOf(answer)}.`,
  } as const
  return { kind: 'verdict', outcome }
}

/** The gamma code, or the state where there is none. */
function codeOf(last: DeliveryAttempt | null, answer: StatusAnswer): string {
  if (last === null) return short(answer.job_state.join(','))
  return gammaOf(last) || short(last.state?.trim() ?? '')
}

/** Given only when it is not zero; a zero counts as none. */
function gammaOf(attempt: DeliveryAttempt): string {
  const code = short(clean(attempt.gamma_code ?? ''))
  return /^0*$/.test(code) ? '' : code
}

const jobOf = ({ job_state }: StatusAnswer) => `job ${short(job_state.join(', ')) || 'without a state'}`

/** The vendor's words go into the history: no more of them than a person wants to read. */
const short = (word: string) => (word.length > 120 ? `${word.slice(0, 119)}…` : word)

const stationOf = ({ rcsid }: DeliveryAttempt): string | null => short(rcsid?.trim() ?? '') || null
