/** A budget of money that nothing is counted against would be false safety: then the configuration is refused. */
import type { Finding } from './explain.ts'
import type { Config } from './schema.ts'

export function checkBudgets(config: Config, wrong: (path: Finding['path'], text: string) => void): void {
  const limits = [config.budget, ...config.subscribers.map(({ budget }) => budget)]
  if (!limits.some(budget => budget?.cost_per_day !== undefined)) return
  for (const [account, { prices }] of Object.entries(config.providers)) {
    if (prices?.['+'] !== undefined) continue
    wrong(
      ['providers', account, 'prices'],
      'cost_per_day counts by prices: write what a page costs, at least for "+" (all other numbers); 0 if it is free',
    )
  }
}
