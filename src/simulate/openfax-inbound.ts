/** Received faxes of a simulated Openfax, by the calls of its old client: listing, read flag, numbers, documents. */
import type { Fields, OpenfaxBooks } from './openfax.ts'
import type { SimReply, SimRequest } from './simulator.ts'

export interface ReceivedAt {
  /** The number that was called, as Openfax writes it. */
  readonly called: string
  readonly caller: string
}

interface Received extends ReceivedAt {
  readonly id: number
  readonly at: number
  readonly document: Buffer
  read: boolean
}

const IN_TRANS_BASE = 51_000
const DOCUMENTS = /^\/documents\/(\d+)\.(?:pdf|tif)$/

export function makeInboundScripts(books: OpenfaxBooks) {
  const faxes: Received[] = []
  const scripts: Readonly<Record<string, (fields: Fields, request: SimRequest) => SimReply>> = {
    '/getNewFax.php': (fields, request) => list(books, faxes, fields, request),
    '/inboundReadUnread.php': fields => mark(books, faxes, fields),
    '/getAccountDIDS.php': fields =>
      unknown(fields, []) ? word('Failed') : { status: 200, body: books.numbers.map(did) },
  }
  return {
    scripts,
    receive(document: Uint8Array, at: ReceivedAt): void {
      const id = IN_TRANS_BASE + faxes.length + 1
      faxes.push({
        ...at,
        id,
        at: books.network.now,
        document: Buffer.from(document),
        read: books.network.isAcknowledged(id),
      })
    },
    /** A download; null: the request is for something else. */
    document({ method, path }: SimRequest): SimReply | null {
      const found = DOCUMENTS.exec(path)
      if (found === null) return null
      const fax = faxes.find(({ id }) => id === Number(found[1]))
      if (fax === undefined || method !== 'GET') return { status: 404, body: 'Not Found' }
      return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: fax.document }
    },
  }
}

const word = (Response: string): SimReply => ({ status: 200, body: [{ Response }] })

const unknown = (fields: Fields, known: readonly string[]): boolean =>
  [...fields.keys()].some(name => !['AccountID', 'APIKey', ...known].includes(name))

const did = (number: string) => ({
  DID: number,
  CustomerDescription: '',
  DIDType: '0',
  is_deleted: '0',
  Response: '',
})

function list(
  { variants }: OpenfaxBooks,
  faxes: Received[],
  fields: Fields,
  { headers }: SimRequest,
): SimReply {
  const type = fields.get('FaxType') ?? ''
  if (type === '') return word('InvalidMissingValue')
  if (unknown(fields, ['FaxType', 'Limit', 'DID']) || !['PDF', 'Multipage TIFF'].includes(type))
    return word('Failed')
  const limit = Number(fields.get('Limit') ?? 1000)
  const wanted = faxes.filter(fax => !fax.read && (!fields.has('DID') || fields.get('DID') === fax.called))
  const listed = wanted.slice(0, limit)
  if (listed.length === 0) return word('NoNewFaxReceived')
  const rows = listed.map(fax => ({
    InTransID: String(fax.id),
    ReceivedTime: new Date(fax.at).toISOString().slice(0, 19).replace('T', ' '),
    Status: '0',
    SenderCallerID: fax.caller,
    SenderCallerName: 'SIMULATED FAX',
    To: fax.called,
    Pages: '1',
    Cost: 0.03,
    FaxDocPDFURL: `http://${headers['host'] ?? ''}/documents/${fax.id}.pdf`,
    PDFFileName: `${fax.id}.pdf`,
    FaxDocTiffURL: `http://${headers['host'] ?? ''}/documents/${fax.id}.tif`,
    Response: 'Success',
  }))
  if (variants.listingMarksRead) for (const fax of listed) fax.read = true
  return { status: 200, body: rows }
}

function mark({ network, variants }: OpenfaxBooks, faxes: Received[], fields: Fields): SimReply {
  const names = ['FromInTransID', 'ToInTransID', 'ReadUnreadFlag']
  const [from = '', to = '', flag = ''] = names.map(name => fields.get(name) ?? '')
  if (from === '' || to === '' || flag === '') return word('InvalidMissingValue')
  if (unknown(fields, names) || !/^\d+$/.test(from + to) || !/^[01]$/.test(flag)) return word('Failed')
  for (const fax of faxes.filter(({ id }) => id >= Number(from) && id <= Number(to))) {
    if (flag === '1' && !fax.read) network.note('acknowledged', fax.id)
    fax.read = flag === '1'
  }
  if (variants.readUnreadAnswer === 'blank') return { status: 200, body: '' }
  return variants.readUnreadAnswer === 'text' ? { status: 200, body: 'Updated 1 row' } : word('Success')
}
