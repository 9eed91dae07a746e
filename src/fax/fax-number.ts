/** A telephone number in E.164: `+`, then 7 to 15 digits, the first not 0. Parsed once; never a bare string again. */
export type FaxNumber = string & { readonly __kind: 'fax-number' }

/** ITU-T E.164 §6: at most 15 digits. Fewer than 7 is a short code, which no provider can reach from outside. */
const E164 = /^\+[1-9][0-9]{6,14}$/

/** Reads a number that is already in E.164. Gives null for anything else; never strips or guesses. */
export function parseE164(text: string): FaxNumber | null {
  return E164.test(text) ? (text as FaxNumber) : null
}

/** The digits alone, as most provider APIs and NGCP's ACLs write a number: `15555551212`. */
export function digitsOf(number: FaxNumber): string {
  return number.slice(1)
}

/** For logs: country and last four digits stay, the middle goes: `+1555•••1212`. */
export function maskNumber(number: string): string {
  return number.length < 9 ? '•'.repeat(number.length) : `${number.slice(0, 5)}•••${number.slice(-4)}`
}
