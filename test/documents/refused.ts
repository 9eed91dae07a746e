/** One file of every kind that is refused, with the name under which it is attached. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PDFDocument } from 'pdf-lib'
import sharp from 'sharp'
import { g4Page, writeTiff } from '../../src/documents/tiff/write.ts'
import { zipOf } from './containers/zip-file.ts'
import { outlookMsg } from './contents/outlook-files.ts'
import { docx, openDocument, wordText } from './office/zip-files.ts'
import { textLikePage } from './pages.ts'

const office = (name: string) => readFileSync(join(import.meta.dirname, '../fixtures/office', name))
const half = (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)

/** A document that only LibreOffice would open; its streams are named so ([MS-OFFCRYPTO] §2.3.1). */
function lockedOffice(): Buffer {
  const file = outlookMsg({ body: 'x' })
  const name = (text: string) => Buffer.from(text, 'utf16le')
  const at = file.indexOf(name('__properties_version1.0'))
  file.fill(0, at, at + 64)
  name('EncryptedPackage').copy(file, at)
  file.writeUInt16LE(34, at + 64)
  return file
}

/** [MS-XLS] §2.4.117: a FilePass record behind the first one. */
function lockedTable(): Buffer {
  const file = Buffer.from(office('table.xls'))
  // BOF of BIFF8 ([MS-XLS] §2.4.21), which is 20 bytes long with its head.
  const at = file.indexOf(Buffer.from([0x09, 0x08, 0x10, 0x00, 0x00, 0x06]))
  file.writeUInt16LE(0x2f, at + 20)
  return file
}

/** RFC 3949: the coding of a page is that of the profile. */
function tiffOf(compression: number): Buffer {
  const tiff = Buffer.from(writeTiff([g4Page(textLikePage(1728, 50), 204, 196)], { software: 'x' }))
  const count = tiff.readUInt16LE(8)
  for (let at = 10; at < 10 + 12 * count; at += 12)
    if (tiff.readUInt16LE(at) === 259) tiff.writeUInt16LE(compression, at + 8)
  return tiff
}

async function lockedPdf(): Promise<Buffer> {
  const document = await PDFDocument.create()
  document.addPage([200, 200])
  document.encrypt({ userPassword: 'secret', ownerPassword: 'secret', permissions: {} })
  return Buffer.from(await document.save({ useObjectStreams: false }))
}

function bmp(): Buffer {
  const bytes = Buffer.alloc(54)
  bytes.write('BM')
  bytes.writeUInt32LE(54, 10)
  bytes.writeUInt32LE(40, 14)
  bytes.writeInt32LE(100, 18)
  bytes.writeInt32LE(100, 22)
  bytes.writeUInt16LE(1, 26)
  bytes.writeUInt16LE(24, 28)
  return bytes
}

const picture = () =>
  sharp({ create: { width: 300, height: 300, channels: 3, background: '#357' } }).composite([
    { input: Buffer.from('<svg width="300" height="300"><circle cx="150" cy="150" r="90"/></svg>') },
  ])
const many = Array.from({ length: 12 }, () => g4Page(textLikePage(1728, 20), 204, 196))
const tiff = () => Buffer.from(writeTiff([g4Page(textLikePage(1728, 300), 204, 196)], { software: 'x' }))

