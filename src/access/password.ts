/** Passwords of users: how they are kept (scrypt, RFC 7914, with its parameters beside the hash) and recognised. */
import { scrypt, timingSafeEqual } from 'node:crypto'
import { BridgeError } from '../fax/error.ts'
import { PASSWORD_HASH } from '../fax/password-hash.ts'
import { makeTurns } from '../fax/turns.ts'

/** 32 MiB and some 0.2 s: a stolen database gives no weak password away in a day. */
const COST: Cost = { N: 32_768, r: 8, p: 2 }
const BYTES = 32
const MIB = 1024 * 1024
/** Base32 letters of salt: 130 bits. */
export const SALT_LETTERS = 26
/** Length is what counts (NIST SP 800-63B §3.1.1.2); the end is there so that nobody has us hash a book. */
const SHORTEST = 12
export const LONGEST_PASSWORD = 200

export interface Cost {
  readonly N: number
  readonly r: number
  readonly p: number
}

/**
 * For logins of SMTP: 16 MiB and some 0.05 s. Devices come often and all at once after a restart, and their passwords need not be
 * remembered by anybody, so they can be long.
 */
export const SMTP_COST: Cost = { N: 16_384, r: 8, p: 1 }

/** Throws E_BAD_REQUEST with what a password must be. */
export function checkPassword(password: string, name: string): void {
  const plain = password.normalize('NFKC')
  const wrong = (say: string) => new BridgeError('E_BAD_REQUEST', { say })
  if ([...plain].length < SHORTEST) throw wrong(`A password has at least ${SHORTEST} characters.`)
  if (plain.length > LONGEST_PASSWORD) throw wrong(`A password has at most ${LONGEST_PASSWORD} characters.`)
  if (new Set(plain).size < 5)
    throw wrong('This password is too easy: it has only a few different characters.')
  const lower = plain.toLowerCase()
  if (lower.includes(name.toLowerCase()) && lower.length < name.length + SHORTEST)
    throw wrong('This password is too easy: it is the name and a little more.')
}

export interface Passwords {
  /** What is kept of it. `salt`: random letters. */
  hash(password: string, salt: string): Promise<string>
  /** Whether it is the one; null (no such user, or one without) takes as long. */
  fits(password: string, kept: string | null): Promise<boolean>
}

/** One at a time: many log-ins at once must not take the memory, nor all threads, from faxes. */
export function makePasswords(cost: Cost = COST): Passwords {
  const turn = makeTurns()
  /** Nobody's password: an unknown user costs as much time as a known one. */
  const nobody = `scrypt:${cost.N}:${cost.r}:${cost.p}:nobody:${'0'.repeat(64)}`
  return {
    async hash(password, salt) {
      const hash = await turn(() => hashOf(password, salt, cost))
      return `scrypt:${cost.N}:${cost.r}:${cost.p}:${salt}:${hash.toString('hex')}`
    },
    async fits(password, kept) {
      if (password.length > LONGEST_PASSWORD) return false
      const [, N = '', r = '', p = '', salt = '', hash = ''] =
        PASSWORD_HASH.exec(kept ?? '') ?? PASSWORD_HASH.exec(nobody) ?? []
      const asked = kept === null ? cost : { N: Number(N), r: Number(r), p: Number(p) }
      const found = await turn(() => hashOf(password, salt, asked))
      return timingSafeEqual(found, Buffer.from(hash, 'hex')) && kept !== null
    },
  }
}

function hashOf(password: string, salt: string, cost: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { ...cost, maxmem: 256 * cost.N * cost.r + MIB }
    scrypt(password.normalize('NFKC'), salt, BYTES, options, (error, hash) =>
      error === null ? resolve(hash) : reject(error),
    )
  })
}
