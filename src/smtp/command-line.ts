/**
 * MAIL and RCPT as typed by a client. In charge of the grammar of paths and parameters: RFC 5321 §4.1.2, 1870, 6152,
 * 6531, 3461. The library's own parser takes unknown parameters, unchecked xtext and addresses that are not ASCII, and
 * refuses quoted local parts, so it is not used. Not in charge of what a fax address means (fax-address.ts).
 */
import { isIP } from 'node:net'
import type { AnsweredFax } from '../fax/answer.ts'
import { BridgeError, type ErrorCode } from '../fax/error.ts'
import type { RecipientDsn } from '../fax/job.ts'
import type { SubmissionDsn } from '../fax/submission.ts'
import { isPlainAddress } from './sender.ts'

export interface MailCommand {
  /** Reverse-path without brackets; empty: the null sender. */
  readonly address: string
  /** Announced size in bytes; null: not said. */
  readonly size: number | null
  readonly smtpUtf8: boolean
  readonly dsn: SubmissionDsn
}

export interface RcptCommand {
  /** Exactly as received, without brackets. */
  readonly address: string
  /** Without quotes. */
  readonly localPart: string
  readonly domain: string
  readonly dsn: RecipientDsn
  /** The received fax whose caller it stands for, once that was looked up (answer-address.ts). */
  readonly answers?: AnsweredFax
}

/** RFC 3461 §4.4 and §4.2. */
const MAX_ENVID = 100
const MAX_ORCPT = 500
/** RFC 5321 §4.5.3.1.3 allows 256; long fax addresses exist, so a little more is read. */
const MAX_PATH = 512

const XTEXT = /^(?:[\x21-\x2a\x2c-\x3c\x3e-\x7e]|\+[0-9A-F]{2})+$/
const NOTIFY = ['SUCCESS', 'FAILURE', 'DELAY'] as const

/** Reads `MAIL FROM:<…> …`. Throws E_SENDER_SYNTAX, E_PARAMETER_… or E_NON_ASCII_ADDRESS. */
export function parseMail(line: Buffer): MailCommand {
  const { path, rest } = split(line, /^MAIL FROM: *</i, 'E_SENDER_SYNTAX')
  const parameters = readParameters(rest, ['SIZE', 'BODY', 'SMTPUTF8', 'RET', 'ENVID', 'AUTH'])
  const smtpUtf8 = flag(parameters, 'SMTPUTF8')
  const size = value(parameters, 'SIZE', /^\d{1,20}$/)
  value(parameters, 'BODY', /^(?:7BIT|8BITMIME)$/i)
  // RFC 4954 §5: what an unauthenticated client claims here is not believed, only checked for form.
  value(parameters, 'AUTH', XTEXT)
  const ret = value(parameters, 'RET', /^(?:FULL|HDRS)$/i)
  const envelopeId = value(parameters, 'ENVID', XTEXT)
  if (envelopeId !== null && envelopeId.length > MAX_ENVID) badParameter('ENVID')
  return {
    address: reversePath(path, smtpUtf8),
    size: size === null ? null : Number(size),
    smtpUtf8,
    dsn: {
      envelopeId: envelopeId === null ? null : decodeXtext(envelopeId, 'ENVID'),
      ret: ret === null ? null : ret.toUpperCase() === 'FULL' ? 'FULL' : 'HDRS',
    },
  }
}

/** Reads `RCPT TO:<…> …`. `smtpUtf8`: as the MAIL command before had it. Throws as parseMail, with E_RECIPIENT_SYNTAX. */
export function parseRcpt(line: Buffer, smtpUtf8: boolean): RcptCommand {
  const { path, rest } = split(line, /^RCPT TO: *</i, 'E_RECIPIENT_SYNTAX')
  const parameters = readParameters(rest, ['NOTIFY', 'ORCPT'])
  const dsn = { notify: readNotify(parameters), originalRecipient: readOrcpt(parameters) }
  if (!isAscii(path) && !smtpUtf8) throw new BridgeError('E_NON_ASCII_ADDRESS')
  if (path.startsWith('@')) syntax('E_RECIPIENT_SYNTAX', 'Source routes are not accepted.')
  const quoted = /^"((?:[^"\\]|\\.)*)"@(.*)$/s.exec(path)
  if (quoted !== null) {
    const [, text = '', domain = ''] = quoted
    return { address: path, localPart: text.replace(/\\(.)/gs, '$1'), domain, dsn }
  }
  const at = path.lastIndexOf('@')
  // RFC 5321 §4.5.1: the one address without a domain.
  if (/^postmaster$/i.test(path)) return { address: path, localPart: path, domain: '', dsn }
  if (at === -1) syntax('E_RECIPIENT_SYNTAX', 'The address has no domain.')
  return { address: path, localPart: path.slice(0, at), domain: path.slice(at + 1), dsn }
}

