/** The certificate of a client: who it says he is, once the authority that we trust has signed it. */
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { certificateKey } from './rule-book.ts'

/**
 * Names and fingerprint of the client's certificate in the spelling of `certificateKey`; none when it showed none, or one
 * that the listener's authorities have not signed. Names in a form that could be read in two ways are left out.
 */
export function certificateNames(socket: Socket): readonly string[] {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return []
  const { subject, subjectaltname, fingerprint256 } = socket.getPeerCertificate()
  if (typeof fingerprint256 !== 'string') return []
  // Node writes what is odd in quotes (CVE-2021-44532); neither these nor what holds a comma are read.
  const others = (subjectaltname ?? '')
    .split(', ')
    .map(text => /^(?:DNS|email):([^",\s]+)$/.exec(text)?.[1])
    .filter(text => text !== undefined)
  // RFC 6125 §6.4.4: the common name counts only where there is no other.
  const common: unknown = subject?.CN
  const names = others.length > 0 ? others : typeof common === 'string' ? [common] : []
  return [fingerprint256, ...names].map(certificateKey)
}
