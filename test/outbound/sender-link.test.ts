import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AcceptedMail } from '../../src/fax/accepted-mail.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import type { SubmissionId } from '../../src/fax/id.ts'
import { Intake } from '../../src/outbound/accept.ts'
import { makeReport } from '../../src/outbound/report.ts'
import {
  linkFollowed,
  linkToken,
  makeSenderLink,
  type SenderLinkDeps,
  waitingFor,
} from '../../src/outbound/sender-link.ts'
import { openSpool } from '../../src/store/log-spool.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { Task } from '../../src/store/store.ts'
import { rowsOn, storeOf } from '../../src/store/store-rows.ts'
import { FakeClock, testRuntime } from '../fakes/clock.ts'
import { aFaxJob } from '../fakes/fax-job.ts'
import { houseConfig } from '../smtp/house.ts'

const HOUR = 3_600_000
const fail = (error: unknown) => {
  throw error
}
let folder: string
let clock: FakeClock
let deps: SenderLinkDeps
let intake: Intake
let closers: (() => Promise<void>)[]
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-link-'))
  clock = new FakeClock()
  const runtime = testRuntime(clock)
  const spool = await openSpool({ folder, ids: runtime.ids, log: runtime.log, onDoubtful: fail })
  const driver = openSqlite({ file: ':memory:', onDoubtful: fail })
  await migrate(driver, clock.now())
  const store = storeOf(rowsOn(driver, runtime.ids))
  closers = [() => store.close(), () => spool.close()]
  const house = houseConfig()
  const config = { current: { ...house, http: { ...house.http, publicUrl: 'https://fax.example.com/' } } }
  const providers = new Map()
  deps = {
    store,
    spool,
    config,
    runtime,
    providers,
    kick: () => {},
    replyKey: 'k'.repeat(32),
  } as unknown as SenderLinkDeps
  intake = new Intake({ store, spool, config, runtime, kick: () => {} })
})
afterEach(async () => {
  for (const close of closers) await close()
  rmSync(folder, { recursive: true, force: true })
})

const signal = new AbortController().signal
let serial = 0

async function aWaitingMail(
  from = 'ann@example.com',
  numbers = ['+15555551212', '+15555553434'],
): Promise<SubmissionId> {
  const mail = intake.begin('strict')
  await mail.write(Buffer.from(`From: ${from}\r\nMessage-ID: <${++serial}@x>\r\n\r\nNews\r\n`))
  await mail.end()
  const { recipient } = aFaxJob()
  const blocked = { ...recipient, number: '+15555559999' as FaxNumber }
  const accepted: AcceptedMail = {
    subscriberId: 'sales',
    listener: 'test',
    peerAddress: '192.0.2.7',
    peerName: 'client.example.com',
    authUser: null,
    evidence: 'link',
    reversePath: from,
    from,
    dsn: { envelopeId: null, ret: null },
    subject: 'News',
    recipients: numbers.map(number => ({ ...recipient, number: number as FaxNumber })),
    refused: [{ recipient: blocked, code: 'E_DESTINATION_DENIED' }],
    keyDigest: null,
    oldKey: null,
  }
  return (await mail.commit(accepted)).submissionId
}

const taskFor = (id: string) =>
  ({ id: 'task_1', kind: 'link', subjectId: id, runAt: 0, attempts: 1 }) as unknown as Task
const run = (id: SubmissionId) => makeSenderLink(deps)(taskFor(id), signal)
/** What is due of a kind; it is then done. */
async function due(kind: string): Promise<string[]> {
  const now = clock.now()
  const room = { [kind]: 50 }
  const tasks = await deps.store.claimTasks({ room, owner: 'test', now, leaseUntil: now + HOUR } as never)
  for (const { id } of tasks) await deps.store.finishTask(id, 'test')
  return tasks.map(task => task.subjectId)
}
const states = async (id: SubmissionId) =>
  (await deps.store.jobsOf(id)).map(job => [job.state, job.held !== null]).sort()

