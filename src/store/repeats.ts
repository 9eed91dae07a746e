/**
 * Finding out whether a mail is there already, recipient by recipient: a client that never saw our 250 sends it again,
 * perhaps over another server and with another list of recipients. In charge of which of its faxes are new. What makes
 * two mails the same one is in the dedupe key (outbound/mail-identity.ts), not here.
 */
import { NO_PARTS } from '../fax/address-parts.ts'
import type { SubmissionId } from '../fax/id.ts'
import { type FaxJob, isFinal } from '../fax/job.ts'
import { jobsWhere } from './fax-jobs.ts'
import type { Sql } from './sql-driver.ts'
import { addHistory } from './statements.ts'
import type { Acceptance } from './store.ts'

/** RFC 5321 §4.5.4.1: a client gives up after 4 to 5 days. Later the same bytes are a new mail. */
const REPEAT_MS = 5 * 86_400_000

export interface Repeats {
  /** Earlier mails that have some of its faxes, oldest first. Never empty. */
  readonly earlier: readonly SubmissionId[]
  /** Those faxes, as they were taken then. */
  readonly known: readonly FaxJob[]
  /** The faxes that are new. */
  readonly jobs: readonly FaxJob[]
}

/** Null: the mail is new, as nearly every one is; that costs one look at an index. */
export async function repeatsOf(sql: Sql, acceptance: Acceptance): Promise<Repeats | null> {
  const known = new Map<string, FaxJob>()
  for (const twin of await twinsOf(sql, acceptance)) {
    const jobs = await jobsWhere(sql, 'submission_id = $1 and resend_of is null order by id', [twin.id])
    for (const job of jobs) {
      // Who saw our 250 and sends a fax again that has failed wants it to go out.
      const mayGoAgain = twin.confirmed === 1 && isFinal(job.state) && job.state !== 'delivered'
      if (!mayGoAgain) known.set(targetOf(job), job)
    }
  }
  const found = acceptance.jobs.flatMap(job => known.get(targetOf(job)) ?? [])
  if (found.length === 0) return null
  return {
    earlier: [...new Set(found.map(job => job.submissionId))].sort(),
    known: found,
    jobs: acceptance.jobs.filter(job => !known.has(targetOf(job))),
  }
}

/** Says it in the history of the faxes that were asked for again. */
export async function noteRepeat(sql: Sql, { known }: Repeats, { submission }: Acceptance): Promise<void> {
  const { receivedAt: at, peerAddress } = submission
  const text = `The same mail came again from ${peerAddress}: this fax is not sent a second time.`
  for (const { id } of known)
    await addHistory(sql, id, { at, type: 'repeated', text, detail: { peerAddress } })
}

/** The acceptance without the faxes that are known already. */
export function onlyNew(acceptance: Acceptance, { earlier, known, jobs }: Repeats): Acceptance {
  const dropped = new Set<string>(acceptance.jobs.filter(job => !jobs.includes(job)).map(job => job.id))
  const at = acceptance.submission.receivedAt
  const text = `The same mail had come before for ${known.length} other recipient(s): see ${earlier.join(', ')}.`
  const notes = jobs.map(job => ({ at, type: 'repeated', text, detail: { earlier }, subjectId: job.id }))
  return {
    ...acceptance,
    jobs,
    tasks: acceptance.tasks.filter(task => !dropped.has(task.subjectId)),
    history: [...acceptance.history.filter(entry => !dropped.has(entry.subjectId)), ...notes],
  }
}

interface Twin {
  readonly id: SubmissionId
  readonly received_at: number
  readonly confirmed: number
}

async function twinsOf(sql: Sql, acceptance: Acceptance): Promise<readonly Twin[]> {
  const { submission, dedupeKey, openTwins = [], repeatWithinMs = 0 } = acceptance
  const text = 'select id, received_at, confirmed from submission where dedupe_key = $1 order by id'
  const twins = await sql.all<Twin>(text, [dedupeKey])
  return twins.filter(({ id, received_at, confirmed }) => {
    const age = submission.receivedAt - received_at
    return !openTwins.includes(id) && age < (confirmed === 1 ? repeatWithinMs : REPEAT_MS)
  })
}

/** One fax to one machine, whatever the address looked like. */
function targetOf({ recipient }: FaxJob): string {
  return `${recipient.number} ${JSON.stringify({ ...NO_PARTS, ...recipient.parts })}`
}
