/** Deliveries of received faxes to destinations beside mail. Each fax has one for each destination and round. */
import type { Delivery } from '../fax/delivery.ts'
import type { HistoryEntry } from '../fax/history.ts'
import type { DeliveryId, EpochMs, InboundFaxId } from '../fax/id.ts'
import type { NewTask } from '../fax/task.ts'
import type { Ids } from '../runtime.ts'
import type { Row } from './rows.ts'
import type { Sql, SqlDriver } from './sql-driver.ts'
import { addHistory, addTasks, insert, update } from './statements.ts'

export interface DeliveryStore {
  delivery(id: DeliveryId): Promise<Delivery | null>
  /** Of all rounds, oldest first. */
  deliveriesOf(id: InboundFaxId): Promise<readonly Delivery[]>
  /** It is there, or will never get there. Writes tasks and the history of the fax with it. Does nothing the second time. */
  endDelivery(delivery: Delivery, tasks: readonly NewTask[], history: HistoryEntry): Promise<void>
  noteDeliveryTry(id: DeliveryId, error: string): Promise<void>
  /** How many have ended well there since then. */
  deliveredSince(place: string, since: EpochMs): Promise<number>
}

/** Inserts a delivery unless there is one for this fax, round and destination. */
export async function insertDelivery(sql: Sql, delivery: Delivery): Promise<void> {
  await insert(sql, 'delivery', deliveryRow(delivery), 'on conflict (inbound_id, round, place) do nothing')
}

export function makeDeliveries(driver: SqlDriver, ids: Ids): DeliveryStore {
  return {
    async delivery(id) {
      const row = await driver.get<Row>('select * from delivery where id = $1', [id])
      return row === undefined ? null : deliveryOf(row)
    },
    async deliveriesOf(id) {
      const rows = await driver.all<Row>('select * from delivery where inbound_id = $1 order by id', [id])
      return rows.map(deliveryOf)
    },
    endDelivery: (delivery, tasks, history) =>
      driver.tx(async sql => {
        if ((await update(sql, 'delivery', deliveryRow(delivery), "and state = 'waiting'")) === 0) return
        await addTasks(sql, ids, tasks)
        await addHistory(sql, delivery.inboundId, history)
      }),
    async noteDeliveryTry(id, error) {
      await driver.run('update delivery set attempts = attempts + 1, last_error = $2 where id = $1', [
        id,
        error,
      ])
    },
    async deliveredSince(place, since) {
      const text = "select count(*) as n from delivery where place = $1 and state = 'done' and ended_at >= $2"
      return Number((await driver.get<{ n: number }>(text, [place, since]))?.n ?? 0)
    },
  }
}

function deliveryRow(delivery: Delivery): Row {
  return {
    id: delivery.id,
    inbound_id: delivery.inboundId,
    round: delivery.round,
    place: delivery.place,
    required: delivery.required ? 1 : 0,
    state: delivery.state,
    attempts: delivery.attempts,
    last_error: delivery.lastError,
    result: delivery.result,
    created_at: delivery.createdAt,
    deadline: delivery.deadline,
    ended_at: delivery.endedAt,
  }
}

function deliveryOf(row: Row): Delivery {
  return {
    id: row['id'],
    inboundId: row['inbound_id'],
    round: row['round'],
    place: row['place'],
    required: row['required'] === 1,
    state: row['state'],
    attempts: row['attempts'],
    lastError: row['last_error'],
    result: row['result'],
    createdAt: row['created_at'],
    deadline: row['deadline'],
    endedAt: row['ended_at'],
  } as Delivery
}
