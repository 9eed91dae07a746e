/** What a document's report says of its files: those on its pages, and what of them could not be put on paper. */
import type { DocumentPart } from '../../fax/document.ts'
import type { RenderedParts } from './job.ts'

/** A note becomes a row of its own, so that it stands among what is not in the fax. */
export function partsOf({ parts }: RenderedParts): DocumentPart[] {
  return parts.flatMap(({ name, type, pages, notes = [] }) => [
    { name, type, pages, leftOut: null },
    ...notes.map(leftOut => ({ name, type, pages: 0, leftOut })),
  ])
}
