import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentFields, decodeWords, parseHeaders } from '../../../src/documents/mail/header.ts'
import { isBridgeError } from '../../../src/fax/error.ts'
import { codeOf } from './corpus.ts'

const parse = (text: string, lineEndings: 'strict' | 'lenient' = 'strict') =>
  parseHeaders(Buffer.from(text), lineEndings)

/** The fields of a part with this Content-Type. */
const typed = (value: string) => contentFields([{ name: 'content-type', value }], 'text/plain')

/** The fields of a part with this Content-Disposition. */
const disposed = (value: string) => contentFields([{ name: 'content-disposition', value }], 'text/plain')

describe('a header block', () => {
  it('gives names in lower case, values unfolded, in the order of the mail', () => {
    const block =
      'From: Ann <a@b.example>\r\nRECEIVED:by one\r\nSubject: a\r\n long\r\n\tone \r\nReceived: by two\r\nX-Empty:\r\n'
    expect(parse(block)).toEqual([
      { name: 'from', value: 'Ann <a@b.example>' },
      { name: 'received', value: 'by one' },
      { name: 'subject', value: 'a long\tone' },
      { name: 'received', value: 'by two' },
      { name: 'x-empty', value: '' },
    ])
  })

  it('skips lines that are no header', () => {
    const block = ' folded: first\r\nno colon\r\n: no name\r\nTo: a\r\n'
    expect(parse(block)).toEqual([{ name: 'to', value: 'a' }])
  })

  it('reads bytes beyond ASCII as UTF-8 where they are, else as Latin-1', () => {
    const block = Buffer.concat([
      Buffer.from('A: Grüße\r\nB: Gr'),
      Buffer.from([0xfc, 0xdf]),
      Buffer.from('e\r\n'),
    ])
    expect(parseHeaders(block, 'strict').map(header => header.value)).toEqual(['Grüße', 'Grüße'])
  })

  it('ends lines as the scanner does: in lenient mails at CR and LF, too', () => {
    expect(parse('A: 1\nB: 2\rC: 3\r\n', 'lenient').map(header => header.name)).toEqual(['a', 'b', 'c'])
    expect(parse('A: 1\nB: 2\r\n', 'strict')).toHaveLength(1)
  })

  it.each([
    'From',
    'Sender',
    'Subject',
    'Message-ID',
    'MIME-Version',
    'Content-Type',
    'Content-Disposition',
    'Content-ID',
    'Content-Transfer-Encoding',
  ])('refuses a second %s, however it is written', name => {
    const twice = [
      `${name}: a\r\nX: y\r\n${name}: a\r\n`,
      `${name}: a\r\n${name.toUpperCase()} : b\r\n`,
      `${name}\t: a\r\n${name.toLowerCase()}:\r\n`,
    ]
    for (const block of twice) {
      expect(codeOf(() => parse(block))).toBe('E_MIME_BROKEN')
      expect(() => parse(block)).toThrow(`It has the header ${name.toLowerCase()} twice.`)
    }
  })

  it('takes a second To, Cc and Received', () => {
    expect(parse('To: a\r\nTo: b\r\nCc: c\r\nCc: d\r\n')).toHaveLength(4)
  })
})

