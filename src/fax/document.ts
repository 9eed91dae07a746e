import type { DocumentId, EpochMs, SubmissionId } from './id.ts'

/** T.4: standard 204×98, fine 204×196, superfine 204×391 dots an inch. */
export type Resolution = 'standard' | 'fine' | 'superfine'

export const RESOLUTIONS: Readonly<Record<Resolution, { readonly xDpi: number; readonly yDpi: number }>> = {
  standard: { xDpi: 204, yDpi: 98 },
  fine: { xDpi: 204, yDpi: 196 },
  superfine: { xDpi: 204, yDpi: 391 },
}

/**
 * How photographs and grey areas are printed. `line`: as text is, black or white. `airtime`: with the screen that takes
 * the shortest time on the line. `looks`: with fine dots, four times as long.
 */
export type Tone = 'line' | 'airtime' | 'looks'

/** T.4 §1: a scan line of A4 or Letter has 1728 picture elements. */
export const FAX_WIDTH = 1728

/** A part of the mail that was faxed, or left out on purpose; both stand in the report. */
export interface DocumentPart {
  readonly name: string
  readonly type: string
  /** 0 for a text that is on the cover page. */
  readonly pages: number
  /** Why it was left out; null when it was faxed. */
  readonly leftOut: string | null
}

/** The fax pages made of one submission. All its jobs send the same one. */
export interface FaxDocument {
  readonly id: DocumentId
  readonly submissionId: SubmissionId | null
  readonly createdAt: EpochMs
  readonly pageCount: number
  readonly resolution: Resolution
  /** Spool reference of the multi-page TIFF: G4, one strip a page. */
  readonly tiff: string
  readonly tiffBytes: number
  readonly sha256: string
  /** Spool reference of a PNG of page 1 for reports; null if none could be made. */
  readonly preview: string | null
  readonly parts: readonly DocumentPart[]
  /** Text of the mail that stands on each fax's cover page; null: none. */
  readonly coverText: string | null
}
