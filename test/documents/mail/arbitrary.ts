/** Arbitrary mails, made with the writer of mail-corpus.ts so that every test knows what was written. */
import fc from 'fast-check'
import { CHARSETS, inCharset, type Leaf, type Multi, type NameForm, type Node } from './corpus.ts'

const READABLE = /^[^\p{C}\p{Z}"\\](?:[^\p{C}\p{Z}"\\]| )*$/u

/** No name that changes what the part is taken for, none that would be decoded a second time. */
const isHarmless = (name: string): boolean =>
  name === name.trim() && !name.includes('=?') && !/\.(txt|text|log|csv)$/i.test(name)

const bareName = fc.string({ unit: fc.constantFrom(...'abcXYZ019_.-+!$'), minLength: 2, maxLength: 60 })

const asciiName = fc
  .string({ unit: fc.constantFrom(..."abcXYZ019_.-+ ()[]<>,;:@/=?%'"), minLength: 2, maxLength: 60 })
  .filter(name => READABLE.test(name))

const anyName = fc
  .string({ unit: 'grapheme', minLength: 2, maxLength: 60 })
  .filter(name => READABLE.test(name))

/** A file name in one of the forms in which mails carry it. */
export const fileName: fc.Arbitrary<{ text: string; form: NameForm }> = fc.oneof(
  ...(
    [
      ['bare', bareName],
      ['quoted', asciiName],
      ['content-type', asciiName],
      ['raw8', anyName],
      ['rfc2047', anyName],
      ['rfc2231', anyName],
      ['continued', anyName],
    ] as const
  ).map(([form, text]) => text.filter(isHarmless).map(name => ({ text: name, form }))),
)

/** Any bytes as an attachment of a type that nothing converts. */
export const fileLeaf: fc.Arbitrary<Leaf> = fc.record({
  type: fc.constantFrom(
    'application/pdf',
    'image/tiff',
    'image/png',
    'application/octet-stream',
    'Image/TIFF',
  ),
  charset: fc.constant(null),
  encoding: fc.constantFrom('base64', 'quoted-printable'),
  disposition: fc.constant('attachment'),
  name: fileName,
  content: fc.uint8Array({ minLength: 1, maxLength: 700 }).map(bytes => Buffer.from(bytes)),
  text: fc.constant(null),
})

const ASCII_LIKE = new Set(['us-ascii', 'iso-2022-jp', 'utf-7'])
const WIDE = new Set(['utf-16le'])

/** A text in one of the charsets, in an encoding that can carry it; attached or shown. */
export function textLeaf(disposition: Leaf['disposition']): fc.Arbitrary<Leaf> {
  return fc
    .record({
      charset: fc.constantFrom(...Object.keys(CHARSETS)),
      lines: fc.integer({ min: 1, max: 60 }),
      coding: fc.nat({ max: 3 }),
      name: fileName,
    })
    .map(({ charset, lines, coding, name }) => {
      const text = Array.from({ length: lines }, () => CHARSETS[charset] ?? '').join('\r\n')
      const possible: Leaf['encoding'][] = ['base64', 'quoted-printable']
      if (!WIDE.has(charset)) possible.push('8bit')
      if (ASCII_LIKE.has(charset)) possible.push('7bit')
      return {
        type: 'text/plain',
        charset,
        encoding: possible[coding % possible.length] ?? 'base64',
        disposition,
        name: disposition === null ? null : name,
        content: inCharset(text, charset),
        text,
      }
    })
}

/** Attachments, one or in multiparts inside each other, some of which have lost their end. */
export const attachments: fc.Arbitrary<Node> = fc.letrec<{ node: Node; multi: Multi }>(tie => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fileLeaf,
    textLeaf('attachment'),
    tie('multi'),
  ),
  multi: fc.record({
    subtype: fc.constantFrom('mixed', 'related', 'Mixed', 'x-unknown'),
    children: fc.array(tie('node'), { minLength: 1, maxLength: 4 }),
    cut: fc.boolean(),
  }),
})).node

/** The bytes cut into pieces of these sizes, over and over. */
export function piecesOf(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = []
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length] ?? bytes.length)
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return pieces
}

/** Sizes for `piecesOf`: single bytes as often as whole lines. */
export const pieceSizes = fc.array(
  fc.oneof(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 90 }),
    fc.integer({ min: 1, max: 5000 }),
  ),
  { minLength: 1, maxLength: 12 },
)
