/**
 * The secret key of one mail against the keys of the subscribers. In charge of which keys count now (the configuration's,
 * or one that faxbridge has made since), of strict and lenient, and of the limit on guesses. Whatever is wrong, the answer
 * is the same. Not in charge of who may send besides (rules.ts), nor of making keys: it asks the one who does.
 */
import type { SmtpLimits } from '../config/schema.ts'
import type { ErrorCode } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { OldKey } from '../fax/submission.ts'
import { KeyLimits, type KeySource } from './key-limits.ts'
import type { SubscriberRules } from './rule-book.ts'
import { cutDigest, digestsOf, type KeyLine, type KeyMode, keyLine, sameDigest } from './secret-key.ts'

/** The key that counts instead of the one in the configuration, and the one before it while that still works. */
export interface MadeKey {
  readonly digest: Buffer
  readonly previous: {
    /** Null: the one in the configuration. */
    readonly digest: Buffer | null
    readonly replacedAt: EpochMs
    /** It opens nothing from this instant on. */
    readonly until: EpochMs
  } | null
}

/** Keys that faxbridge has made. Asked for every mail: it answers from memory. */
export interface MadeKeys {
  /** Null: the key in the configuration counts. */
  madeKey(subscriberId: string): MadeKey | null
}

/** What is known of the mail that shows a key. */
export interface KeyedMail extends KeySource {
  /** A login stands in for the key: nothing is counted. */
  readonly loggedIn: boolean
  readonly bodyHead: string | null
  /** Has a form in HTML. */
  readonly hasHtml: boolean
  readonly now: EpochMs
}

/** Which of a subscriber's keys a line is. */
interface Match {
  /** Of the form in which the line is the key. */
  readonly digest: Buffer
  readonly kind: 'current' | 'previous'
}

export class KeyDesk {
  readonly #limits: KeyLimits
  readonly #made: MadeKeys

  constructor(limits: () => SmtpLimits, made: MadeKeys = { madeKey: () => null }) {
    this.#limits = new KeyLimits(limits)
    this.#made = made
  }

  /** One mail's try. */
  trial(mail: KeyedMail): KeyTrial {
    return new KeyTrial(mail, this.#limits, this.#made)
  }
}

export class KeyTrial {
  readonly #mail: KeyedMail
  readonly #limits: KeyLimits
  readonly #made: MadeKeys
  readonly #shown: KeyLine | null
  readonly #allowed: boolean
  /** A subscriber was asked whose key it is not. */
  #missed = false

  constructor(mail: KeyedMail, limits: KeyLimits, made: MadeKeys) {
    this.#mail = mail
    this.#limits = limits
    this.#made = made
    this.#shown = keyLine(mail.bodyHead)
    // Too many wrong keys from there: no further one is even looked at.
    this.#allowed = mail.loggedIn || limits.mayTry(mail, mail.now)
  }

  /** Does the mail begin with a key of this subscriber that counts? */
  opens(subscriber: SubscriberRules): boolean {
    if (subscriber.key === null) return false
    const opens = this.#allowed && this.#opens(subscriber)
    this.#missed ||= !opens
    return opens
  }

  /**
   * For an accepted mail: which line is to be cut out, and whether it is a key that was replaced. Who is let in by a login
   * may write his key in a way that would not count, or one that has just run out: it is not faxed either.
   */
  found(subscriber: SubscriberRules): { readonly keyDigest: string | null; readonly oldKey: OldKey | null } {
    const match = this.#match(subscriber, 'lenient')
    if (match === null || this.#shown === null) return { keyDigest: null, oldKey: null }
    const previous = this.#made.madeKey(subscriber.id)?.previous ?? null
    const isOld = match.kind === 'previous' && this.#inGrace(previous)
    if (!this.#mail.loggedIn) this.#limits.proven(this.#mail, this.#mail.now)
    return {
      keyDigest: cutDigest(this.#shown, match.digest),
      oldKey: isOld ? { replacedAt: previous.replacedAt, until: previous.until } : null,
    }
  }

  /** The mail was refused, whatever for: counts a wrong key, and gives the one answer that there is. */
  refused(): ErrorCode {
    if (this.#mail.loggedIn || !this.#missed) return 'E_SENDER_DENIED'
    if (!this.#allowed) return 'E_TOO_MANY_FAILURES'
    if (this.#shown !== null) this.#limits.failed(this.#mail, this.#mail.now)
    return 'E_SENDER_DENIED'
  }

  #opens(subscriber: SubscriberRules): boolean {
    const match = this.#match(subscriber, subscriber.keyMode)
    const previous = this.#made.madeKey(subscriber.id)?.previous ?? null
    if (match === null || (match.kind === 'previous' && !this.#inGrace(previous))) return false
    // NGCP: plain text only, and an empty line behind the key.
    return subscriber.keyMode === 'lenient' || (!this.#mail.hasHtml && this.#shown?.alone === true)
  }

  #inGrace(previous: MadeKey['previous']): previous is NonNullable<MadeKey['previous']> {
    return previous !== null && this.#mail.now < previous.until
  }

  /** All keys are compared with all forms of the line, so that the time says nothing about which one it was. */
  #match(subscriber: SubscriberRules, mode: KeyMode): Match | null {
    const { key: configured } = subscriber
    if (this.#shown === null || configured === null) return null
    const made = this.#made.madeKey(subscriber.id)
    const current = made?.digest ?? configured
    const previous = made?.previous?.digest ?? configured
    let match: Match | null = null
    for (const digest of digestsOf(this.#shown, mode)) {
      const isPrevious = sameDigest(digest, previous)
      const isCurrent = sameDigest(digest, current)
      if (isCurrent) match = { digest, kind: 'current' }
      else if (isPrevious && made !== null) match ??= { digest, kind: 'previous' }
    }
    return match
  }
}
