import { describe, expect, it } from 'vitest'
import { traceText } from '../../src/cli/trace-text.ts'
import { subscribersIn } from '../../src/explain/trace-words.ts'
import type { RefusalTrace } from '../../src/fax/refusal.ts'

const line = (
  subscriber: string,
  entry: number | null,
  field: string,
  result: RefusalTrace['result'],
  more: Partial<RefusalTrace> = {},
): RefusalTrace => ({ subscriber, entry, field, result, ...more })

const entry = (subscriber: string, number: number, results: readonly RefusalTrace['result'][]) =>
  (['received_from', 'destination', 'from_email', 'proof'] as const).map((field, i) =>
    line(subscriber, number, field, results[i] ?? 'pass', { pattern: `p${number}${i}` }),
  )

describe('a trace in words', () => {
  it('puts first who takes it, then who came nearest, then who is switched off', () => {
    const trace = [
      line('off', null, 'active', 'fail'),
      ...entry('far', 0, ['fail', 'fail', 'fail', 'fail']),
      ...entry('near', 0, ['fail', 'fail']),
      ...entry('near', 1, ['pass', 'pass', 'fail', 'pass']),
      ...entry('taker', 0, ['fail']),
      ...entry('taker', 1, ['pass']),
    ]
    expect(subscribersIn(trace).map(({ subscriber, decided }) => `${subscriber} ${decided}`)).toEqual([
      'taker takes it: acl entry 2 fits',
      'near does not take it: of its 2 acl entries 2 is nearest: from_email: the sender is not p12',
      expect.stringMatching(/^far does not take it: its only acl entry: received_from: .*p00; /),
      'off does not take it: is switched off (active: false)',
    ])
  })

  it('a wrong key counts, whatever the entries say', () => {
    const trace = [line('keyed', null, 'key', 'fail'), ...entry('keyed', 0, [])]
    expect(subscribersIn(trace)[0]).toMatchObject({
      result: 'fail',
      decided: 'does not take it: the first line is not its key',
    })
  })

  it('several recipients do not repeat the same line', () => {
    const once = entry('sales', 0, [])
    expect(subscribersIn([...once, ...once])[0]?.entries[0]?.lines).toHaveLength(4)
  })

  it('is printed with marks, and no text of a stranger drives the terminal', () => {
    const text = traceText([
      ...entry('sales', 0, ['fail']),
      line('x', null, 'active', 'fail', { note: 'a\u001b[2Jb' }),
    ])
    expect(text).toContain('  ✗ sales does not take it')
    expect(text).toContain('      entry 1   ✗ received_from: the mail does not come from p00')
    expect(text).not.toContain('\u001b')
  })
})
