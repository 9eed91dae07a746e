/**
 * The last hand on every mail of ours before it is kept for the relay: encrypted where its recipient has a certificate or a
 * key, then signed with DKIM, as configured. What should be encrypted and cannot be is not sent: the step is tried again.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Config } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import { dkimSigned } from './dkim.ts'
import type { ComposedMail } from './mime.ts'
import { type Seal, sealedMail } from './sealed.ts'

type Landing = Pick<Config['relay'], 'dkim' | 'encrypt' | 'gpg'>

/** Throws E_RELAY_TEMPORARY with the file and what is wrong with it. `now`: epoch ms, the time of the signature. */
export async function finishedMail(mail: ComposedMail, landing: Landing, now: number): Promise<ComposedMail> {
  const entry = entryFor(mail.to, landing.encrypt)
  const sealed = entry === null ? mail : await sealFor(mail, entry, landing.gpg)
  if (landing.dkim.length === 0) return sealed
  const keys = await Promise.all(
    landing.dkim.map(async ({ domain, selector, keyFile }) => {
      const key = await trying(keyFile, async () => createPrivateKey(await readFile(keyFile)))
      return { domain, selector, key }
    }),
  )
  return { ...sealed, raw: dkimSigned(sealed.raw, keys, now) }
}

/** Its own entry before that of its domain. */
function entryFor(to: string, entries: Landing['encrypt']): Landing['encrypt'][number] | null {
  const address = to.toLowerCase()
  const domain = address.slice(address.lastIndexOf('@'))
  const named = (wanted: string) => entries.find(entry => entry.to.toLowerCase() === wanted)
  return named(address) ?? named(domain) ?? null
}

async function sealFor(
  mail: ComposedMail,
  { certificate, pgpKey }: Landing['encrypt'][number],
  program: string | undefined,
): Promise<ComposedMail> {
  const file = certificate ?? pgpKey ?? ''
  return trying(file, async () => {
    if (certificate !== undefined) {
      const read = new X509Certificate(await readFile(certificate))
      return sealedMail(mail, { kind: 'smime', certificate: read })
    }
    if (program === undefined) throw new Error('relay.gpg is not set')
    const seal: Seal = { kind: 'pgp', program, keyFile: file }
    return sealedMail(mail, seal)
  })
}

async function trying<T>(file: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    const { message } = error as Error
    throw new BridgeError('E_RELAY_TEMPORARY', { say: `The mail waits: ${file}: ${message}.` })
  }
}
