/** What the machine gives: folder, disk, limits of the process, sandbox, programs for documents. */
import { readFile, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Config } from '../config/schema.ts'
import { findProgram, openSandbox } from '../documents/sandbox/open.ts'
import { isBridgeError } from '../fax/error.ts'
import { bad, type Finding, ok, warn } from './finding.ts'

const MIB = 1_048_576
/** A connection is a file; thirty from each address, one for each renderer pipe, database and spool. */
const FILES_WANTED = 4096
/** Names of one program, the first that is there counts; and what is lost without it. */
const PROGRAMS: readonly {
  readonly names: readonly string[]
  readonly without: string
  readonly packages: string
}[] = [
  {
    names: ['soffice', 'libreoffice'],
    without: 'Word, Excel and PowerPoint files cannot be faxed',
    packages: 'libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui',
  },
  {
    names: ['tesseract'],
    without: 'received faxes cannot be searched by their text',
    packages: 'tesseract-ocr',
  },
]

export async function lookAtMachine(config: Config, pid: number | null): Promise<Finding[]> {
  return [
    await dataDirOf(config),
    await diskOf(config),
    await filesOf(pid),
    await sandboxOf(config),
    ...(await Promise.all(PROGRAMS.map(programOf))),
  ]
}

async function dataDirOf({ dataDir }: Config): Promise<Finding> {
  const about = 'data directory'
  const found = await stat(dataDir).catch(() => null)
  if (found === null)
    return warn(about, `${dataDir} is not there yet.`, 'The daemon makes it when it first starts.')
  const rights = found.mode & 0o777
  if ((rights & 0o077) !== 0)
    return bad(about, `Others can look into ${dataDir} (mode ${rights.toString(8)}).`, `chmod 700 ${dataDir}`)
  return ok(about, `${dataDir} is for its owner alone.`)
}

async function diskOf({ dataDir, smtp }: Config): Promise<Finding> {
  const disk = await statfs(dataDir).catch(() => statfs(dirname(dataDir)).catch(() => null))
  if (disk === null)
    return warn('disk', 'The room on the disk cannot be read.', `Make ${dataDir} readable for this user.`)
  const free = disk.bavail * disk.bsize
  const needed = Math.max(smtp.limits.freeDiskBytes, 1.5 * smtp.limits.messageBytes)
  const text = `${Math.floor(free / MIB)} MiB are free; below ${Math.ceil(needed / MIB)} MiB no mail is taken.`
  if (free < needed) return bad('disk', text, 'Make room, or lower sending.keepDays.')
  if (free < 4 * needed) return warn('disk', text, 'Make room soon, or lower sending.keepDays.')
  return ok('disk', text)
}

/** Of the daemon if it runs, else of this command. */
async function filesOf(pid: number | null): Promise<Finding> {
  const text = await readFile(`/proc/${pid ?? 'self'}/limits`, 'utf8').catch(() => '')
  const soft = Number(/^Max open files\s+(\d+)/m.exec(text)?.[1] ?? Number.NaN)
  if (Number.isNaN(soft)) return ok('open files', 'The limit cannot be read here.')
  if (soft < FILES_WANTED)
    return warn(
      'open files',
      `At most ${soft} files and connections at a time.`,
      'Set LimitNOFILE=65536 in the unit, or ulimit -n 65536.',
    )
  return ok('open files', `${soft} files and connections at a time.`)
}

async function sandboxOf({ documents }: Config): Promise<Finding> {
  try {
    const { kind, about } = await openSandbox(documents.sandbox)
    if (kind === 'none') return warn('sandbox', about, 'Install bubblewrap and set documents.sandbox: auto.')
    return ok('sandbox', about)
  } catch (error) {
    if (!isBridgeError(error)) throw error
    return bad('sandbox', 'Documents cannot be read safely here.', error.message)
  }
}

async function programOf({ names, without, packages }: (typeof PROGRAMS)[number]): Promise<Finding> {
  const found = (await Promise.all(names.map(name => findProgram(name)))).find(path => path !== null)
  const [about = ''] = names
  if (found !== undefined) return ok(about, found ?? '')
  return warn(about, `It is not installed: ${without}.`, `apt-get install ${packages}`)
}
