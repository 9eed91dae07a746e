/** A trace of the rules for a tired operator: one line in words for each subscriber, its checks below. */
import { checkWords, type SubscriberWords, subscribersIn } from '../explain/trace-words.ts'
import type { RefusalTrace } from '../fax/refusal.ts'
import { harmless } from './print.ts'

export const MARKS: Readonly<Record<RefusalTrace['result'], string>> = { pass: '✓', fail: '✗', open: '?' }

/** Subscribers that are shown with all their checks; of further ones only the line that decided. */
const IN_FULL = 5
const IN_ALL = 30

export function traceText(trace: readonly RefusalTrace[]): string {
  const found = subscribersIn(trace)
  const lines = found.slice(0, IN_ALL).flatMap((words, i) => subscriberText(words, i < IN_FULL))
  if (found.length > IN_ALL) lines.push(`  … and ${found.length - IN_ALL} more: --json has them all`)
  return lines.map(harmless).join('\n')
}

function subscriberText(words: SubscriberWords, full: boolean): string[] {
  const head = `  ${MARKS[words.result]} ${words.subscriber} ${words.decided}`
  if (!full) return [head]
  const own = words.lines.map(line => `      ${MARKS[line.result]} ${checkWords(line)}`)
  const entries = words.entries.flatMap(({ number, lines }) =>
    lines.map((line, i) => {
      const label = i === 0 ? `entry ${number}` : ''
      return `      ${label.padEnd(9)} ${MARKS[line.result]} ${checkWords(line)}`
    }),
  )
  return [head, ...own, ...entries]
}
