import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeIds } from '../../src/runtime.ts'
import { type AuditLog, makeAuditLog, verifyArchive } from '../../src/store/audit-chain.ts'
import { migrate } from '../../src/store/migrate.ts'
import type { SqlDriver } from '../../src/store/sql-driver.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { rowsOn, storeOf } from '../../src/store/store-rows.ts'
import { FakeClock } from '../fakes/clock.ts'
import { at, T0 } from './rows.ts'

let folder: string
let driver: SqlDriver
let store: Store
let log: AuditLog

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-audit-'))
  driver = openSqlite({
    file: ':memory:',
    onDoubtful: error => {
      throw error
    },
  })
  await migrate(driver, T0)
  store = storeOf(rowsOn(driver, makeIds(new FakeClock())))
  log = makeAuditLog(store, folder)
  for (let n = 1; n <= 5; n++) await add(n)
})
afterEach(async () => {
  await driver.close()
  rmSync(folder, { recursive: true, force: true })
})

const add = (n: number) =>
  store.addAudit(
    { who: 'user:ann', from: '192.0.2.1', action: 'faxes.cancel', object: `fax_${n}`, detail: { n, ü: '"' } },
    at(n * 100),
  )
/** As somebody who has the database file, and knows how to get around its triggers. */
const tamper = async (...statements: string[]) => {
  for (const trigger of ['audit_unchanged', 'audit_kept']) await driver.run(`drop trigger ${trigger}`)
  for (const statement of statements) await driver.run(statement)
}

describe('the database', () => {
  it.each([
    "update audit set who = 'user:bob'",
    "update audit set detail = '{}' where sequence = 2",
    'delete from audit',
    'delete from audit where sequence = 5',
    'update audit_base set sequence = 9',
  ])('refuses: %s', async statement => {
    await driver.run("insert into audit_base (sequence, hash, file, at) values (0, '', '', 0)")
    await expect(driver.run(statement)).rejects.toThrow()
    expect((await log.verify({})).checked).toBe(5)
  })
})

describe('verify', () => {
  it('finds the log whole', async () => {
    const { head } = await store.auditEnds()
    expect(await log.verify({})).toEqual({ checked: 5, head, broken: null })
    expect(await log.verify({ head })).toMatchObject({ broken: null })
    expect(await log.verify({ from: at(200), until: at(400) })).toMatchObject({ checked: 2, broken: null })
  })

  it.each([
    ["update audit set who = 'user:bob' where sequence = 3", 3],
    ["update audit set detail = '{}' where sequence = 1", 1],
    ['update audit set at = at + 1 where sequence = 5', 5],
    ['delete from audit where sequence = 2', 2],
    ['delete from audit where sequence = 1', 1],
    ["update audit set hash = 'x' where sequence = 4", 4],
    ['update audit set sequence = 9 where sequence = 5', 5],
  ])('names the first entry that is wrong: %s', async (statement, sequence) => {
    await tamper(statement)
    expect((await log.verify({})).broken?.sequence).toBe(sequence)
  })

  it('sees an end that is cut off when it is told where it was', async () => {
    const { head } = await store.auditEnds()
    await tamper('delete from audit where sequence > 3')
    expect((await log.verify({})).broken).toBeNull()
    expect((await log.verify({ head })).broken).toMatchObject({ sequence: 4 })
    // Written again with other contents: the number is there, the hash is another.
    await add(6)
    await add(7)
    expect((await log.verify({})).broken).toBeNull()
    expect((await log.verify({ head })).broken).toMatchObject({ sequence: 5 })
  })

  it('looks only at the time that was asked for', async () => {
    await tamper("update audit set who = 'user:bob' where sequence = 1")
    expect((await log.verify({ from: at(300) })).broken).toBeNull()
    expect((await log.verify({ until: at(300) })).broken?.sequence).toBe(1)
  })
})

describe('an archive', () => {
  it('takes the old entries, and the chain goes on', async () => {
    const first = await log.archive(at(300), at(1000))
    expect(first).toEqual({ file: join(folder, 'audit', 'audit-1-2.jsonl'), entries: 2 })
    await add(6)
    const second = await log.archive(at(500), at(1000))
    expect(second).toEqual({ file: join(folder, 'audit', 'audit-3-4.jsonl'), entries: 2 })
    expect(await log.archive(at(500), at(1000))).toEqual({ file: null, entries: 0 })
    expect(await log.verify({})).toMatchObject({ checked: 2, broken: null })
    const ends = [await verifyArchive(first.file ?? ''), await verifyArchive(second.file ?? '')]
    expect(ends.map(({ checked, broken }) => ({ checked, broken }))).toEqual([
      { checked: 2, broken: null },
      { checked: 2, broken: null },
    ])
    // Each begins where the one before ended.
    const [start = ''] = readFileSync(second.file ?? '', 'utf8').split('\n')
    expect(JSON.parse(start)).toEqual({ after: ends[0]?.head })
    expect((await store.auditEnds()).base).toMatchObject(ends[1]?.head ?? {})
  })

  it('that was changed is seen', async () => {
    const { file } = await log.archive(at(900), at(1000))
    const text = readFileSync(file ?? '', 'utf8')
    const changed = [
      text.replace('fax_3', 'fax_9'),
      text.replace(/^.*fax_2.*\n/m, ''),
      text.replace(/^.*after.*\n/, ''),
      text.replace('{"sequence":4', '{"sequence":4,,'),
      `${text}null\n`,
    ]
    const broken = []
    for (const version of changed) {
      writeFileSync(file ?? '', version)
      broken.push((await verifyArchive(file ?? '')).broken?.sequence)
    }
    expect(broken).toEqual([3, 2, 1, 4, 6])
  })

  it('is not made of a log that is broken: nothing is moved', async () => {
    await tamper("update audit set who = 'user:bob' where sequence = 2")
    await expect(log.archive(at(900), at(1000))).rejects.toThrow('broken at entry 2')
    expect(await store.auditAfter(0, 9)).toHaveLength(5)
  })
})
