/** The statements that several parts of the store share: insert and update of whole rows, tasks, history. */
import type { HistoryEntry } from '../fax/history.ts'
import type { NewTask } from '../fax/task.ts'
import type { Ids } from '../runtime.ts'
import type { Row } from './rows.ts'
import type { Sql } from './sql-driver.ts'

/** Inserts a row. With `onConflict` (`on conflict …`) a row that is there already is left alone. Gives rows written. */
export function insert(sql: Sql, table: string, row: Row, onConflict = ''): Promise<number> {
  const columns = Object.keys(row)
  const places = columns.map((_, i) => `$${i + 1}`)
  const text = `insert into ${table} (${columns.join(', ')}) values (${places.join(', ')}) ${onConflict}`
  return sql.run(text, Object.values(row))
}

/** Writes all columns of the row with this id. Gives the number of rows written. */
export function update(sql: Sql, table: string, row: Row, where = ''): Promise<number> {
  const columns = Object.keys(row).filter(column => column !== 'id')
  const sets = columns.map((column, i) => `${column} = $${i + 2}`)
  const values = [row['id'] ?? null, ...columns.map(column => row[column] ?? null)]
  return sql.run(`update ${table} set ${sets.join(', ')} where id = $1 ${where}`, values)
}

export async function addTasks(sql: Sql, ids: Ids, tasks: readonly NewTask[]): Promise<void> {
  for (const { kind, subjectId, runAt, lane = '', priority = 1, account = '' } of tasks) {
    const row = { id: ids.next('task'), kind, subject_id: subjectId, run_at: runAt, lane, priority, account }
    await insert(sql, 'task', row)
  }
}

export function addHistory(sql: Sql, subjectId: string, entry: HistoryEntry): Promise<number> {
  const { at, type, text, detail } = entry
  return sql.run(
    `insert into history (subject_id, seq, at, type, text, detail)
     select $1, coalesce(max(seq), 0) + 1, $2, $3, $4, $5 from history where subject_id = $1`,
    [subjectId, at, type, text, JSON.stringify(detail)],
  )
}
