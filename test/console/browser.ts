/** What tests ask of a page in the browser: what it complains of, whether it is within reach of everybody. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { until } from './house.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What the browser complains of, such as something that the policy forbids; grows while one looks. */
export function complaintsAt(page: Page, url: string): string[] {
  const found: string[] = []
  page.on('console', message => message.type() === 'error' && found.push(message.text()))
  page.on('pageerror', error => found.push(String(error)))
  page.on('request', request => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:'))
      found.push(`asks others: ${request.url()}`)
  })
  return found
}

/** Waits; through the debugger, since the page's policy forbids what waitForFunction does. */
export const holds = (page: Page, expression: string) =>
  until(async () => ((await page.evaluate(expression)) === true ? true : null))

/** Everything that axe knows of WCAG 2.2 A and AA. The browser's own debugger puts it in: the page's policy would not. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const { violations: found } = (await page.evaluate(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
  )) as { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }
  return found.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html} ${node.failureSummary}`))
}
