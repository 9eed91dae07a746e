/** `faxbridge providers list|test|balance`: the accounts at fax vendors. */
import type { ProviderView } from '../outbound/provider-desk.ts'
import type { ProbeLine } from '../providers/provider.ts'
import { controlOf } from './control.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { localTime, say, sayJson, table } from './print.ts'

export interface ProviderOptions {
  readonly config: string
  readonly json?: boolean
}

interface TestOptions extends ProviderOptions {
  /** Number for a test fax. */
  readonly to?: string
}

/** A little longer than the daemon waits for the call to end. */
const TEST_FAX_MS = 190_000

export async function listAccounts({ config, json }: ProviderOptions): Promise<void> {
  const accounts = await controlOf(config).get<ProviderView[]>('/providers')
  if (json === true) return sayJson(accounts)
  const rows = accounts.map(({ account, type, standing, why, until, open, balance, can }) => [
    account,
    type,
    until === null ? standing : `${standing} until ${localTime(until)}`,
    String(open),
    balance ?? '-',
    why ?? can.join(', '),
  ])
  say(table(['ACCOUNT', 'TYPE', 'STANDING', 'OPEN', 'BALANCE', 'CAN, OR WHY NOT'], rows, 90))
}

/** Gives the exit code: 0 only if everything is right. */
export async function testAccount(account: string, { config, json, to }: TestOptions): Promise<number> {
  const lines = await controlOf(config).post<ProbeLine[]>(
    `/providers/${encodeURIComponent(account)}/test`,
    to === undefined ? {} : { to },
    to === undefined ? undefined : TEST_FAX_MS,
  )
  if (json === true) sayJson(lines)
  else say(lines.map(({ ok, what, text }) => `${ok ? 'ok   ' : 'WRONG'}  ${what}: ${text}`).join('\n'))
  return lines.every(line => line.ok) ? EXIT_CODES.ok.code : EXIT_CODES.failed.code
}

export async function showBalance(account: string, { config, json }: ProviderOptions): Promise<void> {
  const found = await controlOf(config).get<{ balance: string }>(
    `/providers/${encodeURIComponent(account)}/balance`,
  )
  if (json === true) return sayJson(found)
  say(found.balance)
}
