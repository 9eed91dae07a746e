/**
 * A folder, on a disk or a share. A file appears there whole or not at all: it is written under a hidden name, flushed,
 * and then gets its name. A file that is there already is never overwritten: the same bytes are the same fax, others get
 * a number. Owner and group are those of the daemon.
 */
import { createHash } from 'node:crypto'
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { BridgeError } from '../fax/error.ts'
import type { Parcel } from './destination.ts'
import { fileNameOf } from './file-name.ts'

export interface FolderSettings {
  readonly path: string
  readonly name: string
  /** Octal, such as 0640. */
  readonly mode: string
}

/** Faxes with the same name and other bytes. */
const MOST_ALIKE = 1000
/** Shares of other systems know no hard links. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL']

export async function carryToFolder(settings: FolderSettings, parcel: Parcel): Promise<string> {
  const { delivery, fax, document } = parcel
  const target = join(settings.path, fileNameOf(settings.name, fax, document.format))
  try {
    // The folder itself must be there: a share that is not mounted would else be filled underneath.
    await stat(settings.path)
    await mkdir(dirname(target), { recursive: true })
    const part = join(dirname(target), `.${delivery.id}.part`)
    await writeWhole(part, document.bytes, Number.parseInt(settings.mode, 8))
    try {
      const placed = await place(part, target, document.sha256)
      await flushFolder(dirname(target))
      return `It is in ${placed}.`
    } finally {
      await rm(part, { force: true })
    }
  } catch (error) {
    if (error instanceof BridgeError) throw error
    const { code = 'unknown' } = error as { code?: string }
    throw new BridgeError('E_DESTINATION', {
      cause: error,
      say: `${settings.path} cannot be written (${code}): is it there, and may the daemon write to it?`,
    })
  }
}

async function writeWhole(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    // Not by open: there the umask takes rights away.
    await file.chmod(mode)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Gives the name under which it lies now. */
async function place(part: string, wanted: string, sha256: string): Promise<string> {
  for (let n = 1; n <= MOST_ALIKE; n++) {
    const target = n === 1 ? wanted : wanted.replace(/(\.[A-Za-z0-9]+)?$/, `-${n}$1`)
    try {
      await link(part, target)
      return target
    } catch (error) {
      const { code = '' } = error as { code?: string }
      if (NO_LINKS.includes(code) && !(await isThere(target))) {
        await rename(part, target)
        return target
      }
      if (code !== 'EEXIST' && !NO_LINKS.includes(code)) throw error
      const there = createHash('sha256')
        .update(await readFile(target))
        .digest('hex')
      if (there === sha256) return target
    }
  }
  throw new BridgeError('E_DESTINATION', {
    say: `${wanted} and all names like it are taken: put {id} into the pattern.`,
  })
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** The name survives a power cut only when the folder is flushed too; some shares cannot. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync().catch(() => {})
  } finally {
    await folder.close()
  }
}
