/** What an address says beside the number (RFC 3191, 3192, 2846). Null: not written. */
export interface AddressParts {
  /** T33S: the ITU-T T.33 subaddress. */
  readonly subaddress: string | null
  /** ISUB: the ISDN subaddress. */
  readonly isdnSubaddress: string | null
  /** POSTD: dialled after the other side has answered. Often an access code: masked wherever people read. */
  readonly postDial: string | null
  /** For the cover page. */
  readonly attention: string | null
  readonly organization: string | null
  /** Postal parts as written (OFNO, OFNA, STR, ADDR, ADDU, ADDL, POB, ZIP, CO), in order. */
  readonly postal: readonly string[]
}

/** A plain number. */
export const NO_PARTS: AddressParts = {
  subaddress: null,
  isdnSubaddress: null,
  postDial: null,
  attention: null,
  organization: null,
  postal: [],
}
