/** What can be known of the account without sending: its credit, its rights, its numbers. */
import { type BridgeError, isBridgeError } from '../../fax/error.ts'
import type { ProbeLine } from '../provider.ts'
import { creditObject, didRow, SCRIPTS } from './api.ts'
import { getOf, type OpenfaxDeps, postOf, rowsOf } from './calls.ts'
import { readReport } from './report.ts'

/** What is left: the document names no currency. Null: the answer has no amount under either of its names. */
async function credit(deps: OpenfaxDeps, signal: AbortSignal): Promise<number | null> {
  const { rows } = await rowsOf(deps, postOf(deps, SCRIPTS.credit, {}, 'nothing'), creditObject, signal)
  for (const row of rows) {
    const text = row.AvailableCredit ?? row.AccountBalance
    const amount = text === null ? Number.NaN : Number(text.replace(/[$, ]/g, ''))
    if (Number.isFinite(amount)) return amount
  }
  return null
}

const inWords = (amount: number | null): string =>
  amount === null ? 'not told' : `${amount.toFixed(2)} credit`

/** The balance as `8956.66 credit`. */
export async function balanceOf(deps: OpenfaxDeps, signal: AbortSignal): Promise<string> {
  return inWords(await credit(deps, signal))
}

/** Looks at credentials, credit, the report and, where it is on, the reception. Sends nothing. */
export async function probe(deps: OpenfaxDeps, signal: AbortSignal): Promise<readonly ProbeLine[]> {
  const lines: ProbeLine[] = []
  try {
    const amount = await credit(deps, signal)
    lines.push({ ok: true, what: 'credentials', text: `Openfax knows account ${deps.settings.accountId}.` })
    const enough = amount === null || amount > 0
    lines.push({
      ok: enough,
      what: 'credit',
      text: `${inWords(amount)}${enough ? '' : ': pay in at the portal'}`,
    })
  } catch (error) {
    const trouble = ours(error)
    if (trouble.code !== 'E_PROVIDER_CREDIT')
      return [{ ok: false, what: 'credentials', text: trouble.message }]
    lines.push({ ok: true, what: 'credentials', text: `Openfax knows account ${deps.settings.accountId}.` })
    lines.push({ ok: false, what: 'credit', text: trouble.message })
  }
  lines.push(await looked('date report', () => reportLine(deps, signal)))
  if (deps.settings.experimentalInbound)
    lines.push(await looked('received faxes', () => numbersLine(deps, signal)))
  return lines
}

async function looked(what: string, work: () => Promise<Omit<ProbeLine, 'what'>>): Promise<ProbeLine> {
  try {
    return { what, ...(await work()) }
  } catch (error) {
    return { ok: false, what, text: ours(error).message }
  }
}

function ours(error: unknown): BridgeError {
  if (isBridgeError(error)) return error
  throw error
}

async function reportLine(deps: OpenfaxDeps, signal: AbortSignal): Promise<Omit<ProbeLine, 'what'>> {
  const { rows } = await readReport(deps, { since: deps.clock.now(), after: null, maxPages: 1 }, signal)
  return { ok: true, text: `It can be read: ${rows.length} calls since yesterday.` }
}

async function numbersLine(deps: OpenfaxDeps, signal: AbortSignal): Promise<Omit<ProbeLine, 'what'>> {
  const { rows } = await rowsOf(deps, getOf(deps, SCRIPTS.numbers, {}), didRow, signal)
  const numbers = rows.flatMap(row => (row.DID === null ? [] : [row.DID]))
  return numbers.length === 0
    ? { ok: false, text: 'The account has no number that can receive.' }
    : { ok: true, text: `Numbers that receive: ${numbers.slice(0, 20).join(', ')}.` }
}
