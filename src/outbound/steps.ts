/** What the outbound steps share: their dependencies, and the one way in which they change a fax. */
import type { Config, LiveConfig, SubscriberConfig } from '../config/schema.ts'
import type { Expander, Renderer } from '../documents/render/renderer.ts'
import type { FaxEvent } from '../fax/event.ts'
import type { FaxJobId } from '../fax/id.ts'
import { type FaxChange, step } from '../fax/lifecycle.ts'
import { DEFAULT_POLICY, type LifecyclePolicy } from '../fax/retry-policy.ts'
import type { FaxProvider } from '../providers/provider.ts'
import type { Runtime } from '../runtime.ts'
import type { Spool } from '../store/spool.ts'
import type { Store } from '../store/store.ts'
import type { AccountBoard } from './account-board.ts'
import { accountInTurn } from './choose-account.ts'
import { canDial, dialsOf } from './dialable.ts'
import type { StatusDesk } from './status-desk.ts'

export interface OutboundDeps {
  readonly store: Store
  readonly spool: Spool
  readonly renderer: Renderer & Expander
  readonly providers: ReadonlyMap<string, FaxProvider>
  readonly board: AccountBoard
  readonly desk: StatusDesk
  readonly config: LiveConfig
  readonly runtime: Runtime
  /** Folder for files that live no longer than one step. */
  readonly workFolder: string
}

const HOUR = 3_600_000

/** The user's patience as configured; a provider's visibility delay makes the first look later, never earlier. */
export function policyFrom(config: Config, provider?: FaxProvider): LifecyclePolicy {
  const { sending } = config
  return {
    ...DEFAULT_POLICY,
    maxAttempts: sending.attempts,
    retryDelayMs: sending.retryMinutes * 60_000,
    trackingLimitMs: sending.trackingHours * HOUR,
    firstLookMs: Math.max(sending.firstLookSeconds * 1000, provider?.limits.visibilityMs ?? 0),
    lookGapMs: sending.lookGapSeconds * 1000,
    // A provider that never calls, and that nobody asks again, has no second word.
    correctionMs: callsOrIsAsked(provider) ? sending.correctionHours * HOUR : 0,
    laterLookMs: provider?.limits.laterLookMs ?? null,
  }
}

function callsOrIsAsked(provider: FaxProvider | undefined): boolean {
  return provider?.webhook !== undefined || provider?.limits.laterLookMs !== undefined
}

/** Tells the state machine what happened to a fax and writes what follows, with `detail` in its history. Null: nothing followed. */
export function happened(
  deps: Pick<OutboundDeps, 'store' | 'runtime' | 'config' | 'providers'>,
  id: FaxJobId,
  event: FaxEvent,
  provider?: FaxProvider,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<FaxChange | null> {
  const config = deps.config.current
  const policy = policyFrom(config, provider)
  return deps.store.change(id, job => {
    const change = withAccounts(deps, step(job, event, policy, deps.runtime.clock.now()))
    if (change === null) return null
    return { ...change, history: { ...change.history, detail: { ...change.history.detail, ...detail } } }
  })
}

/** A hand-over waits with those for the same account: the state machine knows no routes. */
function withAccounts(
  { config, providers }: Pick<OutboundDeps, 'config' | 'providers'>,
  change: FaxChange | null,
): FaxChange | null {
  if (change === null) return null
  const account = accountInTurn(config.current, change.newJob ?? change.job, canDial(dialsOf(providers)))
  if (account === null) return change
  return {
    ...change,
    tasks: change.tasks.map(task => (task.kind === 'submit' ? { ...task, account } : task)),
  }
}

export function subscriberOf(config: Config, id: string): SubscriberConfig | null {
  return config.subscribers.find(subscriber => subscriber.id === id) ?? null
}
