import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDocument } from 'pdf-lib'
import { afterAll, describe, expect, it } from 'vitest'
import { type Bitmap, isBlank } from '../../../src/documents/bitmap.ts'
import { COVER_FIELDS, type CoverFacts, fitsCover } from '../../../src/documents/cover/facts.ts'
import { CONFIDENTIAL } from '../../../src/documents/cover/words.ts'
import { makeRenderer } from '../../../src/documents/render/renderer.ts'
import { openSandbox } from '../../../src/documents/sandbox/open.ts'
import { faxBitmapOf, readTiff } from '../../../src/documents/tiff/read.ts'
import { g4Page, writeTiff } from '../../../src/documents/tiff/write.ts'
import { silentLogger, systemClock } from '../../../src/runtime.ts'
import { textLikePage } from '../pages.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-finish-'))
const limits = { processes: 1, seconds: 60, memoryBytes: 2 ** 30, pages: 20, pixelsPerPage: 40_000_000 }
const runtime = { clock: systemClock, log: silentLogger }
const renderer = makeRenderer({
  config: { ...limits, fontFolders: [] },
  runtime,
  sandbox: await openSandbox('auto'),
  workFolder: folder,
})
afterAll(async () => {
  await renderer.stop()
  rmSync(folder, { recursive: true, force: true })
})

const FIELDS = {
  to: 'Jane Doe',
  toCompany: 'Hospital <b>&amp;</b>',
  toNumber: '+1 555 555 1212',
  from: 'ann@example.com',
  fromCompany: 'Acme',
  fromNumber: '+1 555 555 0100',
  date: '21 November 2026',
  pages: '3',
  subject: 'Order 4711',
  comment: 'Please call.\n\nAnn',
  notice: CONFIDENTIAL.en,
}
const facts = (fields: Partial<CoverFacts['fields']> = {}): CoverFacts => ({
  language: 'en',
  fields: { ...FIELDS, ...fields },
})
const EMPTY = Object.fromEntries(COVER_FIELDS.map(field => [field, ''])) as CoverFacts['fields']

const shared = join(folder, 'shared.tiff')
const page = textLikePage(1728, 2286)
writeFileSync(shared, writeTiff([g4Page(page, 204, 196), g4Page(page, 204, 196)], { software: 'x' }))

let count = 0
async function finished(
  cover: CoverFacts | null,
  more: { form?: string; header?: boolean } = {},
): Promise<Bitmap[]> {
  const outFolder = join(folder, String(++count))
  mkdirSync(outFolder)
  const made = await renderer.finish(
    {
      tiffPath: shared,
      outFolder,
      cover: cover === null ? null : { facts: cover, form: more.form ?? null },
      header: more.header === true ? { text: '2026-11-21 14:05  Acme', page: 'Page' } : null,
    },
    new AbortController().signal,
  )
  return readTiff(readFileSync(made.tiffPath)).map(one => faxBitmapOf(one)?.bitmap as Bitmap)
}
const same = (a: Bitmap | undefined, b: Bitmap | undefined) =>
  Buffer.from(a?.data ?? []).equals(Buffer.from(b?.data ?? []))

describe('a finished fax', () => {
  it('has its cover first, of the same size, and the pages behind it as they were', async () => {
    const pages = await finished(facts())
    expect(pages.map(one => [one.width, one.height])).toEqual(Array(3).fill([1728, 2286]))
    expect(isBlank(pages[0] as Bitmap)).toBe(false)
    expect(same(pages[1], page) && same(pages[2], page)).toBe(true)
  })

  it('has a header line on every page, and each one its own number', async () => {
    const [cover, first, second] = await finished(facts(), { header: true })
    const top = (one: Bitmap | undefined) => Buffer.from(one?.data.slice(0, 39 * 216) ?? [])
    expect(same(first, second)).toBe(false)
    for (const one of [cover, first, second]) expect(top(one).some(byte => byte !== 0)).toBe(true)
    expect(top(first).equals(top(second))).toBe(false)
  })

  it('shows every field on the cover: each one makes a difference', async () => {
    const [whole] = await finished(facts())
    for (const field of COVER_FIELDS) {
      const [without] = await finished(facts({ [field]: '' }))
      expect(same(whole, without), field).toBe(false)
    }
  })

  it('does not fail for what no font has, for markup, or for texts without end', async () => {
    const hostile = Object.fromEntries(
      COVER_FIELDS.map(field => [field, `\u{10ffff}</text>&<${'x'.repeat(5000)}`]),
    )
    const [cover] = await finished({ language: 'de', fields: { ...EMPTY, ...hostile } })
    expect(cover?.height).toBe(2286)
  })

  it('has words in each language', async () => {
    const covers = await Promise.all(
      (['en', 'de', 'fr', 'es'] as const).map(language => finished({ language, fields: FIELDS })),
    )
    const distinct = new Set(covers.map(([cover]) => Buffer.from(cover?.data ?? []).toString('base64')))
    expect(distinct.size).toBe(4)
  })
})

describe('a PDF form as cover', () => {
  async function aForm(name: string, fields: readonly string[]): Promise<string> {
    const pdf = await PDFDocument.create()
    const sheet = pdf.addPage([595, 842])
    for (const [i, field] of fields.entries()) {
      const text = pdf.getForm().createTextField(field)
      if (field === 'comment') text.enableMultiline()
      text.addToPage(sheet, { x: 50, y: 780 - i * 60, width: 400, height: 40 })
    }
    const path = join(folder, name)
    writeFileSync(path, await pdf.save())
    return path
  }

  it('is filled in where it has fields, in any script', async () => {
    const form = await aForm('form.pdf', ['to', 'comment', 'something else'])
    const [filled] = await finished(facts({ to: 'Żółć Ελλάδα' }), { form })
    const [empty] = await finished({ language: 'en', fields: EMPTY }, { form })
    const [other] = await finished(facts({ to: 'Żółć Ελλάδα', subject: 'not in the form' }), { form })
    expect(same(filled, empty)).toBe(false)
    expect(same(filled, other)).toBe(true)
  })

  it('that is damaged is a clear error', async () => {
    const form = join(folder, 'damaged.pdf')
    writeFileSync(form, '%PDF-1.7\nnothing')
    await expect(finished(facts(), { form })).rejects.toMatchObject({ code: 'E_DOCUMENT_DAMAGED' })
  })
})

it('a text fits the cover, or it does not', () => {
  expect(fitsCover('')).toBe(true)
  expect(fitsCover('line\n'.repeat(23))).toBe(true)
  expect(fitsCover('line\n'.repeat(40))).toBe(false)
  expect(fitsCover('word '.repeat(2000))).toBe(false)
})
