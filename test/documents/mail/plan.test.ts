import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { displayName, partsForCover, partsToFax } from '../../../src/documents/mail/plan.ts'
import { attachments } from './arbitrary.ts'
import { leavesOf, scan, writeMail } from './corpus.ts'

/** A part of a multipart: its header lines, then its body behind an empty one. */
const part = (header: string, body = 'x'): string => `${header}${header === '' ? '' : '\r\n'}\r\n${body}`

/** A multipart with these parts; it can itself be a part. `type` may bring parameters. */
function multi(type: string, ...parts: string[]): string {
  const boundary = `=_${type.replace(/\W/g, '')}${parts.length}`
  const inside = parts.map(one => `--${boundary}\r\n${one}\r\n`).join('')
  return part(`Content-Type: multipart/${type}; boundary="${boundary}"`, `${inside}--${boundary}--`)
}

const PLAIN = part('Content-Type: text/plain', 'Dear Ann')
const HTML = part('Content-Type: text/html', '<p>Dear Ann</p><img src="cid:logo@x">')
const PDF = part('Content-Type: application/pdf; name="a.pdf"', '%PDF')
const LOGO = part('Content-Type: image/png; name=logo.png\r\nContent-ID: <logo@x>')

/** Each planned part as `kind name` or `kind name: why it is left out`, with a mark when the HTML shows it. */
const plan = (mail: string, keyCut = false): string[] =>
  partsToFax(scan(`From: a@b.example\r\n${mail}\r\n`), { keyCut }).map(
    ({ kind, name, leftOut, shown }) =>
      `${kind} ${name}${shown ? ' (shown)' : ''}${leftOut === null ? '' : `: ${leftOut}`}`,
  )

const BODY = 'body text of the mail'
const ONLY = `${BODY}: only the attachments are faxed`
const OTHER = `${BODY}: another form of the same text`
const EMPTY = `${BODY}: the text is empty`

describe('the text of a mail with attachments', () => {
  const placed = (mail: string, textPlace: 'cover' | 'pages', keyCut = false) => {
    const planned = partsToFax(scan(`From: a@b.example\r\n${mail}\r\n`), { keyCut, textPlace })
    const printed = planned.filter(one => one.leftOut === null).map(one => one.name)
    return { printed, cover: partsForCover(planned).map(one => one.name) }
  }
  const MIXED = multi('mixed', multi('alternative', PLAIN, HTML), PDF)

  it('goes onto the cover page, in one of its forms', () => {
    expect(placed(MIXED, 'cover')).toEqual({ printed: ['a.pdf'], cover: ['text of the mail'] })
  })

  it('goes onto pages before the attachments', () => {
    expect(placed(MIXED, 'pages')).toEqual({ printed: ['text of the mail', 'a.pdf'], cover: [] })
  })

  it('goes nowhere when it is empty or only the key', () => {
    const empty = { printed: ['a.pdf'], cover: [] }
    expect(placed(multi('mixed', part('', '\r\n'), PDF), 'cover')).toEqual(empty)
    expect(placed(multi('mixed', part('', 'key\r\n'), PDF), 'pages', true)).toEqual(empty)
  })

  it('makes pages of its own when there is nothing else', () => {
    expect(placed(PLAIN, 'cover')).toEqual({ printed: ['text of the mail'], cover: [] })
  })
})

