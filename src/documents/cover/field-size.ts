/** The size of the letters in a field of a form: as its author said, or smaller where the text would be cut off. */
import type { PDFFont, PDFTextField } from 'pdf-lib'

/** Points. For fields that leave the size to the program. */
const USUAL = 11
/** What a fax in standard resolution can still show. */
const SMALLEST = 6
const STEP = 0.5
/** Border and padding on each side, as pdf-lib draws them with some to spare. */
const EDGE = 4
/** Of pdf-lib: a line is a fifth higher than its letters. */
const LINE = 1.2
/** What hangs below the last line, in lines. */
const BELOW = 0.25

/** Sets the size with which all of the text can be seen, or the smallest one. */
export function setFittingSize(field: PDFTextField, text: string, font: PDFFont): void {
  const said = /([\d.]+)\s+Tf/.exec(field.acroField.getDefaultAppearance() ?? '')?.[1]
  let size = Number(said ?? 0) > 0 ? Number(said) : USUAL
  const boxes = field.acroField.getWidgets().map(widget => widget.getRectangle())
  const fits = (points: number) =>
    boxes.every(({ width, height }) => {
      const room = { width: width - EDGE, height: height - EDGE }
      if (!field.isMultiline()) return font.widthOfTextAtSize(text, points) <= room.width
      const lines = linesOf(text, room.width, font, points) + BELOW
      return lines * font.heightAtSize(points) * LINE <= room.height
    })
  while (size - STEP >= SMALLEST && !fits(size)) size -= STEP
  field.acroField.setDefaultAppearance(`/Helv ${size} Tf 0 g`)
}

/** Lines of the text when it is broken at blanks. */
function linesOf(text: string, width: number, font: PDFFont, size: number): number {
  const blank = font.widthOfTextAtSize(' ', size)
  let lines = 0
  for (const paragraph of text.split('\n')) {
    let used = Number.POSITIVE_INFINITY
    for (const word of paragraph.split(' ')) {
      const wide = font.widthOfTextAtSize(word, size)
      if (used + blank + wide > width) {
        lines++
        used = wide
      } else used += blank + wide
    }
  }
  return lines
}
