/** The pages of a fax as a person wants them: TIFF, PDF, or a picture of each in a folder. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, extname, join } from 'node:path'
import { defaultConfig } from '../config/defaults.ts'
import { makeRenderer } from '../documents/render/renderer.ts'
import { openSandbox } from '../documents/sandbox/open.ts'
import { BridgeError } from '../fax/error.ts'
import { silentLogger, systemClock } from '../runtime.ts'

/** Of pictures in a folder. */
const PICTURE_WIDTH = 864

/** `target`: FILE.tiff, FILE.pdf, or a folder. A name without an ending is a folder. Throws E_BAD_REQUEST for others. */
export async function writePages(tiff: Uint8Array, target: string): Promise<void> {
  const ending = extname(target).toLowerCase()
  if (ending === '.tif' || ending === '.tiff') return writeFile(target, tiff, { mode: 0o600 })
  if (ending !== '' && ending !== '.pdf')
    throw new BridgeError('E_BAD_REQUEST', {
      say: 'Pages are written to a file that ends in .tiff or .pdf, or to a folder.',
    })
  const folder = await mkdtemp(join(tmpdir(), 'faxbridge-pages-'))
  const runtime = { clock: systemClock, log: silentLogger }
  // The pages of a received fax are anybody's: they are read where they can do no harm.
  const { documents } = defaultConfig()
  const sandbox = await openSandbox(documents.sandbox)
  const config = { ...documents, processes: 1 }
  const renderer = makeRenderer({ config, runtime, sandbox, workFolder: folder })
  try {
    const path = join(folder, 'pages.tiff')
    await writeFile(path, tiff, { mode: 0o600 })
    const { signal } = new AbortController()
    if (ending === '.pdf') {
      const made = await renderer.received(
        { path, format: 'tiff', wanted: ['pdf'], outFolder: folder },
        signal,
      )
      if (made.files.pdf === undefined)
        throw new BridgeError('E_DOCUMENT_TYPE', {
          say: 'The pages cannot be made a PDF: take them as .tiff.',
        })
      return writeFile(target, await readFile(made.files.pdf), { mode: 0o600 })
    }
    const request = { tiffPath: path, outFolder: folder, width: PICTURE_WIDTH, only: null }
    const { paths } = await renderer.pictures(request, signal)
    await mkdir(target, { recursive: true, mode: 0o700 })
    for (const picture of paths)
      await writeFile(join(target, basename(picture)), await readFile(picture), { mode: 0o600 })
  } finally {
    await renderer.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
