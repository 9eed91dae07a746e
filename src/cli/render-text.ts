/** What `faxbridge render` has made, for people and for programs. */
import { join } from 'node:path'
import { type DocumentPart, RESOLUTIONS } from '../fax/document.ts'
import { durationText, LINE_BITS_PER_SECOND, lineSeconds, pageSeconds } from '../fax/line-time.ts'
import { say, table } from './print.ts'
import type { RenderSetting } from './render-setting.ts'

export interface RenderedReport {
  readonly tiff: { readonly path: string; readonly bytes: number }
  readonly pdf: { readonly path: string; readonly bytes: number }
  readonly resolution: string
  readonly paper: string
  readonly cover: string | null
  readonly pages: readonly {
    readonly page: number
    readonly bytes: number
    readonly seconds: number
    readonly picture: string
  }[]
  /** Estimate for the whole call. */
  readonly lineSeconds: number
  readonly parts: readonly DocumentPart[]
}

interface Sizes {
  readonly tiffBytes: number
  readonly pdfBytes: number
  readonly pageBytes: readonly number[]
}

export function reportOf(
  out: string,
  setting: RenderSetting,
  parts: readonly DocumentPart[],
  { tiffBytes, pdfBytes, pageBytes }: Sizes,
  hasCover: boolean,
): RenderedReport {
  return {
    tiff: { path: join(out, 'fax.tiff'), bytes: tiffBytes },
    pdf: { path: join(out, 'fax.pdf'), bytes: pdfBytes },
    resolution: setting.resolution,
    paper: setting.paper,
    cover: hasCover ? (setting.cover?.name ?? null) : null,
    pages: pageBytes.map((bytes, i) => ({
      page: i + 1,
      bytes,
      seconds: Number(pageSeconds(bytes).toFixed(1)),
      picture: join(out, `page-${i + 1}.png`),
    })),
    lineSeconds: Math.ceil(lineSeconds(pageBytes)),
    parts,
  }
}

export function sayReport(report: RenderedReport): void {
  const { tiff, pdf, pages, parts, cover } = report
  const rows = parts.map(part => [part.name, placeOf(part)])
  say(table(['DOCUMENT', 'PAGES'], rows, 76))
  const { xDpi, yDpi } = RESOLUTIONS[report.resolution as keyof typeof RESOLUTIONS]
  const sheet = `${report.resolution} (${xDpi}×${yDpi} dpi), ${report.paper}`
  const count = pages.length === 1 ? '1 page' : `${pages.length} pages`
  say(`\n${count}, ${sheet}${cover === null ? '' : `, cover page "${cover}"`}`)
  const lines = pages.map(({ page, bytes, seconds, picture }) => [
    String(page),
    sizeText(bytes),
    durationText(seconds),
    picture,
  ])
  say(`\n${table(['PAGE', 'SIZE', 'LINE TIME', 'PICTURE'], lines, 200)}`)
  say(`\n${tiff.path}  ${sizeText(tiff.bytes)}\n${pdf.path}  ${sizeText(pdf.bytes)}`)
  const speed = LINE_BITS_PER_SECOND.toLocaleString('en')
  say(`\nAbout ${durationText(report.lineSeconds)} on the line at ${speed} bit/s.`)
}

function placeOf({ pages, leftOut }: DocumentPart): string {
  if (leftOut !== null) return `left out: ${leftOut}`
  return pages === 0 ? 'on the cover page' : String(pages)
}

const sizeText = (bytes: number): string =>
  bytes < 100_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${Math.round(bytes / 1000)} kB`
