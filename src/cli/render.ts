/**
 * `faxbridge render`: files, or a mail, as the fax pages that they would become: TIFF, PDF and pictures in a folder. The
 * renderer is the daemon's, with its limits; a configuration file is used where there is one. In charge of the order of
 * the work; what is shown is render-text.ts. No daemon is needed and nothing is sent.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { MailIndex } from '../documents/mail/mail-index.ts'
import { openOffice } from '../documents/office/office.ts'
import { openPostscript } from '../documents/postscript.ts'
import {
  type Expander,
  makeRenderer,
  type Renderer,
  type RenderSource,
} from '../documents/render/renderer.ts'
import { partsOf } from '../documents/render/told.ts'
import { openSandbox } from '../documents/sandbox/open.ts'
import { joinedTiff } from '../documents/tiff/join.ts'
import { pdfOfTiff } from '../documents/tiff/to-pdf.ts'
import type { DocumentPart } from '../fax/document.ts'
import { BridgeError, isBridgeError } from '../fax/error.ts'
import { silentLogger, systemClock } from '../runtime.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { sayJson } from './print.ts'
import { isMail, type MailToRender, mailToRender, scanned, textsOf } from './render-mail.ts'
import { finishRequest, type RenderOptions, type RenderSetting, settingFor } from './render-setting.ts'
import { type RenderedReport, reportOf, sayReport } from './render-text.ts'

/** Gives the exit code: 0 when every file became pages. Throws E_BAD_REQUEST, E_CONFIG, E_NOTHING_TO_FAX. */
export async function render(files: readonly string[], options: RenderOptions): Promise<number> {
  const loaded = await Promise.all(files.map(async file => ({ file, bytes: await bytesOf(file) })))
  const one = loaded.length === 1 ? loaded[0] : undefined
  const mail = new Map<Buffer, MailIndex>()
  // One mail may choose how it is drawn; among other files it is one of them.
  const textsOfMail = (limits: RenderSetting['limits']) => {
    const bytes = one?.bytes ?? Buffer.alloc(0)
    const index = scanned(bytes, limits)
    mail.set(bytes, index)
    return textsOf(index)
  }
  const isOneMail = one !== undefined && looksLikeMail(one)
  const setting = settingFor(options, isOneMail ? textsOfMail : null, systemClock.now())
  const tell = (text: string) => {
    if (options.quiet !== true) process.stderr.write(`${text}\n`)
  }
  const folder = await mkdtemp(join(tmpdir(), 'faxbridge-render-'))
  const runtime = { clock: systemClock, log: silentLogger }
  const sandbox = await openSandbox(setting.documents.sandbox)
  const config = { ...setting.documents, processes: 1 }
  const office = await openOffice({ config, folder: join(folder, 'office'), sandbox, runtime })
  const postscript = await openPostscript({ config, sandbox, workFolder: folder, ...runtime })
  const renderer = makeRenderer({
    config,
    office,
    postscript,
    runtime,
    sandbox,
    workFolder: folder,
  })
  try {
    const input = await inputOf(loaded, mail, folder, setting, renderer)
    const drawn = await drawnParts(renderer, input.sources, folder, setting, tell)
    if (drawn.failures.length > 0) {
      if (options.json === true) sayJson({ ok: false, failures: drawn.failures })
      for (const { text } of drawn.failures) process.stderr.write(`faxbridge: ${text}\n`)
      return EXIT_CODES.failed.code
    }
    if (drawn.tiffs.length === 0) throw new BridgeError('E_NOTHING_TO_FAX')
    const report = await written(renderer, input, drawn, folder, setting, options)
    if (options.json === true) sayJson({ ok: true, ...report })
    else sayReport(report)
    return EXIT_CODES.ok.code
  } finally {
    await renderer.stop()
    await office?.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Input {
  readonly sources: readonly RenderSource[]
  readonly unprinted: readonly DocumentPart[]
  /** When the one file is a mail. */
  readonly mail: MailToRender | null
}

async function inputOf(
  files: readonly Loaded[],
  /** Mails that were read already. */
  indexes: ReadonlyMap<Buffer, MailIndex>,
  folder: string,
  setting: RenderSetting,
  expander: Expander,
): Promise<Input> {
  const sources: RenderSource[] = []
  const unprinted: DocumentPart[] = []
  let mail: MailToRender | null = null
  for (const [i, { file, bytes }] of files.entries()) {
    const name = file === '-' ? 'standard input' : basename(file)
    const inside = join(folder, `file-${i + 1}`)
    await mkdir(inside, { mode: 0o700 })
    if (!looksLikeMail({ file, bytes })) {
      const path = join(inside, 'source.bin')
      await writeFile(path, bytes, { mode: 0o600 })
      sources.push({ path, name, declaredType: 'application/octet-stream', kind: 'file' })
      continue
    }
    const withCover = setting.cover !== null && files.length === 1
    const index = indexes.get(bytes) ?? scanned(bytes, setting.limits)
    const read = await mailToRender(bytes, index, inside, {
      limits: setting.limits,
      withCover,
      text: setting.text,
      subscriber: setting.subscriber,
      expander,
    })
    sources.push(...read.sources)
    unprinted.push(...read.unprinted)
    if (files.length === 1) mail = read
  }
  return { sources, unprinted, mail }
}

interface Loaded {
  readonly file: string
  readonly bytes: Buffer
}

const looksLikeMail = ({ file, bytes }: Loaded): boolean =>
  isMail(file, bytes.subarray(0, 16_384).toString('latin1'))

async function bytesOf(file: string): Promise<Buffer> {
  if (file === '-') return buffer(process.stdin)
  return readFile(file).catch(cause => {
    const { code } = cause as { code?: string }
    const why = code === 'EISDIR' ? 'it is a folder: name the files in it' : (code ?? String(cause))
    throw new BridgeError('E_BAD_REQUEST', { cause, say: `${file} cannot be read (${why}).` })
  })
}

interface Drawn {
  readonly tiffs: Uint8Array[]
  readonly parts: DocumentPart[]
  readonly failures: { readonly name: string; readonly code: string; readonly text: string }[]
}

/** One file at a time, so that it can be told how far we are, and every file that cannot be faxed is named. */
async function drawnParts(
  renderer: Renderer,
  sources: readonly RenderSource[],
  folder: string,
  { resolution, paper, tone, blankPages }: RenderSetting,
  tell: (text: string) => void,
): Promise<Drawn> {
  const drawn: Drawn = { tiffs: [], parts: [], failures: [] }
  for (const [i, source] of sources.entries()) {
    const outFolder = join(folder, `pages-${i + 1}`)
    await mkdir(outFolder, { mode: 0o700 })
    const began = performance.now()
    const done = (text: string) => tell(`[${i + 1}/${sources.length}] ${source.name}: ${text}`)
    try {
      const request = { sources: [source], resolution, paper, tone, blankPages, outFolder }
      const made = await renderer.render(request, new AbortController().signal)
      drawn.tiffs.push(await readFile(made.tiffPath))
      drawn.parts.push(...partsOf(made))
      done(`${made.pageCount} ${made.pageCount === 1 ? 'page' : 'pages'}, ${elapsed(began)}`)
    } catch (error) {
      if (!isBridgeError(error)) throw error
      drawn.failures.push({ name: source.name, code: error.code, text: error.message })
      done(`cannot be faxed, ${elapsed(began)}`)
    }
  }
  return drawn
}

const elapsed = (began: number): string => `${((performance.now() - began) / 1000).toFixed(2)} s`

async function written(
  renderer: Renderer,
  input: Input,
  drawn: Drawn,
  folder: string,
  setting: RenderSetting,
  { out }: RenderOptions,
): Promise<RenderedReport> {
  const { signal } = new AbortController()
  await mkdir(out, { recursive: true })
  // Pictures of an earlier, longer fax would look as if they belonged to this one.
  for (const name of await readdir(out)) if (/^page-\d+\.png$/.test(name)) await rm(join(out, name))
  let tiff = joinedTiff(drawn.tiffs, 'faxbridge')
  const joined = join(folder, 'joined.tiff')
  await writeFile(joined, tiff, { mode: 0o600 })
  const pages = drawn.parts.reduce((sum, part) => sum + part.pages, 0)
  const request = finishRequest(setting, input.mail, pages, systemClock.now())
  if (request !== null) {
    const finished = await renderer.finish({ ...request, tiffPath: joined, outFolder: folder }, signal)
    tiff = await readFile(finished.tiffPath)
  }
  const tiffPath = join(out, 'fax.tiff')
  const pdf = pdfOfTiff(tiff, { producer: 'faxbridge', createdAt: systemClock.now() })
  await writeFile(tiffPath, tiff)
  await writeFile(join(out, 'fax.pdf'), pdf)
  const { width } = setting
  const shown = await renderer.pictures({ tiffPath, outFolder: folder, width, only: null }, signal)
  for (const path of shown.paths) await writeFile(join(out, basename(path)), await readFile(path))
  const sizes = { tiffBytes: tiff.length, pdfBytes: pdf.length, pageBytes: shown.pageBytes }
  return reportOf(out, setting, [...drawn.parts, ...input.unprinted], sizes, request?.cover != null)
}
