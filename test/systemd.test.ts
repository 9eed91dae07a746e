import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const unit = new URL('../systemd/faxbridge.service', import.meta.url).pathname
const socket = new URL('../systemd/faxbridge-smtp.socket', import.meta.url).pathname

describe('the service unit', () => {
  it('is hardened: exposure of at most 2.7, of which 1.9 are what the sandbox of documents is made of', () => {
    const out = execFileSync('systemd-analyze', ['security', '--offline=true', '--no-pager', unit], {
      encoding: 'utf8',
    })
    const level = Number(/Overall exposure level for \S+: ([0-9.]+)/.exec(out)?.[1])
    expect(level).toBeGreaterThan(0)
    expect(level).toBeLessThanOrEqual(2.7)
  })

  it('permits what the sandbox of documents is made of', () => {
    const text = readFileSync(unit, 'utf8')
    expect(text).toContain('\nRestrictNamespaces=user mnt pid net ipc uts cgroup\n')
    // Later lines of a filter add to and take from earlier ones.
    const calls = text.split('\n').filter(line => line.startsWith('SystemCallFilter='))
    expect(calls.slice(-2)).toEqual([
      'SystemCallFilter=mount umount2 pivot_root capset',
      'SystemCallFilter=setpriority',
    ])
    // They cover parts of /proc: then Linux permits no new /proc in a user namespace.
    expect(text).not.toMatch(/^(?:ProtectKernelTunables|ProtectKernelLogs)=yes$|^ProcSubset=pid$/m)
  })

  it('lets slow documents lose their priority, in a group of processes of its own', () => {
    const text = readFileSync(unit, 'utf8')
    expect(text).toContain('\nSystemCallFilter=setpriority\n')
    expect(text).toContain('\nCPUWeight=100\n')
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

describe('the nightly backup', () => {
  const read = (name: string) => readFileSync(new URL(`../systemd/${name}`, import.meta.url), 'utf8')

  it('is a unit and a timer that systemd takes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'faxbridge-units-'))
    try {
      const files = ['faxbridge-backup.service', 'faxbridge-backup.timer'].map(name => {
        const file = join(folder, name)
        // What is not installed here would be found missing.
        writeFileSync(file, read(name).replace(/^Documentation=.*\n/m, ''))
        return file
      })
      const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...files], { encoding: 'utf8' })
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('goes where the daemon may write, since the daemon writes it', () => {
    const unit = read('faxbridge-backup.service')
    expect(unit).toContain('faxbridge backup "/var/backups/faxbridge/$$(date ')
    expect(read('faxbridge.service')).toContain('\nReadWritePaths=-/var/backups/faxbridge\n')
    expect(read('../packaging/debian/postinst')).toContain('-o faxbridge -g faxbridge /var/backups/faxbridge')
  })
})
