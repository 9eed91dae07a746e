/**
 * The calls that a simulated Openfax has placed so far, as rows of its date report. Computed from the ledger and the
 * clock alone, so that a row keeps its number however often one asks. Openfax dials up to three times again.
 */
import type { SimulatedNetwork, TakenFax } from './network.ts'

export interface OpenfaxTiming {
  /** Calls after the first one that failed, for results that Openfax redials for. */
  readonly redials: number
  /** Wait between two calls; the document says four minutes. */
  readonly redialSeconds: number
}

/** Added to a fax's number in the ledger: its OutTransID. */
export const OUT_TRANS_BASE = 779_000

/** One call of one fax. */
export interface Call {
  readonly fax: TakenFax
  /** When its row appears (epoch ms). */
  readonly at: number
  /** 1: the first call. */
  readonly attempt: number
  readonly state: number
  readonly lastStatus: number
  readonly pages: number
  readonly seconds: number
}

const LAST_STATUS: Readonly<Record<string, number>> = {
  'no-answer': 1,
  busy: 2,
  'not-a-fax': 3,
  'number-unallocated': 5,
  'line-error': 6,
}
const OTHER = 7
const REDIALLED: ReadonlySet<number> = new Set([1, 2, 4, 6, 7])
const FINAL: ReadonlySet<number> = new Set([8, 9, 10, 13])

/** Ends of numbers, beside those of the network, for results that only Openfax has. */
export const OPENFAX_CALLS: Readonly<
  Record<string, { readonly state: number; readonly lastStatus: number; readonly text: string }>
> = {
  '86': { state: 9, lastStatus: 4, text: 'all circuits busy' },
  '87': { state: 10, lastStatus: 8, text: 'the document cannot be converted' },
  '88': { state: 11, lastStatus: -1, text: 'held for credit, and never let go' },
  '89': { state: 9, lastStatus: 9, text: 'the credit check fails' },
}

export const isFinal = (call: Call): boolean => FINAL.has(call.state)

/** All calls so far, in the order in which their rows appeared: the position is the history id. */
export function callsOf(network: SimulatedNetwork, timing: OpenfaxTiming): readonly Call[] {
  return network
    .taken()
    .flatMap(fax => callsOfFax(network, fax, timing))
    .sort((a, b) => a.at - b.at || a.fax.n - b.fax.n)
}

function callsOfFax(network: SimulatedNetwork, fax: TakenFax, timing: OpenfaxTiming): Call[] {
  const standing = network.standing(fax)
  const one = (state: number, lastStatus: number, pages = 0, seconds = 0): Call[] => [
    { fax, at: fax.at, attempt: 1, state, lastStatus, pages, seconds },
  ]
  if (standing.kind === 'queued') return one(fax.n % 2 === 0 ? 0 : 4, -1)
  if (standing.kind === 'cancelled') return one(13, -1)
  if (standing.kind !== 'delivered' && standing.kind !== 'failed') return one(5, -1)
  const special =
    fax.fields['convertible'] === false ? OPENFAX_CALLS['87'] : OPENFAX_CALLS[fax.number.slice(-2)]
  const { seconds, pages } = standing
  if (special !== undefined && !REDIALLED.has(special.lastStatus))
    return one(special.state, special.lastStatus)
  if (special === undefined && standing.kind === 'delivered') return one(8, 0, pages, seconds)
  const failure = standing.kind === 'failed' ? (LAST_STATUS[standing.failure] ?? OTHER) : OTHER
  return failedCalls(network.now, fax, special?.lastStatus ?? failure, { ...timing, seconds, pages })
}

function failedCalls(
  now: number,
  fax: TakenFax,
  lastStatus: number,
  { redials, redialSeconds, seconds, pages }: OpenfaxTiming & { seconds: number; pages: number },
): Call[] {
  const total = REDIALLED.has(lastStatus) ? 1 + redials : 1
  const calls: Call[] = []
  for (let attempt = 1; attempt <= total; attempt++) {
    const at = fax.at + (attempt - 1) * (seconds + redialSeconds) * 1000
    if (at > now) break
    const over = now >= at + seconds * 1000
    const state = over ? (attempt < total ? 7 : 9) : 5
    calls.push({ fax, at, attempt, state, lastStatus: over ? lastStatus : -1, pages, seconds })
  }
  return calls
}
