import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  degrees,
  PDFArray,
  type PDFDict,
  PDFDocument,
  PDFName,
  PDFNumber,
  PDFRawStream,
  PDFString,
  rgb,
} from 'pdf-lib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bitmap, makeBitmap } from '../../../src/documents/bitmap.ts'
import { openPdfium, type Pdfium, pdfPages } from '../../../src/documents/pages/pdf.ts'
import { sheetOf } from '../../../src/documents/pages/sheet.ts'
import { encodeG4 } from '../../../src/documents/tiff/t4-encode.ts'
import { oracle } from '../oracle.ts'
import { apart, DRAWN, drawing, inkMap } from './drawing.ts'
import { jbig2Region, TEMPLATE_0 } from './jbig2.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-pdf-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const sheet = sheetOf('a4', 'fine')
let pdfium: Pdfium
beforeAll(async () => {
  pdfium = await openPdfium()
})

async function printed(bytes: Uint8Array, pagesLeft = 20) {
  const notes: string[] = []
  const pages: Bitmap[] = []
  const options = { pagesLeft, tell: (note: string) => notes.push(note) }
  for await (const page of pdfPages(pdfium, bytes, sheet, options)) pages.push(page)
  return { pages, notes, maps: await Promise.all(pages.map(inkMap)) }
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { code: string; message: string }) => [error.code, error.message] as const,
  )
const ink = (map: readonly number[] = []) => map.reduce((sum, cell) => sum + cell, 0)
const A4: [number, number] = [595.28, 841.89]

/** The drawing as an image of a page that it fills, in the given coding. */
async function withImage(
  dictionary: Record<string, string | number>,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  const page = document.addPage(A4)
  const entries = {
    Type: 'XObject',
    Subtype: 'Image',
    Width: DRAWN.width,
    Height: DRAWN.height,
    ...dictionary,
  }
  const image = document.context.register(PDFRawStream.of(document.context.obj(entries), bytes))
  page.node.setXObject(PDFName.of('Im'), image)
  const content = document.context.stream(`q ${A4[0]} 0 0 ${A4[1]} 0 0 cm /Im Do Q`)
  page.node.set(PDFName.of('Contents'), document.context.register(content))
  return document.save({ useObjectStreams: false })
}

