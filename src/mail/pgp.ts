/** Encrypts for one OpenPGP key with the program gpg, and wraps the result as PGP/MIME (RFC 3156 §4). No key ring is touched. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { foreignTextPart, multipart, type Part, sevenBitPart } from './mime.ts'

/** Encrypting some megabytes takes a second; a gpg that asks or hangs must not hold a fax. */
const GPG_MS = 60_000

/** Throws Error with what gpg said. `keyFile`: the public key, armoured or not. */
export async function pgpEncrypted(
  content: Uint8Array,
  { program, keyFile }: { readonly program: string; readonly keyFile: string },
): Promise<Part> {
  const home = await mkdtemp(join(tmpdir(), 'faxbridge-gpg-'))
  try {
    const options = [
      '--homedir',
      home,
      '--batch',
      '--no-tty',
      '--quiet',
      '--no-autostart',
      '--trust-model',
      'always',
    ]
    const armour = await run(
      program,
      [...options, '--armor', '--recipient-file', keyFile, '--encrypt'],
      content,
    )
    return multipart('encrypted; protocol="application/pgp-encrypted"', [
      sevenBitPart('application/pgp-encrypted', ['Version: 1']),
      foreignTextPart('application/octet-stream; name="encrypted.asc"', armour),
    ])
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

function run(program: string, args: readonly string[], input: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], timeout: GPG_MS })
    const [out, said]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
    child.once('error', ({ message }) => reject(new Error(`${program} cannot be started (${message})`)))
    child.once('close', code => {
      if (code === 0) resolve(Buffer.concat(out))
      else
        reject(
          new Error(`${program} ended with ${code}: ${Buffer.concat(said).toString().trim().slice(0, 300)}`),
        )
    })
    // It may end before it has read all of it; what counts is how it ended.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}
