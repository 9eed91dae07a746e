import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isSpeck, type PictureFacts, whyLeftOut } from '../../../src/documents/mail/pictures.ts'

const picture = (facts: Partial<PictureFacts> & { size?: readonly [number, number] | null } = {}) => {
  const { size = [200, 80], ...rest } = facts
  const pixels = size === null ? null : { width: size[0], height: size[1] }
  const plain = {
    bytes: 8000,
    shown: false,
    disposition: null,
    copies: 0,
    copiesBefore: 0,
    seenBefore: 0,
    ours: false,
  }
  return { ...plain, pixels, ...rest }
}
const attached = { disposition: 'attachment' } as const

/** The rows of the table in docs/documents.md but the one about a mail with nothing else, with examples of each. */
const ROWS: Readonly<Record<string, readonly PictureFacts[]>> = {
  'a picture of a fax page that our own mail had shown, and that was not attached by hand': [
    picture({ ours: true, shown: true, size: [600, 849] }),
    picture({ ours: true, size: [600, 849] }),
    picture({ ours: true, shown: true, size: [600, 849], ...attached }),
  ],
  '4 dots or fewer on one side': [
    picture({ size: [1, 1] }),
    picture({ size: [1, 1], ...attached }),
    picture({ size: [600, 2], shown: true }),
    picture({ size: [4, 4], seenBefore: 3 }),
  ],
  'shown, logo-sized': [
    picture({ shown: true }),
    picture({ shown: true, ...attached }),
    picture({ shown: true, size: [300, 300] }),
    picture({ shown: true, size: [1200, 120] }),
    picture({ shown: true, size: null }),
    picture({ shown: true, bytes: 64 * 1024 }),
  ],
  'shown, larger, 2.5 times as wide as high, repeated': [
    picture({ shown: true, size: [1200, 400], copies: 1 }),
    picture({ shown: true, size: [1000, 400], seenBefore: 2 }),
  ],
  'shown, larger': [
    picture({ shown: true, size: [1200, 400] }),
    picture({ shown: true, size: [1200, 400], seenBefore: 1 }),
    picture({ shown: true, size: [1240, 1754], seenBefore: 5 }),
    picture({ shown: true, size: [301, 300] }),
    picture({ shown: true, bytes: 64 * 1024 + 1 }),
    picture({ shown: true, size: null, bytes: 20_000 }),
  ],
  'not shown, larger than logo-sized': [
    picture({ size: [1240, 1754] }),
    picture({ size: [1240, 1754], seenBefore: 5, copies: 2, copiesBefore: 1 }),
    picture({ size: [1240, 1754], ...attached, copies: 1, copiesBefore: 1 }),
  ],
  'attached, logo-sized, once more in this mail': [picture({ ...attached, copies: 1, copiesBefore: 1 })],
  'attached, logo-sized': [
    picture({ ...attached }),
    picture({ ...attached, size: [32, 32] }),
    picture({ ...attached, copies: 1, copiesBefore: 0 }),
    picture({ ...attached, size: null }),
    picture({ ...attached, seenBefore: 9 }),
  ],
  'not attached, not shown, logo-sized, repeated': [
    picture({ copies: 1 }),
    picture({ copies: 1, disposition: 'inline' }),
    picture({ seenBefore: 2 }),
  ],
  'not attached, not shown, at most 64 dots on both sides': [
    picture({ size: [64, 64] }),
    picture({ size: [16, 16], disposition: 'inline' }),
  ],
  'not attached, not shown, logo-sized': [
    picture(),
    picture({ size: [65, 64] }),
    picture({ size: null }),
    picture({ disposition: 'inline', seenBefore: 1 }),
  ],
}

const table = readFileSync(new URL('../../../docs/documents.md', import.meta.url), 'utf8')
  .split('\n')
  .filter(line => /^\| .* \| (?:yes|no: .*) \|$/.test(line))
  .map(line => line.slice(2, -2).split(' | '))

describe('the table of pictures', () => {
  it('has a row for every case and no other', () => {
    const shown = table.map(([row]) => row).filter(row => row !== 'the mail has nothing else to fax')
    expect(shown).toEqual(Object.keys(ROWS))
  })

  it.each(Object.entries(ROWS))('%s', (row, pictures) => {
    const said = table.find(([name]) => name === row)?.[1]
    for (const one of pictures) {
      const leftOut = whyLeftOut(one)
      expect(leftOut === null ? 'yes' : `no: ${leftOut}`, JSON.stringify(one)).toBe(said)
      expect(isSpeck(one)).toBe(row === '4 dots or fewer on one side')
    }
  })
})
