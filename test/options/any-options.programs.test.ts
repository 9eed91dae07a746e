import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isBridgeError } from '../../src/fax/error.ts'
import { OPTION_NAMES } from '../../src/fax/fax-options.ts'
import { mailOptions } from '../../src/options/mail-options.ts'
import { OPTION_TABLE } from '../../src/options/option-table.ts'
import { aPolicy, NOON } from './policy.ts'

const names = [
  ...OPTION_NAMES,
  ...OPTION_NAMES.flatMap(name => OPTION_TABLE[name].aliases),
  'fien',
  'foo',
  'x',
  '',
]
const values = [
  'fine',
  'a4',
  'none',
  'high',
  '20:00',
  '2000-0600',
  '20:00-06:00',
  'C-1',
  '15555550101',
  'never',
  'a@example.com',
  '',
  '\u200b',
  '\ud800',
  '[',
  ']',
  '=',
  ';',
  ',',
  'a'.repeat(1100),
]
const aPiece = fc.oneof(
  fc
    .tuple(fc.constantFrom(...names), fc.constantFrom('=', ':', ' ', ''), fc.constantFrom(...values))
    .map(p => p.join('')),
  fc.string({ maxLength: 12 }),
  fc.constantFrom('fine', 'nocover', 'EXTERNAL', 'Ticket#1', 'fine; a4', '[', ']', '[['),
)
/** Numbers in [0, below), always the same for one seed: a hundred thousand mails are put together from a pool of pieces. */
function dice(seed: number): (below: number) => number {
  let state = seed >>> 0
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

describe('100,000 random mails', () => {
  const policy = { ...aPolicy(), zone: 'UTC' }
  const legal = [
    'E_OPTION',
    'E_OPTION_ADDRESS',
    'E_OPTION_DENIED',
    'E_OPTION_CONFLICT',
    'E_OPTION_NOT_OFFERED',
  ]

  /** What is wrong with what became of this mail; null: nothing. Plain code: an expect() for each would take long. */
  function wrongWith(
    texts: Parameters<typeof mailOptions>[1],
    seen: { taken: number; refused: number },
  ): string | null {
    try {
      const { subject: kept } = mailOptions(policy, texts, NOON)
      seen.taken++
      // Letters are cut, never made or moved.
      let from = 0
      for (const letter of kept.replace(/[\s[\]［］]/g, '')) {
        from = texts.subject.indexOf(letter, from) + 1
        if (from === 0) return `the subject became ${kept}`
      }
      return null
    } catch (error) {
      if (!isBridgeError(error)) throw error
      seen.refused++
      if (!legal.includes(error.code)) return `${error.code} is no error of an option`
      return error.message.length < 480 ? null : `too long: ${error.message}`
    }
  }

  it('none crashes, a refusal is one of ours and short, and what is kept of a subject is what was written', () => {
    const seen = { taken: 0, refused: 0 }
    const [seed = 1] = fc.sample(fc.nat(), 1)
    const roll = dice(seed)
    const pick = <T>(list: readonly T[]): T => list[roll(list.length)] as T
    const pool = fc.sample(aPiece, { numRuns: 2_000, seed })
    const keys = [...names, ...pool.slice(0, 50)]
    for (let i = 0; i < 33_400; i++) {
      const brackets = Array.from({ length: roll(4) + 1 }, () => pick(OPEN) + pick(pool) + pick(CLOSED))
      const header = { name: `x-fax-${pick(keys)}`.toLowerCase(), value: pick(roll(2) === 0 ? values : pool) }
      const mails = [
        { subject: `Hello ${brackets.join('')}`, headers: [], tags: [[]] },
        { subject: 'x', headers: [header], tags: [[]] },
        { subject: 'x', headers: [], tags: [[pick(pool)]] },
      ]
      for (const mail of mails) {
        const problem = wrongWith(mail, seen)
        if (problem !== null) throw new Error(`seed ${seed}: ${problem}: ${JSON.stringify(mail)}`)
      }
    }
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(5_000)
  })
})

const OPEN = ['[', '[', ' [', '［', '']
const CLOSED = [']', ']', '] ', '］', '']
