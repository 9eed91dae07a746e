import { deflateSync } from 'node:zlib'
import * as asn1js from 'asn1js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zipOf } from '../containers/zip-file.ts'
import { faxed, file, mail, multi, png, problemOf, text } from './mails.ts'
import { type OutlookMail, outlookMsg, winmailDat } from './outlook-files.ts'

const withFile = (name: string, bytes: Uint8Array, header = '') =>
  mail(multi('mixed', text('Hello'), file(name, bytes, header)))
const alone = (name: string, bytes: Uint8Array, header = '') =>
  mail(multi('mixed', text(''), file(name, bytes, header)))
const PDF = { name: 'order.pdf', content: '%PDF-1.7' }
const LOCKED = (name: string) =>
  `E_DOCUMENT_LOCKED: The document needs a password. "${name}" is encrypted: send it again without encryption.`
const UNOPENED = (name: string) =>
  `E_DOCUMENT_DAMAGED: The document is damaged. "${name}" cannot be opened: attach its documents themselves.`

describe('a ZIP archive', () => {
  it('gives its files in the order of their names, whatever they are called', async () => {
    const zip = zipOf([
      { name: 'page10.pdf', content: '%PDF-10' },
      { name: 'page2.txt', content: 'Grüße' },
      { name: 'folder/', content: '' },
      { name: '../../etc/passwd', content: 'a text' },
      { name: '__MACOSX/._page2.txt', content: '\0\0' },
      { name: 'folder/Thumbs.db', content: '\xd0\xcf' },
      { name: 'to-shadow', content: '/etc/shadow', mode: 0o120777 },
    ])
    expect(await faxed(withFile('scans.zip', zip))).toMatchObject({
      printed: [
        'text of the mail: Hello',
        'scans.zip/passwd: a text',
        'scans.zip/page2.txt: Grüße',
        'scans.zip/page10.pdf: file %PDF-',
      ].map(one => one.replace('/passwd', '/../../etc/passwd')),
      leftOut: [
        'scans.zip/__MACOSX/._page2.txt: a file of the operating system',
        'scans.zip/folder/Thumbs.db: a file of the operating system',
        'scans.zip/to-shadow: a link to another file',
      ],
    })
  })

  it('gives small pictures, too: somebody packed them', async () => {
    const zip = zipOf([
      { name: 'a.png', content: await png(20, 20) },
      { name: 'b.png', content: await png(20, 20) },
    ])
    expect((await faxed(withFile('a.zip', zip))).printed).toHaveLength(3)
  })

  it('with mails in it gives those', async () => {
    const zip = zipOf([{ name: 'a.eml', content: mail(text('Dear Ann')) }])
    expect((await faxed(withFile('a.zip', zip))).printed[1]).toBe(
      'a.zip/a.eml: From: Ann <ann@example.com>\n\nDear Ann',
    )
  })

  it('is left to the renderer, which refuses it by name, where archives are not unpacked or lie in archives', async () => {
    const zip = zipOf([{ name: 'a.txt', content: 'x' }])
    expect((await faxed(withFile('a.zip', zip), {}, { unpack: false })).printed[1]).toBe(
      'a.zip: file PK\x03\x04\x14',
    )
    const nested = zipOf([{ name: 'b.zip', content: zip }])
    expect((await faxed(withFile('a.zip', nested))).printed[1]).toBe('a.zip/b.zip: file PK\x03\x04\x14')
  })

  it('that is a Word document is one', async () => {
    const docx = zipOf([
      { name: '[Content_Types].xml', content: '<Types/>' },
      { name: 'word/document.xml', content: '<w/>' },
    ])
    expect((await faxed(withFile('a.bin', docx))).printed[1]).toBe('a.bin: file PK\x03\x04\x14')
  })

  it.each([
    ['with a password', [{ name: 'a.pdf', content: 'x', flags: 1 }], LOCKED('a.zip/a.pdf')],
    [
      'with nothing',
      [],
      'E_DOCUMENT_DAMAGED: The document is damaged. "a.zip" holds no files: attach the documents themselves.',
    ],
    [
      'with an empty file',
      [{ name: 'a.pdf', content: '' }],
      'E_DOCUMENT_DAMAGED: The document is damaged. "a.zip/a.pdf" is empty: look at the file and attach it again.',
    ],
    ['that says a wrong size', [{ name: 'a.pdf', content: 'xxxx', saidBytes: 0 }], UNOPENED('a.zip')],
    [
      'with too many files',
      Array.from({ length: 2001 }, (_, i) => ({ name: `${i}.txt`, content: 'x' })),
      'E_RENDER_LIMIT: The document took too much time or memory to turn into pages. "a.zip" holds more than 2000 files: attach those to be faxed.',
    ],
    [
      'with a bomb',
      [{ name: 'a.pdf', content: Buffer.alloc(8 << 20) }],
      'E_RENDER_LIMIT: The document took too much time or memory to turn into pages. "a.zip" holds more than 200 MiB: attach the documents to be faxed.',
    ],
  ])('%s fails by name', async (_, entries, problem) => {
    expect(await problemOf(faxed(withFile('a.zip', zipOf(entries))))).toBe(problem)
  })

  it('that is cut or bent anywhere ends in files or in a clear error', async () => {
    const zip = zipOf([PDF, { name: 'b.txt', content: 'text '.repeat(100) }])
    await bent('a.zip', zip)
  })
})

