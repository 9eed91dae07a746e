import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { serviceManager, socketsFromSystemd } from '../../src/cli/service-notify.ts'
import { silentLogger } from '../../src/runtime.ts'
import { waitFor } from '../e2e/bridge.ts'
import { FakeClock } from '../fakes/clock.ts'

describe('sockets from systemd', () => {
  it('are known by their names', () => {
    const env = { LISTEN_PID: '42', LISTEN_FDS: '2', LISTEN_FDNAMES: 'smtp:http' }
    expect([...socketsFromSystemd(env, 42)]).toEqual([
      ['smtp', 3],
      ['http', 4],
    ])
  })

  it('meant for another process are left alone', () => {
    expect(socketsFromSystemd({ LISTEN_PID: '41', LISTEN_FDS: '1', LISTEN_FDNAMES: 'smtp' }, 42).size).toBe(0)
    expect(socketsFromSystemd({}, 42).size).toBe(0)
  })
})

describe('the service manager', () => {
  let folder: string
  let path: string | undefined
  const told = () => (existsSync(join(folder, 'told')) ? readFileSync(join(folder, 'told'), 'utf8') : '')
  beforeEach(() => {
    // A program of the same name that writes down what it is given.
    folder = mkdtempSync(join(tmpdir(), 'faxbridge-notify-'))
    writeFileSync(join(folder, 'systemd-notify'), `#!/bin/sh\necho "$@" >> ${folder}/told\n`)
    chmodSync(join(folder, 'systemd-notify'), 0o755)
    path = process.env['PATH']
    process.env['PATH'] = `${folder}:${path}`
  })
  afterEach(() => {
    process.env['PATH'] = path
    rmSync(folder, { recursive: true, force: true })
  })

  it('is told that we are ready and that we stop, with our process id', async () => {
    const manager = serviceManager({ NOTIFY_SOCKET: '/run/x' }, silentLogger, new FakeClock())
    manager.ready('mail on 127.0.0.1:2525')
    await waitFor('the word', () => told().includes('--ready'))
    expect(told()).toContain(`--pid=${process.pid}`)
    expect(told()).toContain('--status=mail on 127.0.0.1:2525')
    manager.stopping()
    await waitFor('the word', () => told().includes('STOPPING=1'))
  })

  it('is told that we live, at half of its time, and only as long as we do', async () => {
    const clock = new FakeClock()
    let alive = true
    const manager = serviceManager(
      { NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: '60000000' },
      silentLogger,
      clock,
    )
    manager.watch(() => alive)
    await clock.advance(30_000)
    await waitFor('a sign of life', () => told().includes('WATCHDOG=1'))
    alive = false
    await clock.advance(30_000)
    // A later word comes after an earlier one: had there been a sign of life, it would be there too.
    manager.stopping()
    await waitFor('the word', () => told().includes('STOPPING=1'))
    expect(told().split('WATCHDOG=1')).toHaveLength(2)
    manager.end()
  })

  it('does not exist without systemd', () => {
    serviceManager({}, silentLogger, new FakeClock()).ready('x')
    expect(told()).toBe('')
  })
})
