import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import { afterAll, describe, expect, it } from 'vitest'
import { extractParts, partsToFax, type ReadRange } from '../../../src/documents/mail/parts.ts'
import { isBridgeError } from '../../../src/fax/error.ts'
import { attachments, fileLeaf, textLeaf } from './arbitrary.ts'
import { codeOfAsync, extract, leavesOf, lines, scan, writeMail } from './corpus.ts'

const folders: string[] = []
const folder = async (): Promise<string> => {
  folders.push(await mkdtemp(join(tmpdir(), 'faxbridge-parts-')))
  return folders.at(-1) ?? ''
}
afterAll(async () => {
  for (const one of folders) await rm(one, { recursive: true })
})

/** Extracts into a folder of the test's own. */
async function into(path: string, mail: string | Buffer, read?: ReadRange) {
  const raw = Buffer.from(mail as Buffer)
  const planned = partsToFax(scan(raw), { keyCut: false })
  const fromMemory: ReadRange = async (offset, length) => raw.subarray(offset, offset + length)
  return await extractParts(planned, read ?? fromMemory, path, { keyDigest: null })
}

const pieceSize = fc.oneof(fc.integer({ min: 40, max: 200 }), fc.constant(1 << 16))

describe('extracted parts', () => {
  it('are the bytes that were written, texts as UTF-8, whatever their encoding, charset and form of name', async () => {
    await fc.assert(
      fc.asyncProperty(attachments, pieceSize, async (root, piece) => {
        const { files } = await extract(writeMail(root), { piece })
        const leaves = leavesOf(root)
        expect(files.map(file => file.kind)).toEqual(
          leaves.map(leaf => (leaf.text === null ? 'file' : 'text')),
        )
        for (const [at, leaf] of leaves.entries()) {
          const wanted = leaf.text === null ? leaf.content : Buffer.from(leaf.text)
          expect(files[at]?.content.toString('latin1')).toBe(wanted.toString('latin1'))
          expect(files[at]?.bytes).toBe(wanted.length)
          expect(files[at]?.declaredType).toBe(leaf.type.toLowerCase())
        }
      }),
      { numRuns: 120 },
    )
  })

  it('agree with mailparser', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fileLeaf, { minLength: 1, maxLength: 4 }), async children => {
        const mail = writeMail({ subtype: 'mixed', children, cut: false })
        const { files } = await extract(mail)
        const theirs = await simpleParser(mail)
        expect(files.map(file => file.content.toString('hex'))).toEqual(
          theirs.attachments.map(attachment => attachment.content.toString('hex')),
        )
      }),
      { numRuns: 50 },
    )
  })

  it('are the text of the mail in any charset', async () => {
    await fc.assert(
      fc.asyncProperty(textLeaf(null), pieceSize, async (leaf, piece) => {
        const { files } = await extract(writeMail(leaf), { piece })
        expect(files.map(file => [file.kind, file.name, file.content.toString()])).toEqual([
          ['text', 'text of the mail', leaf.text],
        ])
      }),
      { numRuns: 100 },
    )
  })

  it('are files of mode 0600, named by their number, in order', async () => {
    const path = await folder()
    const mail = lines(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Disposition: attachment; filename="../../evil.txt"',
      '',
      'one',
      '--b',
      'Content-Disposition: attachment; filename=/etc/passwd',
      '',
      'two',
      '--b--',
    )
    const files = await into(path, mail)
    expect(files.map(file => [file.path, file.name, file.kind])).toEqual([
      [join(path, 'part-1.bin'), '../../evil.txt', 'text'],
      [join(path, 'part-2.bin'), '/etc/passwd', 'file'],
    ])
    expect(await readdir(path)).toEqual(['part-1.bin', 'part-2.bin'])
    expect((await stat(join(path, 'part-1.bin'))).mode & 0o777).toBe(0o600)
  })

  it('never go into a file or link that is already there', async () => {
    const path = await folder()
    await writeFile(join(path, 'target'), 'untouched')
    await symlink(join(path, 'target'), join(path, 'part-1.bin'))
    expect(await codeOfAsync(into(path, lines('', 'text')))).toBe('EEXIST')
    expect(await readFile(join(path, 'target'), 'utf8')).toBe('untouched')
  })

  it('make one file of all pieces of the text', async () => {
    const mail = lines(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'one',
      '--b',
      'Content-Type: text/html; charset=iso-8859-1',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      '<p>tw=F6</p>',
      '--b--',
    )
    const { files } = await extract(mail)
    expect(files.map(file => file.content.toString())).toEqual(['one\ntwö'])
  })

  it('leave the text out when nothing of it can be seen', async () => {
    expect((await extract(lines('', 'key'), { key: 'key' })).files).toEqual([])
  })

  it('are a document that an old device sent as text', async () => {
    const content = Buffer.from('II*\0\x08\0\0\0\xff\x80', 'latin1')
    const mail = Buffer.concat([
      Buffer.from(
        'Content-Type: text/plain; name="scan.tif"\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n',
      ),
      Buffer.from(content.toString('base64')),
    ])
    expect((await extract(mail)).files).toMatchObject([{ kind: 'file', content, name: 'scan.tif' }])
  })
})

