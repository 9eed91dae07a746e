/** A restore that fails leaves nothing behind that a daemon would start on; the whole way is in test/e2e/backup.test.ts. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { restore } from '../src/restore.ts'
import { silentLogger } from '../src/runtime.ts'
import { BACKUP_NOTE } from '../src/store/backup.ts'
import { openStore } from '../src/store/open-store.ts'
import { FakeClock, testRuntime } from './fakes/clock.ts'

let folder: string
let from: string
let dataDir: string
const clock = new FakeClock()
const url = 'sqlite:faxbridge.db'
const fail = (error: unknown) => {
  throw error
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-restore-'))
  from = join(folder, 'backup')
  dataDir = join(folder, 'data')
  for (const path of [from, dataDir, join(from, 'spool')]) mkdirSync(path)
  const note = { version: '0.1.0', at: '2026-11-21T08:00:00.000Z', documents: 0, bytes: 0 }
  writeFileSync(join(from, BACKUP_NOTE), JSON.stringify(note))
  const store = await openStore({ url, dataDir: from, clock, log: silentLogger, onDoubtful: fail })
  await store.close()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const restored = (to = url) => restore({ from, dataDir, url: to, runtime: testRuntime(clock) })
const left = () => readdirSync(dataDir).filter(name => !name.startsWith('daemon.'))

it('puts everything back, and leaves no mark', async () => {
  expect(await restored()).toMatchObject({ held: 0 })
  expect(left().sort()).toEqual(['faxbridge.db', 'spool'])
})

it('of a damaged backup leaves the directory empty, so that the next one can be tried', async () => {
  const good = readFileSync(join(from, 'faxbridge.db'))
  writeFileSync(join(from, 'faxbridge.db'), 'this is no database, and long enough'.repeat(200))
  await expect(restored()).rejects.toMatchObject({ code: 'E_STORE_DAMAGED' })
  expect(left()).toEqual([])
  writeFileSync(join(from, 'faxbridge.db'), good)
  expect(await restored()).toMatchObject({ held: 0 })
})

it('never over a database elsewhere that is there', async () => {
  const elsewhere = join(folder, 'elsewhere.db')
  writeFileSync(elsewhere, 'living')
  await expect(restored(`sqlite:${elsewhere}`)).rejects.toThrow('is there already: move it away first')
  expect([readFileSync(elsewhere, 'utf8'), left()]).toEqual(['living', []])
  expect(existsSync(join(dataDir, 'restore-unfinished'))).toBe(false)
})
