/**
 * Looking a fax up by our reference, which is the comment of the fax. It is in the outbox until it is done, in the list
 * of sent faxes after that, never the other way round: so the outbox is read first, and nothing can slip through
 * between the two.
 */
import type { FindReply, SubmittedFax } from '../provider.ts'
import { type FaxRecord, faxRecord, type OutboxItem, outboxItem, recordList } from './api.ts'
import type { Client, Listed } from './calls.ts'
import { readTime, writeTime } from './time.ts'
import { recordMeaning } from './words.ts'

/** The vendor's default, so an answer that is shorter is the last one. Its maximum is documented nowhere. */
const PAGE = 50
/** A walk ends here: 2000 faxes. */
const MOST_PAGES = 40
const SECOND = 1000
/** Where a clock on either side, or a time zone that is not UTC after all, would hide a fax: further back. */
const SLACK_MS = 15 * 3_600_000

export interface Records {
  readonly records: readonly FaxRecord[]
  /** False: there may be more than could be read. */
  readonly complete: boolean
}

/** All that FAX.PLUS knows under our reference. */
export interface Sighting extends Records {
  readonly unfinished: readonly OutboxItem[]
}

/** Does the comment carry the reference as a word of its own? A person may have added words around it. */
export function mentions(
  comment: { readonly text: string; readonly tags: readonly string[] },
  reference: string,
): boolean {
  return [comment.text, ...comment.tags].some(text => text.split(/[^A-Za-z0-9_-]+/).includes(reference))
}

export function listOutbox(client: Client, signal: AbortSignal): Promise<Listed<OutboxItem>> {
  return client.list(client.own('outbox'), { list: recordList, item: outboxItem }, signal)
}

/** All records of a category since `after`. There is neither offset nor cursor: it walks by time and overlaps. */
export async function listRecords(
  client: Client,
  category: 'sent' | 'inbox' | 'spam',
  after: number,
  signal: AbortSignal,
): Promise<Records> {
  const known = new Map<string, FaxRecord>()
  let window: { after: string; before?: string } = { after: writeTime(after) }
  let unreadable = 0
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = { category, ...window, limit: PAGE }
    const answer = await client.list(
      client.own('faxes'),
      { list: recordList, item: faxRecord },
      signal,
      query,
    )
    const fresh = answer.items.filter(record => !known.has(record.id))
    unreadable += answer.unreadable
    for (const record of fresh) known.set(record.id, record)
    const done = answer.items.length + answer.unreadable < PAGE
    const next = done ? null : nextWindow(window, answer.items)
    if (done || next === null || fresh.length === 0)
      return { records: [...known.values()], complete: done && unreadable === 0 }
    window = next
  }
  return { records: [...known.values()], complete: false }
}

/**
 * The order of a page is documented nowhere, nor which of its times the bounds are held against. So the walk follows the
 * order it sees, by the bound that leaves nothing out whichever time it is.
 */
function nextWindow(
  window: { readonly after: string; readonly before?: string },
  page: readonly FaxRecord[],
): { after: string; before?: string } | null {
  const times = page.map(timesOf).filter(own => own.length > 0)
  const [first, last] = [times[0], times.at(-1)]
  if (first === undefined || last === undefined) return null
  const newestFirst = Math.max(...first) >= Math.max(...last)
  if (newestFirst) {
    const oldest = Math.min(...times.map(own => Math.max(...own)))
    return { ...window, before: writeTime(oldest + SECOND) }
  }
  const newest = Math.max(...times.map(own => Math.min(...own)))
  return { ...window, after: writeTime(newest - SECOND) }
}

const timesOf = (record: FaxRecord): number[] =>
  [readTime(record.start_time), readTime(record.submit_time)].filter(at => at !== null)

/** Looks in the outbox, then among the sent faxes since it was handed over. */
export async function sight(client: Client, fax: SubmittedFax, signal: AbortSignal): Promise<Sighting> {
  const outbox = await listOutbox(client, signal)
  const unfinished = outbox.items.filter(item => mentions(item.comment, fax.reference))
  if (unfinished.length > 0) return { unfinished, records: [], complete: true }
  const sent = await listRecords(client, 'sent', fax.submittedAt - SLACK_MS, signal)
  const records = sent.records.filter(record => mentions(record.comment, fax.reference))
  return { unfinished, records, complete: sent.complete && outbox.unreadable === 0 }
}

/**
 * The record that counts when FAX.PLUS keeps one for each try: a delivery, else one that is not understood, else the
 * latest failure.
 */
export function decisive(records: readonly FaxRecord[]): FaxRecord | null {
  const rank = (record: FaxRecord) => {
    const { kind } = recordMeaning(record.status ?? '')
    return kind === 'sent' ? 2 : kind === 'failed' ? 0 : 1
  }
  const at = (record: FaxRecord) => readTime(record.start_time) ?? readTime(record.submit_time) ?? 0
  return [...records].sort((a, b) => rank(b) - rank(a) || at(b) - at(a))[0] ?? null
}

/** After a lost answer: is it there? `notFound` only when all lists could be read to their end. */
export async function find(client: Client, fax: SubmittedFax, signal: AbortSignal): Promise<FindReply> {
  const { unfinished, records, complete } = await sight(client, fax, signal)
  const providerRef = unfinished[0]?.id ?? decisive(records)?.id
  if (providerRef !== undefined) return { kind: 'found', providerRef }
  if (complete) return { kind: 'notFound' }
  const text =
    `FAX.PLUS has more faxes than could be read, or some without an id. Look there for a fax to ${fax.to} ` +
    `with the comment ${fax.reference}.`
  return { kind: 'cannotTell', text }
}
