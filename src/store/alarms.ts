/**
 * Alarms as rows. In charge of there being one open alarm of a kind about a thing, and of telling being one commit: that
 * the operator is told, the mails and calls that tell him, and the tasks that bring them.
 */
import type { Alarm, AlarmCall, AlarmFacts, AlarmId, NewAlarm } from '../fax/alarm.ts'
import type { EpochMs } from '../fax/id.ts'
import type { OutgoingMail } from '../fax/outgoing-mail.ts'
import type { NewTask } from '../fax/task.ts'
import type { Ids } from '../runtime.ts'
import { insertMail } from './mails.ts'
import type { Row } from './rows.ts'
import type { SqlDriver } from './sql-driver.ts'
import { addHistory, addTasks, insert } from './statements.ts'

/** What is written when the operator is told. `before`: the alarm as it was when this was decided. */
export interface AlarmTelling {
  readonly before: Alarm
  readonly news: AlarmNews
  readonly at: EpochMs
  /** The sentence for the history. */
  readonly text: string
  readonly mails: readonly OutgoingMail[]
  readonly calls: readonly AlarmCall[]
}

/** `raised` the first time, `more` of what it counts, `still` there, `over`. */
export type AlarmNews = 'raised' | 'more' | 'still' | 'over'

export interface AlarmBook {
  /** Raises it, or brings the facts of one that is open up to date. Gives the row. */
  raiseAlarm(alarm: NewAlarm): Promise<Alarm>
  clearAlarm(id: AlarmId, at: EpochMs): Promise<void>
  /** A person knows of it. False: it is not open, or somebody did before. */
  acknowledgeAlarm(id: AlarmId, at: EpochMs, by: string): Promise<boolean>
  /** Open ones, the newest first; with `since` also those that ended at or after it. */
  alarms(since?: EpochMs): Promise<readonly Alarm[]>
  /** Those whose end has not been told. */
  untoldEnds(): Promise<readonly Alarm[]>
}

export interface AlarmTellings {
  /** Writes it all in one commit. False: somebody told it before, and nothing was written. */
  tellAlarm(telling: AlarmTelling): Promise<boolean>
  alarmCall(id: AlarmCall['id']): Promise<AlarmCall | null>
  noteAlarmCall(id: AlarmCall['id'], state: AlarmCall['state'], error: string | null): Promise<void>
  /** Drops what ended before. */
  pruneAlarms(before: EpochMs): Promise<number>
}

export type AlarmStore = AlarmBook & AlarmTellings

export function makeAlarms(driver: SqlDriver, ids: Ids): AlarmStore {
  return { ...makeBook(driver), ...makeTellings(driver, ids) }
}

function makeBook(driver: SqlDriver): AlarmBook {
  return {
    raiseAlarm: alarm =>
      driver.tx(async sql => {
        const { kind, about, facts, count, until } = alarm
        const where = 'kind = $1 and about = $2 and cleared_at is null'
        const open = await sql.get<Row>(`select * from alarm where ${where}`, [kind, about])
        const values = [kind, about, JSON.stringify(facts), count, until]
        if (open === undefined) await insert(sql, 'alarm', newRow(alarm))
        // The same again is no write: whoever raises an event does it again and again.
        else if (open['facts'] !== values[2] || open['count'] !== count)
          await sql.run(`update alarm set facts = $3, count = $4, until = $5 where ${where}`, values)
        const row = await sql.get<Row>(`select * from alarm where ${where}`, [kind, about])
        return alarmOf(row ?? newRow(alarm))
      }),
    async clearAlarm(id, at) {
      await driver.run('update alarm set cleared_at = $2 where id = $1 and cleared_at is null', [id, at])
    },
    async acknowledgeAlarm(id, at, by) {
      const text = `update alarm set acked_at = $2, acked_by = $3
        where id = $1 and cleared_at is null and acked_at is null`
      return (await driver.run(text, [id, at, by])) === 1
    },
    async alarms(since) {
      const text = `select * from alarm where cleared_at is null${since === undefined ? '' : ' or cleared_at >= $1'}
        order by raised_at desc, id desc`
      return (await driver.all<Row>(text, since === undefined ? [] : [since])).map(alarmOf)
    },
    async untoldEnds() {
      const text = `select * from alarm where cleared_at is not null and told_at is not null
        and over_told_at is null and until is null order by id`
      return (await driver.all<Row>(text)).map(alarmOf)
    },
  }
}

