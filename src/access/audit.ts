/** What is written down of every action and of every look at a document. Not in charge of keeping it (store/audit-rows.ts). */
import type { Clock } from '../runtime.ts'
import type { AuditEntry, AuditStore } from '../store/access-store.ts'

export type { AuditEntry, KeptAuditEntry } from '../store/access-store.ts'

/** Writes one entry down, durably, before the answer goes out: throws when it cannot, and then nothing is shown or done. */
export type Audit = (entry: AuditEntry) => Promise<void>

/** A log is read by people: what a client made longer than this is cut. */
const LONGEST = 300

/** The audit log of this store. */
export function makeAudit(store: Pick<AuditStore, 'addAudit'>, clock: Clock): Audit {
  return async ({ who, from, action, object, detail }) => {
    const short = Object.entries(detail).map(([key, value]) => [
      cut(key),
      typeof value === 'string' ? cut(value) : value,
    ])
    const entry = { who: cut(who), from: cut(from), action: cut(action), object: cut(object) }
    await store.addAudit({ ...entry, detail: Object.fromEntries(short) }, clock.now())
  }
}

/** Without signs that would begin a new line or steer a terminal. */
function cut(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '�')
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain
}

/** What a person said with an action, for the log: everything but its type. */
export function detailOfAction(action: {
  readonly type: string
}): Readonly<Record<string, string | boolean>> {
  const { type: _, ...said } = action
  return Object.fromEntries(
    Object.entries(said as Record<string, string | boolean | readonly string[] | undefined>).flatMap(
      ([key, value]) =>
        value === undefined ? [] : [[key, typeof value === 'object' ? value.join(', ') : value]],
    ),
  )
}
