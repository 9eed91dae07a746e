import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { writePages } from '../../src/cli/write-pages.ts'
import { g4Page, profileSPage, writeTiff } from '../../src/documents/tiff/write.ts'
import { oracle } from '../documents/oracle.ts'
import { textLikePage } from '../documents/pages.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-write-pages-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const page = textLikePage(1728, 400)
const tiff = writeTiff([g4Page(page, 204, 196), profileSPage(page, 204, 196)], { software: 'x' })

it('pages are written as TIFF, as PDF and as pictures, by the name of the target', async () => {
  await writePages(tiff, join(folder, 'pages.tif'))
  expect(readFileSync(join(folder, 'pages.tif')).equals(Buffer.from(tiff))).toBe(true)
  await writePages(tiff, join(folder, 'pages.PDF'))
  expect(await oracle('pdfinfo', [join(folder, 'pages.PDF')])).toMatch(/Pages: +2/)
  await writePages(tiff, join(folder, 'pictures'))
  expect(readdirSync(join(folder, 'pictures')).sort()).toEqual(['page-1.png', 'page-2.png'])
})

it('what it cannot write is said', async () => {
  await expect(writePages(tiff, join(folder, 'pages.docx'))).rejects.toThrow(
    /\.tiff or \.pdf, or to a folder/,
  )
  await expect(writePages(Buffer.from('II*\0'), join(folder, 'bad.pdf'))).rejects.toThrow()
})
