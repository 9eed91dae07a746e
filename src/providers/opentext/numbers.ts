/** Numbers as OpenText writes them. Its documents are silent on `+`; ten bare digits and the US prefix 011 stand in its samples. */
import { digitsOf, type FaxNumber, parseE164 } from '../../fax/fax-number.ts'

/** us: 10 digits for +1, 011 and country code for others. digits: country code first, no +. plus: with +. */
export type NumberFormat = 'us' | 'digits' | 'plus'

/** The SOAP sibling takes 10 to 18 digits: 011 and the longest E.164 number are just 18. */
const DIALLABLE = /^\+?\d{10,18}$/
/** A number of the North American plan after its +1. No area code begins with 0 or 1, so none looks like 011 and more. */
const NORTH_AMERICAN = /^[2-9]\d{9}$/

/** Gives null for a number that cannot be dialled. */
export function toVendor(number: FaxNumber, format: NumberFormat): string | null {
  const text = written(number, format)
  return text !== null && DIALLABLE.test(text) ? text : null
}

function written(number: FaxNumber, format: NumberFormat): string | null {
  if (format === 'plus') return number
  const digits = digitsOf(number)
  if (format === 'digits') return digits
  if (!digits.startsWith('1')) return `011${digits}`
  const national = digits.slice(1)
  return NORTH_AMERICAN.test(national) ? national : null
}

/** Reads a number of a received fax. Gives null where it could be read in two ways, or not at all. */
export function fromVendor(text: string, format: NumberFormat): FaxNumber | null {
  const bare = text.trim().replace(/[\s().-]/g, '')
  if (bare.startsWith('+')) return parseE164(bare)
  if (!/^\d+$/.test(bare)) return null
  if (format !== 'us') return parseE164(`+${bare}`)
  if (NORTH_AMERICAN.test(bare)) return parseE164(`+1${bare}`)
  if (bare.startsWith('011')) return parseE164(`+${bare.slice(3)}`)
  return /^1[2-9]\d{9}$/.test(bare) ? parseE164(`+${bare}`) : null
}
