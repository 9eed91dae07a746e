/** What an operator asks of secret keys: how they stand, and a new one by hand. A key in clear leaves here once, when it is made. */
import type { Config, SubscriberConfig } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import { hasPrivateRelay } from '../fax/private-relay.ts'
import { keySubject, renewalDue, type SubscriberKey } from '../fax/subscriber-key.ts'
import type { FaxJobStore } from '../store/store.ts'
import { isDue, notifiedOf } from './renew-keys.ts'
import { type KeyDeps, replaceKey } from './replace-key.ts'

const HOUR = 3_600_000
/** Hex digits that are shown: enough to tell keys apart, and nothing to find one by. */
const FINGERPRINT = 8

/** How the key of one subscriber stands. Instants are ISO 8601. */
export interface KeyView {
  readonly subscriber: string
  readonly active: boolean
  readonly mode: 'lenient' | 'strict'
  /** Which key counts: the configuration's, or one that faxbridge made. */
  readonly source: 'configuration' | 'faxbridge'
  /** First digits of its SHA-256; of a key in the configuration, of its verifier. Null: not yet looked at. */
  readonly fingerprint: string | null
  readonly modifiedAt: string | null
  readonly renew: SubscriberConfig['secret_key_renew']
  readonly timeZone: string
  readonly nextRenewal: string | null
  readonly overdue: boolean
  /** The key before works until then; null: it does not. */
  readonly oldKeyUntil: string | null
  readonly notify: readonly string[]
}

export interface KeyDetails extends KeyView {
  /** Mails with the present key. */
  readonly notices: readonly { readonly to: string; readonly state: string; readonly error: string | null }[]
  readonly history: readonly { readonly at: string; readonly text: string }[]
}

export interface RotateRequest {
  /** Who asks. */
  readonly by: string
  /** Mail the key to secret_renew_notify instead of giving it back. */
  readonly notify: boolean
  /** The old key is void at once. */
  readonly atOnce: boolean
}

export interface Rotated {
  /** The new key in clear; null: it was mailed. */
  readonly key: string | null
  readonly mailedTo: readonly string[]
  readonly view: KeyView
}

export type KeyOperateDeps = Omit<KeyDeps, 'store'> & {
  readonly store: KeyDeps['store'] & Pick<FaxJobStore, 'history'>
}

const iso = (at: EpochMs | null): string | null => (at === null ? null : new Date(at).toISOString())

/** Every subscriber that has a key. */
export function listKeys(deps: KeyOperateDeps): KeyView[] {
  return deps.config.current.subscribers
    .filter(subscriber => subscriber.secret_key !== null)
    .map(subscriber => viewOf(deps, subscriber))
}

/** Renewals that are due and have not happened. */
export const overdueKeys = (deps: KeyOperateDeps): number =>
  listKeys(deps).filter(view => view.overdue).length

/** Throws E_NOT_FOUND and E_WRONG_STATE. */
export async function showKey(deps: KeyOperateDeps, id: string): Promise<KeyDetails> {
  const view = viewOf(deps, subscriberWithKey(deps.config.current, id))
  const subject = keySubject(id)
  const [mails, history] = await Promise.all([deps.store.mailsOf(subject), deps.store.history(subject)])
  const current = `:${deps.ring.of(id)?.modifiedAt}:`
  return {
    ...view,
    notices: mails
      .filter(mail => mail.key.includes(current))
      .map(({ to, state, lastError: error }) => ({ to, state, error })),
    history: history.map(({ at, text }) => ({ at: new Date(at).toISOString(), text })),
  }
}

/** Makes a new key. Throws E_NOT_FOUND, E_WRONG_STATE, E_BAD_REQUEST. */
export async function rotateKey(deps: KeyOperateDeps, id: string, request: RotateRequest): Promise<Rotated> {
  const subscriber = subscriberWithKey(deps.config.current, id)
  const notify = request.notify ? notifiedOf(subscriber) : []
  if (request.notify) mustBeMailable(deps.config.current, subscriber)
  // The configuration may have a new key that nobody has looked at yet: it is the one that is replaced.
  await deps.ring.load()
  await deps.ring.follow({ madeOnly: false })
  const before = deps.ring.of(id)
  if (before === null) throw new BridgeError('E_INTERNAL', { detail: { why: 'a key without record', id } })
  const graceMs = request.atOnce ? 0 : subscriber.secret_key_grace_hours * HOUR
  const replaced = await replaceKey(deps, subscriber, before, { by: request.by, notify, graceMs })
  if (replaced === null) {
    const say = 'Somebody else has replaced the key at this moment: look with "faxbridge keys show".'
    throw new BridgeError('E_WRONG_STATE', { say })
  }
  return {
    key: request.notify ? null : replaced.clear,
    mailedTo: notify,
    view: viewOf(deps, subscriber),
  }
}

function mustBeMailable(config: Config, subscriber: SubscriberConfig): void {
  if (notifiedOf(subscriber).length === 0) {
    const say = `${subscriber.id} has no address in secret_renew_notify: leave --notify out.`
    throw new BridgeError('E_BAD_REQUEST', { say })
  }
  if (!hasPrivateRelay(config.relay)) {
    const say = 'The relay is reached without TLS, so no key is mailed: leave --notify out, or set relay.tls.'
    throw new BridgeError('E_BAD_REQUEST', { say })
  }
}

function subscriberWithKey(config: Config, id: string): SubscriberConfig {
  const subscriber = config.subscribers.find(entry => entry.id === id)
  if (subscriber === undefined) {
    throw new BridgeError('E_NOT_FOUND', { say: `No subscriber has the id "${id}".` })
  }
  if (subscriber.secret_key !== null) return subscriber
  const say = `${id} has no secret_key in the configuration: write one first ("faxbridge keys new" makes one).`
  throw new BridgeError('E_BAD_REQUEST', { say })
}

function viewOf({ ring, runtime }: KeyOperateDeps, subscriber: SubscriberConfig): KeyView {
  const key = ring.of(subscriber.id)
  const now = runtime.clock.now()
  const { secret_key_renew: renew, time_zone: timeZone } = subscriber
  const until = key?.previous?.until ?? null
  return {
    subscriber: subscriber.id,
    active: subscriber.active,
    mode: subscriber.secret_key_mode,
    source: key?.made == null ? 'configuration' : 'faxbridge',
    fingerprint: key === null ? null : fingerprintOf(key),
    modifiedAt: iso(key?.modifiedAt ?? null),
    renew,
    timeZone,
    nextRenewal: key === null ? null : iso(renewalDue(key.modifiedAt, renew, timeZone)),
    overdue: key !== null && isDue(subscriber, key, now),
    oldKeyUntil: until !== null && now < until ? iso(until) : null,
    notify: notifiedOf(subscriber),
  }
}

const fingerprintOf = ({ made, configured }: SubscriberKey): string =>
  made === null ? configured.slice(-FINGERPRINT) : made.slice(0, FINGERPRINT)
