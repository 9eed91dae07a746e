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
import { makeRenderer } from '../../../src/documents/render/renderer.ts'
import { openSandbox } from '../../../src/documents/sandbox/open.ts'
import { silentLogger, systemClock } from '../../../src/runtime.ts'
import { oracle } from '../oracle.ts'
import { type House, openHouse } from './office-house.ts'

const CANARY_TEXT = 'CANARYTEXT'
const OWN = 'Text of its own'
const LINKED = 'what is not in the file but only linked from it'
const folder = mkdtempSync(join(tmpdir(), 'faxbridge-web-canary-'))
let hits: string[] = []
let web = ''
let black = ''
const server = createServer((request, response) => {
  hits.push(request.url ?? '')
  response.end(CANARY_TEXT)
})
let house: House

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  web = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const create = { width: 600, height: 600, channels: 3 as const, background: '#000' }
  const png = await sharp({ create }).png().toBuffer()
  black = `data:image/png;base64,${png.toString('base64')}`
  writeFileSync(join(folder, 'black.png'), png)
  writeFileSync(join(folder, 'text.html'), `<p>${CANARY_TEXT}</p>`)
  writeFileSync(join(folder, 'style.css'), `p:before { content: "${CANARY_TEXT}" }`)
  house = await openHouse()
}, 120_000)
afterAll(async () => {
  await house.close()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

function ink(page: Bitmap | undefined): number {
  if (page === undefined) return 1
  let black = 0
  for (let y = 0; y < page.height; y += 4)
    for (let x = 0; x < page.width; x++) if (isBlack(page, x, y)) black++
  return (4 * black) / (page.width * page.height)
}
const page = (body: string, head = '') =>
  `<!DOCTYPE html><html><head><meta charset="utf-8">${head}</head><body>${body}</body></html>`

/** Ways to show what is not in the file: those that LibreOffice knows, and those that it might learn. */
const SHAPES: readonly (readonly [name: string, html: (at: (file: string) => string) => string])[] = [
  ['picture', at => page(`<p>${OWN}<img src="${at('black.png')}" width=500 height=500 alt="logo">`)],
  ['picture without quotation marks', at => page(`<p>${OWN}<IMG/SRC=${at('black.png')} width=500>`)],
  ['set of pictures', at => page(`<p>${OWN}<img srcset="${at('black.png')} 2x" width=500 height=500>`)],
  ['background', at => page(`<p>${OWN}`).replace('<body>', `<body background="${at('black.png')}">`)],
  ['cell', at => page(`<table><tr><td background='${at('black.png')}' width=500 height=500>${OWN}</table>`)],
  [
    'style of an element',
    at => page(`<div style="background: url(${at('black.png')}); height: 500px">${OWN}</div>`),
  ],
  ['style sheet', at => page(`<p>${OWN}`, `<link rel="stylesheet" href="${at('style.css')}">`)],
  [
    'import',
    at =>
      page(
        `<p>${OWN}`,
        `<style>@import "${at('style.css')}"; body { background: url("${at('black.png')}") }</style>`,
      ),
  ],
  ['frame in the page', at => page(`<p>${OWN}</p><iframe src="${at('text.html')}"></iframe>`)],
  ['object', at => page(`<p>${OWN}</p><object data="${at('text.html')}" type="text/html"></object>`)],
  ['embed', at => page(`<p>${OWN}</p><embed src="${at('black.png')}" width=500 height=500>`)],
  ['refresh', at => page(`<p>${OWN}`, `<meta http-equiv="refresh" content="0; url=${at('text.html')}">`)],
  ['base', at => page(`<p>${OWN}<img src="black.png" width=500 height=500>`, `<base href="${at('')}">`)],
]

it('the canary is found by a LibreOffice that nobody holds back', () => {
  const path = join(folder, 'control.html')
  writeFileSync(
    path,
    page(`<img src="${pathToFileURL(join(folder, 'black.png')).href}" width=500 height=500>`),
  )
  const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`
  const command = [
    '--headless',
    '--norestore',
    profile,
    '--infilter=HTML (StarWriter)',
    '--convert-to',
    'pdf',
    '--outdir',
    folder,
    path,
  ]
  spawnSync('soffice', command, { stdio: 'ignore', timeout: 60_000 })
  const drawn = spawnSync('pdftoppm', ['-r', '40', '-gray', join(folder, 'control.pdf')]).stdout
  expect(drawn.filter(byte => byte === 0).length / drawn.length).toBeGreaterThan(0.2)
})

describe('what a web page only links to is not fetched', () => {
  for (const [name, make] of SHAPES) {
    it.each([
      ['over the network', (file: string) => `${web}${file}`],
      ['from the disk', (file: string) => pathToFileURL(join(folder, file)).href],
      ['from a share', (file: string) => `\\\\127.0.0.1\\share\\${file}`],
    ])(`${name}, %s`, async (_, at) => {
      hits = []
      const made = await house.print('page.html', make(at))
      expect(hits).toEqual([])
      const text = await oracle('pdftotext', [made.pdf, '-'])
      expect(text).toContain(OWN)
      expect(text).not.toContain(CANARY_TEXT)
      expect(ink(made.pages[0])).toBeLessThan(0.03)
      expect(made.parts[0]?.notes).toEqual([LINKED])
    })
  }

  it('over the network by LibreOffice alone: the sandbox holds what is not cleaned away', async () => {
    hits = []
    const source = join(folder, 'raw.html')
    writeFileSync(
      source,
      page(
        `<p>${OWN}<img src="${web}black.png"><img src="${pathToFileURL(join(folder, 'black.png')).href}" width=500 height=500>`,
      ),
    )
    const out = join(folder, 'raw.pdf')
    const request = { path: source, type: 'html', hasLinks: true, out, fitWidth: async () => {} } as const
    await house.office.toPdf(request, new AbortController().signal)
    expect(hits).toEqual([])
    const drawn = spawnSync('pdftoppm', ['-r', '40', '-gray', out]).stdout
    expect(drawn.filter(byte => byte === 0).length / drawn.length).toBeLessThan(0.03)
  })
})

describe('a web page', () => {
  it('is printed with the pictures that are in it, in its charset, without its programs', async () => {
    const body = `<h1>Größe – 5 €</h1><img src='${black}' width="400" height="400"><script>document.write("SCRIPT")</script><noscript>NOSCRIPT</noscript><p onclick="x()">Grüße</p>`
    const latin = Buffer.from(`<html><body>${body.replace(' – 5 €', '')}</body></html>`, 'latin1')
    for (const bytes of [Buffer.from(`<html><body>${body}</body></html>`), latin]) {
      const made = await house.print('page.htm', bytes)
      const text = await oracle('pdftotext', [made.pdf, '-'])
      expect(text).toContain('Größe')
      expect(text).toContain('Grüße')
      expect(text).toContain('NOSCRIPT')
      expect(text.replace('NOSCRIPT', '')).not.toContain('SCRIPT')
      expect(ink(made.pages[0])).toBeGreaterThan(0.1)
      expect(made.parts[0]?.notes).toEqual([])
    }
  })

  it('is faxed as text where there is no LibreOffice, and the report says so', async () => {
    const limits = {
      processes: 1,
      seconds: 60,
      memoryBytes: 2 ** 30,
      pages: 20,
      pixelsPerPage: 4e7,
      fontFolders: [],
    }
    const runtime = { clock: systemClock, log: silentLogger }
    const sandbox = await openSandbox('auto')
    const renderer = makeRenderer({ config: limits, office: null, runtime, sandbox, workFolder: folder })
    const path = join(folder, 'plain.html')
    const print = (html: string) => {
      writeFileSync(path, html)
      const source = { path, name: 'plain.html', declaredType: 'text/html', kind: 'file' } as const
      const request = { sources: [source], resolution: 'fine', paper: 'a4', outFolder: folder } as const
      return renderer.render(request, new AbortController().signal)
    }
    try {
      const made = await print(page(`<h1>Total</h1><table><tr><td>5</td></tr></table><img src="${black}">`))
      expect(made.pageCount).toBe(1)
      expect(made.parts[0]?.notes).toEqual([
        'its pictures and layout: it is a web page, and only its text is printed',
      ])
      await expect(print(page(`<img src="${black}">`))).rejects.toMatchObject({ code: 'E_DOCUMENT_DAMAGED' })
    } finally {
      await renderer.stop()
    }
  }, 60_000)
})
