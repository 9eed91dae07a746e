/**
 * One mail with all its faxes: what has become of each, and one action on all of them at once. For distribution lists,
 * and for every mail with several recipients. What an action does to a fax is the state machine's business.
 */
import type { FaxEvent } from '../fax/event.ts'
import type { SubmissionId } from '../fax/id.ts'
import { FAX_STATES, type FaxJob } from '../fax/job.ts'
import { happened, type OutboundDeps } from './steps.ts'
import { faxView, historyView, mailView, submissionView } from './views.ts'

/** A mail as an operator sees it; null: there is none with this id. */
export async function showMail(deps: Pick<OutboundDeps, 'store' | 'runtime'>, idText: string) {
  const id = idText as SubmissionId
  const { store } = deps
  const submission = await store.submission(id)
  if (submission === null) return null
  const jobs = await store.jobsOf(id)
  const { from, subject } = submission
  const states = FAX_STATES.map(state => [state, jobs.filter(job => job.state === state).length] as const)
  return {
    ...submissionView(submission),
    from,
    subject,
    subscriber: submission.subscriberId,
    lists: [...new Set(jobs.flatMap(job => job.recipient.list ?? []))],
    states: Object.fromEntries(states.filter(([, count]) => count > 0)),
    held: jobs.filter(job => job.held !== null).length,
    faxes: jobs.map(job => faxView({ job, from, subject }, deps.runtime.clock.now())),
    history: (await store.history(id)).map(historyView),
    mails: (await store.mailsOf(id)).map(mailView),
  }
}
export type MailDetail = NonNullable<Awaited<ReturnType<typeof showMail>>>

/** What a line of history means in a tally of many. */
const DONE: Readonly<Record<string, string>> = {
  cancelled: 'cancelled',
  cancelWanted: 'being sent, the provider decides',
  held: 'held',
  released: 'released',
}

/** Tells each fax the same event, and gives a sentence on how many did what. */
export async function happenedToAll(
  deps: OutboundDeps,
  jobs: readonly FaxJob[],
  event: FaxEvent,
): Promise<string> {
  const changes = await Promise.all(jobs.map(job => happened(deps, job.id, event)))
  const tally = new Map<string, number>()
  for (const change of changes) {
    const word = change === null ? 'left as they are' : (DONE[change.history.type] ?? change.history.type)
    tally.set(word, (tally.get(word) ?? 0) + 1)
  }
  const counted = [...tally].map(([word, count]) => `${count} ${word}`).join('; ')
  return `Of ${jobs.length} faxes of this mail: ${counted}.`
}