describe('Content-Type', () => {
  it.each([
    ['text/plain; charset="utf-8"', 'text/plain', 'utf-8'],
    ['TEXT/Html; CHARSET=UTF-8', 'text/html', 'utf-8'],
    ['text/plain;charset=utf-8;', 'text/plain', 'utf-8'],
    ['text/plain; charset=utf-8 (Unicode)', 'text/plain', 'utf-8'],
    ["text/plain; charset*=us-ascii'en'koi8-r", 'text/plain', 'koi8-r'],
    ['text/plain; charset=utf-8; charset="utf-8"', 'text/plain', 'utf-8'],
    ['application/pdf (a comment); name=x.pdf', 'application/pdf', null],
    ['application/pdf name=x.pdf', 'application/pdf', null],
    ['text', 'text/plain', null],
    ['', 'text/plain', null],
    ['pdf', 'application/octet-stream', null],
    ['text/', 'application/octet-stream', null],
    ['a/b/c', 'application/octet-stream', null],
  ])('%j', (value, type, charset) => {
    expect(typed(value)).toMatchObject({ type, charset })
  })

  it('is what the place says when it is missing, and a file when the part is one', () => {
    expect(contentFields([], 'message/rfc822').type).toBe('message/rfc822')
    expect(contentFields([], 'text/plain')).toMatchObject({
      encoding: '7bit',
      disposition: null,
      fileName: null,
      contentId: null,
    })
    expect(disposed('attachment').type).toBe('application/octet-stream')
    expect(disposed('inline; filename=x').type).toBe('application/octet-stream')
  })

  it.each([
    'text/plain; charset=utf-8; charset=koi8-r',
    'text/plain; Charset=utf-8; x="; "; charset="koi8-r"',
    'multipart/mixed; boundary=a; boundary=b',
    'multipart/mixed; boundary="a;"; x=(; boundary=b',
    'application/pdf; name=a.pdf; name=a.exe',
    "application/pdf; name*=utf-8''a.pdf; name*=utf-8''a.exe",
    'application/pdf; name*0=a; name*0=b',
  ])('is refused when it says two things: %s', value => {
    expect(codeOf(() => typed(value))).toBe('E_MIME_BROKEN')
  })

  it('may have parameters of any name', () => {
    const { parameters } = typed('text/plain; __proto__=x; constructor=y; x=z')
    expect(Object.entries(parameters)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['x', 'z'],
    ])
  })
})

describe('other content headers', () => {
  it.each([
    [' BASE64 ', 'base64'],
    ['quoted-printable (rfc 2045)', 'quoted-printable'],
    ['x-uuencode; a=b', 'x-uuencode'],
    ['', '7bit'],
  ])('Content-Transfer-Encoding %j', (value, encoding) => {
    expect(contentFields([{ name: 'content-transfer-encoding', value }], 'text/plain').encoding).toBe(
      encoding,
    )
  })

  it.each([
    ['<part1@a.example>', 'part1@a.example'],
    ['part1', 'part1'],
    ['<>', null],
  ])('Content-ID %j', (value, contentId) => {
    expect(contentFields([{ name: 'content-id', value }], 'text/plain').contentId).toBe(contentId)
  })

  it.each([
    ['attachment', 'attachment'],
    ['INLINE; filename=x', 'inline'],
    ['form-data; filename=x', 'form-data'],
    ['; filename=x', null],
    ['', null],
  ])('Content-Disposition %j', (value, disposition) => {
    expect(disposed(value).disposition).toBe(disposition)
  })
})

