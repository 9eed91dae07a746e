/**
 * A simulated Openfax, as strict as its document: `POST` of forms, words instead of HTTP statuses, a report by date.
 * Where the document leaves a question open, `variants` plays each answer. Received faxes follow the old client.
 */
import type { SimulatedNetwork } from './network.ts'
import { callsOf, isFinal, type OpenfaxTiming, OUT_TRANS_BASE } from './openfax-calls.ts'
import { makeInboundScripts, type ReceivedAt } from './openfax-inbound.ts'
import { reportAnswer } from './openfax-report.ts'
import { faultFor, formOf, type SimReply, type SimRequest, type Vendor } from './simulator.ts'

export interface OpenfaxVariants {
  /** Which name of the From header it reads; the other is ignored. */
  readonly headerName: 'frHeader' | 'fromHeader'
  readonly paperWord: 'InvalidPapersize' | 'InvalidPaperSize'
  readonly restrictedWord: 'RestrictedFaxNumber' | 'Restricted Number'
  readonly balanceKey: 'AvailableCredit' | 'AccountBalance'
  /** Is LastStatus a column of the report? */
  readonly lastStatus: boolean
  /** `list`, a lone object for a single row, or the list inside an object. */
  readonly reportShape: 'list' | 'object' | 'wrapped'
  readonly emptyReport: 'list' | 'word' | 'blank'
  /** CurrentState of each call by itself, or of the fax in all its rows. */
  readonly stateOf: 'call' | 'fax'
  /** A row appears at once, or when its call is over. */
  readonly rowAppears: 'atOnce' | 'afterCall'
  readonly numbersAsText: boolean
  /** Hours between UTC and the dates of the report. */
  readonly zoneHours: number
  readonly rowOrder: 'ascending' | 'descending'
  readonly cursorHonoured: boolean
  readonly listingMarksRead: boolean
  readonly readUnreadAnswer: 'object' | 'text' | 'blank'
}

export const OPENFAX_DEFAULTS: OpenfaxVariants = {
  headerName: 'frHeader',
  paperWord: 'InvalidPapersize',
  restrictedWord: 'RestrictedFaxNumber',
  balanceKey: 'AvailableCredit',
  lastStatus: true,
  reportShape: 'list',
  emptyReport: 'list',
  stateOf: 'call',
  rowAppears: 'atOnce',
  numbersAsText: false,
  zoneHours: -5,
  rowOrder: 'ascending',
  cursorHonoured: true,
  listingMarksRead: true,
  readUnreadAnswer: 'object',
}

export interface OpenfaxVendorOptions extends Partial<OpenfaxTiming> {
  readonly network: SimulatedNetwork
  readonly accountId: string
  readonly apiKey: string
  /** What is left on the account. */
  readonly credit?: number
  /** Numbers that receive, as the account lists them. */
  readonly numbers?: readonly string[]
  readonly variants?: Partial<OpenfaxVariants>
}

/** What the vendor's parts share. */
export interface OpenfaxBooks {
  readonly network: SimulatedNetwork
  readonly accountId: string
  readonly timing: OpenfaxTiming
  readonly numbers: readonly string[]
  readonly variants: OpenfaxVariants
}

export interface OpenfaxVendor extends Vendor {
  /** Puts a received fax at the vendor. */
  receive(document: Uint8Array, at: ReceivedAt): void
  /** The post-back of each fax that is final and was not given yet. */
  postBacks(): readonly Readonly<Record<string, string>>[]
}

const REDIALS = 3
/** The document's four minutes would make a trial long. */
const REDIAL_SECONDS = 2
const CREDIT = 8956.6637749994
/** "50MB max", counted as base64. */
const ENCODED_BYTES = 50_000_000
const REQUIRED = ['FaxNumber', 'faxResolution', 'PDF_encode', 'paperSize', 'Priority']
const OPTIONAL = ['toHeader', 'frHeader', 'fromHeader']
const HEADER_LENGTH = 15

export type Fields = ReadonlyMap<string, string>
export const says = (Response: string): SimReply => ({ status: 200, body: { Response } })

export function makeOpenfaxVendor(options: OpenfaxVendorOptions): OpenfaxVendor {
  const { network, accountId, apiKey, redials = REDIALS, redialSeconds = REDIAL_SECONDS } = options
  const { credit = CREDIT, numbers = [] } = options
  const variants = { ...OPENFAX_DEFAULTS, ...options.variants }
  const books: OpenfaxBooks = { network, accountId, timing: { redials, redialSeconds }, numbers, variants }
  const inbound = makeInboundScripts(books)
  const posted = new Set<string>()
  const scripts: Readonly<Record<string, (fields: Fields, request: SimRequest) => SimReply>> = {
    '/faxSendSubmit.php': fields => submit(books, fields),
    '/outboundDetailsbyDate.php': fields => reportAnswer(books, fields),
    '/getAvailableCredit.php': fields =>
      surplus(fields, []) ? says('Failed') : { status: 200, body: [{ [variants.balanceKey]: credit }] },
    ...inbound.scripts,
  }
  return {
    async answer(request) {
      const document = inbound.document(request)
      if (document !== null) return document
      const script = scripts[request.path]
      if (script === undefined) return { status: 404, body: '<h1>Not Found</h1>' }
      const fields = await fieldsOf(request)
      if (fields === null) return says('InvalidMissingValue')
      if (!fields.has('AccountID') || !fields.has('APIKey')) return says('InvalidMissingValue')
      if (fields.get('AccountID') !== accountId || fields.get('APIKey') !== apiKey)
        return says('InvalidAuthentication')
      return script(fields, request)
    },
    receive: inbound.receive,
    postBacks: () => postBacks(books, posted),
  }
}

