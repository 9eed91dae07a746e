import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AcceptedMail } from '../../src/fax/accepted-mail.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import type { FaxJobId, SubmissionId, TaskId } from '../../src/fax/id.ts'
import type { FaxJob } from '../../src/fax/job.ts'
import { Intake } from '../../src/outbound/accept.ts'
import { act, type OperateDeps } from '../../src/outbound/operate.ts'
import { makeReport } from '../../src/outbound/report.ts'
import { showMail } from '../../src/outbound/whole-mail.ts'
import { openSpool } from '../../src/store/log-spool.ts'
import { migrate } from '../../src/store/migrate.ts'
import type { SqlDriver } from '../../src/store/sql-driver.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { rowsOn, storeOf } from '../../src/store/store-rows.ts'
import { FakeClock, testRuntime } from '../fakes/clock.ts'
import { aFaxJob } from '../fakes/fax-job.ts'
import { houseConfig } from '../smtp/house.ts'

const fail = (error: unknown) => {
  throw error
}
let folder: string
let deps: OperateDeps
let intake: Intake
let closers: (() => Promise<void>)[]
/** Transactions so far. */
let commits = 0

function counting(driver: SqlDriver): SqlDriver {
  return {
    ...driver,
    tx: work => {
      commits++
      return driver.tx(work)
    },
  }
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-list-'))
  const clock = new FakeClock()
  const runtime = testRuntime(clock)
  const spool = await openSpool({ folder, ids: runtime.ids, log: runtime.log, onDoubtful: fail })
  const driver = counting(openSqlite({ file: ':memory:', onDoubtful: fail }))
  await migrate(driver, clock.now())
  const store = storeOf(rowsOn(driver, runtime.ids))
  closers = [() => store.close(), () => spool.close()]
  const config = { current: houseConfig() }
  deps = { store, spool, config, runtime, providers: new Map(), kick: () => {} } as unknown as OperateDeps
  intake = new Intake({ store, spool, config, runtime, kick: () => {} })
})
afterEach(async () => {
  for (const close of closers) await close()
  rmSync(folder, { recursive: true, force: true })
})

const signal = new AbortController().signal
const numbers = (count: number) =>
  Array.from({ length: count }, (_, n) => `+1555556${String(n).padStart(4, '0')}`)

/** A mail to a list with so many members. */
async function sendToList(count: number): Promise<SubmissionId> {
  const mail = intake.begin('strict')
  await mail.write(Buffer.from('From: ann@example.com\r\nMessage-ID: <1@example.com>\r\n\r\nNews\r\n'))
  await mail.end()
  const { recipient } = aFaxJob()
  const recipients = numbers(count).map(number => ({
    ...recipient,
    number: number as FaxNumber,
    list: 'team',
  }))
  const accepted: AcceptedMail = {
    subscriberId: 'sales',
    listener: 'test',
    peerAddress: '127.0.0.1',
    peerName: 'client.example.com',
    authUser: null,
    evidence: 'peer',
    reversePath: 'ann@example.com',
    from: 'ann@example.com',
    subject: 'News',
    dsn: { envelopeId: null, ret: null },
    recipients,
    refused: [],
    keyDigest: null,
    oldKey: null,
  }
  return (await mail.commit(accepted)).submissionId
}

const end = (id: FaxJobId, fields: Partial<FaxJob> = { state: 'delivered' }) =>
  deps.store.change(id, job => ({
    job: { ...job, endedAt: deps.runtime.clock.now(), ...fields },
    tasks: [],
    history: { at: deps.runtime.clock.now(), type: 'ended', text: 'ended', detail: {} },
    newJob: null,
  }))
const report = (id: FaxJobId) =>
  makeReport({ ...deps, replyKey: 'key' })(
    { id: 'task_1' as TaskId, kind: 'report', subjectId: id, runAt: deps.runtime.clock.now(), attempts: 1 },
    signal,
  )

