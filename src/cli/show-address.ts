/** `faxbridge show ADDRESS`: do our mails reach it? */
import type { BrokenAddress } from '../fax/bounce.ts'
import { fields, harmless, localTime, say } from './print.ts'

const at = (time: number): string => localTime(new Date(time).toISOString())

/** `broken` null: no bounce for a week. */
export function printAddress(address: string, broken: BrokenAddress | null): void {
  if (broken === null) {
    say(`No mail to ${harmless(address)} has come back in the last seven days.`)
    return
  }
  say(
    fields([
      ['Address', harmless(broken.address)],
      ['State', 'broken: our mails come back'],
      ['Since', at(broken.since)],
      ['Last', `${at(broken.lastAt)} (${broken.times} in all)`],
      ['It was said', harmless([broken.status, broken.diagnostic].join(' ').trim()) || 'nothing'],
      ['Last fax', broken.subjectId],
    ]),
  )
}
