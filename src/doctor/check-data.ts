/** What lies in the data directory: whose it is, whether its times can be, and whether the database can be opened. */
import { type Stats, statSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { bad, type Check, doubtful, type Finding, fine } from './doctor.ts'

/** Enough to find what a command run as root has left; a spool may have a million files. */
const MOST_FILES = 5_000
/** Clocks of file servers differ a little. */
const AHEAD_MS = 120_000

interface Entry {
  readonly path: string
  readonly found: Stats
}

/** `now`: by the clock of this machine. */
export function checkData(dataDir: string, now: number): Check {
  return {
    area: 'permissions',
    async run() {
      const own = await stat(dataDir).catch(() => null)
      if (own === null) return []
      const entries = await entriesOf(dataDir)
      return [...owners(dataDir, own.uid, entries), ...times(entries, now)]
    },
  }
}

async function entriesOf(folder: string): Promise<readonly Entry[]> {
  const names = await readdir(folder, { recursive: true })
  return names.slice(0, MOST_FILES).flatMap(name => {
    const path = join(folder, name)
    const found = statSync(path, { throwIfNoEntry: false })
    return found === undefined ? [] : [{ path, found }]
  })
}

function owners(dataDir: string, uid: number, entries: readonly Entry[]): Finding[] {
  const others = entries.filter(({ found }) => found.uid !== uid)
  const [first] = others
  if (first === undefined) return []
  const text = `${others.length} of its files belong to another user than the directory: the daemon cannot write them. The first is ${first.path}.`
  return [bad('permissions', dataDir, text, `chown -R --reference=${dataDir} ${dataDir}`)]
}

/** What was written in the future tells of a clock that was put back, or is wrong since the machine started. */
function times(entries: readonly Entry[], now: number): Finding[] {
  const [first] = entries.filter(({ found }) => found.isFile() && found.mtimeMs > now + AHEAD_MS)
  if (first === undefined) return [fine('clock', 'time', 'Nothing here is newer than the clock says.')]
  const text = `The clock says ${new Date(now).toISOString()}, but ${first.path} was written at ${first.found.mtime.toISOString()}.`
  return [bad('clock', 'time', text, 'Set the clock by a time service: timedatectl, chronyc tracking')]
}

export interface DatabaseLook {
  readonly file: string
  /** Who asks. */
  readonly uid: number
  /** The daemon has it open, and looked at it when it started. */
  running(): Promise<boolean>
  /** Throws when a daemon would not start on it. */
  mayStart(): Promise<void>
  /** Throws what is wrong with it. It is only read. */
  open(): void
}

export function checkDatabase({ file, uid, running, mayStart, open }: DatabaseLook): Check {
  const restore = 'Put it back, or restore a backup: docs/operations.md, Backup.'
  return {
    area: 'database',
    async run() {
      if (await running()) return [fine('database', file, 'The daemon has it open.')]
      const found = await stat(file).catch(() => null)
      try {
        await mayStart()
        if (found === null || found.size === 0)
          return [fine('database', file, 'It is not there yet: the first start makes it.')]
        if (found.uid !== uid)
          return [
            doubtful('database', file, 'It belongs to another user.', 'sudo -u faxbridge faxbridge doctor'),
          ]
        open()
        return [fine('database', file, 'It is whole.')]
      } catch (error) {
        return [bad('database', file, error instanceof Error ? error.message : String(error), restore)]
      }
    },
  }
}

/** `find`: gives the program; throws when a path that is configured is wrong. `wanted`: auto, off or a path. */
export function checkOffice(
  wanted: string,
  elsewhere: boolean,
  find: (wanted: string) => Promise<string | null>,
): Check {
  return {
    area: 'office',
    async run() {
      if (elsewhere || wanted === 'off') return []
      const fix =
        'apt install libreoffice-writer libreoffice-calc libreoffice-impress and start faxbridge anew; or documents.office.libreoffice: off'
      try {
        const program = await find(wanted)
        return program === null
          ? [
              doubtful(
                'office',
                'LibreOffice',
                'It is not installed: documents of Word, Excel and the like are refused.',
                fix,
              ),
            ]
          : [fine('office', 'LibreOffice', `It is ${program}.`)]
      } catch (error) {
        return [bad('office', 'LibreOffice', error instanceof Error ? error.message : String(error), fix)]
      }
    },
  }
}
