import { afterEach, describe, expect, it } from 'vitest'
import { BridgeError } from '../../src/fax/error.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import { TASK_KINDS, type TaskKind } from '../../src/fax/task.ts'
import { type TaskHandler, type TaskHandlers, Worker } from '../../src/queue/worker.ts'
import { FakeClock, settle, testRuntime } from '../fakes/clock.ts'
import { MemoryTasks } from '../fakes/memory-tasks.ts'

const record = <T>(value: (kind: TaskKind) => T) =>
  Object.fromEntries(TASK_KINDS.map(kind => [kind, value(kind)])) as Record<TaskKind, T>

let stopAll: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stopAll) await stop()
  stopAll = []
})

function setUp(handlers: Partial<Record<TaskKind, TaskHandler>>, room = 2) {
  const clock = new FakeClock()
  const store = new MemoryTasks(() => clock.now())
  const unexpected: TaskHandler = async task => {
    throw new Error(`no handler for ${task.kind}`)
  }
  const all = { ...record(() => unexpected), ...handlers } as TaskHandlers
  const worker = new Worker({
    store,
    handlers: all,
    room: record(() => room),
    owner: 'me',
    runtime: testRuntime(clock),
  })
  stopAll.push(async () => {
    const stopped = worker.stop(1)
    await clock.advance(10)
    await stopped
  })
  const add = (kind: TaskKind, inMs = 0, subjectId = 'x') =>
    store.add({ kind, subjectId, runAt: (clock.now() + inMs) as EpochMs })
  return { clock, store, worker, add }
}

describe('the worker', () => {
  it('runs what is due, not what is not, and finishes it', async () => {
    const ran: string[] = []
    const { clock, store, worker, add } = setUp({ submit: async task => void ran.push(task.subjectId) })
    add('submit', 0, 'now')
    add('submit', 60_000, 'later')
    worker.start()
    await settle()
    expect(ran).toEqual(['now'])
    await clock.advance(60_000)
    expect(ran).toEqual(['now', 'later'])
    expect(store.rows.size).toBe(0)
  })

  it('wakes at once on kick', async () => {
    const ran: string[] = []
    const { worker, add } = setUp({ submit: async task => void ran.push(task.subjectId) })
    worker.start()
    await settle()
    add('submit', 0, 'kicked')
    worker.kick()
    await settle()
    expect(ran).toEqual(['kicked'])
  })

  it('runs no more of a kind than there is room for', async () => {
    let running = 0
    let most = 0
    const { clock, worker, add } = setUp({
      submit: async () => {
        most = Math.max(most, ++running)
        await clock.sleep(1000)
        running--
      },
    })
    for (let i = 0; i < 6; i++) add('submit')
    worker.start()
    await clock.advance(10_000)
    expect(most).toBe(2)
    expect(running).toBe(0)
  })

  it('tries a failed step again after its back-off, and parks a permanent failure', async () => {
    let calls = 0
    const { clock, store, worker, add } = setUp({
      submit: async () => {
        if (++calls === 1) throw new BridgeError('E_PROVIDER_UNREACHABLE')
      },
      fetch: async () => {
        throw new BridgeError('E_CONFIG')
      },
    })
    add('submit')
    const parked = add('fetch')
    worker.start()
    await clock.advance(4_000)
    expect(calls).toBe(1)
    await clock.advance(2_000)
    expect(calls).toBe(2)
    await clock.advance(10_000_000)
    expect(store.rows.get(parked)).toMatchObject({ parked: true, tries: 1 })
  })

  it('honours the time that the other side asked for', async () => {
    const times: number[] = []
    const { clock, worker, add } = setUp({
      submit: async () => {
        times.push(clock.now())
        if (times.length === 1) throw new BridgeError('E_PROVIDER_BUSY', { retryAt: clock.now() + 120_000 })
      },
    })
    add('submit')
    worker.start()
    await clock.advance(300_000)
    expect(times).toHaveLength(2)
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(120_000)
  })

  it('survives a bug in a step and goes on with the others', async () => {
    const ran: string[] = []
    const { clock, worker, add } = setUp({
      submit: async task => {
        if (task.subjectId === 'bad') throw new TypeError('a bug')
        ran.push(task.subjectId)
      },
    })
    add('submit', 0, 'bad')
    add('submit', 1, 'good')
    worker.start()
    await clock.advance(10)
    expect(ran).toEqual(['good'])
  })

  it('runs the same task again at the time that the step gives', async () => {
    const times: number[] = []
    const { clock, store, worker, add } = setUp({
      track: async () => {
        times.push(clock.now())
        return times.length < 3 ? ((clock.now() + 5_000) as EpochMs) : undefined
      },
    })
    add('track')
    worker.start()
    await clock.advance(20_000)
    expect(times).toHaveLength(3)
    expect(store.rows.size).toBe(0)
  })

  it('keeps the lease of a long step alive, so that nobody else takes the task', async () => {
    let release = () => {}
    const { clock, store, worker, add } = setUp({
      prepare: () => new Promise(resolve => (release = () => resolve(undefined))),
    })
    const id = add('prepare')
    worker.start()
    await clock.advance(600_000)
    expect(store.rows.get(id)?.leaseUntil).toBeGreaterThan(clock.now())
    release()
    await settle()
    expect(store.rows.size).toBe(0)
  })

  it('aborts running steps when the time to stop is over, and leaves their tasks for the next start', async () => {
    const { clock, store, worker, add } = setUp({
      submit: (_task, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new BridgeError('E_SHUTTING_DOWN'))),
        ),
    })
    add('submit')
    worker.start()
    await settle()
    const stopped = worker.stop(5_000)
    await clock.advance(6_000)
    await stopped
    expect([...store.rows.values()]).toMatchObject([{ owner: null, parked: false }])
  })
})