describe('what is faxed', () => {
  it.each([
    ['a text', PLAIN, [BODY]],
    ['HTML alone', HTML, [BODY]],
    ['an attachment alone', PDF, ['file a.pdf']],
    ['a text and an attachment', multi('mixed', PLAIN, PDF), [ONLY, 'file a.pdf']],
    ['two forms of a text', multi('alternative', PLAIN, HTML), [BODY, OTHER]],
    ['two forms, the plain one last', multi('alternative', HTML, PLAIN), [OTHER, BODY]],
    [
      'two forms and an attachment',
      multi('mixed', multi('alternative', PLAIN, HTML), PDF),
      [ONLY, OTHER, 'file a.pdf'],
    ],
    [
      'two forms with names of old programs',
      multi('alternative', PLAIN, part('Content-Type: text/html; name="mail.html"')),
      [BODY, OTHER],
    ],
    ['an attachment among the forms', multi('alternative', PLAIN, PDF), [ONLY, 'file a.pdf']],
    [
      'an attached text among the forms',
      multi(
        'alternative',
        PLAIN,
        part('Content-Disposition: attachment; filename=b.txt\r\nContent-Type: text/plain'),
      ),
      [ONLY, 'text b.txt'],
    ],
    ['a text in pieces around an attachment', multi('mixed', PLAIN, PDF, PLAIN), [ONLY, 'file a.pdf', ONLY]],
    [
      'an attached text without a name among the forms',
      multi('alternative', PLAIN, part('Content-Disposition: attachment\r\nContent-Type: text/plain')),
      [ONLY, 'text attachment 1'],
    ],
    ['a text in two pieces', multi('mixed', PLAIN, PLAIN), [BODY, BODY]],
    ['a text and an empty piece', multi('mixed', PLAIN, part('', '\r\n')), [BODY, EMPTY]],
    [
      'attachments without names',
      multi('mixed', part('Content-Type: application/pdf'), part('Content-Type: image/tiff')),
      ['file attachment 1', 'file attachment 2'],
    ],
    [
      'a named text',
      multi('mixed', PLAIN, part('Content-Type: text/plain; name="b.txt"')),
      [ONLY, 'text b.txt'],
    ],
    [
      'an inline text with a name',
      multi('mixed', PLAIN, part('Content-Type: text/plain\r\nContent-Disposition: inline; filename=b.txt')),
      [ONLY, 'text b.txt'],
    ],
    [
      'an untyped text file',
      multi('mixed', PLAIN, part('Content-Disposition: attachment; filename=B.LOG')),
      [ONLY, 'text B.LOG'],
    ],
    [
      'an untyped file',
      multi('mixed', PLAIN, part('Content-Disposition: attachment; filename=b.tif')),
      [ONLY, 'file b.tif'],
    ],
    [
      'attached HTML, whose source nobody wants',
      part('Content-Type: text/html\r\nContent-Disposition: attachment; filename=b.html'),
      ['file b.html'],
    ],
    [
      'a picture that the HTML does not show',
      multi('related', HTML, LOGO.replace('logo@x', 'other@x')),
      [ONLY, 'file logo.png'],
    ],
    ['a picture and no HTML', multi('mixed', PLAIN, LOGO), [ONLY, 'file logo.png']],
  ])('%s', (_, mail, expected) => {
    expect(plan(mail)).toEqual(expected)
  })

  it('is every attachment, in the order of the mail', () => {
    fc.assert(
      fc.property(attachments, root => {
        const planned = partsToFax(scan(writeMail(root)), { keyCut: false })
        expect(planned.map(one => one.leftOut)).toEqual(leavesOf(root).map(() => null))
        expect(planned.map(one => one.part.fileName)).toEqual(leavesOf(root).map(leaf => leaf.name?.text))
        expect(planned.map(one => one.kind)).toEqual(
          leavesOf(root).map(leaf => (leaf.text === null ? 'file' : 'text')),
        )
      }),
      { numRuns: 100 },
    )
  })
})

describe('what is left out, with a reason', () => {
  it.each([
    'application/pkcs7-signature; name=smime.p7s',
    'application/x-pkcs7-signature; name=smime.p7s',
    'application/pgp-signature; name=sig.asc',
  ])('%s', type => {
    const name = type.slice(type.indexOf('name=') + 5)
    expect(plan(multi('signed', PLAIN, part(`Content-Type: ${type}`)))).toEqual([
      BODY,
      `file ${name}: a digital signature`,
    ])
    expect(plan(multi('signed', multi('mixed', PLAIN, PDF), part(`Content-Type: ${type}`)))).toEqual([
      ONLY,
      'file a.pdf',
      `file ${name}: a digital signature`,
    ])
  })

  it.each(['text/vcard', 'text/x-vcard', 'text/directory', 'text/calendar', 'application/ics'])(
    '%s',
    type => {
      const card = part(`Content-Type: ${type}; name="ann.x"\r\nContent-Disposition: attachment`)
      expect(plan(multi('mixed', PLAIN, card))[0]).toBe(BODY)
      expect(plan(multi('mixed', PLAIN, card))[1]).toMatch(/^(file|text) ann\.x: a contact or appointment$/)
    },
  )

  it('an appointment among the forms of a text', () => {
    const invitation = part('Content-Type: text/calendar; method=REQUEST')
    expect(plan(multi('alternative', PLAIN, HTML, invitation))).toEqual([BODY, OTHER, OTHER])
  })

  it('an empty text, so that nothing is left', () => {
    expect(plan(part('', '\r\n \r\n'))).toEqual([EMPTY])
    expect(plan(part('Content-Type: text/html', '<p>&nbsp;</p>'))).toEqual([EMPTY])
  })

  it('a text of which only the key is there, when the key is cut out', () => {
    const mail = part('', 'the key\r\n\r\n')
    expect(plan(mail)).toEqual([BODY])
    expect(plan(mail, true)).toEqual([EMPTY])
    expect(plan(part('', 'the key\r\nDear Ann'), true)).toEqual([BODY])
    expect(
      plan(multi('alternative', part('', 'the key'), part('Content-Type: text/html', 'the key')), true),
    ).toEqual([EMPTY, OTHER])
  })
})

