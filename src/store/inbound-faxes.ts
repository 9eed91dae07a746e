/** Received faxes: known once by account, provider's id and time; changed in one transaction with tasks, mails, history. */
import { BridgeError } from '../fax/error.ts'
import type { InboundFaxId } from '../fax/id.ts'
import { type InboundFax, looksLike } from '../fax/inbound-fax.ts'
import type { Ids } from '../runtime.ts'
import { insertDelivery } from './deliveries.ts'
import { MOST_TRIES } from './fax-jobs.ts'
import { inboundCondition } from './inbound-filter.ts'
import { inboundOf, inboundRow } from './inbound-rows.ts'
import type { InboundChange, InboundStore, ListedFax } from './inbound-store.ts'
import { insertMail } from './mails.ts'
import type { Row } from './rows.ts'
import type { Sql, SqlDriver } from './sql-driver.ts'
import { addHistory, addTasks, insert, update } from './statements.ts'

/** What `InboundStore.changeInbound` is made of: everything but deciding. */
export interface InboundRows extends Omit<InboundStore, 'changeInbound'> {
  /** Writes a change of the fax with this version; false, and nothing written, when it has another by now. */
  applyInbound(change: InboundChange, version: number): Promise<boolean>
}

export function makeInboundRows(driver: SqlDriver, ids: Ids): InboundRows {
  return {
    async addInbound(listed) {
      if (await allKnown(driver, listed)) return listed.map(() => false)
      return driver.tx(async sql => {
        const added: boolean[] = []
        for (const one of listed) added.push(await addListed(sql, ids, one))
        return added
      })
    },
    applyInbound: (change, version) => driver.tx(sql => applyInbound(sql, ids, change, version)),
    inbound: id => oneFax(driver, id),
    async listInbound(filter) {
      const { where, values } = inboundCondition(filter)
      const text = `select * from inbound_fax ${where} order by id desc limit ${Math.trunc(filter.limit)}`
      return (await driver.all<Row>(text, values)).map(inboundOf)
    },
  }
}

/** Most listings tell nothing new: plain reads cost no flush. */
async function allKnown(driver: SqlDriver, listed: readonly ListedFax[]): Promise<boolean> {
  for (const { fax } of listed) {
    const known = await twinsOf(driver, fax)
    if (!known.some(twin => looksLike(twin, fax))) return false
  }
  return true
}

async function twinsOf(sql: Pick<Sql, 'all'>, fax: InboundFax): Promise<readonly InboundFax[]> {
  const where = 'account = $1 and provider_id = $2 and received_at = $3 order by twin'
  const values = [fax.account, fax.providerId, fax.receivedAt]
  return (await sql.all<Row>(`select * from inbound_fax where ${where}`, values)).map(inboundOf)
}

async function addListed(sql: Sql, ids: Ids, { fax, tasks, history }: ListedFax): Promise<boolean> {
  const twins = await twinsOf(sql, fax)
  if (twins.some(twin => looksLike(twin, fax))) return false
  const waiting = twins.find(({ state }) => state === 'seen')
  if (waiting !== undefined) {
    const { calledNumber, callerNumber, stationId, pageCount, complete, subaddress, line } = fax
    const facts = { calledNumber, callerNumber, stationId, pageCount, complete, subaddress, line }
    await update(sql, 'inbound_fax', inboundRow({ ...waiting, ...facts, version: waiting.version + 1 }))
    return false
  }
  await insert(sql, 'inbound_fax', inboundRow({ ...fax, twin: (twins.at(-1)?.twin ?? -1) + 1 }))
  await addTasks(sql, ids, tasks)
  await addHistory(sql, fax.id, history)
  return true
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
  const { fax, mails, tasks, history, deliveries = [] } = change
  const written = await update(sql, 'inbound_fax', inboundRow(fax), `and version = ${Number(version)}`)
  if (written !== 1) return false
  for (const mail of mails) await insertMail(sql, mail)
  for (const delivery of deliveries) await insertDelivery(sql, delivery)
  await addTasks(sql, ids, tasks)
  await addHistory(sql, fax.id, history)
  return true
}
