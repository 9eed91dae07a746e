import { expect, it } from 'vitest'
import { isBlank } from '../../../src/documents/bitmap.ts'
import { pdfPages } from '../../../src/documents/pages/pdf.ts'
import { sheetOf } from '../../../src/documents/pages/sheet.ts'
import { noTools, pdfiumOf } from '../../../src/documents/pages/tools.ts'
import { letter, warmUp } from '../../../src/documents/render/warm-up.ts'

it('what a renderer is made ready with is a page of text', async () => {
  const tools = noTools()
  await warmUp(tools)
  const pages = pdfPages(await pdfiumOf(tools), letter(), sheetOf('a4', 'fine'), {
    pagesLeft: 1,
    tell: note => expect(note).toBe('nothing to tell'),
  })
  const seen: boolean[] = []
  for await (const page of pages) seen.push(isBlank(page))
  expect(seen).toEqual([false])
})
