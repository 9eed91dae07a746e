/** The programs that faxbridge is measured against, and how they are called. All of them are run as whole processes. */
import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const GS = [
  '-q',
  '-dNOPAUSE',
  '-dBATCH',
  '-dSAFER',
  '-r204x196',
  '-g1728x2292',
  '-dPDFFitPage',
  '-sDEVICE=tiffg4',
]
/** Half covered is black: Ghostscript's way to a page without a halftone. */
const THRESHOLD = ['-c', '{0.5 gt {1}{0} ifelse} settransfer', '-f']

const spawner = fork(new URL('./spawner.mjs', import.meta.url), { execArgv: [] })
spawner.unref()
spawner.channel?.unref()

/** Runs a program once, from a process of its own. Gives the milliseconds it took. */
async function timed(program: string, args: readonly string[]): Promise<number> {
  spawner.channel?.ref()
  spawner.send({ program, args })
  const [{ ms, problem }] = (await once(spawner, 'message')) as [{ ms: number; problem: string | null }]
  spawner.channel?.unref()
  if (problem !== null) throw new Error(problem)
  return ms
}

/** Ghostscript's fax page of a PDF, with its default halftone or with a threshold. Gives milliseconds. */
export function ghostscript(pdf: string, out: string, threshold = false): Promise<number> {
  return timed('gs', [...GS, `-sOutputFile=${out}`, ...(threshold ? THRESHOLD : []), pdf])
}

/** Seconds of CPU that Ghostscript needs for the whole file; several runs, since the shell counts hundredths. */
export function ghostscriptCpu(pdf: string, out: string, runs: number): number {
  const words = ['gs', ...GS, `-sOutputFile=${out}`, pdf].join(' ')
  const text = execFileSync('bash', ['-c', `for i in $(seq ${runs}); do ${words}; done; times`], {
    encoding: 'utf8',
  })
  const [, ofChildren = ''] = text.trim().split('\n')
  const seconds = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => Number(m) * 60 + Number(s))
  return seconds.reduce((sum, part) => sum + part, 0) / runs
}

/** Milliseconds. */
export function tiff2pdf(tiff: string, out: string): Promise<number> {
  return timed('tiff2pdf', ['-o', out, tiff])
}

/** A picture of page 1, as wide as the previews of ours. Gives milliseconds. */
export async function pdftoppmPreview(pdf: string, folder: string, width: number): Promise<number> {
  const size = ['-scale-to-x', String(width), '-scale-to-y', '-1']
  const ms = await timed('pdftoppm', ['-png', '-gray', '-singlefile', ...size, pdf, join(folder, 'preview')])
  rmSync(join(folder, 'preview.png'))
  return ms
}

/** Text of one page of a PDF, as its words follow each other. */
export function textOf(pdf: string, page: number): string {
  const text = execFileSync('pdftotext', ['-f', String(page), '-l', String(page), '-layout', pdf, '-'])
  return plain(text.toString())
}

/** What tesseract reads on a picture. `block`: nothing but lines of text is on it. */
export function ocr(picture: string, block = true): string {
  const env = { ...process.env, OMP_THREAD_LIMIT: '1' }
  return plain(
    execFileSync('tesseract', [picture, '-', '--psm', block ? '6' : '4'], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString(),
  )
}

const plain = (text: string) => text.replace(/\s+/g, ' ').trim()

export const bytesOf = (path: string): number => statSync(path).size

/** Resident memory of this process in bytes. */
export async function resident(): Promise<number> {
  const text = await readFile('/proc/self/statm', 'utf8')
  return Number(text.split(' ')[1]) * 4096
}
