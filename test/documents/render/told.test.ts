import { expect, it } from 'vitest'
import { partsOf } from '../../../src/documents/render/told.ts'

it('what of a file is not on its pages stands among what is not in the fax', () => {
  const made = { tiffPath: '', previewPath: null, pageCount: 3 }
  const parts = [
    { name: 'a.gif', type: 'image/gif', pages: 1, notes: ['all but the first'] },
    { name: 'b.pdf', type: 'application/pdf', pages: 2 },
  ]
  expect(partsOf({ ...made, parts })).toEqual([
    { name: 'a.gif', type: 'image/gif', pages: 1, leftOut: null },
    { name: 'a.gif', type: 'image/gif', pages: 0, leftOut: 'all but the first' },
    { name: 'b.pdf', type: 'application/pdf', pages: 2, leftOut: null },
  ])
})
