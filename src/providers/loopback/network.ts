/**
 * The loopback network: a small fax network with books of its own. In charge of taking faxes, playing the calls by the
 * clock, and handing a fax for one of our own numbers back as a received one. Its ledger is an append-only file that
 * the daemon's store knows nothing of, so that a test can compare what the daemon believes with what was dialled.
 */
import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../runtime.ts'

/** One line of the ledger. A fax is there when its `taken` line is flushed, not before. */
export type LedgerEntry =
  | {
      readonly type: 'taken'
      readonly at: number
      readonly ref: string
      readonly reference: string
      readonly to: string
      readonly from: string | null
      readonly pages: number
      readonly sha256: string
      /** What was dialled beside the number. Absent: nothing. */
      readonly beside?: Readonly<Record<string, string>>
    }
  /** A hand-over that the network did not take. */
  | {
      readonly type: 'declined'
      readonly at: number
      readonly reference: string
      readonly to: string
      readonly why: string
    }
  | { readonly type: 'cancelled'; readonly at: number; readonly ref: string }
  | { readonly type: 'acknowledged'; readonly at: number; readonly ref: string }

export type TakenEntry = Extract<LedgerEntry, { type: 'taken' }>

export interface Network {
  entries(): readonly LedgerEntry[]
  take(entry: Omit<TakenEntry, 'type' | 'at' | 'ref'>, tiff: Uint8Array): Promise<TakenEntry>
  note(entry: LedgerEntry): Promise<void>
  document(ref: string): Promise<Uint8Array>
}

const FILE = 'ledger.jsonl'

/** Opens the books in `folder`, making it if needed. A torn last line, left by a crash, was never promised: dropped. */
export async function openNetwork(folder: string, clock: Clock): Promise<Network> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, FILE)
  const text = await readFile(path, 'utf8').catch(() => '')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  const entries = whole
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as LedgerEntry)
  const file = await open(path, 'a', 0o600)
  if (whole.length !== text.length) await file.truncate(Buffer.byteLength(whole))
  await file.close()

  let queue: Promise<unknown> = Promise.resolve()
  /** One writer at a time: the order of the lines is the order of events. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work)
    queue = result.catch(() => {})
    return result
  }
  const append = async (entry: LedgerEntry) => {
    await flushed(path, 'a', `${JSON.stringify(entry)}\n`)
    entries.push(entry)
  }
  return {
    entries: () => entries,
    note: entry => inTurn(() => append(entry)),
    take: (fields, tiff) =>
      inTurn(async () => {
        const ref = `LB${entries.filter(entry => entry.type === 'taken').length + 1}`
        await flushed(join(folder, `${ref}.tif`), 'w', tiff)
        const entry: TakenEntry = { type: 'taken', at: clock.now(), ref, ...fields }
        await append(entry)
        return entry
      }),
    document: ref => readFile(join(folder, `${ref}.tif`)),
  }
}

async function flushed(path: string, flags: string, bytes: string | Uint8Array): Promise<void> {
  const file = await open(path, flags, 0o600)
  try {
    await file.writeFile(bytes)
    await file.datasync()
  } finally {
    await file.close()
  }
}
