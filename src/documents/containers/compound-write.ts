/** A storage of a compound file as a compound file of its own: a mail inside a mail, an embedded document. */
import burner, { type Entry } from '@kenjiuno/msgreader/lib/Burner.js'
import { BridgeError } from '../../fax/error.ts'
import type { CompoundEntry } from './compound-file.ts'

const STORAGE = 1
const STREAM = 2
const ROOT = 5

/** Bytes of a stream in the new file, given those in the old one. */
export type Rewrite = (entry: CompoundEntry, bytes: Buffer) => Buffer

/**
 * `rewrite` is asked for the streams directly in the storage. Throws E_DOCUMENT_DAMAGED, E_RENDER_LIMIT when its streams are
 * more than `most` bytes: they could all be the same ones.
 */
export function storageAsFile(storage: CompoundEntry, most: number, rewrite: Rewrite): Uint8Array {
  const entries: Entry[] = []
  let total = 0
  const add = (entry: CompoundEntry, type: number, isTop: boolean): number => {
    const at = entries.length
    total += entry.size
    if (total > most) throw new BridgeError('E_RENDER_LIMIT')
    if (entry.isStorage) {
      const row: Entry & { children: number[] } = { name: entry.name, type, length: 0, children: [] }
      entries.push(row)
      for (const child of entry.children)
        row.children.push(add(child, child.isStorage ? STORAGE : STREAM, type === ROOT))
    } else {
      // The writer takes the whole memory behind an array: a part of a larger one would come out as something else.
      const bytes = Uint8Array.from(isTop ? rewrite(entry, entry.read()) : entry.read())
      entries.push({ name: entry.name, type, length: bytes.length, binaryProvider: () => bytes })
    }
    return at
  }
  add({ ...storage, name: 'Root Entry' }, ROOT, false)
  return burner.burn(entries)
}
