/** The do-not-fax list at the hand-over: a number may have been put on it while its fax was waiting. */
import type { Config } from '../config/schema.ts'
import type { FaxEvent } from '../fax/event.ts'
import type { FaxJob } from '../fax/job.ts'

/** Null: it may be faxed. The list is searched as it is: once a hand-over, beside which that takes no time. */
export function mustNotBeFaxed({ destinations }: Config, { recipient }: FaxJob): FaxEvent | null {
  if (destinations.doNotFax?.numbers.includes(recipient.number) !== true) return null
  const text = 'The number is on the list of numbers that must not be faxed.'
  return { type: 'unsendable', failure: 'number-blocked', text }
}