describe('a mail to a list of a thousand', () => {
  it('is taken in one commit', async () => {
    commits = 0
    const id = await sendToList(1000)
    expect(commits).toBe(1)
    const jobs = await deps.store.jobsOf(id)
    expect(jobs).toHaveLength(1000)
    expect(new Set(jobs.map(job => job.recipient.list))).toEqual(new Set(['team']))
    expect(await deps.store.openOfList(id, 'team')).toBe(1000)
  })
})

describe('a mail to a list', () => {
  it('is reported once, when the last member has ended', async () => {
    const id = await sendToList(3)
    const jobs = await deps.store.jobsOf(id)
    for (const [i, job] of jobs.entries()) {
      expect(await deps.store.mailsOf(id)).toEqual([])
      await end(job.id, i === 1 ? { state: 'failed', failure: 'busy' } : { state: 'delivered' })
      await report(job.id)
      expect(await deps.store.mailsOf(job.id)).toEqual([])
    }
    // A repetition after a crash writes no second one.
    for (const job of jobs) await report(job.id)
    const [mail, ...more] = await deps.store.mailsOf(id)
    expect(more).toEqual([])
    expect(mail).toMatchObject({ to: 'ann@example.com', key: `report:${id}:list:team` })
    const text = (await buffer(deps.spool.read(mail?.raw ?? ''))).toString()
    expect(text).toContain('Fax to the list team: 2 delivered, 1 not')
    expect((await deps.store.history(id)).map(entry => entry.type)).toEqual(['reportWritten'])
    // When the retention time is over, its bytes are free too.
    await deps.store.endMail({ ...(mail as NonNullable<typeof mail>), state: 'sent' }, [], {
      at: deps.runtime.clock.now(),
      type: 'mailSent',
      text: '',
      detail: {},
    })
    expect(await deps.store.forgetSubmission(id, deps.runtime.clock.now())).toContain(mail?.raw)
  })

  it('a member that a person sends again has a report of its own', async () => {
    const id = await sendToList(2)
    const [first, second] = await deps.store.jobsOf(id)
    await end(first?.id as FaxJobId, { state: 'failed', failure: 'busy' })
    const { newId } = await act(deps, first?.id ?? '', { type: 'resend' }, 'op')
    expect(await deps.store.openOfList(id, 'team')).toBe(1)
    await end(newId as FaxJobId)
    await report(newId as FaxJobId)
    expect(await deps.store.mailsOf(newId ?? '')).toHaveLength(1)
    await end(second?.id as FaxJobId)
    await report(second?.id as FaxJobId)
    expect(await deps.store.mailsOf(id)).toHaveLength(1)
  })

  it('a member whose end the provider takes back afterwards has a report of its own', async () => {
    const id = await sendToList(2)
    const jobs = await deps.store.jobsOf(id)
    for (const job of jobs) await end(job.id)
    for (const job of jobs) await report(job.id)
    const first = jobs[0]?.id as FaxJobId
    const corrections = [{ at: deps.runtime.clock.now(), to: 'failed' as const }]
    await end(first, { state: 'failed', failure: 'line-error', corrections })
    await report(first)
    const [mail] = await deps.store.mailsOf(first)
    const text = (await buffer(deps.spool.read(mail?.raw ?? ''))).toString()
    expect(text).toMatch(/^Subject: Correct/m)
    expect(await deps.store.mailsOf(id)).toHaveLength(1)
  })

  it('is shown with the progress of all, and cancelled as a whole', async () => {
    const id = await sendToList(5)
    const [first] = await deps.store.jobsOf(id)
    await end(first?.id as FaxJobId)
    expect(await showMail(deps, id)).toMatchObject({ lists: ['team'], states: { accepted: 4, delivered: 1 } })
    const { text } = await act(deps, id, { type: 'cancel' }, 'op')
    expect(text).toBe('Of 5 faxes of this mail: 1 left as they are; 4 cancelled.')
    expect(await showMail(deps, id)).toMatchObject({ states: { cancelled: 4, delivered: 1 } })
    await expect(act(deps, id, { type: 'resend' }, 'op')).rejects.toThrow(/name the one that you mean/)
    expect(await showMail(deps, 'sub_nothing')).toBeNull()
  })
})