/** The path between the brackets, and what follows them. */
function split(line: Buffer, begin: RegExp, code: ErrorCode): { path: string; rest: string } {
  const text = line.toString('utf8')
  if (/[\0-\x1f\x7f-\x9f\ufffd]/.test(text)) syntax(code, 'The line has control characters or broken UTF-8.')
  const head = begin.exec(text)
  if (head === null) syntax(code, 'The address must stand in < and >.')
  const start = head[0].length
  const end = closingBracket(text, start)
  const rest = text.slice(end + 1)
  if (end === -1 || !/^(?: |$)/.test(rest)) syntax(code, 'The address must stand in < and >.')
  if (end - start > MAX_PATH) syntax(code, `The address is longer than ${MAX_PATH} characters.`)
  return { path: text.slice(start, end), rest }
}

/** Where the path ends: the first > outside quotes. -1 when there is none, or another < before it. */
function closingBracket(text: string, start: number): number {
  let quoted = false
  for (let i = start; i < text.length; i++) {
    const character = text[i]
    if (quoted && character === '\\') i++
    else if (character === '"') quoted = !quoted
    else if (!quoted && character === '<') return -1
    else if (!quoted && character === '>') return i
  }
  return -1
}

type Parameters = ReadonlyMap<string, string | null>

function readParameters(rest: string, known: readonly string[]): Parameters {
  const parameters = new Map<string, string | null>()
  for (const word of rest.split(' ')) {
    if (word === '') continue
    const match = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:=(.*))?$/s.exec(word)
    if (match === null) throw new BridgeError('E_PARAMETER_SYNTAX')
    const key = (match[1] ?? '').toUpperCase()
    if (!known.includes(key)) throw new BridgeError('E_PARAMETER_UNKNOWN', { say: key.slice(0, 40) })
    if (parameters.has(key)) badParameter(key)
    parameters.set(key, match[2] ?? null)
  }
  return parameters
}

function value(parameters: Parameters, key: string, form: RegExp): string | null {
  const given = parameters.get(key)
  if (given === undefined) return null
  if (given === null || !form.test(given)) return badParameter(key)
  return given
}

function flag(parameters: Parameters, key: string): boolean {
  const given = parameters.get(key)
  if (given !== undefined && given !== null) badParameter(key)
  return given === null
}

/** RFC 3461 §4.1: NEVER stands alone. */
function readNotify(parameters: Parameters): RecipientDsn['notify'] {
  const list = value(parameters, 'NOTIFY', /^[A-Za-z,]+$/)
  if (list === null) return null
  const words = list.toUpperCase().split(',')
  if (words.length === 1 && words[0] === 'NEVER') return ['NEVER']
  const known = words.map(word => NOTIFY.find(name => name === word) ?? badParameter('NOTIFY'))
  return [...new Set(known)]
}

/** RFC 3461 §4.2; the type utf-8 has an encoding of its own (RFC 6533 §3), which is kept as it is. */
function readOrcpt(parameters: Parameters): string | null {
  const given = value(parameters, 'ORCPT', /^[A-Za-z0-9-]+;./s)
  if (given === null) return null
  if (given.length > MAX_ORCPT) badParameter('ORCPT')
  const cut = given.indexOf(';')
  const type = given.slice(0, cut)
  const text = given.slice(cut + 1)
  if (type.toLowerCase() === 'utf-8') return given
  if (!XTEXT.test(text)) badParameter('ORCPT')
  return `${type};${decodeXtext(text, 'ORCPT')}`
}

/** Both users of xtext here must decode to printable ASCII, else a reply or report could be split by a line end. */
function decodeXtext(text: string, key: string): string {
  const decoded = text.replace(/\+([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return /^[\x20-\x7e]*$/.test(decoded) ? decoded : badParameter(key)
}

/** Reports will go there: only forms that no mail program reads in two ways. */
function reversePath(path: string, smtpUtf8: boolean): string {
  if (path === '' || isPlainAddress(path)) return path
  if (!isAscii(path)) {
    if (!smtpUtf8) throw new BridgeError('E_NON_ASCII_ADDRESS')
    // RFC 6531 §3.3: letters beyond ASCII stand where a letter may stand.
    if (isPlainAddress(path.replace(/[\p{L}\p{M}\p{N}]/gu, 'x'))) return path
  }
  const literal = /^(.+)@\[(?:IPv6:)?([0-9A-Fa-f:.]+)\]$/i.exec(path)
  if (literal !== null && isIP(literal[2] ?? '') !== 0 && isPlainAddress(`${literal[1]}@literal`)) return path
  return syntax('E_SENDER_SYNTAX', 'Write it as NAME@DOMAIN.')
}

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text)

function syntax(code: ErrorCode, say: string): never {
  throw new BridgeError(code, { say })
}

function badParameter(key: string): never {
  throw new BridgeError('E_PARAMETER_SYNTAX', { say: `Look at ${key}.` })
}
