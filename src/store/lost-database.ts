/**
 * A spool full of documents beside a database that is not there: the file was deleted or cut to nothing, a disk is not mounted,
 * or `store.url` was changed. A daemon that began a new database then would find that nobody needs those documents, and
 * delete accepted faxes. So it does not start, and makes no database either, which would hide the loss from the next start.
 */
import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { BridgeError } from '../fax/error.ts'

/** Lies in the data directory while a restore fills it: until all faxes are held there, nothing may be sent. */
export const UNFINISHED = 'restore-unfinished'

/** To be called before anything is opened. Throws E_STORE_DAMAGED. */
export async function mustHaveDatabase(dataDir: string, file: string, spoolFolder: string): Promise<void> {
  if ((await sizeOf(join(dataDir, UNFINISHED))) > 0)
    throw new BridgeError('E_STORE_DAMAGED', {
      say: `A restore into ${dataDir} was broken off: old faxes would be sent again. Move ${dataDir} away, then: faxbridge restore FOLDER`,
    })
  if ((await sizeOf(file)) > 0 || !(await hasDocuments(spoolFolder))) return
  throw new BridgeError('E_STORE_DAMAGED', {
    say: `${file} is missing or empty, but ${spoolFolder} holds documents of faxes, which a new database would have deleted. Is its disk mounted, is store.url right? Put the database back, or restore a backup: docs/operations.md. To begin anew without those faxes, move ${spoolFolder} away.`,
  })
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return 0
    // It is there, and opening it says what is wrong.
    return 1
  }
}

/** Segments and files that have bytes; what a first start makes has none. */
async function hasDocuments(folder: string): Promise<boolean> {
  for (const part of ['log', 'files'])
    for (const entry of await entriesOf(join(folder, part)))
      if (entry.isFile() && (await sizeOf(join(entry.parentPath, entry.name))) > 0) return true
  return false
}

const entriesOf = (folder: string): Promise<readonly Dirent[]> =>
  readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
