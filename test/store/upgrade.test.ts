import { existsSync, readdirSync, readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'

/** Databases as older versions left them, by the number of their newest migration: scripts/old-data.mjs writes them. */
const fixtures = new URL('../fixtures/databases/', import.meta.url)
const names = existsSync(fixtures) ? readdirSync(fixtures) : []

interface Column {
  readonly name: string
  readonly type: string
  readonly notnull: number
  readonly dflt_value: string | null
  readonly pk: number
}

/** Tables, columns and indexes. The text of a CREATE keeps traces of how it came about, so it is not compared. */
function shapeOf(file: string): unknown {
  const db = new Database(file, { readonly: true })
  const tables = db
    .prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name")
    .pluck()
    .all() as string[]
  const shape = tables.map(name => ({
    name,
    columns: (db.pragma(`table_info("${name}")`) as Column[])
      .map(({ name: column, type, notnull, dflt_value, pk }) =>
        [column, type, notnull, dflt_value, pk].join(' '),
      )
      .sort(),
    indexes: (db.pragma(`index_list("${name}")`) as { name: string; unique: number; partial: number }[])
      .map(({ name: index, unique, partial }) => {
        const columns = (db.pragma(`index_info("${index}")`) as { name: string }[]).map(column => column.name)
        return `${index} ${unique} ${partial} ${columns.join()}`
      })
      .sort(),
  }))
  db.close()
  return shape
}

async function migrated(sql: string): Promise<string> {
  const { mkdtempSync } = await import('node:fs')
  const file = `${mkdtempSync(`${process.env['TMPDIR'] ?? '/tmp'}/faxbridge-upgrade-`)}/faxbridge.db`
  const db = new Database(file)
  db.exec(sql)
  db.close()
  const driver = openSqlite({ file, onDoubtful: error => expect.unreachable(String(error)) })
  await migrate(driver, 1_800_000_000_000)
  await driver.close()
  return file
}

describe('a database of an older version', () => {
  it('there are some, the oldest kind among them', () => {
    expect(names).toEqual(expect.arrayContaining(['0002', '0009', '0017']))
  })

  it.each(names)('schema %s becomes the very schema of a new installation, with all its rows', async name => {
    const sql = readFileSync(new URL(`${name}/database.sql`, fixtures), 'utf8')
    const file = await migrated(sql)
    expect(shapeOf(file)).toEqual(shapeOf(await migrated('')))
    const db = new Database(file, { readonly: true })
    expect(db.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }])
    expect(db.pragma('foreign_key_check')).toEqual([])
    expect(db.prepare('select count(*) from migration').pluck().get()).toBe(readMigrations().length)
    for (const table of ['submission', 'fax_job', 'attempt', 'inbound_fax', 'mail']) {
      const before = sql.split('\n').filter(line => line.startsWith(`insert into "${table}"`)).length
      expect(before, `${table} in the fixture`).toBeGreaterThan(0)
      expect(db.prepare(`select count(*) from "${table}"`).pluck().get(), table).toBe(before)
    }
    db.close()
  })
})
