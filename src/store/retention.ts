/**
 * Deleting what was kept long enough. In charge of looking and letting go in one transaction, so that a legal hold, a fax
 * sent again or a report under way is never overlooked. The rows go first, then (by the caller) the bytes: a crash in
 * between leaves bytes that no row needs, and the next start erases them. History, numbers and hashes stay.
 */
import type { EpochMs } from '../fax/id.ts'
import type { Forgotten, RetentionRule, RetentionStore } from './archive-store.ts'
import type { Sql, SqlDriver, SqlValue } from './sql-driver.ts'
import { addHistory } from './statements.ts'

export function makeRetention(driver: SqlDriver): RetentionStore {
  return {
    forgetSent: (rule, limit, now) => driver.tx(sql => forgetSent(sql, rule, limit, now)),
    forgetReceived: (rule, limit, now) => driver.tx(sql => forgetReceived(sql, rule, limit, now)),
    forgetMails: (before, limit) => driver.tx(sql => forgetMails(sql, before, limit)),
    forgetJunk: (id, now) =>
      driver.tx(async sql => {
        const row = await sql.get<ReceivedRow>(
          `select id, raw from inbound_fax f where id = $1 and state = 'junk' and raw is not null and ${notHeld.received}`,
          [id],
        )
        if (row === undefined) return []
        const text = 'Its pages were deleted: nobody has released it.'
        return forgetPages(sql, row, { at: now, type: 'discarded', text, detail: {} })
      }),
    compactLog: () => driver.compactLog(),
  }
}

const noHoldOn = (...subjects: string[]): string =>
  `not exists (select 1 from legal_hold h where h.released_at is null and h.subject_id in (${subjects.join(', ')}))`

/** `s` is the submission, `f` the received fax. */
const notHeld = {
  sent: noHoldOn('s.id', "'subscriber:' || s.subscriber_id"),
  received: noHoldOn('f.id', "'subscriber:' || coalesce(f.subscriber_id, '')"),
}

/** `subscriber_id in (…)`, or for the others. The values go behind those that are there. */
function ofSubscribers({ subscribers, others }: RetentionRule, values: SqlValue[], column: string): string {
  const places = subscribers.map(id => `$${values.push(id)}`).join(', ')
  if (!others) return `${column} in (${places || 'null'})`
  return places === '' ? 'true' : `(${column} is null or ${column} not in (${places}))`
}

const OF_MAIL = '(select s.id union all select j.id from fax_job j where j.submission_id = s.id)'

async function forgetSent(sql: Sql, rule: RetentionRule, limit: number, now: EpochMs): Promise<Forgotten> {
  const values: SqlValue[] = [rule.before]
  const whose = ofSubscribers(rule, values, 's.subscriber_id')
  const rows = await sql.all<{ id: string; raw: string }>(
    `select s.id, s.raw from submission s where s.raw <> '' and s.received_at <= $1 and ${whose}
     and not exists (select 1 from fax_job j where j.submission_id = s.id
       and (j.state not in ('delivered', 'failed', 'cancelled') or j.ended_at is null or j.ended_at > $1))
     and not exists (select 1 from task t where t.parked = 0 and t.kind in ('link', 'prepare', 'report') and t.subject_id in ${OF_MAIL})
     and not exists (select 1 from mail m where m.state = 'queued' and m.subject_id in ${OF_MAIL})
     and ${notHeld.sent} order by s.received_at limit ${Math.trunc(limit)}`,
    values,
  )
  const refs: string[] = []
  for (const row of rows) refs.push(...(await forgetMail(sql, row, now)))
  return { faxes: rows.length, refs }
}

/** A mail with its pages and the reports about it, all of which have ended. */
async function forgetMail(
  sql: Sql,
  { id, raw }: { readonly id: string; readonly raw: string },
  now: EpochMs,
): Promise<readonly string[]> {
  const documents = await sql.all<{ tiff: string; preview: string | null }>(
    'select tiff, preview from document where submission_id = $1',
    [id],
  )
  const jobs = await sql.all<{ id: string }>('select id from fax_job where submission_id = $1', [id])
  const ours = `(subject_id = $1 or subject_id in (select id from fax_job where submission_id = $1)) and state <> 'queued'`
  const mails = await sql.all<{ raw: string }>(`select raw from mail where ${ours} and raw <> ''`, [id])
  await sql.run(`delete from mail where ${ours}`, [id])
  await sql.run('delete from document where submission_id = $1', [id])
  await sql.run("update submission set raw = '', dedupe_key = null, key_digest = null where id = $1", [id])
  const text = 'Mail and pages deleted, as the retention time is over.'
  for (const job of jobs) await addHistory(sql, job.id, { at: now, type: 'forgotten', text, detail: {} })
  const refs = [raw, ...documents.flatMap(one => [one.tiff, one.preview]), ...mails.map(mail => mail.raw)]
  return refs.filter(ref => ref !== null)
}

