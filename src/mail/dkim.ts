/**
 * Signs our mails with DKIM (RFC 6376): RSA, Ed25519 (RFC 8463), or both. Headers relaxed, body simple: our bodies are base64
 * and quoted-printable, in which nothing is left that a relay would change. From, To, Subject, Date and Reply-To are signed
 * once more than they occur (§5.4.2), so that nobody can add a second one.
 */
import { createHash, type KeyObject, sign } from 'node:crypto'

/** What signs. */
export interface DkimKey {
  readonly domain: string
  readonly selector: string
  readonly key: KeyObject
}

/** Fields that say who writes what to whom; those that are there are signed. */
const SIGNED =
  'From To Cc Reply-To Subject Date Message-ID In-Reply-To References Auto-Submitted MIME-Version Content-Type Content-Transfer-Encoding'.split(
    ' ',
  )
const SIGNED_TWICE = new Set(['From', 'To', 'Subject', 'Date', 'Reply-To'])

/** Gives the mail with a signature by each key on top. `now`: epoch ms. */
export function dkimSigned(raw: Uint8Array, keys: readonly DkimKey[], now: number): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const end = bytes.indexOf('\r\n\r\n')
  const fields = fieldsOf(bytes.subarray(0, end + 2).toString('utf8'))
  const bodyHash = createHash('sha256')
    .update(simpleBody(bytes.subarray(end + 4)))
    .digest('base64')
  const signatures = keys.map(key => signature(key, fields, bodyHash, now))
  return Buffer.concat([Buffer.from(signatures.join('')), bytes])
}

interface Field {
  readonly name: string
  readonly value: string
}

function fieldsOf(header: string): readonly Field[] {
  return header
    .split(/\r\n(?![ \t])/)
    .filter(line => line !== '')
    .map(line => ({ name: line.slice(0, line.indexOf(':')), value: line.slice(line.indexOf(':') + 1) }))
}

/** RFC 6376 §3.4.3: empty lines at the end count for nothing, and there is one line end. */
function simpleBody(body: Buffer): Buffer {
  let end = body.length
  while (end >= 2 && body[end - 2] === 0x0d && body[end - 1] === 0x0a) end -= 2
  return Buffer.concat([body.subarray(0, end), Buffer.from('\r\n')])
}

/** RFC 6376 §3.4.2 */
function relaxed({ name, value }: Field): string {
  const unfolded = value
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()
  return `${name.toLowerCase()}:${unfolded}`
}

function signature(
  { domain, selector, key }: DkimKey,
  fields: readonly Field[],
  bodyHash: string,
  now: number,
) {
  const named = SIGNED.flatMap(name => {
    // RFC 6376 §5.4.2: from the last one up. Ours has each once.
    const found = fields.filter(field => field.name.toLowerCase() === name.toLowerCase())
    return [...found.reverse(), ...(SIGNED_TWICE.has(name) ? [null] : [])].map(field => ({ name, field }))
  })
  const algorithm = key.asymmetricKeyType === 'rsa' ? 'rsa-sha256' : 'ed25519-sha256'
  const names = named
    .map(({ name }) => name)
    .join(':')
    .replace(/(.{1,60})(?::|$)/g, '$1:\r\n  ')
  const value = [
    ` v=1; a=${algorithm}; c=relaxed/simple; d=${domain};\r\n`,
    ` s=${selector}; t=${Math.floor(now / 1000)};\r\n`,
    ` h=${names.replace(/:\r\n {2}$/, '')};\r\n`,
    ` bh=${bodyHash};\r\n b=`,
  ].join('')
  const lines = named.flatMap(({ field }) => (field === null ? [] : [`${relaxed(field)}\r\n`]))
  const data = `${lines.join('')}${relaxed({ name: 'DKIM-Signature', value })}`
  const made =
    algorithm === 'rsa-sha256'
      ? sign('sha256', Buffer.from(data), key)
      : sign(null, createHash('sha256').update(data).digest(), key)
  const folded = made.toString('base64').replace(/.{70}(?=.)/g, '$&\r\n  ')
  return `DKIM-Signature:${value}${folded}\r\n`
}
