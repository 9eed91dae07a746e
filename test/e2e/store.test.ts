/** The store as the daemon has it, on a thread of its own: the same contract as for the rows alone. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { silentLogger } from '../../src/runtime.ts'
import { openStore } from '../../src/store/open-store.ts'
import { FakeClock } from '../fakes/clock.ts'
import { T0 } from '../store/rows.ts'
import { storeContract } from '../store/store-contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-store-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
storeContract('the store on SQLite', () =>
  openStore({
    url: `sqlite:${++count}.db`,
    dataDir: folder,
    clock: new FakeClock(T0),
    log: silentLogger,
    onDoubtful: error => {
      throw error
    },
  }),
)
