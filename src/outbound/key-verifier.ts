/**
 * By what a key of the configuration is recognised at the next start without being kept: a salted scrypt hash. It is asked
 * when the configuration is read, never for a mail, so it may be slow.
 */
import { scrypt, timingSafeEqual } from 'node:crypto'

/** RFC 7914 §2: 16 MiB and some 40 ms. A person's key is not found by trying words over a stolen database. */
const COST = { N: 16_384, r: 8, p: 1 } as const
const BYTES = 32
/** Base32 letters of salt: 130 bits. */
export const SALT_LETTERS = 26

const FORM = /^scrypt:(\d{1,7}):([0-9a-z]{1,64}):([0-9a-f]{64})$/

function hashOf(secret: string, salt: string, N: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { ...COST, N, maxmem: 256 * N * COST.r }
    scrypt(secret, salt, BYTES, options, (error, hash) => (error === null ? resolve(hash) : reject(error)))
  })
}

/** `scrypt:COST:SALT:HASH`. `salt`: random letters. */
export async function verifierOf(secret: string, salt: string): Promise<string> {
  const hash = await hashOf(secret, salt, COST.N)
  return `scrypt:${COST.N}:${salt}:${hash.toString('hex')}`
}

/** Is this what the verifier was made of? False for a verifier that is damaged. */
export async function isVerified(secret: string, verifier: string): Promise<boolean> {
  const [, cost = '', salt = '', hash = ''] = FORM.exec(verifier) ?? []
  if (hash === '') return false
  const found = await hashOf(secret, salt, Number(cost))
  return timingSafeEqual(found, Buffer.from(hash, 'hex'))
}
