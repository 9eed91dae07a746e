import type { Identity } from './login.ts'

/** What the connection knows of its client when a mail begins. */
export interface Client {
  readonly listener: string
  readonly lineEndings: 'strict' | 'lenient'
  /** In the spelling of plainIp. */
  readonly address: string
  /** From EHLO. */
  readonly name: string
  readonly login: Identity | null
  /** Names and fingerprint of its certificate; empty: it showed none that we trust. */
  readonly certificate: readonly string[]
}
