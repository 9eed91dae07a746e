import { describe, expect, it } from 'vitest'
import { refusalList, refusalText, sinceOf } from '../../src/cli/refused.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import type { Refusal } from '../../src/fax/refusal.ts'

const refusal: Refusal = {
  id: 'r-7f3k2m',
  at: 1_800_000_000_000 as EpochMs,
  lastAt: 1_800_000_060_000 as EpochMs,
  times: 7,
  stage: 'mail',
  listener: 'relay',
  peer: '198.51.100.7',
  user: null,
  sender: 'eve@example.com',
  from: 'eve@example.com',
  recipients: ['15555551212@fax.local', '15555551213@fax.local'],
  code: 'E_SENDER_DENIED',
  text: 'You are not permitted.',
  ambiguous: [],
  trace: [
    { subscriber: 'sales', entry: 0, field: 'received_from', result: 'pass', pattern: '10.0.0.0/8' },
    { subscriber: 'sales', entry: 0, field: 'from_email', result: 'fail', pattern: 'ann@example.com' },
  ],
  leftOut: 12,
}

describe('faxbridge refused', () => {
  it('has one line for each, with the field that decided', () => {
    const [heading, line] = refusalList([refusal]).split('\n')
    expect(heading).toMatch(/^REF +LAST +TIMES +PEER +FROM +TO +CODE +REASON$/)
    expect(line).toMatch(
      /^r-7f3k2m .* 7 +198\.51\.100\.7 +eve@example\.com +15555551212@fax\.local and 1 more +E_SENDER_DENIED +sales does not take it/,
    )
  })

  it('shows the whole trace of one', () => {
    const text = refusalText(refusal)
    expect(text).toMatch(/When: +7 times, /)
    expect(text).toContain('✗ from_email: the sender is not ann@example.com')
    expect(text).toContain('✓ received_from: 10.0.0.0/8 fits')
    expect(text).toContain('12 subscribers that were further away')
  })

  it('names those that would all have taken it, and shows no control characters of strangers', () => {
    const text = refusalText({ ...refusal, ambiguous: ['a', 'b'], sender: 'x\u001b[2J@y' })
    expect(text).toContain('Several subscribers would take it: a, b.')
    expect(text).not.toContain('\u001b')
    expect(refusalList([{ ...refusal, from: null, sender: 'x\u001b[2J@y' }])).not.toContain('\u001b')
  })

  it('reads --since', () => {
    expect(sinceOf('2h', 10_000_000)).toBe(10_000_000 - 7_200_000)
    expect(sinceOf('2026-11-21T00:00:00Z', 0)).toBe(Date.parse('2026-11-21T00:00:00Z'))
    expect(() => sinceOf('yesterday', 0)).toThrow(/Write --since/)
  })
})
