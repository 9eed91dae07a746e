/** `faxbridge inbox`: received faxes. List, show, send again or elsewhere, mark, release, export. */
import { writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import type { InboxAction } from '../inbound/inbox.ts'
import type { InboxDetail, InboxView } from '../inbound/inbox-views.ts'
import { controlOf } from './control.ts'
import { fields, harmless, localTime, say, sayJson, table } from './print.ts'
import { pictureKind, pictureText } from './terminal-picture.ts'

export interface InboxOptions {
  readonly config: string
  readonly json?: boolean
}

export interface InboxListOptions extends InboxOptions {
  readonly state?: string
  readonly account?: string
  readonly subscriber?: string
  readonly search?: string
  readonly before?: string
  readonly limit: string
}

export async function listInbox(options: InboxListOptions): Promise<void> {
  const { config, json, ...query } = options
  const faxes = await controlOf(config).get<InboxView[]>('/inbox', query)
  if (json === true) return sayJson(faxes)
  if (faxes.length === 0) return say('There are no such faxes.')
  const rows = faxes.map(fax => [
    fax.id,
    localTime(fax.receivedAt ?? fax.seenAt),
    fax.filed !== null && fax.state === 'filed' ? `filed: ${fax.filed}` : fax.state,
    fax.calledNumber ?? '',
    fax.callerNumber ?? fax.stationId ?? '',
    `${fax.pages ?? ''}${fax.complete ? '' : ' !'}`,
    fax.subscriber ?? '',
    fax.marks.join(', '),
  ])
  say(table(['ID', 'RECEIVED', 'STATE', 'CALLED', 'CALLER', 'PAGES', 'SUBSCRIBER', 'MARKS'], rows))
}

export async function showInbox(
  id: string,
  options: InboxOptions & { readonly picture?: boolean },
): Promise<void> {
  const control = controlOf(options.config)
  const path = `/inbox/${encodeURIComponent(id)}`
  const fax = await control.get<InboxDetail>(path)
  if (options.json === true) return sayJson(fax)
  say(inboxText(fax))
  if (options.picture === false || !process.stdout.isTTY || !fax.hasDocument) return
  // A page that cannot be drawn is no reason to end with an error: all that is known has been shown.
  const png = await control.bytes(`${path}/page-1.png`).catch(() => null)
  if (png === null) return say('\nPage 1 cannot be drawn.')
  process.stdout.write(`\n${await pictureText(png, pictureKind(process.env), process.stdout.columns)}`)
}

/** All that is known of a fax, for a person. */
export function inboxText(fax: InboxDetail): string {
  const summary = fields([
    ['Fax', fax.id],
    ['State', fax.why === null || fax.state !== 'filed' ? fax.state : `${fax.state}: ${fax.why}`],
    ['Called', fax.calledNumber],
    ['Caller', fax.callerNumber],
    ['Station', fax.stationId],
    ['Subaddress', fax.subaddress],
    ['Line', fax.line],
    ['Pages', fax.pages === null ? null : String(fax.pages)],
    ['Complete', fax.complete ? 'yes' : 'no: the call broke off'],
    ['Received', fax.receivedAt === null ? 'the provider does not say' : localTime(fax.receivedAt)],
    ['Provider', `${fax.account}, ${fax.providerId}`],
    ['Acknowledged', fax.acknowledgedAt === null ? 'no' : localTime(fax.acknowledgedAt)],
    ['Subscriber', fax.subscriber],
    ['Marks', fax.marks.join(', ')],
    ['Document', documentText(fax)],
    ['Legal hold', fax.legalHolds.join('; ')],
  ])
  const trace = fax.trace.map(text => `  ${harmless(text)}`).join('\n')
  const rows = fax.destinations.map(one => [
    one.to,
    one.round === fax.round ? one.state : `${one.state} (round ${one.round})`,
    String(one.attempts),
    one.required ? 'yes' : 'no',
    one.result ?? one.lastError ?? '',
  ])
  const given = fax.delivered.map(one => [one.to, one.format, String(one.bytes), one.sha256])
  const heading = ['DESTINATION', 'STATE', 'TRIES', 'REQUIRED', 'WHERE, OR WHY NOT']
  const history = fax.history.map(({ at, text }) => `${localTime(at)}  ${harmless(text)}`).join('\n')
  return [
    summary,
    trace === '' ? '' : `Rules\n${trace}`,
    rows.length === 0 ? '' : table(heading, rows, 90),
    given.length === 0 ? '' : table(['GIVEN TO', 'AS', 'BYTES', 'SHA-256'], given, 90),
    history,
  ]
    .filter(text => text !== '')
    .join('\n\n')
}

function documentText({ hasDocument, format, sha256 }: InboxDetail): string {
  if (hasDocument) return `${format}, SHA-256 ${sha256}`
  return sha256 === null ? 'not here' : `not here; as received: ${format}, SHA-256 ${sha256}`
}

export async function actOnInbox(id: string, action: InboxAction, options: InboxOptions): Promise<void> {
  const path = `/inbox/${encodeURIComponent(id)}/actions`
  // Who did it stands in the history: with sudo, the person behind it.
  const by = process.env['SUDO_USER'] ?? userInfo().username
  const result = await controlOf(options.config).post<{ text: string }>(path, { ...action, by })
  if (options.json === true) return sayJson(result)
  say(result.text)
}

/** Writes the document as it was received. */
export async function exportInbox(
  id: string,
  options: InboxOptions & { readonly out?: string },
): Promise<void> {
  const control = controlOf(options.config)
  const path = `/inbox/${encodeURIComponent(id)}`
  const fax = await control.get<InboxDetail>(path)
  const file = options.out ?? `${fax.id}.${fax.format === 'pdf' ? 'pdf' : 'tif'}`
  const bytes = await control.bytes(`${path}/document`)
  await writeFile(file, bytes, { mode: 0o600 })
  if (options.json === true) return sayJson({ file, bytes: bytes.length, sha256: fax.sha256 })
  say(`${file}: ${bytes.length} bytes, SHA-256 ${fax.sha256}`)
}
