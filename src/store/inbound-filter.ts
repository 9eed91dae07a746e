/** What a filter of received faxes is in SQL. */
import { idFloor } from './fax-filter.ts'
import type { InboundFilter } from './inbound-store.ts'
import { containing } from './like.ts'

/** `where …`, or nothing; and its values. */
export function inboundCondition(filter: InboundFilter): {
  readonly where: string
  readonly values: string[]
} {
  const { states, account, subscriberId, subscriberIds, search, idPart, before } = filter
  const { called, caller, seenFrom, seenBefore } = filter
  const values: string[] = []
  const place = (value: string) => `$${values.push(value)}`
  const digits = (text: string) => place(`%${text.replace(/[^0-9]/g, '')}%`)
  const conditions = [
    states === undefined ? null : `state in (${states.map(place).join(', ') || 'null'})`,
    account === undefined ? null : `account = ${place(account)}`,
    subscriberId === undefined ? null : `subscriber_id = ${place(subscriberId)}`,
    subscriberIds === undefined
      ? null
      : `subscriber_id in (${subscriberIds.map(place).join(', ') || 'null'})`,
    called === undefined ? null : `called_number like ${digits(called)}`,
    caller === undefined ? null : `caller_number like ${digits(caller)}`,
    seenFrom === undefined ? null : `id >= ${place(idFloor('inb', seenFrom))}`,
    seenBefore === undefined ? null : `id < ${place(idFloor('inb', seenBefore))}`,
    search === undefined ? null : searched(place(containing(search))),
    idPart === undefined ? null : `id like ${place(containing(idPart))} escape '!'`,
    before === undefined ? null : `id < ${place(before)}`,
  ].filter(text => text !== null)
  return { where: conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`, values }
}

const SEARCHED = ['id', 'called_number', 'caller_number', 'station_id', 'provider_id', 'marks'] as const
const searched = (place: string): string =>
  `(${SEARCHED.map(column => `${column} like ${place} escape '!'`).join(' or ')})`
