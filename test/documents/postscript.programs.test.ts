import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPostscript } from '../../src/documents/postscript.ts'
import { makeRenderer, type Renderer } from '../../src/documents/render/renderer.ts'
import { openSandbox } from '../../src/documents/sandbox/open.ts'
import { faxBitmapOf, readTiff } from '../../src/documents/tiff/read.ts'
import { silentLogger, systemClock } from '../../src/runtime.ts'
import { houseConfig } from '../smtp/house.ts'

let folder: string
let on: Renderer
let off: Renderer
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-ps-'))
  const sandbox = await openSandbox('auto')
  const runtime = { clock: systemClock, log: silentLogger }
  const config = { ...houseConfig().documents, processes: 1, seconds: 30, postscript: true }
  const common = { config, sandbox, workFolder: folder, runtime }
  const postscript = await openPostscript({ ...common, ...runtime })
  on = makeRenderer({ ...common, postscript })
  off = makeRenderer(common)
})
afterAll(async () => {
  await Promise.all([on.stop(), off.stop()])
  rmSync(folder, { recursive: true, force: true })
})

async function print(renderer: Renderer, text: string | Buffer, name = 'letter.ps') {
  const path = join(folder, 'source')
  writeFileSync(path, text)
  const source = { path, name, declaredType: 'application/postscript', kind: 'file' } as const
  const request = {
    sources: [source],
    resolution: 'fine',
    paper: 'a4',
    tone: 'airtime',
    outFolder: folder,
  } as const
  const { tiffPath, pageCount } = await renderer.render(request as never, new AbortController().signal)
  const page = readTiff(await readFile(tiffPath), { maxPages: 10, maxPixels: 40_000_000 })[0]
  const fax = page === undefined ? null : faxBitmapOf(page)
  return { pageCount, ink: fax?.bitmap.data.some(byte => byte !== 0) ?? false }
}

const LETTER =
  '%!PS\n/Helvetica findfont 24 scalefont setfont 72 720 moveto (Good morning) show showpage\nshowpage\n'

describe('PostScript', () => {
  it('is refused by name as long as nobody has switched it on', async () => {
    await expect(print(off, LETTER)).rejects.toMatchObject({
      code: 'E_DOCUMENT_TYPE',
      message: expect.stringMatching(/"letter\.ps".*PostScript/),
    })
  })

  it('becomes pages by Ghostscript, also behind a ^D', async () => {
    expect(await print(on, LETTER)).toEqual({ pageCount: 2, ink: true })
    expect(await print(on, `\x04${LETTER}`)).toEqual({ pageCount: 2, ink: true })
  })

  it('that is broken, or prints nothing, fails with its name', async () => {
    for (const text of ['%!PS\n(never closed', '%!PS\n1 0 div showpage\n', '%!PS\n'])
      await expect(print(on, text)).rejects.toMatchObject({
        code: expect.stringMatching(/^E_DOCUMENT_/),
        message: expect.stringContaining('"letter.ps"'),
      })
  })

  it('sees no file of the machine, and an endless one ends at the limit', async () => {
    const canary = join(folder, 'canary.ps')
    writeFileSync(canary, LETTER)
    await expect(print(on, `%!PS\n(${canary}) run\n`)).rejects.toMatchObject({ code: 'E_DOCUMENT_DAMAGED' })
    const config = { ...houseConfig().documents, seconds: 2, postscript: true }
    const runtime = { clock: systemClock, log: silentLogger }
    const quick = await openPostscript({
      config,
      sandbox: await openSandbox('auto'),
      workFolder: folder,
      ...runtime,
    })
    const path = join(folder, 'endless.ps')
    writeFileSync(path, '%!PS\n{} loop\n')
    await expect(
      quick?.toPdf(path, join(folder, 'x.pdf'), new AbortController().signal),
    ).rejects.toMatchObject({
      code: 'E_RENDER_LIMIT',
    })
  })
})
