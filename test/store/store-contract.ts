/** What every implementation of `Store` must hold. `open` gives an empty store; the suite closes it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import type { InboundFax } from '../../src/fax/inbound-fax.ts'
import type { FaxJob } from '../../src/fax/job.ts'
import type { FaxChange } from '../../src/fax/lifecycle.ts'
import type { NewTask } from '../../src/fax/task.ts'
import type { Store } from '../../src/store/store.ts'
import { accessRows } from './access-contract.ts'
import { subscriberKeys } from './key-contract.ts'
import { seenPictures } from './picture-contract.ts'
import { refusals } from './refusal-contract.ts'
import {
  aDocument,
  aJob,
  aLine,
  aMail,
  anAcceptance,
  anAttempt,
  anInboundFax,
  aSubmission,
  at,
  docId,
  faxId,
  inbId,
  mailId,
  subId,
  T0,
} from './rows.ts'

export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store
    beforeEach(async () => {
      store = await open()
    })
    afterEach(() => store.close())

    acceptance(() => store)
    changes(() => store)
    listing(() => store)
    tasks(() => store)
    lanes(() => store)
    inboundAndMails(() => store)
    refusals(() => store)
    life(() => store)
    subscriberKeys(() => store)
    seenPictures(() => store)
    accessRows(() => store)
  })
}

function moved(job: FaxJob, fields: Partial<FaxJob>, extra: Partial<FaxChange> = {}): FaxChange {
  return { job: { ...job, ...fields }, tasks: [], history: aLine('moved'), newJob: null, ...extra }
}

const claimAll = (store: Store, owner = 'me', now = T0) =>
  store.claimTasks({ room: { prepare: 9, submit: 9, track: 9, relay: 9 }, owner, now, leaseUntil: at(1000) })

function acceptance(get: () => Store): void {
  it('keeps a mail with its faxes, its tasks and its history, exactly as given', async () => {
    const store = get()
    const oldKey = { replacedAt: at(-5), until: at(5) }
    const dsn = { notify: ['SUCCESS', 'FAILURE'] as const, originalRecipient: 'rfc822;Fax=+1@x' }
    const job = aJob(1, { recipient: { ...aJob(1).recipient, dsn } })
    const submission = aSubmission(1, { keyDigest: 'ab', oldKey })
    const accepted = await store.accept(anAcceptance(1, { submission, jobs: [job] }))
    expect(accepted).toEqual({ submissionId: subId(1), repeat: false, earlier: [] })
    expect(await store.submission(subId(1))).toEqual(submission)
    expect(await store.jobsOf(subId(1))).toEqual([job])
    expect(await store.job(faxId(1))).toEqual(job)
    expect(await store.history(faxId(1))).toEqual([aLine('accepted')])
    expect(await claimAll(store)).toMatchObject([{ kind: 'prepare', subjectId: subId(1), attempts: 1 }])
  })

  it('takes an unconfirmed mail once, however often it comes', async () => {
    const store = get()
    await store.accept(anAcceptance(1))
    const again = anAcceptance(2, { dedupeKey: 'key-1' })
    expect(await store.accept(again)).toEqual({ submissionId: subId(1), repeat: true, earlier: [] })
    expect(await store.submission(subId(2))).toBeNull()
    expect(await store.job(faxId(2))).toBeNull()
    store.confirm(subId(1))
    expect(await store.accept(again)).toEqual({ submissionId: subId(2), repeat: false, earlier: [] })
  })

  it('takes the same bytes as new when five days have passed', async () => {
    const store = get()
    await store.accept(anAcceptance(1))
    const late = aSubmission(2, { receivedAt: at(5 * 86_400_000) })
    const accepted = await store.accept(anAcceptance(2, { submission: late, dedupeKey: 'key-1' }))
    expect(accepted.repeat).toBe(false)
  })

  it('commits mails that come together, and fails only the one that cannot be', async () => {
    const store = get()
    await store.accept(anAcceptance(3))
    const broken = anAcceptance(4, { jobs: [aJob(3)] })
    const results = await Promise.allSettled(
      [1, 2].map(n => store.accept(anAcceptance(n))).concat(store.accept(broken)),
    )
    expect(results.map(result => result.status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    expect(await store.submission(subId(2))).not.toBeNull()
    expect(await store.submission(subId(4))).toBeNull()
  })

  it('takes only the recipients that a repeated mail did not have before, and says so in every history', async () => {
    const store = get()
    const other = { ...aJob(1).recipient, number: '+15555559999' as FaxNumber }
    await store.accept(anAcceptance(1))
    const more = anAcceptance(2, {
      dedupeKey: 'key-1',
      jobs: [aJob(2), aJob(3, { submissionId: subId(2), recipient: other })],
      tasks: [{ kind: 'prepare', subjectId: subId(2), runAt: T0 }],
      history: [2, 3].map(n => ({ ...aLine('accepted'), subjectId: faxId(n) })),
    })
    expect(await store.accept(more)).toEqual({ submissionId: subId(2), repeat: false, earlier: [subId(1)] })
    expect((await store.jobsOf(subId(2))).map(job => job.id)).toEqual([faxId(3)])
    expect((await store.history(faxId(1))).map(entry => entry.type)).toEqual(['accepted', 'repeated'])
    expect((await store.history(faxId(3))).map(entry => entry.type)).toEqual(['accepted', 'repeated'])
    expect(await store.history(faxId(2))).toEqual([])
    // Both again: nothing is new any more, and it is two mails that the 250 answers for.
    const all = {
      ...more,
      submission: aSubmission(4),
      jobs: more.jobs.map((job, i) => ({ ...job, id: faxId(7 + i) })),
    }
    expect(await store.accept(all)).toEqual({ submissionId: subId(2), repeat: true, earlier: [subId(1)] })
  })

  it('takes the same mail over another open session as a mail of its own', async () => {
    const store = get()
    await store.accept(anAcceptance(1))
    const twin = anAcceptance(2, { dedupeKey: 'key-1', openTwins: [subId(1)] })
    expect((await store.accept(twin)).repeat).toBe(false)
    expect((await store.unconfirmed()).map(row => row.id)).toEqual([subId(1), subId(2)])
  })

  it('remembers a confirmed mail for as long as it is told, but not its faxes that failed', async () => {
    const store = get()
    await store.accept(anAcceptance(1))
    store.confirm(subId(1), true)
    const again = (n: number, ms: number) =>
      anAcceptance(n, {
        dedupeKey: 'key-1',
        repeatWithinMs: 1000,
        submission: aSubmission(n, { receivedAt: at(ms) }),
      })
    expect(await store.accept(again(2, 999))).toMatchObject({ submissionId: subId(1), repeat: true })
    expect(await store.unconfirmed()).toEqual([])
    await store.change(faxId(1), job => moved(job, { state: 'failed' }))
    expect(await store.accept(again(3, 999))).toMatchObject({ submissionId: subId(3), repeat: false })
    store.confirm(subId(3), true)
    expect(await store.accept(again(4, 1999))).toMatchObject({ submissionId: subId(4), repeat: false })
  })

  it('recognises a repetition inside one group', async () => {
    const store = get()
    const both = await Promise.all([
      store.accept(anAcceptance(1)),
      store.accept(anAcceptance(2, { dedupeKey: 'key-1' })),
    ])
    expect(both.map(entry => entry.repeat)).toEqual([false, true])
  })

  it('takes a mail back that was never promised, and leaves nothing of it', async () => {
    const store = get()
    await store.accept(anAcceptance(1))
    await store.accept(anAcceptance(2))
    store.confirm(subId(2))
    await store.accept(anAcceptance(3))
    const raw = (n: number) => ({ id: subId(n), raw: aSubmission(n).raw })
    expect(await store.unconfirmed()).toEqual([raw(1), raw(3)])
    expect(await store.retract(subId(1))).toBe(true)
    expect(await store.submission(subId(1))).toBeNull()
    expect(await store.job(faxId(1))).toBeNull()
    expect(await store.history(faxId(1))).toEqual([])
    expect((await claimAll(store)).map(task => task.subjectId).sort()).toEqual([subId(2), subId(3)])
    expect((await store.accept(anAcceptance(4, { dedupeKey: 'key-1' }))).repeat).toBe(false)
  })

  it('keeps a mail with which something has been done', async () => {
    const store = get()
    await store.accept(anAcceptance(1))
    await store.change(faxId(1), job => moved(job, { state: 'ready' }))
    expect(await store.retract(subId(1))).toBe(false)
    expect(await store.job(faxId(1))).not.toBeNull()
  })

  it('forgets mail and pages once, keeps the history, and names the bytes that are free', async () => {
    const store = get()
    await store.accept(anAcceptance(1, { submission: aSubmission(1, { keyDigest: 'ab' }) }))
    await store.addDocument(aDocument(1))
    await store.addMail(aMail(1), [], aLine('reportWritten'))
    await store.endMail({ ...aMail(1), state: 'sent' }, [], aLine('mailSent'))
    const refs = await store.forgetSubmission(subId(1), at(5))
    expect([...refs].sort()).toEqual(['log:1:1:10:ff', 'log:2:1:99:aa', 'log:3:1:9:bb', 'log:4:1:5:cc'])
    expect(await store.liveSpoolRefs()).toEqual([])
    expect(await store.document(docId(1))).toBeNull()
    expect(await store.submission(subId(1))).toMatchObject({ raw: '', keyDigest: null })
    expect(await store.forgetSubmission(subId(1), at(6))).toEqual([])
    const types = (await store.history(faxId(1))).map(entry => entry.type)
    expect(types).toEqual(['accepted', 'reportWritten', 'mailSent', 'forgotten'])
  })

  it('does not forget a mail of ours that still waits for the relay', async () => {
    const store = get()
    await store.accept(anAcceptance(1))
    await store.addMail(aMail(1), [], aLine('reportWritten'))
    await store.forgetSubmission(subId(1), at(5))
    expect(await store.mail(mailId(1))).toEqual(aMail(1))
    expect(await store.liveSpoolRefs()).toEqual([aMail(1).raw])
  })
}

function changes(get: () => Store): void {
  it('writes job, attempt, tasks and history of one change together', async () => {
    const store = get()
    await store.accept(anAcceptance(1))
    const attempt = anAttempt(1, faxId(1))
    const change = await store.change(faxId(1), job =>
      moved(
        job,
        { state: 'submitting', attempts: 1, attempt },
        { tasks: [{ kind: 'track', subjectId: job.id, runAt: T0 }] },
      ),
    )
    expect(change?.job).toMatchObject({ state: 'submitting', version: 1 })
    expect(await store.job(faxId(1))).toEqual(change?.job)
    expect(await store.attempts(faxId(1))).toEqual([attempt])
    const outcome = { kind: 'delivered', pagesSent: 1, remoteStationId: 'X', callSeconds: 9 } as const
    const ended = { ...attempt, providerRef: 'p1', endedAt: at(9), outcome }
    await store.change(faxId(1), job =>
      moved(job, { state: 'delivered', attempt: ended, outcome, endedAt: at(9) }),
    )
    expect(await store.attempts(faxId(1))).toEqual([ended])
    expect(await store.job(faxId(1))).toMatchObject({
      state: 'delivered',
      outcome,
      attempt: ended,
      version: 2,
    })
    expect((await store.history(faxId(1))).map(entry => entry.type)).toEqual(['accepted', 'moved', 'moved'])
  })

  it('writes nothing when nothing is decided, or when there is no such fax', async () => {
    const store = get()
    await store.accept(anAcceptance(1))
    expect(await store.change(faxId(1), () => null)).toBeNull()
    expect(await store.change(faxId(9), job => moved(job, {}))).toBeNull()
    expect(await store.job(faxId(1))).toEqual(aJob(1))
  })

  it('writes nothing at all when deciding fails', async () => {
    const store = get()
    await store.accept(anAcceptance(1))
    const broken = store.change(faxId(1), () => {
      throw new Error('bug')
    })
    await expect(broken).rejects.toThrow('bug')
    expect(await store.job(faxId(1))).toEqual(aJob(1))
  })

  it('lets changes of one fax follow each other: none is lost', async () => {
    const store = get()
    await store.accept(anAcceptance(1))
    const times = Array.from({ length: 20 }, () =>
      store.change(faxId(1), job => moved(job, { refusals: job.refusals + 1 })),
    )
    await Promise.all(times)
    expect(await store.job(faxId(1))).toMatchObject({ refusals: 20, version: 20 })
  })

  it('finds faxes by what providers say, and those that are under way to a number', async () => {
    const store = get()
    for (const n of [1, 2]) await store.accept(anAcceptance(n))
    const attempt = { ...anAttempt(1, faxId(1)), providerRef: 'LB7' }
    await store.change(faxId(1), job => moved(job, { state: 'sending', attempts: 1, attempt }))
    expect(await store.jobsAt('demo', ['LB7'])).toEqual([faxId(1)])
    expect(await store.jobsAt('demo', ['x', attempt.reference])).toEqual([faxId(1)])
    expect(await store.jobsAt('other', ['LB7'])).toEqual([])
    expect(await store.jobsAt('demo', [])).toEqual([])
    const { number } = aJob(1).recipient
    expect(await store.openTo(number)).toMatchObject([{ id: faxId(1), attempt }])
    await store.change(faxId(1), job => moved(job, { state: 'delivered' }))
    expect(await store.openTo(number)).toEqual([])
  })

  it('adds the new fax of a person who sends again', async () => {
    const store = get()
    await store.accept(anAcceptance(1))
    const newJob = aJob(1, { id: faxId(2), resendOf: faxId(1) })
    await store.change(faxId(1), job => moved(job, {}, { newJob }))
    expect(await store.job(faxId(2))).toEqual(newJob)
    expect(await store.history(faxId(2))).toHaveLength(1)
  })
}

function listing(get: () => Store): void {
  it('lists newest first, filtered, searched and page by page', async () => {
    const store = get()
    for (const n of [1, 2, 3]) await store.accept(anAcceptance(n))
    await store.change(faxId(2), job => moved(job, { state: 'failed', held: 'why' }))
    const ids = async (filter: object) => (await store.list({ limit: 10, ...filter })).map(row => row.job.id)
    expect(await ids({})).toEqual([faxId(3), faxId(2), faxId(1)])
    expect(await ids({ limit: 1 })).toEqual([faxId(3)])
    expect(await ids({ before: faxId(3), limit: 1 })).toEqual([faxId(2)])
    expect(await ids({ states: ['failed', 'sending'] })).toEqual([faxId(2)])
    expect(await ids({ states: [] })).toEqual([])
    expect(await ids({ held: true })).toEqual([faxId(2)])
    expect(await ids({ held: false })).toEqual([faxId(3), faxId(1)])
    expect(await ids({ subscriberId: 'nobody' })).toEqual([])
    expect(await ids({ search: 'ORDER 1' })).toEqual([faxId(1)])
    expect(await ids({ search: '555512' })).toHaveLength(3)
    // Wildcards of SQL are plain characters here.
    for (const search of ['%', '_rder', "'", '\\']) expect(await ids({ search })).toEqual([])
    expect((await store.list({ limit: 1 }))[0]).toMatchObject({ from: 'ann@example.com', subject: 'Order 3' })
  })
}

function tasks(get: () => Store): void {
  it('gives a due task to one owner only, oldest first, within the room', async () => {
    const store = get()
    const later = { kind: 'prepare', subjectId: subId(1), runAt: at(500) } as const
    const tasks = [3, 1, 2].map(n => ({ kind: 'prepare', subjectId: subId(n), runAt: at(-n) }) as const)
    await store.accept(anAcceptance(1, { tasks: [later, ...tasks] }))
    expect(await store.nextTaskAt()).toBe(at(-3))
    const two = await store.claimTasks({ room: { prepare: 2 }, owner: 'a', now: T0, leaseUntil: at(100) })
    expect(two.map(task => task.subjectId)).toEqual([subId(3), subId(2)])
    expect(await claimAll(store, 'b')).toMatchObject([{ subjectId: subId(1) }])
    expect(await claimAll(store, 'b')).toEqual([])
    expect(await store.nextTaskAt()).toBe(at(500))
  })

  it('brings waiting tasks forward, and no others', async () => {
    const store = get()
    const later = (kind: 'track' | 'report', n: number) =>
      ({ kind, subjectId: faxId(n), runAt: at(5000) }) as const
    await store.accept(anAcceptance(1, { tasks: [later('track', 1), later('report', 1), later('track', 2)] }))
    expect(await store.hurryTasks('track', [faxId(1), faxId(9)], at(7))).toBe(1)
    expect(await store.hurryTasks('track', [], at(7))).toBe(0)
    expect(await claimAll(store, 'a', at(7))).toMatchObject([{ kind: 'track', subjectId: faxId(1) }])
    expect(await store.nextTaskAt()).toBe(at(5000))
  })

  it('fences finish, retry and extend by the owner of the lease', async () => {
    const store = get()
    await store.accept(anAcceptance(1))
    const [task] = await claimAll(store, 'a')
    if (task === undefined) throw new Error('no task')
    expect(await store.extendTask(task.id, 'b', at(2000))).toBe(false)
    await store.finishTask(task.id, 'b')
    await store.retryTask(task.id, 'b', T0, 'x')
    expect(await claimAll(store, 'b', at(999))).toEqual([])
    // The lease is over: another takes it, and the first can do nothing any more.
    expect(await claimAll(store, 'b', at(1000))).toMatchObject([{ id: task.id, attempts: 2 }])
    await store.finishTask(task.id, 'a')
    expect(await store.extendTask(task.id, 'b', at(3000))).toBe(true)
    await store.finishTask(task.id, 'b')
    expect(await claimAll(store, 'b', at(9000))).toEqual([])
  })

  it('counts what a document did to its reader apart from everything else', async () => {
    const store = get()
    await store.accept(anAcceptance(1))
    const crashes: unknown[] = []
    for (const [i, crashed] of [false, true, false, true, false].entries()) {
      const [task] = await claimAll(store, 'a', at(900))
      crashes.push(task?.crashes)
      await store.retryTask(task?.id ?? (mailId(0) as never), 'a', at(i), i === 3 ? '' : 'no luck', {
        crashed,
      })
    }
    const [task] = await claimAll(store, 'a', at(900))
    expect([...crashes, task?.crashes]).toEqual([undefined, undefined, 1, 1, 2, 2])
  })

  it('repeats a failed task with its count, begins anew after a good one, and never runs a parked one', async () => {
    const store = get()
    await store.accept(anAcceptance(1))
    const once = async (runAt: number | null, error: string) => {
      const [task] = await claimAll(store, 'a', at(900))
      await store.retryTask(task?.id ?? (mailId(0) as never), 'a', runAt as never, error)
      return task?.attempts
    }
    expect(await once(at(1), 'no luck')).toBe(1)
    expect(await once(at(2), '')).toBe(2)
    expect(await once(at(3), 'no luck')).toBe(1)
    expect(await once(null, 'for ever')).toBe(2)
    expect(await claimAll(store, 'a', at(99_999))).toEqual([])
    expect(await store.nextTaskAt()).toBeNull()
    expect(await store.counts(T0)).toMatchObject({ tasksParked: 1, tasksDue: 0 })
    // A restart gives everything that failed another try.
    expect(await store.reviveTasks(at(5))).toBe(1)
    expect(await store.reviveTasks(at(5))).toBe(0)
    expect(await claimAll(store, 'a', at(5))).toHaveLength(1)
  })
}

function lanes(get: () => Store): void {
  const owner = 'me'
  /** Hand-overs in one lane, oldest first; their numbers begin with `first`. */
  const handOvers = (lane: string, first: number, count: number, fields: Partial<NewTask> = {}): NewTask[] =>
    Array.from({ length: count }, (_, i) => ({
      kind: 'submit',
      subjectId: faxId(first + i),
      runAt: at(first + i - 1000),
      lane,
      ...fields,
    }))
  const claim = async (store: Store, free: number, accountRoom: Record<string, number> = {}, now = T0) => {
    const request = { room: { submit: free }, owner, now, leaseUntil: at(99), accountRoom }
    return (await store.claimTasks(request)).map(task => task.subjectId)
  }

  it('takes lanes in turn, whoever came first and however many one has', async () => {
    const store = get()
    await store.accept(anAcceptance(1, { tasks: handOvers('many', 100, 50) }))
    expect(await claim(store, 3)).toEqual([faxId(100), faxId(101), faxId(102)])
    await store.accept(anAcceptance(2, { tasks: [...handOvers('one', 200, 1), ...handOvers('two', 300, 2)] }))
    // Those that had no turn yet go first; the lane that had its turn longest ago is next.
    expect(await claim(store, 1)).toEqual([faxId(200)])
    expect(await claim(store, 1)).toEqual([faxId(300)])
    expect(await claim(store, 3)).toEqual([faxId(103), faxId(301), faxId(104)])
    expect(await claim(store, 2)).toEqual([faxId(105), faxId(106)])
    expect(await claim(store, 99)).toHaveLength(43)
    expect(await claim(store, 99)).toEqual([])
  })

  it('takes high before normal before low within a lane, and only what is due', async () => {
    const store = get()
    const tasks = [
      ...handOvers('a', 10, 1, { priority: 2 }),
      ...handOvers('a', 20, 2),
      ...handOvers('a', 30, 1, { priority: 0 }),
      ...handOvers('a', 40, 1, { priority: 0, runAt: at(5) }),
      ...handOvers('b', 50, 1, { priority: 2 }),
    ]
    await store.accept(anAcceptance(1, { tasks }))
    const first = [faxId(30), faxId(50), faxId(20), faxId(21), faxId(10)]
    expect(await claim(store, 99)).toEqual(first)
    expect(await claim(store, 99, {}, at(5))).toEqual([faxId(40)])
  })

  it('takes no more for an account than it has room for; the faxes of another pass', async () => {
    const store = get()
    const tasks = [
      ...handOvers('a', 10, 5, { account: 'full' }),
      ...handOvers('a', 20, 5, { account: 'small' }),
      ...handOvers('b', 30, 1, { account: 'small' }),
      ...handOvers('a', 40, 1, { account: 'unknown' }),
      ...handOvers('a', 50, 1),
    ]
    await store.accept(anAcceptance(1, { tasks }))
    const room = { full: 0, small: 2 }
    expect((await claim(store, 99, room)).sort()).toEqual([faxId(20), faxId(30), faxId(40), faxId(50)])
    expect(await store.nextTaskAt()).toBe(at(-990))
    expect(await store.nextTaskAt(['full'])).toBe(at(-979))
    expect(await store.nextTaskAt(['full', 'small'])).toBeNull()
    expect(await claim(store, 99, { full: 1, small: 0 })).toEqual([faxId(10)])
  })

  it('lets a task wait for an account that it found full', async () => {
    const store = get()
    await store.accept(anAcceptance(1, { tasks: handOvers('a', 10, 1) }))
    const request = { room: { submit: 1 }, owner, now: T0, leaseUntil: at(99) }
    const [task] = await store.claimTasks(request)
    if (task === undefined) throw new Error('no task')
    expect(task.account).toBeUndefined()
    await store.retryTask(task.id, owner, T0, '', { account: 'x' })
    expect(await claim(store, 1, { x: 0 })).toEqual([])
    const [again] = await store.claimTasks({ ...request, accountRoom: { x: 1 } })
    expect(again).toMatchObject({ id: task.id, account: 'x', attempts: 1 })
    // A retry that says nothing of accounts leaves it as it was.
    await store.retryTask(task.id, owner, T0, 'no luck')
    expect(await claim(store, 1, { x: 0 })).toEqual([])
    expect(await claim(store, 1, { x: 1 })).toEqual([faxId(10)])
  })

  it('takes no more of a lane than may run at a time; the tasks of others pass', async () => {
    const store = get()
    await store.accept(anAcceptance(1, { tasks: [...handOvers('a', 10, 9), ...handOvers('b', 30, 2)] }))
    const take = async (running: Record<string, number>) => {
      const laneRoom = { submit: { most: 3, running: new Map(Object.entries(running)) } }
      const request = { room: { submit: 99 }, owner, now: T0, leaseUntil: at(99), laneRoom }
      return (await store.claimTasks(request)).map(task => `${task.lane} ${task.subjectId}`).sort()
    }
    expect(await take({ a: 2 })).toEqual([`a ${faxId(10)}`, `b ${faxId(30)}`, `b ${faxId(31)}`])
    expect(await take({ a: 3, b: 2 })).toEqual([])
    expect(await take({ a: 1 })).toEqual([`a ${faxId(11)}`, `a ${faxId(12)}`])
  })

  it('takes over from a dead owner in turn too', async () => {
    const store = get()
    await store.accept(anAcceptance(1, { tasks: handOvers('a', 10, 1) }))
    expect(await claim(store, 1)).toEqual([faxId(10)])
    expect(await claim(store, 1, {}, at(98))).toEqual([])
    expect(await claim(store, 1, {}, at(99))).toEqual([faxId(10)])
  })
}

