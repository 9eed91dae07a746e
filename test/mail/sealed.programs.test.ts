import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isBridgeError } from '../../src/fax/error.ts'
import { finishedMail } from '../../src/mail/finish.ts'
import { composeReceived } from '../../src/mail/received.ts'
import { INBOUND } from '../../src/mail/sample-facts.ts'

const PDF = Buffer.from('%PDF-1.4\n%%EOF\n')
let folder = ''
const at = (name: string) => join(folder, name)
const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' })

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-seal-'))
  const kinds = {
    rsa: ['-newkey', 'rsa:2048'],
    ec: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
  }
  for (const [name, kind] of Object.entries(kinds)) {
    const files = ['-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)]
    openssl('req', '-x509', ...kind, '-nodes', '-days', '2', '-subj', '/CN=Dr. Who/O=Clinic', ...files)
  }
  const home = ['--homedir', folder, '--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', '']
  execFileSync('gpg', [...home, '--quick-gen-key', 'doctor@example.com', 'rsa2048', 'encr,sign', 'never'], {
    stdio: 'pipe',
  })
  writeFileSync(at('doctor.asc'), execFileSync('gpg', [...home, '--armor', '--export', 'doctor@example.com']))
})
afterAll(() => {
  try {
    execFileSync('gpgconf', ['--homedir', folder, '--kill', 'all'], { stdio: 'pipe' })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

const received = () =>
  composeReceived({
    fax: INBOUND,
    to: 'doctor@example.com',
    document: { format: 'pdf', bytes: PDF },
    previewPng: null,
    pageCount: 3,
    hostname: 'fax.example.com',
    from: 'Fax <fax@example.com>',
    now: INBOUND.receivedAt,
  })

type Entry = Parameters<typeof finishedMail>[1]['encrypt'][number]

async function finished(entry: Omit<Entry, 'to'> & { to?: string }, gpg?: string): Promise<string> {
  const landing = { dkim: [], encrypt: [{ to: 'Doctor@example.com', ...entry }], gpg }
  return Buffer.from((await finishedMail(received(), landing, 0)).raw).toString('latin1')
}

/** Nothing of the fax stands outside. */
function mustTellNothing(mail: string): void {
  const header = mail.slice(0, mail.indexOf('\r\n\r\n'))
  expect(header).toContain('From: <fax@example.com>\r\n')
  expect(header).toContain('Subject: [...]\r\n')
  expect(header).toContain(`X-Fax-Id: ${INBOUND.id}`)
  expect(mail).not.toMatch(/4930123456|ACME|X-Fax-From|%PDF/)
  expect(mail).not.toContain(PDF.toString('base64').slice(0, 12))
}

function mustBeTheFax(inner: string): void {
  expect(inner).toMatch(/^Subject: Fax from \+49 30 123456 \(3 pages\)\r?$/m)
  expect(inner).toMatch(/^HP-Outer: Subject: \[\.\.\.\]\r?$/m)
  expect(inner).toMatch(/^ hp="cipher"\r?$/m)
  expect(inner).toContain(PDF.toString('base64'))
}

describe('a mail that is encrypted for its recipient', () => {
  it.each(['rsa', 'ec'])(
    'S/MIME, %s key: openssl opens it, and nothing of the fax stands outside',
    async kind => {
      const mail = await finished({ certificate: at(`${kind}.pem`) })
      mustTellNothing(mail)
      writeFileSync(at('mail.eml'), mail, 'latin1')
      const keys = ['-recip', at(`${kind}.pem`), '-inkey', at(`${kind}.key`)]
      mustBeTheFax(openssl('cms', '-decrypt', '-in', at('mail.eml'), ...keys).toString())
      const shown = openssl('cms', '-cmsout', '-print', '-noout', '-in', at('mail.eml')).toString()
      expect(shown).toMatch(/aes-256-cbc/)
    },
  )

  it('OpenPGP: gpg opens it', async () => {
    const mail = await finished({ pgpKey: at('doctor.asc') }, 'gpg')
    mustTellNothing(mail)
    expect(mail).toContain('protocol="application/pgp-encrypted"')
    const armour = /-----BEGIN PGP MESSAGE-----[\s\S]*-----END PGP MESSAGE-----/.exec(mail)?.[0] ?? ''
    const args = [
      '--homedir',
      folder,
      '--batch',
      '--quiet',
      '--pinentry-mode',
      'loopback',
      '--passphrase',
      '',
      '-d',
    ]
    mustBeTheFax(execFileSync('gpg', args, { input: armour, stdio: ['pipe', 'pipe', 'pipe'] }).toString())
  })

  it('an entry for the whole domain serves everybody there, one for the address goes before it', async () => {
    const landing = {
      dkim: [],
      encrypt: [
        { to: '@example.com', certificate: at('none.pem') },
        { to: 'doctor@example.com', certificate: at('rsa.pem') },
      ],
    }
    const mail = await finishedMail(received(), landing, 0)
    expect(Buffer.from(mail.raw).toString()).toContain('smime-type=enveloped-data')
  })

  it.each([
    ['no file', { certificate: '/nowhere/x.pem' }, undefined],
    ['no program', { pgpKey: '/nowhere/x.asc' }, undefined],
    ['a program that is not there', { pgpKey: '/nowhere/x.asc' }, '/nowhere/gpg'],
    ['no key', { pgpKey: '/nowhere/x.asc' }, 'gpg'],
  ])('waits when it cannot be encrypted, for %s', async (_name, entry, gpg) => {
    const error: unknown = await finished(entry, gpg).catch((reason: unknown) => reason)
    expect(isBridgeError(error) && [error.code, error.kind]).toEqual(['E_RELAY_TEMPORARY', 'temporary'])
    expect(String(error)).toContain('The mail waits: /nowhere/')
  })

  it('others get theirs as it is', async () => {
    const landing = { dkim: [], encrypt: [{ to: 'nurse@example.com', certificate: at('rsa.pem') }] }
    expect((await finishedMail(received(), landing, 0)).raw).toEqual(received().raw)
    expect(readFileSync(at('rsa.pem'), 'utf8')).toContain('BEGIN CERTIFICATE')
  })
})
