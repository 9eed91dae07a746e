/**
 * What a listener with `profile: legacy` takes from scanners and fax machines that will never be updated: commands
 * written a little wrong, a HELO without a name, a mail without From, TLS of the last century. In charge of turning
 * their ways into the proper form, which is then read as strictly as from anybody else. Not in charge of who gets in
 * (peer-list.ts), of line ends (bare-line-stream.ts) nor of who may fax: the rules are the same.
 */
import type { SecureContextOptions } from 'node:tls'
import ipaddr from 'ipaddr.js'
import type { ListenerConfig } from '../config/schema.ts'
import type { MailFacts } from '../fax/accepted-mail.ts'
import { type MailCommand, parseMail, parseRcpt, type RcptCommand } from './command-line.ts'
import { readPeerName } from './greeting.ts'
import { plainIp } from './rule-book.ts'
import { isPlainAddress } from './sender.ts'

type Profile = Pick<ListenerConfig, 'profile'>

export const isLegacy = ({ profile }: Profile): boolean => profile === 'legacy'

/** A device that writes bare LF has nothing else. */
export function lineEndingsOf(
  listener: Pick<ListenerConfig, 'profile' | 'lineEndings'>,
): 'strict' | 'lenient' {
  return isLegacy(listener) ? 'lenient' : listener.lineEndings
}

/** RFC 8996 forbids TLS 1.0 and 1.1; OpenSSL 3 still speaks them when asked for both the version and its ciphers. */
export function tlsVersionsOf(listener: Profile): SecureContextOptions {
  return isLegacy(listener)
    ? { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }
    : { minVersion: 'TLSv1.2' }
}

/**
 * `MAIL FROM: a@b`, `RCPT TO 123@fax.local` and the like in the form of RFC 5321 §4.1.2: with colon and brackets. What
 * has quotes or half a bracket is given back as it is, for the strict grammar to judge. `home`: where a recipient
 * without a domain is meant for.
 */
export function properCommand(line: Buffer, home: string | null = null): Buffer {
  const match = /^(MAIL FROM|RCPT TO)(?: *: *| +)(?:<([^<>"]*)>|([^<>" :][^<>" ]*))((?: .*)?)$/is.exec(
    line.toString('latin1'),
  )
  if (match === null) return line
  const [, verb = '', inside, bare, parameters = ''] = match
  const path = (inside ?? bare ?? '').trim()
  const whole = home !== null && path !== '' && !path.includes('@') ? `${path}@${home}` : path
  return Buffer.from(`${verb}:<${whole}>${parameters}`, 'latin1')
}

/** A name for HELO from whatever stands there: blanks and stranger things become dashes. Never empty. */
export function properPeerName(line: Buffer): string {
  const [, name = ''] = /^\S+\s+(.*?)\s*$/s.exec(line.toString('latin1')) ?? []
  return name.replace(/[^\x21-\x7e]+/g, '-').slice(0, 255) || 'unnamed-device'
}

/** The name in HELO or EHLO; null when there is none that this listener takes. */
export function readHello(listener: Profile, line: Buffer): string | null {
  return isLegacy(listener) ? properPeerName(line) : readPeerName(line)
}

/** MAIL as this listener takes it. Throws as parseMail. */
export function readMail(listener: Profile, line: Buffer): MailCommand {
  return parseMail(isLegacy(listener) ? properCommand(line) : line)
}

export interface RcptSurroundings {
  /** As the MAIL command before had it. */
  readonly smtpUtf8: boolean
  readonly mailDomains: () => readonly string[]
  /** Where the client has connected to. */
  readonly localAddress: string | undefined
}

/** RCPT as this listener takes it. Throws as parseRcpt. */
export function readRcpt(listener: Profile, line: Buffer, around: RcptSurroundings): RcptCommand {
  if (!isLegacy(listener)) return parseRcpt(line, around.smtpUtf8)
  const [home = ''] = around.mailDomains()
  const command = parseRcpt(properCommand(line, home), around.smtpUtf8)
  return isOwnLiteral(command.domain, around.localAddress ?? '') ? { ...command, domain: home } : command
}

/** Devices in T.37 mode write to the address that they connect to: `FAX=15555551212@[192.168.0.5]`. */
function isOwnLiteral(domain: string, localAddress: string): boolean {
  const [, text = ''] = /^\[(?:IPv6:)?([0-9A-Fa-f:.]+)\]$/i.exec(domain) ?? []
  return ipaddr.isValid(text) && ipaddr.process(text).toString() === plainIp(localAddress)
}

/**
 * RFC 6409 §8 lets a submission server put right what a device left out. A missing or empty From is the MAIL FROM: the
 * one is as easily written as the other, and neither counts as proof. Nothing else of a mail is needed to fax it.
 */
export function withFrom(facts: MailFacts, reversePath: string): MailFacts {
  const written = facts.from?.trim() ?? ''
  if (written.includes('@')) return { ...facts, from: nameTwice(written) }
  return isPlainAddress(reversePath) ? { ...facts, from: reversePath } : facts
}

/** `mfp@example.com <mfp@example.com>`: only one reading. */
function nameTwice(from: string): string {
  const [, name = '', address = ''] = /^([^<>\s"]+) *<([^<>\s"]+)>$/.exec(from) ?? []
  return name !== '' && name.toLowerCase() === address.toLowerCase() ? address : from
}
