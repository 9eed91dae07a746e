/**
 * Files in a ZIP archive, in the order of their names. In charge of the bounds: bytes are counted as they come out, since
 * what an archive says of itself is the attacker's word (APPNOTE.TXT 4.3). Names are only shown, never used as paths.
 */
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { BridgeError, isBridgeError } from '../../fax/error.ts'
import { encrypted } from '../mail/clear-text.ts'
import type { Expanded, ExpandRequest } from './expanded.ts'
import { InnerFiles, MOST_FILES, unopened } from './inner-files.ts'

/** Honest files shrink to a hundredth at most; the first megabyte of a blank page may shrink to nearly nothing. */
const RATIO = 100
const RATIO_FROM = 1024 * 1024

/** What systems put beside the files. */
const SYSTEM_FILES = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._[^/]*$)/i
/** Unix mode in the upper half of the external attributes: a symbolic link. */
const isLink = ({ externalFileAttributes }: Entry): boolean =>
  ((externalFileAttributes >>> 16) & 0xf000) === 0xa000

/** Throws E_DOCUMENT_DAMAGED, E_DOCUMENT_LOCKED, E_RENDER_LIMIT with the name of the archive or of the file in it. */
export async function expandZip(request: ExpandRequest): Promise<Expanded> {
  try {
    const zip = await opened(request.path)
    try {
      return await unpacked(zip, request)
    } finally {
      zip.close()
    }
  } catch (error) {
    throw isBridgeError(error) ? error : unopened(request, error)
  }
}

async function unpacked(zip: ZipFile, request: ExpandRequest): Promise<Expanded> {
  const files = new InnerFiles(request)
  const entries: { readonly entry: Entry; readonly name: string }[] = []
  for (const entry of await entriesOf(zip, files)) {
    const name = nameOf(entry)
    if (!/[\\/]$/.test(name)) entries.push({ entry, name })
  }
  if (entries.length === 0) {
    throw new BridgeError('E_DOCUMENT_DAMAGED', { say: `"${request.name}" holds no files.` })
  }
  const order = new Intl.Collator('en', { numeric: true })
  entries.sort((a, b) => order.compare(a.name, b.name))
  for (const { entry, name } of entries) {
    if (SYSTEM_FILES.test(name)) {
      await files.add('file', '', { name, leftOut: 'a file of the operating system' })
      continue
    }
    if (entry.isEncrypted()) throw encrypted(`${request.name}/${name.slice(0, 100)}`)
    if (isLink(entry)) await files.add('file', '', { name, leftOut: 'a link to another file' })
    else await files.add('file', await inflated(zip, entry, files), { name })
  }
  return { is: 'archive', why: null, heading: null, files: files.files }
}

function opened(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // Names as bytes: the library would refuse an archive for names that only matter to those who unpack by name.
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false } as const
    yauzl.open(path, options, (error, zip) => (error === null ? resolve(zip) : reject(error)))
  })
}

function entriesOf(zip: ZipFile, files: InnerFiles): Promise<Entry[]> {
  if (zip.entryCount > MOST_FILES) throw files.tooMany()
  return new Promise((resolve, reject) => {
    const entries: Entry[] = []
    zip.on('entry', (entry: Entry) => {
      entries.push(entry)
      if (entries.length > MOST_FILES) reject(files.tooMany())
      else zip.readEntry()
    })
    zip.on('end', () => resolve(entries))
    zip.on('error', reject)
    zip.readEntry()
  })
}

const nameOf = ({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string =>
  yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false)

/** The bytes of one file, as long as there is room. */
function inflated(zip: ZipFile, entry: Entry, files: InnerFiles): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null) return reject(error)
      const pieces: Buffer[] = []
      let length = 0
      stream.on('data', (piece: Buffer) => {
        pieces.push(piece)
        length += piece.length
        const bomb = length > RATIO_FROM && length > RATIO * entry.compressedSize
        if (length <= files.room && !bomb) return
        stream.destroy()
        reject(files.tooBig())
      })
      stream.on('error', reject)
      stream.on('end', () => resolve(Buffer.concat(pieces)))
    })
  })
}
