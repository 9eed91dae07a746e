/** Deletes a file so that its bytes do not stay where it was, on a disk that writes in place. */
import { open, stat, unlink } from 'node:fs/promises'

const PIECE_BYTES = 64 * 1024

/** Zeros, and then the name goes. Does nothing when it is not there. */
export async function eraseFile(path: string): Promise<void> {
  const size = await stat(path).then(
    info => info.size,
    () => null,
  )
  if (size === null) return
  const handle = await open(path, 'r+')
  const zeros = Buffer.alloc(PIECE_BYTES)
  try {
    for (let at = 0; at < size; at += zeros.length)
      await handle.write(zeros, 0, Math.min(zeros.length, size - at), at)
    await handle.datasync()
  } finally {
    await handle.close()
  }
  await unlink(path)
}
