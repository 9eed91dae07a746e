/** Legal holds: placed, released, never deleted. What a hold keeps from being deleted is asked in retention.ts. */
import { holdOfSubscriber, type LegalHold } from '../fax/legal-hold.ts'
import type { LegalHoldStore } from './archive-store.ts'
import type { Row } from './rows.ts'
import type { Sql, SqlDriver } from './sql-driver.ts'
import { addHistory, insert, update } from './statements.ts'

export function makeLegalHolds(driver: SqlDriver): LegalHoldStore {
  return {
    placeHold: hold =>
      driver.tx(async sql => {
        const there = await openOn(sql, hold.subjectId)
        if (there !== null) return false
        await insert(sql, 'legal_hold', holdRow(hold))
        const text = `Legal hold by ${hold.placedBy}: ${hold.reason}`
        await noted(sql, hold.subjectId, {
          at: hold.placedAt,
          type: 'legalHold',
          text,
          detail: { hold: hold.id },
        })
        return true
      }),
    releaseHold: (subjectId, { by, reason, at }) =>
      driver.tx(async sql => {
        const hold = await openOn(sql, subjectId)
        if (hold === null) return null
        const ended: LegalHold = { ...hold, releasedBy: by, releaseReason: reason, releasedAt: at }
        await update(sql, 'legal_hold', holdRow(ended))
        const text = `Legal hold released by ${by}: ${reason}`
        await noted(sql, subjectId, { at, type: 'legalHoldReleased', text, detail: { hold: hold.id } })
        return ended
      }),
    async legalHolds({ open }) {
      const where = open ? 'where released_at is null' : ''
      return (await driver.all<Row>(`select * from legal_hold ${where} order by id desc`)).map(holdOf)
    },
    async holdsOn(subjectIds) {
      const places = subjectIds.map((_, i) => `$${i + 1}`).join(', ')
      const text = `select * from legal_hold where released_at is null and subject_id in (${places || 'null'}) order by id`
      return (await driver.all<Row>(text, subjectIds)).map(holdOf)
    },
  }
}

async function openOn(sql: Sql, subjectId: string): Promise<LegalHold | null> {
  const text = 'select * from legal_hold where subject_id = $1 and released_at is null'
  const row = await sql.get<Row>(text, [subjectId])
  return row === undefined ? null : holdOf(row)
}

/** Each fax of a mail has a history of its own; a subscriber's hold stands in none: it is about those to come, too. */
async function noted(sql: Sql, subjectId: string, entry: Parameters<typeof addHistory>[2]): Promise<void> {
  if (subjectId.startsWith(holdOfSubscriber(''))) return
  const jobs = await sql.all<{ id: string }>('select id from fax_job where submission_id = $1', [subjectId])
  for (const { id } of jobs.length === 0 ? [{ id: subjectId }] : jobs) await addHistory(sql, id, entry)
}

function holdRow(hold: LegalHold): Row {
  return {
    id: hold.id,
    subject_id: hold.subjectId,
    reason: hold.reason,
    placed_by: hold.placedBy,
    placed_at: hold.placedAt,
    release_reason: hold.releaseReason,
    released_by: hold.releasedBy,
    released_at: hold.releasedAt,
  }
}

function holdOf(row: Row): LegalHold {
  return {
    id: row['id'],
    subjectId: row['subject_id'],
    reason: row['reason'],
    placedBy: row['placed_by'],
    placedAt: row['placed_at'],
    releaseReason: row['release_reason'],
    releasedBy: row['released_by'],
    releasedAt: row['released_at'],
  } as LegalHold
}
