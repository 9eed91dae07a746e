/**
 * A backup of everything durable while the daemon runs: database, spool, and the small files beside them. In charge of
 * its being whole: the database first, then all bytes that it refers to, which are read back from the copy and checked; the
 * folder gets its name only when that has succeeded. Not in charge of the configuration, whose secrets are elsewhere.
 */
import { constants } from 'node:fs'
import {
  access,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  statfs,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { BridgeError } from '../fax/error.ts'
import type { Runtime } from '../runtime.ts'
import { syncFolder } from './disk.ts'
import { bytesOf, type DamagedDocument, readBack } from './read-back.ts'
import type { Spool } from './spool.ts'
import type { Store } from './store.ts'

export interface BackupDeps {
  readonly store: Pick<Store, 'copyTo'>
  readonly spool: Pick<Spool, 'keeping' | 'read'>
  readonly runtime: Runtime
  readonly dataDir: string
  readonly version: string
}

/** What stands in `backup.json`: a folder without it is no backup. */
export interface BackupNote {
  readonly at: string
  readonly version: string
  /** Documents that were read back from the copy. */
  readonly documents: number
  readonly bytes: number
  /** Could not be read when the backup was made, and are not in it. Absent: of an older version, which made none then. */
  readonly damaged?: readonly DamagedDocument[]
}

export const BACKUP_NOTE = 'backup.json'
/** Names in the data directory that are worth keeping: tokens that are out hold on, simulated networks have their books, old parts of the audit log. */
const BESIDE = ['reply-key', 'loopback', 'audit', 'managed.yaml']
/** Of the copy, whatever the database is called. */
export const DATABASE = 'faxbridge.db'
/** Bytes that were being flushed when they were copied are there a moment later. */
const TRIES = 5
const TRY_AGAIN_MS = 200

/** Writes the backup into `folder`, which must not exist. Throws E_BAD_REQUEST or E_STORE; then nothing is left there. */
export async function backUp(deps: BackupDeps, folder: string): Promise<BackupNote> {
  await mustBeNew(deps, folder)
  const partial = `${folder}.partial`
  await rm(partial, { recursive: true, force: true })
  await mkdir(join(partial, 'spool'), { recursive: true, mode: 0o700 })
  try {
    const note = await deps.spool.keeping(async spoolFolder => {
      await deps.store.copyTo(join(partial, DATABASE))
      return copySpool(deps, spoolFolder, partial)
    })
    for (const name of BESIDE) await copyTree(join(deps.dataDir, name), join(partial, name))
    await writeFile(join(partial, BACKUP_NOTE), `${JSON.stringify(note, null, 2)}\n`, {
      mode: 0o600,
      flush: true,
    })
    await syncFolder(partial)
    await rename(partial, folder)
    await syncFolder(dirname(folder))
    return note
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    throw error
  }
}

async function mustBeNew({ dataDir }: BackupDeps, folder: string): Promise<void> {
  if ((await stat(folder).catch(() => null)) !== null)
    throw new BridgeError('E_BAD_REQUEST', { say: `${folder} exists already: name a new folder.` })
  if (folder.startsWith(`${dataDir}/`))
    throw new BridgeError('E_BAD_REQUEST', { say: 'The backup must not lie inside dataDir.' })
  const disk = await statfs(dirname(folder)).catch(cause => {
    throw new BridgeError('E_BAD_REQUEST', {
      cause,
      say: `${dirname(folder)} is not there or cannot be read.`,
    })
  })
  await access(dirname(folder), constants.W_OK).catch(cause => {
    const { code } = cause as { code?: string }
    throw new BridgeError('E_BAD_REQUEST', {
      cause,
      say: `The daemon may not write to ${dirname(folder)} (${code}). Name a folder in one that it may write to: with the package /var/backups/faxbridge/NAME, in a container a volume. See docs/operations.md, Backup.`,
    })
  })
  const needed = await sizeOf(dataDir)
  if (disk.bavail * disk.bsize < needed)
    throw new BridgeError('E_BAD_REQUEST', {
      say: `${dirname(folder)} has too little room: ${needed} bytes are needed.`,
    })
}

/**
 * Copies until everything that the database refers to can be read from the copy. What cannot be read here either is left out and
 * named: one damaged document must not cost all the others their backup.
 */
async function copySpool(deps: BackupDeps, from: string, partial: string): Promise<BackupNote> {
  const { clock } = deps.runtime
  const to = join(partial, 'spool')
  for (let attempt = 1; ; attempt++) {
    await copyTree(from, to)
    const found = await readBack(deps.runtime, { database: join(partial, DATABASE), spoolFolder: to })
    if (found.damaged.length > 0 && attempt < TRIES) {
      await clock.sleep(TRY_AGAIN_MS)
      continue
    }
    for (const { ref, of } of found.damaged)
      if ((await bytesOf(deps.spool, ref)) !== null)
        throw new BridgeError('E_STORE', {
          say: `The copy of a document (${of}) cannot be read: check the disk of ${partial}.`,
        })
    return { at: new Date(clock.now()).toISOString(), version: deps.version, ...found }
  }
}

/** Files and folders; what is not there is left out, and so are mails that are just coming in. */
export async function copyTree(from: string, to: string): Promise<void> {
  const found = await stat(from).catch(() => null)
  if (found === null) return
  if (!found.isDirectory()) return copyFile(from, to, constants.COPYFILE_FICLONE)
  await mkdir(to, { recursive: true, mode: 0o700 })
  for (const name of await readdir(from))
    if (!name.endsWith('.part')) await copyTree(join(from, name), join(to, name))
}

/** Bytes of a file, or of all files in a folder; 0: it is not there. */
export async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null)
  if (found === null) return 0
  if (!found.isDirectory()) return found.size
  let sum = 0
  for (const name of await readdir(path)) sum += await sizeOf(join(path, name))
  return sum
}

/** The note of a backup. Throws E_BAD_REQUEST when the folder is none. */
export async function noteOf(folder: string): Promise<BackupNote> {
  try {
    return JSON.parse(await readFile(join(folder, BACKUP_NOTE), 'utf8')) as BackupNote
  } catch (cause) {
    throw new BridgeError('E_BAD_REQUEST', {
      cause,
      say: `${folder} is no backup: it has no readable ${BACKUP_NOTE}.`,
    })
  }
}
