/**
 * From documents to fax pages, in processes of their own. In charge of which jobs a document needs; who works and who waits
 * is ../slots.ts, limits and crashes are process.ts, pages are ../pages/. What a document does to its renderer costs that
 * document its fax, and nobody else anything.
 */
import type { DocumentsConfig } from '../../config/schema.ts'
import type { Runtime } from '../../runtime.ts'
import type { Expanded, ExpandRequest } from '../contents/expanded.ts'
import { withHtmlCover } from '../cover/html-cover.ts'
import type { Office } from '../office/office.ts'
import { type Postscript, withPostscriptPdfs } from '../postscript.ts'
import { type PageLooker, readFirstPage } from '../received/first-page.ts'
import { type PageReader, type ReceivedDeps, receivedFax } from '../received/received-fax.ts'
import type { Sandbox } from '../sandbox/open.ts'
import { type Known, Slots } from '../slots.ts'
import { renderedWithOffice } from './convert.ts'
import type {
  FinishedFax,
  FinishRequest,
  PageBytes,
  PicturesRequest,
  ReceivedParts,
  ReceivedRequest,
  RenderedParts,
  RenderJob,
  RenderRequest,
} from './job.ts'
import { ofThese } from './named.ts'
import { RenderProcess, WORKER } from './process.ts'

export type { RenderedParts, RenderSource } from './job.ts'

export interface Renderer {
  /**
   * Prints the sources, in order, into one TIFF in `outFolder`. Throws E_DOCUMENT_*, E_TOO_MANY_PAGES, E_NOTHING_TO_FAX
   * with the name of the file, E_RENDER_LIMIT, E_RENDER_CRASH, E_SHUTTING_DOWN.
   */
  render(request: RenderRequest, signal: AbortSignal, known?: Known): Promise<RenderedParts>
  /** A received fax in the wanted formats. What cannot be converted is given as it came. */
  received(request: ReceivedRequest, signal: AbortSignal, known?: Known): Promise<ReceivedParts>
  /** The pages of a mail with what one fax has of its own. Throws E_DOCUMENT_* when a cover page form cannot be used. */
  finish(request: FinishRequest, signal: AbortSignal, known?: Known): Promise<FinishedFax>
  /** Pictures of the pages of a TIFF of ours, or of a received one. Throws E_DOCUMENT_*. */
  pictures(request: PicturesRequest, signal: AbortSignal): Promise<PageBytes>
  /** Kills what runs. */
  stop(): Promise<void>
}

/** Looks into files that hold files, in the same processes. */
export interface Expander {
  /** What a file holds inside. Throws E_DOCUMENT_* with its name when that should be faxed and cannot be. */
  expand(request: ExpandRequest, signal: AbortSignal, known?: Known): Promise<Expanded>
}

export interface RendererDeps {
  readonly config: Pick<
    DocumentsConfig,
    'processes' | 'seconds' | 'memoryBytes' | 'pages' | 'pixelsPerPage' | 'fontFolders'
  >
  /** Null: Office documents are refused. It is not stopped with the renderer. */
  readonly office?: Office | null
  /** Null: PostScript is refused. */
  readonly postscript?: Postscript | null
  readonly runtime: Pick<Runtime, 'clock' | 'log'>
  readonly sandbox: Sandbox
  /** Folder on the same disk as the documents, for the files that go in and out of the processes. */
  readonly workFolder: string
  /** Program of the processes; absent: ours. */
  readonly entry?: string
  /** Reads received pages; absent: nobody does. */
  readonly reader?: PageReader | null
}

/** A page of text takes 0.04 s, in a fresh process 0.2, ten pages as long. */
const SHORT_SECONDS = 0.15
/** Of 30 MB each, when they have nothing to do. */
const SPARES = 2

export function makeRenderer(deps: RendererDeps): Renderer & Expander & PageLooker {
  const {
    config,
    runtime,
    sandbox,
    workFolder,
    office = null,
    postscript = null,
    reader = null,
    entry = WORKER,
  } = deps
  const { clock, log } = runtime
  const processDeps = { sandbox, workFolder, limits: config, entry, clock, log }
  const slots = new Slots({
    make: () => new RenderProcess(processDeps),
    quick: config.processes,
    clock,
    shortSeconds: SHORT_SECONDS,
    spares: SPARES,
    parkedBytes: config.memoryBytes,
  })
  slots.warm()
  const run = (job: RenderJob, signal: AbortSignal, known: Known = {}) =>
    slots.use((process, began, own) => process.run(job, own, began), known, signal)
  const limits = { pages: config.pages, pixelsPerPage: config.pixelsPerPage, fontFolders: config.fontFolders }
  return {
    render: async (asked, signal, known) => {
      const plain =
        postscript === null ? asked : await withPostscriptPdfs(asked, { postscript, limits, known }, signal)
      const names = asked.sources.map(({ name }) => name)
      const runKnown = (job: RenderJob) =>
        run(job, signal, known).catch(error => Promise.reject(ofThese(error, names)))
      if (office !== null) return renderedWithOffice(plain, { office, limits, known, run: runKnown }, signal)
      return (await runKnown({ kind: 'render', limits, request: plain })) as RenderedParts
    },
    received: (request, signal, known) => {
      const draw = (job: Parameters<ReceivedDeps['draw']>[0]) =>
        run({ ...job, limits } as RenderJob, signal, known)
      return receivedFax({ draw, reader, log }, request, signal)
    },
    firstPage: (request, signal) => {
      const draw = (job: Parameters<ReceivedDeps['draw']>[0]) => run({ ...job, limits } as RenderJob, signal)
      return readFirstPage({ draw, reader, log }, request, signal)
    },
    finish: async (asked, signal, known) => {
      const request = await withHtmlCover(asked, office, signal)
      return (await run({ kind: 'finish', limits, request }, signal, known)) as FinishedFax
    },
    pictures: async (request, signal) =>
      (await run({ kind: 'pictures', limits, request }, signal)) as PageBytes,
    expand: async (request, signal, known) => {
      const found = run({ kind: 'expand', limits, request }, signal, known)
      return (await found.catch(error => Promise.reject(ofThese(error, [request.name])))) as Expanded
    },
    stop: () => slots.stop(),
  }
}
