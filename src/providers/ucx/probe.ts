/** Looks whether the account will work, without sending anything. */
import { isBridgeError } from '../../fax/error.ts'
import type { ProbeLine } from '../provider.ts'
import type { FaxRow } from './api.ts'
import type { UcxClient } from './calls.ts'
import { plain } from './fields.ts'
import { type CalledBy, calledNumber } from './inbound.ts'
import { faxList, faxUsage, recordCount } from './methods.ts'
import { newestRecords } from './records.ts'

export interface ProbeOptions extends CalledBy {
  readonly client: UcxClient
  readonly baseUrl: string
  readonly faxId: string
  readonly receive: boolean
}

export async function probe(options: ProbeOptions, signal: AbortSignal): Promise<readonly ProbeLine[]> {
  const { client, baseUrl, receive } = options
  const found: ProbeLine[] = isOpen(baseUrl)
    ? [
        line(
          false,
          'encryption',
          'baseUrl begins with http://: anybody on the way can read the secret and the faxes.',
        ),
      ]
    : []
  try {
    await client.token(signal)
    found.push(line(true, 'credentials', 'The UCX accepts Client ID and Secret.'))
    const known = await faxList(client, signal)
    found.push(...(await sender(options, known, signal)))
    if (receive) found.push(...(await receivers(options, known, signal)))
  } catch (error) {
    if (!isBridgeError(error)) throw error
    const what = error.code === 'E_PROVIDER_CREDENTIALS' ? 'credentials' : 'connection'
    found.push(line(false, what, error.message))
  }
  return found
}

async function sender(
  { client, faxId }: ProbeOptions,
  known: readonly FaxRow[],
  signal: AbortSignal,
): Promise<ProbeLine[]> {
  const what = `virtual fax ${faxId}`
  const fax = known.find(({ id }) => id === faxId)
  if (fax === undefined)
    return [
      line(
        false,
        what,
        `The UCX has no virtual fax ${faxId}. It has ${inWords(known)}. Set faxId to one of these.`,
      ),
    ]
  const [usage] = await faxUsage(client, faxId, signal)
  const state = plain(usage?.state ?? '')
  return [line(true, what, `${described(fax)}.${state === '' ? '' : ` Now: ${state}.`}`)]
}

async function receivers(
  options: ProbeOptions,
  known: readonly FaxRow[],
  signal: AbortSignal,
): Promise<ProbeLine[]> {
  const { client, faxes } = options
  const lines = faxes.map(({ id, number }) => {
    const fax = known.find(each => each.id === id)
    if (fax !== undefined) return line(true, `number ${number}`, `Faxes to it come in at ${described(fax)}.`)
    return line(
      false,
      `number ${number}`,
      `The UCX has no virtual fax ${id}. It has ${inWords(known)}. Correct faxes.`,
    )
  })
  if (faxes.length === 0)
    lines.push(
      line(
        false,
        'numbers',
        'faxes is empty, so nobody knows whose a received fax is. Name the number of each virtual fax.',
      ),
    )
  const waiting = await recordCount(client, 'RX', signal)
  for await (const page of waiting === 0 ? [] : newestRecords(client, 'RX', signal)) {
    const latest = page.at(-1)
    if (latest === undefined) break
    const { id, row } = latest
    const number = calledNumber(row, known, options)
    const signs = `modem "${plain(row.modem)}", station "${plain(row.station_id)}"`
    const text =
      number === null
        ? `${id} came in by ${signs}: this does not say which number was called. Set calledNumberFrom and faxes.`
        : `${id} came in by ${signs}: a fax to ${number}.`
    return [...lines, line(number !== null, 'received faxes', `${waiting} waiting. ${text}`)]
  }
  return [...lines, line(true, 'received faxes', 'None is waiting.')]
}

const line = (ok: boolean, what: string, text: string): ProbeLine => ({ ok, what, text })

function described({ id, name, extension, cidnumber }: FaxRow): string {
  const parts = [
    name === '' ? '' : `"${plain(name)}"`,
    extension === '' ? '' : `extension ${plain(extension)}`,
    cidnumber === '' ? '' : `calls from ${plain(cidnumber)}`,
  ].filter(part => part !== '')
  return `virtual fax ${plain(id)}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`
}

const inWords = (known: readonly FaxRow[]): string =>
  known.length === 0 ? 'none' : known.map(({ id, name }) => `${plain(id)} ("${plain(name)}")`).join(', ')

/** Unencrypted, and not to this machine itself. */
function isOpen(baseUrl: string): boolean {
  const { protocol, hostname } = new URL(baseUrl)
  return protocol === 'http:' && !/^(?:localhost|127\..*|\[::1\])$/.test(hostname)
}
