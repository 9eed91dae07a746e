/**
 * What a relay of our own found out about a sender (RFC 8601). In charge of believing only headers that such a relay can
 * have written, of a reader that takes no header that two programs could read in two ways, and of what counts as proof.
 * Not in charge of asking DNS.
 */
import { domainToASCII } from 'node:url'
import { domainOf, namesAll, sameDomain } from './domain.ts'
import { type Headers, walkReceived } from './received.ts'

interface Finding {
  readonly method: string
  readonly result: string
  /** `header.d` and so on, in lower case, to its value. */
  readonly properties: ReadonlyMap<string, string>
}

export interface ResultsQuestion {
  readonly headers: Headers
  /** Names (authserv-id) under which our relays write. */
  readonly servers: readonly string[]
  /** Is this one of these relays? The peer is one: the caller has asked. */
  readonly isRelay: (address: string) => boolean
  readonly from: string
  /** Recipients of the envelope. */
  readonly recipients: readonly string[]
}

/** Does a relay of our own say that the sender is who From says? */
export function relayVouches(question: ResultsQuestion): boolean {
  const { headers, servers, isRelay, from } = question
  const ids = new Set(servers.map(idOf))
  const findings = walkReceived(headers, isRelay)
    .ours.filter(({ name }) => name === 'authentication-results')
    .map(({ value }) => readResults(value))
    .flatMap(read => (read !== null && ids.has(idOf(read.server)) ? read.findings : []))
  const of = (method: string) => findings.filter(finding => finding.method === method)
  if (of('auth').some(finding => passes(finding) && isUser(finding.properties.get('smtp.auth'), from)))
    return true
  if (
    of('spf').some(finding => passes(finding) && aligns(finding, ['smtp.mailfrom'], from)) &&
    !failsDmarc(of('dmarc'))
  )
    return true
  // A signed mail may be sent on by whoever has it: its own header must say that it was meant for these numbers.
  if (!namesAll(headers, question.recipients)) return false
  const dmarc = of('dmarc').filter(finding => finding.result !== 'none')
  if (dmarc.length > 0)
    return dmarc.every(finding => passes(finding) && aligns(finding, ['header.from'], from))
  return of('dkim').some(finding => passes(finding) && aligns(finding, ['header.d', 'header.i'], from))
}

const passes = ({ result }: Finding): boolean => result === 'pass'
const failsDmarc = (findings: readonly Finding[]): boolean =>
  findings.some(({ result }) => result !== 'pass' && result !== 'none')

/** All of these properties that stand there name the domain of From, and one does. */
function aligns({ properties }: Finding, names: readonly string[], from: string): boolean {
  const values = names.map(name => properties.get(name)).filter(value => value !== undefined)
  return values.length > 0 && values.every(value => sameDomain(domainOf(value), domainOf(from)))
}

/** RFC 8601 §2.7.4: a user name without a domain may be anybody's of that name elsewhere. */
function isUser(user: string | undefined, from: string): boolean {
  return user?.toLowerCase() === from.toLowerCase()
}

/** RFC 8601 §2.5: an id may be written as A-label or U-label. */
const idOf = (server: string): string => (domainToASCII(server) || server).toLowerCase()

/** RFC 8601 §2.2: `server [1]; method=result [reason=…] [ptype.property=value …]; …` */
const SERVER = /^\s*("(?:[^"\\]|\\.)*"|[^\s";=]+)(?:\s+(\d+))?\s*$/
const METHOD = /^\s*([a-z][a-z0-9-]*)(?:\s*\/\s*(\d+))?\s*=\s*([a-z][a-z0-9-]*)(?=\s|$)/i
const PROPERTY =
  /\s*([a-z][a-z0-9-]*(?:\s*\.\s*[a-z][a-z0-9-]*)?)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s";]+)(?=\s|$)/iy

/** Reads one header; null: it is none that can be read for certain. A single result that is odd is left out. */
export function readResults(
  value: string,
): { readonly server: string; readonly findings: readonly Finding[] } | null {
  const plain = withoutComments(value)
  if (plain === null) return null
  const [head = '', ...rest] = splitOutsideQuotes(plain)
  const [, server, version] = SERVER.exec(head) ?? []
  // RFC 8601 §2.2: there is one version.
  if (server === undefined || (version !== undefined && version !== '1')) return null
  return { server: unquoted(server), findings: rest.map(readFinding).filter(finding => finding !== null) }
}

function readFinding(text: string): Finding | null {
  const [all = '', method = '', version, result = ''] = METHOD.exec(text) ?? []
  if (method === '' || (version !== undefined && version !== '1')) return null
  const properties = new Map<string, string>()
  PROPERTY.lastIndex = all.length
  const end = text.trimEnd().length
  while (PROPERTY.lastIndex < end) {
    const [, name = '', given = ''] = PROPERTY.exec(text) ?? []
    const key = name.replace(/\s/g, '').toLowerCase()
    if (key === '' || properties.has(key)) return null
    properties.set(key, unquoted(given))
  }
  return { method: method.toLowerCase(), result: result.toLowerCase(), properties }
}

const unquoted = (text: string): string =>
  text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text

/** Comments may stand inside each other (RFC 5322 §3.2.2). Null: a quote or a comment has no end. */
function withoutComments(value: string): string | null {
  let plain = ''
  let depth = 0
  let quoted = false
  for (let i = 0; i < value.length; i++) {
    const sign = value[i] ?? ''
    if (sign === '\\' && (quoted || depth > 0)) {
      if (depth === 0) plain += sign + (value[i + 1] ?? '')
      i++
    } else if (quoted) {
      plain += sign
      quoted = sign !== '"'
    } else if (sign === '(') depth++
    else if (sign === ')') {
      if (--depth < 0) return null
      plain += ' '
    } else if (depth === 0) {
      plain += sign
      quoted = sign === '"'
    }
  }
  return quoted || depth > 0 ? null : plain
}

function splitOutsideQuotes(text: string): string[] {
  const pieces = ['']
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const sign = text[i] ?? ''
    if (sign === ';' && !quoted) {
      pieces.push('')
      continue
    }
    const taken = sign === '\\' ? sign + (text[++i] ?? '') : sign
    if (sign === '"') quoted = !quoted
    pieces[pieces.length - 1] += taken
  }
  return pieces
}