describe('images inside a PDF', () => {
  let expected: number[]
  let bilevel: Bitmap
  beforeAll(async () => {
    const jpeg = await drawing().jpeg().toBuffer()
    const made = await withImage({ Filter: 'DCTDecode', ColorSpace: 'DeviceRGB', BitsPerComponent: 8 }, jpeg)
    expected = (await printed(made)).maps[0] ?? []
    expect(ink(expected)).toBeGreaterThan(80)
    const grey = await drawing().greyscale().toColourspace('b-w').raw().toBuffer()
    bilevel = makeBitmap(DRAWN.width, DRAWN.height)
    for (let y = 0; y < DRAWN.height; y++)
      for (let x = 0; x < DRAWN.width; x++) {
        const at = y * bilevel.stride + (x >> 3)
        if ((grey[y * DRAWN.width + x] ?? 255) < 128)
          bilevel.data[at] = (bilevel.data[at] ?? 0) | (0x80 >> (x & 7))
      }
  })
  const expectDrawing = async (pdf: Uint8Array) => {
    const { maps } = await printed(pdf)
    expect(apart(maps[0] ?? [], expected)).toBeLessThan(0.02)
  }

  it('JPEG 2000, by OpenJPEG', async () => {
    const [ppm, jp2] = [join(folder, 'page.ppm'), join(folder, 'page.jp2')]
    const raw = await drawing().toColourspace('srgb').raw().toBuffer()
    writeFileSync(ppm, Buffer.concat([Buffer.from(`P6\n${DRAWN.width} ${DRAWN.height}\n255\n`), raw]))
    await oracle('opj_compress', ['-i', ppm, '-o', jp2, '-r', '20'])
    await expectDrawing(await withImage({ Filter: 'JPXDecode' }, readFileSync(jp2)))
  })

  // T.88 §7.2: number, type, referred-to, page, length; then page information (§7.4.8) and a region (§7.4.6).
  const word = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
  const jbig2Pdf = (width: number, height: number, coding: readonly number[], data: Uint8Array) => {
    const page = [
      ...word(0),
      48,
      0,
      1,
      ...word(19),
      ...word(width),
      ...word(height),
      ...word(0),
      ...word(0),
      0,
      0,
      0,
    ]
    const length = 17 + coding.length + data.length
    const region = [
      ...word(1),
      38,
      0,
      1,
      ...word(length),
      ...word(width),
      ...word(height),
      ...word(0),
      ...word(0),
      0,
    ]
    const bytes = Buffer.concat([Buffer.from([...page, ...region, ...coding]), data])
    const image = {
      Filter: 'JBIG2Decode',
      ColorSpace: 'DeviceGray',
      BitsPerComponent: 1,
      Width: width,
      Height: height,
    }
    return withImage(image, bytes)
  }

  it('JBIG2', async () => {
    const pdf = await jbig2Pdf(DRAWN.width, DRAWN.height, [0, ...TEMPLATE_0], jbig2Region(bilevel))
    // poppler shows the same.
    const path = join(folder, 'jbig2.pdf')
    writeFileSync(path, pdf)
    await oracle('pdfimages', ['-png', path, join(folder, 'jbig2')])
    const shown = await sharp(join(folder, 'jbig2-000.png')).greyscale().raw().toBuffer()
    const blackIn = (tones: Iterable<number>) => [...tones].filter(tone => tone < 128).length
    const raw = await drawing().greyscale().toColourspace('b-w').raw().toBuffer()
    expect(blackIn(shown)).toBe(blackIn(raw))
    await expectDrawing(pdf)
  })

  it('that PDFium leaves out are an error, never a blank sheet', async () => {
    // JBIG2 in MMR: poppler draws it, PDFium does not.
    const mmr = await jbig2Pdf(DRAWN.width, DRAWN.height, [1], encodeG4(bilevel))
    const broken = await withImage({ Filter: 'JPXDecode' }, Buffer.from('no JPEG 2000'))
    for (const pdf of [mmr, broken])
      expect(await codeOf(printed(pdf))).toEqual([
        'E_DOCUMENT_DAMAGED',
        expect.stringContaining('Page 1 has a picture that cannot be drawn: print it to a new PDF'),
      ])
  })

  it('CCITT G4', async () => {
    const document = { Filter: 'CCITTFaxDecode', ColorSpace: 'DeviceGray', BitsPerComponent: 1 }
    const pdf = await withImage(document, encodeG4(bilevel))
    const text = Buffer.from(pdf).toString('latin1')
    const parms = `/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns ${DRAWN.width} /Rows ${DRAWN.height} >>`
    await expectDrawing(Buffer.from(text.replace('/Filter /CCITTFaxDecode', parms), 'latin1'))
  })
})

