/** What the daemon asks of a renderer process and what it answers. Paths and numbers only: bytes stay in files. */

import type { DeliveryFormat } from '../../fax/delivery-format.ts'
import type { Resolution, Tone } from '../../fax/document.ts'
import type { ErrorCode } from '../../fax/error.ts'
import type { Paper } from '../../fax/paper.ts'
import type { DocumentFormat } from '../../providers/provider.ts'
import type { Expanded, ExpandRequest } from '../contents/expanded.ts'
import type { CoverFacts } from '../cover/facts.ts'
import type { OfficeNeed } from '../office/needed.ts'
import type { PageNote, PageWishes } from '../received/pages.ts'
import type { Turn } from '../received/turn.ts'

/** One file to print. */
export interface RenderSource {
  readonly path: string
  /** For people. */
  readonly name: string
  readonly declaredType: string
  /** `text`: UTF-8 text; `file`: its bytes decide. */
  readonly kind: 'text' | 'file'
  /** What an Office program made of it; it is printed instead. */
  readonly pdfPath?: string
  /** It shows or reads something that is not in the file, and is printed without. */
  readonly hasLinks?: boolean
}

export interface RenderRequest {
  readonly sources: readonly RenderSource[]
  readonly resolution: Resolution
  readonly paper: Paper
  /** Default: airtime. */
  readonly tone?: Tone
  /** Default: keep. */
  readonly blankPages?: 'keep' | 'remove'
  /** An Office program is there: when a source needs one, nothing is drawn, and the answer says which. Default: no. */
  readonly officeHere?: boolean
  /** Existing folder for the results. */
  readonly outFolder: string
}

/** Nothing was drawn: these sources must become PDF first. */
export interface UnreadyParts {
  readonly needs: readonly OfficeNeed[]
}

export interface RenderedParts {
  readonly tiffPath: string
  /** PNG of page 1; null when it could not be made. */
  readonly previewPath: string | null
  readonly pageCount: number
  readonly parts: readonly {
    readonly name: string
    readonly type: string
    readonly pages: number
    /** What of the part is not on its pages, for the sender. */
    readonly notes?: readonly string[]
  }[]
}

/** What is to be done with the pages of a received fax. */
export interface ReceivedWishes extends PageWishes {
  /** Pages that lie on their head or side are turned. */
  readonly upright: boolean
  /** PDF files get a text layer, so that they can be searched. */
  readonly search: boolean
  /** For search, as tesseract calls them: eng, deu. */
  readonly languages: readonly string[]
}

/** A received fax in the formats in which it is to be delivered. */
export interface ReceivedRequest {
  readonly path: string
  readonly format: DocumentFormat
  readonly wanted: readonly DeliveryFormat[]
  /** Absent: the pages stay as they came. */
  readonly wishes?: ReceivedWishes
  /** When it was received (epoch ms): stands in PDF files. */
  readonly receivedAt?: number
  /** A larger file comes in pieces as well. Absent: never. */
  readonly maxBytes?: number
  readonly outFolder: string
}

/** Some pages of a received fax. */
export interface ReceivedPiece {
  readonly path: string
  /** From 1. */
  readonly from: number
  readonly to: number
}

/** As the renderer process gets it. */
export interface ReceivedJob extends Omit<ReceivedRequest, 'wishes'> {
  readonly wishes: PageWishes
  /** Of each page; none: all stay. */
  readonly turns: readonly Turn[]
  /** File with the words of each page; null: none. */
  readonly words: readonly (string | null)[]
}

export interface ReceivedParts {
  /** A format that could not be made is missing; the one in which it came is always there. */
  readonly files: Readonly<Partial<Record<DeliveryFormat, string>>>
  readonly previewPath: string | null
  /** Null: the pages could not be counted. */
  readonly pageCount: number | null
  /** Damaged, turned or straightened pages. */
  readonly notes: readonly PageNote[]
  /** Lines an inch of the finest page. Absent: not said. */
  readonly yDpi?: number
  /** Of the files that are larger than they may be, and can be cut. Absent: none. */
  readonly pieces?: Readonly<Partial<Record<DeliveryFormat, readonly ReceivedPiece[]>>>
}

/** The pages of one fax: those of its mail, with what is its own. */
export interface FinishRequest {
  /** Of the mail: as `RenderedParts` gave it. */
  readonly tiffPath: string
  /** `form`: path of a PDF form; null: our own cover page. Null: no cover page. */
  readonly cover: { readonly facts: CoverFacts; readonly form: string | null } | null
  /** `page`: the word before `2/3`. Null: no header line. */
  readonly header: { readonly text: string; readonly page: string } | null
  readonly outFolder: string
}

export interface FinishedFax {
  readonly tiffPath: string
  readonly pageCount: number
}

/** Pictures of fax pages. */
export interface PicturesRequest {
  readonly tiffPath: string
  /** Pixels; 0: full size. */
  readonly width: number
  /** Number of one page; null: all. */
  readonly only: number | null
  readonly outFolder: string
}

export interface PageBytes {
  /** PNG files, in order. */
  readonly paths: readonly string[]
  /** Of each page's coded form, for all pages. */
  readonly pageBytes: readonly number[]
}

/** What stands on a page is to be found. */
export interface ReadPageRequest {
  /** PNG of the page. */
  readonly picture: string
  /** File with what tesseract found on it; null: the text is not wanted, or cannot be had. */
  readonly words: string | null
  readonly barcodes: boolean
}

/** What stands on a page; null: not asked for, or it could not be read. */
export interface PageReading {
  /** On one line. */
  readonly text: string | null
  readonly barcodes: readonly string[] | null
}

/** A table to be made as wide as the paper. */
export interface FitRequest {
  readonly from: string
  readonly to: string
  readonly paper: Paper
}

/** A web page to be made ready for conversion. */
export interface CleanRequest {
  readonly from: string
  readonly to: string
}

export interface RenderLimits {
  readonly pages: number
  readonly pixelsPerPage: number
  readonly fontFolders: readonly string[]
}

export type RenderJob =
  | { readonly kind: 'render'; readonly limits: RenderLimits; readonly request: RenderRequest }
  | { readonly kind: 'expand'; readonly limits: RenderLimits; readonly request: ExpandRequest }
  | { readonly kind: 'received'; readonly limits: RenderLimits; readonly request: ReceivedJob }
  | { readonly kind: 'finish'; readonly limits: RenderLimits; readonly request: FinishRequest }
  | { readonly kind: 'pictures'; readonly limits: RenderLimits; readonly request: PicturesRequest }
  | { readonly kind: 'read'; readonly limits: RenderLimits; readonly request: ReadPageRequest }
  | { readonly kind: 'fit'; readonly limits: RenderLimits; readonly request: FitRequest }
  | { readonly kind: 'clean'; readonly limits: RenderLimits; readonly request: CleanRequest }

export type RenderResult =
  | RenderedParts
  | ReceivedParts
  | FinishedFax
  | PageBytes
  | PageReading
  | Expanded
  | UnreadyParts
  | null

export type RenderAnswer =
  | { readonly ok: true; readonly result: RenderResult }
  | { readonly ok: false; readonly code: ErrorCode; readonly say: string }
