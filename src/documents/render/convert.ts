/** Has those sources of a request that need it turned into PDF by an Office program. The others are read once. */
import { join } from 'node:path'
import { isOfficeType } from '../office/guard.ts'
import type { OfficeNeed } from '../office/needed.ts'
import type { Office } from '../office/office.ts'
import type { Known } from '../slots.ts'
import { unbelievable } from './exchange.ts'
import type {
  RenderedParts,
  RenderJob,
  RenderLimits,
  RenderRequest,
  RenderResult,
  RenderSource,
  UnreadyParts,
} from './job.ts'
import { named } from './named.ts'

export interface ConvertDeps {
  readonly office: Office
  readonly limits: RenderLimits
  readonly known?: Known | undefined
  /** Runs a job in a renderer process. */
  readonly run: (job: RenderJob) => Promise<RenderResult>
}

/** The pages. A renderer process that finds an Office document asks for its PDF; then all is drawn with it. */
export async function renderedWithOffice(
  request: RenderRequest,
  deps: ConvertDeps,
  signal: AbortSignal,
): Promise<RenderedParts> {
  const draw = (ready: RenderRequest) => deps.run({ kind: 'render', limits: deps.limits, request: ready })
  const drawn = (await draw({ ...request, officeHere: true })) as RenderedParts | UnreadyParts
  if (!('needs' in drawn)) return drawn
  return (await draw(await withOfficePdfs(request, drawn.needs, deps, signal))) as RenderedParts
}

/** The request with the PDF of each such source, written into its folder. Throws with the name of the file. */
async function withOfficePdfs(
  request: RenderRequest,
  needs: readonly OfficeNeed[],
  { office, limits, known, run }: ConvertDeps,
  signal: AbortSignal,
): Promise<RenderRequest> {
  const sources: RenderSource[] = [...request.sources]
  for (const { index, type, hasLinks } of needs) {
    const source = sources[index]
    // The type becomes the name of a file: a renderer that was taken over must not choose it freely.
    if (source === undefined || !isOfficeType(type)) throw unbelievable('a need that is none')
    const out = join(request.outFolder, `office-${index + 1}.pdf`)
    const fitWidth = async (from: string, to: string) => {
      await run({ kind: 'fit', limits, request: { from, to, paper: request.paper } })
    }
    let path = source.path
    try {
      if (type === 'html') {
        path = join(request.outFolder, `office-${index + 1}.html`)
        await run({ kind: 'clean', limits, request: { from: source.path, to: path } })
      }
      await office.toPdf({ path, type, hasLinks, out, fitWidth }, signal, known)
    } catch (error) {
      throw named(error, source.name, limits.pages)
    }
    sources[index] = { ...source, pdfPath: out, hasLinks }
  }
  return { ...request, sources }
}
