/**
 * Puts a backup into an empty data directory. In charge of one promise: no fax that had not ended then is sent by itself
 * afterwards, since nobody knows what became of it since. Each is held until a person has looked at it.
 */
import { readdir, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { BridgeError } from './fax/error.ts'
import { FAX_STATES, type FaxJob, isFinal } from './fax/job.ts'
import { step } from './fax/lifecycle.ts'
import { DEFAULT_POLICY } from './fax/retry-policy.ts'
import type { Runtime } from './runtime.ts'
import { BACKUP_NOTE, type BackupNote, copyTree, DATABASE, noteOf, sizeOf } from './store/backup.ts'
import { syncFolder, writeWhole } from './store/disk.ts'
import { lockDataDir } from './store/lock.ts'
import { UNFINISHED } from './store/lost-database.ts'
import { databaseFile, openStore } from './store/open-store.ts'
import { readBack } from './store/read-back.ts'
import type { Store } from './store/store.ts'

export interface RestoreOptions {
  readonly from: string
  readonly dataDir: string
  /** `store.url` of the configuration. */
  readonly url: string
  readonly runtime: Runtime
}

export interface Restored {
  readonly note: BackupNote
  /** Faxes that had not ended, and are held now. */
  readonly held: number
}

/** What may lie in a data directory that is free. */
const OURS = ['daemon.pid', 'work', 'control.sock']
const PAGE = 500

/** Throws E_BAD_REQUEST, E_STORE_LOCKED or E_STORE; a directory that holds anything is left as it is, an empty one is empty again. */
export async function restore({ from, dataDir, url, runtime }: RestoreOptions): Promise<Restored> {
  const note = await noteOf(from)
  const lock = lockDataDir(dataDir, { pid: process.pid, startedAt: runtime.clock.now() })
  try {
    const there = (await readdir(dataDir)).filter(isTheirs)
    if (there.length > 0)
      throw new BridgeError('E_BAD_REQUEST', {
        say: `${dataDir} is not empty (${there.slice(0, 3).join(', ')}): move it away first.`,
      })
    await mustHaveRoom(from, dataDir)
    const database = databaseFile(url, dataDir)
    if ((await sizeOf(database)) > 0)
      throw new BridgeError('E_BAD_REQUEST', { say: `${database} is there already: move it away first.` })
    // From here until all faxes are held, no daemon may start on it: it would send them.
    await writeWhole(join(dataDir, UNFINISHED), `${from}\n`)
    try {
      const held = await putBack({ from, dataDir, url, runtime, database }, note)
      await rm(join(dataDir, UNFINISHED))
      await syncFolder(dataDir)
      return { note, held }
    } catch (error) {
      await takeAway(dataDir, database)
      throw error
    }
  } finally {
    lock.release()
  }
}

const isTheirs = (name: string): boolean => !OURS.includes(name) && !name.startsWith('daemon.lock')

async function mustHaveRoom(from: string, dataDir: string): Promise<void> {
  const needed = await sizeOf(from)
  const { bavail, bsize } = await statfs(dataDir)
  if (bavail * bsize < needed)
    throw new BridgeError('E_BAD_REQUEST', {
      say: `${dataDir} has too little room: ${needed} bytes are needed.`,
    })
}

/** What was copied into a directory that was empty; the mark goes last, so that a crash in here is seen, too. */
async function takeAway(dataDir: string, database: string): Promise<void> {
  for (const file of [database, `${database}-wal`, `${database}-shm`]) await rm(file, { force: true })
  for (const name of (await readdir(dataDir)).filter(isTheirs))
    if (name !== UNFINISHED) await rm(join(dataDir, name), { recursive: true, force: true })
  await rm(join(dataDir, UNFINISHED), { force: true })
}

async function putBack(
  { from, dataDir, url, runtime, database }: RestoreOptions & { readonly database: string },
  note: BackupNote,
): Promise<number> {
  for (const name of await readdir(from))
    if (name !== BACKUP_NOTE)
      await copyTree(join(from, name), name === DATABASE ? database : join(dataDir, name))
  const { damaged } = await readBack(runtime, { database, spoolFolder: join(dataDir, 'spool') })
  const known = new Set(note.damaged?.map(({ ref }) => ref))
  const broken = damaged.filter(({ ref }) => !known.has(ref)).map(({ of }) => of)
  if (broken.length > 0)
    throw new BridgeError('E_STORE', {
      say: `Documents of ${from} cannot be read: ${broken.slice(0, 3).join(', ')}${broken.length > 3 ? ' and others' : ''}. Take another backup, or another copy of it.`,
    })
  const onDoubtful = (error: unknown) => {
    throw error
  }
  const { clock, log } = runtime
  const store = await openStore({ url, dataDir, clock, log, onDoubtful })
  try {
    return await holdAll(store, note, runtime)
  } finally {
    await store.close()
  }
}

/** Faxes come newest first, and stay in their place: each page is read once. */
async function holdAll(store: Store, note: BackupNote, { clock }: Runtime): Promise<number> {
  const states = FAX_STATES.filter(state => !isFinal(state))
  const reason = `It comes from the backup of ${note.at}: what became of it since then is not known here. Release it to send it, or cancel it.`
  const event = { type: 'holdAsked', by: 'restore', reason } as const
  let held = 0
  let before: FaxJob['id'] | null = null
  for (;;) {
    const rows: Awaited<ReturnType<Store['list']>> = await store.list({
      states,
      limit: PAGE,
      ...(before === null ? {} : { before }),
    })
    for (const { job } of rows) {
      const change = await store.change(job.id, now => step(now, event, DEFAULT_POLICY, clock.now()))
      if (change !== null) held++
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return held
    before = last.job.id
  }
}
