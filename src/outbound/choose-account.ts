/** Which account a fax goes to: by number and subscriber, in order, with fail-over to those that stand behind. */
import type { Config } from '../config/schema.ts'
import type { AddressParts } from '../fax/address-parts.ts'
import type { EpochMs } from '../fax/id.ts'
import type { FaxJob } from '../fax/job.ts'
import type { AccountBoard } from './account-board.ts'

export type Choice =
  /** `more`: others stand behind it, if it does not take the fax. */
  | { readonly kind: 'account'; readonly account: string; readonly more: boolean }
  | { readonly kind: 'wait'; readonly until: EpochMs }
  /** Every account that could take it needs a person. */
  | { readonly kind: 'hold'; readonly why: string }
  | { readonly kind: 'none' }

/** Whether an account can dial what stands beside the number. */
export type CanDial = (account: string, parts: AddressParts) => boolean

const any: CanDial = () => true

/** The accounts for a fax, best first: the longest prefix counts, one for the subscriber before one for everybody. */
export function accountsFor(
  config: Config,
  job: { readonly recipient: Pick<FaxJob['recipient'], 'number' | 'parts'>; readonly subscriberId: string },
  canDial: CanDial = any,
): readonly string[] {
  const matching = config.routes.filter(
    route =>
      job.recipient.number.startsWith(route.prefix) &&
      (route.subscriber === undefined || route.subscriber === job.subscriberId),
  )
  const rank = (route: (typeof matching)[number]) =>
    route.prefix.length * 2 + (route.subscriber === undefined ? 0 : 1)
  const [best] = matching.sort((a, b) => rank(b) - rank(a))
  const accounts = best === undefined ? [] : [...new Set([best.provider, ...best.fallback])]
  return accounts.filter(account => canDial(account, job.recipient.parts))
}

/** The account whose turn it is by configuration alone; null: no route. */
export function accountInTurn(
  config: Config,
  job: Pick<FaxJob, 'recipient' | 'subscriberId' | 'refusals'>,
  canDial: CanDial = any,
): string | null {
  const accounts = accountsFor(config, job, canDial)
  return accounts[job.refusals % accounts.length] ?? null
}

/**
 * Chooses for the next hand-over. After one that is known not to have been taken the next account's turn has come
 * (`refusals` counts them): never the other way, and never after an answer that was lost.
 */
export function chooseAccount(
  config: Config,
  job: FaxJob,
  board: AccountBoard,
  canDial: CanDial = any,
): Choice {
  const accounts = accountsFor(config, job, canDial)
  if (accounts.length === 0) return { kind: 'none' }
  const turn = job.refusals % accounts.length
  const inTurn = [...accounts.slice(turn), ...accounts.slice(0, turn)]
  const standings = inTurn.map(account => ({ account, standing: board.standing(account) }))
  const open = standings.find(({ standing }) => standing.kind === 'open')
  if (open !== undefined) {
    const more = turn + 1 < accounts.length
    return { kind: 'account', account: open.account, more }
  }
  const waits = standings.flatMap(({ standing }) => (standing.kind === 'resting' ? [standing.until] : []))
  if (waits.length > 0) return { kind: 'wait', until: Math.min(...waits) as EpochMs }
  const reasons = standings.flatMap(({ account, standing }) =>
    standing.kind === 'stopped' ? [HOLDS[standing.code](account)] : [],
  )
  return { kind: 'hold', why: reasons.join('; ') }
}

/** Why a fax waits for a person; also what the history says. */
export const HOLDS = {
  E_PROVIDER_CREDENTIALS: (account: string) => `provider ${account} refuses our credentials`,
  E_PROVIDER_CREDIT: (account: string) => `provider account ${account} has no credit`,
  E_PROVIDER_REQUEST: (account: string) => `provider ${account} does not understand our request`,
} as const
