/**
 * Who gets a copy of a report beside the sender, and whether with the pages of the fax. Addresses come from the operator
 * (`report_copies`, in NGCP's words) or from the sender's options for this fax. Not in charge of the mail itself.
 */
import type { SubscriberConfig } from '../config/schema.ts'
import type { FaxDocument } from '../fax/document.ts'
import { isBridgeError } from '../fax/error.ts'
import type { FaxJob } from '../fax/job.ts'
import type { ReportCopy } from '../mail/report.ts'
import { pagesAsSent } from './finish.ts'
import type { OutboundDeps } from './steps.ts'

export interface CopyWanted {
  readonly to: string
  /** The pages are attached in this format; null: only the report. */
  readonly attach: 'pdf' | 'tiff' | null
}

/** `reported`: the address that gets the report itself; it gets no copy without pages. */
export function copiesOf(
  job: FaxJob,
  subscriber: Pick<SubscriberConfig, 'report_copies'> | null,
  reported: string | null,
): CopyWanted[] {
  const wanted = new Map<string, CopyWanted>()
  const sent = job.state === 'delivered' || (job.outcome?.pagesSent ?? 0) > 0
  for (const { destination: to, filetype, outgoing, status } of subscriber?.report_copies ?? []) {
    const attach = outgoing && sent ? filetype : null
    if (attach !== null || status) wanted.set(to.toLowerCase(), { to, attach })
  }
  for (const to of job.recipient.options.notify) {
    if (!wanted.has(to.toLowerCase())) wanted.set(to.toLowerCase(), { to, attach: null })
  }
  const own = reported?.toLowerCase()
  return [...wanted.values()].filter(({ to, attach }) => attach !== null || to.toLowerCase() !== own)
}

/** The pages that were faxed, with cover page and header line; without them when they cannot be made again; null: they are gone. */
export async function pagesOf(
  deps: OutboundDeps,
  { job, document }: { readonly job: FaxJob; readonly document: FaxDocument | null },
  format: 'pdf' | 'tiff',
  signal: AbortSignal,
): Promise<ReportCopy['attached']> {
  if (document === null) return null
  try {
    const pages = await pagesAsSent(deps, job, document, signal)
    return { format, bytes: await pages.bytes(format) }
  } catch (error) {
    if (!isBridgeError(error) || signal.aborted) throw error
    deps.runtime.log.warn(
      { error, fax: job.id },
      'a copy of a report has the pages without cover page and header line',
    )
    return { format: 'tiff', bytes: await deps.spool.readRange(document.tiff, 0, document.tiffBytes) }
  }
}
