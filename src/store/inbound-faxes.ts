/** Received faxes: known once by account, provider's id and time; changed in one transaction with tasks, mails, history. */
import type { InboundFaxId } from '../fax/id.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import type { Ids } from '../runtime.ts'
import { insertMail } from './mails.ts'
import { inboundOf, inboundRow, type Row } from './rows.ts'
import type { Sql, SqlDriver } from './sql-driver.ts'
import { addHistory, addTasks, insert, update } from './statements.ts'
import type { InboundChange, InboundStore } from './store.ts'

export function makeInboundFaxes(driver: SqlDriver, ids: Ids): InboundStore {
  return {
    addInbound: (fax, tasks, history) =>
      driver.tx(async sql => {
        const conflict = 'on conflict (account, provider_id, received_at) do nothing'
        if ((await insert(sql, 'inbound_fax', inboundRow(fax), conflict)) === 0) return false
        await addTasks(sql, ids, tasks)
        await addHistory(sql, fax.id, history)
        return true
      }),
    changeInbound: (id, decide) => driver.tx(sql => change(sql, ids, id, decide)),
    inbound: id => oneFax(driver, id),
    async listInbound({ states, limit }) {
      const places = states?.map((_, i) => `$${i + 1}`).join(', ')
      const where = states === undefined ? '1 = 1' : `state in (${places === '' ? 'null' : places})`
      const text = `select * from inbound_fax where ${where} order by id desc limit ${Math.trunc(limit)}`
      return (await driver.all<Row>(text, states ?? [])).map(inboundOf)
    },
  }
}

async function oneFax(sql: Sql, id: InboundFaxId): Promise<InboundFax | null> {
  const row = await sql.get<Row>('select * from inbound_fax where id = $1', [id])
  return row === undefined ? null : inboundOf(row)
}

async function change(
  sql: Sql,
  ids: Ids,
  id: InboundFaxId,
  decide: (fax: InboundFax) => InboundChange | null,
): Promise<InboundChange | null> {
  const fax = await oneFax(sql, id)
  const decided = fax === null ? null : decide(fax)
  if (fax === null || decided === null) return null
  const next: InboundFax = { ...decided.fax, version: fax.version + 1 }
  const written = await update(sql, 'inbound_fax', inboundRow(next), `and version = ${Number(fax.version)}`)
  if (written !== 1) throw new Error(`received fax ${id} changed inside a transaction`)
  for (const mail of decided.mails) await insertMail(sql, mail)
  await addTasks(sql, ids, decided.tasks)
  await addHistory(sql, id, decided.history)
  return { ...decided, fax: next }
}
