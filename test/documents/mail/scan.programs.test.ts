import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import { describe, expect, it } from 'vitest'
import type { MailPart } from '../../../src/documents/mail/mail-index.ts'
import { makeMailScanner } from '../../../src/documents/mail/scan.ts'
import { attachments, fileLeaf, pieceSizes, piecesOf } from './arbitrary.ts'
import { codeOf, isMulti, LIMITS, leavesOf, lines, type Multi, type Node, scan, writeMail } from './corpus.ts'

const leavesIn = (part: MailPart): readonly MailPart[] =>
  part.type.startsWith('multipart/') ? part.children.flatMap(leavesIn) : [part]

const bodyOf = (mail: string | Buffer, part: MailPart | undefined): string =>
  Buffer.from(mail as string).toString('latin1', part?.bodyFrom, part?.bodyTo)

const shapeOf = (node: Node): unknown => (isMulti(node) ? node.children.map(shapeOf) : 0)
const treeOf = (part: MailPart): unknown =>
  part.type.startsWith('multipart/') ? part.children.map(treeOf) : 0

describe('the index of a mail', () => {
  it('is the same however the bytes are cut, and the same strict and lenient', () => {
    fc.assert(
      fc.property(attachments, pieceSizes, (root, sizes) => {
        const mail = writeMail(root)
        const whole = scan(mail)
        expect(scan(piecesOf(mail, sizes))).toEqual(whole)
        expect(scan(piecesOf(mail, sizes), { lineEndings: 'lenient' })).toEqual(whole)
        expect(scan(piecesOf(mail, [1]))).toEqual(whole)
      }),
      { numRuns: 150 },
    )
  })

  it('is the same wherever the bytes lie in memory, in pieces of any length', () => {
    const mail = Buffer.from(lines('From: ann@example.com', 'Subject: x', '', 'Good morning.', '.'))
    const whole = scan(mail)
    for (const size of [1, 2, 3, 5, 7, mail.length]) {
      for (let offset = 0; offset < 8; offset++) {
        const scanner = makeMailScanner(LIMITS)
        for (const piece of piecesOf(mail, [size])) {
          const lent = Buffer.alloc(offset + piece.length).subarray(offset)
          piece.copy(lent)
          scanner.write(lent)
        }
        expect(scanner.end()).toEqual(whole)
      }
    }
  })

  it('has the tree, types, names, encodings and bytes that were written', () => {
    fc.assert(
      fc.property(attachments, root => {
        const mail = writeMail(root)
        const index = scan(mail)
        expect(index.size).toBe(mail.length)
        expect(treeOf(index.root)).toEqual(shapeOf(root))
        const found = leavesIn(index.root).map(({ type, fileName, encoding, charset, disposition }) => ({
          type,
          fileName,
          encoding,
          charset,
          disposition,
        }))
        const written = leavesOf(root).map(leaf => ({
          type: leaf.type.toLowerCase(),
          fileName: leaf.name?.text ?? null,
          encoding: leaf.encoding,
          charset: leaf.charset,
          disposition: leaf.disposition,
        }))
        expect(found).toEqual(written)
      }),
      { numRuns: 200 },
    )
  })

  it('agrees with mailparser on the attachments', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fileLeaf, { minLength: 1, maxLength: 5 }), async children => {
        const root: Multi = { subtype: 'mixed', children, cut: false }
        const mail = writeMail(root)
        const theirs = await simpleParser(mail)
        const ours = leavesIn(scan(mail).root)
        expect(theirs.attachments.map(({ size }) => size)).toEqual(children.map(leaf => leaf.content.length))
        expect(theirs.attachments.map(({ filename }) => filename)).toEqual(ours.map(part => part.fileName))
        for (const [at, part] of ours.entries()) {
          // Of untyped files mailparser guesses the type by the name.
          if (part.type === 'application/octet-stream') continue
          expect(theirs.attachments[at]?.contentType.toLowerCase()).toBe(part.type)
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('multiparts', () => {
  const mixed = (...rest: string[]) =>
    lines('From: a@b.example', 'Content-Type: multipart/mixed; boundary=outer', '', ...rest)

  it('numbers the parts as IMAP does and leaves the line end before a boundary out', () => {
    const mail = mixed(
      'preamble',
      '--outer',
      'Content-Type: multipart/alternative; boundary="in ner"',
      '',
      '--in ner',
      '',
      'one',
      '',
      '--in ner  \t',
      'Content-Type: text/html',
      '',
      '--in ner--',
      'between',
      '--outer',
      '',
      'two',
      '--outer--',
      'epilogue',
      '--outer',
    )
    const { root } = scan(mail)
    expect(root.number).toBe('')
    expect(leavesIn(root).map(part => part.number)).toEqual(['1.1', '1.2', '2'])
    expect(leavesIn(root).map(part => bodyOf(mail, part))).toEqual(['one\r\n', '', 'two'])
  })

  it('forgives missing end boundaries: of the whole, and of a multipart inside', () => {
    const inner = ['--outer', 'Content-Type: multipart/mixed; boundary=inner', '', '--inner', '', 'one']
    const mail = mixed(...inner, '--outer', '', 'two')
    const leaves = leavesIn(scan(mail).root)
    expect(leaves.map(part => [part.number, bodyOf(mail, part)])).toEqual([
      ['1.1', 'one'],
      ['2', 'two\r\n'],
    ])
  })

  it('reads a boundary line without a line end at the end of the mail', () => {
    const mail = mixed('--outer', '', 'one', '--outer--').slice(0, -2)
    expect(leavesIn(scan(mail).root).map(part => bodyOf(mail, part))).toEqual(['one'])
  })

  it('takes no line for a boundary that only begins or ends like one', () => {
    const content = [
      '--outerx',
      '--oute',
      '--outer-',
      '--outer---',
      ' --outer',
      '-outer',
      'x--outer',
      '--outer\u00a0',
      '--outer\v',
      '--OUTER',
      '--',
    ]
    const mail = mixed('--outer', '', ...content, '--outer--')
    const bytes = Buffer.from(mail, 'latin1')
    const { root } = scan(bytes)
    expect(root.children.map(part => bodyOf(bytes, part))).toEqual([content.join('\r\n')])
  })

  it('ends a part inside base64 where a boundary line stands', () => {
    const mail = mixed(
      '--outer',
      'Content-Transfer-Encoding: base64',
      '',
      'QUJD',
      '--outer',
      '',
      'REVG',
      '--outer--',
    )
    expect(leavesIn(scan(mail).root).map(part => bodyOf(mail, part))).toEqual(['QUJD', 'REVG'])
  })

  it('ends a header that has no empty line at the boundary', () => {
    const mail = mixed('--outer', 'Content-Type: text/html', '--outer', '', 'two', '--outer--')
    const leaves = leavesIn(scan(mail).root)
    expect(leaves.map(part => [part.type, bodyOf(mail, part)])).toEqual([
      ['text/html', ''],
      ['text/plain', 'two'],
    ])
  })

  it('does not look inside a mail in the mail, and takes parts of a digest for mails', () => {
    const forwarded = ['Content-Type: multipart/mixed; boundary=x', '', '--x', '', 'y', '--x--']
    const mail = mixed('--outer', 'Content-Type: message/rfc822', '', ...forwarded, '--outer--')
    const { root } = scan(mail)
    expect(root.children.map(part => [part.type, part.children, bodyOf(mail, part)])).toEqual([
      ['message/rfc822', [], forwarded.join('\r\n')],
    ])
    const digest = scan(
      mail
        .replace('mixed; boundary=outer', 'digest; boundary=outer')
        .replace('Content-Type: message/rfc822', 'X: y'),
    )
    expect(digest.root.children.map(part => part.type)).toEqual(['message/rfc822'])
  })

  it.each([
    ['no boundary', 'multipart/mixed'],
    ['an empty boundary', 'multipart/mixed; boundary=""'],
    ['a boundary of 71 characters', `multipart/mixed; boundary=${'x'.repeat(71)}`],
    ['a boundary that is not ASCII', 'multipart/mixed; boundary="ü"'],
    ['two boundaries', 'multipart/mixed; boundary=a; boundary=b'],
  ])('refuses %s', (_, type) => {
    expect(codeOf(() => scan(lines(`Content-Type: ${type}`, '', '--a', '', 'x', '--a--')))).toBe(
      'E_MIME_BROKEN',
    )
  })

  it('takes a boundary of 70 characters', () => {
    const boundary = 'x'.repeat(70)
    const mail = lines(
      `Content-Type: multipart/mixed; boundary=${boundary}`,
      '',
      `--${boundary}`,
      '',
      'a',
      `--${boundary}--`,
    )
    expect(scan(mail).root.children).toHaveLength(1)
  })

  it('knows a boundary line by its 998 bytes, blanks behind it included, however the bytes are cut', () => {
    const boundary = 'x'.repeat(70)
    const mail = (bytes: number): Buffer =>
      Buffer.from(
        lines(
          `Content-Type: multipart/mixed; boundary=${boundary}`,
          '',
          `--${boundary}`.padEnd(bytes),
          '',
          'a',
        ),
      )
    for (const sizes of [[1], [7], [71], [300], [5000]]) {
      expect(scan(piecesOf(mail(998), sizes)).root.children).toHaveLength(1)
      expect(scan(piecesOf(mail(999), sizes)).root.children).toHaveLength(0)
    }
  })

  it.each([
    ['outer', 'outer'],
    ['outer--', 'outer'],
    ['outer', 'outer--'],
  ])('refuses the boundary %s inside the boundary %s', (inside, outside) => {
    const mail = mixed(`--${outside}`, `Content-Type: multipart/mixed; boundary=${inside}`, '', '--outer--')
    expect(codeOf(() => scan(mail.replace('boundary=outer', `boundary=${outside}`)))).toBe('E_MIME_BROKEN')
  })
})
