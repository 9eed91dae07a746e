/** `faxbridge keys new|show|rotate`: the secret keys of subscribers. A key is shown once, when it is made, and never again. */
import { createHash } from 'node:crypto'
import { NEW_KEY_LETTERS, newKey } from '../fax/key-text.ts'
import { makeIds, systemClock } from '../runtime.ts'
import { fields, say, sayJson } from './print.ts'

/** Makes a key for the configuration; no daemon is asked, and nothing is kept. */
export function printNewKey({ json }: { readonly json?: boolean }): void {
  const key = newKey(makeIds(systemClock).token(NEW_KEY_LETTERS))
  const sha256 = createHash('sha256').update(key).digest('hex')
  const rows = [
    ['Key', key],
    ['In the configuration', `secret_key: { sha256: ${sha256} }`],
  ] as const
  if (json === true) sayJson({ key, sha256 })
  else say(fields(rows))
}
