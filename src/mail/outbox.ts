/** Encrypts and signs a composed mail as configured, makes it durable, and the record with which it waits for the relay. */
import type { LiveConfig } from '../config/schema.ts'
import type { EpochMs } from '../fax/id.ts'
import type { OutgoingMail } from '../fax/outgoing-mail.ts'
import type { Runtime } from '../runtime.ts'
import { finishedMail } from './finish.ts'
import type { ComposedMail } from './mime.ts'

const DAY = 86_400_000

export interface OutboxDeps {
  readonly spool: {
    begin(): { write(chunk: Uint8Array): Promise<void>; commit(): Promise<string> }
  }
  readonly runtime: Pick<Runtime, 'ids'>
  readonly config: LiveConfig
}

/** What the record needs besides the mail itself. */
export interface Posting {
  readonly key: string
  readonly subjectId: string
  readonly now: EpochMs
  /** How long the relay is tried. */
  readonly days: number
}

/** Writes the bytes to the spool; the record that it gives is still to be kept in the store. */
export async function spooledMail(
  { spool, runtime, config }: OutboxDeps,
  composed: ComposedMail,
  { key, subjectId, now, days }: Posting,
): Promise<OutgoingMail> {
  const finished = await finishedMail(composed, config.current.relay, now)
  const writer = spool.begin()
  await writer.write(finished.raw)
  return {
    id: runtime.ids.next('mail'),
    key,
    subjectId,
    reversePath: composed.reversePath,
    to: composed.to,
    messageId: composed.messageId,
    raw: await writer.commit(),
    size: finished.raw.length,
    state: 'queued',
    attempts: 0,
    lastError: null,
    createdAt: now,
    deadline: (now + days * DAY) as EpochMs,
    sentAt: null,
  }
}
