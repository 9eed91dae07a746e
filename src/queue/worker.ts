/**
 * The worker loop of the durable queue. In charge of: claiming due tasks within the room of each kind, keeping their
 * leases alive, running the step, and finishing, retrying or parking the task. Not in charge of what a step does, nor
 * of whether a fax is worth another try: a failed task is not a failed fax.
 */
import { type ErrorCode, isBridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import { TASK_KINDS, type TaskKind } from '../fax/task.ts'
import type { Runtime } from '../runtime.ts'
import type { LaneRoom, Task, TaskStore } from '../store/store.ts'
import { backoffMs } from './backoff.ts'

/** The same task again, as soon as this account has room. */
export interface ForRoom {
  readonly account: string
}

/** Runs one step. Gives nothing when it is done, or when the same task shall run again. */
export type TaskHandler = (task: Task, signal: AbortSignal) => Promise<EpochMs | ForRoom | undefined>
export type TaskHandlers = Readonly<Record<TaskKind, TaskHandler>>

/**
 * Tasks that each provider account has room for now, given how many of each are running; an account that is not named
 * bounds nothing. `nextAt`: when one that is full has room again by the passing of time alone; null: none.
 */
export type RoomOfAccounts = (running: ReadonlyMap<string, number>) => {
  readonly room: Readonly<Record<string, number>>
  readonly nextAt: number | null
}

export interface WorkerDeps {
  readonly store: TaskStore
  readonly handlers: TaskHandlers
  /** How many tasks of each kind may run at the same time. */
  readonly room: Readonly<Record<TaskKind, number>>
  /** How many tasks of one lane may run at the same time; absent: as many as of its kind. */
  readonly laneRoom?: Readonly<Partial<Record<TaskKind, number>>>
  /** Absent: accounts bound nothing. */
  readonly accounts?: RoomOfAccounts
  /** Who we are in leases: new at every start of the daemon. */
  readonly owner: string
  readonly runtime: Runtime
}

/** A lease is minutes, and extended while the step runs, so that a dead worker's tasks are taken over soon. */
const LEASE_MS = 120_000
const EXTEND_MS = 30_000
/** With nothing due we still look this often: a safety net for a clock that was set back. */
const LONGEST_NAP_MS = 30_000
const STORE_TROUBLE_NAP_MS = 1_000

/** What a document may do to its reader. Only these count as its crashes, whatever else goes wrong meanwhile. */
const CRASHES: readonly ErrorCode[] = ['E_RENDER_CRASH', 'E_RENDER_LIMIT']

/** Did a document take its reader down, or was it too much for it? */
export const isCrash = (error: unknown): boolean => isBridgeError(error) && CRASHES.includes(error.code)

interface Running extends Pick<Task, 'kind' | 'account' | 'lane'> {
  readonly done: Promise<void>
}

export class Worker {
  readonly #deps: WorkerDeps
  readonly #running = new Map<string, Running>()
  readonly #stop = new AbortController()
  readonly #abort = new AbortController()
  #wake = new AbortController()
  #loop: Promise<void> | null = null
  #turnAt: EpochMs

  constructor(deps: WorkerDeps) {
    this.#deps = deps
    this.#turnAt = deps.runtime.clock.now()
  }

  start(): void {
    this.#loop ??= this.#run()
  }

  /** Says that something may be due now. Cheap; call it after every commit that adds a task. */
  kick(): void {
    this.#wake.abort()
  }

  /** False when the loop has not turned for two minutes: the watchdog then lets the daemon be restarted. */
  isAlive(): boolean {
    return this.#deps.runtime.clock.now() - this.#turnAt < 120_000
  }

  /** Takes no new task, gives running steps `graceMs` to end, then aborts them. Safe to repeat. */
  async stop(graceMs: number): Promise<void> {
    this.#stop.abort()
    this.kick()
    await this.#loop
    const all = Promise.all([...this.#running.values()].map(entry => entry.done))
    const grace = new AbortController()
    const tooLong = this.#deps.runtime.clock.sleep(graceMs, grace.signal).then(() => this.#abort.abort())
    await all
    grace.abort()
    await tooLong
  }

  async #run(): Promise<void> {
    const { runtime } = this.#deps
    while (!this.#stop.signal.aborted) {
      this.#turnAt = runtime.clock.now()
      this.#wake = new AbortController()
      const wake = this.#wake.signal
      try {
        const claimed = await this.#claim()
        if (claimed === 0) await runtime.clock.sleep(await this.#napMs(), wake)
      } catch (error) {
        runtime.log.error({ error }, 'the queue cannot be read')
        await runtime.clock.sleep(STORE_TROUBLE_NAP_MS, this.#stop.signal)
      }
    }
  }

  async #claim(): Promise<number> {
    const { store, owner, runtime } = this.#deps
    const room = this.#freeRoom()
    if (Object.keys(room).length === 0) return 0
    const now = runtime.clock.now()
    const leaseUntil = (now + LEASE_MS) as EpochMs
    const accountRoom = this.#accounts().room
    const tasks = await store.claimTasks({
      room,
      accountRoom,
      laneRoom: this.#laneRoom(),
      owner,
      now,
      leaseUntil,
    })
    for (const task of tasks) {
      const done = this.#work(task).finally(() => {
        this.#running.delete(task.id)
        this.kick()
      })
      this.#running.set(task.id, { ...task, done })
    }
    return tasks.length
  }

  #freeRoom(): Partial<Record<TaskKind, number>> {
    const room: Partial<Record<TaskKind, number>> = {}
    for (const kind of TASK_KINDS) {
      const busy = [...this.#running.values()].filter(entry => entry.kind === kind).length
      if (busy < this.#deps.room[kind]) room[kind] = this.#deps.room[kind] - busy
    }
    return room
  }

  #laneRoom(): Partial<Record<TaskKind, LaneRoom>> {
    const rooms: Partial<Record<TaskKind, LaneRoom>> = {}
    for (const kind of TASK_KINDS) {
      const most = this.#deps.laneRoom?.[kind]
      if (most === undefined) continue
      const running = new Map<string, number>()
      for (const { kind: own, lane } of this.#running.values())
        if (own === kind && lane !== undefined) running.set(lane, (running.get(lane) ?? 0) + 1)
      rooms[kind] = { most, running }
    }
    return rooms
  }

  #accounts(): ReturnType<RoomOfAccounts> {
    const running = new Map<string, number>()
    for (const { account } of this.#running.values())
      if (account !== undefined) running.set(account, (running.get(account) ?? 0) + 1)
    return this.#deps.accounts?.(running) ?? { room: {}, nextAt: null }
  }

  /** How long to sleep. When the kind or account that is due has no room left, the end of a running step wakes us. */
  async #napMs(): Promise<number> {
    const { room, nextAt } = this.#accounts()
    const full = Object.keys(room).filter(account => (room[account] ?? 1) <= 0)
    const due = await this.#deps.store.nextTaskAt(full)
    const now = this.#deps.runtime.clock.now()
    if (due === null && nextAt === null) return LONGEST_NAP_MS
    const next = Math.min(due ?? Number.POSITIVE_INFINITY, nextAt ?? Number.POSITIVE_INFINITY)
    if (next <= now && this.#running.size > 0) return STORE_TROUBLE_NAP_MS
    return Math.min(LONGEST_NAP_MS, Math.max(0, next - now))
  }

  async #work(task: Task): Promise<void> {
    const { store, owner, runtime, handlers } = this.#deps
    const log = runtime.log.child({ task: task.kind, subject: task.subjectId })
    const finished = new AbortController()
    const lease = this.#keepLease(task, finished.signal)
    try {
      const again = await handlers[task.kind](task, this.#abort.signal)
      if (again === undefined) await store.finishTask(task.id, owner)
      else if (typeof again === 'number') await store.retryTask(task.id, owner, again, '')
      else await store.retryTask(task.id, owner, runtime.clock.now(), '', again)
    } catch (error) {
      await this.#failed(task, error).catch(again =>
        log.error({ error: again }, 'the task could not be put back'),
      )
    } finally {
      finished.abort()
      await lease
    }
  }

  async #failed(task: Task, error: unknown): Promise<void> {
    const { store, owner, runtime } = this.#deps
    const log = runtime.log.child({ task: task.kind, subject: task.subjectId, attempts: task.attempts })
    const text = error instanceof Error ? error.message : String(error)
    const ours = isBridgeError(error)
    if (ours) log.warn({ code: error.code, detail: error.detail, cause: error.cause }, text)
    else log.error({ error }, 'a step failed in a way that nobody expected')
    const wait = ours && error.kind === 'permanent' ? null : backoffMs(task.kind, task.attempts)
    const now = runtime.clock.now()
    const asked = ours && error.retryAt !== null ? error.retryAt : 0
    const runAt = wait === null ? null : (Math.max(asked, now + wait) as EpochMs)
    if (runAt === null) log.error({}, 'the task is parked: it will not run again by itself')
    await store.retryTask(task.id, owner, runAt, text, { crashed: isCrash(error) })
  }

  async #keepLease(task: Task, finished: AbortSignal): Promise<void> {
    const { store, owner, runtime } = this.#deps
    for (;;) {
      await runtime.clock.sleep(EXTEND_MS, finished)
      if (finished.aborted) return
      const until = (runtime.clock.now() + LEASE_MS) as EpochMs
      await store
        .extendTask(task.id, owner, until)
        .catch(error => runtime.log.error({ error }, 'lease not extended'))
    }
  }
}
