/**
 * Encryption of documents at rest, as an operator looks after it: how many are under which key, a new master key for all,
 * encrypting what was written before. Safe to kill at any point and to do again. How bytes are encrypted is the spool's.
 */
import { BridgeError } from '../fax/error.ts'
import type { Runtime } from '../runtime.ts'
import type { SpoolPlace, SpoolRef, SpoolRefStore } from '../store/archive-store.ts'
import type { Spool } from '../store/spool.ts'

export interface EncryptionDeps {
  readonly store: SpoolRefStore & { compactLog(): Promise<void> }
  readonly spool: Spool
  readonly runtime: Runtime
  readonly seal: SealDesk
}

/** What the spool knows of references and keys. */
export interface SealDesk {
  /** Name of the master key that new documents are under; null: they are not encrypted. */
  readonly writing: string | null
  /** Names of all. */
  readonly keys: readonly string[]
  /** Of the master key that this one is under; null: not encrypted. */
  keyOf(ref: string): string | null
  /** The same bytes under the writing key; null: nothing to do. Throws E_STORE. */
  rewrapped(ref: string): string | null
}

export interface EncryptionState {
  readonly writing: string | null
  /** Documents under each key, those of keys that have none among them. */
  readonly documents: Readonly<Record<string, number>>
  readonly plain: number
}

export interface Progress {
  readonly done: number
  /** Documents that still are as they should not be: somebody was writing them. Try again. */
  readonly left: number
}

const SPOOL_PLACES: readonly SpoolPlace[] = ['mailIn', 'pages', 'preview', 'received', 'mailOut']
const BATCH = 200
/** What was in somebody's hands is free soon. */
const ROUNDS = 3

export async function encryptionState({
  store,
  seal,
}: Pick<EncryptionDeps, 'store' | 'seal'>): Promise<EncryptionState> {
  const documents = new Map(seal.keys.map(id => [id, 0]))
  let plain = 0
  for await (const { ref } of allRefs(store)) {
    const key = seal.keyOf(ref)
    if (key === null) plain++
    else documents.set(key, (documents.get(key) ?? 0) + 1)
  }
  return { writing: seal.writing, documents: Object.fromEntries(documents), plain }
}

/** Wraps the data keys of all documents under the writing key. No document is written anew. Throws E_WRONG_STATE, E_STORE. */
export async function rotateKey(deps: EncryptionDeps): Promise<Progress> {
  mustWrite(deps)
  return inRounds(deps, async batch => {
    const changes = batch.flatMap(was => {
      const becomes = deps.seal.rewrapped(was.ref)
      return becomes === null ? [] : [{ was, becomes }]
    })
    if (changes.length === 0) return { done: 0, left: 0 }
    const done = (await deps.store.exchangeRefs(changes)).filter(Boolean).length
    deps.runtime.checkpoint('rewrapped')
    return { done, left: changes.length - done }
  })
}

/** Writes every document that is not encrypted anew, encrypted, and erases the old bytes. Throws E_WRONG_STATE, E_STORE. */
export async function encryptOld(deps: EncryptionDeps): Promise<Progress> {
  mustWrite(deps)
  return inRounds(deps, async batch => {
    let done = 0
    let left = 0
    for (const was of batch) {
      if (deps.seal.keyOf(was.ref) !== null) continue
      if (await encryptOne(deps, was)) done++
      else left++
    }
    return { done, left }
  })
}

async function encryptOne({ store, spool, runtime }: EncryptionDeps, was: SpoolRef): Promise<boolean> {
  const writer = spool.begin()
  let becomes: string
  try {
    for await (const piece of spool.read(was.ref)) await writer.write(piece)
    becomes = await writer.commit()
  } catch (error) {
    await writer.abort()
    // Deleted in the meantime: what is not there any more need not be encrypted.
    if (!(await isThere(store, was))) return true
    throw error
  }
  const [taken = false] = await store.exchangeRefs([{ was, becomes }])
  runtime.checkpoint('encrypted')
  await spool.remove(taken ? was.ref : becomes)
  return taken
}

async function isThere(store: SpoolRefStore, { place, id, ref }: SpoolRef): Promise<boolean> {
  const before = `${id.slice(0, -1)}${String.fromCharCode(id.charCodeAt(id.length - 1) - 1)}`
  const rows = await store.spoolRefs(place, before, 2)
  return rows.some(row => row.id === id && row.ref === ref)
}

function mustWrite({ seal }: EncryptionDeps): void {
  if (seal.writing !== null) return
  throw new BridgeError('E_WRONG_STATE', {
    say: 'New documents are not encrypted: write a key into archive.keys, see that archive.encrypt is true, and restart.',
  })
}

async function inRounds(
  deps: EncryptionDeps,
  work: (batch: readonly SpoolRef[]) => Promise<Progress>,
): Promise<Progress> {
  let done = 0
  let left = 0
  for (let round = 0; round < ROUNDS; round++) {
    left = 0
    for (const place of SPOOL_PLACES)
      for await (const batch of batchesOf(deps.store, place)) {
        const progress = await work(batch)
        done += progress.done
        left += progress.left
      }
    if (left === 0) break
  }
  // The old wrapped keys, and the references to what was erased, leave the database's log.
  if (done > 0) await deps.store.compactLog()
  return { done, left }
}

async function* batchesOf(store: SpoolRefStore, place: SpoolPlace): AsyncIterable<readonly SpoolRef[]> {
  for (let after = ''; ; ) {
    const batch = await store.spoolRefs(place, after, BATCH)
    const last = batch.at(-1)
    if (last === undefined) return
    yield batch
    after = last.id
  }
}

async function* allRefs(store: SpoolRefStore): AsyncIterable<SpoolRef> {
  for (const place of SPOOL_PLACES) for await (const batch of batchesOf(store, place)) yield* batch
}
