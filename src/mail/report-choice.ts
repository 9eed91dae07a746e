/**
 * Which report follows the end of a fax: a delivery report as RFC 3461 §5.2 asks for it, an ordinary reply as RFC 3834
 * allows it, or nothing. Pure. Not in charge of what stands in the report (report.ts), nor of mails that are refused
 * while they are sent: there the sender's own server tells him.
 */
import type { ReportWish } from '../fax/fax-options.ts'
import type { FaxJob, RecipientDsn } from '../fax/job.ts'
import type { SenderEvidence, Submission } from '../fax/submission.ts'

export type ReportChoice = 'dsn' | 'reply' | 'none'

/** RFC 3464 §2.3.3. `expanded` does not occur: a fax number is never a list. */
export type DsnAction = 'delivered' | 'relayed' | 'failed' | 'delayed'

/**
 * What became of the fax, in the words of RFC 3461 §5.2.3-5.2.6. relayed: the provider took it and nobody can say
 * whether it arrived. delayed: still being tried.
 */
export type FaxEnd = DsnAction

/**
 * RFC 3461 §5.2: which delivery report the NOTIFY of this recipient asks for; null for none. An absent NOTIFY is read
 * as FAILURE (§4.1): a delay is then reported only if we want, and we do not, since busy lines are ordinary.
 */
export function dsnAction(notify: RecipientDsn['notify'], end: FaxEnd): DsnAction | null {
  if (notify === null) return end === 'failed' ? 'failed' : null
  if (notify.includes('NEVER')) return null
  const wanted = { delivered: 'SUCCESS', relayed: 'SUCCESS', failed: 'FAILURE', delayed: 'DELAY' } as const
  return notify.includes(wanted[end]) ? end : null
}

/**
 * How a job ended for the purpose of reports; null while it has not. A fax without verdict counts as failed where
 * failures are to be reported (the text says that it may have arrived), else as relayed: it was handed over, no more.
 */
export function faxEnd(job: FaxJob): FaxEnd | null {
  if (job.state === 'delivered') return 'delivered'
  if (job.state !== 'failed' && job.state !== 'cancelled') return null
  const notify = job.recipient.dsn.notify
  const failureWanted = notify === null || notify.includes('FAILURE')
  return job.failure === 'no-verdict' && !failureWanted ? 'relayed' : 'failed'
}

/** The action for the delivery report of a finished job; null when none is asked for. */
export function dsnActionFor(job: FaxJob): DsnAction | null {
  const end = faxEnd(job)
  return end === null ? null : dsnAction(job.recipient.dsn.notify, end)
}

/** From alone proves nothing: anybody can write it, and would make us send reports to strangers. */
const PROVEN: Readonly<Record<SenderEvidence, boolean>> = {
  auth: true,
  certificate: true,
  peer: true,
  domain: true,
  relay: true,
  key: true,
  link: true,
  'from-only': false,
}

/**
 * What the sender chose for this fax counts before what his subscriber has. `report_success: false` is the older way to
 * write `report: failure`.
 */
export function reportWish(
  job: FaxJob,
  subscriber: {
    readonly report?: ReportWish | undefined
    readonly report_success?: boolean | undefined
  } | null,
): ReportWish {
  const own = subscriber?.report ?? (subscriber?.report_success === false ? 'failure' : 'always')
  return job.recipient.options.report ?? own
}

/**
 * The choice for a finished job. Nothing for senders that are not proven or null. With NOTIFY a delivery report or
 * nothing, exactly as it says (RFC 3461); without NOTIFY what `wish` says: a delivery report of failure, an ordinary
 * reply for a success.
 */
export function reportFor(job: FaxJob, submission: Submission, wish: ReportWish): ReportChoice {
  const end = faxEnd(job)
  if (end === null || !PROVEN[submission.evidence] || submission.reversePath === '') return 'none'
  const { notify } = job.recipient.dsn
  if (notify === null && wish === 'never') return 'none'
  if (dsnAction(notify, end) !== null) return 'dsn'
  return notify === null && wish === 'always' ? 'reply' : 'none'
}

/**
 * Where a report goes. A delivery report: the return path, always (RFC 3461 §6.1). A reply: the return path if it is
 * in the domain of From, else From, which is proven for everyone who gets a reply at all.
 */
export function reportAddress(choice: 'dsn' | 'reply', submission: Submission): string {
  const { reversePath, from } = submission
  if (choice === 'dsn' || domainOf(reversePath) === domainOf(from)) return reversePath
  return from
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}
