/** The parts of an Office document that is packed as ZIP: few enough, small enough, of different names, without a password. */
import { BridgeError } from '../../fax/error.ts'
import { bomb, locked, openZip } from '../containers/zip.ts'

/** A long contract of thousand pages has some hundred entries. */
const MOST_PARTS = 2000
/** Unpacked bytes of all parts together. */
const MOST_BYTES = 200 * 1024 * 1024

export interface PackagePart {
  readonly name: string
  read(): Buffer
}

/**
 * All parts; folders are left out. Every one is unpacked once to count its bytes, so that what is returned is known to be
 * small. Throws E_DOCUMENT_DAMAGED, E_DOCUMENT_LOCKED, E_RENDER_LIMIT.
 */
export function packageParts(bytes: Buffer): readonly PackagePart[] {
  const entries = openZip(bytes)
  if (entries.length > MOST_PARTS) throw bomb()
  const names = new Set<string>()
  let total = 0
  const parts: PackagePart[] = []
  for (const entry of entries) {
    const name = entry.name.toLowerCase()
    if (names.has(name))
      throw new BridgeError('E_DOCUMENT_DAMAGED', {
        say: 'Its parts do not fit together.',
        detail: { why: 'two entries of one name' },
      })
    names.add(name)
    if (entry.isEncrypted) throw locked()
    const { length } = entry.read(MOST_BYTES - total)
    total += length
    if (!entry.isFolder) parts.push({ name: entry.name, read: () => entry.read(length) })
  }
  return parts
}
