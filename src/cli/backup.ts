/** `faxbridge backup` and `restore`. A running daemon writes the backup itself; a restore needs it stopped. */
import { resolve } from 'node:path'
import { configOrThrow, loadConfig } from '../config/load.ts'
import { makeIds, noCheckpoint, systemClock } from '../runtime.ts'
import type { BackupNote } from '../store/backup.ts'
import { controlOf } from './control.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { makeLog } from './log.ts'
import { say, sayJson } from './print.ts'

interface Options {
  readonly config: string
  readonly json?: boolean
}

/** Copying and reading back gigabytes takes a while. */
const PATIENCE_MS = 6 * 3_600_000

export async function backup(folder: string, options: Options): Promise<void> {
  const target = resolve(folder)
  const note = await controlOf(options.config).post<BackupNote>('/backup', { folder: target }, PATIENCE_MS)
  if (missing(note).length > 0) process.exitCode = EXIT_CODES.failed.code
  if (options.json === true) return sayJson({ folder: target, ...note })
  say(
    `Backup of ${note.at} in ${target}: database and ${note.documents} documents (${mib(note.bytes)} MiB), read back.`,
  )
  for (const of of missing(note))
    warn(`Damaged in the spool, and so not in the backup: ${of}. An older backup may have it.`)
  say(
    'It holds faxes and keys of senders: keep it as safe as the data directory. Save the configuration and its key files, too.',
  )
}

export async function restoreBackup(folder: string, options: Options): Promise<void> {
  const { config } = configOrThrow(loadConfig(options.config, process.env))
  const { restore } = await import('../restore.ts')
  const clock = systemClock
  const log = makeLog({ level: 'warn', readable: process.stderr.isTTY === true })
  const runtime = { clock, ids: makeIds(clock), log, checkpoint: noCheckpoint }
  const { dataDir, store } = config
  const { note, held } = await restore({ from: resolve(folder), dataDir, url: store.url, runtime })
  if (options.json === true) return sayJson({ dataDir, held, ...note })
  say(`${dataDir} is as it was at ${note.at}: ${note.documents} documents, all of them read.`)
  for (const of of missing(note))
    warn(`Damaged already when the backup was made, and so not here: ${of}. An older backup may have it.`)
  if (held > 0)
    say(
      `${held} faxes had not ended then. They are held: "faxbridge list --held" shows them, "faxbridge release ID" sends one.`,
    )
  say(
    'Received faxes that had not been mailed then are mailed when the daemon starts, perhaps a second time.',
  )
}

/** What a backup could not have. */
const missing = (note: BackupNote): readonly string[] => note.damaged?.map(({ of }) => of) ?? []

const warn = (text: string) => process.stderr.write(`${text}\n`)
const mib = (bytes: number) => (bytes / 1_048_576).toFixed(1)
