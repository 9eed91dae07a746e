/** Brings a database to the newest schema: numbered files, forward only, each in one transaction of its own. */
import { readdirSync, readFileSync } from 'node:fs'
import { BridgeError } from '../fax/error.ts'
import type { SqlDriver } from './sql-driver.ts'

export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
}

/** The files lie in the source tree; `src/store` and `dist/store` are equally deep. */
const FOLDER = new URL('../../src/store/migrations/', import.meta.url)

/** All migrations in order. Throws when a number is missing: a package that lost a file must not go on. */
export function readMigrations(folder: URL = FOLDER): readonly Migration[] {
  const names = readdirSync(folder).filter(name => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))
  return names.sort().map((name, i) => {
    const number = Number(name.slice(0, 4))
    if (number !== i + 1)
      throw new BridgeError('E_STORE', { say: `Migration ${i + 1} is missing: install faxbridge again.` })
    return { number, name, sql: readFileSync(new URL(name, folder), 'utf8') }
  })
}

/** Throws E_STORE_NEWER when the database knows a migration that we do not. Gives the numbers that were applied now. */
export async function migrate(
  driver: SqlDriver,
  now: number,
  migrations: readonly Migration[] = readMigrations(),
): Promise<readonly number[]> {
  await driver.run(
    'create table if not exists migration (number integer primary key, name text not null, applied_at bigint not null)',
  )
  const rows = await driver.all<{ number: number }>('select number from migration order by number')
  const newest = rows.at(-1)?.number ?? 0
  const known = migrations.length
  if (newest > known) {
    const say = `It has schema ${newest}; this faxbridge knows ${known}. Install the newer faxbridge again, or restore a backup.`
    throw new BridgeError('E_STORE_NEWER', { say })
  }
  const applied: number[] = []
  for (const { number, name, sql } of migrations.slice(newest)) {
    await driver.tx(async tx => {
      // First the number: of two starters one then fails here, before it has changed anything.
      await tx.run('insert into migration (number, name, applied_at) values ($1, $2, $3)', [
        number,
        name,
        now,
      ])
      for (const statement of statementsOf(sql)) await tx.run(statement)
    })
    applied.push(number)
  }
  return applied
}

/** Statements end with a semicolon at the end of a line; comments are lines that begin with two dashes. */
function statementsOf(sql: string): string[] {
  const text = sql
    .split('\n')
    .filter(line => !line.startsWith('--'))
    .join('\n')
  return text
    .split(/;\s*\n/)
    .map(statement => statement.trim())
    .filter(statement => statement !== '')
}
