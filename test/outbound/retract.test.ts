import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FaxChange } from '../../src/fax/lifecycle.ts'
import { retractUnpromised } from '../../src/outbound/retract.ts'
import { openSpool } from '../../src/store/log-spool.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { rowsOn, storeOf } from '../../src/store/store-rows.ts'
import { FakeClock, testRuntime } from '../fakes/clock.ts'
import { aLine, anAcceptance, aSubmission, faxId, subId, T0 } from '../store/rows.ts'

const fail = (error: unknown) => {
  throw error
}
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-retract-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Two mails in store and spool; the bytes of the second are then lost, as after a power cut. */
async function afterPowerCut() {
  const runtime = testRuntime(new FakeClock())
  const spool = await openSpool({ folder, ids: runtime.ids, log: runtime.log, onDoubtful: fail })
  const driver = openSqlite({ file: ':memory:', onDoubtful: fail })
  await migrate(driver, T0)
  const store = storeOf(rowsOn(driver, runtime.ids))
  for (const n of [1, 2]) {
    const writer = spool.begin()
    await writer.write(Buffer.from(`mail number ${n}`))
    await store.accept(anAcceptance(n, { submission: aSubmission(n, { raw: await writer.commit() }) }))
  }
  // Its last bytes never reached the disk: there is what was there before.
  const [, segment = '', offset = '0', length = '0'] = ((await store.submission(subId(2)))?.raw ?? '').split(
    ':',
  )
  const name = join(folder, 'log', `${segment.padStart(8, '0')}.log`)
  const bytes = readFileSync(name)
  bytes.fill(0, Number(offset) + Number(length) - 5, Number(offset) + Number(length))
  writeFileSync(name, bytes)
  return { store, spool, runtime }
}

describe('a mail whose bytes did not survive a power cut', () => {
  it('is taken back: no 250 was said, and the next try of the client is a new mail', async () => {
    const house = await afterPowerCut()
    expect(await retractUnpromised(house)).toBe(1)
    expect(await house.store.submission(subId(1))).not.toBeNull()
    expect(await house.store.submission(subId(2))).toBeNull()
    expect(await retractUnpromised(house)).toBe(0)
    await house.store.close()
    await house.spool.close()
  })

  it('stays when it has been faxed already: taking it back would send it twice', async () => {
    const house = await afterPowerCut()
    const ready = (job: FaxChange['job']): FaxChange => ({
      job: { ...job, state: 'sending' },
      tasks: [],
      history: aLine('moved'),
      newJob: null,
    })
    await house.store.change(faxId(2), ready)
    expect(await retractUnpromised(house)).toBe(0)
    expect(await house.store.submission(subId(2))).not.toBeNull()
    await house.store.close()
    await house.spool.close()
  })
})
