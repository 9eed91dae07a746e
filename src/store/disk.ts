/** What the spool does with errors of the disk, and how a directory entry is made durable. */
import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { BridgeError } from '../fax/error.ts'

/** The disk failed in a way after which nothing is certain: the daemon must stop. */
export type OnDoubtful = (error: unknown) => void

/** E_QUEUE_FULL for a full disk or quota; anything else is doubtful and becomes E_STORE. */
export function diskError(error: unknown, onDoubtful: OnDoubtful): BridgeError {
  const code = (error as { code?: unknown }).code
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return new BridgeError('E_QUEUE_FULL', { cause: error })
  onDoubtful(error)
  return new BridgeError('E_STORE', { cause: error })
}

/** A new or renamed file survives a crash only when its directory is flushed too. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Writes a file as a whole: after a crash it is the old one or the new one, never a part. Only its owner reads it. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const partial = `${file}.partial`
  const handle = await open(partial, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(partial, file)
  await syncFolder(dirname(file))
}
