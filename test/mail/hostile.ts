import fc from 'fast-check'

/** What attackers write: line ends of every kind, header lines, encoded words, markup, overrides, templates. */
const SPITEFUL = [
  '\r\nBcc: x@evil.test\r\n',
  '\nTo: x@evil.test',
  '\r\rX-Fax-State: delivered',
  '\r\n\r\nbody',
  '\u0085X: y',
  '\u2028X: y',
  '=?UTF-8?B?DQpCY2M6IHhAZXZpbA==?=',
  '=?utf-8?q?=0D=0ABcc:_x?=',
  '<script>alert(1)</script>',
  '"><img src=http://evil.test/x>',
  '\u202egnp.exe',
  '\u0000',
  '"',
  '\\',
  '{number}',
  '$&',
  '--=_0',
  '.\r\n',
  '👍'.repeat(80),
  'ä'.repeat(300),
  ' '.repeat(90),
  '\ud800',
]

/** Any Unicode at all, lone surrogates too, mixed with the texts above. */
export function anyText(): fc.Arbitrary<string> {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 120 }),
    fc.constantFrom(...SPITEFUL),
  )
  return fc.array(piece, { maxLength: 4 }).map(pieces => pieces.join(''))
}
