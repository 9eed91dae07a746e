import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPlainAddress, parseFrom } from '../../src/smtp/sender.ts'
import { refusal } from './codes.ts'

describe('a From header with one plain address', () => {
  it.each([
    ['ann@example.com', 'ann@example.com'],
    ['  ann@example.com\t', 'ann@example.com'],
    ['<ann@example.com>', 'ann@example.com'],
    ['Ann <ann@example.com>', 'ann@example.com'],
    ['Ann Lee <ann.lee+fax@sub.example.com>', 'ann.lee+fax@sub.example.com'],
    ['"Lee, Ann" <ann@example.com>', 'ann@example.com'],
    ['"Ann \\"A\\" Lee" <ann@example.com>', 'ann@example.com'],
    ['"boss@example.com" <ann@example.com>', 'ann@example.com'],
    ['"<boss@example.com>" <ann@example.com>', 'ann@example.com'],
    ['=?utf-8?Q?J=C3=B6rg?= <ann@example.com>', 'ann@example.com'],
    ['J\u00f6rg <ann@example.com>', 'ann@example.com'],
    // As written: the rules compare without case.
    ['Ann <Ann@Example.COM>', 'Ann@Example.COM'],
    ["o'neil@example.com", "o'neil@example.com"],
    ['scanner@localhost', 'scanner@localhost'],
  ])('%s', (header, address) => {
    expect(parseFrom(header)).toBe(address)
  })
})

describe('what could be read in two ways, or is none', () => {
  it.each([
    [null],
    [''],
    [' '],
    ['<>'],
    ['Ann <>'],
    ['Ann'],
    ['ann@'],
    ['@example.com'],
    ['ann@@example.com'],
    ['ann@example.com, bob@example.com'],
    ['Ann <ann@example.com>, Bob <bob@example.com>'],
    ['ann@example.com <bob@example.com>'],
    ['<ann@example.com> <bob@example.com>'],
    ['<ann@example.com>bob@example.com'],
    ['Ann <ann@example.com> (office)'],
    ['Ann (office) <ann@example.com>'],
    ['ann@example.com (bob@example.com)'],
    ['ann(comment)@example.com'],
    ['Group: ann@example.com;'],
    ['undisclosed-recipients:;'],
    ['Ann <@relay.example:ann@example.com>'],
    ['Ann <"ann"@example.com>'],
    ['Ann <"bob@example.com"@evil.example>'],
    ['"unclosed <ann@example.com>'],
    ['Ann \\" <ann@example.com>'],
    ['Ann <ann@[192.0.2.7]>'],
    ['Ann <ann@example.com.>'],
    ['Ann <ann@.example.com>'],
    ['Ann <ann@example..com>'],
    ['Ann <.ann@example.com>'],
    ['Ann <a..b@example.com>'],
    ['Ann <ann @example.com>'],
    ['Ann <ann@exam ple.com>'],
    ['Ann <ann@ex\u00e4mple.com>'],
    ['Ann <\u0430nn@example.com>'],
    ['Ann <ann@example.com\u200b>'],
    ['Ann\0 <ann@example.com>'],
    ['Ann\r\nBcc: bob@example.com <ann@example.com>'],
    ['Ann\u2028 <ann@example.com>'],
    ['Ann\u0085 <ann@example.com>'],
    [`Ann <${'a'.repeat(65)}@example.com>`],
    [`Ann <ann@${'a'.repeat(64)}.com>`],
    [`Ann <ann@${'a.'.repeat(130)}com>`],
    [`${'A'.repeat(999)} <ann@example.com>`],
  ])('%j is refused', header => {
    expect(refusal(() => parseFrom(header)).code).toBe('E_SENDER_SYNTAX')
  })
})

describe('for any header', () => {
  it('what comes out is one plain mailbox that stands in the header, not in its quotes', () => {
    const piece = fc.constantFrom(
      ...[
        'ann@example.com',
        'bob@example.com',
        '<',
        '>',
        '"',
        '\\',
        ',',
        ';',
        ':',
        '(',
        ')',
        '@',
        ' ',
        '.',
        'Ann',
        '\u00e9',
      ],
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), pieces => {
        const header = pieces.join('')
        let address: string
        try {
          address = parseFrom(header)
        } catch {
          return
        }
        expect(isPlainAddress(address)).toBe(true)
        const unquoted = header.replace(/"(?:[^"\\]|\\.)*"/g, '')
        expect(unquoted).toContain(address)
        // Nowhere outside quotes is there a second one.
        expect(unquoted.replace(address, '')).not.toContain('@')
      }),
      { numRuns: 3000 },
    )
  })

  it('reads what it would be written as again', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,8}$/)
    const local = fc.array(word, { minLength: 1, maxLength: 4 }).map(words => words.join('.'))
    const label = fc.stringMatching(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,8}[A-Za-z0-9])?$/)
    const domain = fc.array(label, { minLength: 1, maxLength: 4 }).map(labels => labels.join('.'))
    const name = fc
      .string({ unit: 'grapheme-ascii', maxLength: 30 })
      .map(text => text.replace(/["\\]/g, '\\$&'))
    fc.assert(
      fc.property(local, domain, name, (before, after, display) => {
        const address = `${before}@${after}`
        expect(parseFrom(address)).toBe(address)
        expect(parseFrom(`"${display}" <${address}>`)).toBe(address)
      }),
    )
  })

  it('takes a short time for what is made to take long', () => {
    for (const evil of [
      '"'.repeat(900),
      '\\"'.repeat(450),
      '<'.repeat(900),
      'a.'.repeat(450),
      '('.repeat(900),
    ]) {
      expect(refusal(() => parseFrom(`${evil}>`)).code).toBe('E_SENDER_SYNTAX')
      expect(refusal(() => parseFrom(`${evil} <ann@example.com`)).code).toBe('E_SENDER_SYNTAX')
    }
    expect(isPlainAddress(`${'a.'.repeat(100_000)}@example.com`)).toBe(false)
    expect(isPlainAddress(`ann@${'a-'.repeat(100_000)}`)).toBe(false)
  })
})
