/**
 * The loopback provider: the built-in fax network as one of the providers. It behaves as a vendor would, ambiguous
 * answers included, so that demos, tests and benches run the whole daemon without an account. It never calls anyone.
 */
import { createHash } from 'node:crypto'
import { type DialedPart, dialedParts } from '../../fax/address-parts.ts'
import { BridgeError } from '../../fax/error.ts'
import type { FaxFailure } from '../../fax/failure.ts'
import type { FaxNumber } from '../../fax/fax-number.ts'
import type { EpochMs } from '../../fax/id.ts'
import type { InboundListing } from '../../fax/inbound-fax.ts'
import type { Outcome } from '../../fax/outcome.ts'
import type { Clock } from '../../runtime.ts'
import type {
  FaxProvider,
  InboundSource,
  ProviderReport,
  SubmitReply,
  SubmitRequest,
  SubmittedFax,
} from '../provider.ts'
import type { Network, TakenEntry } from './network.ts'
import { outcomeFor } from './outcomes.ts'

export interface LoopbackOptions {
  readonly network: Network
  readonly clock: Clock
  /** Our subscribers' numbers: a fax to one of them comes back as a received fax. Asked at every call. */
  readonly isOwnNumber: (number: string) => boolean
  readonly secondsPerPage: number
  readonly slowSeconds: number
  readonly dials: readonly DialedPart[]
}

const LIMITS = { maxPages: 1000, maxBytes: 200 * 1024 * 1024, visibilityMs: 0, pollMs: 1_000, concurrent: 8 }
const INBOUND_POLL_MS = 1_000
const REMOTE_STATION = 'LOOPBACK'

export function makeLoopback(options: LoopbackOptions): FaxProvider {
  const { network } = options
  const taken = (ref: string | null): TakenEntry | undefined =>
    network.entries().find((entry): entry is TakenEntry => entry.type === 'taken' && entry.ref === ref)
  return {
    limits: { ...LIMITS, dials: options.dials },
    submit: (request, signal) => submit(options, request, signal),
    async status(fax: SubmittedFax): Promise<ProviderReport> {
      const entry = taken(fax.providerRef)
      return entry === undefined ? { kind: 'unknown', raw: 'no such fax' } : standing(options, entry)
    },
    async find(fax: SubmittedFax) {
      const entry = network.entries().find(e => e.type === 'taken' && e.reference === fax.reference)
      return entry?.type === 'taken' ? { kind: 'found', providerRef: entry.ref } : { kind: 'notFound' }
    },
    async cancel(fax: SubmittedFax) {
      const entry = taken(fax.providerRef)
      if (entry === undefined || standing(options, entry).kind === 'verdict') return
      await network.note({ type: 'cancelled', at: options.clock.now(), ref: entry.ref })
    },
    inbound: inbound(options),
  }
}

async function submit(
  options: LoopbackOptions,
  request: SubmitRequest,
  signal: AbortSignal,
): Promise<SubmitReply> {
  const { network, clock } = options
  const own = options.isOwnNumber(request.to)
  const { answer } = own ? { answer: 'taken' as const } : outcomeFor(request.to)
  const tries = network
    .entries()
    .filter(e => e.type === 'declined' && e.to === request.to && e.reference !== '').length
  const decline = (why: string) =>
    network.note({ type: 'declined', at: clock.now(), reference: request.reference, to: request.to, why })
  if (answer === 'badNumber') {
    await decline('bad number')
    return { kind: 'refused', outcome: failed('number-invalid', 0, 'BADNUM', 'number not dialable') }
  }
  if (answer === 'badCredentials') {
    await decline('credentials')
    throw new BridgeError('E_PROVIDER_CREDENTIALS')
  }
  if (answer === 'noCredit') {
    await decline('credit')
    throw new BridgeError('E_PROVIDER_CREDIT')
  }
  if (answer === 'busyServer' && tries === 0) {
    await decline('asked to wait')
    throw new BridgeError('E_PROVIDER_BUSY', { retryAt: clock.now() + 1_000 })
  }
  if (answer === 'notTakenAnswerLost' && tries === 0) {
    await decline('connection broke')
    throw new BridgeError('E_PROVIDER_NO_ANSWER')
  }
  const tiff = await request.pages.bytes('tiff')
  if (signal.aborted) throw new BridgeError('E_PROVIDER_UNREACHABLE', { cause: signal.reason })
  const entry = await network.take(
    {
      reference: request.reference,
      to: request.to,
      from: request.from,
      pages: request.pages.pageCount,
      sha256: createHash('sha256').update(tiff).digest('hex'),
      ...dialledBeside(request),
    },
    tiff,
  )
  if (answer === 'takenAnswerLost') throw new BridgeError('E_PROVIDER_NO_ANSWER')
  return { kind: 'taken', providerRef: entry.ref }
}

