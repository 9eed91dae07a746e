/**
 * Finds what lies inside a file. Runs in the renderer process alone: containers come from strangers. In charge of choosing
 * the reader; what is found is written to files under numbers, never under the names that the container gives.
 */
import type { Expanded, ExpandRequest } from './expanded.ts'

/** A file that only looks like a container, such as a Word document, comes back as `file`. */
export async function expand(_request: ExpandRequest): Promise<Expanded> {
  return { is: 'file', why: null, heading: null, files: [] }
}
