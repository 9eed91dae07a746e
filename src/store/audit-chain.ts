/**
 * The whole of the audit log: what lies in archives and what is in the database, as one chain. In charge of walking it and of
 * moving its old part into an archive: a file of lines, each an entry with its hash, that goes on where the one before ended.
 */
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { AuditHead, AuditStore, KeptAuditEntry } from './access-store.ts'
import { auditHash } from './audit-rows.ts'
import { syncFolder } from './disk.ts'

export interface AuditCheck {
  /** Entries that were looked at. */
  readonly checked: number
  readonly head: AuditHead
  /** The first thing that is wrong; null: nothing is. */
  readonly broken: { readonly sequence: number; readonly why: string } | null
}

export interface CheckRange {
  /** Only entries from this instant on, before that one. Default: all. */
  readonly from?: EpochMs | undefined
  readonly until?: EpochMs | undefined
  /** An end that was noted elsewhere, such as in the log: it must still be there. */
  readonly head?: AuditHead | undefined
}

export interface AuditArchive {
  /** Null: there was nothing to move. */
  readonly file: string | null
  readonly entries: number
}

export interface AuditLog {
  verify(range: CheckRange): Promise<AuditCheck>
  /** Moves the entries before this instant into a file in the folder `audit` of the data directory. */
  archive(before: EpochMs, now: EpochMs): Promise<AuditArchive>
}

const PAGE = 1000

/** `dataDir`: archives lie in its folder `audit`. */
export function makeAuditLog(store: AuditStore, dataDir: string): AuditLog {
  const folder = join(dataDir, 'audit')
  return {
    verify: range => verify(store, range),
    archive: (before, now) => archive(store, folder, before, now),
  }
}

async function* entriesAfter(store: AuditStore, after: number): AsyncGenerator<KeptAuditEntry> {
  for (let last = after; ; ) {
    const page = await store.auditAfter(last, PAGE)
    yield* page
    if (page.length === 0) return
    last = page.at(-1)?.sequence ?? last
  }
}

async function verify(store: AuditStore, { from, until, head: noted }: CheckRange): Promise<AuditCheck> {
  const { base, head } = await store.auditEnds()
  const wanted = ({ at }: KeptAuditEntry) =>
    (from === undefined || at >= from) && (until === undefined || at < until)
  let checked = 0
  let last: AuditHead = base
  const result = (sequence: number, why: string): AuditCheck => ({ checked, head, broken: { sequence, why } })
  let found = noted === undefined || noted.sequence <= base.sequence
  for await (const entry of entriesAfter(store, base.sequence)) {
    const why = wanted(entry) ? wrongAfter(last, entry) : null
    if (why !== null) return result(last.sequence + 1, why)
    if (wanted(entry)) checked++
    if (entry.sequence === noted?.sequence) {
      found = true
      if (entry.hash !== noted.hash) return result(entry.sequence, 'this is not the entry that was noted')
    }
    last = entry
    // What is added meanwhile is for the next time.
    if (entry.sequence >= head.sequence) break
  }
  if (last.sequence < head.sequence) return result(last.sequence + 1, 'the entry is not there')
  if (!found) return result(head.sequence + 1, `the end is cut off: there was an entry ${noted?.sequence}`)
  return { checked, head, broken: null }
}

/** Why `entry` does not follow; null: it does. */
function wrongAfter(last: AuditHead, { hash, ...entry }: KeptAuditEntry): string | null {
  if (entry.sequence !== last.sequence + 1) return 'the entry is not there'
  return hash === auditHash(last.hash, entry) ? null : 'the entry, or the one before it, was changed'
}

async function archive(
  store: AuditStore,
  folder: string,
  before: EpochMs,
  now: EpochMs,
): Promise<AuditArchive> {
  const { base } = await store.auditEnds()
  const upTo = await lastBefore(store, base, before)
  if (upTo === null) return { file: null, entries: 0 }
  const file = `audit-${base.sequence + 1}-${upTo.sequence}.jsonl`
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, file)
  const handle = await open(path, 'w', 0o600)
  try {
    await writeEntries(handle, store, base, upTo)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await syncFolder(folder)
  const check = await verifyArchive(path)
  if (check.broken !== null || check.head.hash !== upTo.hash)
    throw new BridgeError('E_STORE', {
      say: `The audit log is broken at entry ${check.broken?.sequence ?? upTo.sequence}: nothing was moved. See "faxbridge audit verify".`,
    })
  const entries = await store.auditArchived({ sequence: upTo.sequence, hash: upTo.hash, file }, now)
  return { file: path, entries }
}

async function lastBefore(store: AuditStore, base: AuditHead, before: EpochMs): Promise<AuditHead | null> {
  let last: AuditHead | null = null
  for await (const entry of entriesAfter(store, base.sequence)) {
    // Times may go back a little when a clock is set; the chain is cut where the first younger entry is.
    if (entry.at >= before) break
    last = { sequence: entry.sequence, hash: entry.hash }
  }
  return last
}

async function writeEntries(
  handle: FileHandle,
  store: AuditStore,
  base: AuditHead,
  upTo: AuditHead,
): Promise<void> {
  await handle.write(`${JSON.stringify({ after: { sequence: base.sequence, hash: base.hash } })}\n`)
  for await (const entry of entriesAfter(store, base.sequence)) {
    if (entry.sequence > upTo.sequence) return
    await handle.write(`${JSON.stringify(entry)}\n`)
  }
}

/** Checks one archive by itself: every entry follows the one before, the first one the end of the archive before. */
export async function verifyArchive(path: string): Promise<AuditCheck> {
  const lines = createInterface({
    input: createReadStream(path, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })
  let last: AuditHead | null = null
  let checked = 0
  for await (const line of lines) {
    const parsed = parsedLine(line)
    const next: number = (last?.sequence ?? 0) + 1
    const broken = (why: string): AuditCheck => ({
      checked,
      head: last ?? { sequence: 0, hash: '' },
      broken: { sequence: next, why },
    })
    if (parsed === null) return broken('the line cannot be read')
    if (last === null) {
      if (!('after' in parsed)) return broken('the first line does not say what comes before')
      last = parsed.after
      continue
    }
    if ('after' in parsed) return broken('the line is no entry')
    const why = wrongAfter(last, parsed)
    if (why !== null) return broken(why)
    last = { sequence: parsed.sequence, hash: parsed.hash }
    checked++
  }
  return { checked, head: last ?? { sequence: 0, hash: '' }, broken: null }
}

function parsedLine(line: string): { readonly after: AuditHead } | KeptAuditEntry | null {
  try {
    const value = JSON.parse(line) as { readonly after: AuditHead } | KeptAuditEntry
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}
