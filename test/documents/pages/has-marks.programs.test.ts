import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { makeBitmap } from '../../../src/documents/bitmap.ts'
import { hasMarks } from '../../../src/documents/pages/has-marks.ts'
import { noTools } from '../../../src/documents/pages/tools.ts'
import { print } from '../../../src/documents/render/print.ts'
import { g4Page, writeTiff } from '../../../src/documents/tiff/write.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-marks-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const tools = noTools()
const limits = { pages: 20, pixelsPerPage: 40_000_000, fontFolders: [] }

let count = 0
function aSource(bytes: Uint8Array | string, kind: 'file' | 'text' = 'file') {
  const path = join(folder, `${++count}.bin`)
  writeFileSync(path, bytes)
  return { path, name: 'letter.pdf', declaredType: 'application/octet-stream', kind }
}
/** What becomes of it: its number of pages, or the error. */
async function printed(source: ReturnType<typeof aSource>) {
  const outFolder = join(folder, `out-${++count}`)
  mkdirSync(outFolder)
  const request = { sources: [source], resolution: 'standard', paper: 'a4', outFolder } as const
  return print(request, limits, tools).then(
    made => made.pageCount,
    (error: Error) => error.message,
  )
}
const LOST =
  'The document is damaged. "letter.pdf": It came out blank, though it is not: print it to a new PDF and attach that.'

/** One page with this on it, and a layer that is switched off. PDFium needs no table of the objects' places. */
function aPdf(content: string, more = ''): string {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]/Order[]>>>>>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>
      /Properties<</L 6 0 R>>/XObject<</I 7 0 R>>>>>>`,
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    '<</Type/OCG/Name(layer)>>',
    ...(more === '' ? [] : [more]),
  ]
  const bodies = objects.map((object, i) => `${i + 1} 0 obj\n${object}\nendobj`).join('\n')
  return `%PDF-1.5\n${bodies}\ntrailer\n<</Root 1 0 R>>\n%%EOF`
}
const say = (words: string, before = '') => `BT ${before} /F 12 Tf 72 700 Td (${words}) Tj ET`

describe('a PDF that comes out blank', () => {
  it.each([
    ['has nothing on it', ''],
    ['has a white ground', '1 g 0 0 595 842 re f'],
    ['has blanks, as Office programs write them', say('   ')],
    ['has words that nobody sees', say('scanned', '3 Tr')],
    ['has white words', say('white', '1 g')],
  ])('is printed where it %s', async (_, content) => {
    expect(await printed(aSource(aPdf(content)))).toBe(1)
  })

  it('is an error where it has words, with the name of the file and what to do', async () => {
    expect(await printed(aSource(aPdf(say('Hello'))))).toBe(1)
    const hidden = aPdf(`/OC /L BDC ${say('Dear Jane')} EMC`)
    expect(await printed(aSource(hidden))).toBe(LOST)
  })

  it('is an error where its picture cannot be read', async () => {
    const broken =
      '<</Type/XObject/Subtype/Image/Width 900/Height 900/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode/Length 4>>stream\nhaha\nendstream'
    expect(await printed(aSource(aPdf('500 0 0 500 50 50 cm /I Do', broken)))).toBe(LOST)
  })
})

describe('a picture that comes out blank', () => {
  const svg = (body: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="800">${body}</svg>`
  const png = (body: string) =>
    sharp(Buffer.from(svg(body)))
      .png()
      .toBuffer()

  it('is printed where it is white, transparent or grey with the noise and shadow of a scanner', async () => {
    const noise = Buffer.alloc(600 * 800)
    for (let i = 0; i < noise.length; i++) noise[i] = 225 + ((i * 7919) % 23) - Math.floor((i % 600) / 12)
    const scan = await sharp(noise, { raw: { width: 600, height: 800, channels: 1 } })
      .png()
      .toBuffer()
    expect(await printed(aSource(await png('<rect width="600" height="800" fill="#fff"/>')))).toBe(1)
    expect(await printed(aSource(await png('')))).toBe(1)
    expect(await hasMarks(aSource(scan), limits, tools)).toBe(false)
  })

  it('is an error where it has white words on nothing', async () => {
    const words = '<text x="50" y="200" font-size="60" fill="#fff">Order 4711</text>'
    expect(await printed(aSource(await png(words)))).toBe(LOST)
  })

  it('is seen through its tones, too', async () => {
    const pale =
      '<rect width="600" height="800" fill="#fff"/><text x="50" y="200" font-size="60" fill="#aaa">Order</text>'
    expect(await hasMarks(aSource(await png(pale)), limits, tools)).toBe(true)
  })
})

it('a white fax is printed; a fax with a line on it has marks', async () => {
  const page = makeBitmap(1728, 1000)
  const tiff = () => writeTiff([g4Page(page, 204, 98)], { software: 'x' })
  expect(await printed(aSource(tiff()))).toBe(1)
  expect(await hasMarks(aSource(tiff()), limits, tools)).toBe(false)
  page.data.fill(255, 5000, 5010)
  expect(await hasMarks(aSource(tiff()), limits, tools)).toBe(true)
})

it.each([
  [' \n\u200b\n', false],
  ['a', true],
])('text %j: %s', async (text, expected) => {
  expect(await hasMarks(aSource(text, 'text'), limits, tools)).toBe(expected)
})
