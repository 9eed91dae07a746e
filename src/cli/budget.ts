/** `faxbridge budget`: what is used today of every budget. */
import type { BudgetLine } from '../outbound/budget.ts'
import { controlOf } from './control.ts'
import { localTime, say, sayJson, table } from './print.ts'

export async function budget(options: { readonly config: string; readonly json?: boolean }): Promise<void> {
  const lines = await controlOf(options.config).get<readonly BudgetLine[]>('/budgets')
  if (options.json === true) return sayJson(lines)
  if (lines.length === 0) return say('No budget is configured: see "budget" in the configuration.')
  const of = ({ used, limit }: BudgetLine['pages'], digits = 0) =>
    limit === null ? '-' : `${used.toFixed(digits)} of ${limit.toFixed(digits)}`
  const rows = lines.map(line => [
    line.of,
    of(line.faxes),
    of(line.pages),
    of(line.cost, 2),
    localTime(line.until),
  ])
  say(table(['BUDGET OF', 'FAXES', 'PAGES', 'COST', 'BEGINS ANEW'], rows))
}
