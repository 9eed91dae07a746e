import { type ChildProcess, spawn } from 'node:child_process'
import { afterEach, expect, it, vi } from 'vitest'
import { cpuSecondsOf, isAsleep } from '../../../src/documents/sandbox/processes.ts'

const running: ChildProcess[] = []
afterEach(() => {
  // With their children.
  for (const { pid } of running.splice(0)) if (pid !== undefined) process.kill(-pid, 'SIGKILL')
})

function started(script: string): number {
  const child = spawn('bash', ['-c', script], { stdio: 'ignore', detached: true })
  running.push(child)
  return child.pid ?? 0
}

it('who waits for a child that sleeps is asleep', async () => {
  const pid = started('sleep 600; true')
  await vi.waitFor(() => expect(isAsleep(pid)).toBe(true), 60_000)
})

it('who has a child that works is not asleep, and the work of the child counts', async () => {
  const pid = started('(while :; do :; done); true')
  await vi.waitFor(() => expect(cpuSecondsOf(pid)).toBeGreaterThan(0.2), 60_000)
  for (let i = 0; i < 20; i++) expect(isAsleep(pid)).toBe(false)
})
