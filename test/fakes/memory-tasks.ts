import type { EpochMs, TaskId } from '../../src/fax/id.ts'
import type { NewTask } from '../../src/fax/task.ts'
import type { ClaimRequest, RetryFacts, Task, TaskStore } from '../../src/store/store.ts'

interface Row extends Task {
  owner: string | null
  leaseUntil: number
  parked: boolean
  runAtNow: number
  tries: number
  error: string
}

/** The queue's contract in memory, as strict as the real one: fenced by owner, attempts counted at claim. */
export class MemoryTasks implements TaskStore {
  readonly rows = new Map<string, Row>()
  #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  add(task: NewTask): TaskId {
    const id = `task_${this.rows.size + 1}` as TaskId
    const state = { owner: null, leaseUntil: 0, parked: false, runAtNow: task.runAt, tries: 0, error: '' }
    this.rows.set(id, { ...task, id, attempts: 0, ...state })
    return id
  }

  async claimTasks({
    room,
    owner,
    now,
    leaseUntil,
    accountRoom = {},
  }: ClaimRequest): Promise<readonly Task[]> {
    const due = [...this.rows.values()].filter(
      row => !row.parked && row.runAtNow <= now && row.leaseUntil <= now,
    )
    const left: Partial<Record<string, number>> = { ...room }
    const places: Record<string, number> = { ...accountRoom }
    const taken: Task[] = []
    for (const row of due.sort((a, b) => a.runAtNow - b.runAtNow)) {
      if ((left[row.kind] ?? 0) <= 0) continue
      if (row.account !== undefined && row.account in places && !take(places, row.account)) continue
      left[row.kind] = (left[row.kind] ?? 0) - 1
      Object.assign(row, { owner, leaseUntil, tries: row.tries + 1 })
      taken.push({
        id: row.id,
        kind: row.kind,
        subjectId: row.subjectId,
        runAt: row.runAt,
        attempts: row.tries,
        ...(row.account === undefined ? {} : { account: row.account }),
        ...(row.crashes === undefined ? {} : { crashes: row.crashes }),
      })
    }
    return taken
  }

  async finishTask(id: TaskId, owner: string): Promise<void> {
    if (this.rows.get(id)?.owner === owner) this.rows.delete(id)
  }

  async retryTask(
    id: TaskId,
    owner: string,
    runAt: EpochMs | null,
    error: string,
    { account, crashed = false }: RetryFacts = {},
  ): Promise<void> {
    const row = this.rows.get(id)
    if (row?.owner !== owner) return
    if (account !== undefined) Object.assign(row, { account })
    if (crashed) Object.assign(row, { crashes: (row.crashes ?? 0) + 1 })
    Object.assign(row, { owner: null, leaseUntil: 0, parked: runAt === null, runAtNow: runAt ?? 0, error })
  }

  async extendTask(id: TaskId, owner: string, leaseUntil: EpochMs): Promise<boolean> {
    const row = this.rows.get(id)
    if (row?.owner !== owner) return false
    row.leaseUntil = leaseUntil
    return true
  }

  async hurryTasks(kind: string, subjectIds: readonly string[], now: EpochMs): Promise<number> {
    const rows = [...this.rows.values()].filter(
      row => row.kind === kind && !row.parked && row.owner === null && subjectIds.includes(row.subjectId),
    )
    for (const row of rows) row.runAtNow = Math.min(row.runAtNow, now)
    return rows.length
  }

  async nextTaskAt(full: readonly string[] = []): Promise<EpochMs | null> {
    const times = [...this.rows.values()]
      .filter(row => !row.parked && !full.includes(row.account ?? ''))
      .map(row => (row.leaseUntil > this.#now() ? row.leaseUntil : row.runAtNow))
    return times.length === 0 ? null : (Math.min(...times) as EpochMs)
  }
}

function take(places: Record<string, number>, account: string): boolean {
  const left = places[account] ?? 0
  places[account] = left - 1
  return left > 0
}
