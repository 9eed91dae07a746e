/** `faxbridge archive`: legal holds, and encryption at rest. */
import { userInfo } from 'node:os'
import type { EncryptionState, Progress } from '../archive/encryption.ts'
import type { HoldView } from '../archive/legal-hold.ts'
import { controlOf } from './control.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { localTime, say, sayJson, table } from './print.ts'

interface Options {
  readonly config: string
  readonly json?: boolean
}

/** Who did it stands in the record: with sudo, the person behind it. */
const whoami = () => process.env['SUDO_USER'] ?? userInfo().username

export async function orderHold(
  type: 'hold' | 'release',
  id: string | undefined,
  options: Options & { readonly subscriber?: string; readonly reason: string },
): Promise<void> {
  const { subscriber, reason } = options
  const order = { type, reason, by: whoami(), ...(id === undefined ? {} : { id }) }
  const body = subscriber === undefined ? order : { ...order, subscriber }
  const done = await controlOf(options.config).post<{ text: string; hold: HoldView }>('/archive/holds', body)
  if (options.json === true) return sayJson(done)
  say(done.text)
}

export async function showHolds(options: Options & { readonly all?: boolean }): Promise<void> {
  const query = options.all === true ? { all: 'true' } : {}
  const holds = await controlOf(options.config).get<HoldView[]>('/archive/holds', query)
  if (options.json === true) return sayJson(holds)
  if (holds.length === 0) return say('There are no legal holds.')
  const rows = holds.map(({ subject, reason, placedBy, placedAt, releasedBy, releasedAt, releaseReason }) => [
    subject,
    reason,
    `${placedBy}, ${localTime(placedAt)}`,
    releasedAt === null ? '' : `${releasedBy ?? ''}, ${localTime(releasedAt)}: ${releaseReason ?? ''}`,
  ])
  say(table(['ON', 'WHY', 'PLACED', 'RELEASED'], rows, 60))
}

/** Every document is read and written once: gigabytes take a while. */
const PATIENCE_MS = 6 * 3_600_000

export async function showKeys(options: Options): Promise<void> {
  const state = await controlOf(options.config).get<EncryptionState>('/archive/keys')
  if (options.json === true) return sayJson(state)
  const rows = Object.entries(state.documents).map(([key, n]) => [
    key,
    String(n),
    key === state.writing
      ? 'for new documents'
      : n === 0
        ? 'may go'
        : 'for reading: rotate-key takes them over',
  ])
  const plain = state.writing === null ? '' : 'encrypt takes them over'
  const all =
    state.plain > 0 || rows.length === 0 ? [...rows, ['not encrypted', String(state.plain), plain]] : rows
  say(table(['KEY', 'DOCUMENTS', ''], all))
}

export async function orderKeys(type: 'rotate' | 'encrypt', options: Options): Promise<void> {
  const done = await controlOf(options.config).post<Progress>('/archive/keys', { type }, PATIENCE_MS)
  if (done.left > 0) process.exitCode = EXIT_CODES.failed.code
  if (options.json === true) return sayJson(done)
  const what = type === 'rotate' ? 'are under the first key now' : 'are encrypted now'
  say(`${done.done} documents ${what}.`)
  if (done.left > 0) say(`${done.left} were in use and are as they were: do it again.`)
  else if (type === 'rotate')
    say('No document needs another key: the others may go from archive.keys, but for your backups.')
}
