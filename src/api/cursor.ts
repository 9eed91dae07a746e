/**
 * Cursors of lists: where the page before ended. What comes in meanwhile is newer than every page, so a walk neither
 * misses nor repeats a row. Opaque for clients, so that a list may be sorted by something else one day.
 */
import { BridgeError } from '../fax/error.ts'

/** The cursor of the page after the row with this id. */
export function cursorAfter(id: string): string {
  return Buffer.from(`after:${id}`).toString('base64url')
}

/**
 * The id that a cursor is about; undefined: from the beginning. `of`: what ids of this list begin with; empty: they are
 * numbers. Throws E_BAD_REQUEST, for a cursor of another list too: it would be nowhere in this one.
 */
export function idOfCursor(cursor: string | undefined, of: 'fax_' | 'inb_' | ''): string | undefined {
  if (cursor === undefined) return undefined
  const [, id = ''] =
    /^after:([a-z]{0,8}_?[0-9a-z]{1,32})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (of === '' ? /^\d{1,15}$/.test(id) : id.startsWith(of)) return id
  throw new BridgeError('E_BAD_REQUEST', { say: 'cursor: send `next` of the page before as it was.' })
}

/** A page out of one row more than it has, which tells whether another follows. */
export function pageOf<T, V>(
  rows: readonly T[],
  limit: number,
  idOf: (row: T) => string,
  view: (row: T) => V,
): { items: V[]; next: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(view),
    next: rows.length > limit && last !== undefined ? cursorAfter(idOf(last)) : null,
  }
}
