/**
 * What was refused, kept for a while for people to look at. In charge of the bounds: rows are dropped by age and by number,
 * so that an attack does not fill the disk. Not in charge of what counts as the same (smtp/refusal-desk.ts).
 */
import type { EpochMs } from '../fax/id.ts'
import type { Refusal } from '../fax/refusal.ts'
import { containing } from './like.ts'
import type { Row } from './rows.ts'
import type { Sql, SqlDriver } from './sql-driver.ts'
import type { RefusalFilter, RefusalStore } from './store.ts'

const KEEP_MS = 30 * 86_400_000

/** With the trace a row has a few kilobytes: at most some tens of megabytes. */
const MOST_ROWS = 10_000

export function makeRefusals(driver: SqlDriver): RefusalStore {
  return {
    addRefusals: (refusals, now) =>
      driver.tx(async sql => {
        for (const refusal of refusals) await put(sql, refusal)
        await forget(sql, now)
      }),
    async refusals(filter) {
      return (await find(driver, filter)).map(refusalOf)
    },
    async refusal(id) {
      const row = await driver.get<Row>('select * from refusal where id = $1', [id])
      return row === undefined ? null : refusalOf(row)
    },
  }
}

async function put(sql: Sql, refusal: Refusal): Promise<void> {
  const again = 'update refusal set times = times + $2, last_at = $3 where id = $1'
  if ((await sql.run(again, [refusal.id, refusal.times, refusal.lastAt])) === 1) return
  const row = rowOf(refusal)
  const columns = Object.keys(row)
  const places = columns.map((_, i) => `$${i + 1}`).join(', ')
  await sql.run(`insert into refusal (${columns.join(', ')}) values (${places})`, Object.values(row))
}

async function forget(sql: Sql, now: EpochMs): Promise<void> {
  await sql.run('delete from refusal where last_at < $1', [now - KEEP_MS])
  const text = 'select last_at from refusal order by last_at desc, id desc limit 1 offset $1'
  const oldest = await sql.get<{ last_at: number }>(text, [MOST_ROWS])
  if (oldest !== undefined) await sql.run('delete from refusal where last_at <= $1', [oldest.last_at])
}

function find(driver: SqlDriver, { since, search, limit }: RefusalFilter): Promise<Row[]> {
  const where = ['last_at >= $1']
  if (search !== undefined) {
    where.push(
      `(lower(sender) like $3 escape '!' or lower(from_address) like $3 escape '!' or lower(recipients) like $3 escape '!'
        or peer like $3 escape '!' or lower(code) like $3 escape '!')`,
    )
  }
  const values = [since ?? 0, limit, ...(search === undefined ? [] : [containing(search.toLowerCase())])]
  const text = `select * from refusal where ${where.join(' and ')} order by last_at desc, id desc limit $2`
  return driver.all<Row>(text, values)
}

function rowOf(refusal: Refusal): Row {
  const { trace, ambiguous, leftOut } = refusal
  return {
    id: refusal.id,
    at: refusal.at,
    last_at: refusal.lastAt,
    times: refusal.times,
    stage: refusal.stage,
    listener: refusal.listener,
    peer: refusal.peer,
    auth_user: refusal.user,
    sender: refusal.sender,
    from_address: refusal.from,
    recipients: JSON.stringify(refusal.recipients),
    code: refusal.code,
    text: refusal.text,
    trace: JSON.stringify({ trace, ambiguous, leftOut }),
  }
}

function refusalOf(row: Row): Refusal {
  return {
    id: row['id'],
    at: Number(row['at']),
    lastAt: Number(row['last_at']),
    times: Number(row['times']),
    stage: row['stage'],
    listener: row['listener'],
    peer: row['peer'],
    user: row['auth_user'],
    sender: row['sender'],
    from: row['from_address'],
    recipients: JSON.parse(String(row['recipients'])),
    code: row['code'],
    text: row['text'],
    ...JSON.parse(String(row['trace'])),
  } as Refusal
}
