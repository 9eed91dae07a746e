import { describe, expect, it } from 'vitest'
import { type Known, type Share, type SlotProcess, Slots } from '../../src/documents/slots.ts'
import { FakeClock, settle } from '../fakes/clock.ts'

/** A process whose processor time is what the test says. */
class Puppet implements SlotProcess {
  cpu = 0
  memory = 100
  sleeps = false
  isLow = false
  isHeld = false
  isStopped = false
  isWarm = false
  readonly share: Share = {
    cpuSeconds: () => this.cpu,
    isAsleep: () => this.sleeps,
    lower: () => {
      this.isLow = true
    },
    memoryBytes: () => this.memory,
    hold: isHeld => {
      this.isHeld = isHeld
    },
  }
  warm() {
    this.isWarm = true
  }
  async stop() {
    this.isStopped = true
  }
}

function aHouse(quick = 2, spares = 0, parkedBytes = 0) {
  const clock = new FakeClock(0)
  const made: Puppet[] = []
  const make = () => {
    const puppet = new Puppet()
    made.push(puppet)
    return puppet
  }
  // Their processes are new: they may have twice as much.
  const slots = new Slots<Puppet>({
    make,
    quick,
    clock,
    shortSeconds: 0.125,
    spares,
    parkedBytes,
  })
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
    for (let at = 0; at < ms; at += 50) {
      await clock.advance(50)
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
    if (long.held.on !== undefined) long.held.on.cpu = 2.5
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
    if (long.held.on !== undefined) long.held.on.cpu = 0.3
    await pass(200)
    expect(starts).toEqual(['long', 'quick'])
  })

  it('in a process that has had others may take half as much', async () => {
    const { order, starts, pass, slots } = aHouse(1)
    slots.warm()
    const long = order('long')
    order('quick')
    await pass(50)
    if (long.held.on !== undefined) long.held.on.cpu = 0.15
    await pass(50)
    expect(starts).toEqual(['long', 'quick'])
  })

  it('leaves after a tenth of a second when it does nothing at all and another waits', async () => {
    const { order, starts, pass } = aHouse(1)
    const hung = order('hung')
    order('quick')
    await settle()
    if (hung.held.on !== undefined) hung.held.on.sleeps = true
    await pass(50)
    expect(starts).toEqual(['hung'])
    await pass(50)
    expect(starts).toEqual(['hung', 'quick'])
    // It takes nothing from anybody, so its time goes on.
    expect(hung.held.on?.isHeld).toBe(false)
  })

  it('keeps its place when it sleeps between pieces of work', async () => {
    const { order, starts, pass } = aHouse(1)
    const { held } = order('reads')
    order('quick')
    await settle()
    for (let i = 0; i < 10; i++) {
      if (held.on !== undefined) held.on.sleeps = true
      await pass(50)
      if (held.on !== undefined) held.on.cpu += 0.02
      await pass(50)
    }
    expect(starts).toEqual(['reads'])
  })

  it('keeps its place however long it takes on a machine that is too busy', async () => {
    const { order, starts, pass } = aHouse(1)
    const long = order('long')
    order('quick')
    for (let second = 0; second < 20; second++) {
      if (long.held.on !== undefined) long.held.on.cpu += 0.012
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

describe('while quick documents wait', () => {
  /** One slow document, and as many quick ones as there is room for and one more. */
  async function besideAQueue(spares = 0) {
    const house = aHouse(1, spares)
    const slow = house.order('slow')
    await settle()
    const on = slow.held.on
    if (on === undefined) throw new Error('it did not start')
    on.cpu = 0.3
    const quick = house.order('quick')
    const next = house.order('next')
    await house.pass(50)
    return { ...house, slow, on, quick, next }
  }

  it('a slow one stands still, but for a short turn now and then', async () => {
    const { on, starts, pass, slow, quick, ends } = await besideAQueue()
    expect(starts).toEqual(['slow', 'quick'])
    let ran = 0
    for (let ms = 0; ms < 18_000; ms += 100) {
      if (!on.isHeld) ran += 100
      if (quick.held.on !== undefined) quick.held.on.cpu += 0.001
      await pass(100)
    }
    expect([200, 300, 400]).toContain(ran)
    slow.held.end?.()
    await slow.done
    expect(ends).toEqual(['slow'])
  })

  it('it goes on when none has waited for a moment, not between two of them', async () => {
    const { on, quick, next, order, pass } = await besideAQueue()
    expect(on.isHeld).toBe(true)
    quick.held.end?.()
    await quick.done
    const third = order('third')
    await pass(300)
    expect(on.isHeld).toBe(true)
    next.held.end?.()
    await next.done
    await pass(50)
    expect(on.isHeld).toBe(true)
    await pass(300)
    expect(on.isHeld).toBe(false)
    expect(third.held.on?.isHeld).toBe(false)
  })

  it('its process keeps its priority, and is there for the next one', async () => {
    const { on, made, slow, quick, next, order, pass } = await besideAQueue(1)
    for (const one of [slow, quick, next]) {
      one.held.end?.()
      await one.done
      await pass(50)
    }
    expect(on).toMatchObject({ isLow: false, isHeld: false, isStopped: false })
    const count = made.length
    for (const one of [order('a'), order('b')]) {
      await settle()
      one.held.end?.()
      await one.done
    }
    expect(made).toHaveLength(count)
  })

  it('one process more than are wanted is stopped', async () => {
    const { made, slow, quick, next, pass } = await besideAQueue()
    quick.held.end?.()
    await quick.done
    slow.held.end?.()
    await slow.done
    next.held.end?.()
    await next.done
    await pass(50)
    expect(made.filter(({ isStopped }) => !isStopped)).toHaveLength(1)
  })

  it('one that is started for a suspect is not held up before it can begin', async () => {
    const { slots, made } = aHouse(1)
    const never = new Promise<never>(() => {})
    const use = (known: Known) => void slots.use(() => never, known, new AbortController().signal)
    use({})
    use({})
    use({ suspect: true })
    await settle()
    expect(made).toHaveLength(2)
    expect(made.map(({ isHeld }) => isHeld)).toEqual([false, false])
  })
})

describe('slow documents for which there is no place', () => {
  /** A queue of so many that are slow one after the other, until one waits that is not. */
  async function aRow(count: number, parkedBytes: number, memory = 100) {
    const house = aHouse(1, 0, parkedBytes)
    const orders = Array.from({ length: count + 2 }, (_, i) => house.order(`${i}`))
    for (const { held } of orders.slice(0, count)) {
      await house.pass(50)
      if (held.on !== undefined) Object.assign(held.on, { cpu: 0.3, memory })
    }
    await house.pass(50)
    return { ...house, orders, on: orders.map(({ held }) => held.on) }
  }

  it('are parked as long as what they hold is little', async () => {
    const { slots, starts, on } = await aRow(4, 201)
    expect(starts).toEqual(['0', '1', '2', '3', '4'])
    expect(slots.slow).toEqual({ working: 4, waiting: 0 })
    expect(on.slice(0, 5).map(one => one?.isHeld)).toEqual([true, true, true, true, false])
  })

  it('keep their place where there is no room for what they hold', async () => {
    const { slots, starts, on } = await aRow(4, 200)
    expect(starts).toEqual(['0', '1', '2', '3'])
    expect(slots.slow).toEqual({ working: 3, waiting: 0 })
    expect(on[3]?.isHeld).toBe(false)
  })

  it('keep their place where nothing may be parked, also those that hold nothing', async () => {
    const { slots, starts } = await aRow(4, 0, 0)
    expect(starts).toEqual(['0', '1', '2'])
    expect(slots.slow).toEqual({ working: 2, waiting: 0 })
  })

  it('go on one after the other when a slow one has ended, and never more at a time', async () => {
    const { orders, on, ends, pass } = await aRow(4, 201)
    for (const at of [4, 5]) {
      orders[at]?.held.end?.()
      await orders[at]?.done
    }
    await pass(500)
    expect(on.slice(0, 4).map(one => one?.isHeld)).toEqual([false, false, true, true])
    orders[0]?.held.end?.()
    await pass(200)
    expect(on.slice(1, 4).map(one => one?.isHeld)).toEqual([false, false, true])
    for (const { held } of orders) held.end?.()
    await pass(200)
    expect(ends).toHaveLength(6)
  })

  it('and suspects wait until all of them have a place', async () => {
    const { slots, orders, order, starts, pass } = await aRow(3, 200)
    order('suspect', { suspect: true })
    orders[0]?.held.end?.()
    await pass(200)
    expect(starts).not.toContain('suspect')
    expect(slots.slow).toEqual({ working: 2, waiting: 1 })
    orders[1]?.held.end?.()
    await pass(200)
    expect(starts).toContain('suspect')
  })
})

describe('spare processes', () => {
  it('are made ready where documents have waited, as soon as none waits', async () => {
    const { made, order } = aHouse(1, 2)
    const alone = order('alone')
    await settle()
    alone.held.end?.()
    await alone.done
    expect(made).toHaveLength(1)
    const two = [order('a'), order('b')]
    for (const { held, done } of two) {
      await settle()
      held.end?.()
      await done
    }
    await settle()
    expect(made.filter(({ isWarm }) => isWarm)).toHaveLength(1)
    const more = [order('c'), order('d')]
    for (const { held, done } of more) {
      await settle()
      held.end?.()
      await done
    }
    expect(made).toHaveLength(3)
    // The one that is ready is taken before those that would have to be started.
    const next = order('next')
    await settle()
    expect(next.held.on?.isWarm).toBe(true)
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
