/** Which pages the two profiles for black and white allow (RFC 3949 §3 and §4). */

export type FaxProfile = 'S' | 'F'

/** What a page is in, as the profiles see it. */
export interface ProfiledPage {
  readonly width: number
  readonly xDpi: number
  readonly yDpi: number
  readonly coding?: 'mmr' | 'mh'
  readonly fillOrder?: 1 | 2
}

/** RFC 3949 §4.2.1, XResolution, YResolution and ImageWidth: A4, B4 and A3 in each pair of densities. */
const F_ROWS: readonly (readonly [xDpi: number, yDpi: readonly number[], widths: readonly number[]])[] = [
  [200, [100, 200], [1728, 2048, 2432]],
  [204, [98, 196, 391], [1728, 2048, 2432]],
  [300, [300], [2592, 3072, 3648]],
  [400, [400], [3456, 4096, 4864]],
  [408, [391], [3456, 4096, 4864]],
]
/** RFC 3949 §3.2.1: A4 alone, standard and fine. */
const S_WIDTH = 1728
const S_MAX_Y_DPI = 200

/** Whether a page of this size and density can be in the profile. */
export function allowsPage(profile: FaxProfile, { width, xDpi, yDpi }: ProfiledPage): boolean {
  const row = F_ROWS.find(([x, ys]) => x === xDpi && ys.includes(yDpi))
  if (row === undefined || !row[2].includes(width)) return false
  return profile === 'F' || (width === S_WIDTH && yDpi <= S_MAX_Y_DPI)
}

/** Throws a RangeError when the page is not what the profile allows. */
export function checkProfile(page: ProfiledPage, profile: FaxProfile): void {
  const { width, xDpi, yDpi, coding, fillOrder } = page
  const coded = profile === 'F' || (coding === 'mh' && fillOrder === 2)
  if (coded && allowsPage(profile, page)) return
  const order = fillOrder ?? 1
  throw new RangeError(
    `profile ${profile} has no page of ${width} dots at ${xDpi} × ${yDpi} in ${coding ?? 'mmr'} with bit order ${order}`,
  )
}
