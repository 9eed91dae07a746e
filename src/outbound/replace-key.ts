/**
 * Gives a subscriber a new secret key. In charge of making it, of its notices, and of writing all of it in one transaction: a
 * key that was mailed is a key that works, wherever the power fails. Of two who try at the same time one succeeds.
 */
import { createHash } from 'node:crypto'
import type { LiveConfig, SubscriberConfig } from '../config/schema.ts'
import type { EpochMs } from '../fax/id.ts'
import { NEW_KEY_LETTERS, newKey } from '../fax/key-text.ts'
import type { OutgoingMail } from '../fax/outgoing-mail.ts'
import { keySubject, renewalDue, type SubscriberKey } from '../fax/subscriber-key.ts'
import { composeKeyNotice, type KeyNoticeFacts, noticeKey } from '../mail/key-notice.ts'
import { spooledMail } from '../mail/outbox.ts'
import { wordsForReader } from '../mail/reader-words.ts'
import type { Runtime } from '../runtime.ts'
import type { Spool } from '../store/spool.ts'
import type { KeyStore, MailStore } from '../store/store.ts'
import type { KeyRing } from './key-ring.ts'

export interface KeyDeps {
  readonly store: KeyStore & Pick<MailStore, 'addMail' | 'mailsOf'>
  readonly spool: Pick<Spool, 'begin' | 'remove'>
  readonly config: LiveConfig
  readonly runtime: Runtime
  readonly ring: KeyRing
  /** Wakes the queue: something is due. */
  readonly kick: () => void
}

export interface Replacement {
  /** `renewal`, or the name of the person who did it. */
  readonly by: string
  /** Addresses that get the new key. */
  readonly notify: readonly string[]
  /** How long the old key still works. */
  readonly graceMs: number
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Gives the new key in clear, for the one who shows it; null: somebody else has just replaced it. */
export async function replaceKey(
  deps: KeyDeps,
  subscriber: SubscriberConfig,
  before: SubscriberKey,
  replacement: Replacement,
): Promise<{ readonly clear: string; readonly key: SubscriberKey } | null> {
  const { store, runtime, ring } = deps
  const clear = newKey(runtime.ids.token(NEW_KEY_LETTERS))
  const modifiedAt = Math.max(runtime.clock.now(), before.modifiedAt + 1) as EpochMs
  const until = (modifiedAt + replacement.graceMs) as EpochMs
  const previous = replacement.graceMs > 0 ? { digest: before.made, until } : null
  const key: SubscriberKey = { ...before, made: sha256(clear), modifiedAt, previous }
  const mails: OutgoingMail[] = []
  for (const to of replacement.notify) {
    mails.push(await spooledNotice(deps, { ...noticeFacts(deps, subscriber, key), key: clear, to }))
  }
  runtime.checkpoint('key-noticed')
  const changed = await store.changeKey({
    key,
    was: before.modifiedAt,
    mails,
    tasks: mails.map(mail => ({ kind: 'relay', subjectId: mail.id, runAt: modifiedAt })),
    history: historyOf(key, replacement),
  })
  runtime.checkpoint('key-changed')
  if (!changed) for (const mail of mails) await deps.spool.remove(mail.raw)
  // Whoever was quicker: what is stored counts.
  await ring.load()
  if (!changed) return null
  runtime.log.info({ subscriber: subscriber.id, by: replacement.by }, 'the secret key was replaced')
  deps.kick()
  return { clear, key }
}

/** The facts of a notice but for the key itself and the address. */
export function noticeFacts(
  { config, runtime }: Pick<KeyDeps, 'config' | 'runtime'>,
  subscriber: SubscriberConfig,
  key: SubscriberKey,
): Omit<KeyNoticeFacts, 'key' | 'to'> {
  const { relay, hostname } = config.current
  const { secret_key_renew: renewal, secret_key_mode: mode, time_zone: timeZone } = subscriber
  return {
    subscriberId: subscriber.id,
    modifiedAt: key.modifiedAt,
    oldUntil: key.previous?.until ?? null,
    nextRenewal: renewalDue(key.modifiedAt, renewal, timeZone),
    strict: mode === 'strict',
    from: relay.from,
    hostname,
    timeZone,
    words: wordsForReader(config.current, subscriber, null),
    now: runtime.clock.now(),
  }
}

/** Makes a notice durable; it is not yet queued. */
export function spooledNotice(deps: KeyDeps, facts: KeyNoticeFacts): Promise<OutgoingMail> {
  const { relay } = deps.config.current
  const posting = { key: noticeKey(facts), subjectId: keySubject(facts.subscriberId), now: facts.now }
  return spooledMail(deps, composeKeyNotice(facts), { ...posting, days: relay.days })
}

function historyOf(key: SubscriberKey, { by, notify }: Replacement) {
  const who = by === 'renewal' ? 'as it was due' : `by ${by}`
  const mailed = notify.length === 0 ? 'It was mailed to nobody' : `It was mailed to ${notify.join(', ')}`
  const old =
    key.previous === null ? 'the old one is void' : `the old one works until ${iso(key.previous.until)}`
  return {
    at: key.modifiedAt,
    type: 'keyReplaced',
    text: `The key was replaced ${who}. ${mailed}; ${old}.`,
    detail: { by, notify },
  }
}

const iso = (at: number): string => new Date(at).toISOString()
