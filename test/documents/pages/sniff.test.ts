import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sniff } from '../../../src/documents/pages/sniff.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const noise = (length: number) => Buffer.from(Array.from({ length }, (_, i) => (i * 151 + 7) & 0xff))
const PDF = '%PDF-1.4\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n'

/** A ZIP with stored entries, as APPNOTE says. */
function zip(entries: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, content] of Object.entries(entries)) {
    const local = Buffer.alloc(30)
    local.write('PK\x03\x04', 0, 'latin1')
    local.writeUInt32LE(content.length, 18)
    local.writeUInt32LE(content.length, 22)
    local.writeUInt16LE(name.length, 26)
    const central = Buffer.alloc(46)
    central.write('PK\x01\x02', 0, 'latin1')
    central.writeUInt32LE(content.length, 20)
    central.writeUInt32LE(content.length, 24)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt32LE(at, 42)
    locals.push(local, bytes(name + content))
    directory.push(central, bytes(name))
    at += 30 + name.length + content.length
  }
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, ...directory, end])
}

/** A compound file whose root has these streams; those after `|` lie in a storage of an embedded object. */
function ole(names: string): Buffer {
  const [root = '', inner = ''] = names.split('|')
  const file = Buffer.alloc(512 * 4)
  file.write('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 0, 'latin1')
  file.writeUInt16LE(9, 30)
  file.writeUInt16LE(6, 32)
  file.fill(0xff, 68, 512)
  file.writeUInt32LE(0, 48)
  file.writeUInt32LE(1, 76)
  const entry = (i: number, name: string, [right, child]: [number, number]) => {
    const at = (i < 4 ? 512 : 512 * 3) + (i % 4) * 128
    file.write(name, at, 'utf16le')
    file.writeUInt16LE(name.length * 2 + 2, at + 64)
    file[at + 66] = i === 0 ? 5 : name === 'ObjectPool' ? 1 : 2
    file.writeUInt32LE(0xffffffff, at + 68)
    file.writeUInt32LE(right, at + 72)
    file.writeUInt32LE(child, at + 76)
  }
  const none = 0xffffffff
  entry(0, 'Root Entry', [none, 1])
  entry(1, 'ObjectPool', [4, 2])
  entry(2, inner || 'x', [none, none])
  entry(4, root, [none, none])
  // Sector 0 is followed by sector 2; sector 1 is the table itself.
  file.writeUInt32LE(2, 1024)
  file.writeUInt32LE(0xfffffffd, 1028)
  file.writeUInt32LE(0xfffffffe, 1032)
  return file
}

describe('what a file is', () => {
  const ODF = 'application/vnd.oasis.opendocument.'
  it.each([
    ['a PDF', bytes(PDF), 'pdf'],
    ['a PDF behind 1016 bytes of garbage', Buffer.concat([noise(1016), bytes(PDF)]), 'pdf'],
    ['a PDF behind a text', bytes(`HTTP/1.1 200 OK\n\n${PDF}`), 'pdf'],
    ['a PDF in a printer job', bytes(`\x1b%-12345X@PJL ENTER LANGUAGE=PDF\r\n${PDF}`), 'pdf'],
    ['a text of DOS, with the mark at its end', bytes('Gr\x81\xe1e\r\n\x1a'), 'text'],
    ['a text on PDF', bytes('A file begins with %PDF-1.4 and has pages.'), 'text'],
    ['a ZIP with a PDF in it', zip({ 'a.pdf': PDF }), 'zip'],
    ['a TIFF', bytes('II*\0\x08\0\0\0'), 'tiff'],
    ['a BigTIFF', bytes('MM\0+\0\x08\0\0'), 'tiff'],
    ['a PNG', bytes('\x89PNG\r\n\x1a\n'), 'image'],
    ['a JPEG', bytes('\xff\xd8\xff\xe0'), 'image'],
    ['a GIF', bytes('GIF89a'), 'image'],
    ['a WebP', bytes('RIFF\x10\0\0\0WEBPVP8 '), 'image'],
    ['an AVIF', bytes('\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf'), 'image'],
    ['an AVIF that says mif1 first', bytes('\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf'), 'image'],
    ['a HEIC', bytes('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), 'heif'],
    ['a HEIF', bytes('\0\0\0\x18ftypmif1\0\0\0\0mif1heic'), 'heif'],
    ['a BMP', bytes(`BM\x36\x10\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0${'\0'.repeat(40)}`), 'bmp'],
    ['a text that begins with BM', bytes('BM is short for Bundesminister, as everybody knows.'), 'text'],
    ['a docx', zip({ '[Content_Types].xml': '', 'word/document.xml': '' }), 'docx'],
    ['an xlsx', zip({ '[Content_Types].xml': '', 'xl/workbook.xml': '' }), 'xlsx'],
    ['a pptx', zip({ 'ppt/presentation.xml': '', '[Content_Types].xml': '' }), 'pptx'],
    ['an odt', zip({ mimetype: `${ODF}text`, 'content.xml': '' }), 'odt'],
    ['an ods', zip({ mimetype: `${ODF}spreadsheet`, 'content.xml': '' }), 'ods'],
    ['an odp', zip({ mimetype: `${ODF}presentation`, 'content.xml': '' }), 'odp'],
    ['an odg', zip({ mimetype: `${ODF}graphics`, 'content.xml': '' }), 'odg'],
    ['a docx inside a ZIP', zip({ 'letter.docx': 'word/document.xml', 'word/x': '' }), 'zip'],
    ['an empty ZIP', zip({}), 'zip'],
    ['a doc', ole('WordDocument'), 'doc'],
    ['a doc with an Excel object in it', ole('WordDocument|Workbook'), 'doc'],
    ['an xls', ole('Workbook'), 'xls'],
    ['a ppt', ole('PowerPoint Document'), 'ppt'],
    ['a .msg', ole('__properties_version1.0'), 'outlook'],
    ['a locked docx', ole('EncryptedPackage'), 'locked'],
    ['RTF', bytes('{\\rtf1\\ansi x}'), 'rtf'],
    ['winmail.dat', bytes('\x78\x9f\x3e\x22\x01\0'), 'tnef'],
    ['PostScript', bytes('%!PS-Adobe-3.0\n'), 'postscript'],
    ['PostScript with a Control-D', bytes('\x04%!PS-Adobe-3.0\n'), 'postscript'],
    [
      'PostScript in a printer job',
      bytes('\x1b%-12345X@PJL\r\n@PJL ENTER LANGUAGE = POSTSCRIPT\r\n%!PS'),
      'postscript',
    ],
    ['PCL', bytes('\x1bE\x1b&l1O'), 'pcl'],
    ['PCL in a printer job', bytes('\x1b%-12345X@PJL ENTER LANGUAGE=PCL\r\n\x1bE'), 'pcl'],
    ['a web page', bytes('\n<!-- saved --><!DOCTYPE html><p>x'), 'html'],
    ['a piece of a web page', bytes('<div class="x">y</div>'), 'html'],
    ['an XHTML page with a byte order mark', Buffer.from('\ufeff<?xml version="1.0"?>\n<html>'), 'html'],
    ['a mail', bytes('Received: from a\r\n by b\r\nSubject: x\r\n\r\ntext'), 'mail'],
    ['a letter with a heading like a mail', bytes('From: me\nTo: you\nSubject: order\n\nHello'), 'text'],
    ['a text in Windows-1252', bytes('Gr\xfc\xdfe aus K\xf6ln'), 'text'],
    ['a text in UTF-16', Buffer.from('\ufeffGrüße', 'utf16le'), 'text'],
    [
      'a listing with colours and a bell',
      bytes(`${'line of a log\n'.repeat(20)}\x1b[31mred\x1b[0m\x07`),
      'text',
    ],
  ])('%s', (_, file, type) => {
    expect(sniff(file).type).toBe(type)
  })

  it.each([
    ['\0\0\0\x20ftypisom', 'a film (MP4)'],
    ['\0\0\0\x20ftypM4A ', 'a sound recording (M4A)'],
    ['Rar!\x1a\x07\x01\0', 'an archive (RAR)'],
    ['MZ\x90\0\x03\0', 'a program (Windows)'],
    ['\0\0\0\x0cjP  \r\n\x87\n', 'a picture of a kind not read here (JPEG 2000)'],
    [`${'\0'.repeat(128)}DICM`, 'a picture of a kind not read here (DICOM)'],
    ['SQLite format 3\0', 'a data file (SQLite)'],
    [
      'From: <Saved by Blink>\r\nSnapshot-Content-Location: http://x/\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html"\r\n\r\n',
      'a data file (MHTML)',
    ],
    ['<?xml version="1.0"?><svg xmlns="x"/>', 'a drawing (SVG)'],
    ['<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', 'an Office document (XML)'],
    ['\x00\x01\x02\x03', 'of a type that is not known here: attach it as PDF'],
    ['', 'of a type that is not known here: attach it as PDF'],
  ])('%j has a name and cannot be read', (file, what) => {
    expect(sniff(bytes(file))).toEqual({ type: null, what: expect.stringContaining(what) })
  })

  it('is told for any bytes, quickly and without an error', () => {
    const starts = [
      '',
      'PK\x03\x04',
      '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
      '\0\0\0\x18ftyp',
      'BM',
      '<!--',
      'II*\0',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 3000 }), (start, rest) => {
        const { what } = sniff(Buffer.concat([bytes(start), rest]))
        expect(what).not.toBe('')
      }),
      { numRuns: 2000 },
    )
  })

  it('is told of a damaged container by what is left of it', () => {
    const files = [zip({ '[Content_Types].xml': '', 'word/document.xml': 'x' }), ole('WordDocument|Workbook')]
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 30 }),
        fc.nat(),
        (file, edits, cut) => {
          const damaged = Buffer.from(file)
          for (const [at, value] of edits) damaged[8 + (at % (file.length - 8))] = value
          expect(sniff(damaged.subarray(0, 8 + (cut % file.length))).what).not.toBe('')
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('takes no time for a page of comments', () => {
    const page = bytes(`${'<!--x-->'.repeat(1000)}<p`)
    const before = process.cpuUsage().user
    sniff(page)
    expect(process.cpuUsage().user - before).toBeLessThan(200_000)
  })
})
