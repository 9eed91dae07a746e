import { describe, expect, it } from 'vitest'
import { faxed, file, mail, multi, part, png, problemOf, text } from './mails.ts'

const PDF = file('order.pdf', '%PDF-1.7 …')
const inner = (content: Uint8Array, subject = 'Old order') =>
  mail(
    content,
    `From: =?utf-8?q?Bj=C3=B6rn?= <b@example.com>\r\nDate: Fri, 20 Nov 2026 10:00:00 +0100\r\nSubject: ${subject}`,
  )
const forwarded = (content: Uint8Array, name = 'old.eml') =>
  part(`Content-Type: message/rfc822; name="${name}"`, inner(content))
const HEADING = 'From: Björn <b@example.com>\nDate: Fri, 20 Nov 2026 10:00:00 +0100\nSubject: Old order\n\n'

describe('a mail inside the mail', () => {
  it('is faxed in its place: who wrote it, its text, its attachments', async () => {
    const content = multi(
      'mixed',
      text('Hello'),
      forwarded(multi('mixed', text('Dear Ann'), PDF)),
      file('b.pdf', '%PDF-2'),
    )
    expect(await faxed(mail(content))).toMatchObject({
      printed: [
        'text of the mail: Hello',
        `old.eml: ${HEADING}Dear Ann`,
        'old.eml/order.pdf: file %PDF-',
        'b.pdf: file %PDF-',
      ],
      leftOut: [],
    })
  })

  it('counts as attachment, so that the text can go onto the cover page or nowhere', async () => {
    const content = mail(multi('mixed', text('Hello'), forwarded(text('Dear Ann'))))
    expect(await faxed(content, { textPlace: 'cover' })).toMatchObject({
      printed: [`old.eml: ${HEADING}Dear Ann`],
      leftOut: ['text of the mail: on the cover page'],
      cover: 'Hello',
    })
    expect(await faxed(content, { textPlace: 'nowhere' })).toMatchObject({
      printed: [`old.eml: ${HEADING}Dear Ann`],
      leftOut: ['text of the mail: only the attachments are faxed'],
    })
  })

  it('is faxed with its attachments alone, too', async () => {
    const { printed } = await faxed(mail(multi('mixed', text('Hello'), forwarded(PDF))))
    expect(printed.slice(1)).toEqual([`old.eml: ${HEADING}`, 'old.eml/order.pdf: file %PDF-'])
  })

  it('may be saved as a file, coded, in HTML', async () => {
    const html = part('Content-Type: text/html; charset=utf-8', '<p>Dear <b>Ann</b></p>')
    expect((await faxed(mail(multi('mixed', text('x'), file('old.EML', inner(html)))))).printed[1]).toBe(
      `old.EML: ${HEADING}Dear Ann`,
    )
  })

  it('may lie five deep, not deeper', async () => {
    const nest = (depth: number): Buffer =>
      depth === 0 ? text('deep') : multi('mixed', forwarded(nest(depth - 1), 'm'))
    const { printed } = await faxed(mail(nest(5)))
    expect(printed.at(-1)).toBe(`m/m/m/m/m: ${HEADING}deep`)
    expect(await problemOf(faxed(mail(nest(6))))).toBe(
      'E_RENDER_LIMIT: The document took too much time or memory to turn into pages. "m/m/m/m/m/m" lies too deep inside other files: attach it itself.',
    )
  })

  it('that is broken fails by name', async () => {
    const broken = part(
      'Content-Type: message/rfc822; name=old.eml',
      'Content-Type: multipart/mixed\r\n\r\nx',
    )
    expect(await problemOf(faxed(mail(multi('mixed', text('x'), broken))))).toMatch(
      /^E_DOCUMENT_DAMAGED: .* "old\.eml" cannot be read as a mail: attach its documents themselves\.$/,
    )
  })

  it('never shows a key, its own or that of another', async () => {
    const content = multi(
      'mixed',
      text('our key\r\n\r\nHello'),
      forwarded(text('THEIR-KEY\r\n\r\nDear Ann\r\n> our key\r\n> more')),
    )
    const { printed } = await faxed(mail(content), { keyCut: true, keys: ['our key', 'THEIR-KEY'] })
    expect(printed).toEqual(['text of the mail: Hello', `old.eml: ${HEADING}Dear Ann\r\n> more`])
  })
})

