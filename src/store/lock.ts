/**
 * One daemon for one data directory. The lock is one of the operating system, held through an open SQLite transaction:
 * it ends with the process, also with kill -9, so there is never a stale one to remove by hand.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { BridgeError } from '../fax/error.ts'

export interface DataDirLock {
  release(): void
}

/** What the next daemon shows when it finds the directory taken. */
export interface LockHolder {
  readonly pid: number
  /** Epoch ms. */
  readonly startedAt: number
}

/**
 * Makes the directory (mode 0700) where it is missing and locks it. Throws E_STORE_LOCKED with the holder's process id
 * when another daemon has it, E_CONFIG when it cannot be written.
 */
export function lockDataDir(dataDir: string, holder: LockHolder): DataDirLock {
  const note = join(dataDir, 'daemon.pid')
  let db: Database.Database
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    db = new Database(join(dataDir, 'daemon.lock'), { timeout: 0 })
  } catch (error) {
    const say = `dataDir ${dataDir} cannot be written: give it to the user that faxbridge runs as.`
    throw new BridgeError('E_CONFIG', { cause: error, say })
  }
  try {
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    throw new BridgeError('E_STORE_LOCKED', { cause: error, say: whoHas(note, dataDir) })
  }
  writeFileSync(note, `${JSON.stringify(holder)}\n`, { mode: 0o600 })
  return {
    release() {
      if (db.open) db.close()
    },
  }
}

function whoHas(note: string, dataDir: string): string {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(note, 'utf8')) as LockHolder
    return `${dataDir} belongs to process ${pid}, running since ${new Date(startedAt).toISOString()}: stop it first.`
  } catch {
    return `${dataDir} belongs to another process: stop it first.`
  }
}
