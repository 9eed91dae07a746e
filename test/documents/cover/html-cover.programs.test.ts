import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeBitmap } from '../../../src/documents/bitmap.ts'
import { filledFacts } from '../../../src/documents/cover/fill.ts'
import { filledTemplate } from '../../../src/documents/cover/html-cover.ts'
import { type Office, openOffice } from '../../../src/documents/office/office.ts'
import { sheetOf } from '../../../src/documents/pages/sheet.ts'
import { makeRenderer, type Renderer } from '../../../src/documents/render/renderer.ts'
import { openSandbox } from '../../../src/documents/sandbox/open.ts'
import { faxBitmapOf, readTiff } from '../../../src/documents/tiff/read.ts'
import { g4Page, writeTiff } from '../../../src/documents/tiff/write.ts'
import type { EpochMs } from '../../../src/fax/id.ts'
import { silentLogger, systemClock } from '../../../src/runtime.ts'
import { houseConfig } from '../../smtp/house.ts'

const house = { language: 'en', time_zone: 'UTC', company: 'Law & Sons' } as const
const facts = (subject: string) =>
  filledFacts(house, { to: 'Jane Doe', from: 'Ann', subject, comment: 'one\ntwo' }, 0 as EpochMs)
const TEMPLATE = `<!DOCTYPE html><html><head><style>h1 { color: black }</style></head>
<body><h1>FAX of {fromCompany}</h1><p>To {to}</p><p>About {subject}</p><p>{comment}</p></body></html>`

let folder: string
let office: Office | null
let withOffice: Renderer
let without: Renderer
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-html-cover-'))
  const sandbox = await openSandbox('auto')
  const runtime = { clock: systemClock, log: silentLogger }
  const config = { ...houseConfig().documents, processes: 1 }
  office = await openOffice({ config, folder: join(folder, 'office'), sandbox, runtime })
  const common = { config, sandbox, workFolder: folder, runtime }
  withOffice = makeRenderer({ ...common, office })
  without = makeRenderer(common)
})
afterAll(async () => {
  await Promise.all([withOffice.stop(), without.stop(), office?.stop()])
  rmSync(folder, { recursive: true, force: true })
})

async function finish(renderer: Renderer, template: string, subject: string) {
  const form = join(folder, 'cover-page.html')
  writeFileSync(form, template)
  const sheet = sheetOf('a4', 'fine')
  const tiffPath = join(folder, 'pages.tiff')
  const empty = g4Page(makeBitmap(sheet.width, sheet.height), sheet.xDpi, sheet.yDpi)
  writeFileSync(tiffPath, writeTiff([empty], { software: 'test' }))
  const request = { tiffPath, outFolder: folder, header: null, cover: { form, facts: facts(subject) } }
  const made = await renderer.finish(request, new AbortController().signal)
  return { made, pages: readTiff(await readFile(made.tiffPath), { maxPages: 5, maxPixels: 40_000_000 }) }
}

describe('a cover page in HTML', () => {
  it('has its fields filled in as text, and what is no field is named', () => {
    const filled = filledTemplate(TEMPLATE, facts('<b>{to}</b> "1"'))
    expect(filled).toContain('Law &amp; Sons')
    expect(filled).toContain('About &lt;b&gt;{to}&lt;/b&gt; &quot;1&quot;')
    expect(filled).toContain('one<br>\ntwo')
    expect(filled).toContain('h1 { color: black }')
    expect(() => filledTemplate('{too}', facts(''))).toThrow(/\{too\}.*there is to, toCompany/)
  })

  it('becomes the first page, in front of the others', async () => {
    const { made, pages } = await finish(withOffice, TEMPLATE, 'Contract')
    expect(made.pageCount).toBe(2)
    const ink = pages.map(page => faxBitmapOf(page)?.bitmap.data.some(byte => byte !== 0))
    expect(ink).toEqual([true, false])
    expect(pages.map(page => [page.width, page.height])).toEqual(
      [pages[1], pages[1]].map(p => [p?.width, p?.height]),
    )
    const pdf = join(folder, 'cover.pdf')
    const text = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' })
    expect(text).toMatch(/FAX of Law & Sons[\s\S]*To Jane Doe[\s\S]*About Contract/)
  })

  it('without LibreOffice is an error that says so', async () => {
    await expect(finish(without, TEMPLATE, 'x')).rejects.toMatchObject({
      code: 'E_DOCUMENT_TYPE',
      message: expect.stringContaining('LibreOffice'),
    })
  })
})
