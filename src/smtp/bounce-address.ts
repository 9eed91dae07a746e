/**
 * Return paths of our mails, `bounce+TOKEN@` a mail domain: recognising them at RCPT. What comes there is taken from anybody,
 * since bounces come from anywhere and have no sender; only paths that were made here count (fax/bounce.ts). It is the one
 * recipient of its mail.
 */
import { BridgeError } from '../fax/error.ts'
import type { RcptCommand } from './command-line.ts'
import { isFaxDomain } from './fax-address.ts'

/** As in reply-address.ts. */
const BOUNCE = /^bounce\+([0-9a-hjkmnp-tv-z]{56})$/i

/** What one mail in the making has been addressed to, as far as bounces go. */
export class BounceTray {
  #token: string | null = null

  get token(): string | null {
    return this.#token
  }

  /** A further recipient: true when it is a return path. Throws E_TOO_MANY_RECIPIENTS: the client brings the others by themselves. */
  takes(
    { localPart, domain }: Pick<RcptCommand, 'localPart' | 'domain'>,
    mailDomains: readonly string[],
    { knows, others }: { readonly knows: (token: string) => boolean; readonly others: number },
  ): boolean {
    const token = BOUNCE.exec(localPart)?.[1]?.toLowerCase()
    const isOurs = token !== undefined && isFaxDomain(domain, mailDomains) && knows(token)
    if (this.#token === null && !isOurs) return false
    if (!isOurs || others > 0 || (this.#token !== null && this.#token !== token))
      throw new BridgeError('E_TOO_MANY_RECIPIENTS')
    this.#token = token
    return true
  }
}
