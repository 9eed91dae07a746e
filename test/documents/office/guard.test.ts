import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guardOffice, type OfficeType } from '../../../src/documents/office/guard.ts'
import { packageParts } from '../../../src/documents/office/package-parts.ts'
import { isBridgeError } from '../../../src/fax/error.ts'
import { type Packed, zipOf } from '../containers/zip-file.ts'
import { docx, linkedPicture, openDocument, wordText } from './zip-files.ts'

function codeOf(work: () => unknown): string {
  try {
    work()
    return 'fine'
  } catch (error) {
    if (!isBridgeError(error)) throw error
    return `${error.code} ${error.message}`
  }
}
const guarded = (type: OfficeType, bytes: Buffer) => codeOf(() => guardOffice(type, bytes))
const a = (name: string, content: string | Buffer = 'x', more: Partial<Packed> = {}): Packed => ({
  name,
  content,
  ...more,
})

describe('a package', () => {
  it.each<readonly [string, Buffer, string]>([
    ['with too many parts', zipOf(Array.from({ length: 2001 }, (_, i) => a(`${i}`))), 'E_RENDER_LIMIT'],
    ['with two parts of one name', zipOf([a('a'), a('A')]), 'E_DOCUMENT_DAMAGED'],
    ['with a password', zipOf([a('a', 'x', { flags: 1 })]), 'E_DOCUMENT_LOCKED'],
    ['that unpacks to 3 MiB of nothing', zipOf([a('a', Buffer.alloc(3 * 2 ** 20))]), 'E_RENDER_LIMIT'],
  ])('%s is refused', (_, bytes, code) => {
    expect(codeOf(() => packageParts(bytes)).split(' ')[0]).toBe(code)
  })

  it('of 200 MiB in many small parts is refused before all of it is unpacked', () => {
    const noise = Buffer.alloc(2 ** 20 - 1, 'fax and mail ')
    const bytes = zipOf(Array.from({ length: 210 }, (_, i) => a(`${i}`, noise)))
    expect(codeOf(() => packageParts(bytes))).toMatch(/^E_RENDER_LIMIT .*unpacks to far more/)
  })
})

describe('Office Open XML', () => {
  it('is taken', () => {
    expect(guardOffice('docx', docx(wordText('hello')))).toEqual({ hasLinks: false })
  })

  it('with links to outside is taken, and told; a link to click on is none', () => {
    const picture = { id: 'r9', kind: 'image', target: 'http://127.0.0.1/x.png', external: true }
    expect(guardOffice('docx', docx(linkedPicture('r9'), { related: [picture] }))).toEqual({ hasLinks: true })
    const click = { ...picture, kind: 'hyperlink' }
    expect(guardOffice('docx', docx(wordText('x'), { related: [click] }))).toEqual({ hasLinks: false })
  })

  it.each([
    ['VBA', docx('', { more: [a('word/vbaProject.bin')] })],
    ['VBA in a folder of its own', docx('', { more: [a('x/VBAProject.bin')] })],
    [
      'VBA under another name',
      docx('', {
        more: [a('word/x.bin')],
        types: '<Override PartName="/word/x.bin" ContentType="application/vnd.ms-office.vbaProject"/>',
      }),
    ],
    ['Excel 4 macros', docx('', { more: [a('xl/macrosheets/sheet1.xml')] })],
  ])('with macros (%s) is refused by name', (_, bytes) => {
    expect(guarded('docx', bytes)).toMatch(/^E_DOCUMENT_TYPE .*contains macros/)
  })

  it.each([
    ['plain', '<!DOCTYPE x [<!ENTITY a "b">]>'],
    ['in small letters', '<!doctype x SYSTEM "file:///etc/passwd">'],
  ])('with a document type (%s) is refused', (_, before) => {
    expect(guarded('docx', docx('', { before }))).toMatch(/^E_DOCUMENT_TYPE .*document type/)
  })

  it('with a document type in UTF-16 is refused', () => {
    const content = Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>', 'utf16le')
    expect(guarded('docx', docx('', { more: [a('word/styles.xml', content)] }))).toMatch(/^E_DOCUMENT_TYPE/)
  })
})

