import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { makePasswords, SMTP_COST } from '../../src/access/password.ts'
import { PASSWORD_HASH } from '../../src/fax/password-hash.ts'

const hashed = (password: string, ...options: string[]) =>
  spawnSync('node', ['--import', 'tsx', 'src/cli/faxbridge.ts', 'hash-password', ...options], {
    input: password,
    encoding: 'utf8',
    cwd: new URL('../../', import.meta.url).pathname,
  })

it('prints what the configuration takes, another one each time, and the password fits it', async () => {
  const first = parse(hashed('Tür zum Archiv, 2. Stock\n').stdout)
  const second = JSON.parse(hashed('Tür zum Archiv, 2. Stock\r\n', '--json').stdout)
  expect(first.password.scrypt).toMatch(PASSWORD_HASH)
  expect(second.scrypt).not.toBe(first.password.scrypt)
  const passwords = makePasswords(SMTP_COST)
  for (const kept of [first.password.scrypt, second.scrypt]) {
    expect(await passwords.fits('Tür zum Archiv, 2. Stock', kept)).toBe(true)
    expect(await passwords.fits('Tür zum Archiv, 3. Stock', kept)).toBe(false)
  }
}, 60_000)

it.each([
  ['\n', 'No password was given.'],
  ['x'.repeat(201), 'A password has at most 200 characters.'],
])(
  'says what is wrong, and prints nothing',
  (given, said) => {
    const { status, stdout, stderr } = hashed(given)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(said)
  },
  60_000,
)
