/** HELO and EHLO: what a client may be called, and what we offer it. Pure. */
import type { ListenerConfig } from '../config/schema.ts'

export interface Offer {
  /** Our own name. */
  readonly name: string
  readonly listener: ListenerConfig
  readonly secure: boolean
  readonly loggedIn: boolean
  readonly messageBytes: number
}

/** The name in a HELO or EHLO line; null when the line is not one name. */
export function readPeerName(line: Buffer): string | null {
  const [, name = '', ...more] = line.toString('utf8').trim().split(/ +/)
  // RFC 5321 §4.1.4: a wrong name is no reason to refuse; one that breaks a log or a header is.
  return more.length === 0 && /^[\x21-\x7e]{1,255}$/.test(name) ? name : null
}

/** The lines of the reply to EHLO. AUTH is offered only where it would be taken. */
export function ehloLines({ name, listener, secure, loggedIn, messageBytes }: Offer): string[] {
  const { tls, auth, insecureAuth } = listener
  const lines = [name, 'PIPELINING', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES', 'DSN']
  lines.push(`SIZE ${messageBytes}`)
  if ((tls === 'starttls' || tls === 'required') && !secure) lines.push('STARTTLS')
  if (auth !== 'off' && (secure || insecureAuth) && !loggedIn) lines.push('AUTH PLAIN LOGIN')
  return lines
}
