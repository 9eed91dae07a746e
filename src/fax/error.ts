/**
 * The one table of errors and the one error class. `kind` decides what the worker, SMTP and HTTP do with it;
 * the table's text is all that a client ever reads; `cause` and `detail` are for the log alone.
 */
import { ADMIN_ERRORS } from './error-admin.ts'
import { API_ERRORS } from './error-api.ts'
import { type ErrorKind, type ErrorRow, row } from './error-row.ts'

export type { ErrorKind, ErrorRow } from './error-row.ts'

export const ERRORS = {
  E_AUTH_REQUIRED: row('refused', '530 5.7.0', 401, 'Please log in before you send mail here.'),
  E_AUTH_BAD: row('refused', '535 5.7.8', 401, 'The user name or password is wrong.'),
  E_TLS_REQUIRED: row(
    'refused',
    '530 5.7.0',
    403,
    'This listener takes mail over TLS only: use STARTTLS first.',
  ),
  E_SENDER_SYNTAX: row('refused', '501 5.1.7', 400, 'The sender address is not valid.'),
  E_SENDER_NULL: row('refused', '550 5.7.1', 403, 'Bounces and automatic replies are not faxed.'),
  E_SENDER_DENIED: row(
    'refused',
    '550 5.7.1',
    403,
    'You are not permitted to fax from here to this number. Ask your fax operator for permission.',
  ),
  E_SENDER_UNDECIDED: row(
    'temporary',
    '451 4.4.3',
    503,
    'Whether you are permitted to fax could not be found out, since DNS did not answer: try again later.',
  ),
  E_RELAY_DENIED: row(
    'refused',
    '550 5.7.1',
    403,
    'This server takes mail for fax numbers only: write to NUMBER@ one of its own domains.',
  ),
  E_RECIPIENT_SYNTAX: row(
    'refused',
    '501 5.1.3',
    400,
    'This is not a fax number: write digits with country code, for example 15555551212.',
  ),
  E_RECIPIENT_AMBIGUOUS: row(
    'refused',
    '550 5.1.4',
    400,
    'This number can be read in two ways: write it with + and country code.',
  ),
  E_RECIPIENT_UNDIALABLE: row(
    'refused',
    '501 5.1.3',
    400,
    'The address asks for something that cannot be dialled from here.',
  ),
  E_POSTMASTER: row(
    'refused',
    '550 5.1.1',
    404,
    'This server faxes mail and has no mailbox for its postmaster.',
  ),
  E_LIST_UNKNOWN: row(
    'refused',
    '550 5.1.1',
    404,
    'There is no distribution list of this name for you. Ask your fax operator for its name.',
  ),
  E_DESTINATION_DENIED: row('refused', '550 5.7.1', 403, 'Faxes to this number are not permitted.'),
  E_PARAMETER_UNKNOWN: row('refused', '555 5.5.4', 400, 'This parameter is not supported.'),
  E_PARAMETER_SYNTAX: row('refused', '501 5.5.4', 400, 'This parameter is not valid.'),
  E_NON_ASCII_ADDRESS: row(
    'refused',
    '553 5.6.7',
    400,
    'An address that is not ASCII needs the SMTPUTF8 parameter.',
  ),
  E_TOO_MANY_RECIPIENTS: row(
    'refused',
    '452 4.5.3',
    429,
    'Too many recipients in one mail: send the rest in another mail.',
  ),
  E_OTHER_LINE: row(
    'refused',
    '452 4.5.3',
    429,
    'One mail is for one fax line: send the other recipients in another mail.',
  ),
  E_LINE_AMBIGUOUS: row(
    'refused',
    '550 5.7.1',
    403,
    'Several fax lines here would take this mail: name one of them in the address.',
  ),
  E_TOO_MANY_CONNECTIONS: row(
    'refused',
    '421 4.7.0',
    429,
    'Too many connections from your address: try again in a minute.',
  ),
  E_PEER_DENIED: row('refused', '554 5.7.1', 403, 'This port takes mail from listed devices only.'),
  E_TOO_MANY_ERRORS: row('refused', '421 4.7.0', 429, 'Too many errors in this session.'),
  E_TOO_MANY_FAILURES: row(
    'refused',
    '450 4.7.0',
    429,
    'Too many failed attempts from your address: try again later.',
  ),
  E_SESSION_TIMEOUT: row('refused', '421 4.4.2', 408, 'This session took too long.'),
  E_TOO_SLOW: row('refused', '421 4.4.2', 408, 'The mail arrives too slowly.'),
  E_MESSAGE_TOO_BIG: row('refused', '552 5.3.4', 413, 'The mail is too big.'),
  E_HEADER_TOO_BIG: row('refused', '554 5.6.0', 400, 'The header of the mail is too big.'),
  E_MIME_TOO_COMPLEX: row('refused', '554 5.6.0', 400, 'The mail has too many parts.'),
  E_MIME_BROKEN: row('refused', '554 5.6.0', 400, 'The structure of the mail is broken or ambiguous.'),
  E_BARE_NEWLINE: row('refused', '550 5.6.0', 400, 'The mail has line ends other than CR LF.'),
  E_LOOP: row('refused', '554 5.4.6', 400, 'The mail has travelled in a loop.'),
  E_AUTOMATIC_MAIL: row(
    'refused',
    '550 5.7.1',
    403,
    'Automatic replies, list mail and reports are not faxed.',
  ),
  E_REPLY_UNKNOWN: row(
    'refused',
    '550 5.1.1',
    404,
    'This address for replies is not valid, or no longer: write to your fax operator.',
  ),
  E_REPLY_TO_REPORT: row(
    'refused',
    '550 5.7.1',
    403,
    'This mail answers a report of the fax server, so it is not faxed. To fax something, write a new mail.',
  ),
  E_LINK_LIMIT: row(
    'refused',
    '450 4.7.1',
    429,
    'Too many mails wait for this sender to follow the link that was mailed to him: follow one of them, or try again later.',
  ),
  E_BUDGET: row('refused', '450 4.7.0', 429, 'The faxes that may be sent in a day are used up.'),
  E_BUDGET_TOO_SMALL: row(
    'refused',
    '550 5.7.1',
    403,
    'The mail has more recipients than faxes may be sent in a day: send it to fewer at a time.',
  ),
  E_NOTHING_TO_FAX: row(
    'refused',
    '554 5.6.0',
    400,
    'There is nothing to fax: the mail has neither text nor an attachment.',
  ),
  E_MEDIA_UNSUPPORTED: row(
    'refused',
    '554 5.6.1',
    415,
    'The mail has an attachment of a type that cannot be faxed.',
  ),
  E_OPTION: row('refused', '554 5.6.0', 400, 'An option of this mail cannot be read, so nothing was faxed.'),
  E_OPTION_ADDRESS: row('refused', '501 5.1.3', 400, 'An option in this address cannot be read.'),
  E_OPTION_DENIED: row('refused', '550 5.7.1', 403, 'You are not permitted to use this option.'),
  E_OPTION_CONFLICT: row(
    'refused',
    '554 5.6.0',
    400,
    'The options of this mail contradict each other, so nothing was faxed.',
  ),
  E_OPTION_NOT_OFFERED: row('refused', '554 5.3.3', 400, 'An option of this mail is not offered here.'),
  E_QUEUE_FULL: row(
    'temporary',
    '452 4.3.1',
    507,
    'There is not enough space to take the mail: try again later.',
  ),
  E_SHUTTING_DOWN: row('temporary', '421 4.3.2', 503, 'The fax server is stopping: try again in a minute.'),
  E_NOT_RUNNING: row('temporary', '421 4.3.2', 503, 'No faxbridge daemon answers.'),
  E_STORE: row('temporary', '451 4.3.0', 503, 'The fax server could not store the mail: try again later.'),
  E_STORE_LOCKED: row(
    'permanent',
    '451 4.3.0',
    503,
    'Another faxbridge daemon already uses this data directory.',
  ),
  E_STORE_DAMAGED: row('permanent', '451 4.3.0', 503, 'The database is damaged.'),
  E_STORE_NEWER: row('permanent', '451 4.3.0', 503, 'The database was written by a newer faxbridge.'),
  E_INTERNAL: row('temporary', '451 4.3.0', 500, 'The fax server had an internal problem: try again later.'),
  E_CONFIG: row('permanent', '451 4.3.5', 500, 'The configuration is not valid.'),
  E_DOCUMENT_DAMAGED: row('permanent', '554 5.6.5', 422, 'The document is damaged.'),
  E_DOCUMENT_LOCKED: row('permanent', '554 5.6.1', 422, 'The document needs a password.'),
  E_DOCUMENT_TYPE: row('permanent', '554 5.6.1', 415, 'Documents of this type cannot be faxed.'),
  E_DOCUMENT_CHARACTERS: row(
    'permanent',
    '554 5.6.5',
    422,
    'The text has characters that no font here can print.',
  ),
  E_TOO_MANY_PAGES: row('permanent', '554 5.2.3', 413, 'The document has too many pages.'),
  E_RENDER_LIMIT: row(
    'permanent',
    '554 5.6.5',
    422,
    'The document took too much time or memory to turn into pages.',
  ),
  E_SANDBOX: row('temporary', '451 4.3.5', 500, 'There is no sandbox to read documents in.'),
  E_CONVERTER: row('temporary', '451 4.3.0', 503, 'The converter of Office documents cannot be used now.'),
  E_RENDER_CRASH: row('temporary', '451 4.3.0', 500, 'The document made the renderer fail.'),
  E_PROVIDER_UNREACHABLE: row('temporary', '451 4.4.1', 503, 'The fax provider cannot be reached.'),
  E_PROVIDER_BUSY: row('temporary', '451 4.4.5', 503, 'The fax provider asks us to wait.'),
  E_PROVIDER_CREDENTIALS: row('permanent', '451 4.3.5', 502, 'The fax provider refuses our credentials.'),
  E_PROVIDER_CREDIT: row('permanent', '451 4.3.0', 502, 'The fax provider account has no credit.'),
  E_PROVIDER_REQUEST: row('permanent', '451 4.3.5', 502, 'The fax provider did not understand our request.'),
  E_PROVIDER_REPLY: row(
    'temporary',
    '451 4.3.0',
    502,
    'The fax provider gave an answer that we do not understand.',
  ),
  E_PROVIDER_NO_ANSWER: row(
    'ambiguous',
    '451 4.4.2',
    502,
    'The fax provider did not answer; it may have taken the fax.',
  ),
  E_RELAY_TEMPORARY: row('temporary', '451 4.4.1', 503, 'The mail relay cannot take mail now.'),
  E_RELAY_REFUSED: row('permanent', '554 5.0.0', 502, 'The mail relay refused the mail.'),
  E_DESTINATION: row('temporary', '451 4.4.1', 503, 'A destination for received faxes did not take a fax.'),
  E_NOT_FOUND: row('refused', '550 5.1.1', 404, 'There is nothing with this id.'),
  E_WRONG_STATE: row('refused', '550 5.5.1', 409, 'This cannot be done in the present state of the fax.'),
  E_BAD_REQUEST: row('refused', '501 5.5.4', 400, 'The request is not valid.'),
  E_AUTH_NEEDS_TLS: row(
    'refused',
    '538 5.7.11',
    403,
    'Passwords are taken over TLS only: use STARTTLS first.',
  ),
  E_TLS_UNEXPECTED: row(
    'refused',
    '421 4.7.0',
    400,
    'This port begins without TLS: use STARTTLS, or the port where TLS begins at once.',
  ),
  ...ADMIN_ERRORS,
  ...API_ERRORS,
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof ERRORS

export interface BridgeErrorOptions {
  /** What went wrong underneath; for the log. */
  readonly cause?: unknown
  /** One more sentence that is safe to show to the peer: a file's name, a limit, a number. */
  readonly say?: string
  /** Facts for the log and the history. Never secrets, never document content. */
  readonly detail?: Readonly<Record<string, unknown>>
  /** For temporary errors: not before this instant (epoch ms), as the other side asked. */
  readonly retryAt?: number
}

/** The only error class. Across folders compare `code`, not `instanceof`. */
export class BridgeError extends Error {
  readonly code: ErrorCode
  readonly kind: ErrorKind
  readonly detail: Readonly<Record<string, unknown>>
  readonly retryAt: number | null

  constructor(code: ErrorCode, options: BridgeErrorOptions = {}) {
    const text = ERRORS[code].text
    super(options.say === undefined ? text : `${text} ${options.say}`, { cause: options.cause })
    this.name = 'BridgeError'
    this.code = code
    this.kind = ERRORS[code].kind
    this.detail = options.detail ?? {}
    this.retryAt = options.retryAt ?? null
  }

  /** What it says beside the table's text; empty: nothing. */
  get say(): string {
    return this.message.slice(ERRORS[this.code].text.length).trim()
  }
}

/** True for our own errors, false for bugs and for what libraries throw. */
export function isBridgeError(error: unknown): error is BridgeError {
  return error instanceof Error && error.name === 'BridgeError' && 'code' in error && 'kind' in error
}

/** For the end of a switch over a union: the compiler proves that nothing gets here. */
export function absurd(value: never): never {
  throw new TypeError(`unexpected value: ${String(value)}`)
}
