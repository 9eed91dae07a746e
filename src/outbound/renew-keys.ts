/** Renews secret keys when they are due, and erases the bytes of notices that have gone out. Trouble with one stops no other. */
import type { SubscriberConfig } from '../config/schema.ts'
import type { EpochMs } from '../fax/id.ts'
import { hasPrivateRelay } from '../fax/private-relay.ts'
import { keySubject, renewalDue, type SubscriberKey } from '../fax/subscriber-key.ts'
import { noticeKey } from '../mail/key-notice.ts'
import { type KeyDeps, noticeFacts, replaceKey, spooledNotice } from './replace-key.ts'

const HOUR = 3_600_000

/** One look at all keys. */
export async function lookAtKeys(deps: KeyDeps): Promise<void> {
  const { ring, config, runtime } = deps
  await ring.load()
  await ring.follow({ madeOnly: false })
  for (const subscriber of config.current.subscribers) {
    const key = ring.of(subscriber.id)
    if (subscriber.secret_key === null || key === null || !isDue(subscriber, key, runtime.clock.now()))
      continue
    await renew(deps, subscriber, key).catch(error =>
      runtime.log.error({ error, subscriber: subscriber.id }, 'a secret key could not be renewed'),
    )
  }
  await eraseNotices(deps)
}

/** Has the time for a new key come? Nobody sends by the key of a subscriber that is switched off: it waits. */
export function isDue(subscriber: SubscriberConfig, key: SubscriberKey, now: EpochMs): boolean {
  const due = renewalDue(key.modifiedAt, subscriber.secret_key_renew, subscriber.time_zone)
  return subscriber.active && due !== null && now >= due
}

/** The addresses that get a new key. */
export const notifiedOf = (subscriber: SubscriberConfig): string[] =>
  subscriber.secret_renew_notify.map(entry => entry.destination)

async function renew(deps: KeyDeps, subscriber: SubscriberConfig, key: SubscriberKey): Promise<void> {
  // A key that nobody can be told locks everybody out: it stays, and a person is asked.
  if (!hasPrivateRelay(deps.config.current.relay)) return remind(deps, subscriber, key)
  await replaceKey(deps, subscriber, key, {
    by: 'renewal',
    notify: notifiedOf(subscriber),
    graceMs: subscriber.secret_key_grace_hours * HOUR,
  })
}

/** Says once, for each key, that it is due and cannot be mailed. */
async function remind(deps: KeyDeps, subscriber: SubscriberConfig, key: SubscriberKey): Promise<void> {
  const { store, runtime } = deps
  const told = new Set((await store.mailsOf(keySubject(subscriber.id))).map(mail => mail.key))
  for (const to of notifiedOf(subscriber)) {
    const facts = { ...noticeFacts(deps, subscriber, key), key: null, to }
    if (told.has(noticeKey(facts))) continue
    const text = `The key is due but was not replaced, as the relay has no TLS. ${to} is told.`
    runtime.log.warn({ subscriber: subscriber.id }, text)
    const mail = await spooledNotice(deps, facts)
    const task = { kind: 'relay', subjectId: mail.id, runAt: facts.now } as const
    await store.addMail(mail, [task], { at: facts.now, type: 'keyDue', text, detail: {} })
    deps.kick()
  }
}

/** Bytes first, then the row: a crash in between does it once more. */
async function eraseNotices({ store, spool }: KeyDeps): Promise<void> {
  for (const { id, raw } of await store.spentNotices()) {
    await spool.remove(raw)
    await store.noticeErased(id)
  }
}
