/**
 * Which small pictures stood in which mails of a sender, as digests alone. In charge of forgetting them in time. What follows
 * from it is documents/mail/pictures.ts.
 */
import type { EpochMs, SubmissionId } from '../fax/id.ts'
import type { Row } from './rows.ts'
import type { SqlDriver } from './sql-driver.ts'
import { insert } from './statements.ts'

/** A logo that was not seen for half a year is not a logo any more. */
const REMEMBERED_MS = 183 * 86_400_000

/** One mail's pictures. */
export interface SeenPictures {
  /** Digest of the sender at his subscriber. */
  readonly sender: string
  readonly submissionId: SubmissionId
  readonly sha256: readonly string[]
}

export interface SeenPictureStore {
  /** How many other mails of the sender had each of these pictures, in their order. */
  picturesSeen(pictures: SeenPictures): Promise<readonly number[]>
  /** Remembers them. The same mail counts once, however often it is prepared. */
  notePictures(pictures: SeenPictures, now: EpochMs): Promise<void>
}

export function makeSeenPictures(driver: SqlDriver): SeenPictureStore {
  return {
    async picturesSeen({ sender, submissionId, sha256 }) {
      const seen: number[] = []
      for (const digest of sha256) {
        const [row] = await driver.all<{ count: number }>(
          'select count(*) as count from seen_picture where sender = $1 and sha256 = $2 and submission_id <> $3',
          [sender, digest, submissionId],
        )
        seen.push(Number(row?.count ?? 0))
      }
      return seen
    },
    notePictures: ({ sender, submissionId, sha256 }, now) =>
      driver.tx(async sql => {
        for (const digest of sha256) {
          const row: Row = { sender, sha256: digest, submission_id: submissionId, seen_at: now }
          await insert(sql, 'seen_picture', row, 'on conflict do nothing')
        }
        await sql.run('delete from seen_picture where seen_at < $1', [now - REMEMBERED_MS])
      }),
  }
}
