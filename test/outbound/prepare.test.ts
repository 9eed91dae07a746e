import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RenderRequest } from '../../src/documents/render-job.ts'
import { BridgeError } from '../../src/fax/error.ts'
import { type FaxOptions, NO_OPTIONS } from '../../src/fax/fax-options.ts'
import type { TaskId } from '../../src/fax/id.ts'
import { makePrepare } from '../../src/outbound/prepare.ts'
import type { OutboundDeps } from '../../src/outbound/steps.ts'
import { openSpool } from '../../src/store/log-spool.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { rowsOn, storeOf } from '../../src/store/store-rows.ts'
import { FakeClock, testRuntime } from '../fakes/clock.ts'
import { aConfig } from '../options/policy.ts'
import { aJob, anAcceptance, aSubmission, subId, T0 } from '../store/rows.ts'

const fail = (error: unknown) => {
  throw error
}

let folder: string
let closers: (() => Promise<void>)[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-prepare-'))
})
afterEach(async () => {
  for (const close of closers) await close()
  rmSync(folder, { recursive: true, force: true })
})

/** What the renderer is asked for, for a mail with these options. */
async function asked(options: Partial<FaxOptions>, subscriber: Parameters<typeof aConfig>[0] = {}) {
  const requests: RenderRequest[] = []
  const runtime = testRuntime(new FakeClock(T0))
  const spool = await openSpool({ folder, ids: runtime.ids, log: runtime.log, onDoubtful: fail })
  const driver = openSqlite({ file: ':memory:', onDoubtful: fail })
  await migrate(driver, T0)
  const store = storeOf(rowsOn(driver, runtime.ids))
  closers = [() => store.close(), () => spool.close()]
  const writer = spool.begin()
  await writer.write(Buffer.from('From: ann@example.com\r\n\r\nHello\r\n'))
  const recipient = { ...aJob(1).recipient, options: { ...NO_OPTIONS, ...options } }
  const submission = { ...aSubmission(1), raw: await writer.commit() }
  await store.accept(anAcceptance(1, { submission, jobs: [aJob(1, { recipient })] }))
  const render = async (request: RenderRequest) => {
    requests.push(request)
    throw new BridgeError('E_DOCUMENT_DAMAGED')
  }
  const config = { current: aConfig(subscriber) }
  const deps = { store, spool, runtime, config, renderer: { render }, workFolder: folder }
  const task = {
    id: 'task_1' as TaskId,
    kind: 'prepare',
    subjectId: subId(1),
    runAt: T0,
    attempts: 1,
  } as const
  await makePrepare(deps as unknown as OutboundDeps)(task, new AbortController().signal)
  return requests.map(({ resolution, paper }) => ({ resolution, paper }))
}

describe('the pages are made as the sender chose', () => {
  it('without a choice: as the subscriber has it, paper by the number', async () => {
    expect(await asked({})).toEqual([{ resolution: 'fine', paper: 'letter' }])
  })

  it('with one, also against the subscriber', async () => {
    expect(
      await asked({ resolution: 'standard', paper: 'a4' }, { resolution: 'fine', paper: 'letter' }),
    ).toEqual([{ resolution: 'standard', paper: 'a4' }])
  })
})
