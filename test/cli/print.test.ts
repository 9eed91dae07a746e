import { describe, expect, it } from 'vitest'
import { fields, harmless, table } from '../../src/cli/print.ts'

describe('what is printed for people', () => {
  it('cannot drive the terminal, whatever a mail says', () => {
    expect(harmless('a\u001b[2Jb\u202ec\u0007')).toBe('a·[2Jb·c·')
  })

  it('stands in columns, cut where a cell is too long', () => {
    expect(
      table(
        ['ID', 'NAME'],
        [
          ['1', 'Ann'],
          ['22', 'B'.repeat(9)],
        ],
        5,
      ),
    ).toBe('ID  NAME\n1   Ann\n22  BBBB…')
  })

  it('leaves out what is not there', () => {
    expect(
      fields([
        ['State', 'sent'],
        ['Held', null],
        ['Reason', ''],
      ]),
    ).toBe('State: sent')
  })
})
