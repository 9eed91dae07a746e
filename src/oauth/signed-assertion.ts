/**
 * The assertion with which a service account asks for a token (RFC 7523 §2.1): who it is, for whom, for what and until when,
 * signed with its private key. As Google's service accounts do, which may so send as a mailbox of their domain.
 */
import { createPrivateKey, sign } from 'node:crypto'

export interface Assertion {
  /** The account: `faxbridge@project.iam.gserviceaccount.com`. */
  readonly issuer: string
  /** The mailbox that it stands for. Absent: itself. */
  readonly subject?: string | undefined
  readonly scope?: string | undefined
  /** The token endpoint. */
  readonly audience: string
  /** PEM. */
  readonly privateKey: string
  readonly keyId?: string | undefined
}

/** Google takes no more than an hour; it is used at once. In seconds. */
const LIFETIME = 600

/** `now`: epoch ms. Throws Error with a sentence when the key cannot be used; nothing of the key stands in it. */
export function signedAssertion(
  { issuer, subject, scope, audience, privateKey, keyId }: Assertion,
  now: number,
): string {
  const at = Math.floor(now / 1000)
  const header = { alg: 'RS256', typ: 'JWT', ...(keyId === undefined ? {} : { kid: keyId }) }
  const claims = {
    iss: issuer,
    ...(subject === undefined ? {} : { sub: subject }),
    ...(scope === undefined ? {} : { scope }),
    aud: audience,
    iat: at,
    exp: at + LIFETIME,
  }
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part(header)}.${part(claims)}`
  return `${text}.${signature(text, privateKey)}`
}

function signature(text: string, pem: string): string {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType !== 'rsa') throw new Error('not RSA')
    return sign('sha256', Buffer.from(text), key).toString('base64url')
  } catch {
    throw new Error('the private key of the service account is no RSA key in PEM')
  }
}
