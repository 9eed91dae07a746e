/** Answers that are kept for those who never saw them. Looking and writing are one transaction. */
import type { EpochMs } from '../fax/id.ts'
import type { AnswerKey, AnswerStore, BegunRequest, KeptAnswer } from './answer-store.ts'
import type { Row } from './rows.ts'
import type { Sql, SqlDriver } from './sql-driver.ts'

const ONE = 'where who = $1 and answer_key = $2'

export function makeAnswers(driver: SqlDriver): AnswerStore {
  return {
    beginAnswer: request => driver.tx(sql => begin(sql, request)),
    async endAnswer({ who, key }, answer) {
      await driver.run(`update answer set answer = $3, owner = '' ${ONE}`, [who, key, answer])
    },
    async breakAnswer({ who, key }: AnswerKey) {
      await driver.run(`update answer set owner = '' ${ONE}`, [who, key])
    },
  }
}

async function begin(sql: Sql, request: BegunRequest): Promise<KeptAnswer | null> {
  const { who, key, fingerprint, owner, now, forgetBefore } = request
  await sql.run('delete from answer where begun_at < $1', [forgetBefore])
  const row = await sql.get<Row>(`select * from answer ${ONE}`, [who, key])
  if (row === undefined) {
    await sql.run(
      'insert into answer (who, answer_key, fingerprint, owner, begun_at) values ($1, $2, $3, $4, $5)',
      [who, key, fingerprint, owner, now],
    )
    return null
  }
  const kept: KeptAnswer = {
    fingerprint: String(row['fingerprint']),
    begunAt: Number(row['begun_at']) as EpochMs,
    owner: String(row['owner']),
    answer: row['answer'] == null ? null : String(row['answer']),
  }
  if (kept.answer === null && kept.owner !== owner && kept.fingerprint === fingerprint)
    await sql.run(`update answer set owner = $3 ${ONE}`, [who, key, owner])
  return kept
}
