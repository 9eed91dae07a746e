import { expect, it } from 'vitest'
import { outOfTime } from '../../../src/documents/sandbox/watch.ts'
import { FakeClock } from '../../fakes/clock.ts'

/** When 60 seconds of a program are over that gets this share of a processor, in seconds by the clock. */
async function ended(share: (second: number) => number, isLow: boolean): Promise<string> {
  const clock = new FakeClock()
  const from = clock.now()
  const seconds = () => (clock.now() - from) / 1000
  const cpuSeconds = () => {
    let cpu = 0
    for (let second = 0; second < seconds(); second++) cpu += share(second)
    return cpu
  }
  let what: string | null = null
  const over = new AbortController()
  void outOfTime(
    { pid: 1, seconds: 60, hindrance: { isLow: () => isLow, heldMs: () => 0 }, cpuSeconds },
    clock,
    over.signal,
  ).then(end => {
    what = `${end} after ${Math.round(seconds())}`
  })
  for (let i = 0; i < 2000 && what === null; i++) {
    await new Promise(resolve => setImmediate(resolve))
    await clock.advance(1000)
  }
  over.abort()
  return what ?? 'never'
}

it.each([
  ['has a whole processor', () => 1, 'time after 60', 'time after 60'],
  ['has several processors', () => 3, 'time after 60', 'time after 60'],
  ['waits for nothing', () => 0, 'time after 65', 'time after 65'],
  ['has most of a processor', () => 0.75, 'time after 80', 'time after 80'],
  // The machine is busy with other things: no fault of the document.
  ['has a tenth of a processor', () => 0.1, 'processor after 120', 'time after 600'],
  ['has nearly none', () => 0.05, 'processor after 120', 'processor after 600'],
  ['stands still at last', (second: number) => (second < 90 ? 0.3 : 0), 'time after 96', 'time after 96'],
] as const)('a program that %s', async (_, share, own, low) => {
  const near = (text: string) => {
    const [what, seconds] = text.split(' after ')
    return { what, seconds: Number(seconds) }
  }
  for (const [isLow, expected] of [
    [false, near(own)],
    [true, near(low)],
  ] as const) {
    const is = near(await ended(share, isLow))
    expect(is.what).toBe(expected.what)
    expect(Math.abs(is.seconds - expected.seconds)).toBeLessThanOrEqual(3)
  }
})

/** When 60 seconds of a program are over that stands still in the seconds that are said, and else works or does nothing. */
async function endedWithPauses(isPaused: (second: number) => boolean, share: number): Promise<string> {
  const clock = new FakeClock()
  const from = clock.now()
  let heldMs = 0
  let cpu = 0
  let what: string | null = null
  const over = new AbortController()
  const hindrance = { isLow: () => false, heldMs: () => heldMs }
  void outOfTime({ pid: 1, seconds: 60, hindrance, cpuSeconds: () => cpu }, clock, over.signal).then(end => {
    what = `${end} after ${Math.round((clock.now() - from) / 1000)}`
  })
  for (let second = 0; second < 5000 && what === null; second++) {
    await new Promise(resolve => setImmediate(resolve))
    if (isPaused(second)) heldMs += 1000
    else cpu += share
    await clock.advance(1000)
  }
  over.abort()
  return what ?? 'never'
}

it.each([
  ['is held for two minutes and then works', (second: number) => second < 120, 1, 'time after 180'],
  ['has one second of ten and works in it', (second: number) => second % 10 !== 0, 1, 'time after 591'],
  ['is held for two minutes and then does nothing', (second: number) => second < 120, 0, 'time after 185'],
  ['is held between, and has half a processor', (second: number) => second < 50, 0.5, 'time after 170'],
] as const)('the time of a program that %s', async (_, isPaused, share, expected) => {
  const [what, seconds] = (await endedWithPauses(isPaused, share)).split(' after ')
  const [as, near] = expected.split(' after ')
  expect(what).toBe(as)
  expect(Math.abs(Number(seconds) - Number(near))).toBeLessThanOrEqual(3)
})
