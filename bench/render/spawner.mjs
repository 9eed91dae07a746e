/**
 * Starts the programs of others and takes the time. A small process of its own, since a fork marks all memory of the process
 * that forks as shared: the next thing measured there would pay for copying its pages, which a renderer process, that starts
 * no programs, never pays; and the other program would pay for the forking of a large process.
 */
import { spawnSync } from 'node:child_process'

process.on('message', ({ program, args }) => {
  const from = performance.now()
  const { error, status } = spawnSync(program, args, { stdio: 'ignore' })
  const ms = performance.now() - from
  process.send({ ms, problem: error?.message ?? (status === 0 ? null : `${program} ended with ${status}`) })
})