const add = async (store: Store, fax: InboundFax) =>
  (await store.addInbound([{ fax, tasks: [], history: aLine('seen') }]))[0]

function inboundAndMails(get: () => Store): void {
  it('knows a received fax by account, id and time: a reused id is another fax', async () => {
    const store = get()
    expect(await add(store, anInboundFax(1))).toBe(true)
    expect(await add(store, { ...anInboundFax(1), id: inbId(2) })).toBe(false)
    const reused = anInboundFax(1, { id: inbId(3), receivedAt: at(1) })
    expect(await add(store, reused)).toBe(true)
    expect(await store.inbound(inbId(1))).toEqual(anInboundFax(1))
    expect(await store.inbound(inbId(2))).toBeNull()
    expect((await store.listInbound({ states: ['seen'], limit: 9 })).map(fax => fax.id)).toEqual([
      inbId(3),
      inbId(1),
    ])
    expect(await store.listInbound({ states: ['routed'], limit: 9 })).toEqual([])
  })

  it('same account, id and time, but another look: another fax, to be told by its bytes', async () => {
    const store = get()
    const first = anInboundFax(1, { state: 'fetched' })
    expect(await add(store, first)).toBe(true)
    const other = { ...first, id: inbId(2), state: 'seen', callerNumber: '+4930123456' } as const
    expect(await add(store, other)).toBe(true)
    expect(await store.inbound(inbId(2))).toMatchObject({ twin: 1 })
    // Each of the two is known by now, also in another spelling of the caller's number.
    for (const callerNumber of ['0015555551212', '030123456', null])
      expect(await add(store, { ...first, id: inbId(3), callerNumber })).toBe(false)
    expect((await store.inboundWithId('demo', '1')).map(({ id }) => id)).toEqual([inbId(1), inbId(2)])
  })

  it('a fax that is not fetched yet is brought up to date: it came in while it was listed', async () => {
    const store = get()
    await add(store, anInboundFax(1, { complete: false, pageCount: 1 }))
    expect(await add(store, anInboundFax(1, { id: inbId(2), pageCount: 3 }))).toBe(false)
    expect(await store.inbound(inbId(1))).toMatchObject({ complete: true, pageCount: 3, version: 1 })
    expect(await store.inbound(inbId(2))).toBeNull()
  })

  it('remembers when an account was first asked, and when its first listing was written down', async () => {
    const store = get()
    const fresh = { account: 'demo', startedAt: T0, firstListedAt: null }
    expect(await store.inboundAccount('demo', T0)).toEqual(fresh)
    expect(await store.inboundAccount('demo', at(5))).toEqual(fresh)
    await store.firstListed('demo', at(6))
    await store.firstListed('demo', at(7))
    expect(await store.inboundAccount('demo', at(8))).toEqual({ ...fresh, firstListedAt: at(6) })
  })

  it('changes a received fax with its tasks, mails and history; mails keep their keys', async () => {
    const store = get()
    await add(store, anInboundFax(1))
    const mail = aMail(1, { key: 'received:x', subjectId: inbId(1) })
    const deliver = () =>
      store.changeInbound(inbId(1), fax => ({
        fax: { ...fax, state: 'routed', raw: 'log:9:0:1:0' },
        tasks: [],
        history: aLine('routed'),
        mails: [mail, { ...mail, id: mailId(2) }],
      }))
    expect((await deliver())?.fax).toMatchObject({ state: 'routed', version: 1 })
    await deliver()
    expect(await store.mailsOf(inbId(1))).toEqual([mail])
    expect(await store.changeInbound(inbId(7), () => null)).toBeNull()
    expect((await store.history(inbId(1))).map(entry => entry.type)).toEqual(['seen', 'routed', 'routed'])
  })

  it('keeps the first mail with a key, and ends it once', async () => {
    const store = get()
    await store.accept(anAcceptance(1, { tasks: [] }))
    const task = { kind: 'relay', subjectId: mailId(1), runAt: T0 } as const
    expect(await store.addMail(aMail(1), [task], aLine('reportWritten'))).toEqual(aMail(1))
    expect((await store.addMail({ ...aMail(1), id: mailId(2) }, [task], aLine('reportWritten'))).id).toBe(
      mailId(1),
    )
    expect(await claimAll(store)).toHaveLength(1)
    await store.noteMailTry(mailId(1), 'relay away')
    expect(await store.mail(mailId(1))).toMatchObject({ attempts: 1, lastError: 'relay away' })
    const sent = { ...aMail(1), state: 'sent', attempts: 2, sentAt: at(3) } as const
    await store.endMail(sent, [], aLine('mailSent'))
    await store.endMail({ ...sent, state: 'failed' }, [], aLine('mailFailed'))
    expect(await store.mail(mailId(1))).toEqual(sent)
    expect((await store.history(faxId(1))).map(entry => entry.type)).toEqual([
      'accepted',
      'reportWritten',
      'mailSent',
    ])
  })

  it('keeps the first document of a submission', async () => {
    const store = get()
    await store.accept(anAcceptance(1))
    await store.addDocument(aDocument(1))
    await store.addDocument({ ...aDocument(1), id: docId(2) })
    expect(await store.documentOf(subId(1))).toEqual(aDocument(1))
    expect(await store.document(docId(2))).toBeNull()
  })
}

function life(get: () => Store): void {
  it('counts, names what was interrupted, and gives up old leases', async () => {
    const store = get()
    for (const n of [1, 2]) await store.accept(anAcceptance(n))
    await store.change(faxId(1), job => moved(job, { state: 'submitting' }))
    await store.change(faxId(2), job => moved(job, { held: 'a person must look' }))
    await add(store, anInboundFax(1))
    expect(await store.interrupted()).toEqual([faxId(1)])
    expect(await store.counts(T0)).toEqual({
      jobs: { submitting: 1, accepted: 1 },
      held: 1,
      tasksDue: 2,
      tasksParked: 0,
      mailsQueued: 0,
      inboundOpen: 1,
    })
    await claimAll(store, 'dead')
    expect(await store.releaseLeases('me')).toBe(2)
    expect(await claimAll(store, 'me')).toHaveLength(2)
    expect(await store.releaseLeases('me')).toBe(0)
    expect(await store.liveSpoolRefs()).toEqual([aSubmission(1).raw, aSubmission(2).raw])
  })
}
