/** Which paper a fax machine holds: Letter where the number's country uses it, else A4. */

export type Paper = 'a4' | 'letter' | 'legal'

/**
 * Calling codes of the countries for which Unicode CLDR names US-Letter as paper size: North America with the Caribbean (1),
 * Belize, Guatemala, El Salvador, Nicaragua, Costa Rica, Panama, Mexico, Chile, Colombia, Venezuela, the Philippines.
 */
const LETTER = /^\+(?:1|50[123567]|52|5[678]|63)/

/** `number`: E.164; null: unknown. */
export function paperOf(number: string | null): Paper {
  return number !== null && LETTER.test(number) ? 'letter' : 'a4'
}