describe('annotations and fields', () => {
  const withAnnotation = async (entries: Record<string, string | number | number[]>, isSaid = true) => {
    const document = await PDFDocument.create()
    const page = document.addPage(A4)
    const { context } = document
    const form = { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 300, 300] }
    const appearance = context.register(context.stream('0 g 0 0 300 300 re f', form))
    const annotation = context.obj({
      Type: 'Annot',
      Rect: [100, 400, 400, 700],
      ...(isSaid ? { AP: { N: appearance } } : {}),
      ...entries,
    })
    page.node.set(PDFName.of('Annots'), context.obj([context.register(annotation)]))
    return document.save()
  }

  it.each([
    ['a stamp to be printed', { Subtype: 'Stamp', F: 4 }, true, 0],
    ['a stamp for the screen alone', { Subtype: 'Stamp', F: 0 }, false, 1],
    ['a stamp for paper alone', { Subtype: 'Stamp', F: 4 | 32 }, true, 0],
    ['a hidden one', { Subtype: 'Stamp', F: 2 | 4 }, false, 0],
    ['a drawing by hand', { Subtype: 'Ink', F: 4 }, true, 0],
    ['a note for the screen', { Subtype: 'Text', F: 0 }, false, 1],
    ['a pop-up', { Subtype: 'Popup', F: 4 }, false, 0],
  ])('%s', async (_, entries, shown, comments) => {
    const { maps, notes } = await printed(await withAnnotation(entries))
    expect(ink(maps[0])).toBeCloseTo(shown ? (300 * 300 * 576) / (A4[0] * A4[1]) : 0, -1)
    expect(notes).toEqual(comments === 0 ? [] : [`comments that are not to be printed (${comments})`])
  })

  it.each([
    ['Stamp', 4, 1],
    ['Stamp', 0, 0],
    ['Line', 4, 1],
    ['Square', 4, 0],
  ])(
    'a %s with flags %i that leaves its looks to others is told when it is missing',
    async (Subtype, F, missing) => {
      const { notes } = await printed(await withAnnotation({ Subtype, F }, false))
      const told = notes.filter(note => note.startsWith('stamps and lines'))
      expect(told).toEqual(missing === 0 ? [] : ['stamps and lines that do not say how they look (1)'])
    },
  )

  it.each([
    ['line', { Subtype: 'Line', L: [100, 400, 400, 700] }, Math.hypot(300, 300)],
    ['thick line', { Subtype: 'Line', L: [100, 500, 400, 500], Border: [0, 0, 10] }, 10 * 300],
    [
      'polyline',
      { Subtype: 'PolyLine', Vertices: [110, 410, 110, 690, 390, 690], Border: [0, 0, 4] },
      4 * 560,
    ],
    ['polygon', { Subtype: 'Polygon', Vertices: [110, 410, 110, 690, 390, 690], Border: [0, 0, 4] }, 4 * 956],
  ])('a %s that leaves its looks to others is drawn', async (_, entries, area) => {
    const { maps, notes } = await printed(await withAnnotation({ F: 4, ...entries }, false))
    const wanted = (area * 576) / (A4[0] * A4[1])
    expect(ink(maps[0])).toBeGreaterThan(wanted * 0.5)
    expect(ink(maps[0])).toBeLessThan(wanted * 2)
    expect(notes).toEqual([])
  })

  it('fields have their values, with and without an appearance of their own; buttons to press are not printed', async () => {
    const document = await PDFDocument.create()
    const page = document.addPage(A4)
    const form = document.getForm()
    const field = form.createTextField('name')
    field.setText('MMMMMMMM')
    field.addToPage(page, { x: 50, y: 500, width: 500, height: 100, borderWidth: 0 })
    const { maps, notes } = await printed(await document.save())
    expect(ink(maps[0])).toBeGreaterThan(5)
    expect(notes).toEqual([])
    // A program that fills forms and forgets the print flag.
    for (const widget of field.acroField.getWidgets()) widget.dict.delete(PDFName.of('F'))
    expect(ink((await printed(await document.save())).maps[0])).toBeGreaterThan(5)
    const button = form.createButton('send')
    button.addToPage('SEND', page, { x: 50, y: 200, width: 500, height: 100, backgroundColor: rgb(0, 0, 0) })
    for (const widget of button.acroField.getWidgets()) widget.dict.delete(PDFName.of('F'))
    const below = (map: readonly number[] = []) => ink(map.slice(24 * 15))
    expect(below((await printed(await document.save())).maps[0])).toBe(0)
  })

  it('a form that only Adobe programs draw is refused, not faxed as "please wait"', async () => {
    const document = await PDFDocument.create()
    document.addPage(A4)
    const { context } = document
    const xfa = context.register(context.stream('<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"/>'))
    document.catalog.set(PDFName.of('AcroForm'), context.obj({ Fields: [], XFA: xfa }))
    expect(await codeOf(printed(await document.save()))).toBeNull()
    document.catalog.set(PDFName.of('NeedsRendering'), context.obj(true))
    const [code, message] = (await codeOf(printed(await document.save()))) ?? []
    expect(code).toBe('E_DOCUMENT_TYPE')
    expect(message).toContain('(XFA): print it to a PDF and attach that.')
  })

  it('layers are those for print', async () => {
    const layered = async (print: string, view: string) => {
      const document = await PDFDocument.create()
      const page = document.addPage(A4)
      const { context } = document
      const usage = { Print: { PrintState: print }, View: { ViewState: view } }
      const layer = context.register(context.obj({ Type: 'OCG', Name: PDFString.of('x'), Usage: usage }))
      const events = ['Print', 'View'].map(event => ({ Event: event, OCGs: [layer], Category: [event] }))
      document.catalog.set(
        PDFName.of('OCProperties'),
        context.obj({ OCGs: [layer], D: { Order: [layer], AS: events } }),
      )
      page.node.set(PDFName.of('Resources'), context.obj({ Properties: { L: layer } }))
      const content = context.stream('/OC /L BDC 0 g 100 400 300 300 re f EMC')
      page.node.set(PDFName.of('Contents'), context.register(content))
      return ink((await printed(await document.save())).maps[0])
    }
    expect(await layered('ON', 'OFF')).toBeGreaterThan(80)
    expect(await layered('OFF', 'ON')).toBe(0)
  })
})