/** One mail by its id, whatever its age; none when it is held, or was forgotten before. */
export async function forgetSubmission(sql: Sql, id: string, now: EpochMs): Promise<readonly string[]> {
  const row = await sql.get<{ id: string; raw: string }>(
    `select s.id, s.raw from submission s where s.id = $1 and s.raw <> '' and ${notHeld.sent}`,
    [id],
  )
  return row === undefined ? [] : forgetMail(sql, row, now)
}

interface ReceivedRow {
  readonly id: string
  readonly raw: string
}

async function forgetReceived(
  sql: Sql,
  rule: RetentionRule,
  limit: number,
  now: EpochMs,
): Promise<Forgotten> {
  const values: SqlValue[] = [rule.before, Math.min(rule.before, rule.filedBefore)]
  const whose = ofSubscribers(rule, values, 'f.subscriber_id')
  const rows = await sql.all<ReceivedRow>(
    `select f.id, f.raw from inbound_fax f where f.raw is not null and ${whose}
     and ((f.state = 'acknowledged' and f.acknowledged_at <= $1) or (f.state = 'filed' and f.acknowledged_at <= $2))
     and not exists (select 1 from delivery d where d.inbound_id = f.id and (d.state = 'waiting' or d.ended_at > $1))
     and not exists (select 1 from mail m where m.subject_id = f.id and (m.state = 'queued' or m.sent_at > $1))
     and ${notHeld.received} order by f.id limit ${Math.trunc(limit)}`,
    values,
  )
  const refs: string[] = []
  const text = 'Its pages were deleted, as the retention time is over.'
  const entry = { at: now, type: 'forgotten', text, detail: {} }
  for (const row of rows) refs.push(...(await forgetPages(sql, row, entry)))
  return { faxes: rows.length, refs }
}

/** The fax stays in the list, with its hash, its destinations and its history. */
async function forgetPages(
  sql: Sql,
  { id, raw }: ReceivedRow,
  entry: Parameters<typeof addHistory>[2],
): Promise<readonly string[]> {
  const ended = "subject_id = $1 and state <> 'queued' and raw <> ''"
  const mails = await sql.all<{ raw: string }>(`select raw from mail where ${ended}`, [id])
  await sql.run(`update mail set raw = '' where ${ended}`, [id])
  // Who has read it before, such as a delivery that is just being written, reads it again.
  await sql.run('update inbound_fax set raw = null, version = version + 1 where id = $1', [id])
  await addHistory(sql, id, entry)
  return [raw, ...mails.map(mail => mail.raw)]
}

/**
 * Reports and copies that ended after their fax was forgotten, such as a correction; notices and alarms, which are about
 * no fax. A confidential mail has a way of its own (keys.ts).
 */
async function forgetMails(sql: Sql, before: EpochMs, limit: number): Promise<Forgotten> {
  const rows = await sql.all<{ id: string; raw: string }>(
    `select m.id, m.raw from mail m where m.raw <> '' and m.state <> 'queued' and case substr(m.subject_id, 1, 4)
       when 'fax_' then exists (select 1 from fax_job j join submission s on s.id = j.submission_id
         where j.id = m.subject_id and s.raw = '' and ${notHeld.sent})
       when 'sub_' then exists (select 1 from submission s where s.id = m.subject_id and s.raw = '' and ${notHeld.sent})
       when 'inb_' then exists (select 1 from inbound_fax f where f.id = m.subject_id and f.raw is null and ${notHeld.received})
       else m.created_at <= $1 and m.mail_key not like 'secret-key:%' end
     limit ${Math.trunc(limit)}`,
    [before],
  )
  for (const { id } of rows) await sql.run("update mail set raw = '' where id = $1", [id])
  return { faxes: 0, refs: rows.map(row => row.raw) }
}
