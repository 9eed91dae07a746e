import { PDFDocument, StandardFonts } from 'pdf-lib'
import { expect, it } from 'vitest'
import { setFittingSize } from '../../../src/documents/cover/field-size.ts'

/** Size of the letters that a field of this size gets for the text. */
async function sizeFor(text: string, height: number, { multiline = true, said = 0 } = {}): Promise<number> {
  const pdf = await PDFDocument.create()
  const font = await pdf.embedFont(StandardFonts.Helvetica)
  const field = pdf.getForm().createTextField('comment')
  if (multiline) field.enableMultiline()
  field.addToPage(pdf.addPage([595, 842]), { x: 50, y: 400, width: 300, height })
  // As form editors write it; 0: the program chooses.
  field.acroField.setDefaultAppearance(`/Helv ${said} Tf 0 g`)
  setFittingSize(field, text, font)
  return Number(/([\d.]+) Tf/.exec(field.acroField.getDefaultAppearance() ?? '')?.[1])
}

it('a text that fits has the size that the form says, or the usual one', async () => {
  expect(await sizeFor('Dear Jane', 100)).toBe(11)
  expect(await sizeFor('Dear Jane', 100, { said: 14 })).toBe(14)
  expect(await sizeFor('Dear Jane', 20, { multiline: false })).toBe(11)
})

it('a longer one gets smaller letters, so that all of it is seen', async () => {
  const text = 'please find the order attached and call me if anything is unclear '.repeat(6)
  const size = await sizeFor(text, 100, { said: 14 })
  expect(size).toBeLessThan(14)
  expect(size).toBeGreaterThan(6)
  expect(await sizeFor(text, 200, { said: 14 })).toBe(14)
  expect(await sizeFor('line\nline\nline\nline', 50)).toBeLessThan(11)
  expect(
    await sizeFor('a very long subject that does not end here either, nor soon, nor on this line', 20, {
      multiline: false,
    }),
  ).toBeLessThan(11)
})

it('never so small that no fax could show it', async () => {
  expect(await sizeFor('word '.repeat(5000), 20)).toBe(6)
})
