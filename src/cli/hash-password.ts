/** `faxbridge hash-password`: what the configuration file keeps instead of the password of a device. Asks no daemon. */
import { LONGEST_PASSWORD, makePasswords, SALT_LETTERS, SMTP_COST } from '../access/password.ts'
import { BridgeError } from '../fax/error.ts'
import { makeIds, systemClock } from '../runtime.ts'
import { askPassword } from './password-prompt.ts'

/** Prints the line for `subscribers[].logins[].password`. The password is asked for, or is the first line of standard input. */
export async function hashPassword({ json }: { readonly json: boolean }): Promise<void> {
  const password = await askPassword()
  if (password.length > LONGEST_PASSWORD)
    throw new BridgeError('E_BAD_REQUEST', { say: `A password has at most ${LONGEST_PASSWORD} characters.` })
  const salt = makeIds(systemClock).token(SALT_LETTERS)
  const scrypt = await makePasswords(SMTP_COST).hash(password, salt)
  process.stdout.write(`${json ? JSON.stringify({ scrypt }) : `password: { scrypt: '${scrypt}' }`}\n`)
}
