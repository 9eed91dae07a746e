import { describe, expect, it } from 'vitest'
import { makeMailScanner } from '../../../src/documents/mail/scan.ts'
import { codeOf, LIMITS, lines, scan } from './corpus.ts'

const HEADER = 'From: a@b.example\r\n'

/** Bytes one by one must end like bytes all at once. */
function both(mail: string, limits: Parameters<typeof scan>[1]): string {
  const bytes = Buffer.from(mail, 'latin1')
  const whole = codeOf(() => scan(bytes, limits))
  const single = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))
  expect(codeOf(() => scan(single, limits))).toBe(whole)
  return whole
}

const nested = (depth: number): string =>
  `${Array.from(
    { length: depth },
    (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
  ).join('')}\r\ntext`

const flat = (parts: number): string =>
  `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(parts)}--b--\r\n`

describe('each limit: taken at it, refused one beyond', () => {
  it('messageBytes', () => {
    const mail = `${HEADER}\r\ntext\r\n`
    expect(both(mail, { messageBytes: mail.length })).toBe('nothing')
    expect(both(mail, { messageBytes: mail.length - 1 })).toBe('E_MESSAGE_TOO_BIG')
  })

  it('headerBytes, of the mail alone', () => {
    const mail = `${HEADER}X: y\r\n\r\ntext\r\n`
    const bytes = mail.indexOf('\r\n\r\n') + 2
    expect(both(mail, { headerBytes: bytes })).toBe('nothing')
    expect(both(mail, { headerBytes: bytes - 1 })).toBe('E_HEADER_TOO_BIG')
  })

  it('headerBytes, of the mail and its parts together', () => {
    const top = 'Content-Type: multipart/mixed; boundary=b\r\n'
    const part = 'X: y\r\n'
    const mail = `${top}\r\n--b\r\n${part}\r\na\r\n--b\r\n${part}\r\nb\r\n--b--\r\n`
    const bytes = top.length + 2 * part.length
    expect(both(mail, { headerBytes: bytes })).toBe('nothing')
    expect(both(mail, { headerBytes: bytes - 1 })).toBe('E_HEADER_TOO_BIG')
  })

  it('headerBytes, where a boundary line ends the header', () => {
    const top = 'Content-Type: multipart/mixed; boundary=b\r\n'
    const mail = `${top}\r\n--b\r\nX: y\r\n--b--\r\n`
    const bytes = top.length + 'X: y\r\n'.length
    expect(both(mail, { headerBytes: bytes })).toBe('nothing')
    expect(both(mail, { headerBytes: bytes - 1 })).toBe('E_HEADER_TOO_BIG')
  })

  it('headerBytes, without waiting for the end of a header that never ends', () => {
    const scanner = makeMailScanner({ ...LIMITS, headerBytes: 1000 })
    const piece = Buffer.from('X-A: b\r\n'.repeat(100))
    expect(
      codeOf(() => {
        for (let i = 0; i < 3; i++) scanner.write(piece)
      }),
    ).toBe('E_HEADER_TOO_BIG')
  })

  it('headerLines, in each header block', () => {
    const mail = `${HEADER}X: y\r\n folded\r\n\r\n1\r\n2\r\n3\r\n4\r\n`
    expect(both(mail, { headerLines: 3 })).toBe('nothing')
    expect(both(mail, { headerLines: 2 })).toBe('E_HEADER_TOO_BIG')
    const parts = lines('Content-Type: multipart/mixed; boundary=b', '', '--b', 'A: 1', 'B: 2', '', 'text')
    expect(both(parts, { headerLines: 2 })).toBe('nothing')
    expect(both(parts, { headerLines: 1 })).toBe('E_HEADER_TOO_BIG')
  })

  it.each(['\r\n', ''])('lineBytes, in a body whose last line ends with %j', end => {
    const mail = `${HEADER}\r\n${'x'.repeat(50)}${end}`
    expect(both(mail, { lineBytes: 50 })).toBe('nothing')
    expect(both(mail, { lineBytes: 49 })).toBe('E_MIME_BROKEN')
  })

  it('lineBytes, in a header', () => {
    const mail = `X: ${'x'.repeat(47)}\r\n\r\ntext\r\n`
    expect(both(mail, { lineBytes: 50 })).toBe('nothing')
    expect(both(mail, { lineBytes: 49 })).toBe('E_HEADER_TOO_BIG')
  })

  it('lineBytes, without waiting for the end of the line', () => {
    const scanner = makeMailScanner({ ...LIMITS, lineBytes: 1000 })
    scanner.write(Buffer.from(`${HEADER}\r\n${'x'.repeat(900)}`))
    expect(codeOf(() => scanner.write(Buffer.from('x'.repeat(200))))).toBe('E_MIME_BROKEN')
  })

  it('mimeDepth', () => {
    expect(both(nested(5), { mimeDepth: 5 })).toBe('nothing')
    expect(both(nested(6), { mimeDepth: 5 })).toBe('E_MIME_TOO_COMPLEX')
    expect(codeOf(() => scan(nested(LIMITS.mimeDepth)))).toBe('nothing')
  })

  it('mimeParts, which multiparts count into as well', () => {
    expect(both(flat(7), { mimeParts: 7 })).toBe('nothing')
    expect(both(flat(8), { mimeParts: 7 })).toBe('E_MIME_TOO_COMPLEX')
    expect(both(nested(5), { mimeParts: 5 })).toBe('nothing')
    expect(both(nested(5), { mimeParts: 4 })).toBe('E_MIME_TOO_COMPLEX')
  })

  it('64 KiB in one header, unfolded', () => {
    const mail = (bytes: number) => `X: ${'x'.repeat(bytes - 3)}\r\n\r\ntext`
    expect(codeOf(() => scan(mail(64 * 1024)))).toBe('nothing')
    expect(codeOf(() => scan(mail(64 * 1024 + 1)))).toBe('E_HEADER_TOO_BIG')
  })

  it('says the limit in the refusal', () => {
    const say = (limits: Parameters<typeof scan>[1]) => () =>
      scan(`${HEADER}\r\n${'x'.repeat(99)}\r\n`, limits)
    expect(say({ messageBytes: 100 })).toThrow('The mail is too big. At most 100 bytes are taken.')
    expect(say({ lineBytes: 98 })).toThrow('It has a line of more than 98 bytes.')
  })
})

