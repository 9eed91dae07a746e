/** The date report of a simulated Openfax: rows by day and cursor, in each of the shapes that its document leaves open. */
import type { Fields, OpenfaxBooks, OpenfaxVariants } from './openfax.ts'
import { type Call, callsOf, isFinal, OUT_TRANS_BASE } from './openfax-calls.ts'
import type { SimReply } from './simulator.ts'

const KNOWN = ['AccountID', 'APIKey', 'FromDate', 'ToDate', 'DetailType', 'LastHistoryID', 'Limit']
const DAY = /^\d{4}-\d\d-\d\d$/
const HISTORY_BASE = 936_600
const MOST_ROWS = 1000
const HOUR_MS = 3_600_000
const CALLER_ID = 17_205_721_703

/** Answers `outboundDetailsbyDate.php`. */
export function reportAnswer(books: OpenfaxBooks, fields: Fields): SimReply {
  const get = (name: string) => fields.get(name) ?? ''
  const word = (Response: string): SimReply => ({ status: 200, body: { Response } })
  if ([...fields.keys()].some(name => !KNOWN.includes(name))) return word('Failed')
  if (['FromDate', 'ToDate', 'DetailType'].some(name => get(name) === '')) return word('InvalidMissingValue')
  if (!DAY.test(get('FromDate')) || !DAY.test(get('ToDate')) || !/^[01]$/.test(get('DetailType')))
    return word('Failed')
  const limit = fields.has('Limit') ? Number(get('Limit')) : MOST_ROWS
  const cursor = fields.has('LastHistoryID') ? Number(get('LastHistoryID')) : 0
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_ROWS || !Number.isInteger(cursor))
    return word('Failed')
  const { variants } = books
  const rows = rowsOf(books, get('DetailType') === '0')
    .filter(({ day }) => day >= get('FromDate') && day <= get('ToDate'))
    .map(({ row }) => row)
    .filter(row => !variants.cursorHonoured || row.HistoryOutboundFaxID > cursor)
  if (variants.rowOrder === 'descending') rows.reverse()
  return shaped(rows.slice(0, limit), variants)
}

function rowsOf(books: OpenfaxBooks, summary: boolean) {
  const { network, timing, variants } = books
  const calls = callsOf(network, timing)
  const latest = new Map(calls.map(call => [call.fax.n, call]))
  return calls
    .map((call, i) => ({ call, id: HISTORY_BASE + i + 1 }))
    .filter(({ call }) => !summary || (isFinal(call) && latest.get(call.fax.n) === call))
    .filter(({ call }) => variants.rowAppears === 'atOnce' || isFinal(call) || call.state === 7)
    .map(({ call, id }) => ({
      day: new Date(call.at + variants.zoneHours * HOUR_MS).toISOString().slice(0, 10),
      row: rowOf(books, call, latest.get(call.fax.n) ?? call, id),
    }))
}

function rowOf({ accountId, timing, variants }: OpenfaxBooks, call: Call, latest: Call, id: number) {
  const { fax, attempt, lastStatus } = call
  const state = variants.stateOf === 'fax' ? latest.state : call.state
  return {
    HistoryOutboundFaxID: id,
    OutTransID: OUT_TRANS_BASE + fax.n,
    AccountID: Number(accountId),
    FaxNumber: Number(fax.number),
    CurrentState: state,
    CallerID: CALLER_ID,
    MaxAttempts: timing.redials,
    RetryCount: attempt,
    ToHeader: fax.fields['toHeader'],
    FromHeader: fax.fields['fromHeader'],
    FaxResolution: fax.fields['faxResolution'],
    RenderStatus: state === 10 ? 2 : 1,
    FaxDocURL: `${OUT_TRANS_BASE + fax.n}.tif`,
    PageCount: fax.fields['pageCount'],
    PaperSize: fax.fields['paperSize'],
    ...(variants.lastStatus ? { LastStatus: lastStatus } : {}),
  }
}

function shaped(
  rows: readonly object[],
  { reportShape, emptyReport, numbersAsText }: OpenfaxVariants,
): SimReply {
  const told = numbersAsText
    ? rows.map(row => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)])))
    : rows
  if (told.length === 0) {
    if (emptyReport === 'blank') return { status: 200, body: '' }
    return { status: 200, body: emptyReport === 'word' ? { Response: 'NoRecordsFound' } : [] }
  }
  const [only] = told
  if (reportShape === 'object' && told.length === 1 && only !== undefined) return { status: 200, body: only }
  return { status: 200, body: reportShape === 'wrapped' ? { Response: 'Success', Records: told } : told }
}
