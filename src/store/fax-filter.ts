/** What a filter of faxes is in SQL. Words of a closed vocabulary stand in the text itself, so that partial indexes count. */
import type { EpochMs, FaxJobId } from '../fax/id.ts'
import { FAX_STATES, type FaxState } from '../fax/job.ts'
import { containing } from './like.ts'
import type { SqlValue } from './sql-driver.ts'

/** All filters are optional and are ANDed. Newest first. */
export interface FaxJobFilter {
  readonly states?: readonly FaxState[]
  readonly held?: boolean
  readonly subscriberId?: string
  /** Of one of these subscribers. */
  readonly subscriberIds?: readonly string[]
  /** Its last hand-over was to this account. */
  readonly account?: string
  /** `+` and the first digits, or digits anywhere in it. */
  readonly number?: string
  /** A part of the From address. */
  readonly sender?: string
  /** A part of it. */
  readonly subject?: string
  /** A part of the number, the sender, the subject or an id. */
  readonly search?: string
  /** Taken in from this instant on, and before that one. */
  readonly createdFrom?: EpochMs
  readonly createdBefore?: EpochMs
  /** Ended from this instant on, and before that one. */
  readonly endedFrom?: EpochMs
  readonly endedBefore?: EpochMs
  /** Page on: ids that sort before this one. */
  readonly before?: FaxJobId
  readonly limit: number
}

/** Ids sort by their time: this is less than every id of this instant and more than every one before it. */
export function idFloor(prefix: string, at: EpochMs): string {
  let text = ''
  for (let rest = Math.max(0, at), i = 0; i < TIME_LETTERS; i++, rest = Math.floor(rest / 32))
    text = ALPHABET[rest % 32] + text
  return `${prefix}_${text}`
}

/** As ids are made (runtime.ts). */
const TIME_LETTERS = 10
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** The condition, for `fax_job j` joined with `submission s`. */
export function faxCondition(filter: FaxJobFilter): { readonly text: string; readonly values: SqlValue[] } {
  const values: SqlValue[] = []
  const place = (value: SqlValue) => `$${values.push(value)}`
  const part = (text: string) => place(containing(text))
  // SQLite's like does not tell A from a; asking for lower() besides takes twice the time.
  const like = (column: string, pattern: string) => `${column} like ${pattern} escape '!'`
  const parts = ['1 = 1']
  const { states, held, subscriberId, subscriberIds, account, number, sender, subject, search } = filter
  if (states !== undefined) parts.push(statesIn(states))
  if (held !== undefined) parts.push(`j.held is ${held ? 'not ' : ''}null`)
  if (subscriberId !== undefined) parts.push(`j.subscriber_id = ${place(subscriberId)}`)
  if (subscriberIds !== undefined)
    parts.push(`j.subscriber_id in (${subscriberIds.map(place).join(', ') || 'null'})`)
  if (account !== undefined)
    parts.push(
      // Looked at once: where no fax went, not every fax is asked.
      `(select count(*) from (select 1 from attempt where account = ${place(account)} limit 1) as any_there) = 1
       and exists (select 1 from attempt a where a.fax_job_id = j.id and a.n = j.attempts and a.account = ${place(account)})`,
    )
  if (filter.createdFrom !== undefined) parts.push(`j.id >= ${place(idFloor('fax', filter.createdFrom))}`)
  if (filter.createdBefore !== undefined) parts.push(`j.id < ${place(idFloor('fax', filter.createdBefore))}`)
  if (filter.endedFrom !== undefined) parts.push(`j.ended_at >= ${place(filter.endedFrom)}`)
  if (filter.endedBefore !== undefined) parts.push(`j.ended_at < ${place(filter.endedBefore)}`)
  if (filter.before !== undefined) parts.push(`j.id < ${place(filter.before)}`)
  if (number !== undefined) parts.push(numberLike(number, place))
  if (sender !== undefined) parts.push(ofMails(like('m.from_address', part(sender))))
  if (subject !== undefined) parts.push(ofMails(like('m.subject', part(subject))))
  if (search !== undefined) {
    const pattern = part(search)
    const fitting = (all: readonly Searched[]) =>
      all.filter(([, shape]) => shape.test(search)).map(([column]) => like(column, pattern))
    parts.push(`(${[...fitting(SEARCHED_FAX), ofMails(fitting(SEARCHED_MAIL).join(' or '))].join(' or ')})`)
  }
  return { text: parts.join(' and '), values }
}

/** Mails are read once in their own order: to fetch the mail of each fax takes half as long again. */
const ofMails = (condition: string) => `j.submission_id in (select m.id from submission m where ${condition})`

type Searched = readonly [column: string, shape: RegExp]

/** Where a search looks, and what can stand there: a column that cannot have it is not asked. */
const SEARCHED_FAX: readonly Searched[] = [
  ['j.number', /^\+?\d*$/],
  ['j.address', /^\S*$/],
  ['j.id', /^[0-9a-z_]*$/i],
  ['j.submission_id', /^[0-9a-z_]*$/i],
]
const SEARCHED_MAIL: readonly Searched[] = [
  ['m.from_address', /^\S*$/],
  ['m.subject', /^/],
]

function statesIn(states: readonly string[]): string {
  const known = FAX_STATES.filter(state => states.includes(state))
  return `j.state in (${known.map(state => `'${state}'`).join(', ') || 'null'})`
}

/** `+` and the first digits, or digits anywhere in it. */
function numberLike(written: string, place: (value: SqlValue) => string): string {
  const digits = written.replace(/[^0-9]/g, '')
  // ':' comes right after '9'.
  if (written.trim().startsWith('+'))
    return `j.number >= ${place(`+${digits}`)} and j.number < ${place(`+${digits}:`)}`
  return `j.number like ${place(`%${digits}%`)}`
}
