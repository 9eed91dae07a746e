/** `faxbridge hash-password`: what the configuration file keeps instead of the password of a device. Asks no daemon. */
import { randomBytes } from 'node:crypto'
import { LONGEST_PASSWORD, makePasswords, SMTP_COST } from '../access/password.ts'
import { BridgeError } from '../fax/error.ts'
import { askPassword } from './password-prompt.ts'

/** As many random bits as the salts that the daemon makes, in letters that a hash may hold. */
const SALT_BYTES = 16

/** Prints the line for `subscribers[].logins[].password`. The password is asked for, or is the first line of standard input. */
export async function hashPassword({ json }: { readonly json: boolean }): Promise<void> {
  const password = await askPassword()
  if (password.length > LONGEST_PASSWORD)
    throw new BridgeError('E_BAD_REQUEST', { say: `A password has at most ${LONGEST_PASSWORD} characters.` })
  const salt = randomBytes(SALT_BYTES).toString('hex')
  const scrypt = await makePasswords(SMTP_COST).hash(password, salt)
  process.stdout.write(`${json ? JSON.stringify({ scrypt }) : `password: { scrypt: '${scrypt}' }`}\n`)
}
