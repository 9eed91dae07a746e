/** What an address says beside the number (RFC 3191, 3192, 2846). Null: not written. */
export interface AddressParts {
  /** T33S: the ITU-T T.33 subaddress. */
  readonly subaddress: string | null
  /** ISUB: the ISDN subaddress. */
  readonly isdnSubaddress: string | null
  /** POSTD: dialled after the other side has answered. Often an access code: masked wherever people read. */
  readonly postDial: string | null
  /** `x12`, `;ext=12`: the telephone behind the number. */
  readonly extension: string | null
  /** For the cover page. */
  readonly attention: string | null
  readonly organization: string | null
  /** Postal parts in order, as `KEY=value` (OFNO, OFNA, STR, ADDR, ADDU, ADDL, POB, ZIP, CO). */
  readonly postal: readonly string[]
}

/** A plain number. */
export const NO_PARTS: AddressParts = {
  subaddress: null,
  isdnSubaddress: null,
  postDial: null,
  extension: null,
  attention: null,
  organization: null,
  postal: [],
}

/** What is dialled or signalled beside the number, in the words of replies. A provider says which it can (`dials`). */
export const DIALED_PARTS = {
  subaddress: 'the subaddress (T33S)',
  isdnSubaddress: 'the ISDN subaddress (ISUB)',
  postDial: 'what is dialled after the answer (POSTD)',
  extension: 'the extension',
} as const satisfies Partial<Record<keyof AddressParts, string>>

export type DialedPart = keyof typeof DIALED_PARTS

const DIALED = Object.keys(DIALED_PARTS) as DialedPart[]

/** The parts of this address that must be dialled: without them the fax would reach somebody else. */
export function dialedParts(parts: AddressParts): readonly DialedPart[] {
  return parts === NO_PARTS ? [] : DIALED.filter(part => parts[part] !== null)
}

const MASK = '***'

/**
 * The address for everything that people read or that is stored as text: access codes are masked (RFC 3965 §5.2.3,
 * RFC 2846 §7). Those are the value of POSTD, and in a local number whatever follows a `w`.
 */
export function maskPostDial(address: string): string {
  if (!/postd|fax/i.test(address)) return address
  const at = address.lastIndexOf('@')
  const local = at === -1 ? address : address.slice(0, at)
  const masked = local
    .replace(/(POSTD=)[^/"]*/gi, `$1${MASK}`)
    .replace(/(FAX=[0-9#*A-D.p-]*w)[^/"]+/gi, `$1${MASK}`)
  return masked + address.slice(local.length)
}

/** As `maskPostDial`, for text that may have such addresses in it: the header of a mail. */
export function maskPostDialIn(text: string): string {
  return text
    .replace(/(POSTD=)[^/"@<>,;\s]*/gi, `$1${MASK}`)
    .replace(/(FAX=[0-9#*A-D.p-]*w)[^/"@<>,;\s]+/gi, `$1${MASK}`)
}

/** The parts for everything that people read. */
export function visibleParts(parts: AddressParts): AddressParts {
  return parts.postDial === null ? parts : { ...parts, postDial: MASK }
}