describe('a mail whose sender must follow a link', () => {
  it('waits unproven, and nothing of it is due but the link', async () => {
    const id = await aWaitingMail()
    expect(await deps.store.submission(id)).toMatchObject({
      evidence: 'from-only',
      linkUntil: clock.now() + 24 * HOUR,
    })
    expect(await states(id)).toEqual([
      ['accepted', true],
      ['accepted', true],
      ['failed', false],
    ])
    expect([await due('prepare'), await due('submit')]).toEqual([[], []])
    expect(await due('link')).toEqual([id])
  })

  it('gets the link once, however often the step runs', async () => {
    const id = await aWaitingMail()
    expect(await run(id)).toBe(clock.now() + 24 * HOUR)
    await run(id)
    expect(await deps.store.mailsOf(id)).toMatchObject([{ to: 'ann@example.com', reversePath: '' }])
  })

  it('is cancelled when the time is over, and nobody is told', async () => {
    const id = await aWaitingMail()
    await run(id)
    const submission = await deps.store.submission(id)
    if (submission === null) throw new Error('no mail')
    const token = linkToken(deps.replyKey, submission)
    await clock.advance(24 * HOUR)
    expect(await waitingFor(deps, token)).toBeNull()
    expect(await linkFollowed(deps, submission, '192.0.2.1')).toBe(false)
    await run(id)
    const jobs = await deps.store.jobsOf(id)
    expect(jobs.map(job => job.state)).toEqual(expect.arrayContaining(['cancelled', 'failed']))
    for (const job of jobs) await makeReport(deps)({ ...taskFor(job.id), kind: 'report' }, signal)
    expect(await deps.store.mailsOf(id)).toHaveLength(1)
    for (const job of jobs) expect(await deps.store.mailsOf(job.id)).toEqual([])
  })

  it('goes when the link was followed; what was blocked is reported then', async () => {
    const id = await aWaitingMail()
    await run(id)
    expect(await due('report')).toHaveLength(1)
    const submission = await deps.store.submission(id)
    if (submission === null) throw new Error('no mail')
    expect(await linkFollowed(deps, submission, '192.0.2.1')).toBe(true)
    expect(await linkFollowed(deps, submission, '192.0.2.1')).toBe(false)
    expect(await deps.store.submission(id)).toMatchObject({ evidence: 'link', linkUntil: null })
    await run(id)
    expect(await states(id)).toEqual([
      ['accepted', false],
      ['accepted', false],
      ['failed', false],
    ])
    expect(new Set(await due('prepare'))).toEqual(new Set([id]))
    expect(await due('report')).toEqual(
      (await deps.store.jobsOf(id)).filter(job => job.state === 'failed').map(job => job.id),
    )
  })

  it('holds its link for its own sender and mail only', async () => {
    const [id, other] = [await aWaitingMail(), await aWaitingMail()]
    const [one, two] = await Promise.all([deps.store.submission(id), deps.store.submission(other)])
    if (one === null || two === null) throw new Error('no mail')
    const token = linkToken(deps.replyKey, one)
    expect((await waitingFor(deps, token))?.id).toBe(id)
    expect(await waitingFor(deps, linkToken('x'.repeat(32), one))).toBeNull()
    expect(await waitingFor(deps, `${two.id.slice(4)}${token.slice(26)}`)).toBeNull()
    expect(await waitingFor(deps, '')).toBeNull()
  })

  it('is refused when five of the sender, or a hundred of the subscriber, wait already', async () => {
    for (let n = 0; n < 5; n++) await aWaitingMail('ANN@example.com')
    await expect(aWaitingMail()).rejects.toMatchObject({ code: 'E_LINK_LIMIT' })
    for (let n = 0; n < 95; n++) await aWaitingMail(`p${n}@example.com`)
    await expect(aWaitingMail('new@example.com')).rejects.toMatchObject({ code: 'E_LINK_LIMIT' })
    await clock.advance(24 * HOUR)
    await aWaitingMail('new@example.com')
  })
})
