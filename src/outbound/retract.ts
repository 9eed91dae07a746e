/** The part of accepting mails that runs at start, before mail is taken. */
import type { Runtime } from '../runtime.ts'
import type { Spool } from '../store/spool.ts'
import type { SubmissionStore } from '../store/store.ts'

export interface RetractDeps {
  readonly store: Pick<SubmissionStore, 'unconfirmed' | 'retract'>
  readonly spool: Pick<Spool, 'read'>
  readonly runtime: Pick<Runtime, 'log'>
}

/**
 * At start: a mail whose row was committed but whose bytes were not flushed when the power failed was never promised to
 * anybody; it is taken back, so that the client's next try is a new mail. Gives how many there were.
 */
export async function retractUnpromised(deps: RetractDeps): Promise<number> {
  let count = 0
  for (const { id, raw } of await deps.store.unconfirmed()) {
    const whole = await isWhole(deps.spool, raw)
    if (whole || !(await deps.store.retract(id))) continue
    deps.runtime.log.warn(
      { submissionId: id },
      'a mail was only half stored when the machine stopped: taken back, no 250 was said',
    )
    count++
  }
  return count
}

async function isWhole(spool: Pick<Spool, 'read'>, ref: string): Promise<boolean> {
  try {
    for await (const _ of spool.read(ref));
    return true
  } catch {
    return false
  }
}
