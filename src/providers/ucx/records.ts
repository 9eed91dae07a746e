/**
 * Reads lists of completed jobs in pages. The UCX does not say in which order it gives them, and offsets shift when a
 * record is deleted meanwhile; a UCX may also give fewer than asked for. Nothing here deletes.
 */
import type { UcxClient } from './calls.ts'
import { type JobKind, jobNumber } from './fields.ts'
import { type Job, recordCount, recordsGet } from './methods.ts'

const PAGE = 200
/** Passes over the list before it counts as never standing still. */
const PASSES = 3
/** 200 × 500 records: a list that goes on longer is no list. */
const MOST_PAGES = 500

export interface Records {
  readonly jobs: readonly Job[]
  /** False: records may be missing here. */
  readonly complete: boolean
}

/** All records. Read again when the count went down meanwhile, as then some may have moved past us. */
export async function allRecords(client: UcxClient, kind: JobKind, signal: AbortSignal): Promise<Records> {
  const found = new Map<string, Job>()
  for (let pass = 1; pass <= PASSES; pass++) {
    const before = await recordCount(client, kind, signal)
    const { unreadable, ended } = await onePass(client, kind, found, signal)
    const after = await recordCount(client, kind, signal)
    if (after < before) continue
    return { jobs: [...found.values()], complete: ended && unreadable === 0 && found.size >= before }
  }
  return { jobs: [...found.values()], complete: false }
}

/** From the first record to the last. The next offset is by what came, not by what was asked for. */
async function onePass(
  client: UcxClient,
  kind: JobKind,
  found: Map<string, Job>,
  signal: AbortSignal,
): Promise<{ unreadable: number; ended: boolean }> {
  const seen = new Set<string>()
  let unreadable = 0
  for (let page = 0, offset = 0; page < MOST_PAGES; page++) {
    const list = await recordsGet(client, kind, { limit: PAGE, offset }, signal)
    const rows = list.jobs.length + list.unreadable
    const news = list.jobs.filter(job => !seen.has(job.id))
    for (const job of news) {
      seen.add(job.id)
      found.set(job.id, job)
    }
    unreadable += list.unreadable
    // A UCX that ignores the offset gives the same page for ever.
    if (rows === 0 || (news.length === 0 && list.unreadable === 0)) return { unreadable, ended: true }
    offset += rows
  }
  return { unreadable, ended: false }
}

/**
 * The records in pages, those with the highest numbers first: three small requests show the latest jobs of a UCX with
 * thousands of records. Whoever has found what he looks for stops reading.
 */
export async function* newestRecords(
  client: UcxClient,
  kind: JobKind,
  signal: AbortSignal,
): AsyncGenerator<readonly Job[], void> {
  const count = await recordCount(client, kind, signal)
  const first = await recordsGet(client, kind, { limit: PAGE, offset: 0 }, signal)
  const size = first.jobs.length + first.unreadable
  if (size >= count || size === 0) return void (yield first.jobs)
  const lastOffset = count - size
  const last = await recordsGet(client, kind, { limit: size, offset: lastOffset }, signal)
  if (highest(last.jobs) <= highest(first.jobs)) {
    yield first.jobs
    yield* pages(client, kind, { size, from: size, to: count, step: size }, signal)
    return
  }
  yield last.jobs
  yield* pages(client, kind, { size, from: lastOffset - size, to: 0, step: -size }, signal)
  yield first.jobs
}

interface Steps {
  readonly size: number
  readonly from: number
  readonly to: number
  readonly step: number
}

async function* pages(
  client: UcxClient,
  kind: JobKind,
  { size, from, to, step }: Steps,
  signal: AbortSignal,
): AsyncGenerator<readonly Job[], void> {
  for (let offset = from; step > 0 ? offset < to : offset > to; offset += step) {
    yield (await recordsGet(client, kind, { limit: size, offset }, signal)).jobs
  }
}

/** The highest job number; -1 for none. */
export function highest(jobs: readonly Job[]): number {
  return jobs.reduce((most, { id }) => Math.max(most, jobNumber(id)), -1)
}
