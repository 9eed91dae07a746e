/** The header of the mail that a report is about, for delivery reports and for the language of its sender. */
import { maskPostDialIn } from '../fax/address-parts.ts'
import type { Submission } from '../fax/submission.ts'
import type { OutboundDeps } from './steps.ts'

/** Longest header block that is quoted in a delivery report. */
const HEADER_BYTES = 64 * 1024

/** The header of the sender's mail, access codes masked, without its body: that may hold a key or a diagnosis. */
export async function headersOf(
  deps: Pick<OutboundDeps, 'spool'>,
  submission: Submission,
): Promise<Uint8Array> {
  // A correction may come after the retention time.
  if (submission.raw === '') return new Uint8Array(0)
  const start = Buffer.from(
    await deps.spool.readRange(submission.raw, 0, Math.min(HEADER_BYTES, submission.size)),
  )
  const ends = [start.indexOf('\r\n\r\n'), start.indexOf('\n\n')].filter(end => end >= 0)
  const end = ends.length === 0 ? start.length : Math.min(...ends) + 2
  return Buffer.from(maskPostDialIn(start.toString('latin1', 0, end)), 'latin1')
}
