/**
 * Tesseract as the reader of received pages: a program of Debian's, run in the sandbox, one page at a time. In charge of
 * its command line and of what its failures mean: a page without text, never a fax without its mail.
 */
import { mkdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isBridgeError } from '../../fax/error.ts'
import type { Clock, Logger } from '../../runtime.ts'
import { findProgram, type Sandbox } from '../sandbox/open.ts'
import { type ProgramResult, runProgram } from '../sandbox/program.ts'
import type { PageReader } from './received-fax.ts'
import { turnIn } from './words.ts'

export interface TesseractDeps {
  readonly sandbox: Sandbox
  readonly clock: Clock
  readonly log: Logger
}

/** Pictures of fax pages have the density of their columns. */
const DPI = '204'
/**
 * Page segmentation 4: lines across the page. The default (3) looks for columns, and drops narrow ones, such as the
 * numbers of a table: what is to be found by search must not be lost.
 */
const LINES = '4'
/** A page takes one or two seconds. */
const SECONDS = 30
/** One page never needs more than one processor; the others have faxes to draw. */
const ENV = { OMP_THREAD_LIMIT: '1' } as const

/** Null: it is not installed. */
export async function openTesseract(deps: TesseractDeps): Promise<PageReader | null> {
  const command = await findProgram('tesseract')
  if (command === null) return null
  const run = async (
    picture: string,
    folder: string,
    args: readonly string[],
    signal: AbortSignal,
  ): Promise<ProgramResult | null> => {
    try {
      const request = { command, args, folder, readable: [picture], env: ENV, limits: { seconds: SECONDS } }
      const result = await runProgram(deps.sandbox, deps.clock, request, signal)
      if (result.exitCode === 0) return result
      const { exitCode, ranOut } = result
      deps.log.warn({ exitCode, ranOut }, 'tesseract could not read a page of a received fax')
    } catch (error) {
      if (!isBridgeError(error) || error.code === 'E_SHUTTING_DOWN') throw error
      deps.log.warn({ code: error.code }, 'tesseract could not be run')
    }
    return null
  }
  return {
    async turn(picture, folder, signal) {
      const inside = await ownFolder(folder, picture, 'turn')
      const args = [picture, 'stdout', '--dpi', DPI, '--psm', '0', '-l', 'osd']
      const result = await run(picture, inside, args, signal)
      return result === null ? null : turnIn(result.stdout.toString('utf8'))
    },
    async words(picture, folder, languages, signal) {
      const inside = await ownFolder(folder, picture, 'words')
      const out = join(inside, 'page')
      const args = [picture, out, '--dpi', DPI, '--psm', LINES, '-l', languages.join('+'), 'tsv']
      const result = await run(picture, inside, args, signal)
      return result !== null && (await isFile(`${out}.tsv`)) ? `${out}.tsv` : null
    },
  }
}

async function ownFolder(folder: string, picture: string, kind: string): Promise<string> {
  const path = join(folder, `${basename(picture, '.png')}-${kind}`)
  await mkdir(path, { recursive: true, mode: 0o700 })
  return path
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found?.isFile() ?? false
}