describe('OpenDocument', () => {
  it('is taken, also with the document type that OpenOffice wrote', () => {
    const manifest =
      '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd"><manifest:manifest/>'
    const bytes = openDocument('text', '<a xlink:href="Pictures/1.png"/>', [
      a('META-INF/manifest.xml', manifest),
    ])
    expect(guardOffice('odt', bytes)).toEqual({ hasLinks: false })
  })

  it.each(['http://x/', 'file:///etc/passwd', '../../x', '//server/x', '\\\\server\\x'])(
    'linking to %s is told',
    target => {
      const bytes = openDocument('text', `<draw:image xlink:href="${target}"/>`)
      expect(guardOffice('odt', bytes)).toEqual({ hasLinks: true })
      const flat = Buffer.from(`<office:document><draw:image xlink:href='${target}'/></office:document>`)
      expect(guardOffice('fodt', flat)).toEqual({ hasLinks: true })
    },
  )

  it.each<readonly [string, RegExp, OfficeType, Buffer]>([
    [
      'macros',
      /^E_DOCUMENT_TYPE .*macros/,
      'odt',
      openDocument('text', '', [a('Basic/Standard/Module1.xml')]),
    ],
    [
      'scripts',
      /^E_DOCUMENT_TYPE .*macros/,
      'ods',
      openDocument('spreadsheet', '', [a('Scripts/python/x.py')]),
    ],
    [
      'macros in one file',
      /^E_DOCUMENT_TYPE .*macros/,
      'fodt',
      Buffer.from(
        '<office:document><office:scripts><office:script script:language="ooo:Basic"/></office:scripts></office:document>',
      ),
    ],
    [
      'a password',
      /^E_DOCUMENT_LOCKED .*without a password/,
      'odt',
      openDocument('text', 'x', [
        a('META-INF/manifest.xml', '<manifest:encryption-data manifest:checksum="x"/>'),
      ]),
    ],
    ['a document type', /^E_DOCUMENT_TYPE/, 'odt', openDocument('text', '<!DOCTYPE a [<!ENTITY b "c">]>')],
    [
      'a document type in one file',
      /^E_DOCUMENT_TYPE/,
      'fods',
      Buffer.from('<!DOCTYPE a><office:document/>'),
    ],
  ])('with %s is refused', (_, said, type, bytes) => {
    expect(guarded(type, bytes)).toMatch(said)
  })
})

describe('a flat OpenDocument file of LibreOffice', () => {
  const flat = (libraries: string) =>
    Buffer.from(
      `<office:document><office:scripts>\n <office:script script:language="ooo:Basic">\n  ${libraries}\n </office:script>\n</office:scripts><office:body/></office:document>`,
    )
  const NAMES = 'xmlns:ooo="http://openoffice.org/2004/office" xmlns:xlink="http://www.w3.org/1999/xlink"'

  it('that has the empty library of every document is taken', () => {
    const empty = `<ooo:libraries ${NAMES}>\n   <ooo:library-embedded ooo:name="Standard"/>\n  </ooo:libraries>`
    expect(guarded('fodt', flat(empty))).toBe('fine')
    expect(guarded('fods', flat(`<ooo:libraries ${NAMES}/>`))).toBe('fine')
  })

  it.each([
    `<ooo:libraries ${NAMES}><ooo:library-embedded ooo:name="Standard"><ooo:module ooo:name="M"><ooo:source-code>Sub A</ooo:source-code></ooo:module></ooo:library-embedded></ooo:libraries>`,
    `<ooo:libraries ${NAMES}><ooo:library-linked ooo:name="L" xlink:href="x"/></ooo:libraries>`,
  ])('with a macro is refused: %s', libraries => {
    expect(guarded('fodt', flat(libraries))).toMatch(/^E_DOCUMENT_TYPE .*contains macros/)
  })
})

describe('RTF', () => {
  it.each([
    ['{\\rtf1 hello INCLUDED}', false],
    ['{\\rtf1 {\\field{\\*\\fldinst INCLUDEPICTURE "http://x/y.png"}}}', true],
    ['{\\rtf1 {\\*\\template http://x/y.dot}}', true],
  ])('%s: links %s', (text, hasLinks) => {
    expect(guardOffice('rtf', Buffer.from(text))).toEqual({ hasLinks })
  })
})

it('old documents that are no compound file are damaged', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 0, maxLength: 3000 }),
      fc.constantFrom('doc', 'xls', 'ppt'),
      (bytes, type) => {
        const file = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from(bytes)])
        expect(guarded(type as OfficeType, file)).toMatch(/^E_DOCUMENT_|^fine/)
      },
    ),
  )
})
