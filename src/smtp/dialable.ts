/** Whether what an address wants dialled beside the number can be dialled; asked of those who know the providers. */
import { type AddressParts, DIALED_PARTS, type DialedPart, dialedParts } from '../fax/address-parts.ts'
import { BridgeError } from '../fax/error.ts'
import type { FaxNumber } from '../fax/fax-number.ts'

/** What no provider account on the way to this number can dial; empty: one of them can dial it all. */
export type DialableCheck = (
  subscriberId: string,
  recipient: { readonly number: FaxNumber; readonly parts: AddressParts },
) => readonly DialedPart[]

/** For a house that has not said what it can: nothing beside the number. */
export const nothingIsDialable: DialableCheck = (_subscriberId, { parts }) => dialedParts(parts)

/** Null: all of it can be dialled. Never without it: the fax would reach somebody else. */
export function partsProblem(missing: readonly DialedPart[]): BridgeError | null {
  if (missing.length === 0) return null
  const named = missing.map(part => DIALED_PARTS[part]).join(' and ')
  return new BridgeError('E_RECIPIENT_UNDIALABLE', {
    say: `No fax provider on this way can dial ${named}.`,
  })
}