describe('line ends', () => {
  it.each([
    ['LF alone in the header', 'From: a@b\nX: y\r\n\r\n'],
    ['LF alone in the body', `${HEADER}\r\na\nb\r\n`],
    ['CR alone in the body', `${HEADER}\r\na\rb\r\n`],
    ['CR at the very end', `${HEADER}\r\na\r`],
    ['CR before CR LF', `${HEADER}\r\na\r\r\n`],
    ['LF first', '\nFrom: a@b\r\n\r\n'],
    ['NUL', `${HEADER}\r\na\0b\r\n`],
  ])('strict: %s is refused', (_, mail) => {
    expect(both(mail, { lineEndings: 'strict' })).toBe('E_BARE_NEWLINE')
    expect(both(mail, { lineEndings: 'lenient' })).toBe('nothing')
  })

  it('strict: says where it stands, however the bytes are cut', () => {
    const mail = Buffer.from(`${HEADER}\r\nab\ncd\r\n`)
    for (let at = 1; at < mail.length; at++) {
      const pieces = [mail.subarray(0, at), mail.subarray(at)]
      expect(() => scan(pieces)).toThrow(`LF without CR at byte ${HEADER.length + 4}`)
    }
  })

  it.each(['\n', '\r', '\r\n'])('lenient: %j ends a line', end => {
    const mail = [
      'From: a@b',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'X: y',
      '',
      'one',
      'two',
      '--b--',
      '',
    ]
    const text = mail.join(end)
    const { headers, root } = scan(text, { lineEndings: 'lenient' })
    expect(headers.map(header => header.name)).toEqual(['from', 'content-type'])
    expect(root.children.map(part => text.slice(part.bodyFrom, part.bodyTo))).toEqual([`one${end}two`])
  })

  it.each([
    ['no bytes at all', ''],
    ['an empty line', '\r\n'],
    ['a header and no more', 'From: a@b'],
    ['a header without an empty line', 'From: a@b\r\n'],
  ])('a mail of %s is whole', (_, mail) => {
    const { root, size } = scan(mail)
    expect([root.type, root.bodyTo - root.bodyFrom, size]).toEqual(['text/plain', 0, mail.length])
  })
})

describe('a mail of 36 MiB', () => {
  it('is read in bounded memory, at the limit and not beyond', () => {
    const head = Buffer.from(
      lines(
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        '',
        'text',
        '--b',
        'Content-Transfer-Encoding: base64',
        '',
      ),
    )
    const piece = Buffer.from(`${'QUJD'.repeat(19)}\r\n`.repeat(840))
    const scanner = makeMailScanner(LIMITS)
    scanner.write(head)
    let sent = head.length
    const send = (bytes: number) => {
      for (let rest = bytes; rest > 0; rest -= piece.length) {
        scanner.write(piece.subarray(0, Math.min(rest, piece.length)))
        sent += Math.min(rest, piece.length)
      }
    }
    send(1 << 20)
    const before = process.memoryUsage()
    send(LIMITS.messageBytes - sent)
    const after = process.memoryUsage()
    const index = scanner.end()
    expect(codeOf(() => scanner.write(Buffer.from('x')))).toBe('E_MESSAGE_TOO_BIG')
    expect(index.size).toBe(LIMITS.messageBytes)
    expect(index.root.children[1]?.bodyTo).toBe(LIMITS.messageBytes)
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(20 << 20)
    expect(after.heapUsed - before.heapUsed).toBeLessThan(20 << 20)
  })

  it.each([
    ['text in one line', 'text/plain', 'x'.repeat(60_000)],
    ['HTML', 'text/html', `<p>${'x'.repeat(990)}</p>\r\n`.repeat(60)],
  ])('of %s is forgotten as it passes', (_, type, text) => {
    const scanner = makeMailScanner({ ...LIMITS, lineBytes: LIMITS.messageBytes })
    scanner.write(Buffer.from(lines(`Content-Type: ${type}`, '')))
    const piece = Buffer.from(text)
    scanner.write(piece)
    const before = process.memoryUsage()
    for (let i = 0; i < 600; i++) scanner.write(piece)
    const after = process.memoryUsage()
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(20 << 20)
    expect(after.heapUsed - before.heapUsed).toBeLessThan(20 << 20)
    expect(scanner.end().bodyHead?.length).toBeLessThanOrEqual(8192)
  })
})
