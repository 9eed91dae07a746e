/**
 * What was signed, out of a CMS envelope (RFC 5652 §5): S/MIME mails whose text can only be read by unpacking it, and
 * signed files (.p7m). Nothing is verified: a fax shows no signature. What is encrypted is refused by name.
 */
import { inflateSync } from 'node:zlib'
import { type BaseBlock, Constructed, fromBER, ObjectIdentifier, OctetString } from 'asn1js'
import { isBridgeError } from '../../fax/error.ts'
import { encrypted } from '../mail/clear-text.ts'
import type { Expanded, ExpandRequest } from './expanded.ts'
import { InnerFiles, unopened } from './inner-files.ts'

/** RFC 5652 §4-§8, RFC 5083, RFC 3274. */
const SIGNED = '1.2.840.113549.1.7.2'
const COMPRESSED = '1.2.840.113549.1.9.16.1.9'
const ENCRYPTED = new Set([
  '1.2.840.113549.1.7.3',
  '1.2.840.113549.1.7.4',
  '1.2.840.113549.1.7.6',
  '1.2.840.113549.1.9.16.1.23',
])

/** A mail begins with header lines about its content (RFC 8551 §3.1). */
const ENTITY = /^(?:\s*\r?\n)?(?:Content-[A-Za-z-]+|MIME-Version)\s*:/i

/** Throws E_DOCUMENT_DAMAGED, E_DOCUMENT_LOCKED with the file's name. */
export async function expandSignedData(bytes: Uint8Array, request: ExpandRequest): Promise<Expanded> {
  try {
    const [contentType, content] = members(fromBER(binary(bytes)).result)
    const type = oidOf(contentType)
    if (ENCRYPTED.has(type)) throw encrypted(request.name)
    if (type !== SIGNED && type !== COMPRESSED) throw unopened(request)
    const inner = members(members(content)[0])
    const capsule = inner.find(
      one => one instanceof Constructed && members(one)[0] instanceof ObjectIdentifier,
    )
    // The algorithm of compressed data begins with an identifier, too: its content is the last one.
    const found = type === COMPRESSED ? inner.at(-1) : capsule
    const octets = members(members(found)[1])[0]
    if (octets === undefined) return nothing(inner)
    if (!(octets instanceof OctetString)) throw unopened(request)
    const files = new InnerFiles(request)
    const value = Buffer.from(octets.getValue())
    const whole = type === COMPRESSED ? inflateSync(value, { maxOutputLength: files.room }) : value
    await files.add(ENTITY.test(whole.toString('latin1', 0, 200)) ? 'mail' : 'file', whole)
    return { is: 'content', why: null, heading: null, files: files.files }
  } catch (error) {
    throw isBridgeError(error) ? error : unopened(request, error)
  }
}

/** A signature or certificates without content (RFC 5652 §5.2, §11). */
function nothing(signedData: readonly BaseBlock[]): Expanded {
  const last = members(signedData.at(-1))
  const why = last.length > 0 ? 'a digital signature' : 'a certificate'
  return { is: 'nothing', why, heading: null, files: [] }
}

function members(block: BaseBlock | undefined): readonly BaseBlock[] {
  return block instanceof Constructed ? block.valueBlock.value : []
}

const oidOf = (block: BaseBlock | undefined): string =>
  block instanceof ObjectIdentifier ? block.getValue() : ''

/** Some programs write lines of letters. */
function binary(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (bytes[0] === 0x30) return Uint8Array.from(bytes)
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/-----[A-Z0-9 ]+-----/g, '')
  return Uint8Array.from(Buffer.from(text, 'base64'))
}
