/**
 * Whether a picture shows a screen: one flat tone behind everything, without the noise of a scanner, a camera or JPEG.
 * What is pale there is meant to be seen. In doubt it does not: what shines through the paper of a scan is no text.
 */

/** The flat tone has at least this share of all dots. */
const FLAT = 0.4
/** Darker grounds are no paper. */
const LIGHT = 200
/** Tones this close to the flat one, yet not the same, are noise. */
const CLOSE = 6
/** Soft edges of letters give some, too; noise gives more than half of the ground. */
const NOISE = 0.02

/** `dots`: grey, as they lie in the file. */
export function isOfScreen(dots: Uint8Array): boolean {
  const counts = new Uint32Array(256)
  for (let i = 0; i < dots.length; i++) {
    const tone = dots[i] ?? 255
    counts[tone] = (counts[tone] ?? 0) + 1
  }
  const flat = counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0))
  if (flat < LIGHT || (counts[flat] ?? 0) < FLAT * dots.length) return false
  let close = 0
  for (let tone = Math.max(0, flat - CLOSE); tone <= Math.min(255, flat + CLOSE); tone++) {
    if (tone !== flat) close += counts[tone] ?? 0
  }
  return close <= NOISE * dots.length
}
