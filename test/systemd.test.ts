import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const unit = new URL('../systemd/faxbridge.service', import.meta.url).pathname
const socket = new URL('../systemd/faxbridge-smtp.socket', import.meta.url).pathname

describe('the service unit', () => {
  it('is hardened: exposure of at most 2.0', () => {
    const out = execFileSync('systemd-analyze', ['security', '--offline=true', '--no-pager', unit], {
      encoding: 'utf8',
    })
    const level = Number(/Overall exposure level for \S+: ([0-9.]+)/.exec(out)?.[1])
    expect(level).toBeGreaterThan(0)
    expect(level).toBeLessThanOrEqual(2)
  })

  it('waits for our word, watches us, and does not repeat a wrong configuration', () => {
    const text = readFileSync(unit, 'utf8')
    for (const line of ['Type=notify', 'NotifyAccess=all', 'WatchdogSec=60', 'RestartPreventExitStatus=78'])
      expect(text).toContain(`\n${line}\n`)
  })

  it('gets its socket under the name that the configuration uses', () => {
    expect(readFileSync(socket, 'utf8')).toContain('FileDescriptorName=smtp')
  })
})
