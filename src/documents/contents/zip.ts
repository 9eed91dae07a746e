/**
 * Files in a ZIP archive, in the order of their names. In charge of which of them are files that somebody packed; how an
 * archive is read, and that it is no bomb, is containers/zip.ts. Names are only shown, never used as paths.
 */
import { BridgeError, isBridgeError } from '../../fax/error.ts'
import { openZip, type ZipEntry } from '../containers/zip.ts'
import { encrypted } from '../mail/clear-text.ts'
import type { Expanded, ExpandRequest } from './expanded.ts'
import { InnerFiles, MOST_FILES, unopened } from './inner-files.ts'

/** What systems put beside the files. */
const SYSTEM_FILES = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._[^/]*$)/i

/** Throws E_DOCUMENT_DAMAGED, E_DOCUMENT_LOCKED, E_RENDER_LIMIT with the name of the archive or of the file in it. */
export async function expandZip(bytes: Buffer, request: ExpandRequest): Promise<Expanded> {
  const files = new InnerFiles(request)
  const all = named(
    () => openZip(bytes),
    request,
    () => files.tooMany(),
  )
  if (all.length > MOST_FILES) throw files.tooMany()
  const entries = all.filter(({ isFolder }) => !isFolder)
  if (entries.length === 0) {
    throw new BridgeError('E_DOCUMENT_DAMAGED', {
      say: `"${request.name}" holds no files: attach the documents themselves.`,
    })
  }
  const order = new Intl.Collator('en', { numeric: true })
  entries.sort((a, b) => order.compare(a.name, b.name))
  for (const entry of entries) {
    const { name } = entry
    const leftOut = whyLeftOut(entry)
    if (leftOut !== null) {
      await files.add('file', '', { name, leftOut })
      continue
    }
    if (entry.isEncrypted) throw encrypted(`${request.name}/${name.slice(0, 100)}`)
    const content = named(
      () => entry.read(files.room),
      request,
      () => files.tooBig(),
    )
    await files.add('file', content, { name })
  }
  return { is: 'archive', why: null, heading: null, files: files.files }
}

function whyLeftOut({ name, isLink }: ZipEntry): string | null {
  if (SYSTEM_FILES.test(name)) return 'a file of the operating system'
  return isLink ? 'a link to another file' : null
}

/** Errors of the reader, with the name of the archive. */
function named<T>(work: () => T, request: ExpandRequest, tooMuch: () => BridgeError): T {
  try {
    return work()
  } catch (error) {
    throw isBridgeError(error) && error.code === 'E_RENDER_LIMIT' ? tooMuch() : unopened(request, error)
  }
}
