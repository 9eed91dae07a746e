/** Our reference as a header text that a person can read aloud: at most 15 characters are printed and given back. */
import { createHash } from 'node:crypto'

/** Crockford's alphabet in capitals: nothing that is misread on paper. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 60 bits: two of a million faxes share a token with a chance of one in two million. The document allows 15. */
export const TOKEN_LENGTH = 12

/** Gives the 12 characters that stand for our reference. Always the same for the same reference. */
export function headerToken(reference: string): string {
  const bytes = createHash('sha256').update(reference).digest().subarray(0, TOKEN_LENGTH)
  return Array.from(bytes, byte => ALPHABET[byte & 31]).join('')
}

/** Is this header text the token? The vendor may trim it or change its case. */
export const isToken = (header: string | null, token: string): boolean =>
  header !== null && header.trim().toUpperCase() === token
