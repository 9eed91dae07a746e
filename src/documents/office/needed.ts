/** Which sources must become PDF before they can be printed. In the renderer process: it looks into hostile files. */
import { readFile } from 'node:fs/promises'
import { sniff } from '../pages/sniff.ts'
import type { RenderSource } from '../render/job.ts'
import { named } from '../render/named.ts'
import { guardOffice, isOfficeType, type OfficeType } from './guard.ts'

/** A source that an Office program must convert. */
export interface OfficeNeed {
  /** Of the request's sources. */
  readonly index: number
  readonly type: OfficeType
  readonly hasLinks: boolean
}

/** Throws E_DOCUMENT_*, E_RENDER_LIMIT with the name of the file. */
export async function officeNeeded(sources: readonly RenderSource[]): Promise<OfficeNeed[]> {
  const needs: OfficeNeed[] = []
  for (const [index, source] of sources.entries()) {
    if (source.kind === 'text' || source.pdfPath !== undefined) continue
    const bytes = await readFile(source.path)
    const { type } = sniff(bytes)
    if (!isOfficeType(type)) continue
    try {
      needs.push({ index, type, ...guardOffice(type, bytes) })
    } catch (error) {
      throw named(error, source.name, 0)
    }
  }
  return needs
}
