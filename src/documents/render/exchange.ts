/**
 * The folder through which the daemon and one renderer process pass files: the only one that the renderer can write to.
 * The daemon puts copies of a job's files in, takes the results out and empties it, so that a renderer that was taken over
 * finds no other fax. Nothing that lies in it is trusted: no link is followed, no folder is entered.
 */
import { constants, copyFile, mkdtemp, open, readdir, rm, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { BridgeError } from '../../fax/error.ts'
import type { RenderJob, RenderResult } from './job.ts'
import { JOB_PATHS, mapPaths } from './job-paths.ts'

/** Read in pieces of this size: a result is never whole in memory here. */
const PIECE = 1024 * 1024

export interface Exchange {
  readonly folder: string
  /** The job as the renderer gets it: its files are in the folder, and so are its results. */
  put(job: RenderJob): Promise<PutJob>
  /** Removes all files. False: there is something else than files, and only `remove` can get rid of it. */
  empty(): Promise<boolean>
  /** Only when no renderer uses it any more. */
  remove(): Promise<void>
}

export interface PutJob {
  readonly job: RenderJob
  /** The result as the caller gets it: its files are in the caller's folder. Throws E_RENDER_CRASH when one is not there. */
  take(result: RenderResult): Promise<RenderResult>
}

/** Makes a new folder in `parent`. */
export async function openExchange(parent: string): Promise<Exchange> {
  const folder = await mkdtemp(join(parent, 'renderer-'))
  return {
    folder,
    put: job => put(folder, job),
    empty: () => emptied(folder),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

async function put(folder: string, job: RenderJob): Promise<PutJob> {
  const places = JOB_PATHS[job.kind]
  /** Path of the caller by path in the folder. */
  const known = new Map<string, string>()
  let files = 0
  const copied = async (path: string) => {
    const inside = join(folder, `in-${++files}`)
    // A copy, never a hard link: through that the renderer could change what is in the spool.
    await copyFile(path, inside, constants.COPYFILE_FICLONE)
    known.set(inside, path)
    return inside
  }
  const written: [inside: string, path: string][] = []
  const toBeWritten = async (path: string) => {
    const inside = join(folder, `to-${++files}`)
    written.push([inside, path])
    return inside
  }
  const asked: unknown = job.request
  const outFolder = (asked as { outFolder?: string }).outFolder
  let request = await mapPaths(asked, places.reads, copied)
  request = await mapPaths(request, places.writes ?? [], toBeWritten)
  if (outFolder !== undefined) request = { ...(request as object), outFolder: folder }
  return {
    job: { ...job, request } as RenderJob,
    async take(result) {
      for (const [inside, path] of written) await taken(folder, inside, path)
      return mapPaths(result, places.results, async path => {
        const own = known.get(path)
        if (own !== undefined) return own
        if (outFolder === undefined) throw unbelievable('a file that nobody asked for')
        const to = join(outFolder, basename(path))
        await taken(folder, path, to)
        return to
      }).catch(error => {
        throw error instanceof TypeError ? unbelievable(error.message) : error
      })
    },
  }
}

/** Copies a file that the renderer wrote. It may still be writing to it: what was copied is what is looked at later. */
async function taken(folder: string, inside: string, to: string): Promise<void> {
  if (dirname(inside) !== folder) throw unbelievable('a file outside its folder')
  const name = basename(inside)
  if (name === '.' || name === '..') throw unbelievable('no file')
  // Not blocking: a pipe that nobody writes to would be waited for.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const from = await open(join(folder, name), flags).catch(() => {
    throw unbelievable('a file that is not there')
  })
  try {
    const facts = await from.stat()
    if (!facts.isFile()) throw unbelievable('something else than a file')
    const out = await open(to, 'w', 0o600)
    try {
      const piece = Buffer.alloc(Math.min(PIECE, Math.max(1, facts.size)))
      for (let at = 0; at < facts.size; ) {
        const { bytesRead } = await from.read(piece, 0, Math.min(piece.length, facts.size - at), at)
        if (bytesRead === 0) break
        await out.write(piece, 0, bytesRead)
        at += bytesRead
      }
    } finally {
      await out.close()
    }
  } finally {
    await from.close()
  }
}

/** What only a renderer that was taken over, or a bug of ours, answers. */
export const unbelievable = (why: string): BridgeError =>
  new BridgeError('E_RENDER_CRASH', { detail: { why: `the renderer answered with ${why}` } })

async function emptied(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true })
  await Promise.all(entries.map(entry => unlink(join(folder, entry.name)).catch(() => {})))
  return (await readdir(folder)).length === 0
}
