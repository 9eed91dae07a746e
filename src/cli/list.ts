/** `faxbridge list` and `faxbridge received`: what was sent and what came in, newest first. */
import type { FaxView, inboundView } from '../outbound/views.ts'
import { controlOf } from './control.ts'
import { localTime, say, sayJson, table } from './print.ts'

export interface ListOptions {
  readonly config: string
  readonly json?: boolean
  readonly state?: string
  readonly held?: boolean
  readonly subscriber?: string
  readonly search?: string
  readonly before?: string
  readonly limit: string
}

export async function list(options: ListOptions): Promise<void> {
  const { config, json, held, state, subscriber, search, before, limit } = options
  const query = { state, subscriber, search, before, limit, held: held === true ? 'true' : undefined }
  const faxes = await controlOf(config).get<FaxView[]>('/faxes', query)
  if (json === true) return sayJson(faxes)
  if (faxes.length === 0) return say('There are no such faxes.')
  const rows = faxes.map(fax => [
    fax.id,
    localTime(fax.createdAt),
    stateText(fax),
    fax.number,
    fax.pages === null ? '' : String(fax.pages),
    fax.from,
    fax.held ?? fax.failure ?? fax.subject,
  ])
  say(table(['ID', 'ACCEPTED', 'STATE', 'NUMBER', 'PAGES', 'FROM', 'SUBJECT OR REASON'], rows))
}

function stateText({ state, held, waitsUntil }: FaxView): string {
  if (held !== null) return `${state}, held`
  return waitsUntil === null ? state : `${state}, waits until ${localTime(waitsUntil)}`
}

type ReceivedView = ReturnType<typeof inboundView>

export async function received(
  options: Pick<ListOptions, 'config' | 'json' | 'state' | 'limit'>,
): Promise<void> {
  const { config, json, state, limit } = options
  const faxes = await controlOf(config).get<ReceivedView[]>('/received', { state, limit })
  if (json === true) return sayJson(faxes)
  if (faxes.length === 0) return say('There are no such faxes.')
  const rows = faxes.map(fax => [
    fax.id,
    localTime(fax.receivedAt),
    fax.state,
    fax.calledNumber ?? '',
    fax.callerNumber ?? '',
    fax.pages === null ? '' : String(fax.pages),
    fax.subscriber ?? '',
  ])
  say(table(['ID', 'RECEIVED', 'STATE', 'CALLED', 'CALLER', 'PAGES', 'SUBSCRIBER'], rows))
}
