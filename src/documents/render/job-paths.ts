/**
 * Where the paths stand in each kind of job and result. Only these are translated between the caller's folders and the
 * renderer's: a text that looks like a path, such as the name of an attachment, must never become one.
 */
import type { RenderJob } from './job.ts'

interface JobPaths {
  /** Files that the renderer reads. `*`: each member. What is null or absent is passed over. */
  readonly reads: readonly string[]
  /** Files that it is told to write. */
  readonly writes?: readonly string[]
  /** In its result: files that it wrote into the folder for results, or one that it read. */
  readonly results: readonly string[]
}

export const JOB_PATHS: Readonly<Record<RenderJob['kind'], JobPaths>> = {
  render: { reads: ['sources.*.path', 'sources.*.pdfPath'], results: ['tiffPath', 'previewPath'] },
  expand: { reads: ['path'], results: ['files.*.path'] },
  received: { reads: ['path', 'words.*'], results: ['files.*', 'previewPath', 'pieces.*.*.path'] },
  finish: { reads: ['tiffPath', 'cover.form'], results: ['tiffPath'] },
  pictures: { reads: ['tiffPath'], results: ['paths.*'] },
  read: { reads: ['picture', 'words'], results: [] },
  fit: { reads: ['from'], writes: ['to'], results: [] },
  clean: { reads: ['from'], writes: ['to'], results: [] },
}

/** The value with each path at these places replaced by what `next` gives for it. */
export async function mapPaths<T>(
  value: T,
  places: readonly string[],
  next: (path: string) => Promise<string>,
): Promise<T> {
  let mapped: unknown = value
  for (const place of places) mapped = await mapAt(mapped, place.split('.'), next)
  return mapped as T
}

async function mapAt(
  value: unknown,
  [key, ...rest]: readonly string[],
  next: (path: string) => Promise<string>,
): Promise<unknown> {
  if (value === null || value === undefined) return value
  if (key === undefined) {
    if (typeof value !== 'string') throw new TypeError('a path is a text')
    return next(value)
  }
  if (typeof value !== 'object') throw new TypeError('a path stands deeper')
  const found: unknown[] | Record<string, unknown> = Array.isArray(value) ? [...value] : { ...value }
  const keys = key === '*' ? Object.keys(found) : key in found ? [key] : []
  for (const one of keys) {
    const members = found as Record<string, unknown>
    members[one] = await mapAt(members[one], rest, next)
  }
  return found
}
