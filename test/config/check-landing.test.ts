import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkLanding } from '../../src/config/check-landing.ts'
import { configOrThrow, parseConfig } from '../../src/config/load.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-landing-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function keyFile(name: string, mode: number, bits: number | null): string {
  const pair =
    bits === null ? generateKeyPairSync('ed25519') : generateKeyPairSync('rsa', { modulusLength: bits })
  const file = join(folder, name)
  writeFileSync(file, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode })
  return file
}

const GOOD = keyFile('good.pem', 0o600, 2048)
const OPEN = keyFile('open.pem', 0o644, 2048)
const SHORT = keyFile('short.pem', 0o600, 512)
const ED = keyFile('ed.pem', 0o600, null)
const TEXT = join(folder, 'text.pem')
writeFileSync(TEXT, 'hello\n')

const example = readFileSync(new URL('../../config/faxbridge.example.yaml', import.meta.url), 'utf8')
const { config } = configOrThrow(
  parseConfig(
    example.replace(/\{ file: [^}]+\}/g, 'a-secret-that-is-long-enough'),
    'config/faxbridge.example.yaml',
    {},
  ),
)

function findings(relay: Partial<typeof config.relay>) {
  const found: string[] = []
  const say = (kind: string) => (path: readonly (string | number)[], text: string) =>
    void found.push(`${kind} ${path.join('.')}: ${text}`)
  checkLanding({ ...config, relay: { ...config.relay, ...relay } }, say('wrong'), say('warn'))
  return found
}

const dkim = (file: string, domain = 'fax.local') => ({ dkim: [{ domain, selector: 's', keyFile: file }] })

describe('keys that sign', () => {
  it.each([
    [dkim(GOOD), null],
    [dkim(GOOD, 'local'), null],
    [dkim(GOOD, 'example.com'), 'warn relay.dkim.0.domain: From is at fax.local'],
    [dkim(OPEN), 'warn relay.dkim.0.keyFile: others can read'],
    [dkim(SHORT), 'has 512 bits'],
    [dkim(ED), 'sign with an RSA key as well'],
    [dkim(TEXT), 'holds no private key'],
    [dkim('/nowhere/key.pem'), 'wrong relay.dkim.0.keyFile: there is no file /nowhere/key.pem'],
  ])('%#', (relay, expected) => {
    const found = findings(relay)
    if (expected === null) expect(found).toEqual([])
    else expect(found.join('\n')).toContain(expected)
  })
})

describe('recipients whose mail is encrypted', () => {
  it.each([
    [[{ to: 'a@b.cc' }], 'write certificate (S/MIME) or pgpKey (OpenPGP), one of them'],
    [[{ to: 'a@b.cc', certificate: TEXT }], 'holds no certificate'],
    [[{ to: 'a@b.cc', certificate: '/nowhere/c.pem' }], 'there is no file /nowhere/c.pem'],
    [[{ to: 'a@b.cc', pgpKey: TEXT }], 'OpenPGP needs the program gpg'],
    [
      [
        { to: 'a@b.cc', pgpKey: TEXT },
        { to: 'A@b.cc', pgpKey: TEXT },
      ],
      '"A@b.cc" stands here twice',
    ],
  ])('%#', (encrypt, expected) => {
    expect(findings({ encrypt }).join('\n')).toContain(expected)
  })
})
