/**
 * One call of an Openfax script. In charge of credentials in the body, of reading the body before the HTTP status (which
 * the document says nothing about), and of turning a refusing `Response` into our errors.
 */
import type { z } from 'zod'
import type { OpenfaxSettings } from '../../config/providers/openfax.ts'
import { BridgeError } from '../../fax/error.ts'
import type { Clock, Logger } from '../../runtime.ts'
import { type Http, type HttpRequest, type HttpResponse, redacted, statusError } from '../http.ts'
import { responseObject } from './api.ts'
import { isNothingWord, responseMeaning } from './words.ts'

export interface OpenfaxDeps {
  readonly settings: OpenfaxSettings
  readonly http: Http
  /** For a host that received faxes may be downloaded from; null: not permitted. */
  readonly documentHttp: (host: string) => Http | null
  readonly clock: Clock
  readonly log: Logger
}

/** Rows of an answer. `blank`: the answer was empty, which proves nothing. */
export interface Rows<T> {
  readonly rows: readonly T[]
  readonly blank: boolean
}

/** A report of a thousand rows has half a megabyte; ten thousand must fit where Limit is ignored. */
const ROWS_BYTES = 32 * 1024 * 1024
/** Longest word of Openfax that is quoted in an error. */
const WORD_SHOWN = 80

/** `POST SCRIPT` as the samples do it: all in form fields, so that the key stays out of access logs. */
export function postOf(
  { settings }: Pick<OpenfaxDeps, 'settings'>,
  script: string,
  fields: Readonly<Record<string, string>>,
  effect: HttpRequest['effect'],
): HttpRequest {
  const all = { AccountID: settings.accountId, APIKey: settings.apiKey, ...fields }
  const multipart = Object.entries(all).map(([name, value]) => ({ name, value }))
  return { method: 'POST', path: script, body: { multipart }, effect, maxBytes: ROWS_BYTES }
}

/** `GET SCRIPT?…`, as the old client asks for received faxes. */
export function getOf(
  { settings }: Pick<OpenfaxDeps, 'settings'>,
  script: string,
  fields: Readonly<Record<string, string>>,
): HttpRequest {
  const query = { AccountID: settings.accountId, APIKey: settings.apiKey, ...fields }
  return { method: 'GET', path: script, query, effect: 'nothing', maxBytes: ROWS_BYTES }
}

/** Asks for rows. Throws BridgeError for any refusal and for an answer that is neither rows nor a known word. */
export async function rowsOf<T extends z.ZodType>(
  deps: OpenfaxDeps,
  request: HttpRequest,
  schema: T,
  signal: AbortSignal,
): Promise<Rows<z.output<T>>> {
  const response = await deps.http.request(request, signal)
  const json = jsonOf(response)
  const list = json === undefined ? null : listOf(json)
  const words = list === null ? [] : list.map(row => wordOf(deps, row))
  const [word = null] = words
  if (list?.length === 1 && word !== null) refuseFor(word, response)
  if (response.status < 200 || response.status > 299) throw failureOf(deps, response, 'nothing')
  if (response.body.toString('utf8').trim() === '' || json === null) return { rows: [], blank: true }
  if (list === null) throw strange('it is no list of objects')
  const rows = list.filter((_, i) => !isNothingWord(words[i] ?? ''))
  return { rows: rows.map(row => checked(schema, row)), blank: false }
}

/** For a call whose answer nobody has described: any success will do that is no known refusal. */
export async function done(deps: OpenfaxDeps, request: HttpRequest, signal: AbortSignal): Promise<void> {
  const response = await deps.http.request(request, signal)
  const [first] = listOf(jsonOf(response)) ?? []
  const word = wordOf(deps, first)
  const meaning = word === null ? null : responseMeaning(word)
  if (meaning?.kind === 'error') throw new BridgeError(meaning.code, { say: meaning.say, detail: { word } })
  if (response.status < 200 || response.status > 299) throw failureOf(deps, response, request.effect)
}

function refuseFor(word: string, response: HttpResponse): void {
  if (isNothingWord(word) || response.status === 429) return
  const meaning = responseMeaning(word)
  if (meaning?.kind === 'taken') return
  if (meaning?.kind === 'error') throw new BridgeError(meaning.code, { say: meaning.say, detail: { word } })
  throw strange(`Response is "${word}"`)
}

function checked<T extends z.ZodType>(schema: T, row: unknown): z.output<T> {
  const parsed = schema.safeParse(row)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw strange(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
}

const strange = (why: string): BridgeError =>
  new BridgeError('E_PROVIDER_REPLY', { say: `(${why})`, detail: { why } })

/** A word of the vendor, safe and short enough for an error. */
const shown = ({ settings }: Pick<OpenfaxDeps, 'settings'>, word: string): string =>
  redacted(word, [settings.apiKey]).slice(0, WORD_SHOWN).replace(/\s+/g, ' ')

/** The error for an HTTP status that is no success. */
export const failureOf = (
  { settings, clock }: OpenfaxDeps,
  response: HttpResponse,
  effect: HttpRequest['effect'],
): BridgeError => statusError(response, effect, { clock, secrets: [settings.apiKey] })

/** The body as JSON; undefined when it is none. Never throws. */
export function jsonOf(response: HttpResponse): unknown {
  try {
    return JSON.parse(quotedLongNumbers(response.body.toString('utf8').replace(/^\uFEFF/, '')))
  } catch {
    return undefined
  }
}

/** Ids are "BigInt": JSON.parse would round one of 16 digits and more, and two faxes would share an id. */
export const quotedLongNumbers = (text: string): string =>
  text.replace(TEXT_OR_NUMBER, found => (/^-?\d{16,}$/.test(found) ? `"${found}"` : found))

/**
 * RFC 8259 §6, §7. Whole numbers and whole texts, so that nothing inside them is taken for an id. A text without end
 * runs to the end, so that every quote is looked at once.
 */
const TEXT_OR_NUMBER = /"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** Objects of an answer: a list, one object alone, or an object that has the list inside. Null: none of these. */
export function listOf(json: unknown): readonly object[] | null {
  if (Array.isArray(json)) return json.every(isObject) ? json : null
  if (!isObject(json)) return null
  const { data } = responseObject.safeParse(json)
  if (typeof data?.Response === 'string' && responseMeaning(data.Response)?.kind !== 'taken') return [json]
  const inside = Object.values(json).find(value => Array.isArray(value) && value.every(isObject))
  return Array.isArray(inside) ? (inside as object[]) : [json]
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The `Response` of an object, with our key cut out of it; null: it has none. */
export function wordOf(deps: Pick<OpenfaxDeps, 'settings'>, row: unknown): string | null {
  const parsed = responseObject.safeParse(row)
  return parsed.success && parsed.data.Response !== null ? shown(deps, parsed.data.Response) : null
}
