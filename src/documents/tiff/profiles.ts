/**
 * Fax pages as a TIFF of the profiles for black and white (RFC 3949): S, which every Internet fax machine reads
 * (RFC 3965 §2.2.2), and F, which keeps G4 and fine lines. In charge of bringing pages into their sizes; the file itself
 * is written by write.ts.
 */
import { BridgeError } from '../../fax/error.ts'
import { type Bitmap, makeBitmap } from '../bitmap.ts'
import { atDensity } from '../pages/sheet.ts'
import { narrowed } from './narrowed.ts'
import { allowsPage, type FaxProfile } from './profile-limits.ts'
import { faxBitmapOf, readTiff, type TiffLimits, type TiffPage } from './read.ts'
import { g4Page, profileSPage, type TiffPageData, writeTiff } from './write.ts'

/** A4, B4 and A3 at about 200, 300 and 400 dots an inch. */
const S_WIDTHS = [1728]
const F_WIDTHS = [1728, 2048, 2432, 2592, 3072, 3456, 3648, 4096, 4864]
/** Fax machines that say no other density: 8 dots and 3.85, 7.7 or 15.4 lines a millimetre (T.4 §2). */
const X_DPI = 204
const FINE = 196
const S_LINES = [98, FINE]
const F_LINES = [98, FINE, 391]

/**
 * The same pages in the profile. In S, lines closer than fine are laid on each other, and pages wider than A4 are refused,
 * as nothing may be cut off. Throws E_DOCUMENT_DAMAGED, E_DOCUMENT_TYPE, E_TOO_MANY_PAGES, E_RENDER_LIMIT.
 */
export function tiffInProfile(
  tiff: Uint8Array,
  profile: FaxProfile,
  { software, limits }: { readonly software: string; readonly limits?: TiffLimits },
): Uint8Array {
  return pagesInProfile(readTiff(tiff, limits), profile, software)
}

/** Pages that were read already; `narrow`: those that are too wide are made smaller. Throws E_DOCUMENT_DAMAGED, E_DOCUMENT_TYPE. */
export function pagesInProfile(
  pages: readonly TiffPage[],
  profile: FaxProfile,
  software: string,
  narrow: 'refuse' | 'narrow' = 'refuse',
): Uint8Array {
  return writeTiff(
    pages.map((page, i) => inProfile(page, i, profile, narrow)),
    { software, profile },
  )
}

function inProfile(
  page: TiffPage,
  index: number,
  profile: FaxProfile,
  wide: 'refuse' | 'narrow',
): TiffPageData {
  const fax = faxBitmapOf(page)
  if (fax === null) {
    const say = `Page ${index + 1} of the TIFF is not in black and white.`
    throw new BridgeError('E_DOCUMENT_TYPE', { say })
  }
  const said = { xDpi: Math.round(page.xDpi ?? X_DPI), yDpi: Math.round(page.yDpi ?? FINE) }
  const make = profile === 'S' ? profileSPage : g4Page
  if (wide === 'narrow') {
    const width = narrowTo(fax.bitmap, said, profile)
    const density = { xDpi: X_DPI, yDpi: FINE }
    if (width !== null)
      return make(
        widened(narrowed({ bitmap: fax.bitmap, ...said }, width, density), profile, density),
        X_DPI,
        FINE,
      )
  }
  const bitmap = widened(fax.bitmap, profile, said)
  const { width } = bitmap
  if (allowsPage(profile, { width, ...said })) return make(bitmap, said.xDpi, said.yDpi)
  // Machines that write 203 or 97 mean these; lines closer than fine are laid on each other in S.
  const lines = nearest(profile === 'S' ? S_LINES : F_LINES, said.yDpi)
  if (allowsPage(profile, { width, xDpi: X_DPI, yDpi: lines }))
    return make(atDensity(bitmap, said.yDpi, lines), X_DPI, lines)
  const say = `Profile ${profile} of TIFF has no page of ${width} dots at ${said.xDpi} × ${said.yDpi} an inch.`
  throw new BridgeError('E_DOCUMENT_TYPE', { say })
}

/** Widest page at 204 dots an inch: A4, and A3. */
const WIDEST = { S: 1728, F: 2432 }

/**
 * How wide a page must become at 204 dots an inch: one that is too wide, or whose dots lie closer than those of any page
 * in the profile, which would come out larger than it was. Null: it stays.
 */
function narrowTo(
  { width }: Bitmap,
  said: { readonly xDpi: number; readonly yDpi: number },
  profile: FaxProfile,
): number | null {
  const most = (profile === 'S' ? S_WIDTHS : F_WIDTHS).at(-1) ?? 0
  const real = Math.min(WIDEST[profile], Math.round((width * X_DPI) / said.xDpi))
  if (width > most) return real
  const isAllowed = F_WIDTHS.some(one => one >= width && allowsPage(profile, { width: one, ...said }))
  const isUsual = said.xDpi < X_DPI * DENSER && width <= WIDEST[profile]
  return isAllowed || isUsual ? null : real
}

/** Machines that mean 204 write up to this much more. */
const DENSER = 1.1

function nearest(all: readonly number[], wanted: number): number {
  return all.reduce(
    (best, one) => (Math.abs(one - wanted) < Math.abs(best - wanted) ? one : best),
    Number.MAX_VALUE,
  )
}

/** White on both sides up to the next width that fax machines have, in this density if there is one. */
function widened(bitmap: Bitmap, profile: FaxProfile, density: { xDpi: number; yDpi: number }): Bitmap {
  const widths = profile === 'S' ? S_WIDTHS : F_WIDTHS
  const fitting = widths.filter(fits => fits >= bitmap.width)
  const width = fitting.find(one => allowsPage(profile, { width: one, ...density })) ?? fitting[0]
  if (width === bitmap.width) return bitmap
  if (width === undefined) {
    const say = `A page of the TIFF is ${bitmap.width} dots wide: profile ${profile} has at most ${widths.at(-1)}.`
    throw new BridgeError('E_DOCUMENT_TYPE', { say })
  }
  const out = makeBitmap(width, bitmap.height)
  // Whole bytes, so that rows are copied and not shifted.
  const left = (width - bitmap.width) >> 4
  for (let y = 0; y < bitmap.height; y++) {
    const from = y * bitmap.stride
    out.data.set(bitmap.data.subarray(from, from + bitmap.stride), y * out.stride + left)
  }
  return out
}
