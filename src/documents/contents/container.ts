/** Which attachments hold other files, by their first bytes. Pure; what they hold is found in the renderer process. */

import { isSavedPage } from '../pages/sniff.ts'
import type { ContainerKind } from './expanded.ts'
import { isCompleteText } from './text-bytes.ts'

export type Holds = ContainerKind | 'mail' | 'encrypted' | 'public key' | null

/** DER of 1.2.840.113549.1.7: contents of RFC 5652 stand near the begin of the file. */
const PKCS7 = '\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07'
/** The same for 1.2.840.113549.1.9.16.1: authenticated-enveloped and compressed data (RFC 5083, RFC 3274). */
const SMIME = '\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01'

/** `head`: first bytes of the file, decoded. */
export function containerOf(head: Uint8Array, type: string, name: string): Holds {
  const start = Buffer.from(head.subarray(0, 4096)).toString('latin1')
  // MS-OXTNEF §2.1.3.1.
  if (start.startsWith('\x78\x9f\x3e\x22')) return 'tnef'
  // APPNOTE.TXT 4.3.7 and 4.3.16.
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) return 'zip'
  // MS-CFB §2.2: Outlook messages and old Office documents.
  if (start.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return 'compound'
  const oid = start.slice(0, 32)
  if (start.startsWith('\x30') && (oid.includes(PKCS7) || oid.includes(SMIME))) return 'pkcs7'
  // RFC 5751 §3.2: some programs sign in lines of letters, with or without marks around them.
  if (/^(?:-----BEGIN PKCS7-----\s*)?MI[A-Za-z0-9+/]{2}/.test(start) && isSigned(type, name)) return 'pkcs7'
  if (type === 'application/pgp-encrypted' || /^-----BEGIN PGP MESSAGE-----/.test(start)) return 'encrypted'
  if (type === 'application/pgp-keys' || /^-----BEGIN PGP PUBLIC KEY BLOCK-----/.test(start))
    return 'public key'
  return isMail(start, head, type, name) ? 'mail' : null
}

const isSigned = (type: string, name: string): boolean =>
  /^application\/(?:x-)?pkcs7-mime$/.test(type) || /\.p7[mz]$/i.test(name)

/** A saved mail that was attached as a file: called so, and it begins with the header of one. */
function isMail(start: string, head: Uint8Array, type: string, name: string): boolean {
  if (type === 'message/rfc822' || type === 'message/global') return true
  if (!/\.(?:eml|email|mht)$/i.test(name) || !isCompleteText(head)) return false
  // As a mail it would lose its pictures without a word.
  if (isSavedPage(start)) return false
  return (
    /^(?:[!-9;-~]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)+/.test(start) &&
    /^(?:From|Date|MIME-Version):/im.test(start)
  )
}
