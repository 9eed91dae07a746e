import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MailIndex, MailPart } from '../../../src/documents/mail/mail-index.ts'
import { makeMailScanner } from '../../../src/documents/mail/scan.ts'
import { isBridgeError } from '../../../src/fax/error.ts'
import { attachments, pieceSizes, piecesOf } from './arbitrary.ts'
import { codeOf, LIMITS, scan, writeMail } from './corpus.ts'

/** The index, or that the mail was refused in our own words; anything else is thrown on. */
function outcome(pieces: readonly Buffer[], lineEndings: 'strict' | 'lenient'): MailIndex | 'refused' {
  try {
    return scan(pieces, { lineEndings, headerBytes: 2000, lineBytes: 1500, mimeParts: 20, mimeDepth: 4 })
  } catch (error) {
    if (!isBridgeError(error)) throw error
    return 'refused'
  }
}

describe('hostile bytes', () => {
  const fragments = fc.constantFrom(
    '\r\n',
    '\r',
    '\n',
    '\0',
    '--',
    '--b',
    '--b--',
    '\r\n--b\r\n',
    '\r\n--c\r\n',
    '\r\n--b--\r\n',
    '\r\n\r\n',
    ' ',
    '\t',
    '=',
    '=\r\n',
    '=?utf-8?Q?=C3?=',
    'From: a@b',
    '\r\nContent-Type: multipart/mixed; boundary=b\r\n',
    '\r\nContent-Type: multipart/alternative; boundary="c"\r\n',
    '\r\nContent-Type: text/html; charset=utf-16\r\n',
    '\r\nContent-Type: text/plain; charset=nobody\r\n',
    '\r\nContent-Transfer-Encoding: base64\r\n',
    '\r\nContent-Transfer-Encoding: quoted-printable\r\n',
    "\r\nContent-Disposition: attachment; filename*0*=a''%; filename*1=\"\r\n",
    '<p>x<img src="cid:%zz">',
    '\r\nContent-ID: <1>\r\nContent-Type: image/png\r\n',
    'x'.repeat(800),
    'é',
    '\xff\xfe',
  )
  const soup = fc.oneof(
    fc.array(fragments, { maxLength: 60 }).map(all => Buffer.from(all.join(''), 'latin1')),
    fc
      .array(fragments, { maxLength: 60 })
      .map(all => Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n${all.join('')}`)),
    fc.uint8Array({ maxLength: 3000 }).map(bytes => Buffer.from(bytes)),
  )

  it.each(['strict', 'lenient'] as const)(
    'are refused in our own words or read, cut however (%s)',
    lineEndings => {
      let read = 0
      fc.assert(
        fc.property(soup, pieceSizes, (bytes, sizes) => {
          const whole = outcome([bytes], lineEndings)
          expect(outcome(piecesOf(bytes, sizes), lineEndings)).toEqual(whole)
          if (whole !== 'refused') read++
        }),
        { numRuns: 1500 },
      )
      expect(read).toBeGreaterThan(50)
    },
  )

  it('are mails with some bytes changed: read the same however they are cut', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 10, 13, 32, 34, 45, 58, 59, 61, 255)), {
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(attachments, changes, pieceSizes, (root, changed, sizes) => {
        const mail = writeMail(root)
        for (const [at, byte] of changed) mail[at % mail.length] = byte
        for (const lineEndings of ['strict', 'lenient'] as const) {
          expect(outcome(piecesOf(mail, sizes), lineEndings)).toEqual(outcome([mail], lineEndings))
        }
      }),
      { numRuns: 400 },
    )
  })

  it('leave every part inside its parent, in order', () => {
    const check = (part: MailPart): void => {
      expect(part.headerFrom).toBeLessThanOrEqual(part.bodyFrom)
      expect(part.bodyFrom).toBeLessThanOrEqual(part.bodyTo)
      let at = part.bodyFrom
      for (const child of part.children) {
        expect(child.headerFrom).toBeGreaterThanOrEqual(at)
        at = child.bodyTo
        // An empty body stands behind the line end that belongs to the boundary of its parent.
        if (child.bodyTo > child.bodyFrom) expect(child.bodyTo).toBeLessThanOrEqual(part.bodyTo)
        check(child)
      }
    }
    fc.assert(
      fc.property(soup, bytes => {
        const index = outcome([bytes], 'lenient')
        if (index === 'refused') return
        check(index.root)
        expect(index.root.bodyTo).toBeLessThanOrEqual(bytes.length)
      }),
      { numRuns: 1000 },
    )
  })

  it('make the scanner say the same for ever after', () => {
    const scanner = makeMailScanner(LIMITS)
    expect(codeOf(() => scanner.write(Buffer.from('a\nb')))).toBe('E_BARE_NEWLINE')
    expect(codeOf(() => scanner.write(Buffer.from('From: a@b\r\n')))).toBe('E_BARE_NEWLINE')
    expect(codeOf(() => scanner.end())).toBe('E_BARE_NEWLINE')
  })
})
