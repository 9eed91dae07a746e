/** Destinations that are ways of our own: a new fax, and a mail to an Internet fax machine. Both are done by the steps. */
import { BridgeError } from '../fax/error.ts'
import type { PassingOn } from '../fax/passing-on.ts'
import type { Parcel } from './destination.ts'

export interface FaxSettings {
  readonly to: string
  readonly subscriber?: string | undefined
  readonly report?: string | undefined
  readonly mostPerHour: number
}

export interface InternetFaxSettings {
  readonly to: string
  readonly confirm: 'none' | 'delivery' | 'printing'
}

/** For a house without these ways. */
const NO_WAY: PassingOn = { forward: () => noWay(), internetFax: () => noWay() }

async function noWay(): Promise<never> {
  throw new BridgeError('E_DESTINATION', { say: 'Nobody passes faxes on here.' })
}

export function carryOnAsFax(
  settings: FaxSettings,
  { delivery, fax, document }: Parcel,
  ways: PassingOn = NO_WAY,
): Promise<string> {
  const { to, subscriber = null, report = null, mostPerHour } = settings
  const { bytes, yDpi = null } = document
  return ways.forward({ delivery, fax, bytes, to, subscriberId: subscriber, report, mostPerHour, yDpi })
}

export function carryToMachine(
  { to, confirm }: InternetFaxSettings,
  { delivery, fax, document: { bytes } }: Parcel,
  ways: PassingOn = NO_WAY,
): Promise<string | null> {
  return ways.internetFax({ delivery, fax, bytes, to, confirm })
}
