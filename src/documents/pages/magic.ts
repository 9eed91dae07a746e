/**
 * Files that cannot be faxed, by their first bytes, with the name by which people know them. `?` is any byte. What can
 * be faxed, and containers that must be opened to know, are in sniff.ts.
 */

/** What the sender is told, by kind; the name in brackets is the same in every language. */
export const SAID = {
  office: (name: string) => `an Office document (${name}): save it as PDF and attach that`,
  archive: (name: string) => `an archive (${name}): attach the documents themselves`,
  picture: (name: string) =>
    `a picture of a kind not read here (${name}): save it as PDF or JPEG and attach that`,
  drawing: (name: string) => `a drawing (${name}): save it as PDF and attach that`,
  printer: (name: string) => `printer data (${name}): print it to a PDF and attach that`,
  film: (name: string) => `a film (${name}): attach a document or a picture`,
  sound: (name: string) => `a sound recording (${name}): attach a document or a picture`,
  program: (name: string) => `a program (${name}): attach a document or a picture`,
  data: (name: string) => `a data file (${name}): save what is to be faxed as PDF and attach that`,
  mail: (name: string) => `a mail (${name}): attach its documents themselves`,
} as const

export type Kind = keyof typeof SAID

type Row = readonly [magic: string, kind: Kind, name: string, offset?: number]

