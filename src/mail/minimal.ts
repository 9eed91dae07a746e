/**
 * A report that tells nothing of people: for hospitals and others whose mail is read by more eyes than theirs. What tells
 * of the recipient or the document is taken out of the facts before a word is composed, so that no part of the mail can
 * let it slip. What stays: the fax id, its state and the kind of failure, times and pages.
 */
import { NO_PARTS } from '../fax/address-parts.ts'
import type { FaxNumber } from '../fax/fax-number.ts'
import { NO_OPTIONS } from '../fax/fax-options.ts'
import type { FaxJob } from '../fax/job.ts'
import type { Outcome } from '../fax/outcome.ts'
import type { ReportFacts } from './report.ts'

/** Takes out: numbers, addresses of recipients, subject, options, picture, station id, provider's words, file names, header. */
export function withoutPersonalData(facts: ReportFacts): ReportFacts {
  const { document, submission } = facts
  return {
    ...facts,
    job: jobWithout(facts.job),
    submission: { ...submission, subject: '', peerName: '' },
    document:
      document === null
        ? null
        : { ...document, parts: document.parts.map(part => ({ ...part, name: '', type: '' })) },
    previewPng: null,
    originalHeaders: new Uint8Array(0),
  }
}

function jobWithout(job: FaxJob): FaxJob {
  const { recipient, attempt } = job
  return {
    ...job,
    recipient: {
      ...recipient,
      address: '',
      number: '' as FaxNumber,
      parts: NO_PARTS,
      options: NO_OPTIONS,
      dsn: { ...recipient.dsn, originalRecipient: null },
    },
    attempt:
      attempt === null ? null : { ...attempt, account: '', reference: '', providerRef: null, outcome: null },
    failureText: null,
    outcome: job.outcome === null ? null : outcomeWithout(job.outcome),
  }
}

function outcomeWithout(outcome: Outcome): Outcome {
  return outcome.kind === 'delivered'
    ? { ...outcome, remoteStationId: null }
    : { ...outcome, remoteStationId: null, providerCode: '', providerText: '' }
}
