/** The secret keys of subscribers, as digests. A change of one goes together with its notices, or not at all. */
import type { EpochMs, MailId } from '../fax/id.ts'
import { CONFIDENTIAL_KEY } from '../fax/outgoing-mail.ts'
import { keySubject, type SubscriberKey } from '../fax/subscriber-key.ts'
import type { Ids } from '../runtime.ts'
import { insertMail } from './mails.ts'
import type { Row } from './rows.ts'
import type { Sql, SqlDriver } from './sql-driver.ts'
import { addHistory, addTasks, insert } from './statements.ts'
import type { KeyChange, KeyStore } from './store.ts'

export function makeKeys(driver: SqlDriver, ids: Ids): KeyStore {
  return {
    async keys() {
      const rows = await driver.all<Row>('select * from subscriber_key order by subscriber_id')
      return rows.map(keyOf)
    },
    changeKey: change => driver.tx(sql => changeKey(sql, ids, change)),
    spentNotices: () =>
      driver.all<{ id: MailId; raw: string }>(
        "select id, raw from mail where mail_key like $1 and state <> 'queued' and raw <> '' order by id",
        [`${CONFIDENTIAL_KEY}%`],
      ),
    async noticeErased(id) {
      await driver.run("update mail set raw = '' where id = $1 and state <> 'queued'", [id])
    },
  }
}

async function changeKey(sql: Sql, ids: Ids, change: KeyChange): Promise<boolean> {
  const { key, was, mails, tasks, history } = change
  if (!(await writeKey(sql, key, was))) return false
  const subject = keySubject(key.subscriberId)
  // A notice of an older key must not arrive after the one of the newer.
  await sql.run(
    `update mail set state = 'failed', last_error = 'replaced by a newer key'
     where subject_id = $1 and state = 'queued' and mail_key like $2`,
    [subject, `${CONFIDENTIAL_KEY}%`],
  )
  for (const mail of mails) await insertMail(sql, mail)
  await addTasks(sql, ids, tasks)
  await addHistory(sql, subject, history)
  return true
}

async function writeKey(sql: Sql, key: SubscriberKey, was: EpochMs | null): Promise<boolean> {
  const row = keyRow(key)
  if (was === null) return (await insert(sql, 'subscriber_key', row, 'on conflict do nothing')) === 1
  const text = `update subscriber_key set configured = $3, modified_at = $4, made = $5, previous = $6, previous_until = $7
    where subscriber_id = $1 and modified_at = $2`
  const { subscriber_id, ...rest } = row
  return (await sql.run(text, [subscriber_id ?? null, was, ...Object.values(rest)])) === 1
}

function keyRow(key: SubscriberKey): Row {
  return {
    subscriber_id: key.subscriberId,
    configured: key.configured,
    modified_at: key.modifiedAt,
    made: key.made,
    previous: key.previous?.digest ?? null,
    previous_until: key.previous?.until ?? null,
  }
}

function keyOf(row: Row): SubscriberKey {
  const until = row['previous_until'] as EpochMs | null
  return {
    subscriberId: String(row['subscriber_id']),
    configured: String(row['configured']),
    modifiedAt: row['modified_at'] as EpochMs,
    made: row['made'] as string | null,
    previous: until === null ? null : { digest: row['previous'] as string | null, until },
  }
}