describe('file names', () => {
  it.each([
    ['quoted', 'attachment; filename="a; b = c.pdf"', 'a; b = c.pdf'],
    ['bare', 'attachment; filename=a.pdf', 'a.pdf'],
    ['bare with blanks, as some programs write', 'attachment; filename=a b.pdf', 'a b.pdf'],
    ['with quotes in it', 'attachment; filename="a\\"b.pdf"', 'a"b.pdf'],
    ['never closed', 'attachment; filename="a.pdf', 'a.pdf'],
    ['in another letter case', 'attachment; FileName=a.pdf', 'a.pdf'],
    ['empty', 'attachment; filename=""', null],
    ['raw UTF-8', 'attachment; filename="Grüße.pdf"', 'Grüße.pdf'],
    ['RFC 2047, Q', 'attachment; filename="=?utf-8?Q?Gr=C3=BC=C3=9Fe_1.pdf?="', 'Grüße 1.pdf'],
    ['RFC 2047, B in Latin-1', 'attachment; filename="=?iso-8859-1?B?R3L832U=?="', 'Grüße'],
    ['RFC 2047, without quotes', 'attachment; filename==?utf-8?Q?a.pdf?=', 'a.pdf'],
    [
      'RFC 2047, a character cut through',
      'attachment; filename="=?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe.pdf?="',
      'Grüße.pdf',
    ],
    ['RFC 2047, ISO-2022-JP', 'attachment; filename="=?iso-2022-jp?B?GyRCRWw1fhsoQi5wZGY=?="', '東京.pdf'],
    ['RFC 2231', "attachment; filename*=utf-8'de'Gr%C3%BC%C3%9Fe.pdf", 'Grüße.pdf'],
    ['RFC 2231, Latin-1', "attachment; filename*=iso-8859-1''Gr%FC%DFe.pdf", 'Grüße.pdf'],
    ['RFC 2231, without charset', "attachment; filename*=''a.pdf", 'a.pdf'],
    ['RFC 2231, unknown charset', "attachment; filename*=nobody''a.pdf", 'a.pdf'],
    ['RFC 2231, continued', 'attachment; filename*0="Gr"; filename*1="us.pdf"', 'Grus.pdf'],
    [
      'RFC 2231, continued, out of order',
      "attachment; filename*1*=%9Fe.pdf; filename*0*=utf-8''Gr%C3%BC%C3",
      'Grüße.pdf',
    ],
    [
      'RFC 2231, continued, half encoded',
      'attachment; filename*0*=iso-8859-1\'\'Gr%FC; filename*1="n.pdf"',
      'Grün.pdf',
    ],
    ['RFC 2231 before the plain one', "attachment; filename*=utf-8''%C3%BC.pdf; filename=u.pdf", 'ü.pdf'],
    ['RFC 2231 behind the plain one', "attachment; filename=u.pdf; filename*=utf-8''%C3%BC.pdf", 'ü.pdf'],
  ])('%s', (_, value, name) => {
    expect(disposed(value).fileName).toBe(name)
  })

  it('come from Content-Disposition first, else from Content-Type', () => {
    const type = { name: 'content-type', value: 'application/pdf; name="=?utf-8?Q?t=C3=BC.pdf?="' }
    expect(contentFields([type], 'text/plain').fileName).toBe('tü.pdf')
    const disposition = { name: 'content-disposition', value: 'attachment; filename=d.pdf' }
    expect(contentFields([type, disposition], 'text/plain').fileName).toBe('d.pdf')
    expect(contentFields([type, { ...disposition, value: 'attachment' }], 'text/plain').fileName).toBe(
      'tü.pdf',
    )
  })
})

describe('any value', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(
        ';',
        '"',
        '\\',
        '=',
        ' ',
        '(',
        ')',
        "'",
        '%',
        '%C3',
        '*',
        '*0*=',
        '*=',
        'name',
        'charset',
        'boundary=b',
        'utf-8',
        '=?',
        '?=',
        '=?utf-8?Q?',
        '=?x?B?',
        '/',
        '\t',
        '__proto__=',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 40 },
  )
  const kept = (work: () => unknown): void => {
    try {
      work()
    } catch (error) {
      if (!isBridgeError(error)) throw error
    }
  }

  it('is read or refused in our own words', () => {
    fc.assert(
      fc.property(pieces, all => {
        const value = all.join('')
        kept(() => typed(`text/plain;${value}`))
        kept(() => typed(value))
        kept(() => disposed(`attachment;${value}`))
        kept(() => parse(value, 'lenient'))
        expect(typeof decodeWords(value)).toBe('string')
      }),
      { numRuns: 2000 },
    )
  })

  it.each([';', '"', '\\"', ' ', '(', 'a=b;', "f*=utf-8''%41;", '=?utf-8?Q?', '=?utf-8?B?w6?= ', '=?'])(
    'of 60 KiB of %j takes no time that grows with its square',
    piece => {
      const start = process.cpuUsage()
      const value = piece.repeat((60 * 1024) / piece.length)
      kept(() => typed(`text/plain; *${value}`))
      decodeWords(`=?${value}`)
      expect(process.cpuUsage(start).user / 1000).toBeLessThan(1000)
    },
  )
})
