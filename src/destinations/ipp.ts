/**
 * A printer by IPP (RFC 8010, 8011), as every network printer and CUPS speaks it. One Print-Job for each document. The
 * name of the job is that of the delivery, and before each job the printer is asked whether it has had it: after a lost
 * answer nothing is printed twice, as far as the printer remembers its jobs.
 */
import { request } from 'undici'
import { BridgeError } from '../fax/error.ts'
import { MEDIA_TYPES, type Parcel } from './destination.ts'

export interface IppSettings {
  /** `ipp://printer.lan:631/ipp/print`, or ipps. */
  readonly url: string
}

const ANSWER_MS = 120_000
const ANSWER_BYTES = 1024 * 1024

/** RFC 8011 §5.4.15, Table 21. */
const PRINT_JOB = 0x0002
const GET_JOBS = 0x000a
/** RFC 8010 §3.5: tags of groups and values. */
const OPERATION_GROUP = 0x01
const END_OF_ATTRIBUTES = 0x03
const TAGS = { name: 0x42, keyword: 0x44, uri: 0x45, charset: 0x47, language: 0x48, mimeType: 0x49 } as const

type Attribute = readonly [tag: keyof typeof TAGS, name: string, value: string]

export async function carryToPrinter(
  { url }: IppSettings,
  { delivery, document }: Parcel,
  signal: AbortSignal,
): Promise<string> {
  const { host } = new URL(url)
  const job = `fax ${delivery.inboundId} ${delivery.id}`
  if (await hasHad(url, job, signal)) return `${host} has had it as job "${job}".`
  const attributes: Attribute[] = [
    ['name', 'requesting-user-name', 'faxbridge'],
    ['name', 'job-name', job],
    ['mimeType', 'document-format', MEDIA_TYPES[document.format]],
  ]
  const { status } = await ask(url, encoded(PRINT_JOB, url, attributes, document.bytes), signal)
  // RFC 8011 §B.1.2: 0x0000 … 0x00ff is success.
  if (status > 0xff)
    throw new BridgeError('E_DESTINATION', { say: `${host} refused the job: IPP status ${hex(status)}.` })
  return `${host} took it as job "${job}".`
}

/** A printer that cannot say has not had it. */
async function hasHad(url: string, job: string, signal: AbortSignal): Promise<boolean> {
  for (const which of ['not-completed', 'completed']) {
    const attributes: Attribute[] = [
      ['name', 'requesting-user-name', 'faxbridge'],
      ['keyword', 'which-jobs', which],
      ['keyword', 'requested-attributes', 'job-name'],
    ]
    const { status, body } = await ask(url, encoded(GET_JOBS, url, attributes), signal)
    if (status <= 0xff && jobNames(body).includes(job)) return true
  }
  return false
}

/** RFC 8010 §3.1: version, operation, id of the request; groups of attributes; then the document. */
export function encoded(
  operation: number,
  url: string,
  attributes: readonly Attribute[],
  document: Uint8Array = new Uint8Array(0),
): Buffer {
  const head = Buffer.from([1, 1, operation >> 8, operation & 0xff, 0, 0, 0, 1, OPERATION_GROUP])
  // RFC 8011 §4.1.4: charset and language first, then the printer.
  const all: Attribute[] = [
    ['charset', 'attributes-charset', 'utf-8'],
    ['language', 'attributes-natural-language', 'en'],
    ['uri', 'printer-uri', url],
    ...attributes,
  ]
  return Buffer.concat([head, ...all.map(attributeBytes), Buffer.from([END_OF_ATTRIBUTES]), document])
}

function attributeBytes([tag, name, value]: Attribute): Buffer {
  const sized = (text: string) => {
    const bytes = Buffer.from(text)
    const size = Buffer.alloc(2)
    size.writeUInt16BE(bytes.length)
    return Buffer.concat([size, bytes])
  }
  return Buffer.concat([Buffer.from([TAGS[tag]]), sized(name), sized(value)])
}

/** The values of `job-name` in an answer. What is cut off ends the reading. */
export function jobNames(body: Buffer): readonly string[] {
  const found: string[] = []
  let at = 8
  let name = ''
  while (at < body.length) {
    const tag = body[at++] ?? END_OF_ATTRIBUTES
    if (tag === END_OF_ATTRIBUTES) break
    // Delimiters begin a group and have no value.
    if (tag < 0x10) continue
    const nameEnd = at + 2 + (at + 2 <= body.length ? body.readUInt16BE(at) : body.length)
    if (nameEnd + 2 > body.length) break
    // An empty name: one more value of the attribute before.
    if (nameEnd > at + 2) name = body.toString('utf8', at + 2, nameEnd)
    const valueEnd = nameEnd + 2 + body.readUInt16BE(nameEnd)
    if (valueEnd > body.length) break
    if (name === 'job-name') found.push(body.toString('utf8', nameEnd + 2, valueEnd))
    at = valueEnd
  }
  return found
}

async function ask(url: string, body: Buffer, signal: AbortSignal) {
  const web = new URL(url.replace(/^ipp/, 'http'))
  // RFC 8010 §4.2, RFC 7472 §4.2: IPP has a port of its own.
  if (web.port === '' && !/:\d+(?:\/|$)/.test(url.replace(/^ipps?:\/\//, ''))) web.port = '631'
  const lost = (why: string, cause?: unknown) =>
    new BridgeError('E_DESTINATION', { cause, say: `${web.host} cannot be reached: ${why}` })
  const answer = await request(web, {
    method: 'POST',
    headers: { 'content-type': 'application/ipp' },
    body,
    headersTimeout: ANSWER_MS,
    bodyTimeout: ANSWER_MS,
    signal,
  }).catch(error => {
    throw lost(error instanceof Error ? error.message : String(error), error)
  })
  const bytes = Buffer.from(await answer.body.arrayBuffer().catch(() => new ArrayBuffer(0)))
  if (answer.statusCode !== 200) throw lost(`HTTP ${answer.statusCode}`)
  if (bytes.length < 8 || bytes.length > ANSWER_BYTES) throw lost('its answer is no IPP')
  return { status: bytes.readUInt16BE(2), body: bytes }
}

const hex = (status: number): string => `0x${status.toString(16).padStart(4, '0')}`
