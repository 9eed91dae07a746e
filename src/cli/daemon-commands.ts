/** `faxbridge status` and `faxbridge reload`: the daemon as a whole. */
import type { StoreCounts } from '../store/store.ts'
import { controlOf } from './control.ts'
import { fields, localTime, say, sayJson } from './print.ts'

interface Status {
  readonly version: string
  readonly sandbox: string
  readonly pid: number
  readonly startedAt: string
  readonly ready: boolean
  readonly reasons: readonly string[]
  readonly counts: StoreCounts
  readonly freeBytes: number
  readonly brokenAddresses: readonly string[]
}

export async function status(options: { readonly config: string; readonly json?: boolean }): Promise<void> {
  const found = await controlOf(options.config).get<Status>('/status')
  if (options.json === true) return sayJson(found)
  const { counts } = found
  const jobs = Object.entries(counts.jobs).map(([state, n]) => `${n} ${state}`)
  say(
    fields([
      ['Daemon', `faxbridge ${found.version}, process ${found.pid}, since ${localTime(found.startedAt)}`],
      ['Ready', found.ready ? 'yes' : `no: ${found.reasons.join('; ')}`],
      ['Sandbox', found.sandbox === 'none' ? 'NONE: documents are read without one' : found.sandbox],
      ['Faxes', jobs.join(', ') || 'none yet'],
      ['Held', `${counts.held}${counts.held > 0 ? ' (faxbridge list --held)' : ''}`],
      ['Steps', `${counts.tasksDue} due, ${counts.tasksParked} given up`],
      ['Our mails', `${counts.mailsQueued} waiting for the relay`],
      ['Received', `${counts.inboundOpen} not yet acknowledged`],
      ['Mails come back', found.brokenAddresses.join(', ') || null],
      ['Disk', `${Math.round(found.freeBytes / 1_048_576)} MiB free`],
    ]),
  )
}

export async function reload(options: { readonly config: string; readonly json?: boolean }): Promise<void> {
  const { restart } = await controlOf(options.config).post<{ restart: readonly string[] }>('/reload', {})
  if (options.json === true) return sayJson({ restart })
  say('The configuration was read again.')
  if (restart.length > 0) say(`These changes need a restart: ${restart.join(', ')}`)
}
