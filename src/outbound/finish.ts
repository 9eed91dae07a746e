/**
 * The pages of one fax as they are handed over: those of its mail, and on top its cover page and header line, where the
 * subscriber or the sender wants them. Made at the hand-over, so that number and time on the paper are true. Not in
 * charge of how they look (documents/).
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SubscriberConfig } from '../config/schema.ts'
import type { CoverFacts } from '../documents/cover/facts.ts'
import { filledFacts, filledHeader } from '../documents/cover/fill.ts'
import type { FinishRequest } from '../documents/render/job.ts'
import { pdfOfTiff } from '../documents/tiff/to-pdf.ts'
import type { FaxDocument } from '../fax/document.ts'
import type { EpochMs } from '../fax/id.ts'
import type { FaxJob } from '../fax/job.ts'
import type { Submission } from '../fax/submission.ts'
import { phoneText } from '../mail/phone-text.ts'
import type { DocumentFormat, FaxPages } from '../providers/provider.ts'
import { type OutboundDeps, subscriberOf } from './steps.ts'

/** Name of the cover page that a fax gets; null: none. A name that is gone from the configuration means the standard one. */
export function coverOf(job: Pick<FaxJob, 'recipient'>, subscriber: SubscriberConfig | null): string | null {
  const wanted = job.recipient.options.cover ?? subscriber?.cover ?? 'none'
  return wanted === 'none' ? null : wanted
}

/** The pages, in the form that a provider asks for. `now`: when they are handed over, or were. Throws E_DOCUMENT_* when a cover page form cannot be used. */
export async function finishedPages(
  deps: OutboundDeps,
  job: FaxJob,
  document: FaxDocument,
  signal: AbortSignal,
  { now = deps.runtime.clock.now(), suspect = false }: FinishFacts = {},
): Promise<FaxPages> {
  const subscriber = subscriberOf(deps.config.current, job.subscriberId)
  const cover = coverOf(job, subscriber)
  const header = (subscriber?.header_line ?? false) || job.recipient.options.headerText !== null
  if (cover === null && !header)
    return pagesOf(document, () => sharedTiff(deps, document), document.pageCount)
  const submission = await deps.store.submission(job.submissionId)
  const facts = { job, document, subscriber, submission, now }
  // Somebody may look at the pages while they are handed over.
  const folder = await mkdtemp(join(deps.workFolder, `${job.id}-`))
  try {
    const tiffPath = join(folder, 'shared.tiff')
    await writeFile(tiffPath, await sharedTiff(deps, document), { mode: 0o600 })
    const made = await deps.renderer.finish(
      {
        tiffPath,
        outFolder: folder,
        cover: cover === null ? null : coverRequest(cover, facts),
        header: header ? headerRequest(facts) : null,
      },
      signal,
      { suspect, party: job.subscriberId },
    )
    const tiff = await readFile(made.tiffPath)
    return pagesOf(document, async () => tiff, made.pageCount)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface FinishFacts {
  /** The time in the header line; absent: now. */
  readonly now?: EpochMs | undefined
  /** Making these pages took a renderer down before. */
  readonly suspect?: boolean
}

interface Facts {
  readonly job: FaxJob
  readonly document: FaxDocument
  readonly subscriber: SubscriberConfig | null
  readonly submission: Submission | null
  readonly now: EpochMs
}

function coverRequest(name: string, facts: Facts): NonNullable<FinishRequest['cover']> {
  const form = facts.subscriber?.covers.find(cover => cover.name === name)?.form ?? null
  return { form, facts: coverFacts(facts) }
}

/** A subscriber that is gone from the configuration has left its faxes. */
const NOBODY = { language: 'en', time_zone: 'UTC', company: '' } as const

function coverFacts({ job, document, subscriber, submission, now }: Facts): CoverFacts {
  const { parts, number } = job.recipient
  const texts = {
    to: parts.attention ?? '',
    toCompany: parts.organization ?? '',
    toNumber: phoneText(number) ?? '',
    from: submission?.from ?? '',
    fromNumber: phoneText(ownNumber(job, subscriber)) ?? '',
    pages: String(document.pageCount + 1),
    subject: submission?.subject ?? '',
    comment: document.coverText ?? '',
  }
  return filledFacts(subscriber ?? NOBODY, texts, now)
}

function headerRequest({ job, subscriber, now }: Facts): NonNullable<FinishRequest['header']> {
  const who = job.recipient.options.headerText ?? subscriber?.company ?? ''
  const from = phoneText(ownNumber(job, subscriber))
  return filledHeader(subscriber ?? NOBODY, { who, from, to: phoneText(job.recipient.number) }, now)
}

/**
 * The pages as they were handed over, or would be now: made again with the time of the last hand-over. A subscriber's
 * texts that were changed since are the new ones.
 */
export function pagesAsSent(
  deps: OutboundDeps,
  job: FaxJob,
  document: FaxDocument,
  signal: AbortSignal,
): Promise<FaxPages> {
  return finishedPages(deps, job, document, signal, { now: job.attempt?.startedAt })
}

/** The number that the fax is sent from; null: the provider's own. */
export function ownNumber(job: FaxJob, subscriber: SubscriberConfig | null) {
  return (
    job.recipient.options.ownNumber ??
    (subscriber?.numbers[0] as FaxJob['recipient']['number'] | undefined) ??
    null
  )
}

function sharedTiff({ spool }: Pick<OutboundDeps, 'spool'>, document: FaxDocument): Promise<Uint8Array> {
  return spool.readRange(document.tiff, 0, document.tiffBytes)
}

/** The PDF has the very same G4 bytes as the TIFF. */
export function pagesOf(
  document: Pick<FaxDocument, 'createdAt' | 'resolution'>,
  tiff: () => Promise<Uint8Array>,
  pageCount: number,
): FaxPages {
  const bytes = async (format: DocumentFormat) =>
    format === 'tiff'
      ? tiff()
      : pdfOfTiff(await tiff(), { producer: 'faxbridge', createdAt: document.createdAt })
  return { pageCount, resolution: document.resolution, bytes }
}
