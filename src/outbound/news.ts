/**
 * News from a provider's webhook. It is a hint: what it names is read again from the provider itself, and only if it is a
 * fax of ours at that account. Late, repeated and invented news therefore change nothing; for a fax that has ended they
 * only bring its next look forward (recheck.ts). One thing it may tell: the id
 * of a fax whose answer was lost, which is then followed as if the answer had come.
 */
import type { FaxJobId } from '../fax/id.ts'
import type { WebhookNews } from '../providers/provider.ts'
import { happened, type OutboundDeps } from './steps.ts'

export interface NewsDeps extends Pick<OutboundDeps, 'store' | 'runtime' | 'config' | 'providers'> {
  readonly kick: () => void
  /** A fax may have come in at this account: list now. */
  readonly look: (account: string) => void
}

/** One call can name many faxes; more than this is no news but an attack. */
const MOST_IDS = 100

/** Gives how many faxes are read again. */
export async function hear(deps: NewsDeps, account: string, news: WebhookNews): Promise<number> {
  const { store, runtime, kick, look } = deps
  const ids = [...news.providerRefs, ...news.references].slice(0, MOST_IDS)
  const jobs = await store.jobsAt(account, ids)
  await adopt(deps, jobs, news)
  const now = runtime.clock.now()
  const hurried =
    (await store.hurryTasks('track', jobs, now)) +
    (await store.hurryTasks('reconcile', jobs, now)) +
    (await store.hurryTasks('recheck', jobs, now))
  runtime.log.debug(
    { account, ids: ids.length, jobs: jobs.length, received: news.received },
    'news from a provider',
  )
  if (jobs.length > 0) kick()
  if (news.received) look(account)
  return hurried
}

/** News of one fax with our reference and the vendor's id: if its answer was lost, this is the answer. */
async function adopt(deps: NewsDeps, jobs: readonly FaxJobId[], news: WebhookNews): Promise<void> {
  const [id, ...more] = jobs
  const [providerRef, ...others] = news.providerRefs
  if (id === undefined || providerRef === undefined || more.length > 0 || others.length > 0) return
  if (news.references.length !== 1) return
  const job = await deps.store.job(id)
  if (job?.state !== 'unknown' || job.attempt?.reference !== news.references[0]) return
  await happened(deps, id, { type: 'found', providerRef })
}
