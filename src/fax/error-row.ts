/** What one row of the table of errors says (error.ts). */
export type ErrorKind = 'refused' | 'temporary' | 'permanent' | 'ambiguous'

export interface ErrorRow {
  readonly kind: ErrorKind
  /** SMTP reply code and enhanced status code, written out side by side, never computed from each other. */
  readonly smtp: string
  readonly http: number
  readonly text: string
}

export const row = (kind: ErrorKind, smtp: string, http: number, text: string): ErrorRow => ({
  kind,
  smtp,
  http,
  text,
})
