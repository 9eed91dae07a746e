/** Outgoing mails and the documents of submissions. A mail's key makes it unique: composed twice, it is kept once. */
import type { HistoryEntry } from '../fax/history.ts'
import type { OutgoingMail } from '../fax/outgoing-mail.ts'
import type { NewTask } from '../fax/task.ts'
import type { Ids } from '../runtime.ts'
import { documentOf, documentRow, mailOf, mailRow, type Row } from './rows.ts'
import type { Sql, SqlDriver } from './sql-driver.ts'
import { addHistory, addTasks, insert, update } from './statements.ts'
import type { DocumentStore, MailStore } from './store.ts'

/** Inserts a mail unless its key is there. True: it is new. */
export async function insertMail(sql: Sql, mail: OutgoingMail): Promise<boolean> {
  return (await insert(sql, 'mail', mailRow(mail), 'on conflict (mail_key) do nothing')) === 1
}

export function makeMails(driver: SqlDriver, ids: Ids): MailStore {
  const add = async (sql: Sql, mail: OutgoingMail, tasks: readonly NewTask[], history: HistoryEntry) => {
    if (!(await insertMail(sql, mail))) {
      const row = await sql.get<Row>('select * from mail where mail_key = $1', [mail.key])
      return row === undefined ? mail : mailOf(row)
    }
    await addTasks(sql, ids, tasks)
    await addHistory(sql, mail.subjectId, history)
    return mail
  }
  return {
    addMail: (mail, tasks, history) => driver.tx(sql => add(sql, mail, tasks, history)),
    endMail: (mail, tasks, history) =>
      driver.tx(async sql => {
        // Only a queued mail can end: a repetition after a crash changes nothing and writes no second line.
        // But for where it lies: it may have been encrypted while it was sent.
        const { raw: _, ...row } = mailRow(mail)
        if ((await update(sql, 'mail', row, "and state = 'queued'")) === 0) return
        await addTasks(sql, ids, tasks)
        await addHistory(sql, mail.subjectId, history)
      }),
    async noteMailTry(id, error) {
      await driver.run('update mail set attempts = attempts + 1, last_error = $2 where id = $1', [id, error])
    },
    async mail(id) {
      const row = await driver.get<Row>('select * from mail where id = $1', [id])
      return row === undefined ? null : mailOf(row)
    },
    async mailsOf(subjectId) {
      const rows = await driver.all<Row>('select * from mail where subject_id = $1 order by id', [subjectId])
      return rows.map(mailOf)
    },
  }
}

export function makeDocuments(driver: SqlDriver): DocumentStore {
  return {
    async addDocument(document) {
      await driver.tx(sql => insert(sql, 'document', documentRow(document), 'on conflict do nothing'))
    },
    async document(id) {
      const row = await driver.get<Row>('select * from document where id = $1', [id])
      return row === undefined ? null : documentOf(row)
    },
    async documentOf(submissionId) {
      const row = await driver.get<Row>('select * from document where submission_id = $1', [submissionId])
      return row === undefined ? null : documentOf(row)
    },
  }
}
