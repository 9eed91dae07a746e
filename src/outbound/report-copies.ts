/**
 * Who gets a copy of a report beside the sender, and whether with the pages of the fax. Addresses come from the operator
 * (`report_copies`, in NGCP's words) or from the sender's options for this fax. Not in charge of the mail itself.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SubscriberConfig } from '../config/schema.ts'
import type { FaxDocument } from '../fax/document.ts'
import type { FaxJob } from '../fax/job.ts'
import type { ReportCopy } from '../mail/report.ts'
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

/** The pages that were faxed, in the format wanted; as TIFF when they cannot be converted; null when they are gone. */
export async function pagesOf(
  deps: Pick<OutboundDeps, 'spool' | 'renderer' | 'workFolder'>,
  document: FaxDocument | null,
  format: 'pdf' | 'tiff',
  signal: AbortSignal,
): Promise<ReportCopy['attached']> {
  if (document === null) return null
  const tiff = await deps.spool.readRange(document.tiff, 0, document.tiffBytes)
  if (format === 'tiff') return { format, bytes: tiff }
  const folder = join(deps.workFolder, `copy-${document.id}`)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    const path = join(folder, 'sent.tiff')
    await writeFile(path, tiff, { mode: 0o600 })
    const request = { path, format: 'tiff', wanted: ['pdf'], outFolder: folder } as const
    const { pdf } = (await deps.renderer.received(request, signal)).files
    return pdf === undefined ? { format: 'tiff', bytes: tiff } : { format: 'pdf', bytes: await readFile(pdf) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
