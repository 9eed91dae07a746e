/**
 * PostScript to PDF by Ghostscript, only where the operator has switched it on: PostScript is a programming language, and
 * holes in its interpreter are found every year. It runs in the sandbox, with its own SAFER mode on top, one file in, one
 * file out. Not in charge of PCL, which nothing here reads.
 */
import { copyFile, mkdtemp, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DocumentsConfig } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import type { Clock, Logger } from '../runtime.ts'
import type { RenderLimits, RenderRequest } from './render/job.ts'
import { named } from './render/named.ts'
import { findProgram, type Sandbox } from './sandbox/open.ts'
import { type Following, runProgram } from './sandbox/program.ts'
import { ProgramSlot } from './sandbox/program-slot.ts'
import { type Known, Slots, TOO_BUSY } from './slots.ts'

export interface Postscript {
  /** Writes a PDF to `out`. Throws E_DOCUMENT_DAMAGED, E_RENDER_LIMIT, E_SHUTTING_DOWN. */
  toPdf(path: string, out: string, signal: AbortSignal, known?: Known): Promise<void>
}

export interface PostscriptDeps {
  readonly config: Pick<DocumentsConfig, 'postscript' | 'processes' | 'seconds' | 'memoryBytes'>
  readonly sandbox: Sandbox
  /** For a folder of its own for each document. */
  readonly workFolder: string
  readonly clock: Clock
  readonly log: Logger
}

/** A page takes 0.2 s, most of it for the start. */
const SHORT_SECONDS = 0.5
/** DOS EPS begins with a binary header (Adobe 5002, Encapsulated PostScript, §5.2); some drivers write ^D first. */
const BEGINNINGS = [Buffer.from('%!'), Buffer.from('\x04%!'), Buffer.from([0xc5, 0xd0, 0xd3, 0xc6])]

/** Null: switched off. Throws E_CONFIG when Ghostscript is wanted and not installed. */
export async function openPostscript(deps: PostscriptDeps): Promise<Postscript | null> {
  if (!deps.config.postscript) return null
  const command = await findProgram('gs')
  if (command === null)
    throw new BridgeError('E_CONFIG', {
      say: 'documents.postscript needs Ghostscript: apt-get install ghostscript, or set it to false.',
    })
  deps.log.warn({ program: command }, 'PostScript is printed by Ghostscript')
  const quick = deps.config.processes
  const { clock } = deps
  const make = () => new ProgramSlot(clock)
  const slots = new Slots<ProgramSlot>({ make, quick, clock, shortSeconds: SHORT_SECONDS })
  return {
    toPdf: (path, out, signal, known = {}) =>
      slots.use(
        ({ share: following }, began, own) => {
          began()
          return byGhostscript(deps, command, { path, out, following }, own)
        },
        known,
        signal,
      ),
  }
}

async function byGhostscript(
  { config, sandbox, workFolder, clock, log }: PostscriptDeps,
  command: string,
  { path, out, following }: { readonly path: string; readonly out: string; readonly following: Following },
  signal: AbortSignal,
): Promise<void> {
  const folder = await mkdtemp(join(workFolder, 'ps-'))
  try {
    const [source, made] = [join(folder, 'in.ps'), join(folder, 'out.pdf')]
    await copyFile(path, source)
    const args = [
      '-q',
      '-dNOPAUSE',
      '-dBATCH',
      '-dSAFER',
      '-dEPSCrop',
      '-sDEVICE=pdfwrite',
      '-o',
      made,
      source,
    ]
    const limits = { seconds: config.seconds, memoryBytes: config.memoryBytes }
    const { exitCode, ranOut, stderr } = await runProgram(
      sandbox,
      clock,
      { command, args, folder, limits, following },
      signal,
    )
    if (ranOut === 'processor') throw new BridgeError('E_RENDER_CRASH', { say: TOO_BUSY, detail: { ranOut } })
    if (ranOut !== null)
      throw new BridgeError('E_RENDER_LIMIT', {
        say: 'It took more than Ghostscript may use.',
        detail: { ranOut },
      })
    const size = await stat(made).then(
      info => info.size,
      () => 0,
    )
    if (exitCode !== 0 || size === 0) {
      log.info({ exitCode, stderr }, 'Ghostscript could not print a document')
      throw new BridgeError('E_DOCUMENT_DAMAGED', { say: 'Ghostscript cannot print it.' })
    }
    await copyFile(made, out)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The request with the PDF of each PostScript source, written into its folder. Throws with the name of the file. */
export async function withPostscriptPdfs(
  request: RenderRequest,
  {
    postscript,
    limits,
    known,
  }: {
    readonly postscript: Postscript
    readonly limits: RenderLimits
    readonly known?: Known | undefined
  },
  signal: AbortSignal,
): Promise<RenderRequest> {
  const sources = []
  for (const [i, source] of request.sources.entries()) {
    if (source.kind === 'text' || source.pdfPath !== undefined || !(await isPostscript(source.path))) {
      sources.push(source)
      continue
    }
    const pdfPath = join(request.outFolder, `postscript-${i + 1}.pdf`)
    try {
      await postscript.toPdf(source.path, pdfPath, signal, known)
    } catch (error) {
      throw named(error, source.name, limits.pages)
    }
    sources.push({ ...source, pdfPath })
  }
  return { ...request, sources }
}

/** The first bytes alone: what follows is read in the sandbox. */
async function isPostscript(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const head = Buffer.alloc(4)
    const { bytesRead } = await file.read(head, 0, 4, 0)
    const read = head.subarray(0, bytesRead)
    return BEGINNINGS.some(beginning => read.subarray(0, beginning.length).equals(beginning))
  } finally {
    await file.close()
  }
}
