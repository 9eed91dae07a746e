/** `faxbridge export`: all faxes of a time as a ZIP archive, written by the daemon while it is read here. */
import { link, open, rm } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { BridgeError } from '../fax/error.ts'
import { controlOf } from './control.ts'
import { say, sayJson } from './print.ts'

export interface ExportOptions {
  readonly config: string
  readonly json?: boolean
  readonly from: string
  readonly to: string
  readonly subscriber?: string
  readonly documents: string
  readonly out: string
}

export async function exportArchive(options: ExportOptions): Promise<void> {
  const { subscriber, documents } = options
  const from = instantOf(options.from, 'begin', '--from')
  const to = instantOf(options.to, 'end', '--to')
  const out = resolve(options.out)
  const by = process.env['SUDO_USER'] ?? userInfo().username
  const body = { from, to, documents, by, ...(subscriber === undefined ? {} : { subscriber }) }
  const bytes = await writeNew(out, write =>
    controlOf(options.config).download('/archive/export', body, write),
  )
  if (options.json === true) return sayJson({ file: out, bytes })
  say(`${out}: ${bytes} bytes. "sha256sum -c SHA256SUMS" in it checks every file.`)
}

/**
 * The file gets its name when it is whole, and never that of another one. Throws E_BAD_REQUEST when there is one.
 */
async function writeNew(
  out: string,
  fill: (write: (piece: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<number> {
  const partial = `${out}.partial`
  const taken = (cause: unknown) => {
    const exists = (cause as { code?: string }).code === 'EEXIST'
    const why = exists ? 'is there already: name a new file' : `cannot be written: ${String(cause)}`
    throw new BridgeError('E_BAD_REQUEST', { say: `${out} ${why}.`, cause })
  }
  const there = await open(out, 'r').catch(() => null)
  if (there !== null) {
    await there.close()
    taken({ code: 'EEXIST' })
  }
  const file = await open(partial, 'wx', 0o600).catch(cause => {
    const exists = (cause as { code?: string }).code === 'EEXIST'
    const why = exists
      ? 'is there: another export writes it, or was broken off. Delete it first'
      : String(cause)
    throw new BridgeError('E_BAD_REQUEST', { say: `${partial} ${why}.`, cause })
  })
  let bytes = 0
  try {
    await fill(async piece => {
      await file.writeFile(piece)
      bytes += piece.length
    })
    await file.sync()
    await file.close()
    // Unlike a rename, this takes no other file's place.
    await link(partial, out).catch(taken)
  } finally {
    await file.close().catch(() => {})
    await rm(partial, { force: true })
  }
  return bytes
}

/** A day by the clock of this machine: its begin, or the begin of the next one. Or an instant, with zone. */
export function instantOf(text: string, which: 'begin' | 'end', option: string): number {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (day !== null) {
    const [year = 0, month = 0, date = 0] = day.slice(1).map(Number)
    const at = new Date(year, month - 1, date + (which === 'end' ? 1 : 0))
    const same = new Date(year, month - 1, date)
    if (same.getMonth() === month - 1 && same.getDate() === date) return at.getTime()
  }
  const at = /^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at))
    throw new BridgeError('E_BAD_REQUEST', {
      say: `${option} ${text}: write a day such as 2026-11-21, or an instant such as 2026-11-21T08:00:00Z.`,
    })
  return at
}
