/** How the flow of faxes stands, for alarms and metrics: what is late, held, stuck, and since when. Selects only. */
import type { EpochMs } from '../fax/id.ts'
import type { Row } from './rows.ts'
import type { SqlDriver } from './sql-driver.ts'

/** How many, and the oldest of them. Null: there are none. */
export interface Backlog {
  readonly count: number
  readonly since: EpochMs | null
}

/** A destination that was given up, and why the last time. */
export interface GivenUpPlace {
  readonly place: string
  readonly count: number
  readonly why: string
}

export interface Backlogs {
  /** Steps that are due and that nobody works on; those that wait for room at a provider are not counted. */
  readonly stepsDue: Backlog
  /** Faxes whose time has come, or whose last step failed, and that no provider has. Held ones are not counted. */
  readonly faxesDue: Backlog
  /** Faxes that a provider has, or may have: since the hand-over. Held ones are not counted. */
  readonly faxesOut: Backlog
  /** Received faxes on their way to their recipients. */
  readonly receivedOnWay: Backlog
  readonly receivedUnrouted: Backlog
  /** Our mails that wait for the relay. */
  readonly mailsWaiting: Backlog
  readonly givenUp: readonly GivenUpPlace[]
}

export interface BacklogStore {
  /** `givenUpSince`: which destinations that were given up count. */
  backlogs(now: EpochMs, givenUpSince: EpochMs): Promise<Backlogs>
}

/** Those are late by room, not by trouble of ours: faxesDue has them. */
const WAIT_FOR_ROOM = "('prepare', 'submit', 'link')"
/** So that the index of open faxes serves. */
const OPEN = "state not in ('delivered', 'failed', 'cancelled')"

export function makeBacklogs(driver: SqlDriver): BacklogStore {
  const backlog = async (text: string, values: number[] = []): Promise<Backlog> => {
    const row = await driver.get<Row>(text, values)
    const since = row?.['since'] ?? null
    return { count: Number(row?.['n'] ?? 0), since: since === null ? null : (Number(since) as EpochMs) }
  }
  return {
    async backlogs(now, givenUpSince) {
      const stepsDue = `select count(*) as n, min(run_at) as since from task
        where parked = 0 and run_at <= $1 and lease_until <= $1 and kind not in ${WAIT_FOR_ROOM}`
      const places = `select place, count(*) as n, max(last_error) as why from delivery
        where state = 'failed' and ended_at >= $1 group by place order by place limit 100`
      return {
        stepsDue: await backlog(stepsDue, [now]),
        faxesDue: await backlog(FAXES_DUE, [now]),
        faxesOut: await backlog(FAXES_OUT),
        receivedOnWay: await backlog(received("('seen', 'fetched', 'routed')")),
        receivedUnrouted: await backlog(received("('unrouted')")),
        mailsWaiting: await backlog(
          "select count(*) as n, min(created_at) as since from mail where state = 'queued'",
        ),
        givenUp: (await driver.all<Row>(places, [givenUpSince])).map(row => ({
          place: String(row['place']),
          count: Number(row['n']),
          why: String(row['why'] ?? ''),
        })),
      }
    },
  }
}

const received = (states: string): string =>
  `select count(*) as n, min(seen_at) as since from inbound_fax where state in ${states}`

/** One that waits for a time of day is late from that time on; one that failed, from its beginning. */
const FAXES_DUE = `select count(*) as n, min(since) as since from (
  select case when coalesce(task.last_error, '') <> '' or task.run_at < fax_job.created_at
    then fax_job.created_at else task.run_at end as since
  from fax_job join task on task.subject_id = fax_job.id and task.kind = 'submit'
  where ${OPEN} and state = 'ready' and held is null and parked = 0
    and (run_at <= $1 or coalesce(last_error, '') <> '')
  union all
  select fax_job.created_at as since
  from fax_job join task on task.subject_id = fax_job.submission_id and task.kind = 'prepare'
  where ${OPEN} and state = 'accepted' and held is null and parked = 0
    and (run_at <= $1 or coalesce(last_error, '') <> '')) as due`

const FAXES_OUT = `select count(*) as n, min(attempt.started_at) as since
  from fax_job join attempt on attempt.fax_job_id = fax_job.id and attempt.ended_at is null
  where ${OPEN} and state in ('submitting', 'unknown', 'sending') and held is null`
