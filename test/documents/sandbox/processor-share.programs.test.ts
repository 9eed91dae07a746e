import { type ChildProcess, spawn } from 'node:child_process'
import { afterEach, expect, it, vi } from 'vitest'
import { ProcessorShare } from '../../../src/documents/sandbox/processor-share.ts'
import { FakeClock } from '../../fakes/clock.ts'

const running: ChildProcess[] = []
afterEach(() => {
  // With their children.
  for (const { pid } of running.splice(0)) if (pid !== undefined) process.kill(-pid, 'SIGKILL')
})

/** A shell that waits for a child that never has enough. */
function spinning() {
  const child = spawn('bash', ['-c', '(while :; do :; done); true'], { stdio: 'ignore', detached: true })
  running.push(child)
  const clock = new FakeClock(0)
  const share = new ProcessorShare(clock)
  share.started(child.pid ?? 0)
  return { share, clock }
}

const hasWorked = (share: ProcessorShare, seconds: number) =>
  vi.waitFor(() => expect(share.cpuSeconds()).toBeGreaterThan(seconds), 60_000)

it('a program stands still with all that it started, and goes on where it was', async () => {
  const { share, clock } = spinning()
  await hasWorked(share, 0.05)
  share.hold(true)
  share.hold(true)
  await vi.waitFor(() => expect(share.isAsleep()).toBe(true), 60_000)
  const had = share.cpuSeconds()
  // Another one gets a processor meanwhile, so time goes by.
  const other = spinning()
  await hasWorked(other.share, had + 0.2)
  expect(share.cpuSeconds()).toBe(had)
  await clock.advance(5000)
  share.hold(false)
  await hasWorked(share, had + 0.05)
  await clock.advance(5000)
  expect(share.heldMs()).toBe(5000)
})

it('one that stands still can be killed', async () => {
  const { share } = spinning()
  await hasWorked(share, 0.01)
  share.hold(true)
  const child = running[0]
  const ended = new Promise(resolve => child?.once('exit', (_, signal) => resolve(signal)))
  process.kill(-(child?.pid ?? 0), 'SIGKILL')
  running.length = 0
  expect(await ended).toBe('SIGKILL')
})

it('who takes over does not stand still, and what was before is not its own', async () => {
  const { share, clock } = spinning()
  await hasWorked(share, 0.01)
  share.hold(true)
  await clock.advance(1000)
  const next = spinning()
  share.started(running[1]?.pid ?? 0)
  await clock.advance(1000)
  expect(share.heldMs()).toBe(1000)
  await hasWorked(next.share, 0.05)
})

it('where nothing runs there is nothing to hold', () => {
  const share = new ProcessorShare(new FakeClock(0))
  share.hold(true)
  share.hold(false)
  share.lower()
  expect([share.cpuSeconds(), share.isAsleep(), share.isLow(), share.heldMs()]).toEqual([0, false, true, 0])
})
