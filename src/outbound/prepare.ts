/**
 * Step 2, prepare: one mail becomes one document of fax pages, rendered once for all its faxes in a process of its own.
 * If any part that should be faxed cannot be, the whole fax fails (RFC 3965 §2.2.4): nothing is faxed by halves.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RenderedParts } from '../documents/render/renderer.ts'
import { partsOf } from '../documents/render/told.ts'
import type { DocumentPart, FaxDocument } from '../fax/document.ts'
import { type ErrorCode, isBridgeError } from '../fax/error.ts'
import type { FaxFailure } from '../fax/failure.ts'
import type { SubmissionId } from '../fax/id.ts'
import type { FaxJob } from '../fax/job.ts'
import type { Submission } from '../fax/submission.ts'
import type { TaskHandler } from '../queue/worker.ts'
import type { Task } from '../store/store.ts'
import { extract, hasCover, picturesOf } from './extract.ts'
import { pageChoice } from './page-choice.ts'
import { happened, type OutboundDeps, subscriberOf } from './steps.ts'
import { again, triesFor } from './too-much.ts'

/** Errors that are the document's own fault. Everything else is ours and is tried again. */
const DOCUMENT_FAULTS: Readonly<Partial<Record<ErrorCode, FaxFailure>>> = {
  E_DOCUMENT_DAMAGED: 'document-rejected',
  E_DOCUMENT_LOCKED: 'document-rejected',
  E_DOCUMENT_TYPE: 'document-rejected',
  E_DOCUMENT_CHARACTERS: 'document-rejected',
  E_MEDIA_UNSUPPORTED: 'document-rejected',
  E_MIME_BROKEN: 'document-rejected',
  E_NOTHING_TO_FAX: 'document-rejected',
  E_RENDER_LIMIT: 'document-rejected',
  E_RENDER_CRASH: 'document-rejected',
  E_TOO_MANY_PAGES: 'too-long',
}

export function makePrepare(deps: OutboundDeps): TaskHandler {
  return async (task, signal) => {
    const id = task.subjectId as SubmissionId
    const submission = await deps.store.submission(id)
    if (submission === null) return
    const waiting = (await deps.store.jobsOf(id)).filter(job => job.state === 'accepted')
    if (waiting.length === 0) return
    try {
      const document =
        (await deps.store.documentOf(id)) ?? (await render(deps, { submission, task }, waiting, signal))
      deps.runtime.checkpoint('rendered')
      for (const job of waiting) {
        await happened(deps, job.id, {
          type: 'prepared',
          documentId: document.id,
          pageCount: document.pageCount + (hasCover(deps, job) ? 1 : 0),
        })
      }
    } catch (error) {
      if (signal.aborted) throw error
      const verdict = faultOf(error, (task.crashes ?? 0) + 1)
      if (verdict === null)
        throw isBridgeError(error) && DOCUMENT_FAULTS[error.code] !== undefined ? again(error) : error
      for (const job of waiting) await happened(deps, job.id, { type: 'unsendable', ...verdict })
    }
    deps.runtime.checkpoint('prepared')
  }
}

/** What becomes of the faxes; null: another try may help. `crashes`: with this one. */
function faultOf(error: unknown, crashes: number): { failure: FaxFailure; text: string } | null {
  if (!isBridgeError(error)) return null
  const failure = DOCUMENT_FAULTS[error.code]
  if (failure === undefined || crashes < triesFor(error)) return null
  return { failure, text: error.message }
}

async function render(
  deps: OutboundDeps,
  { submission, task }: { readonly submission: Submission; readonly task: Task },
  jobs: readonly FaxJob[],
  signal: AbortSignal,
): Promise<FaxDocument> {
  // Faxes of one mail that are released one by one may each have a step.
  const folder = join(deps.workFolder, task.id)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    const known = { suspect: (task.crashes ?? 0) > 0, party: submission.subscriberId }
    const { sources, unprinted, coverText, pictures } = await extract(deps, submission, jobs, {
      folder,
      known,
      signal,
    })
    const subscriber = subscriberOf(deps.config.current, submission.subscriberId)
    const choice = pageChoice(jobs, subscriber)
    const rendered = await deps.renderer.render({ sources, ...choice, outFolder: folder }, signal, known)
    const document = await keep(deps, submission, rendered, {
      unprinted,
      coverText,
      resolution: choice.resolution,
    })
    await deps.store.addDocument(document)
    await deps.store.notePictures(picturesOf(submission, pictures), document.createdAt)
    return (await deps.store.documentOf(submission.id)) ?? document
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function keep(
  deps: OutboundDeps,
  submission: Submission,
  rendered: RenderedParts,
  facts: Pick<FaxDocument, 'coverText' | 'resolution'> & { readonly unprinted: readonly DocumentPart[] },
): Promise<FaxDocument> {
  const tiff = await readFile(rendered.tiffPath)
  const preview = rendered.previewPath === null ? null : await readFile(rendered.previewPath)
  return {
    id: deps.runtime.ids.next('doc'),
    submissionId: submission.id,
    createdAt: deps.runtime.clock.now(),
    pageCount: rendered.pageCount,
    resolution: facts.resolution,
    tiff: await toSpool(deps, tiff),
    tiffBytes: tiff.length,
    sha256: createHash('sha256').update(tiff).digest('hex'),
    preview: preview === null ? null : await toSpool(deps, preview),
    parts: [...partsOf(rendered), ...facts.unprinted],
    coverText: facts.coverText,
  }
}

async function toSpool(deps: OutboundDeps, bytes: Uint8Array): Promise<string> {
  const writer = deps.spool.begin()
  await writer.write(bytes)
  return writer.commit()
}
