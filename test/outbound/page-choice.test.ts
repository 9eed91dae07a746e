import { describe, expect, it } from 'vitest'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import { NO_OPTIONS } from '../../src/fax/fax-options.ts'
import { paperOf } from '../../src/fax/paper.ts'
import { pageChoice } from '../../src/outbound/page-choice.ts'

describe('paper', () => {
  it.each([
    ['+12125550100', 'letter'],
    ['+18095550100', 'letter'],
    ['+525512345678', 'letter'],
    ['+56221234567', 'letter'],
    ['+5712345678', 'letter'],
    ['+582121234567', 'letter'],
    ['+50622123456', 'letter'],
    ['+50312345678', 'letter'],
    ['+6321234567', 'letter'],
    ['+4930123456', 'a4'],
    ['+541112345678', 'a4'],
    ['+551112345678', 'a4'],
    ['+5112345678', 'a4'],
    ['+50412345678', 'a4'],
    ['+61212345678', 'a4'],
    [null, 'a4'],
  ] as const)('for %s is %s', (number, paper) => {
    expect(paperOf(number)).toBe(paper)
  })
})

describe('the pages of a mail', () => {
  const number = '+12125550100' as FaxNumber
  const to = (options = NO_OPTIONS) => [{ recipient: { number, options } }]
  const subscriber = { resolution: 'standard', paper: 'a4', tone: 'looks', blank_pages: 'remove' } as const

  it('are as the mail says, else as the subscriber does, else as the number asks', () => {
    const chosen = { resolution: 'fine', paper: 'legal', tone: 'line', blankPages: 'keep' } as const
    expect(pageChoice(to({ ...NO_OPTIONS, ...chosen }), subscriber)).toEqual(chosen)
    const { blank_pages: blankPages, ...own } = subscriber
    expect(pageChoice(to(), subscriber)).toEqual({ ...own, blankPages })
    expect(pageChoice(to(), null)).toEqual({
      resolution: 'fine',
      paper: 'letter',
      tone: 'airtime',
      blankPages: 'keep',
    })
  })
})
