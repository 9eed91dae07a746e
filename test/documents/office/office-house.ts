import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DocumentsConfig } from '../../../src/config/schema.ts'
import { type Office, openOffice } from '../../../src/documents/office/office.ts'
import { makeRenderer } from '../../../src/documents/render/renderer.ts'
import { openSandbox } from '../../../src/documents/sandbox/open.ts'
import { faxBitmapOf, readTiff } from '../../../src/documents/tiff/read.ts'
import type { Logger } from '../../../src/runtime.ts'
import { silentLogger, systemClock } from '../../../src/runtime.ts'

const OFFICE: DocumentsConfig['office'] = {
  libreoffice: 'auto',
  seconds: 60,
  memoryBytes: 1536 * 2 ** 20,
  documentsPerStart: 50,
  idleMinutes: 30,
  fitTables: true,
}

/** A renderer with a LibreOffice, as the daemon has them, with a folder of their own. */
export async function openHouse(own: Partial<DocumentsConfig['office']> = {}, log: Logger = silentLogger) {
  const folder = mkdtempSync(join(tmpdir(), 'faxbridge-office-'))
  const documents = { processes: 1, seconds: 60, memoryBytes: 2 ** 30, pages: 20, pixelsPerPage: 4e7 }
  const config: DocumentsConfig = {
    ...documents,
    fontFolders: [],
    postscript: false,
    sandbox: 'auto',
    office: { ...OFFICE, ...own },
  }
  const runtime = { clock: systemClock, log }
  const officeFolder = join(folder, 'office')
  const sandbox = await openSandbox('auto')
  const office = await openOffice({
    config,
    folder: officeFolder,
    sandbox,
    runtime,
  })
  const renderer = makeRenderer({ config, office, runtime, sandbox, workFolder: folder })
  let count = 0
  return {
    folder,
    officeFolder,
    office: office as Office,
    /** What the file becomes. */
    async print(name: string, bytes: Uint8Array | string, paper: 'a4' | 'letter' = 'a4') {
      const out = join(folder, `out-${++count}`)
      mkdirSync(out)
      const path = join(out, 'source.bin')
      writeFileSync(path, bytes)
      const source = { path, name, declaredType: 'application/octet-stream', kind: 'file' } as const
      const request = { sources: [source], resolution: 'fine', paper, outFolder: out } as const
      const made = await renderer.render(request, new AbortController().signal)
      const pages = readTiff(readFileSync(made.tiffPath)).map(page => {
        const fax = faxBitmapOf(page)
        if (fax === null) throw new Error('not a fax page')
        return fax.bitmap
      })
      return { ...made, pages, pdf: join(out, 'office-1.pdf') }
    },
    async close() {
      await renderer.stop()
      await office?.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type House = Awaited<ReturnType<typeof openHouse>>
