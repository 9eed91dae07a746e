/**
 * Lines, polygons and polylines that a PDF has as annotations without saying how they look: PDFium leaves them out, so they
 * are given an appearance here, from the points, the width and the colour that they have. In charge of these three alone; arrow
 * heads, dashes and a width that stands in BS, which PDFium does not tell, are left away.
 */

/** Functions of PDFium's C interface (fpdf_annot.h). */
export interface LineFunctions {
  readonly HEAPU8: Uint8Array
  readonly wasmExports: { malloc(size: number): number; free(at: number): void }
  _FPDFAnnot_GetSubtype(annotation: number): number
  _FPDFAnnot_GetLine(annotation: number, start: number, end: number): number
  _FPDFAnnot_GetVertices(annotation: number, at: number, count: number): number
  _FPDFAnnot_GetBorder(annotation: number, horizontal: number, vertical: number, width: number): number
  _FPDFAnnot_GetColor(
    annotation: number,
    kind: number,
    r: number,
    g: number,
    b: number,
    alpha: number,
  ): number
  _FPDFAnnot_SetAP(annotation: number, mode: number, text: number): number
}

const SUBTYPE = { line: 4, polygon: 7, polyline: 8 } as const
/** A point is two numbers of 32 bits. */
const POINT_BYTES = 8
/** More are no drawing of a person. */
const MOST_POINTS = 10_000
/** PDF 32000-1 §12.5.4: the width when none is said, in points. */
const WIDTH = 1
const WIDEST = 72

/** Gives the annotation a look of its own. Whether it could: not a line, or one without points, cannot be drawn. */
export function giveLook(module: LineFunctions, annotation: number): boolean {
  const subtype = module._FPDFAnnot_GetSubtype(annotation)
  const points = subtype === SUBTYPE.line ? ends(module, annotation) : vertices(module, annotation)
  if (points.length < 2 || points.flat().some(number => !Number.isFinite(number))) return false
  const [first = '', ...others] = points.map(point => point.map(number => number.toFixed(2)).join(' '))
  const path = [`${first} m`, ...others.map(point => `${point} l`)].join('\n')
  const colour = colourOf(module, annotation)
  const look = `${colour} RG ${widthOf(module, annotation)} w\n${path}\n${subtype === SUBTYPE.polygon ? 's' : 'S'}`
  return setLook(module, annotation, look)
}

type Point = readonly [x: number, y: number]

function ends(module: LineFunctions, annotation: number): Point[] {
  return withMemory(module, 2 * POINT_BYTES, at =>
    module._FPDFAnnot_GetLine(annotation, at, at + POINT_BYTES) === 0 ? [] : pointsAt(module, at, 2),
  )
}

function vertices(module: LineFunctions, annotation: number): Point[] {
  const count = module._FPDFAnnot_GetVertices(annotation, 0, 0)
  if (count < 2 || count > MOST_POINTS) return []
  return withMemory(module, count * POINT_BYTES, at => {
    module._FPDFAnnot_GetVertices(annotation, at, count)
    return pointsAt(module, at, count)
  })
}

const pointsAt = (module: LineFunctions, at: number, count: number): Point[] =>
  Array.from({ length: count }, (_, i) => [
    floatAt(module, at + i * POINT_BYTES),
    floatAt(module, at + i * POINT_BYTES + 4),
  ])

function widthOf(module: LineFunctions, annotation: number): string {
  const width = withMemory(module, 12, at =>
    module._FPDFAnnot_GetBorder(annotation, at, at + 4, at + 8) === 0 ? WIDTH : floatAt(module, at + 8),
  )
  return (width > 0 && width <= WIDEST ? width : WIDTH).toFixed(2)
}

function colourOf(module: LineFunctions, annotation: number): string {
  return withMemory(module, 16, at => {
    const isThere = module._FPDFAnnot_GetColor(annotation, 0, at, at + 4, at + 8, at + 12) !== 0
    return [0, 4, 8]
      .map(offset => (isThere ? ((module.HEAPU8[at + offset] ?? 0) / 255).toFixed(3) : '0'))
      .join(' ')
  })
}

/** Mode 0 is how it looks normally. PDFium takes UTF-16 with a zero at its end. */
function setLook(module: LineFunctions, annotation: number, look: string): boolean {
  const text = Buffer.from(`${look}\0`, 'utf16le')
  return withMemory(module, text.length, at => {
    module.HEAPU8.set(text, at)
    return module._FPDFAnnot_SetAP(annotation, 0, at) !== 0
  })
}

const floatAt = ({ HEAPU8 }: LineFunctions, at: number) =>
  new DataView(HEAPU8.buffer, HEAPU8.byteOffset).getFloat32(at, true)

function withMemory<T>(module: LineFunctions, size: number, work: (at: number) => T): T {
  const at = module.wasmExports.malloc(size)
  if (at === 0) throw new Error('no memory for an annotation')
  try {
    return work(at)
  } finally {
    module.wasmExports.free(at)
  }
}