/** No text begins so. */
const STRONG: readonly Row[] = [
  ['7z\xbc\xaf\x27\x1c', 'archive', '7-Zip'],
  ['Rar!\x1a\x07', 'archive', 'RAR'],
  ['\x1f\x8b\x08', 'archive', 'gzip'],
  ['\x1f\x9d', 'archive', 'compress'],
  ['\xfd7zXZ\0', 'archive', 'XZ'],
  ['\x28\xb5\x2f\xfd', 'archive', 'Zstandard'],
  ['MSCF\0\0\0\0', 'archive', 'CAB'],
  ['-lh?-', 'archive', 'LHA', 2],
  ['\x60\xea', 'archive', 'ARJ'],
  ['ITSF\x03\0', 'data', 'CHM'],
  ['\x7fELF', 'program', 'Linux'],
  ['\xca\xfe\xba\xbe', 'program', 'Java'],
  ['\xcf\xfa\xed\xfe', 'program', 'macOS'],
  ['\xce\xfa\xed\xfe', 'program', 'macOS'],
  ['\0asm', 'program', 'WebAssembly'],
  ['dex\n03?\0', 'program', 'Android'],
  ['L\0\0\0\x01\x14\x02\0', 'program', 'Windows .lnk'],
  ['\0\0\0\x0cjP  \r\n\x87\n', 'picture', 'JPEG 2000'],
  ['\xff\x4f\xff\x51', 'picture', 'JPEG 2000'],
  ['\0\0\0\x0cJXL \r\n\x87\n', 'picture', 'JPEG XL'],
  ['\xff\x0a', 'picture', 'JPEG XL'],
  ['\x97JB2\r\n\x1a\n', 'picture', 'JBIG2'],
  ['AT&TFORM', 'picture', 'DjVu'],
  ['8BPS\0', 'picture', 'Photoshop'],
  ['\x0a?\x01?', 'picture', 'PCX'],
  ['\xb1\x68\xde\x3a', 'picture', 'DCX'],
  ['\0\0\x01\0', 'picture', 'Windows icon'],
  ['II\xbc\x01', 'picture', 'JPEG XR'],
  ['IIRO\x08\0', 'picture', 'camera raw'],
  ['FUJIFILMCCD-RAW', 'picture', 'camera raw'],
  ['\x76\x2f\x31\x01', 'picture', 'OpenEXR'],
  ['\xd7\xcd\xc6\x9a', 'drawing', 'WMF'],
  ['AC10??\0', 'drawing', 'AutoCAD'],
  ['\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d', 'office', 'OneNote'],
  ['\xffWPC', 'office', 'WordPerfect'],
  ['\xdb\xa5\x2d\0', 'office', 'Word 2'],
  ['\x09\x08??????\x05\0', 'office', 'Excel 5'],
  ['\0\0\x1a\0', 'office', 'Lotus 1-2-3'],
  ['!BDN', 'mail', 'Outlook PST'],
  ['\0\x05\x16\x07', 'data', 'AppleDouble'],
  ['\0\x05\x16\0', 'data', 'AppleSingle'],
  ['SQLite format 3\0', 'data', 'SQLite'],
  ['\0\x01\0\0Standard', 'data', 'Access'],
  ['\0\x01\0\0\0', 'data', 'font'],
  ['OTTO\0', 'data', 'font'],
  ['ttcf\0', 'data', 'font'],
  ['wOF?\0\x01\0\0', 'data', 'font'],
  ['wOF?OTTO', 'data', 'font'],
  ['\x1a\x45\xdf\xa3', 'film', 'Matroska or WebM'],
  ['RIFF????AVI ', 'film', 'AVI'],
  ['\0\0\x01\xba', 'film', 'MPEG'],
  ['\0\0\x01\xb3', 'film', 'MPEG'],
  ['FLV\x01', 'film', 'Flash'],
  ['\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'film', 'Windows Media'],
  ['RIFF????WAVE', 'sound', 'WAV'],
  ['ID3\x02', 'sound', 'MP3'],
  ['ID3\x03', 'sound', 'MP3'],
  ['ID3\x04', 'sound', 'MP3'],
  ['\xff\xfb', 'sound', 'MP3'],
  ['\xff\xf3', 'sound', 'MP3'],
  ['\xff\xf1', 'sound', 'AAC'],
  ['OggS\0', 'sound', 'Ogg'],
  ['fLaC\0', 'sound', 'FLAC'],
  ['#!AMR', 'sound', 'AMR'],
  ['MThd\0', 'sound', 'MIDI'],
  ['FORM????AIF', 'sound', 'AIFF'],
  ['.snd\0', 'sound', 'AU'],
  [') HP-PCL XL', 'printer', 'PCL XL'],
  ['\x1b@', 'printer', 'ESC/P'],
]

/** A text may begin so: these count only for files that are no text. */
const WEAK: readonly Row[] = [
  ['MZ', 'program', 'Windows'],
  ['ustar', 'archive', 'TAR', 257],
  ['DICM', 'picture', 'DICOM', 128],
  [' EMF', 'drawing', 'EMF', 40],
  ['????moov', 'film', 'QuickTime'],
  ['????mdat', 'film', 'QuickTime'],
  ['BZh', 'archive', 'bzip2'],
  ['P4', 'picture', 'Netpbm'],
  ['P5', 'picture', 'Netpbm'],
  ['P6', 'picture', 'Netpbm'],
]

/** ISO base media files (ISO/IEC 14496-12 §4.3): the brand tells films from sounds; pictures are known before. */
const BRANDS: readonly (readonly [brand: RegExp, kind: Kind, name: string])[] = [
  [/^(?:M4A|M4B|M4P)/, 'sound', 'M4A'],
  [/^qt/, 'film', 'QuickTime'],
  [/^3g/, 'film', '3GP'],
  [/^crx/, 'picture', 'camera raw'],
  [/./, 'film', 'MP4'],
]

/** What a file is that cannot be faxed; null when its first bytes are not known. `head`: Latin-1. */
export function refusedByMagic(head: string, isText: boolean): string | null {
  if (begins(head, '\0???ftyp')) {
    const brand = head.slice(8, 12)
    const row = BRANDS.find(([pattern]) => pattern.test(brand))
    if (row !== undefined) return SAID[row[1]](row[2])
  }
  const rows = isText ? STRONG : [...STRONG, ...WEAK]
  const row = rows.find(([magic, , , offset = 0]) => begins(head, magic, offset))
  return row === undefined ? null : SAID[row[1]](row[2])
}

/** `?` in the magic is any byte. */
export function begins(head: string, magic: string, offset = 0): boolean {
  if (head.length < offset + magic.length) return false
  for (let i = 0; i < magic.length; i++) {
    if (magic[i] !== '?' && magic[i] !== head[offset + i]) return false
  }
  return true
}
