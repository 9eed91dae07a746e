/**
 * What makes a report a correction: a name of its own, so that there is one for each word that the provider took back,
 * the thread of the report that it corrects, and a sentence that says so before anything else.
 */
import { createHash } from 'node:crypto'
import type { EpochMs } from '../fax/id.ts'
import type { FaxJob } from '../fax/job.ts'
import { say, type Words } from '../words/words.ts'

/** `final`, or `correction-failed` and `correction-delivered`: one report of each for a fax, however often it is asked for. */
export function reportName(job: FaxJob): string {
  const last = job.corrections.at(-1)
  return last === undefined ? 'final' : `correction-${last.to}`
}

/** `copyTo`: of the copy for this address, which the id names without telling it. */
export function reportMessageId(job: FaxJob, hostname: string, copyTo?: string): string {
  const hash = copyTo === undefined ? '' : createHash('sha256').update(copyTo.toLowerCase()).digest('hex')
  const copy = copyTo === undefined ? '' : `.copy-${hash.slice(0, 16)}`
  return `<${job.id.replace('_', '-')}.${reportName(job)}${copy}@${hostname}>`
}

/** When that became known which the report says. */
export function knownSince(job: FaxJob): EpochMs {
  return job.corrections.at(-1)?.at ?? job.endedAt ?? job.createdAt
}

/** Who was told nothing before is told no correction. */
export function correctedSubject(words: Words, subject: string, earlier: string | null): string {
  return earlier === null ? subject : say(words, 'subject.correction', { subject })
}

export function correctionSentences(words: Words, job: FaxJob, earlier: string | null): readonly string[] {
  const last = job.corrections.at(-1)
  if (last === undefined || earlier === null) return []
  return [say(words, last.to === 'delivered' ? 'text.correctedDelivered' : 'text.correctedFailed')]
}
