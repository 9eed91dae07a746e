/**
 * Addresses of replies to our reports, `fax+TOKEN@` a mail domain: recognising them at RCPT, and seeing to it that such a
 * mail has no other recipient, since a reply never becomes a fax. Not in charge of what a token says (outbound/).
 */
import { BridgeError } from '../fax/error.ts'
import type { RcptCommand } from './command-line.ts'
import { isFaxDomain } from './fax-address.ts'

/** 26 characters of a fax id, 4 of a day, 26 of a digest; mail systems may change capitals on the way. */
const REPLY = /^fax\+([0-9a-hjkmnp-tv-z]{56})$/i

/** The token of a reply address in small letters; null: it is no reply address. */
export function replyToken(
  { localPart, domain }: Pick<RcptCommand, 'localPart' | 'domain'>,
  mailDomains: readonly string[],
): string | null {
  const token = REPLY.exec(localPart)?.[1]
  return token === undefined || !isFaxDomain(domain, mailDomains) ? null : token.toLowerCase()
}

/** What one mail in the making has been addressed to, as far as replies go. */
export class ReplyTray {
  #token: string | null = null
  #mixed = false

  get token(): string | null {
    return this.#token
  }

  /**
   * A further recipient: true when it is a reply address. Throws E_REPLY_TO_REPORT when the mail has fax numbers as well:
   * whichever stands first, the mail is then refused as a whole (`mustNotBeMixed`).
   */
  takes(command: RcptCommand, mailDomains: readonly string[], faxNumbers: number): boolean {
    const token = replyToken(command, mailDomains)
    if (token === null && this.#token === null) return false
    if (token !== null && faxNumbers === 0 && (this.#token ?? token) === token) {
      this.#token = token
      return true
    }
    this.#mixed = true
    throw new BridgeError('E_REPLY_TO_REPORT')
  }

  /** At the end of DATA. */
  mustNotBeMixed(): void {
    if (this.#mixed) throw new BridgeError('E_REPLY_TO_REPORT')
  }
}
