/** Numbers as people read them. Not in charge of judging or dialling them. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { parseE164 } from '../fax/fax-number.ts'
import { safeTextOrNull } from './safe-text.ts'

/** `+1 555 555 1212` for E.164; any other text made safe; null for none. Takes what a fax machine claims to be. */
export function phoneText(number: string | null): string | null {
  const e164 = number === null ? null : parseE164(number)
  if (e164 === null) return safeTextOrNull(number, 40)
  return parsePhoneNumberFromString(e164)?.formatInternational() ?? e164
}
