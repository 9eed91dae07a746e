/** Names that are made for a received fax: its file, by the operator's pattern, and the thread of its caller. */
import { createHash } from 'node:crypto'
import { type DeliveryFormat, fileFormat } from '../fax/delivery-format.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import { shownAt } from '../fax/wall-clock.ts'

/** As it always was: sorts by time. */
export const FILE_NAME = 'fax-{date}-{time}-from-{caller}'
/** Some file systems take no more than 255 bytes, and people none at all of such a length. */
const LONGEST = 120

/** `fax-2026-11-21-0613-from-15555551212.pdf`: a safe name on every system, whatever the caller's machine says of itself. */
export function fileNameOf(
  fax: InboundFax,
  facts: {
    readonly pattern: string
    readonly pages: number
    readonly format: DeliveryFormat
    readonly timeZone: string
    /** Of several files. */
    readonly part?: { readonly n: number; readonly count: number } | null
  },
): string {
  const at = new Date(shownAt(fax.receivedAt, facts.timeZone)).toISOString()
  const values: Readonly<Record<string, string>> = {
    date: at.slice(0, 10),
    time: at.slice(11, 16).replace(':', ''),
    caller: digitsOf(fax.callerNumber),
    called: digitsOf(fax.calledNumber),
    station: fax.stationId ?? 'unknown',
    pages: String(facts.pages),
    id: fax.id,
    subscriber: fax.subscriberId ?? 'unknown',
  }
  const name = facts.pattern.replace(/\{([a-z]+)\}/g, (_, part: string) => values[part] ?? '')
  const safe = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    // Neither hidden nor an option nor a device of DOS, whose names count with every end.
    .replace(/^[.-]+|[.-]+$/g, '')
    .replace(/^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i, 'fax')
    .slice(0, LONGEST)
  const part = facts.part == null ? '' : `-${facts.part.n}of${facts.part.count}`
  return `${safe === '' ? fax.id : safe}${part}.${fileFormat(facts.format) === 'tiff' ? 'tif' : 'pdf'}`
}

function digitsOf(number: string | null): string {
  const digits = (number ?? '').replace(/[^0-9]/g, '').slice(0, 20)
  return digits === '' ? 'unknown' : digits
}

/** The Message-ID that all mails of one caller to one subscriber refer to; no mail has it. Null: nobody knows who called. */
export function callerThread(fax: InboundFax, hostname: string): string | null {
  const caller = fax.callerNumber ?? fax.stationId
  if (caller === null || caller.trim() === '') return null
  const hash = createHash('sha256')
    .update(`${fax.subscriberId ?? ''}\n${caller.trim()}`)
    .digest('hex')
  return `<caller-${hash.slice(0, 24)}@${hostname}>`
}
