import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bitmap, isBlack } from '../../../src/documents/bitmap.ts'
import { oracle } from '../oracle.ts'
import { fodp, fods, fodt, paragraph } from './office-files.ts'
import { type House, openHouse } from './office-house.ts'
import { docx, linkedPicture, openDocument, wordText } from './zip-files.ts'

/** What nobody may fetch: over the network, and from the disk. */
const CANARY_TEXT = 'CANARYTEXT'
const folder = mkdtempSync(join(tmpdir(), 'faxbridge-canary-'))
let hits: string[] = []
let web = ''
const file = (name: string) => pathToFileURL(join(folder, name)).href
const server = createServer((request, response) => {
  hits.push(request.url ?? '')
  response.end(CANARY_TEXT)
})
let house: House

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  web = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const black = { width: 600, height: 600, channels: 3 as const, background: '#000' }
  writeFileSync(join(folder, 'black.png'), await sharp({ create: black }).png().toBuffer())
  writeFileSync(join(folder, 'text.txt'), CANARY_TEXT)
  writeFileSync(join(folder, 'table.csv'), `${CANARY_TEXT},${CANARY_TEXT}`)
  house = await openHouse()
}, 120_000)
afterAll(async () => {
  await house.close()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const external = (id: string, kind: string, target: string) => ({ id, kind, target, external: true })
const image = (href: string) =>
  `<text:p><draw:frame svg:width="12cm" svg:height="12cm" text:anchor-type="as-char"><draw:image xlink:href="${href}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></text:p>`
const section = (href: string) =>
  `<text:section text:name="s"><text:section-source xlink:href="${href}" xlink:type="simple"/><text:p/></text:section>`
const OWN = 'Text of its own'
const slide = (href: string) =>
  `<draw:frame svg:x="2cm" svg:y="7cm" svg:width="12cm" svg:height="7cm"><draw:image xlink:href="${href}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame>`
const content = (inner: string) =>
  fodt(inner)
    .replace('<office:document ', '<office:document-content ')
    .replace('</office:document>', '</office:document-content>')

type Shape = readonly [name: string, bytes: (target: (name: string) => string) => string | Buffer]
const SHAPES: readonly Shape[] = [
  [
    'linked-picture.docx',
    to => docx(wordText(OWN) + linkedPicture('r9'), { related: [external('r9', 'image', to('black.png'))] }),
  ],
  [
    'template.docx',
    to => docx(wordText(OWN), { related: [external('r9', 'attachedTemplate', to('text.txt'))] }),
  ],
  [
    'frame.docx',
    to =>
      docx(wordText(OWN), {
        related: [external('r9', 'frame', to('text.txt')), external('r8', 'subDocument', to('text.txt'))],
      }),
  ],
  ['picture.fodt', to => fodt(paragraph(OWN) + image(to('black.png')))],
  ['section.fodt', to => fodt(paragraph(OWN) + section(to('text.txt')))],
  [
    'picture.odt',
    to =>
      openDocument('text', content(paragraph(OWN) + image(to('black.png'))), [
        {
          name: 'META-INF/manifest.xml',
          content:
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        },
      ]),
  ],
  [
    'picture.rtf',
    to =>
      `{\\rtf1 ${OWN}\\par{\\field{\\*\\fldinst INCLUDEPICTURE "${to('black.png')}" \\\\d}{\\fldrslt }}{\\field{\\*\\fldinst INCLUDETEXT "${to('text.txt')}"}{\\fldrslt }}}`,
  ],
  [
    'formulas.fods',
    to => fods([[OWN], [`=WEBSERVICE(&quot;${to('text.txt')}&quot;)`], [`='${to('table.csv')}'#$table.A1`]]),
  ],
  ['slides.fodp', to => fodp([OWN], slide(to('black.png')))],
]

function ink(page: Bitmap | undefined): number {
  if (page === undefined) return 1
  let black = 0
  for (let y = 0; y < page.height; y += 4)
    for (let x = 0; x < page.width; x++) if (isBlack(page, x, y)) black++
  return (4 * black) / (page.width * page.height)
}

it('the canary is found by a LibreOffice that nobody holds back', () => {
  hits = []
  const path = join(folder, 'control.fodt')
  writeFileSync(path, fodt(image(file('black.png'))))
  const command = [
    '--headless',
    '--norestore',
    `-env:UserInstallation=${file('profile')}`,
    '--convert-to',
    'pdf',
    '--outdir',
    folder,
  ]
  spawnSync('soffice', [...command, path], { stdio: 'ignore', timeout: 60_000 })
  const drawn = spawnSync('pdftoppm', ['-r', '40', '-gray', join(folder, 'control.pdf')]).stdout
  expect(drawn.filter(byte => byte === 0).length / drawn.length).toBeGreaterThan(0.2)
})

describe('what a document only links to is not fetched', () => {
  for (const [name, make] of SHAPES) {
    it.each([
      ['over the network', (target: string) => `${web}/${target}`],
      ['from the disk', (target: string) => file(target)],
    ])(`${name}, %s`, async (_, target) => {
      hits = []
      const made = await house.print(name, make(target))
      expect(hits).toEqual([])
      const text = await oracle('pdftotext', [made.pdf, '-'])
      expect(text).toContain(OWN)
      expect(text).not.toContain(CANARY_TEXT)
      // The canary picture is a black square of 12 cm: a quarter of the page.
      // On a slide there is the grey box of its text, too.
      expect(ink(made.pages[0])).toBeLessThan(name.startsWith('slides') ? 0.08 : 0.03)
      if (!name.startsWith('formulas'))
        expect(made.parts[0]?.notes).toEqual(['what is not in the file but only linked from it'])
    })
  }
})
