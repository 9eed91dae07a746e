import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { makeIds, silentLogger } from '../../src/runtime.ts'
import { lockDataDir } from '../../src/store/lock.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { openStore } from '../../src/store/open-store.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { rowsOn, storeOf } from '../../src/store/store-rows.ts'
import { FakeClock } from '../fakes/clock.ts'
import { anAcceptance, subId, T0 } from './rows.ts'
import { storeContract } from './store-contract.ts'

const folders: string[] = []
function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'faxbridge-store-'))
  folders.push(folder)
  return folder
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const fail = (error: unknown) => {
  throw error
}
const open = (dataDir: string, onDoubtful: (error: unknown) => void = fail) => {
  const clock = new FakeClock()
  return openStore({ url: 'sqlite:faxbridge.db', dataDir, clock, log: silentLogger, onDoubtful })
}

/** The same rows without the thread between: what every SQL driver must hold. */
const openHere = async () => {
  const driver = openSqlite({ file: ':memory:', onDoubtful: fail })
  await migrate(driver, T0)
  return storeOf(rowsOn(driver, makeIds(new FakeClock())))
}

storeContract('rows on SQLite', openHere)

describe('the SQLite file', () => {
  it('flushes at every commit, also when it is opened again', async () => {
    const file = join(aFolder(), 'x.db')
    for (const _ of [1, 2]) {
      const driver = openSqlite({ file, onDoubtful: fail })
      expect(await driver.get('pragma synchronous')).toEqual({ synchronous: 2 })
      expect(await driver.get('pragma journal_mode')).toEqual({ journal_mode: 'wal' })
      await driver.close()
    }
  })

  it('can be read by its owner only, and so can its log and its copy', async () => {
    const folder = aFolder()
    const driver = openSqlite({ file: join(folder, 'x.db'), onDoubtful: fail })
    await driver.tx(sql => sql.run('create table t (a)'))
    await driver.copyTo(join(folder, 'copy.db'))
    const modes = readdirSync(folder).map(name => [name, statSync(join(folder, name)).mode & 0o777])
    expect(Object.fromEntries(modes)).toEqual({
      'x.db': 0o600,
      'x.db-wal': 0o600,
      'x.db-shm': 0o600,
      'copy.db': 0o600,
    })
    await driver.close()
  })

  it('keeps what was accepted over a restart', async () => {
    const folder = aFolder()
    const first = await open(folder)
    await first.accept(anAcceptance(1))
    first.confirm(subId(1))
    await first.close()
    const second = await open(folder)
    expect(await second.submission(subId(1))).not.toBeNull()
    // The confirmation was written on the way out.
    expect((await second.accept(anAcceptance(2, { dedupeKey: 'key-1' }))).repeat).toBe(false)
    await second.close()
  })

  it('refuses a newer schema and a damaged file, and leaves both as they are', async () => {
    const folder = aFolder()
    await (await open(folder)).close()
    const db = new Database(join(folder, 'faxbridge.db'))
    db.prepare('insert into migration values (?, ?, ?)').run(999, 'from-the-future', T0)
    db.close()
    await expect(open(folder)).rejects.toMatchObject({ code: 'E_STORE_NEWER' })

    const other = aFolder()
    writeFileSync(
      join(other, 'faxbridge.db'),
      'this is no database, and it is long enough to be looked at'.repeat(50),
    )
    await expect(open(other)).rejects.toMatchObject({ code: 'E_STORE_DAMAGED' })
  })

  it('that another program has locked, or that cannot be opened, is named with what to do', async () => {
    const folder = aFolder()
    const file = join(folder, 'locked.db')
    const other = new Database(file)
    other.exec('create table t (n); begin exclusive')
    const opened = (name: string) => () => openSqlite({ file: join(folder, name), onDoubtful: () => {} })
    expect(opened('locked.db')).toThrow(/locked\.db locked: end it/)
    other.close()
    await opened('locked.db')().close()
    mkdirSync(join(folder, 'folder.db'))
    expect(opened('folder.db')).toThrow(/folder\.db cannot be opened .* must belong to the user/)
  })

  it('notices a page that was overwritten', async () => {
    const folder = aFolder()
    const store = await open(folder)
    for (let n = 1; n < 60; n++) await store.accept(anAcceptance(n))
    await store.close()
    const script = `import os;f=open('${folder}/faxbridge.db','r+b');f.seek(0,2);n=f.tell()
for p in range(8192,n,8192):
  f.seek(p);f.write(os.urandom(512))`
    await promisify(execFile)('python3', ['-c', script])
    await expect(open(folder)).rejects.toMatchObject({ code: 'E_STORE_DAMAGED' })
  })
})

describe('migrations', () => {
  it('run once, in order, and stop where one fails without leaving half of it', async () => {
    const driver = openSqlite({ file: ':memory:', onDoubtful: fail })
    const one = { number: 1, name: '0001-a.sql', sql: 'create table a (x integer);\n' }
    const bad = {
      number: 2,
      name: '0002-b.sql',
      sql: 'create table b (x integer);\ncreate table a (x integer);\n',
    }
    expect(await migrate(driver, T0, [one])).toEqual([1])
    expect(await migrate(driver, T0, [one])).toEqual([])
    await expect(migrate(driver, T0, [one, bad])).rejects.toMatchObject({ code: 'E_STORE' })
    const tables = await driver.all("select name from sqlite_master where type = 'table' order by name")
    expect(tables).toEqual([{ name: 'a' }, { name: 'migration' }])
    await driver.close()
  })

  it('are numbered without a gap', () => {
    expect(readMigrations().map(({ number }) => number)).toEqual(readMigrations().map((_, i) => i + 1))
  })
})

describe('the lock of the data directory', () => {
  it('lets one process in, says who has it, and ends with the holder', async () => {
    const folder = aFolder()
    const lock = lockDataDir(folder, { pid: process.pid, startedAt: T0 })
    expect(() => lockDataDir(folder, { pid: 1, startedAt: T0 })).toThrow(`process ${process.pid}`)
    lock.release()
    lockDataDir(folder, { pid: 1, startedAt: T0 }).release()
  })

  it('says what to do when the directory cannot be made', () => {
    const file = join(aFolder(), 'a-file')
    writeFileSync(file, '')
    expect(() => lockDataDir(join(file, 'data'), { pid: 1, startedAt: T0 })).toThrow(/cannot be written/)
  })
})
