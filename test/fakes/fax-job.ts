import { NO_PARTS } from '../../src/fax/address-parts.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import { NO_OPTIONS } from '../../src/fax/fax-options.ts'
import type { EpochMs, FaxJobId, SubmissionId } from '../../src/fax/id.ts'
import type { FaxJob } from '../../src/fax/job.ts'

/** A job as acceptance makes it; tests change what they are about. */
export function aFaxJob(fields: Partial<FaxJob> = {}): FaxJob {
  return {
    id: 'fax_00000000000000000000000001' as FaxJobId,
    submissionId: 'sub_00000000000000000000000001' as SubmissionId,
    subscriberId: 'sales',
    recipient: {
      address: '15555551212@fax.local',
      number: '+15555551212' as FaxNumber,
      parts: NO_PARTS,
      options: NO_OPTIONS,
      dsn: { notify: null, originalRecipient: null },
      list: null,
    },
    documentId: null,
    pageCount: null,
    state: 'accepted',
    held: null,
    cancelWanted: false,
    attempts: 0,
    refusals: 0,
    attempt: null,
    createdAt: 1_000_000 as EpochMs,
    deadline: (1_000_000 + 86_400_000) as EpochMs,
    endedAt: null,
    failure: null,
    outcome: null,
    failureText: null,
    corrections: [],
    resendOf: null,
    version: 0,
    ...fields,
  }
}
