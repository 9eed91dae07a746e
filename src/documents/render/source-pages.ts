/**
 * The pages of one source that are faxed: all, or those that are not blank. A source of which nothing would be left keeps
 * its first page, so that no file vanishes from a fax.
 */
import type { Bitmap } from '../bitmap.ts'
import { isBlankPage } from '../pages/blank-page.ts'

export async function* withoutBlank(
  pages: AsyncIterable<Bitmap>,
  tell: (note: string) => void,
): AsyncGenerator<Bitmap> {
  const blank: number[] = []
  let held: Bitmap | null = null
  let count = 0
  for await (const page of pages) {
    count++
    if (!isBlankPage(page)) {
      yield page
      continue
    }
    blank.push(count)
    held ??= page
  }
  if (held !== null && blank.length === count) {
    blank.shift()
    yield held
  }
  if (blank.length > 0) tell(`blank pages of it (${blank.join(', ')})`)
}
