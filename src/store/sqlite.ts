/**
 * The SQLite driver: one connection, one transaction at a time. In charge of the settings that make a commit durable,
 * which SQLite does not choose by itself: WAL with synchronous=FULL, set at every open, since the library's own default
 * for an existing WAL file is NORMAL, and a committed mail could vanish with the power.
 */
import { closeSync, openSync } from 'node:fs'
import Database from 'better-sqlite3'
import { BridgeError } from '../fax/error.ts'
import { makeTurns } from '../fax/turns.ts'
import type { Sql, SqlDriver, SqlValue } from './sql-driver.ts'

export interface SqliteOptions {
  readonly file: string
  /** The disk could not flush: what was promised may be gone. The daemon must stop (never retry an fsync and go on). */
  readonly onDoubtful: (error: unknown) => void
}

/** Before this release a WAL reset could corrupt the database. */
const OLDEST_SQLITE = [3, 51, 3] as const
/** A second writer would stop the whole event loop for this long: no more than a blink. */
const BUSY_TIMEOUT_MS = 50
const BUSY_TRIES = 40
/** 32 MiB of log. At the default of 1000 pages a checkpoint with its two flushes came with every hundredth mail. */
const CHECKPOINT_PAGES = 8000

/** Opens and checks the database. Throws E_STORE_DAMAGED and leaves the file as it is, or E_STORE. */
export function openSqlite({ file, onDoubtful }: SqliteOptions): SqlDriver {
  let db: Database.Database
  try {
    makeForUs(file)
    db = new Database(file, { timeout: BUSY_TIMEOUT_MS })
    settle(db)
  } catch (error) {
    throw notOpened(error, file)
  }
  return driverOn(db, file, onDoubtful)
}

/** SQLite would let everybody read a file that it makes itself; to its log it gives the rights of the file. */
function makeForUs(file: string): void {
  // SQLite's name for no file at all.
  if (file === ':memory:') return
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch {
    // It is there already, or cannot be made: then opening it says so.
  }
}

function settle(db: Database.Database): void {
  const { version } = db.prepare('select sqlite_version() as version').get() as { version: string }
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const [a, b, c] = OLDEST_SQLITE
  if (major < a || (major === a && (minor < b || (minor === b && patch < c)))) {
    throw new BridgeError('E_STORE', {
      say: `SQLite ${version} is too old: ${OLDEST_SQLITE.join('.')} or newer is needed.`,
    })
  }
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  db.pragma('secure_delete = ON')
  db.pragma('temp_store = MEMORY')
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  const result = db.pragma('quick_check(1)', { simple: true })
  if (result !== 'ok') throw new BridgeError('E_STORE_DAMAGED', { say: String(result) })
}

function driverOn(db: Database.Database, file: string, onDoubtful: (error: unknown) => void): SqlDriver {
  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      if (String((error as { code?: unknown }).code).startsWith('SQLITE_IOERR')) onDoubtful(error)
      throw translated(error, file)
    }
  }
  const sql = statementsOn(db, guarded)
  const turn = makeTurns()
  const tx = <T>(work: (sql: Sql) => Promise<T>): Promise<T> =>
    turn(async () => {
      await beginImmediate(() => db.exec('BEGIN IMMEDIATE'), file)
      try {
        const result = await work(sql)
        guarded(() => db.exec('COMMIT'))
        return result
      } catch (error) {
        if (db.inTransaction) db.exec('ROLLBACK')
        throw error
      }
    })
  return {
    // Reads outside a transaction wait their turn too: on one connection they would see what is not committed yet.
    all: (text, values) => turn(() => sql.all(text, values)),
    get: (text, values) => turn(() => sql.get(text, values)),
    run: (text, values) => tx(inside => inside.run(text, values)),
    tx,
    // Not in a turn: pages are copied between the transactions, and what these change is copied again.
    async copyTo(copy) {
      makeForUs(copy)
      await db.backup(copy)
    },
    compactLog: () =>
      turn(async () => {
        db.pragma('wal_checkpoint(TRUNCATE)')
      }),
    close: () =>
      turn(async () => {
        db.pragma('wal_checkpoint(TRUNCATE)')
        db.close()
      }),
  }
}

/** Statements are prepared once; `$1` may stand in a text more than once. */
function statementsOn(db: Database.Database, guarded: <T>(work: () => T) => T): Sql {
  const known = new Map<
    string,
    { readonly statement: Database.Statement; readonly order: readonly number[] }
  >()
  const bind = (text: string, values: readonly SqlValue[] = []) => {
    let entry = known.get(text)
    if (entry === undefined) {
      const order: number[] = []
      const plain = text.replace(/\$(\d+)/g, (_, n: string) => {
        order.push(Number(n) - 1)
        return '?'
      })
      entry = { statement: db.prepare(plain), order }
      known.set(text, entry)
    }
    return { statement: entry.statement, values: entry.order.map(i => values[i] ?? null) }
  }
  return {
    all: async <T>(text: string, values?: readonly SqlValue[]) =>
      guarded(() => {
        const bound = bind(text, values)
        return bound.statement.all(...bound.values) as T[]
      }),
    get: async <T>(text: string, values?: readonly SqlValue[]) =>
      guarded(() => {
        const bound = bind(text, values)
        return bound.statement.get(...bound.values) as T | undefined
      }),
    run: async (text, values) =>
      guarded(() => {
        const { statement, values: bound } = bind(text, values)
        return statement.reader ? statement.all(...bound).length : statement.run(...bound).changes
      }),
  }
}

/** Another process may hold the database for a moment (a backup): wait without stopping the event loop. */
async function beginImmediate(begin: () => void, file: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return begin()
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'SQLITE_BUSY' || tries >= BUSY_TRIES)
        throw translated(error, file)
      await new Promise(resolve => setImmediate(resolve))
    }
  }
}

/** Nobody can put right what he is not told: which file, and why. */
function notOpened(error: unknown, file: string): unknown {
  const ours = translated(error, file)
  const code = String((error as { code?: unknown }).code ?? '')
  if (/^SQLITE_(?:BUSY|LOCKED)/.test(code))
    return new BridgeError('E_STORE', {
      cause: error,
      say: `Another program has ${file} locked: end it, then start again. fuser -v ${file} shows which.`,
    })
  if (!/^SQLITE_(?:CANTOPEN|READONLY|PERM|AUTH|IOERR)/.test(code)) return ours
  return new BridgeError('E_STORE', {
    cause: error,
    say: `${file} cannot be opened (${(error as Error).message}): it, its folder and all files in it must belong to the user that faxbridge runs as.`,
  })
}

function translated(error: unknown, file: string): unknown {
  if (error instanceof BridgeError) return error
  const code = String((error as { code?: unknown }).code ?? '')
  if (!code.startsWith('SQLITE_')) return error
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    const say = `${file} was left as it is: restore it from a backup.`
    return new BridgeError('E_STORE_DAMAGED', { cause: error, say })
  }
  if (code === 'SQLITE_FULL') return new BridgeError('E_QUEUE_FULL', { cause: error })
  return new BridgeError('E_STORE', { cause: error, detail: { sqlite: code } })
}
