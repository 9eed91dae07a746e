import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeIds } from '../../src/runtime.ts'
import { migrate } from '../../src/store/migrate.ts'
import { makeSealedRef, sealedRef } from '../../src/store/sealed-ref.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { rowsOn } from '../../src/store/store-rows.ts'
import { FakeClock } from '../fakes/clock.ts'
import { anAcceptance, aSubmission, at, subId, T0 } from '../store/rows.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-shredding-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Database, its log and whatever else is beside it. */
const everything = () =>
  readdirSync(folder)
    .map(name => readFileSync(join(folder, name), 'latin1'))
    .join('')

it('the key of a deleted document stands in no file of the database any more', async () => {
  const onDoubtful = (error: unknown) => {
    throw error
  }
  const driver = openSqlite({ file: join(folder, 'x.db'), onDoubtful })
  await migrate(driver, T0)
  const store = rowsOn(driver, makeIds(new FakeClock()))
  const master = { id: 'one', key: randomBytes(32) }
  const refs = [1, 2].map(n =>
    makeSealedRef(master, { length: 10, dataKey: randomBytes(32), stored: `log:1:${n}:26:ff` }, randomBytes),
  )
  const wrapped = refs.map(ref => sealedRef(ref)?.wrapped ?? '')
  for (const [i, raw] of refs.entries())
    await store.accept(anAcceptance(i + 1, { submission: aSubmission(i + 1, { raw }), tasks: [] }))
  expect(wrapped.map(key => everything().includes(key))).toEqual([true, true])
  expect(await store.forgetSubmission(subId(1), at(1))).toEqual([refs[0]])
  await store.compactLog()
  expect(wrapped.map(key => everything().includes(key))).toEqual([false, true])
  await store.close()
})
