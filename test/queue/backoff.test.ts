import { describe, expect, it } from 'vitest'
import { TASK_KINDS } from '../../src/fax/task.ts'
import { BACKOFF, backoffMs } from '../../src/queue/backoff.ts'

describe('backoffMs', () => {
  it('doubles from the first wait to the longest and stays there', () => {
    expect([1, 2, 3, 4].map(n => backoffMs('relay', n))).toEqual([60_000, 120_000, 240_000, 480_000])
    expect(backoffMs('relay', 500)).toBe(3_600_000)
  })

  it('parks only where a number of tries is set', () => {
    expect(backoffMs('cancel', 9)).not.toBeNull()
    expect(backoffMs('cancel', 10)).toBeNull()
    expect(backoffMs('submit', 10_000)).not.toBeNull()
  })

  it('has a row for every kind of task', () => {
    expect(Object.keys(BACKOFF).sort()).toEqual([...TASK_KINDS].sort())
  })
})
