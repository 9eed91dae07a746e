/** Mails that wait for their sender to follow a link. That he has followed it, and what follows, are one transaction. */
import type { EpochMs, SubmissionId } from '../fax/id.ts'
import type { Ids } from '../runtime.ts'
import { countFaxes, type FaxCount } from './budgets.ts'
import type { Sql, SqlDriver } from './sql-driver.ts'
import { addTasks } from './statements.ts'

/** How many mails wait now. */
export interface WaitingLinks {
  readonly ofSender: number
  readonly ofSubscriber: number
}

export interface SenderLinkStore {
  waitingLinks(sender: string, subscriberId: string, now: EpochMs): Promise<WaitingLinks>
  /**
   * The link was followed: the sender is proven, and the step `link` is due. False: nothing waits for it any more.
   * Throws E_BUDGET when the day has no room for its faxes; then it goes on waiting.
   */
  linkFollowed(id: SubmissionId, now: EpochMs, counts: readonly FaxCount[]): Promise<boolean>
}

export function makeSenderLinks(driver: SqlDriver, ids: Ids): SenderLinkStore {
  return {
    async waitingLinks(sender, subscriberId, now) {
      const count = async (column: string, value: string) => {
        const text = `select count(*) as n from submission where link_until is not null and ${column} = $1 and link_until > $2`
        return Number((await driver.get<{ n: number }>(text, [value, now]))?.n ?? 0)
      }
      return {
        ofSender: await count('lower(from_address)', sender.toLowerCase()),
        ofSubscriber: await count('subscriber_id', subscriberId),
      }
    },
    linkFollowed: (id, now, counts) =>
      driver.tx(async sql => {
        const proven = `update submission set evidence = 'link', link_until = null
          where id = $1 and link_until is not null and link_until > $2`
        if ((await sql.run(proven, [id, now])) !== 1) return false
        const open = "select count(*) as n from fax_job where submission_id = $1 and state = 'accepted'"
        const faxes = Number((await sql.get<{ n: number }>(open, [id]))?.n ?? 0)
        await countFaxes(sql, counts, faxes)
        await reportEnded(sql, ids, id, now)
        await sql.run("update task set run_at = $2, parked = 0 where kind = 'link' and subject_id = $1", [
          id,
          now,
        ])
        return true
      }),
  }
}

/** Of faxes that had ended before, such as those to a blocked number, the sender could not be told. */
async function reportEnded(sql: Sql, ids: Ids, id: SubmissionId, now: EpochMs): Promise<void> {
  const ended = await sql.all<{ id: string }>(
    "select id from fax_job where submission_id = $1 and state in ('failed', 'cancelled')",
    [id],
  )
  await addTasks(
    sql,
    ids,
    ended.map(job => ({ kind: 'report', subjectId: job.id, runAt: now })),
  )
}