describe('pictures that the HTML shows belong to the text, referred to', () => {
  it.each([
    ['as they are', HTML],
    [
      'in another letter case, percent-coded',
      part('Content-Type: text/html', '<p>Dear Ann</p><img src="CID:logo%40x">'),
    ],
    [
      'in quoted-printable',
      part(
        'Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable',
        '<p>Dear Ann</p><img src=3D"cid:lo=\r\ngo=40x">',
      ),
    ],
    [
      'in base64',
      part(
        'Content-Type: text/html\r\nContent-Transfer-Encoding: base64',
        Buffer.from('<p>Dear Ann</p><img src=cid:logo@x>').toString('base64'),
      ),
    ],
  ])('%s', (_, html) => {
    const logo = 'file logo.png (shown)'
    expect(plan(multi('related', html, LOGO))).toEqual([BODY, logo])
    expect(plan(multi('mixed', multi('related', multi('alternative', PLAIN, html), LOGO), PDF))).toEqual([
      ONLY,
      OTHER,
      logo,
      'file a.pdf',
    ])
  })

  it('also with the disposition of an attachment, but no document with a Content-ID', () => {
    const attached = `Content-Disposition: attachment; filename=logo.png\r\n${LOGO}`
    const document = LOGO.replace('image/png', 'application/pdf')
    expect(plan(multi('related', HTML, attached))).toEqual([BODY, 'file logo.png (shown)'])
    expect(plan(multi('related', HTML, document))).toEqual([ONLY, 'file logo.png'])
  })
})

describe('a mail inside the mail', () => {
  it.each(['message/rfc822', 'message/global'])('%s is planned, by its name, to be refused', type => {
    const inner = part(`Content-Type: ${type}; name="Old order.eml"`, 'From: x@y.example\r\n\r\ntext')
    expect(plan(multi('mixed', PLAIN, inner))).toEqual([ONLY, 'mail Old order.eml'])
  })

  it('in a digest', () => {
    expect(plan(multi('digest', part('', 'From: x@y.example\r\n\r\ntext')))).toEqual(['mail attachment 1'])
  })
})

describe('a name for people', () => {
  it.each([
    ['a.pdf', 'a.pdf'],
    [' a \t b\r\n.pdf ', 'a b.pdf'],
    ['a\u0000\u001b[31m.pdf', 'a[31m.pdf'],
    ['\u202efdp.exe', 'fdp.exe'],
    ['\u200b\ufeff', null],
    ['', null],
    [null, null],
    ['../../etc/passwd', '../../etc/passwd'],
    ['\ud800x', '\ufffdx'],
    [`${'x'.repeat(200)}.pdf`, `${'x'.repeat(115)}….pdf`],
    ['x'.repeat(120), 'x'.repeat(120)],
    ['x'.repeat(121), `${'x'.repeat(119)}…`],
  ])('%j is shown as %j', (fileName, name) => {
    expect(displayName(fileName)).toBe(name)
  })

  it('is one clean line of at most 120 characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), fileName => {
        const name = displayName(fileName)
        fc.pre(name !== null)
        expect(Array.from(name ?? '').length).toBeLessThanOrEqual(120)
        expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
        expect(name).toBe(name?.trim())
      }),
      { numRuns: 300 },
    )
  })
})
