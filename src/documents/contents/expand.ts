/**
 * Finds what lies inside a file. Runs in the renderer process alone: containers come from strangers. In charge of choosing
 * the reader; what is found is written to files under numbers, never under the names that the container gives.
 */
import { readFile } from 'node:fs/promises'
import { sniff } from '../pages/sniff.ts'
import type { Expanded, ExpandRequest } from './expanded.ts'

/** A file that only looks like a container, such as a Word document, comes back as `file`. Throws E_DOCUMENT_*. */
export async function expand(request: ExpandRequest): Promise<Expanded> {
  const bytes = await readFile(request.path)
  // Readers are loaded when the first such file comes: most never do.
  switch (request.kind) {
    case 'zip':
      if (!request.unpack || sniff(bytes).type !== 'zip') break
      return (await import('./zip.ts')).expandZip(bytes, request)
    case 'compound':
      if (sniff(bytes).type !== 'outlook') break
      return (await import('./outlook-message.ts')).expandMessage(bytes, request)
    case 'tnef':
      return (await import('./tnef.ts')).expandTnef(bytes, request)
    case 'pkcs7':
      return (await import('./signed-data.ts')).expandSignedData(bytes, request)
  }
  return { is: 'file', why: null, heading: null, files: [] }
}