describe('the real type of a part', () => {
  const of = async (...parts: Uint8Array[]) => (await faxed(mail(multi('mixed', ...parts)))).printed

  it('is what its bytes are', async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Grüße', 'utf16le')])
    const big = Buffer.from(utf16).swap16()
    expect(
      await of(
        file('a.bin', 'Grüße'),
        file('b.bin', Buffer.from('Grüße', 'latin1')),
        file('c.pdf', utf16),
        file('d.txt', big, 'Content-Type: text/plain; charset=utf-8'),
        file('e.png', '%PDF-1.7', 'Content-Type: image/png'),
        file('f.txt', '%PDF-1.7', 'Content-Type: text/plain'),
        file('g.pdf', 'only a text', 'Content-Type: application/pdf'),
        file('h.bin', 'Received: by x\r\nMIME-Version: 1.0\r\nFrom: x\r\n\r\na log'),
      ),
    ).toEqual([
      'a.bin: Grüße',
      'b.bin: Grüße',
      'c.pdf: Grüße',
      'd.txt: Grüße',
      'e.png: file %PDF-',
      'f.txt: file %PDF-',
      'g.pdf: only a text',
      'h.bin: Received: by x\r\nMIME-Version: 1.0\r\nFrom: x\r\n\r\na log',
    ])
  })

  it('HTML that is declared as text is a text, and a text file never shows a key', async () => {
    expect(await of(part('Content-Type: text/plain', '<html><b>x</b></html>'))).toEqual([
      'text of the mail: <html><b>x</b></html>',
    ])
    const { printed } = await faxed(mail(multi('mixed', text('x'), file('a.bin', 'our key\nrest'))), {
      keys: ['our key'],
    })
    expect(printed[1]).toBe('a.bin: rest')
  })
})

it('an unknown transfer encoding fails by name', async () => {
  const odd = part('Content-Type: application/pdf; name=order.pdf\r\nContent-Transfer-Encoding: x-odd', 'x')
  expect(await problemOf(faxed(mail(multi('mixed', text('x'), odd))))).toBe(
    'E_MIME_BROKEN: The structure of the mail is broken or ambiguous. "order.pdf" has the transfer encoding x-odd, which is not known: send it again as base64.',
  )
})

describe('pictures in a mail', () => {
  const image = (bytes: Uint8Array, header: string) =>
    file('', bytes, `Content-Type: image/png; name=p.png\r\n${header}`)
  const html = (body: string) => part('Content-Type: text/html', body)

  it('a photo alone is faxed, however it is declared; a tracking pixel alone is nothing', async () => {
    const photo = await png(90, 90)
    for (const header of ['Content-Disposition: inline', 'Content-Disposition: inline\r\nContent-ID: <p@x>'])
      expect((await faxed(mail(multi('mixed', image(photo, header))))).printed).toEqual([
        'p.png: file \x89PNG\r',
      ])
    const shown = multi(
      'related',
      html('<img src="cid:p@x">'),
      image(photo, 'Content-ID: <p@x>\r\nContent-Disposition: inline'),
    )
    expect(await faxed(mail(shown))).toMatchObject({
      printed: ['p.png: file \x89PNG\r'],
      leftOut: ['text of the mail: the text is empty'],
    })
    const pixel = mail(multi('mixed', image(await png(1, 1), 'Content-Disposition: inline')))
    expect(await problemOf(faxed(pixel))).toMatch(/^E_NOTHING_TO_FAX/)
  })

  it('a logo beside a text is left out, a screenshot in it is faxed, and the text stays', async () => {
    const content = multi(
      'related',
      html('<p>See:</p><img src="cid:shot"><img src="cid:logo">'),
      image(await png(800, 600), 'Content-ID: <shot>\r\nContent-Disposition: inline; filename=shot.png'),
      image(await png(150, 50), 'Content-ID: <logo>\r\nContent-Disposition: inline; filename=logo.png'),
    )
    expect(await faxed(mail(content), { textPlace: 'nowhere' })).toMatchObject({
      printed: ['text of the mail: See:', 'shot.png: file \x89PNG\r'],
      leftOut: ['logo.png: a logo or icon in the text'],
    })
  })

  it('a PDF is faxed whatever it is called and wherever it is shown', async () => {
    const pdf = (header: string) => file('', '%PDF-1.7', header)
    const content = multi(
      'related',
      html('<img src="cid:p@x">'),
      pdf('Content-Type: image/png; name=p.png\r\nContent-ID: <p@x>\r\nContent-Disposition: inline'),
      pdf('Content-Type: image/gif; name=q.gif\r\nContent-Disposition: inline'),
    )
    expect((await faxed(mail(content))).printed).toEqual(['p.png: file %PDF-', 'q.gif: file %PDF-'])
  })

  it('the same logo again and again, in a thread of mails or from mail to mail, is left out', async () => {
    const logo = image(await png(200, 80), 'Content-Disposition: inline; filename=logo.png')
    const thread = mail(
      multi('mixed', text('Hello'), logo, forwarded(multi('mixed', text('Dear Ann'), logo))),
    )
    expect((await faxed(thread)).leftOut).toEqual([
      'logo.png: a picture repeated from mail to mail',
      'old.eml/logo.png: a picture repeated from mail to mail',
    ])
    const once = mail(multi('mixed', text('Hello'), logo))
    const first = await faxed(once)
    expect(first).toMatchObject({ leftOut: [], printed: [expect.anything(), 'logo.png: file \x89PNG\r'] })
    const seen = new Set(first.pictures)
    const later = await faxed(once, {}, { seenBefore: async sha256 => (seen.has(sha256) ? 2 : 0) })
    expect(later.leftOut).toEqual(['logo.png: a picture repeated from mail to mail'])
  })
})