export const REFUSED: readonly (readonly [
  name: string,
  bytes: () => Buffer | Promise<Buffer>,
  code: string,
])[] = [
  ['empty.pdf', () => Buffer.alloc(0), 'E_DOCUMENT_DAMAGED'],
  ['damaged.pdf', () => Buffer.from('%PDF-1.7\n1 0 obj\n<<'), 'E_DOCUMENT_DAMAGED'],
  ['locked.pdf', lockedPdf, 'E_DOCUMENT_LOCKED'],
  ['damaged.tif', () => half(tiff()), 'E_DOCUMENT_DAMAGED'],
  [
    'damaged.png',
    async () => half(await picture().png({ compressionLevel: 0 }).toBuffer()),
    'E_DOCUMENT_DAMAGED',
  ],
  ['damaged.jpg', async () => (await picture().jpeg().toBuffer()).subarray(0, 300), 'E_DOCUMENT_DAMAGED'],
  ['damaged.webp', async () => half(await picture().webp().toBuffer()), 'E_DOCUMENT_DAMAGED'],
  ['damaged.heic', () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'E_DOCUMENT_DAMAGED'],
  ['damaged.bmp', bmp, 'E_DOCUMENT_DAMAGED'],
  ['damaged.docx', () => changed(docx(wordText('hello'))), 'E_DOCUMENT_DAMAGED'],
  ['cut.docx', () => Buffer.concat([docx(wordText('hello')), Buffer.from('x')]), 'E_DOCUMENT_DAMAGED'],
  ['damaged.doc', () => office('letter.doc').subarray(0, -2048), 'E_DOCUMENT_TYPE'],
  ['locked.docx', lockedOffice, 'E_DOCUMENT_LOCKED'],
  ['locked.xls', lockedTable, 'E_DOCUMENT_LOCKED'],
  [
    'locked.odt',
    () =>
      openDocument('text', 'x', [{ name: 'META-INF/manifest.xml', content: '<manifest:encryption-data/>' }]),
    'E_DOCUMENT_LOCKED',
  ],
  [
    'macros.docx',
    () => docx('', { more: [{ name: 'word/vbaProject.bin', content: 'x' }] }),
    'E_DOCUMENT_TYPE',
  ],
  [
    'bomb.docx',
    () => docx('', { more: [{ name: 'a.xml', content: Buffer.alloc(8 << 20) }] }),
    'E_RENDER_LIMIT',
  ],
  ['letter.ps', () => Buffer.from('%!PS-Adobe-3.0\nshowpage'), 'E_DOCUMENT_TYPE'],
  ['letter.pcl', () => Buffer.from('\x1bE\x1b&l1Oletter'), 'E_DOCUMENT_TYPE'],
  ['profile-j.tif', () => tiffOf(9), 'E_DOCUMENT_TYPE'],
  ['profile-l.tif', () => tiffOf(10), 'E_DOCUMENT_TYPE'],
  ['archive.zip', () => zipOf([{ name: 'a.txt', content: 'x' }]), 'E_DOCUMENT_TYPE'],
  ['film.mp4', () => Buffer.from('\0\0\0\x20ftypisom', 'latin1'), 'E_DOCUMENT_TYPE'],
  ['sound.m4a', () => Buffer.from('\0\0\0\x20ftypM4A ', 'latin1'), 'E_DOCUMENT_TYPE'],
  ['program.exe', () => Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), 'E_DOCUMENT_TYPE'],
  ['drawing.svg', () => Buffer.from('<?xml version="1.0"?><svg xmlns="x"/>'), 'E_DOCUMENT_TYPE'],
  ['unknown.bin', () => Buffer.from([0, 1, 2, 3]), 'E_DOCUMENT_TYPE'],
  ['many.tif', () => Buffer.from(writeTiff(many, { software: 'x' })), 'E_TOO_MANY_PAGES'],
  ['many.txt', () => Buffer.from('line\n'.repeat(5000)), 'E_TOO_MANY_PAGES'],
  ['huge.png', async () => picture().resize(2100, 2100).png().toBuffer(), 'E_RENDER_LIMIT'],
  ['chinese.txt', () => Buffer.from('\u{2ffff}\u{1f9ff} text'), 'E_DOCUMENT_CHARACTERS'],
]

/** A byte of the first entry's data. */
function changed(zip: Buffer): Buffer {
  const at = 30 + zip.readUInt16LE(26) + 5
  zip[at] = (zip[at] ?? 0) ^ 0xff
  return zip
}
