/**
 * What travels between Openfax and us, as shapes. Lenient where the document is: numbers may come as text, lists as a
 * single object, columns may be missing. Column names are the document's own.
 */
import { z } from 'zod'

/** A number or a text becomes trimmed text; empty, null and missing become null. */
const cell = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .optional()
  .transform(value => {
    const text = value === null || value === undefined ? '' : String(value).trim()
    return text === '' ? null : text
  })

/** A code such as `8`, `"8"` or `8.0`: always `8`. */
const code = cell.transform(text =>
  text !== null && /^-?\d{1,15}(?:\.0*)?$/.test(text) ? String(Number.parseInt(text, 10)) : text,
)

const count = cell.transform(text => (text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null))

/** One answer object of any script that has no rows: only `Response` and what comes with it. */
export const responseObject = z.looseObject({ Response: cell, OutTransID: cell })
export type ResponseObject = z.output<typeof responseObject>

/** `outboundDetailsbyDate.php`: one call of one fax. `LastStatus` is explained but not in the row table. */
export const reportRow = z.looseObject({
  Response: cell,
  HistoryOutboundFaxID: cell,
  OutTransID: cell,
  AccountID: cell,
  FaxNumber: cell,
  CurrentState: code,
  LastStatus: code,
  RenderStatus: code,
  MaxAttempts: count,
  RetryCount: count,
  ToHeader: cell,
  FromHeader: cell,
  PageCount: count,
})
export type ReportRow = z.output<typeof reportRow>

/** `getAvailableCredit.php`: the sample has one name, the table the other. */
export const creditObject = z.looseObject({ Response: cell, AvailableCredit: cell, AccountBalance: cell })
export type CreditObject = z.output<typeof creditObject>

/** `getNewFax.php`: not documented by Openfax; known from a client of 2017. */
export const receivedRow = z.looseObject({
  Response: cell,
  InTransID: cell,
  ReceivedTime: cell,
  Status: cell,
  SenderCallerID: cell,
  SenderCallerName: cell,
  To: cell,
  Pages: count,
  FaxDocPDFURL: cell,
  FaxDocTiffURL: cell,
})
export type ReceivedRow = z.output<typeof receivedRow>

/** `getAccountDIDS.php`: as above. */
export const didRow = z.looseObject({ Response: cell, DID: cell, PostBack: cell })
export type DidRow = z.output<typeof didRow>

/** Bounds of the document. */
export const LIMITS = {
  /** "50MB max": of which form is not said, so of the base64 text, whose bytes are three quarters. */
  pdfBytes: Math.floor((50_000_000 * 3) / 4),
  /** PageCount has 4 digits. */
  pages: 9999,
  /** Printed as "1,0000": a thousand is within both readings. */
  reportRows: 1000,
  headerLength: 15,
} as const

export const SCRIPTS = {
  submit: 'faxSendSubmit.php',
  report: 'outboundDetailsbyDate.php',
  credit: 'getAvailableCredit.php',
  received: 'getNewFax.php',
  readUnread: 'inboundReadUnread.php',
  numbers: 'getAccountDIDS.php',
} as const