/** The samples post forms; the old client asks with a query. Null: a form that cannot be read. */
async function fieldsOf(request: SimRequest): Promise<Fields | null> {
  const asked = ['/getNewFax.php', '/inboundReadUnread.php', '/getAccountDIDS.php'].includes(request.path)
  if (asked) return request.method === 'GET' ? new Map(Object.entries(request.query)) : null
  if (request.method !== 'POST' || Object.keys(request.query).length > 0) return null
  try {
    const form = await formOf(request)
    const entries = [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    return entries.length === form.size ? new Map(entries) : null
  } catch {
    return null
  }
}

/** Is there a field that the script does not know? */
export const surplus = (fields: Fields, known: readonly string[]): boolean =>
  [...fields.keys()].some(name => !['AccountID', 'APIKey', ...known].includes(name))

function submit({ network, variants }: OpenfaxBooks, fields: Fields): SimReply {
  const get = (name: string) => fields.get(name) ?? ''
  if (REQUIRED.some(name => get(name) === '')) return says('InvalidMissingValue')
  if (surplus(fields, [...REQUIRED, ...OPTIONAL])) return says('Failed')
  if (OPTIONAL.some(name => get(name).length > HEADER_LENGTH)) return says('Failed')
  const number = get('FaxNumber')
  const end = number.slice(-2)
  if (!/^(?:1[2-9]\d{2}[2-9]\d{6}|[2-9]\d{6,14})$/.test(number) || end === '94')
    return says('InvalidFaxNumberLength')
  if (!/^[01]$/.test(get('faxResolution'))) return says('InvalidFaxResolution')
  if (!/^[012]$/.test(get('paperSize'))) return says(variants.paperWord)
  if (get('Priority') !== 'Normal' && get('Priority') !== 'Low') return says('InvalidPriority')
  const encoded = get('PDF_encode')
  if (encoded.length > ENCODED_BYTES || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return says('Failed')
  if (end === '82') return says(variants.restrictedWord)
  if (end === '83') return says('InvalidAuthentication')
  if (end === '84') return says('AccountInactive')
  if (end === '85' && network.declined(Number(number)) === 0) {
    network.note('declined', Number(number), 'says Failed the first time')
    return says('Failed')
  }
  const fault = faultFor(network, number)
  if (fault !== null && !fault.taken) return fault.reply
  const fax = taken(network, number, fields, variants)
  if (fault !== null) return fault.reply
  return { status: 200, body: { Response: 'Success', OutTransID: String(OUT_TRANS_BASE + fax.n) } }
}

function taken(network: SimulatedNetwork, number: string, fields: Fields, variants: OpenfaxVariants) {
  const document = Buffer.from(fields.get('PDF_encode') ?? '', 'base64')
  const text = document.toString('latin1')
  const pages = [...text.matchAll(/\/Type\s*\/Page(?![A-Za-z])/g)].length
  return network.take({
    number,
    reference: null,
    document,
    pages: Math.max(1, pages),
    fields: {
      toHeader: fields.get('toHeader') ?? '',
      fromHeader: fields.get(variants.headerName) ?? '',
      faxResolution: Number(fields.get('faxResolution')),
      paperSize: Number(fields.get('paperSize')),
      priority: fields.get('Priority'),
      // 0 in the report: it could not count them.
      pageCount: pages,
      convertible: text.startsWith('%PDF-'),
    },
  })
}

/** Sent when final, once: the fields of the document's sample. `From` and `To` are the header texts. */
function postBacks(
  { network, accountId, timing }: OpenfaxBooks,
  posted: Set<string>,
): Record<string, string>[] {
  return callsOf(network, timing)
    .filter(call => isFinal(call) && !posted.has(`${call.fax.n} ${call.lastStatus}`))
    .map(({ fax, pages, seconds, lastStatus }) => {
      posted.add(`${fax.n} ${lastStatus}`)
      return {
        OutTransID: String(OUT_TRANS_BASE + fax.n),
        AccountID: accountId,
        From: String(fax.fields['fromHeader'] ?? ''),
        To: String(fax.fields['toHeader'] ?? ''),
        PagesSent: String(pages),
        CallDuration: String(Math.round(seconds)),
        LastStatus: String(lastStatus),
        RealCost: (pages * 0.03).toFixed(4),
      }
    })
}
