/**
 * Kinds of numbers that cost the caller much more than a call, closed until an operator opens them: toll fraud lives on
 * them. One table of names for the configuration, the replies and docs/addresses.md.
 */
export const DESTINATION_CLASSES = {
  premium: 'premium-rate numbers',
  shared_cost: 'shared-cost numbers',
  personal: 'personal numbers',
  pager: 'pagers and voice mail boxes',
  satellite: 'satellite telephones',
  international_networks: 'international networks',
  caribbean: 'Caribbean and Atlantic islands with +1',
  high_risk: 'countries that toll fraud prefers',
} as const

export type DestinationClass = keyof typeof DESTINATION_CLASSES

/**
 * Classes by the first digits, longest first. Global codes: ITU-T E.164 list of assigned codes. High risk: small
 * networks with dear calls that carriers close on their own, as fraud calls go there again and again. No country that
 * offices fax to every week is among them; an operator opens the one that is needed by its prefix.
 */
const BY_PREFIX: readonly (readonly [DestinationClass, readonly string[]])[] = [
  ['premium', ['+979']],
  ['shared_cost', ['+808']],
  ['satellite', ['+870', '+881', '+88213', '+88216', '+88220']],
  ['international_networks', ['+882', '+883', '+888']],
  ['personal', ['+878']],
  [
    'high_risk',
    [
      // Cuba, Gambia, Guinea, Liberia, Sierra Leone, Chad, Central African Republic, São Tomé, Seychelles
      ...['+53', '+220', '+224', '+231', '+232', '+235', '+236', '+239', '+248'],
      // Guinea-Bissau, Diego Garcia, Ascension, Somalia, Burundi, Madagascar, Zimbabwe, Comoros, Saint Helena, Eritrea
      ...['+245', '+246', '+247', '+252', '+257', '+261', '+263', '+269', '+290', '+291'],
      // Falklands, Haiti, Guyana, East Timor, Norfolk and Antarctica, North Korea, Maldives
      ...['+500', '+509', '+592', '+670', '+672', '+850', '+960'],
      // Nauru, Papua, Tonga, Solomon, Vanuatu, Fiji, Palau, Wallis, Cook, Niue, Samoa, Kiribati, New Caledonia, Tuvalu
      ...['+674', '+675', '+676', '+677', '+678', '+679', '+680', '+681', '+682', '+683', '+685', '+686'],
      // … French Polynesia, Tokelau, Micronesia, Marshall Islands
      ...['+687', '+688', '+689', '+690', '+691', '+692'],
    ],
  ],
]

const PREFIXES = BY_PREFIX.flatMap(([name, prefixes]) =>
  prefixes.map(prefix => [prefix, name] as const),
).sort(([a], [b]) => b.length - a.length)

/** What libphonenumber calls the type of a number. */
const BY_TYPE: Readonly<Record<string, DestinationClass>> = {
  PREMIUM_RATE: 'premium',
  SHARED_COST: 'shared_cost',
  PERSONAL_NUMBER: 'personal',
  PAGER: 'pager',
  VOICEMAIL: 'pager',
}

/** +1 at the price of a call within the United States or Canada: the two and the territories. */
const PLAIN_PLUS_ONE = new Set(['US', 'CA', 'PR', 'VI', 'GU', 'AS', 'MP'])

/** In North America the exchange 976 of every area is premium rate, and no table of types has it. */
const EXCHANGE_976 = /^\+1[2-9][0-9]{2}976[0-9]{4}$/

/** `type` and `country` as the numbering plan has them; undefined: it does not say. Null: an ordinary number. */
export function destinationClass(
  number: string,
  type: string | undefined,
  country: string | undefined,
): DestinationClass | null {
  if (EXCHANGE_976.test(number)) return 'premium'
  const byType = type === undefined ? undefined : BY_TYPE[type]
  if (byType !== undefined) return byType
  if (number.startsWith('+1')) {
    return country === undefined || PLAIN_PLUS_ONE.has(country) ? null : 'caribbean'
  }
  return PREFIXES.find(([prefix]) => number.startsWith(prefix))?.[1] ?? null
}