function makeTellings(driver: SqlDriver, ids: Ids): AlarmTellings {
  return {
    tellAlarm: ({ before, news, at, text, mails, calls }) =>
      driver.tx(async sql => {
        const told =
          news === 'over'
            ? await sql.run('update alarm set over_told_at = $2 where id = $1 and over_told_at is null', [
                before.id,
                at,
              ])
            : await sql.run(
                `update alarm set told_at = $2, told_count = $3
                 where id = $1 and coalesce(told_at, -1) = $4 and told_count = $5`,
                [before.id, at, before.count, before.toldAt ?? -1, before.toldCount],
              )
        if (told === 0) return false
        const tasks: NewTask[] = []
        for (const mail of mails) {
          if (await insertMail(sql, mail)) tasks.push({ kind: 'relay', subjectId: mail.id, runAt: at })
        }
        for (const call of calls) {
          await insert(sql, 'alarm_call', callRow(call))
          tasks.push({ kind: 'call', subjectId: call.id, runAt: at })
        }
        await addTasks(sql, ids, tasks)
        await addHistory(sql, before.id, { at, type: 'alarm', text, detail: { news } })
        return true
      }),
    async alarmCall(id) {
      const row = await driver.get<Row>('select * from alarm_call where id = $1', [id])
      return row === undefined ? null : callOf(row)
    },
    async noteAlarmCall(id, state, error) {
      const text = `update alarm_call set state = $2, last_error = $3, attempts = attempts + 1
        where id = $1 and state = 'waiting'`
      await driver.run(text, [id, state, error])
    },
    pruneAlarms: before =>
      driver.tx(async sql => {
        const old = 'select id from alarm where cleared_at is not null and cleared_at < $1'
        await sql.run(`delete from alarm_call where alarm_id in (${old})`, [before])
        await sql.run(`delete from history where subject_id in (${old})`, [before])
        return sql.run('delete from alarm where cleared_at is not null and cleared_at < $1', [before])
      }),
  }
}

function newRow({ id, kind, about, facts, count, raisedAt, until }: NewAlarm): Row {
  return {
    id,
    kind,
    about,
    facts: JSON.stringify(facts),
    count,
    raised_at: raisedAt,
    cleared_at: null,
    until,
    told_at: null,
    told_count: 0,
    over_told_at: null,
    acked_at: null,
    acked_by: null,
  }
}

function alarmOf(row: Row): Alarm {
  return {
    id: row['id'],
    kind: row['kind'],
    about: row['about'],
    facts: JSON.parse(String(row['facts'])) as AlarmFacts,
    count: row['count'],
    raisedAt: row['raised_at'],
    clearedAt: row['cleared_at'],
    until: row['until'],
    toldAt: row['told_at'],
    toldCount: row['told_count'],
    overToldAt: row['over_told_at'],
    ackedAt: row['acked_at'],
    ackedBy: row['acked_by'],
  } as Alarm
}

function callRow(call: AlarmCall): Row {
  const { id, alarmId, url, body, state, attempts, lastError, deadline } = call
  return { id, alarm_id: alarmId, url, body, state, attempts, last_error: lastError, deadline }
}

function callOf(row: Row): AlarmCall {
  return {
    id: row['id'],
    alarmId: row['alarm_id'],
    url: row['url'],
    body: row['body'],
    state: row['state'],
    attempts: row['attempts'],
    lastError: row['last_error'],
    deadline: row['deadline'],
  } as AlarmCall
}
