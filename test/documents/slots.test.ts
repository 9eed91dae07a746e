import { describe, expect, it } from 'vitest'
import { type Known, type SlotProcess, Slots, slowSlots } from '../../src/documents/slots.ts'
import { FakeClock, settle } from '../fakes/clock.ts'

/** A process whose processor time is what the test says. */
class Puppet implements SlotProcess {
  cpu = 0
  sleeps = false
  isLow = false
  isStopped = false
  async cpuSeconds() {
    return this.cpu
  }
  async isAsleep() {
    return this.sleeps
  }
  async lower() {
    this.isLow = true
  }
  warm() {}
  async stop() {
    this.isStopped = true
  }
}

function aHouse(quick = 2) {
  const clock = new FakeClock(0)
  const made: Puppet[] = []
  const make = () => {
    const puppet = new Puppet()
    made.push(puppet)
    return puppet
  }
  const slots = new Slots<Puppet>({ make, quick, slow: slowSlots(quick), clock })
  const starts: string[] = []
  const ends: string[] = []
  /** Works until it is told to end. */
  const order = (name: string, known: Known = {}) => {
    const held: { end?: () => void; on?: Puppet } = {}
    const done = slots
      .use(
        (process, began, signal) =>
          new Promise<string>((resolve, reject) => {
            starts.push(name)
            held.on = process
            held.end = () => resolve(name)
            signal.addEventListener('abort', () => reject(new Error('broken off')))
            began()
          }),
        known,
        new AbortController().signal,
      )
      .then(
        result => ends.push(result),
        (error: Error) => ends.push(`${name}: ${error.message}`),
      )
    return { held, done }
  }
  const pass = async (ms: number) => {
    for (let at = 0; at < ms; at += 100) {
      await clock.advance(100)
      await settle()
    }
  }
  return { slots, made, order, starts, ends, pass }
}

describe('a document that takes long', () => {
  it('leaves its slot to the next, goes on with lowest priority, and its process ends with it', async () => {
    const { slots, made, order, starts, ends, pass } = aHouse(1)
    const long = order('long')
    await pass(1900)
    expect(slots.slow).toEqual({ working: 0, waiting: 0 })
    if (long.held.on !== undefined) long.held.on.cpu = 2
    await pass(300)
    expect(slots.slow).toEqual({ working: 1, waiting: 0 })
    const quick = order('quick')
    await settle()
    expect(starts).toEqual(['long', 'quick'])
    expect(long.held.on?.isLow).toBe(true)
    expect(quick.held.on?.isLow).toBe(false)
    quick.held.end?.()
    long.held.end?.()
    await Promise.all([quick.done, long.done])
    expect(ends).toEqual(['quick', 'long'])
    expect(made.map(({ isLow, isStopped }) => isLow && isStopped)).toEqual([true, false])
    expect(slots.slow).toEqual({ working: 0, waiting: 0 })
  })

  it('leaves sooner when it has had processor time and another waits', async () => {
    const { order, starts, pass } = aHouse(1)
    const long = order('long')
    order('quick')
    await pass(300)
    expect(starts).toEqual(['long'])
    if (long.held.on !== undefined) long.held.on.cpu = 0.6
    await pass(200)
    expect(starts).toEqual(['long', 'quick'])
  })

  it('leaves after half a second when it does nothing at all and another waits', async () => {
    const { order, starts, pass } = aHouse(1)
    const hung = order('hung')
    if (hung.held.on !== undefined) hung.held.on.sleeps = true
    order('quick')
    await pass(400)
    expect(starts).toEqual(['hung'])
    await pass(200)
    expect(starts).toEqual(['hung', 'quick'])
  })

  it('keeps its place when it sleeps between pieces of work', async () => {
    const { order, starts, pass } = aHouse(1)
    const { held } = order('reads')
    order('quick')
    for (let i = 0; i < 10; i++) {
      if (held.on !== undefined) held.on.sleeps = true
      await pass(300)
      if (held.on !== undefined) held.on.cpu += 0.02
      await pass(100)
    }
    expect(starts).toEqual(['reads'])
  })

  it('keeps its place however long it takes on a machine that is too busy', async () => {
    const { order, starts, pass } = aHouse(1)
    const long = order('long')
    order('quick')
    for (let second = 0; second < 20; second++) {
      if (long.held.on !== undefined) long.held.on.cpu += 0.014
      await pass(1000)
    }
    expect(starts).toEqual(['long'])
  })

  it('stays where it is while nobody waits and no slow slot is free', async () => {
    const { order, made, pass } = aHouse(1)
    for (const name of ['a', 'b']) {
      const { held } = order(name)
      if (held.on !== undefined) held.on.cpu = 9
      await pass(2200)
    }
    const third = order('c')
    if (third.held.on !== undefined) third.held.on.cpu = 9
    await pass(5000)
    expect(third.held.on?.isLow).toBe(false)
    expect(made).toHaveLength(3)
  })

  it('begins anew in a slow slot when there is none for it and another waits', async () => {
    const { slots, order, starts, ends, pass } = aHouse(1)
    const first = order('a')
    await pass(2200)
    order('b')
    await pass(2200)
    order('c')
    await pass(2200)
    const quick = order('quick')
    await pass(300)
    expect(starts).toEqual(['a', 'b', 'c', 'quick'])
    expect(slots.slow).toEqual({ working: 2, waiting: 1 })
    quick.held.end?.()
    await quick.done
    first.held.end?.()
    await first.done
    await settle()
    expect(starts).toEqual(['a', 'b', 'c', 'quick', 'c'])
    expect(ends).toEqual(['quick', 'a'])
  })
})

describe('slow slots', () => {
  it('are for those that crashed before at once, and quick documents never wait for them', async () => {
    const { order, starts, ends } = aHouse(1)
    for (const name of ['a', 'b', 'c', 'd']) order(name, { suspect: true })
    await settle()
    expect(starts).toEqual(['a', 'b'])
    for (let i = 0; i < 20; i++) {
      const { held, done } = order(`quick ${i}`)
      await settle()
      held.end?.()
      await done
    }
    expect(ends).toHaveLength(20)
  })

  it('are shared out between those whose documents wait; suspects come last', async () => {
    const { order, starts } = aHouse(1)
    const bad = (name: string, party: string) => order(name, { suspect: true, party })
    const first = bad('a1', 'a')
    const second = bad('a2', 'a')
    bad('a3', 'a')
    bad('b1', 'b')
    await settle()
    first.held.end?.()
    await first.done
    second.held.end?.()
    await second.done
    await settle()
    expect(starts).toEqual(['a1', 'a2', 'b1', 'a3'])
  })
})

it('a stop ends those that wait, and the processes', async () => {
  const { slots, made, order, ends } = aHouse(1)
  const waiting = [
    order('a', { suspect: true }),
    order('b', { suspect: true }),
    order('c', { suspect: true }),
  ]
  await settle()
  await slots.stop()
  await waiting[2]?.done
  expect(ends).toEqual([expect.stringContaining('c: The fax server is stopping')])
  expect(made.every(({ isStopped }) => isStopped)).toBe(true)
})