const LETTER: OutlookMail = {
  subject: 'Old order',
  from: 'Björn',
  html: '<p>Dear <b>Ann</b></p><img src="cid:logo">',
  attachments: [PDF],
}
const RTF =
  "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}\\f0 Gr\\'fc\\u223?e\\par{\\*\\generator x}{\\i 5 \\{pieces\\}}\\par}"
const HTML_RTF =
  "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 {\\*\\htmltag84 <b>}\\htmlrtf {\\b \\htmlrtf0 Dear Ann{\\*\\htmltag92 </b>}\\htmlrtf }\\htmlrtf0 {\\*\\htmltag84 &nbsp;}\\htmlrtf \\'a0\\htmlrtf0 x{\\*\\htmltag116 <br>}\\htmlrtf \\line\\htmlrtf0 y}"

describe.each([
  ['winmail.dat', winmailDat, 'application/ms-tnef'],
  ['old.msg', outlookMsg, 'application/octet-stream'],
] as const)('an Outlook mail in %s', (name, write, type) => {
  const isMsg = name === 'old.msg'
  const prefix = isMsg ? 'old.msg/' : ''
  const textName = isMsg ? 'old.msg' : 'text of the mail'
  const heading = isMsg ? 'From: Björn\nSubject: Old order\n\n' : ''
  const of = (letter: OutlookMail) => faxed(alone(name, write(letter), `Content-Type: ${type}; name=${name}`))

  it('gives its text and its attachments', async () => {
    expect((await of(LETTER)).printed).toEqual([
      `${textName}: ${heading}Dear Ann`,
      `${prefix}order.pdf: file %PDF-`,
    ])
  })

  it.each([
    ['plain text', { body: 'Grüße' }, 'Grüße'],
    ['RTF', { rtf: RTF }, 'Grüße\n5 {pieces}\n'],
    ['HTML in RTF', { rtf: HTML_RTF }, 'Dear Ann\u00a0x\ny'],
  ])('with its text as %s', async (_, form, expected) => {
    const { html: _html, ...letter } = LETTER
    expect((await of({ ...letter, ...form })).printed[0]).toBe(`${textName}: ${heading}${expected}`)
  })

  it('with a logo and a screenshot in its text gives the screenshot', async () => {
    const logo = { name: 'logo.png', content: await png(100, 40), contentId: 'logo' }
    const icon = { name: 'icon.png', content: await png(20, 20), hidden: true }
    const shot = { name: 'shot.png', content: await png(900, 700), hidden: true }
    const { printed, leftOut } = await of({ ...LETTER, attachments: [logo, icon, shot] })
    expect(printed.slice(1)).toEqual([`${prefix}shot.png: file \x89PNG\r`])
    expect(leftOut.slice(-2)).toEqual([
      `${prefix}logo.png: a logo or icon in the text`,
      `${prefix}icon.png: a logo or icon in the text`,
    ])
  })

  it('with a mail in it gives that in its place', async () => {
    const inner = { name: 'Inner', mail: { subject: 'Inner', body: 'deep', attachments: [PDF] } }
    const { printed } = await of({ ...LETTER, attachments: [inner] })
    const innerName = printed[1]?.split(': ')[0] ?? ''
    expect(innerName).toContain(`${prefix}Inner`)
    expect(printed.slice(1)).toEqual([
      `${innerName}: Subject: Inner\n\ndeep`,
      `${innerName}/order.pdf: file %PDF-`,
    ])
  })
})

