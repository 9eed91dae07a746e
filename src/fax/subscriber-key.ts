import { plusDays, plusMonth } from './civil-time.ts'
import type { EpochMs } from './id.ts'

/** What is kept about the secret key of a subscriber. Never the key. */
export interface SubscriberKey {
  readonly subscriberId: string
  /** Verifier, salted and slow, of the key that the configuration had when it was last looked at. */
  readonly configured: string
  /** NGCP's last_secret_key_modify: moves only when the value changes. */
  readonly modifiedAt: EpochMs
  /** SHA-256 in hex of the key that faxbridge made and that counts; null: the one in the configuration counts. */
  readonly made: string | null
  /** The key before, while it may still work. `digest` null: the one in the configuration. */
  readonly previous: { readonly digest: string | null; readonly until: EpochMs } | null
}

/** Whose history and mails those of a subscriber's key are. */
export const keySubject = (subscriberId: string): string => `key:${subscriberId}`

export type KeyRenewal = 'never' | 'daily' | 'weekly' | 'monthly'

/** When the key is to be replaced; null: never. A calendar day, 7 of them, or a calendar month in the subscriber's zone. */
export function renewalDue(modifiedAt: EpochMs, renewal: KeyRenewal, timeZone: string): EpochMs | null {
  switch (renewal) {
    case 'never':
      return null
    case 'daily':
      return plusDays(modifiedAt, 1, timeZone)
    case 'weekly':
      return plusDays(modifiedAt, 7, timeZone)
    case 'monthly':
      return plusMonth(modifiedAt, timeZone)
  }
}
