/** What the daemon asks of a renderer process and what it answers. Paths and numbers only: bytes stay in files. */
import type { Resolution } from '../fax/document.ts'
import type { ErrorCode } from '../fax/error.ts'
import type { DocumentFormat } from '../providers/provider.ts'
import type { Paper } from './sheet.ts'

/** One file to print. */
export interface RenderSource {
  readonly path: string
  /** For people. */
  readonly name: string
  readonly declaredType: string
  /** `text`: UTF-8 text; `file`: its bytes decide. */
  readonly kind: 'text' | 'file'
}

export interface RenderRequest {
  readonly sources: readonly RenderSource[]
  readonly resolution: Resolution
  readonly paper: Paper
  /** Existing folder for the results. */
  readonly outFolder: string
}

export interface RenderedParts {
  readonly tiffPath: string
  /** PNG of page 1; null when it could not be made. */
  readonly previewPath: string | null
  readonly pageCount: number
  readonly parts: readonly { readonly name: string; readonly type: string; readonly pages: number }[]
}

/** A received fax in the formats in which it is to be delivered. */
export interface ReceivedRequest {
  readonly path: string
  readonly format: DocumentFormat
  readonly wanted: readonly DocumentFormat[]
  readonly outFolder: string
}

export interface ReceivedParts {
  /** A format that could not be made is missing; the one in which it came is always there. */
  readonly files: Readonly<Partial<Record<DocumentFormat, string>>>
  readonly previewPath: string | null
  /** Null: the pages could not be counted. */
  readonly pageCount: number | null
}

export interface RenderLimits {
  readonly pages: number
  readonly pixelsPerPage: number
  readonly fontFolders: readonly string[]
}

export type RenderJob =
  | { readonly kind: 'render'; readonly limits: RenderLimits; readonly request: RenderRequest }
  | { readonly kind: 'received'; readonly limits: RenderLimits; readonly request: ReceivedRequest }

export type RenderAnswer =
  | { readonly ok: true; readonly result: RenderedParts | ReceivedParts }
  | { readonly ok: false; readonly code: ErrorCode; readonly say: string }