/** An access code stands in the books as its digest: equal codes can be told, and the code cannot be read. */
function dialledBeside({ parts }: SubmitRequest): Pick<TakenEntry, 'beside'> {
  const wanted = parts === undefined ? [] : dialedParts(parts)
  if (parts === undefined || wanted.length === 0) return {}
  const entries = wanted.map(part => {
    const value = parts[part] ?? ''
    return [part, part === 'postDial' ? createHash('sha256').update(value).digest('hex') : value] as const
  })
  return { beside: Object.fromEntries(entries) }
}

/** Where a call stands: computed from the ledger and the clock alone. */
function standing(options: LoopbackOptions, entry: TakenEntry): ProviderReport {
  const cancelled = options.network.entries().find(e => e.type === 'cancelled' && e.ref === entry.ref)
  if (cancelled !== undefined)
    return { kind: 'verdict', outcome: failed('cancelled', 0, 'CANCELLED', 'cancelled') }
  const call = options.isOwnNumber(entry.to) ? 'answered' : outcomeFor(entry.to).call
  const elapsed = options.clock.now() - entry.at
  const perPage = options.secondsPerPage * 1000
  const pagesToSend = typeof call === 'object' ? call.pagesBefore : entry.pages
  const callMs = perPage * (1 + pagesToSend) + (call === 'slow' ? options.slowSeconds * 1000 : 0)
  if (call === 'silent') return { kind: 'progress', text: 'The network is dialling.' }
  if (elapsed < callMs) {
    const page = Math.min(entry.pages, Math.floor(elapsed / Math.max(1, perPage)))
    return {
      kind: 'progress',
      text: page === 0 ? 'The network is dialling.' : `Sending page ${page} of ${entry.pages}.`,
    }
  }
  if (typeof call === 'object') {
    const sent = Math.min(call.pagesBefore, Math.max(0, entry.pages - 1))
    const failure = call.failure === 'partial' && sent === 0 ? 'line-error' : call.failure
    return { kind: 'verdict', outcome: failed(failure, sent, failure.toUpperCase(), `loopback: ${failure}`) }
  }
  const callSeconds = Math.round(callMs / 1000)
  return {
    kind: 'verdict',
    outcome: { kind: 'delivered', pagesSent: entry.pages, remoteStationId: REMOTE_STATION, callSeconds },
  }
}

function failed(
  failure: FaxFailure,
  pagesSent: number,
  providerCode: string,
  providerText: string,
): Extract<Outcome, { kind: 'failed' }> {
  const remoteStationId = pagesSent > 0 ? REMOTE_STATION : null
  return { kind: 'failed', failure, pagesSent, remoteStationId, providerCode, providerText }
}

function inbound(options: LoopbackOptions): InboundSource {
  const { network, clock } = options
  const isReceived = (entry: TakenEntry) =>
    options.isOwnNumber(entry.to) &&
    standing(options, entry).kind === 'verdict' &&
    !network.entries().some(e => (e.type === 'acknowledged' || e.type === 'cancelled') && e.ref === entry.ref)
  return {
    pollMs: INBOUND_POLL_MS,
    async list() {
      const all = network.entries().filter((entry): entry is TakenEntry => entry.type === 'taken')
      return all.filter(isReceived).map(
        (entry): InboundListing => ({
          providerId: entry.ref,
          receivedAt: entry.at as EpochMs,
          calledNumber: entry.to as FaxNumber,
          callerNumber: entry.from,
          stationId: REMOTE_STATION,
          pageCount: entry.pages,
          complete: true,
        }),
      )
    },
    async fetch(providerId) {
      return { format: 'tiff', bytes: await network.document(providerId) }
    },
    async acknowledge(providerId) {
      if (network.entries().some(e => e.type === 'acknowledged' && e.ref === providerId)) return
      await network.note({ type: 'acknowledged', at: clock.now(), ref: providerId })
    },
  }
}