describe('charsets of the text', () => {
  const body = async (charset: string | null, ...bytes: (string | number[])[]): Promise<string> => {
    const content = Buffer.concat(bytes.map(one => Buffer.from(one as string)))
    const type = charset === null ? 'text/plain' : `text/plain; charset="${charset}"`
    const mail = lines(
      `Content-Type: ${type}`,
      'Content-Transfer-Encoding: base64',
      '',
      content.toString('base64'),
    )
    return (await extract(mail)).files.map(file => file.content.toString()).join('|')
  }

  it.each([
    ['iso-8859-1', ['Gr', [0xfc, 0xdf], 'e ', [0x80]], 'Grüße €'],
    ['Windows-1252', [[0x84], 'x', [0x93]], '„x“'],
    ['UTF-8', ['\ufeffGrüße'], 'Grüße'],
    ['utf-16', [[0xff, 0xfe, 0x71, 0x67, 0xac, 0x4e]], '東京'],
    ['utf-16', [[0xfe, 0xff, 0x67, 0x71, 0x4e, 0xac]], '東京'],
    ['shift_jis', [[0x93, 0x8c, 0x8b, 0x9e]], '東京'],
    ['koi8-r', [[0xf0, 0xd2, 0xc9]], 'При'],
    [null, ['Gr', [0xfc, 0xdf], 'e'], 'Grüße'],
    ['unknown-8bit', ['Grüße'], 'Grüße'],
  ] as const)('%s', async (charset, bytes, text) => {
    expect(await body(charset, ...bytes.map(one => (typeof one === 'string' ? one : [...one])))).toBe(text)
  })

  it('that nobody knows fail the fax, with the name of the part', async () => {
    await expect(body('x-nobody\u0007', 'text')).rejects.toMatchObject({ code: 'E_DOCUMENT_TYPE' })
    await expect(body('x-nobody', 'text')).rejects.toThrow(
      '"text of the mail" is written in the unknown charset "x-nobody".',
    )
  })
})

describe('what cannot be faxed fails the fax', () => {
  const mixed = (...part: string[]): string =>
    lines('Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'Dear Ann', '--b', ...part, '--b--')

  it.each([
    [
      'a mail inside the mail',
      ['Content-Type: message/rfc822; name="Old order.eml"', '', 'From: x@y'],
      'E_DOCUMENT_TYPE',
      '"Old order.eml" is a whole mail',
    ],
    [
      'an empty attachment',
      ['Content-Type: application/pdf; name=a.pdf', ''],
      'E_DOCUMENT_DAMAGED',
      '"a.pdf" is empty: look at the file and attach it again.',
    ],
    [
      'base64 of nothing',
      ['Content-Type: application/pdf; name=a.pdf', 'Content-Transfer-Encoding: base64', '', '!!!!'],
      'E_DOCUMENT_DAMAGED',
      '"a.pdf" is empty: look at the file and attach it again.',
    ],
    [
      'an unknown transfer encoding',
      ['Content-Type: application/pdf', 'Content-Transfer-Encoding: x-uue', '', 'x'],
      'E_MIME_BROKEN',
      'has the transfer encoding x-uue, which is not known',
    ],
    [
      'a text file in an unknown charset',
      ['Content-Type: text/plain; charset=x-nobody; name=b.txt', 'Content-Disposition: attachment', '', 'x'],
      'E_DOCUMENT_TYPE',
      '"b.txt" is written in the unknown charset',
    ],
  ])('%s', async (_, part, code, text) => {
    const error = await into(await folder(), mixed(...part)).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code, message: expect.stringContaining(text) })
  })

  it.each([
    ['too long', 'x'.repeat(990).concat('\r\n').repeat(1100)],
    ['too deep', `text ${'<b>'.repeat(1001)} more`],
  ])('HTML that is %s', async (_, html) => {
    expect(await codeOfAsync(extract(lines('Content-Type: text/html', '', html)))).toBe('E_RENDER_LIMIT')
  })

  it('a raw mail that is shorter than its index says', async () => {
    expect(await codeOfAsync(into(await folder(), lines('', 'text'), async () => new Uint8Array(0)))).toBe(
      'E_STORE',
    )
  })

  it('in our own words, whatever bytes of the mail were changed', async () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.constantFrom(32, 34, 45, 59, 61, 65, 255)), {
      minLength: 1,
      maxLength: 6,
    })
    await fc.assert(
      fc.asyncProperty(attachments, changes, async (root, changed) => {
        const mail = writeMail(root)
        for (const [at, byte] of changed) mail[at % mail.length] = byte
        const error: unknown = await extract(mail).then(
          () => null,
          (thrown: unknown) => thrown,
        )
        if (error !== null && !isBridgeError(error)) throw error
      }),
      { numRuns: 200 },
    )
  })
})

describe('a big attachment', () => {
  it('of 36 MiB passes in bounded memory', async () => {
    const line = Buffer.from(`${'QUJD'.repeat(19)}\r\n`)
    const head = Buffer.from(lines('Content-Type: application/pdf', 'Content-Transfer-Encoding: base64', ''))
    const size = 36 << 20
    // As if on disk: made when asked for.
    const piece = Buffer.from(line.toString().repeat(1000))
    const read: ReadRange = async (offset, length) => {
      const shift = (offset - head.length) % line.length
      return piece.subarray(shift, shift + Math.min(length, piece.length - shift))
    }
    const { root, ...index } = scan(head)
    const planned = partsToFax({ ...index, root: { ...root, bodyTo: size } }, { keyCut: false })
    const before = process.memoryUsage()
    let most = 0
    const measured: ReadRange = async (offset, length) => {
      most = Math.max(most, process.memoryUsage().arrayBuffers)
      return await read(offset, length)
    }
    const [file] = await extractParts(planned, measured, await folder(), { keyDigest: null })
    expect(file?.bytes).toBeGreaterThan(26 << 20)
    expect(most - before.arrayBuffers).toBeLessThan(20 << 20)
  })
})
