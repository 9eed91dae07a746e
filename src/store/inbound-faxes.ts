/** Received faxes: known once by account, provider's id and time; changed in one transaction with tasks, mails, history. */
import { BridgeError } from '../fax/error.ts'
import type { InboundFaxId } from '../fax/id.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import type { Ids } from '../runtime.ts'
import { MOST_TRIES } from './fax-jobs.ts'
import { insertMail } from './mails.ts'
import { inboundOf, inboundRow, type Row } from './rows.ts'
import type { Sql, SqlDriver } from './sql-driver.ts'
import { addHistory, addTasks, insert, update } from './statements.ts'
import type { InboundChange, InboundStore } from './store.ts'

/** What `InboundStore.changeInbound` is made of: everything but deciding. */
export interface InboundRows extends Omit<InboundStore, 'changeInbound'> {
  /** Writes a change of the fax with this version; false, and nothing written, when it has another by now. */
  applyInbound(change: InboundChange, version: number): Promise<boolean>
}

export function makeInboundRows(driver: SqlDriver, ids: Ids): InboundRows {
  return {
    addInbound: (fax, tasks, history) =>
      driver.tx(async sql => {
        const conflict = 'on conflict (account, provider_id, received_at) do nothing'
        if ((await insert(sql, 'inbound_fax', inboundRow(fax), conflict)) === 0) return false
        await addTasks(sql, ids, tasks)
        await addHistory(sql, fax.id, history)
        return true
      }),
    applyInbound: (change, version) => driver.tx(sql => applyInbound(sql, ids, change, version)),
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

/** As `changeFax`. */
export async function changeInboundFax(
  rows: Pick<InboundRows, 'inbound' | 'applyInbound'>,
  id: InboundFaxId,
  decide: (fax: InboundFax) => InboundChange | null,
): Promise<InboundChange | null> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const fax = await rows.inbound(id)
    const decided = fax === null ? null : decide(fax)
    if (fax === null || decided === null) return null
    const change: InboundChange = { ...decided, fax: { ...decided.fax, version: fax.version + 1 } }
    if (await rows.applyInbound(change, fax.version)) return change
  }
  throw new BridgeError('E_STORE', { detail: { id, why: 'changed by others again and again' } })
}

async function applyInbound(sql: Sql, ids: Ids, change: InboundChange, version: number): Promise<boolean> {
  const { fax, mails, tasks, history } = change
  const written = await update(sql, 'inbound_fax', inboundRow(fax), `and version = ${Number(version)}`)
  if (written !== 1) return false
  for (const mail of mails) await insertMail(sql, mail)
  await addTasks(sql, ids, tasks)
  await addHistory(sql, fax.id, history)
  return true
}