describe('files inside a PDF', () => {
  const made = async (portfolio: boolean) => {
    const document = await PDFDocument.create()
    document.addPage(A4)
    await document.attach(Buffer.from('<x/>'), 'factur-x.xml', { mimeType: 'text/xml' })
    await document.attach(Buffer.from('<y/>'), 'more.xml')
    if (portfolio) document.catalog.set(PDFName.of('Collection'), document.context.obj({ View: 'D' }))
    return document.save()
  }

  it('are told', async () => {
    expect((await printed(await made(false))).notes).toEqual(['files inside the PDF (2)'])
  })

  it('that are its content make it a portfolio, which is refused', async () => {
    expect(await codeOf(printed(await made(true)))).toEqual([
      'E_DOCUMENT_TYPE',
      expect.stringContaining('It is a PDF portfolio: attach the documents in it themselves.'),
    ])
  })
})

describe('pages of any size', () => {
  /** A black bar over the upper tenth of the page. */
  const sized = async (width: number, height: number, change: (page: PDFDict) => void = () => {}) => {
    const document = await PDFDocument.create()
    const page = document.addPage([width, height])
    page.drawRectangle({ x: 0, y: height * 0.9, width, height: height / 10, color: rgb(0, 0, 0) })
    change(page.node)
    return { document, bytes: await document.save() }
  }

  it.each([
    ['A0', 2383.94, 3370.39, 24 * 2.4],
    ['200 inches', 14400, 14400, undefined],
    ['a visiting card', 241, 153, undefined],
    ['a stamp', 30, 30, undefined],
  ])('%s is shrunk to fit, never cut and never enlarged', async (_, width, height, expected) => {
    const { maps, pages } = await printed((await sized(width, height)).bytes)
    expect(pages[0]).toMatchObject({ width: 1728, height: 2292 })
    const total = ink(maps[0])
    expect(total).toBeGreaterThan(0)
    if (expected !== undefined) expect(Math.abs(total - expected)).toBeLessThan(6)
  })

  it('UserUnit makes a point longer', async () => {
    const unit = (page: PDFDict) => page.set(PDFName.of('UserUnit'), PDFNumber.of(2))
    const [plain, doubled] = [
      await printed((await sized(200, 280)).bytes),
      await printed((await sized(200, 280, unit)).bytes),
    ]
    expect(ink(doubled.maps[0]) / ink(plain.maps[0])).toBeCloseTo(4, 0)
  })

  it('of a crop box, only what is in it', async () => {
    const crop = (page: PDFDict) => {
      const box = PDFArray.withContext(page.context)
      for (const edge of [0, 0, 400, 300]) box.push(PDFNumber.of(edge))
      page.set(PDFName.of('CropBox'), box)
    }
    expect(ink((await printed((await sized(400, 600, crop)).bytes)).maps[0])).toBe(0)
  })

  it('turned as it says', async () => {
    const document = await PDFDocument.create()
    const page = document.addPage(A4)
    page.drawRectangle({ x: 0, y: 0, width: A4[0], height: 100, color: rgb(0, 0, 0) })
    page.setRotation(degrees(180))
    const { maps } = await printed(await document.save())
    expect(ink((maps[0] ?? []).slice(0, 24 * 3))).toBeGreaterThan(50)
  })

  it('an empty page is a page', async () => {
    const document = await PDFDocument.create()
    document.addPage(A4)
    expect((await printed(await document.save())).maps.map(ink)).toEqual([0])
  })
})

