import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutKey, isVisible, isVisibleWithoutKey } from '../../../src/documents/mail/key.ts'
import { bareKey } from '../../../src/fax/key-text.ts'

const KEY = 'geheimer Schlüssel 7'
const digest = (key: string): string => createHash('sha256').update(bareKey(key)).digest('hex')
const cut = (text: string): string => cutKey(text, digest(KEY))

describe('the key', () => {
  it.each([
    ['in the first line', `${KEY}\nDear Ann\n`, 'Dear Ann\n'],
    ['with an empty line behind it', `${KEY}\r\n\r\nDear Ann\r\n`, 'Dear Ann\r\n'],
    ['with two empty lines behind it: one stays', `${KEY}\n\n\nDear Ann`, '\nDear Ann'],
    ['with a line of blanks behind it', `${KEY}\n \u00a0\t\nDear Ann`, 'Dear Ann'],
    ['behind empty lines', `\r\n \r\n${KEY}\r\nDear Ann`, '\r\n \r\nDear Ann'],
    ['alone', KEY, ''],
    ['alone with its line end', `${KEY}\r\n`, ''],
    ['between blanks of all kinds', `\ufeff \u00a0\u200b${KEY}\u2060 \u3000\t\nDear Ann`, 'Dear Ann'],
    ['written with combining marks', `${KEY.normalize('NFD')}\nDear Ann`, 'Dear Ann'],
    ['below something else, as in HTML forms', `Logo\n\n${KEY}\nDear Ann`, 'Logo\n\nDear Ann'],
    ['at the end', `Dear Ann\n${KEY}`, 'Dear Ann\n'],
    ['with CR alone', `${KEY}\rDear Ann`, 'Dear Ann'],
    ['with a Unicode line separator', `${KEY}\u2028Dear Ann`, 'Dear Ann'],
    ['with NBSP inside', `geheimer\u00a0Schlüssel\u2009 7\nDear Ann`, 'Dear Ann'],
    [
      'with soft hyphens and zero-width spaces inside',
      `geheimer Schl\u00adüs\u200bsel 7\nDear Ann`,
      'Dear Ann',
    ],
    ['in pieces with blanks between', `geheimer Sch lüs sel7\nDear Ann`, 'Dear Ann'],
    ['over several lines', `geheimer \nSchlüssel\n7\n\nDear Ann`, 'Dear Ann'],
    ['twice', `${KEY}\n\nDear Ann\n\n${KEY}\n\nBob`, 'Dear Ann\n\n\nBob'],
    ['in the quoted mail that is answered', `${KEY}\n\nYes.\n> ${KEY}\n> > ${KEY}\n> Ann?`, 'Yes.\n> Ann?'],
    ['with line ends that differ', `${KEY}\n\r\nDear Ann`, 'Dear Ann'],
  ])('is cut out %s', (_, text, rest) => {
    expect(cut(text)).toBe(rest)
  })

  it.each([
    '',
    'Dear Ann',
    `Re: ${KEY}`,
    `${KEY}!`,
    KEY.toUpperCase(),
    KEY.slice(1),
    KEY.replace(' ', '\n\n'),
    [...KEY.replaceAll(' ', '')].join('\n'),
    `${KEY}${' '.repeat(5000)}`,
  ])('is not seen in %j', text => {
    expect(cut(text)).toBe(text)
  })

  it('may be known by a digest in upper case', () => {
    expect(cutKey(`${KEY}\nx`, digest(KEY).toUpperCase())).toBe('x')
  })

  it('is gone and everything else stands, wherever its line is', () => {
    const line = fc.string({ maxLength: 20 }).map(text => text.replace(/[\r\n\u2028\u2029]/g, ''))
    const end = fc.constantFrom('\n', '\r\n', '\r')
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 8 }),
        fc.array(line, { minLength: 1, maxLength: 8 }),
        end,
        (before, after, eol) => {
          fc.pre(
            after[0]?.trim() !== '' &&
              !before.concat(after).some(one => bareKey(KEY).includes(bareKey(one)) && bareKey(one) !== ''),
          )
          const lead = before.map(one => one + eol).join('')
          const rest = after.join(eol)
          const text = cut(`${lead}${KEY}${eol}${rest}`)
          expect(text.replaceAll(/[\u200b-\u200f]/g, '')).toBe(
            (lead + rest).replaceAll(/[\u200b-\u200f]/g, ''),
          )
        },
      ),
      { numRuns: 500 },
    )
  })

  it('is looked for in time that grows with the text alone', () => {
    const start = process.cpuUsage()
    cut(`${' '.repeat(200_000)}\n${'\n'.repeat(200_000)}${'\u200b'.repeat(200_000)}x`)
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000)
  })
})

describe('what ink shows', () => {
  it.each(['x', ' . ', '\u00a0x', '東', '🙂'])('%j is visible', text => {
    expect(isVisible(text)).toBe(true)
  })

  it.each([
    '',
    ' \r\n\t',
    '\u00a0\u3000',
    '\u200b\u200d\ufeff',
    '\u0000\u0007\u001b',
    '\u00ad',
    '\u202e\u2066',
    '\u2028',
  ])('%j is not', text => {
    expect(isVisible(text)).toBe(false)
  })

  it.each([
    ['', false],
    [KEY, false],
    [`\r\n${KEY}\r\n\r\n`, false],
    [`${KEY}\r\n \u200b \r\n\u00ad`, false],
    [`${KEY}\r\nDear Ann`, true],
    [`\u0007\r\n${KEY}\r\n`, true],
  ])('of %j without its first line: %j', (text, expected) => {
    expect(isVisibleWithoutKey(text)).toBe(expected)
  })
})
