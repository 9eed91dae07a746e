/** What an operator can ask of provider accounts: how they do, a test without a fax, the balance. */
import { BridgeError, isBridgeError } from '../fax/error.ts'
import type { FaxProvider, ProbeLine } from '../providers/provider.ts'
import type { OutboundDeps } from './steps.ts'
import { sendTestFax } from './test-fax.ts'

export interface ProviderView {
  readonly account: string
  readonly type: string
  /** open, resting, stopped */
  readonly standing: string
  readonly why: string | null
  readonly until: string | null
  /** Hand-overs that run now. */
  readonly running: number
  /** Faxes that it has, or may have, and that have not ended. */
  readonly open: number
  /** What is left, in the vendor's own words; null: it cannot tell, or did not. */
  readonly balance: string | null
  /** What it can do beside sending and asking. */
  readonly can: readonly string[]
}

const ABILITIES = {
  find: 'find after a lost answer',
  cancel: 'cancel',
  statusOfMany: 'status of many',
  inbound: 'received faxes',
  webhook: 'webhooks',
  balance: 'balance',
  probe: 'test',
} as const satisfies Partial<Record<keyof FaxProvider, string>>

/** `signal`: how long vendors are waited for, who are asked for their balance. */
export async function listProviders(
  deps: OutboundDeps,
  signal: AbortSignal,
): Promise<readonly ProviderView[]> {
  const views = await standingsOf(deps)
  return Promise.all(
    views.map(async (view): Promise<ProviderView> => {
      // One that refuses us is not asked: some vendors ban whoever keeps knocking.
      const asked = view.standing === 'open' ? deps.providers.get(view.account)?.balance?.(signal) : undefined
      return { ...view, balance: (await asked?.catch(() => null)) ?? null }
    }),
  )
}

/** How the accounts do, as far as we know ourselves: no vendor is asked, and no balance told. */
export async function standingsOf(deps: OutboundDeps): Promise<readonly ProviderView[]> {
  const open = await deps.store.openAtAccounts()
  return [...deps.providers].map(([account, provider]): ProviderView => {
    const standing = deps.board.standing(account)
    return {
      account,
      type: deps.config.current.providers[account]?.type ?? 'unknown',
      standing: standing.kind,
      why: standing.kind === 'open' ? null : standing.why,
      until: standing.kind === 'resting' ? new Date(standing.until).toISOString() : null,
      running: deps.board.running(account),
      open: open[account] ?? 0,
      balance: null,
      can: Object.entries(ABILITIES).flatMap(([method, text]) => (method in provider ? [text] : [])),
    }
  })
}

/**
 * Looks without sending anything, unless `to` names a number for a test fax and all is well. An account that passes may be
 * called again. Throws E_NOT_FOUND.
 */
export async function testProvider(
  deps: OutboundDeps,
  account: string,
  to: string | null,
  signal: AbortSignal,
): Promise<readonly ProbeLine[]> {
  const provider = providerOf(deps, account)
  const lines = await probed(deps, account, provider, signal)
  if (to === null || lines.some(line => !line.ok)) return lines
  return [...lines, ...(await sendTestFax(deps, account, provider, to, signal))]
}

async function probed(
  deps: OutboundDeps,
  account: string,
  provider: FaxProvider,
  signal: AbortSignal,
): Promise<readonly ProbeLine[]> {
  if (provider.probe === undefined) {
    // Whoever asks says that it is right: nothing else would let a stopped one be used again.
    const stood = deps.board.standing(account).kind
    deps.board.reset(account)
    const again = stood === 'open' ? '' : ' It is used again.'
    return [{ ok: true, what: 'test', text: `This kind of provider has nothing to test.${again}` }]
  }
  try {
    const lines = await provider.probe(signal)
    if (lines.every(line => line.ok)) deps.board.reset(account)
    return lines
  } catch (error) {
    if (!isBridgeError(error)) throw error
    return [{ ok: false, what: 'connection', text: error.message }]
  }
}

/** Throws E_NOT_FOUND when there is no such account, E_BAD_REQUEST when it tells no balance. */
export async function balanceOf(deps: OutboundDeps, account: string, signal: AbortSignal): Promise<string> {
  const provider = providerOf(deps, account)
  if (provider.balance === undefined)
    throw new BridgeError('E_BAD_REQUEST', { say: `${account} cannot tell a balance.` })
  return provider.balance(signal)
}

function providerOf(deps: OutboundDeps, account: string): FaxProvider {
  const provider = deps.providers.get(account)
  if (provider !== undefined) return provider
  const known = [...deps.providers.keys()].join(', ')
  throw new BridgeError('E_NOT_FOUND', {
    say: `No provider account has the name "${account}": there is ${known}.`,
  })
}
