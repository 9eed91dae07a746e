/**
 * From documents to fax pages, in processes of their own. In charge of how many work at the same time and of who waits;
 * limits and crashes are process.ts, pages are ../pages/. What a document does to its renderer costs that
 * document its fax, and nobody else anything.
 */
import type { DocumentsConfig } from '../../config/schema.ts'
import { BridgeError } from '../../fax/error.ts'
import type { Runtime } from '../../runtime.ts'
import type { Expanded, ExpandRequest } from '../contents/expanded.ts'
import { withHtmlCover } from '../cover/html-cover.ts'
import type { Office } from '../office/office.ts'
import { type Postscript, withPostscriptPdfs } from '../postscript.ts'
import { type PageReader, type ReceivedDeps, receivedFax } from '../received/received-fax.ts'
import type { Sandbox } from '../sandbox/open.ts'
import { withOfficePdfs } from './convert.ts'
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
import { RenderProcess, WORKER } from './process.ts'

export type { RenderedParts, RenderSource } from './job.ts'

export interface Renderer {
  /**
   * Prints the sources, in order, into one TIFF in `outFolder`. Throws E_DOCUMENT_*, E_TOO_MANY_PAGES, E_NOTHING_TO_FAX
   * with the name of the file, E_RENDER_LIMIT, E_RENDER_CRASH, E_SHUTTING_DOWN.
   */
  render(request: RenderRequest, signal: AbortSignal): Promise<RenderedParts>
  /** A received fax in the wanted formats. What cannot be converted is given as it came. */
  received(request: ReceivedRequest, signal: AbortSignal): Promise<ReceivedParts>
  /** The pages of a mail with what one fax has of its own. Throws E_DOCUMENT_* when a cover page form cannot be used. */
  finish(request: FinishRequest, signal: AbortSignal): Promise<FinishedFax>
  /** Pictures of the pages of a TIFF of ours, or of a received one. Throws E_DOCUMENT_*. */
  pictures(request: PicturesRequest, signal: AbortSignal): Promise<PageBytes>
  /** Kills what runs. */
  stop(): Promise<void>
}

/** Looks into files that hold files, in the same processes. */
export interface Expander {
  /** What a file holds inside. Throws E_DOCUMENT_* with its name when that should be faxed and cannot be. */
  expand(request: ExpandRequest, signal: AbortSignal): Promise<Expanded>
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

export function makeRenderer(deps: RendererDeps): Renderer & Expander {
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
  const all = Array.from(
    { length: config.processes },
    () => new RenderProcess({ sandbox, workFolder, limits: config, entry, clock, log }),
  )
  all[0]?.warm()
  const idle = [...all]
  const waiting: ((process: RenderProcess) => void)[] = []
  let stopped = false

  const run = async (job: RenderJob, signal: AbortSignal) => {
    if (stopped) throw new BridgeError('E_SHUTTING_DOWN')
    const free = idle.shift()
    const process = free ?? (await new Promise<RenderProcess>(resolve => waiting.push(resolve)))
    try {
      return await process.run(job, signal)
    } finally {
      const next = waiting.shift()
      if (next === undefined) idle.unshift(process)
      else next(process)
    }
  }
  const limits = { pages: config.pages, pixelsPerPage: config.pixelsPerPage, fontFolders: config.fontFolders }
  return {
    render: async (asked, signal) => {
      const plain = postscript === null ? asked : await withPostscriptPdfs(asked, postscript, limits, signal)
      const request = office === null ? plain : await withOfficePdfs(plain, { office, limits, run }, signal)
      return (await run({ kind: 'render', limits, request }, signal)) as RenderedParts
    },
    received: (request, signal) => {
      const draw = (job: Parameters<ReceivedDeps['draw']>[0]) => run({ ...job, limits } as RenderJob, signal)
      return receivedFax({ draw, reader, log }, request, signal)
    },
    finish: async (asked, signal) => {
      const request = await withHtmlCover(asked, office, signal)
      return (await run({ kind: 'finish', limits, request }, signal)) as FinishedFax
    },
    pictures: async (request, signal) =>
      (await run({ kind: 'pictures', limits, request }, signal)) as PageBytes,
    expand: async (request, signal) => (await run({ kind: 'expand', limits, request }, signal)) as Expanded,
    async stop() {
      stopped = true
      await Promise.all(all.map(process => process.stop()))
    },
  }
}
