import { beforeEach, describe, expect, it } from 'vitest'
import type { EpochMs } from '../../src/fax/id.ts'
import type { Refusal, RefusalTrace } from '../../src/fax/refusal.ts'
import { type NewRefusal, nearest, RefusalDesk } from '../../src/smtp/refusal-desk.ts'
import { FakeClock, testRuntime } from '../fakes/clock.ts'

const HOUR = 3_600_000

function aRefusal(fields: Partial<NewRefusal> = {}): NewRefusal {
  return {
    stage: 'recipient',
    listener: 'test',
    peer: '198.51.100.7',
    user: null,
    sender: 'ann@example.com',
    from: null,
    recipients: ['15555551212@fax.local'],
    code: 'E_SENDER_DENIED',
    text: 'You are not permitted.',
    ambiguous: [],
    trace: [],
    ...fields,
  }
}

describe('the desk for refusals', () => {
  let clock: FakeClock
  let desk: RefusalDesk
  let written: Refusal[]
  let failing = false
  beforeEach(() => {
    clock = new FakeClock()
    written = []
    failing = false
    const addRefusals = async (refusals: readonly Refusal[], _now: EpochMs) => {
      if (failing) throw new Error('disk')
      written.push(...refusals)
    }
    desk = new RefusalDesk({ addRefusals }, testRuntime(clock))
    desk.start()
  })
  const write = () => clock.advance(2_500)
  /** What the store would have: additions counted up. */
  const rows = () => {
    const found = new Map<string, Refusal>()
    for (const refusal of written) {
      const before = found.get(refusal.id)
      found.set(
        refusal.id,
        before === undefined ? refusal : { ...before, times: before.times + refusal.times },
      )
    }
    return [...found.values()]
  }

  it('writes later, in one go, and gives a short reference at once', async () => {
    const first = desk.note(aRefusal())
    const second = desk.note(aRefusal({ sender: 'bob@example.com' }))
    expect(first).toMatch(/^r-[0-9a-z]{5,6}$/)
    expect(second).not.toBe(first)
    expect(written).toEqual([])
    await write()
    expect(written.map(({ id }) => id)).toEqual([first, second])
    await desk.stop()
  })

  it('counts the same again within the hour, with the same reference, written or not', async () => {
    const ref = desk.note(aRefusal())
    expect(desk.note(aRefusal())).toBe(ref)
    await write()
    expect(
      desk.note(aRefusal({ trace: [{ subscriber: 'x', entry: null, field: 'key', result: 'fail' }] })),
    ).toBe(ref)
    await write()
    expect(rows().map(({ id, times }) => [id, times])).toEqual([[ref, 3]])
    await clock.advance(HOUR)
    expect(desk.note(aRefusal())).not.toBe(ref)
    await desk.stop()
  })

  it('bounds the rows of one address, so that an attack hides nobody else', async () => {
    for (let i = 0; i < 3_000; i++) desk.note(aRefusal({ recipients: [`${i}@fax.local`] }))
    const other = desk.note(aRefusal({ peer: '192.0.2.9' }))
    await write()
    const found = rows()
    expect(found).toHaveLength(50 + 1 + 1)
    expect(found.reduce((sum, { times }) => sum + times, 0)).toBe(3_001)
    expect(found.map(({ id }) => id)).toContain(other)
    await desk.stop()
  })

  it('bounds what waits, and forgets the rest with a word in the log', async () => {
    for (let i = 0; i < 2_000; i++) desk.note(aRefusal({ peer: `10.0.${i >> 8}.${i & 255}` }))
    expect(desk.note(aRefusal({ peer: '192.0.2.9' }))).toBeNull()
    await write()
    expect(written).toHaveLength(1_000)
    expect(desk.note(aRefusal({ peer: '192.0.2.9' }))).not.toBeNull()
    await desk.stop()
    expect(written).toHaveLength(1_001)
  })

  it('outlives a store that fails, and writes the rest when it stops', async () => {
    failing = true
    desk.note(aRefusal())
    await write()
    failing = false
    desk.note(aRefusal({ sender: 'bob@example.com' }))
    await desk.stop()
    expect(written.map(({ sender }) => sender)).toEqual(['bob@example.com'])
  })

  it('keeps of what strangers write only so much', async () => {
    desk.note(aRefusal({ sender: 'a'.repeat(5_000), recipients: Array(500).fill('b'.repeat(5_000)) }))
    await desk.stop()
    expect(JSON.stringify(written).length).toBeLessThan(50_000)
  })
})

describe('the trace of many subscribers', () => {
  const lines = (subscriber: string, ...results: RefusalTrace['result'][]): RefusalTrace[] =>
    results.map(result => ({ subscriber, entry: 0, field: 'from_email', result }))

  it('is kept whole while it is short', () => {
    const trace = lines('a', 'fail')
    expect(nearest(trace)).toEqual({ kept: trace, leftOut: 0 })
  })

  it('keeps those who came nearest, and says how many it left out', () => {
    const far = Array.from({ length: 500 }, (_, i) => lines(`far${i}`, 'fail', 'fail', 'fail')).flat()
    const { kept, leftOut } = nearest([...far, ...lines('near', 'pass', 'pass', 'fail')])
    expect(kept[0]?.subscriber).toBe('near')
    expect(kept.length).toBeLessThanOrEqual(120)
    expect(leftOut).toBe(501 - new Set(kept.map(({ subscriber }) => subscriber)).size)
  })
})
