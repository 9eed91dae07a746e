/** Watches the machine: disk, certificates, sandbox, keys, backups. */
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Config, LiveConfig } from '../config/schema.ts'
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

/** A certificate that the configuration names, and what it is for. */
export interface CertificateFile {
  readonly what: string
  readonly file: string
}

/** Every file with certificates that the configuration names. */
export function certificateFiles({ smtp, http, relay, providers }: Config): readonly CertificateFile[] {
  const found: { readonly what: string; readonly file: unknown }[] = []
  for (const { name, cert, clientCa } of smtp.listeners)
    found.push({ what: `listener ${name}`, file: cert }, { what: `clients of ${name}`, file: clientCa })
  found.push({ what: 'http', file: http.tls?.cert }, { what: 'http.public', file: http.public.tls?.cert })
  found.push({ what: 'http.admin', file: http.admin.tls?.cert })
  for (const { url, caFile } of [relay, ...relay.fallback])
    found.push({ what: `authority of ${url}`, file: caFile })
  for (const { to, certificate } of relay.encrypt) found.push({ what: `mails to ${to}`, file: certificate })
  for (const [account, settings] of Object.entries(providers))
    for (const key of ['caFile', 'clientCert'])
      found.push({ what: `provider ${account}`, file: Reflect.get(settings, key) })
  return found.filter((entry): entry is CertificateFile => typeof entry.file === 'string')
}

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g
/** A file with more is a bundle of authorities: some of them have always ended. */
const MOST_CERTIFICATES = 4

/** When the first certificate of a file ends; null: it holds none that can be read, or is a bundle of authorities. */
export function endOfCertificates(bytes: Buffer): EpochMs | null {
  const pem = bytes.toString('latin1').match(PEM)
  if (pem !== null && pem.length > MOST_CERTIFICATES) return null
  try {
    const ends = (pem ?? [bytes]).map(one => Date.parse(new X509Certificate(one).validTo))
    return Math.min(...ends) as EpochMs
  } catch {
    return null
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
