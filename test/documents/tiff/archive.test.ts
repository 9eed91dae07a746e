/** PDF/A-2b: each rule of ISO 19005-2 that such a file could break, checked on the bytes. No veraPDF is needed. */
import { inflateSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { srgbProfile } from '../../../src/documents/tiff/icc.ts'
import { readTiff } from '../../../src/documents/tiff/read.ts'
import { pdfOfPages } from '../../../src/documents/tiff/to-pdf.ts'
import { g4Page, writeTiff } from '../../../src/documents/tiff/write.ts'
import { textLikePage } from '../pages.ts'

const CREATED = Date.UTC(2026, 10, 21, 14, 5, 6)
const page = textLikePage(1728, 400)
const pages = readTiff(writeTiff([g4Page(page, 204, 196), g4Page(page, 204, 98)], { software: 'x' }))
const words = [{ text: 'Invoice 4711', left: 0.1, top: 0.2, width: 0.3, height: 0.05 }]
const options = { producer: 'fax & <bridge>', title: 'Fax "1"', createdAt: CREATED, archive: true }
let bytes: Buffer
let text: string
/** Bodies of all objects by number; streams cut off at `stream`. */
let objects: Map<number, { dictionary: string; stream: Buffer | null }>

beforeAll(() => {
  bytes = Buffer.from(pdfOfPages(pages, options, [words, null]))
  text = bytes.toString('latin1')
  objects = new Map()
  for (const found of text.matchAll(/(?:^|\n)(\d+) 0 obj\n/g)) {
    const start = found.index + found[0].length
    const dictionary = text.slice(start, text.indexOf('endobj', start))
    const length = /\/Length (\d+)>>stream\n/.exec(dictionary)
    const head = length === null ? -1 : text.indexOf('>>stream\n', start) + '>>stream\n'.length
    const stream = length === null ? null : bytes.subarray(head, head + Number(length[1]))
    if (stream !== null) {
      expect(text.slice(head + stream.length, head + stream.length + 11)).toBe('\nendstream\n')
    }
    objects.set(Number(found[1]), {
      dictionary: stream === null ? dictionary : text.slice(start, head),
      stream,
    })
  }
})

const byNumber = (n: string | undefined) => {
  const found = objects.get(Number(n))
  if (found === undefined) throw new Error(`no object ${n}`)
  return found
}
const catalog = () =>
  [...objects.values()].find(({ dictionary }) => dictionary.includes('/Type/Catalog'))?.dictionary ?? ''
const metadata = () => byNumber(/\/Metadata (\d+) 0 R/.exec(catalog())?.[1])

/** None of them names a colour. */
const ALLOWED = ['q', 'Q', 'cm', 'Do', 'BT', 'ET', 'Tr', 'Tf', 'Tz', 'Tm', 'Tj']

describe('PDF/A-2b', () => {
  it('6.1.2 header: version at the very start, then a comment of four bytes above 127', () => {
    expect(text).toMatch(/^%PDF-1\.[1-7]\n%[\x80-\xff]{4,}\n/)
  })

  it('6.1.3 trailer: an ID of two equal parts, no encryption, nothing after %%EOF', () => {
    const trailer = text.slice(text.lastIndexOf('trailer'))
    expect(trailer).toMatch(/\/ID\[<([0-9a-f]{32})><\1>\]/)
    expect(text).not.toContain('/Encrypt')
    expect(text.endsWith('%%EOF\n')).toBe(true)
  })

  it('6.1.4 cross-reference table: every entry leads to its object', () => {
    const start = Number(/startxref\n(\d+)\n/.exec(text)?.[1])
    const table = /^xref\n0 (\d+)\n((?:\d{10} \d{5} [fn] \n)+)/.exec(text.slice(start))
    const rows = (table?.[2] ?? '').split(' \n').filter(row => row !== '')
    expect(rows).toHaveLength(Number(table?.[1]))
    for (const [n, row] of rows.entries()) {
      if (n > 0) expect(text.slice(Number(row.slice(0, 10)))).toMatch(new RegExp(`^${n} 0 obj\n`))
    }
  })

  it('6.1.6 and 6.1.9: hex strings are even, objects are framed by line ends', () => {
    for (const [, hex = ''] of text.matchAll(/<([0-9a-f]+)>/g)) expect(hex.length % 2).toBe(0)
    expect(text.match(/\nendobj\n/g)).toHaveLength(objects.size)
  })

  it('6.1.7: streams have their true length, are in the file, and use no LZW or Crypt', () => {
    const streams = [...objects.values()].filter(({ stream }) => stream !== null)
    expect(streams.length).toBeGreaterThan(6)
    for (const { dictionary } of streams) {
      expect(dictionary).not.toMatch(/\/F |\/FFilter|LZWDecode|\/Crypt/)
    }
  })

  it('6.2.3 output intent: one, GTS_PDFA1, with an embedded RGB profile of version 2', () => {
    const intents = /\/OutputIntents\[(<<.*?>>)\]/.exec(catalog())?.[1] ?? ''
    expect(intents).toContain('/S/GTS_PDFA1')
    const profile = byNumber(/\/DestOutputProfile (\d+) 0 R/.exec(intents)?.[1])
    expect(profile.dictionary).toContain('/N 3')
    expect(profile.stream?.equals(Buffer.from(srgbProfile()))).toBe(true)
  })

  it('6.2.4 colours: DeviceGray only, which the output intent covers', () => {
    for (const [, space] of text.matchAll(/\/ColorSpace\/?(\w+)/g)) expect(space).toBe('DeviceGray')
    const contents = [...text.matchAll(/\/Contents (\d+) 0 R/g)].map(
      ([, n]) => byNumber(n).stream?.toString('latin1') ?? '',
    )
    expect(contents).toHaveLength(2)
    for (const content of contents) {
      const operators = content.replace(/<[0-9a-f]*>|\/\w+|-?[\d.]+/g, ' ').split(/\s+/)
      expect(operators.filter(name => name !== '' && !ALLOWED.includes(name))).toEqual([])
    }
  })

  it('6.2.8 and 6.2.10: no interpolation, alternates, postscript or transparency', () => {
    expect(text).not.toMatch(/\/Interpolate true|\/Alternates|\/OPI|\/SMask|\/Group|\/BM|\/PS\b|\/ca |\/CA /)
  })

  it('6.2.11 fonts: embedded, composite with Identity-H, letters as wide as said, never .notdef', () => {
    const font = [...objects.values()].find(({ dictionary }) =>
      dictionary.includes('/Subtype/Type0'),
    )?.dictionary
    expect(font).toContain('/Encoding/Identity-H')
    const descendant = byNumber(/\/DescendantFonts\[(\d+) 0 R\]/.exec(font ?? '')?.[1]).dictionary
    expect(descendant).toMatch(/\/CIDSystemInfo<<\/Registry\(Adobe\)\/Ordering\(Identity\)\/Supplement 0>>/)
    const descriptor = byNumber(/\/FontDescriptor (\d+) 0 R/.exec(descendant)?.[1]).dictionary
    const program = byNumber(/\/FontFile2 (\d+) 0 R/.exec(descriptor)?.[1])
    expect(program.dictionary).toContain(`/Length1 ${program.stream?.length}`)
    const file = program.stream ?? Buffer.alloc(0)
    const table = (name: string) => {
      const at = Array.from({ length: file.readUInt16BE(4) }, (_, i) => 12 + i * 16).find(
        entry => file.toString('latin1', entry, entry + 4) === name,
      )
      return file.subarray(file.readUInt32BE((at ?? 0) + 8))
    }
    expect(table('head').readUInt32BE(12)).toBe(0x5f0f3cf5)
    const width = (table('hmtx').readUInt16BE(4) * 1000) / table('head').readUInt16BE(18)
    expect(descendant).toContain(`/DW ${width}`)
    const map = byNumber(/\/CIDToGIDMap (\d+) 0 R/.exec(descendant)?.[1])
    const glyphs = inflateSync(map.stream ?? Buffer.alloc(0))
    expect(glyphs.length).toBe(131_072)
    expect(new Set(glyphs.filter((_, i) => (i & 1) === 1))).toEqual(new Set([1]))
    let sum = 0
    for (let at = 0; at < file.length; at += 4) sum = (sum + file.readUInt32BE(at)) >>> 0
    expect(sum).toBe(0xb1b0afba)
  })

  it('6.3, 6.4, 6.5: no annotations, forms or actions', () => {
    expect(text).not.toMatch(
      /\/Annots|\/AcroForm|\/OpenAction|\/AA|\/JavaScript|\/EmbeddedFiles|\/OCProperties/,
    )
  })

  it('6.6.2 metadata: an unfiltered packet that says part 2, level B', () => {
    expect(metadata().dictionary).toContain('/Type/Metadata/Subtype/XML')
    expect(metadata().dictionary).not.toContain('/Filter')
    const xmp = metadata().stream?.toString('utf8') ?? ''
    expect(xmp).toMatch(/^<\?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"\?>/)
    expect(xmp).toMatch(/<\?xpacket end="r"\?>$/)
    expect(xmp).not.toMatch(/bytes=|encoding=/)
    expect(xmp).toContain('<pdfaid:part>2</pdfaid:part>')
    expect(xmp).toContain('<pdfaid:conformance>B</pdfaid:conformance>')
    const opened = [...xmp.matchAll(/<(\w+:\w+)[\s>]/g)].map(([, name]) => name)
    const closed = [...xmp.matchAll(/<\/(\w+:\w+)>/g)].map(([, name]) => name)
    expect(opened.sort()).toEqual(closed.sort())
  })

  it('6.6.2.2: what the information dictionary says, the packet says too', () => {
    const xmp = metadata().stream?.toString('utf8') ?? ''
    const info = byNumber(/\/Info (\d+) 0 R/.exec(text)?.[1]).dictionary
    const said = (key: string) => {
      const hex = new RegExp(`/${key} <([0-9a-f]+)>`).exec(info)?.[1] ?? ''
      return Buffer.from(hex, 'hex').swap16().toString('utf16le').slice(1)
    }
    expect([said('Producer'), said('Title')]).toEqual([options.producer, options.title])
    expect(xmp).toContain('<pdf:Producer>fax &amp; &lt;bridge&gt;</pdf:Producer>')
    expect(xmp).toContain('<rdf:li xml:lang="x-default">Fax "1"</rdf:li>')
    expect(info).toContain('/CreationDate(D:20261121140506Z)')
    expect(xmp).toContain('<xmp:CreateDate>2026-11-21T14:05:06Z</xmp:CreateDate>')
  })

  it('every page has its own resources and its boxes are within the bounds of 6.1.13', () => {
    for (const { dictionary } of objects.values()) {
      if (!dictionary.includes('/Type/Page/')) continue
      expect(dictionary).toContain('/Resources<<')
      const [, width, height] = /\/MediaBox\[0 0 ([\d.]+) ([\d.]+)\]/.exec(dictionary) ?? []
      for (const side of [width, height]) {
        expect(Number(side)).toBeGreaterThan(3)
        expect(Number(side)).toBeLessThan(14_400)
      }
    }
  })
})

it('the ICC profile: its sizes and offsets are true, its white is the sum of its colours', () => {
  const profile = Buffer.from(srgbProfile())
  expect(profile.readUInt32BE(0)).toBe(profile.length)
  expect(profile.toString('latin1', 12, 24)).toBe('mntrRGB XYZ ')
  expect(profile.toString('latin1', 36, 40)).toBe('acsp')
  const tags = new Map<string, Buffer>()
  for (let i = 0; i < profile.readUInt32BE(128); i++) {
    const at = 132 + i * 12
    const [from, size] = [profile.readUInt32BE(at + 4), profile.readUInt32BE(at + 8)]
    expect(from % 4).toBe(0)
    expect(from + size).toBeLessThanOrEqual(profile.length)
    tags.set(profile.toString('latin1', at, at + 4), profile.subarray(from, from + size))
  }
  expect([...tags.keys()].sort()).toEqual(
    ['bTRC', 'bXYZ', 'cprt', 'desc', 'gTRC', 'gXYZ', 'rTRC', 'rXYZ', 'wtpt'].sort(),
  )
  const xyz = (name: string) => [8, 12, 16].map(at => (tags.get(name)?.readInt32BE(at) ?? 0) / 65_536)
  const white = xyz('wtpt')
  const sum = xyz('rXYZ').map((x, i) => x + (xyz('gXYZ')[i] ?? 0) + (xyz('bXYZ')[i] ?? 0))
  for (const [i, value] of sum.entries()) expect(value).toBeCloseTo(white[i] ?? 0, 3)
})
