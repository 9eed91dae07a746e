/**
 * News from a provider's webhook. It is a hint and nothing more: what it names is read again from the provider itself,
 * and only if it is a fax of ours at that account. Late, repeated and invented news therefore change nothing.
 */
import type { WebhookNews } from '../providers/provider.ts'
import type { Runtime } from '../runtime.ts'
import type { FaxJobStore, TaskStore } from '../store/store.ts'

export interface NewsDeps {
  readonly store: Pick<FaxJobStore, 'jobsAt'> & Pick<TaskStore, 'hurryTasks'>
  readonly runtime: Pick<Runtime, 'clock' | 'log'>
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
  const hurried = await store.hurryTasks('track', jobs, runtime.clock.now())
  runtime.log.debug(
    { account, ids: ids.length, jobs: jobs.length, received: news.received },
    'news from a provider',
  )
  if (hurried > 0) kick()
  if (news.received) look(account)
  return hurried
}