describe('signed with PGP, in the text itself', () => {
  const SIGNED = [
    '-----BEGIN PGP SIGNED MESSAGE-----',
    'Hash: SHA256',
    '',
    'Dear Ann,',
    '- -- 5 pieces',
    '- From now on',
    '-----BEGIN PGP SIGNATURE-----',
    '',
    'iQEzBAEBCAAdFiEE',
    '-----END PGP SIGNATURE-----',
    'Sent from my phone',
    '',
  ].join('\r\n')

  it('is faxed without armour, dashes as they were', async () => {
    expect((await faxed(mail(text(SIGNED)))).printed).toEqual([
      'text of the mail: Dear Ann,\r\n-- 5 pieces\r\nFrom now on\r\nSent from my phone\r\n',
    ])
  })

  it('does not hide a key', async () => {
    const { printed } = await faxed(mail(text(SIGNED.replace('Dear Ann,', 'our key\r\n\r\nDear Ann,'))), {
      keys: ['our key'],
    })
    expect(printed[0]).toMatch(/^text of the mail: Dear Ann,/)
  })

  it.each([
    [
      'a text',
      text('-----BEGIN PGP MESSAGE-----\r\n\r\nhQEM\r\n-----END PGP MESSAGE-----\r\n'),
      'text of the mail',
    ],
    [
      'PGP/MIME',
      multi(
        'encrypted',
        part('Content-Type: application/pgp-encrypted', 'Version: 1'),
        file('encrypted.asc', '-----BEGIN PGP MESSAGE-----'),
      ),
      'attachment 1',
    ],
    ['a file', multi('mixed', text('x'), file('a.asc', '-----BEGIN PGP MESSAGE-----\n')), 'a.asc'],
  ])('encrypted: %s fails by name', async (_, content, name) => {
    expect(await problemOf(faxed(mail(content)))).toBe(
      `E_DOCUMENT_LOCKED: The document needs a password. "${name}" is encrypted: send it again without encryption.`,
    )
  })

  it('public keys are left out', async () => {
    const key = file('key.asc', '-----BEGIN PGP PUBLIC KEY BLOCK-----\n')
    expect((await faxed(mail(multi('mixed', text('x'), key)))).leftOut).toEqual(['key.asc: a public key'])
  })
})

describe('the signature of a mail', () => {
  const SIGNED = 'Hello\r\n-- \r\nAnn\r\nExample Inc.\r\n'

  it('is cut off by choice, in the mail itself alone', async () => {
    const content = mail(multi('mixed', text(SIGNED), forwarded(text(SIGNED))))
    const { printed } = await faxed(content, { edits: { cutSignature: true } })
    expect(printed).toEqual(['text of the mail: Hello\r\n', `old.eml: ${HEADING}${SIGNED}`])
    expect((await faxed(content)).printed[0]).toBe(`text of the mail: ${SIGNED}`)
  })
})
