/**
 * Which secret key of each subscriber counts: the one in the configuration, or one that faxbridge made since. In charge of
 * noticing that the configuration has another key than before (it counts from then on), and of answering the listeners
 * from memory. Not in charge of making keys (replace-key.ts). Clear keys are only ever in the configuration.
 */
import { createHash } from 'node:crypto'
import type { LiveConfig, SubscriberConfig } from '../config/schema.ts'
import type { EpochMs } from '../fax/id.ts'
import type { SubscriberKey } from '../fax/subscriber-key.ts'
import type { Runtime } from '../runtime.ts'
import type { KeyStore } from '../store/store.ts'
import { isVerified, SALT_LETTERS, verifierOf } from './key-verifier.ts'

export interface KeyRingDeps {
  readonly store: Pick<KeyStore, 'keys' | 'changeKey'>
  readonly config: LiveConfig
  readonly runtime: Runtime
}

/** A made key as the listeners compare it. */
export interface MadeKey {
  readonly digest: Buffer
  readonly previous: {
    /** Null: the one in the configuration. */
    readonly digest: Buffer | null
    readonly replacedAt: EpochMs
    readonly until: EpochMs
  } | null
}

type SecretKey = NonNullable<SubscriberConfig['secret_key']>

/** One text for a key and for its digest; they are different keys to us, though they may open the same. */
const textOf = (key: SecretKey): string => (typeof key === 'string' ? `text:${key}` : `sha256:${key.sha256}`)

const briefOf = (text: string): string => createHash('sha256').update(text).digest('hex')

export class KeyRing {
  readonly #deps: KeyRingDeps
  #keys = new Map<string, SubscriberKey>()
  #made = new Map<string, MadeKey>()
  /** Subscriber to digest of the configured key that was verified in this run, so that it is done once. */
  readonly #verified = new Map<string, string>()

  constructor(deps: KeyRingDeps) {
    this.#deps = deps
  }

  /** Null: nothing is known of it yet. */
  of(subscriberId: string): SubscriberKey | null {
    return this.#keys.get(subscriberId) ?? null
  }

  /** For the listeners. Null: the key in the configuration counts. */
  madeKey(subscriberId: string): MadeKey | null {
    return this.#made.get(subscriberId) ?? null
  }

  /** Reads all keys again: another daemon may have replaced some. */
  async load(): Promise<void> {
    const keys = await this.#deps.store.keys()
    this.#keys = new Map(keys.map(key => [key.subscriberId, key]))
    this.#made = new Map(keys.flatMap(key => (key.made === null ? [] : [[key.subscriberId, asMade(key)]])))
  }

  /**
   * Looks whether the configuration has new keys. `madeOnly`: only where a made key counts, which must be known before mail
   * is taken; the rest can wait.
   */
  async follow({ madeOnly }: { readonly madeOnly: boolean }): Promise<void> {
    for (const { id, secret_key: secret } of this.#deps.config.current.subscribers) {
      if (secret === null || (madeOnly && !this.#made.has(id))) continue
      const text = textOf(secret)
      if (this.#verified.get(id) === briefOf(text)) continue
      await this.#followOne(id, text)
      this.#verified.set(id, briefOf(text))
    }
  }

  async #followOne(subscriberId: string, text: string): Promise<void> {
    const known = this.of(subscriberId)
    if (known !== null && (await isVerified(text, known.configured))) return
    const { clock, ids, log } = this.#deps.runtime
    const was = known?.modifiedAt ?? null
    const modifiedAt = Math.max(clock.now(), (was ?? 0) + 1) as EpochMs
    const key = {
      subscriberId,
      configured: await verifierOf(text, ids.token(SALT_LETTERS)),
      modifiedAt,
      made: null,
      previous: null,
    }
    const said =
      known === null
        ? 'The key in the configuration was seen for the first time.'
        : 'The key in the configuration was changed: it counts from now on.'
    const type = known === null ? 'keySeen' : 'keyConfigured'
    const history = { at: modifiedAt, type, text: said, detail: {} }
    await this.#deps.store.changeKey({ key, was, mails: [], tasks: [], history })
    if (known !== null) log.info({ subscriber: subscriberId }, said)
    // Whoever was quicker: what is stored counts.
    await this.load()
  }
}

function asMade({ made, previous, modifiedAt }: SubscriberKey): MadeKey {
  const digest = Buffer.from(made ?? '', 'hex')
  if (previous === null) return { digest, previous: null }
  const before = previous.digest === null ? null : Buffer.from(previous.digest, 'hex')
  return { digest, previous: { digest: before, replacedAt: modifiedAt, until: previous.until } }
}
