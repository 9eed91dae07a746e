/**
 * Received faxes, by the calls of an old client that Openfax does not document: experimental, off unless configured. A
 * listing seems to mark what it lists as read, so every listed fax is marked unread again until it is acknowledged. A
 * crash between the two leaves it marked as read at Openfax: it is then only in the portal.
 */
import { BridgeError, isBridgeError } from '../../fax/error.ts'
import { type FaxNumber, parseE164 } from '../../fax/fax-number.ts'
import type { EpochMs } from '../../fax/id.ts'
import type { InboundListing } from '../../fax/inbound-fax.ts'
import type { DocumentFormat, InboundSource } from '../provider.ts'
import { type ReceivedRow, receivedRow, SCRIPTS } from './api.ts'
import { done, failureOf, getOf, type OpenfaxDeps, rowsOf } from './calls.ts'

/** Each of them has to be marked unread again; fewer would hide new faxes behind old ones that nobody acknowledges. */
const LISTED_AT_ONCE = 200
const DOCUMENT_BYTES = 100 * 1024 * 1024
const ID = /^[0-9]{1,40}$/
const FLAGS = { unread: '0', read: '1' } as const

export function makeInbound(deps: OpenfaxDeps): InboundSource {
  let queue: Promise<unknown> = Promise.resolve()
  /** One at a time: a listing in between could mark an acknowledged fax unread again. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work)
    queue = result.catch(() => {})
    return result
  }
  return {
    pollMs: deps.settings.inboundPollSeconds * 1000,
    list: signal => inTurn(async () => (await unread(deps, signal)).map(row => listingOf(deps, row))),
    fetch: (providerId, signal) => inTurn(() => fetchFax(deps, providerId, signal)),
    acknowledge: (providerId, signal) => inTurn(() => mark(deps, providerId, 'read', signal)),
  }
}

interface Received extends ReceivedRow {
  readonly InTransID: string
}

/** What is unread, oldest first; and unread it stays. */
async function unread(deps: OpenfaxDeps, signal: AbortSignal): Promise<readonly Received[]> {
  const request = getOf(deps, SCRIPTS.received, { FaxType: 'PDF', Limit: String(LISTED_AT_ONCE) })
  const { rows } = await rowsOf(deps, request, receivedRow, signal)
  const faxes = rows.filter((row): row is Received => row.InTransID !== null && ID.test(row.InTransID))
  for (const { InTransID } of faxes) {
    try {
      await mark(deps, InTransID, 'unread', signal)
    } catch (error) {
      // It is listed all the same: fetching marks it unread first.
      if (!isBridgeError(error)) throw error
      deps.log.warn(
        { inTransId: InTransID, error },
        'a received fax could not be marked unread again at Openfax',
      )
    }
  }
  return faxes.toSorted((a, b) => (BigInt(a.InTransID) < BigInt(b.InTransID) ? -1 : 1))
}

async function mark(
  deps: OpenfaxDeps,
  id: string,
  as: keyof typeof FLAGS,
  signal: AbortSignal,
): Promise<void> {
  if (!ID.test(id))
    throw new BridgeError('E_PROVIDER_REPLY', { say: 'The id of the received fax is no number.' })
  const fields = { FromInTransID: id, ToInTransID: id, ReadUnreadFlag: FLAGS[as] }
  await done(deps, getOf(deps, SCRIPTS.readUnread, fields), signal)
}

function listingOf(deps: OpenfaxDeps, row: Received): InboundListing {
  const receivedAt = instantOf(row.ReceivedTime)
  if (receivedAt === null) deps.log.warn({ inTransId: row.InTransID }, 'a received fax has no readable time')
  return {
    providerId: row.InTransID,
    // Part of what makes the fax known: it must be the same at every listing, so never the present time.
    receivedAt: receivedAt ?? (0 as EpochMs),
    calledNumber: numberOf(row.To),
    callerNumber: numberOf(row.SenderCallerID) ?? row.SenderCallerID,
    stationId: row.SenderCallerName,
    pageCount: row.Pages,
    complete: true,
  }
}

/** `2017-05-27 10:11:12` has no time zone; it is taken as UTC. Null: not a time. */
export function instantOf(text: string | null): EpochMs | null {
  const plain = text === null ? null : /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?))?/.exec(text)
  const zoned = text !== null && /(?:Z|[+-]\d\d:?\d\d)$/.test(text)
  const at = plain !== null && !zoned ? `${plain[1]}T${plain[2] ?? '00:00:00'}Z` : (text ?? '')
  const instant = zoned || plain !== null ? Date.parse(at) : Date.parse(`${at} UTC`)
  return Number.isFinite(instant) ? (instant as EpochMs) : null
}

/** Numbers come with or without the country code 1, and with punctuation. */
export function numberOf(text: string | null): FaxNumber | null {
  const digits = text?.replace(/[^\d+]/g, '') ?? ''
  if (digits.startsWith('+')) return parseE164(digits)
  return parseE164(/^[2-9]\d{9}$/.test(digits) ? `+1${digits}` : `+${digits}`)
}

async function fetchFax(
  deps: OpenfaxDeps,
  id: string,
  signal: AbortSignal,
): Promise<{ readonly format: DocumentFormat; readonly bytes: Uint8Array }> {
  await mark(deps, id, 'unread', signal)
  const row = (await unread(deps, signal)).find(fax => fax.InTransID === id)
  if (row === undefined)
    throw new BridgeError('E_PROVIDER_REPLY', {
      say: `It does not list the received fax ${id}; see the portal.`,
    })
  const address = row.FaxDocPDFURL ?? row.FaxDocTiffURL
  if (address === null)
    throw new BridgeError('E_PROVIDER_REPLY', { say: `The received fax ${id} has no address.` })
  const bytes = await download(deps, address, signal)
  const format = formatOf(bytes)
  if (format === null)
    throw new BridgeError('E_PROVIDER_REPLY', { say: `The received fax ${id} is neither PDF nor TIFF.` })
  return { format, bytes }
}

/** Credentials never go along: whether the address wants any is not said, and it may be another host's. */
async function download(deps: OpenfaxDeps, address: string, signal: AbortSignal): Promise<Buffer> {
  const { baseUrl } = deps.settings
  const url = URL.canParse(address, `${baseUrl}/`) ? new URL(address, `${baseUrl}/`) : null
  const http =
    url === null ? null : url.host === new URL(baseUrl).host ? deps.http : deps.documentHttp(url.host)
  if (url === null || http === null || !/^https?:$/.test(url.protocol)) {
    const say = `A received fax lies at ${url?.host ?? 'no valid address'}: add that host to documentHosts if you trust it.`
    throw new BridgeError('E_PROVIDER_REPLY', { say })
  }
  const secure = http === deps.http ? url : Object.assign(new URL(url), { protocol: 'https:' })
  const response = await http.request(
    {
      method: 'GET',
      path: secure.href,
      headers: { accept: '*/*' },
      effect: 'nothing',
      maxBytes: DOCUMENT_BYTES,
    },
    signal,
  )
  if (response.status !== 200) throw failureOf(deps, response, 'nothing')
  return response.body
}

function formatOf(bytes: Buffer): DocumentFormat | null {
  const head = bytes.subarray(0, 1024).toString('latin1')
  if (head.includes('%PDF-')) return 'pdf'
  return head.startsWith('II*\0') || head.startsWith('MM\0*') ? 'tiff' : null
}