describe('a PDF that is not as it should be', () => {
  const plain = async (pages = 1) => {
    const document = await PDFDocument.create()
    for (let i = 0; i < pages; i++) {
      document.addPage(A4).drawRectangle({ x: 100, y: 300, width: 300, height: 300, color: rgb(0, 0, 0) })
    }
    return Buffer.from(await document.save({ useObjectStreams: false }))
  }
  const changed = (bytes: Buffer, from: RegExp, to: string) =>
    Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1')

  it('behind 1016 bytes of garbage, with a broken or no cross-reference table, opens', async () => {
    const good = await plain()
    const garbage = Buffer.alloc(1016, 0x5a)
    const broken = changed(good, /startxref\s+\d+/, 'startxref\n99999999')
    const none = changed(good, /xref\n0[\s\S]*?trailer/, 'trailer')
    for (const bytes of [Buffer.concat([garbage, good]), broken, none])
      expect(ink((await printed(bytes)).maps[0])).toBeGreaterThan(80)
    const cut = good.subarray(0, good.lastIndexOf('xref\n0'))
    expect((await codeOf(printed(cut)))?.[0]).toBe('E_DOCUMENT_DAMAGED')
  })

  it('with a page tree that is a loop, or a count that lies, ends', async () => {
    const good = await plain(2)
    const loop = changed(good, /\/Kids \[[^\]]*\]/, '/Kids [ 2 0 R 2 0 R 2 0 R ]')
    const lie = changed(good, /\/Count 2/, '/Count 999999')
    expect((await codeOf(printed(lie)))?.[0]).toBe('E_TOO_MANY_PAGES')
    const looped = await codeOf(printed(loop))
    expect(looped === null || /^E_/.test(looped[0])).toBe(true)
  })

  it('with a million pages is refused by their number', async () => {
    const tree = (await plain()).toString('latin1').replace(/\/Count 1\b/, '/Count 1000000')
    const [code, message] = (await codeOf(printed(Buffer.from(tree, 'latin1')))) ?? []
    expect([code, message]).toEqual(['E_TOO_MANY_PAGES', expect.stringContaining('It has 1000000 pages.')])
  })

  it('opens when only its owner has a password, in every encryption, and is refused when its reader needs one', async () => {
    const [from, to] = [join(folder, 'plain.pdf'), join(folder, 'locked.pdf')]
    writeFileSync(from, await plain())
    for (const [bits, weak] of [
      ['40', ['--allow-weak-crypto']],
      ['128', ['--allow-weak-crypto']],
      ['256', []],
    ] as const) {
      const encrypt = (user: string) =>
        execFileSync('qpdf', [...weak, '--encrypt', user, 'owner', bits, '--', from, to])
      encrypt('')
      expect(ink((await printed(readFileSync(to))).maps[0])).toBeGreaterThan(80)
      encrypt('secret')
      expect((await codeOf(printed(readFileSync(to))))?.[0]).toBe('E_DOCUMENT_LOCKED')
    }
  })
})

describe('pale text', () => {
  /** A black line and an orange one, over a picture as large as the page where one is wanted. */
  async function twoLines(scan: Uint8Array | null, strips = 1) {
    const document = await PDFDocument.create()
    const page = document.addPage(A4)
    const image = scan === null ? null : await document.embedPng(scan)
    const height = A4[1] / strips
    if (image !== null)
      for (let i = 0; i < strips; i++) page.drawImage(image, { y: i * height, width: A4[0], height })
    page.drawText('black '.repeat(8), { x: 40, y: 780, size: 20 })
    page.drawText('orange '.repeat(8), { x: 40, y: 400, size: 20, color: rgb(1, 0.65, 0) })
    const { maps } = await printed(await document.save())
    const [map = []] = maps
    return [ink(map.slice(0, 24 * 4)), ink(map.slice(24 * 10, 24 * 14))]
  }

  it('of a document is printed, and of a scan it is not', async () => {
    const [black = 0, orange = 0] = await twoLines(null)
    expect(orange).toBeGreaterThan(black / 2)
    const paper = await sharp({ create: { width: 40, height: 60, channels: 3, background: '#fff' } })
      .png()
      .toBuffer()
    expect((await twoLines(paper))[1]).toBe(0)
    // Some scanners write a page in strips.
    expect((await twoLines(paper, 20))[1]).toBe(0)
  })
})
