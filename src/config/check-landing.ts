/** Keys and certificates with which our mails are signed and encrypted: they must be there, fit, and hold what is expected. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import type { Finding } from './explain.ts'
import type { Config } from './schema.ts'

type Path = Finding['path']
type Say = (path: Path, text: string) => void

export function checkLanding({ relay }: Config, wrong: Say, warn: Say): void {
  const fromDomain = /@([^@<>\s]+?)>?\s*$/.exec(relay.from)?.[1]?.toLowerCase() ?? ''
  relay.dkim.forEach(({ domain, keyFile }, i) => {
    const path = ['relay', 'dkim', i]
    if (!isAligned(fromDomain, domain))
      warn(
        [...path, 'domain'],
        `From is at ${fromDomain}: for DMARC a signature of ${domain} counts as nothing. Sign with ${fromDomain}`,
      )
    for (const [say, text] of keyFindings(keyFile))
      (say === 'wrong' ? wrong : warn)([...path, 'keyFile'], text)
  })
  const seen = new Set<string>()
  relay.encrypt.forEach((entry, i) => {
    const path = ['relay', 'encrypt', i]
    const to = entry.to.toLowerCase()
    if (seen.has(to)) wrong([...path, 'to'], `"${entry.to}" stands here twice`)
    seen.add(to)
    checkRecipient(entry, relay.gpg, path, wrong)
  })
}

/** RFC 7489 §3.1.1, relaxed, as far as it can be told without the list of public suffixes. */
function isAligned(from: string, domain: string): boolean {
  return from === domain || from.endsWith(`.${domain}`) || domain.endsWith(`.${from}`)
}

type Findings = readonly (readonly [say: 'wrong' | 'warn', text: string])[]

function keyFindings(file: string): Findings {
  let pem: Buffer
  try {
    pem = readFileSync(file)
  } catch (error) {
    return [['wrong', unreadable(file, error)]]
  }
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPrivateKey(pem)
    if (type !== 'rsa' && type !== 'ed25519')
      return [['wrong', `the key in ${file} is of type ${type}: use RSA with 2048 bits, or Ed25519`]]
    const bits = details?.modulusLength ?? 0
    const open = (statSync(file).mode & 0o077) !== 0
    return [
      // RFC 8301 §3.2
      ...(type === 'rsa' && bits < 1024
        ? [
            [
              'wrong',
              `the RSA key in ${file} has ${bits} bits: nobody verifies that. Make one of 2048`,
            ] as const,
          ]
        : []),
      ...(type === 'ed25519'
        ? [['warn', 'not everybody verifies Ed25519 yet: sign with an RSA key as well'] as const]
        : []),
      ...(open ? [['warn', `others can read ${file}: run "chmod 600 ${file}"`] as const] : []),
    ]
  } catch {
    return [['wrong', `${file} holds no private key in PEM without a password`]]
  }
}

function checkRecipient(
  { certificate, pgpKey }: Config['relay']['encrypt'][number],
  gpg: string | undefined,
  path: Path,
  wrong: Say,
): void {
  if ((certificate === undefined) === (pgpKey === undefined))
    wrong(path, 'write certificate (S/MIME) or pgpKey (OpenPGP), one of them')
  if (pgpKey !== undefined && gpg === undefined)
    wrong(
      [...path, 'pgpKey'],
      'OpenPGP needs the program gpg: install it and write "gpg: /usr/bin/gpg" into relay',
    )
  try {
    if (pgpKey !== undefined) readFileSync(pgpKey)
  } catch (error) {
    wrong([...path, 'pgpKey'], unreadable(pgpKey ?? '', error))
  }
  if (certificate === undefined) return
  const problem = certificateProblem(certificate)
  if (problem !== null) wrong([...path, 'certificate'], problem)
}

function certificateProblem(file: string): string | null {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    return unreadable(file, error)
  }
  try {
    const type = new X509Certificate(bytes).publicKey.asymmetricKeyType
    return type === 'rsa' || type === 'ec'
      ? null
      : `the key in ${file} is of type ${type}: S/MIME encrypts for RSA and elliptic curves`
  } catch {
    return `${file} holds no certificate in PEM or DER`
  }
}

function unreadable(file: string, error: unknown): string {
  const { code } = error as { code?: string }
  return code === 'ENOENT' ? `there is no file ${file}` : `${file} cannot be read (${code ?? String(error)})`
}