/** CMS by its structure alone: what OpenSSL makes is in expand.programs.test.ts. */
describe('a CMS envelope', () => {
  const SIGNED = '1.2.840.113549.1.7.2'
  const DATA = '1.2.840.113549.1.7.1'
  const inBrackets = (value: asn1js.BaseBlock) =>
    new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value: [value] })
  const oid = (value: string) => new asn1js.ObjectIdentifier({ value })
  const sequence = (...value: asn1js.BaseBlock[]) => new asn1js.Sequence({ value })
  const octets = (content: Uint8Array) =>
    new asn1js.OctetString({ valueHex: Uint8Array.from(content).buffer })
  const capsule = (content: Uint8Array) => sequence(oid(DATA), inBrackets(octets(content)))
  const cms = (type: string, content: asn1js.BaseBlock) =>
    Buffer.from(sequence(oid(type), inBrackets(content)).toBER())
  const signed = (content: Uint8Array) =>
    cms(
      SIGNED,
      sequence(new asn1js.Integer({ value: 1 }), new asn1js.Set(), capsule(content), new asn1js.Set()),
    )
  const ENTITY = multi('mixed', text('Dear Ann'), file('order.pdf', '%PDF-1.7'))

  it('as the whole mail is faxed as what is in it, also when it is compressed', async () => {
    const zlib = sequence(oid('1.2.840.113549.1.9.16.3.8'))
    const compressed = cms(
      '1.2.840.113549.1.9.16.1.9',
      sequence(new asn1js.Integer({ value: 0 }), zlib, capsule(deflateSync(ENTITY))),
    )
    for (const bytes of [signed(ENTITY), compressed]) {
      const raw = mail(file('smime.p7m', bytes, 'Content-Type: application/pkcs7-mime'))
      expect((await faxed(raw)).printed).toEqual(['text of the mail: Dear Ann', 'order.pdf: file %PDF-'])
    }
  })

  it('in another one is opened, too, but not for ever', async () => {
    const wrapped = (bytes: Buffer) =>
      file('smime.p7m', signed(bytes), 'Content-Type: application/pkcs7-mime')
    let part = ENTITY
    for (let depth = 0; depth < 4; depth++) part = wrapped(part)
    expect((await faxed(mail(part))).printed).toHaveLength(2)
    for (let depth = 0; depth < 4; depth++) part = wrapped(part)
    expect(await problemOf(faxed(mail(part)))).toMatch(
      /"smime\.p7m" lies too deep inside other files: attach it itself\.$/,
    )
  })

  it('that is cut or bent anywhere ends in files or in a clear error', async () => {
    await bent('a.p7m', signed(ENTITY))
  })
})

describe('a web page that a browser saved', () => {
  it.each(['page.mht', 'page.mhtml', 'page.eml'])('is a file and no mail, as %s', async name => {
    const page =
      'From: <Saved by Blink>\r\nSnapshot-Content-Location: http://x/\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n--b--\r\n'
    expect((await faxed(withFile(name, Buffer.from(page)))).printed).toEqual([
      'text of the mail: Hello',
      `${name}: file From:`,
    ])
  })
})

describe('winmail.dat', () => {
  it('that is cut or bent anywhere ends in files or in a clear error', async () => {
    await bent('winmail.dat', winmailDat({ ...LETTER, rtf: HTML_RTF }))
  })

  it('beside a text gives its attachments alone', async () => {
    expect(await faxed(withFile('winmail.dat', winmailDat(LETTER)))).toMatchObject({
      printed: ['text of the mail: Hello', 'order.pdf: file %PDF-'],
      leftOut: ['text of the mail: another form of the same text'],
    })
  })

  it('that is damaged fails by name', async () => {
    const broken = winmailDat(LETTER).subarray(0, 60)
    expect(await problemOf(faxed(withFile('winmail.dat', broken)))).toBe(UNOPENED('winmail.dat'))
  })
})

/** Whatever bytes come: files, nothing, or an error with the file's name. Nothing else, and it ends. */
async function bent(name: string, bytes: Buffer): Promise<void> {
  const change = fc.record({ at: fc.nat(bytes.length - 1), to: fc.integer({ min: 0, max: 255 }) })
  const changes = fc.record({
    cut: fc.option(fc.nat(bytes.length), { freq: 3 }),
    list: fc.array(change, { maxLength: 6 }),
  })
  await fc.assert(
    fc.asyncProperty(changes, async ({ cut, list }) => {
      const copy = Buffer.from(bytes)
      for (const { at, to } of list) copy[at] = to
      const problem = await problemOf(faxed(withFile(name, copy.subarray(0, cut ?? copy.length))))
      if (problem !== 'nothing')
        expect(problem).toMatch(/^E_(?:DOCUMENT_\w+|RENDER_LIMIT|MIME_BROKEN): .*".+" /)
    }),
    { numRuns: 50 },
  )
}

it('an old Office document is no container', async () => {
  const name = (text: string) => Buffer.from(text, 'utf16le')
  const doc = outlookMsg({ body: 'x' })
  // A directory entry renamed: no properties, so it is no mail.
  const at = doc.indexOf(name('__properties_version1.0'))
  name('WordDocument').copy(doc, at)
  doc.fill(0, at + 24, at + 64)
  doc.writeUInt16LE(26, at + 64)
  expect((await faxed(withFile('a.doc', doc))).printed[1]).toMatch(/^a\.doc: file /)
})
