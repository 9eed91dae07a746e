/** Watches the machine: disk, certificates, sandbox, keys, backups. */
import { readFile } from 'node:fs/promises'
import { certificateFiles, endOfCertificates } from '../config/certificate-files.ts'
import type { LiveConfig } from '../config/schema.ts'
import type { EpochMs } from '../fax/id.ts'
import { safeText } from '../mail/safe-text.ts'
import type { Sighting, Watch } from './watch.ts'

const DAY = 86_400_000
const MIB = 1024 * 1024

export function watchDisk(config: LiveConfig, freeBytes: () => Promise<number>): Watch {
  return {
    kinds: ['disk-low', 'disk-full'],
    async look() {
      const free = await freeBytes()
      const { alarms, smtp } = config.current
      const { freeDiskBytes } = smtp.limits
      const facts = { free: Math.floor(free / MIB), limit: Math.floor(freeDiskBytes / MIB) }
      if (free < freeDiskBytes) return [{ kind: 'disk-full', facts }]
      return free < alarms.diskFreeBytes ? [{ kind: 'disk-low', facts }] : []
    },
  }
}

export function watchCertificates(config: LiveConfig): Watch {
  return {
    kinds: ['certificate-ending', 'certificate-ended'],
    async look(now) {
      const sightings: Sighting[] = []
      for (const { what, file } of certificateFiles(config.current)) {
        const bytes = await readFile(file).catch(() => null)
        const end = bytes === null ? null : endOfCertificates(bytes)
        if (end === null) continue
        const days = Math.floor((end - now) / DAY)
        const facts = { what, file, days }
        if (end <= now) sightings.push({ kind: 'certificate-ended', about: file, facts })
        else if (end - now < config.current.alarms.certificateDays * DAY)
          sightings.push({ kind: 'certificate-ending', about: file, facts })
      }
      return sightings
    },
  }
}

/** `why`: null while it works. */
export function watchSandbox(why: () => Promise<string | null>): Watch {
  return {
    kinds: ['sandbox-lost'],
    async look() {
      const reason = await why()
      return reason === null ? [] : [{ kind: 'sandbox-lost', facts: { why: safeText(reason, 300) } }]
    },
  }
}

export function watchKeys(overdue: () => number): Watch {
  return {
    kinds: ['keys-overdue'],
    async look() {
      const count = overdue()
      return count === 0 ? [] : [{ kind: 'keys-overdue', count }]
    },
  }
}

/** When the last backup was made, and since when somebody has looked. */
export interface BackupTimes {
  readonly last: EpochMs | null
  readonly lookedSince: EpochMs
}

export function watchBackups(config: LiveConfig, times: () => Promise<BackupTimes>): Watch {
  return {
    kinds: ['backup-old'],
    async look(now) {
      const { backupDays } = config.current.alarms
      if (backupDays === undefined) return []
      const { last, lookedSince } = await times()
      if (now - (last ?? lookedSince) <= backupDays * DAY) return []
      const shown = last === null ? '-' : new Date(last).toISOString().slice(0, 16).replace('T', ' ')
      return [{ kind: 'backup-old', facts: { limit: backupDays, last: shown } }]
    },
  }
}
