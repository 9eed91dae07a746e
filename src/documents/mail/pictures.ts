/**
 * Which pictures of a mail are part of what its sender wants to say, and which are its dress: logos and icons of
 * signatures, tracking pixels. In charge of the rule alone, which docs/documents.md shows as a table; it looks at
 * disposition, reference from the HTML, dots, bytes and repetition together. Whatever is no PNG, JPEG, GIF, WebP, BMP or SVG
 * by its bytes is never asked about. Pure.
 */
import type { PixelSize } from './pixels.ts'

/** What is known of one picture. */
export interface PictureFacts {
  readonly bytes: number
  /** Null: not known. */
  readonly pixels: PixelSize | null
  /** One of our own mails brought it: the picture of a fax page. */
  readonly ours: boolean
  /** The HTML text shows it in place. */
  readonly shown: boolean
  readonly disposition: string | null
  /** Places before this one in the same mail that hold the very same bytes. */
  readonly copiesBefore: number
  /** All other places in the same mail with the same bytes. */
  readonly copies: number
  /** Earlier mails of the same sender that had the same bytes. */
  readonly seenBefore: number
}

/** Why pictures are left out. */
export const PICTURE_REASONS = {
  pixel: 'a tracking pixel or spacer',
  logo: 'a logo or icon in the text',
  repeated: 'a picture repeated from mail to mail',
  copy: 'the same picture once more',
  ours: 'the picture of a fax page from an earlier mail of the fax server',
} as const

/** Thinner than this nothing can be read: tracking pixels, spacers, rules. */
const SPECK = 4
/** Icons of telephones and social networks. */
const ICON = 64
/** A logo of a signature: 600 × 150 dots, or a strip, and a file that nobody would call a scan. */
const LOGO = { area: 90_000, strip: 120, bytes: 64 * 1024 }
/** Banners are wide; pages, photos and screenshots are not. */
const BANNER = 2.5
/** A mail that is sent a second time, since the first fax failed, does not make its pictures old. */
const OFTEN = 2
/** A file without a known size is a logo up to this. */
const SMALL_FILE = 16 * 1024

/** Can nobody see it? That is never a fax, even alone. */
export function isSpeck({ pixels }: PictureFacts): boolean {
  return pixels !== null && Math.min(pixels.width, pixels.height) <= SPECK
}

/**
 * Was it quoted from a mail of ours? The page itself is not it, so it is never a fax, even alone; but who attaches it by hand
 * wants it.
 */
export function isQuotedPage({ ours, shown, disposition }: PictureFacts): boolean {
  return ours && (shown || disposition !== 'attachment')
}

/** Why a picture is left out beside other content; null: it is faxed. */
export function whyLeftOut(picture: PictureFacts): string | null {
  if (isSpeck(picture)) return PICTURE_REASONS.pixel
  if (isQuotedPage(picture)) return PICTURE_REASONS.ours
  const { shown, disposition, copiesBefore, copies, seenBefore } = picture
  const isOld = seenBefore >= OFTEN
  const repeated = copies > 0 || isOld
  if (shown) {
    if (isLogo(picture)) return PICTURE_REASONS.logo
    return repeated && isBanner(picture) ? PICTURE_REASONS.repeated : null
  }
  if (!isLogo(picture)) return null
  // Attached by hand: one copy is wanted, however often the same thing was faxed.
  if (disposition === 'attachment') return copiesBefore > 0 ? PICTURE_REASONS.copy : null
  if (repeated) return PICTURE_REASONS.repeated
  return isIcon(picture) ? PICTURE_REASONS.logo : null
}

/** May it be of interest later that this picture was seen? Photos and scans are never counted. */
export const isCounted = (picture: Omit<PictureFacts, 'copies' | 'copiesBefore' | 'seenBefore'>): boolean =>
  isLogo(picture) || (picture.shown && isBanner(picture))

const isIcon = ({ pixels }: Pick<PictureFacts, 'pixels'>): boolean =>
  pixels !== null && Math.max(pixels.width, pixels.height) <= ICON

const isBanner = ({ pixels }: Pick<PictureFacts, 'pixels'>): boolean =>
  pixels !== null && pixels.width >= BANNER * pixels.height

function isLogo({ pixels, bytes }: Pick<PictureFacts, 'pixels' | 'bytes'>): boolean {
  if (pixels === null) return bytes <= SMALL_FILE
  const { width, height } = pixels
  return bytes <= LOGO.bytes && (width * height <= LOGO.area || Math.min(width, height) <= LOGO.strip)
}
