import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { makeRenderer } from '../../../src/documents/render/renderer.ts'
import { openSandbox } from '../../../src/documents/sandbox/open.ts'
import { silentLogger, systemClock } from '../../../src/runtime.ts'
import { faxed, file, mail, multi, part, problemOf, text } from './mails.ts'
import { winmailDat } from './outlook-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-expand-'))
const limits = { processes: 1, seconds: 60, memoryBytes: 2 ** 30, pages: 20, pixelsPerPage: 40_000_000 }
const renderer = makeRenderer({
  config: { ...limits, fontFolders: [] },
  runtime: { clock: systemClock, log: silentLogger },
  sandbox: await openSandbox('auto'),
  workFolder: folder,
})
afterAll(async () => {
  await renderer.stop()
  rmSync(folder, { recursive: true, force: true })
})

const at = (name: string) => join(folder, name)
/** Containers are opened where the daemon has them opened: in the renderer process. */
const of = (raw: Uint8Array) =>
  faxed(raw, {}, { expand: request => renderer.expand(request, new AbortController().signal) })

function openssl(...args: string[]): Buffer {
  return execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
}

describe('mails signed by OpenSSL', () => {
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=Ann',
    '-keyout',
    'key.pem',
    '-out',
    'cert.pem',
  )
  writeFileSync(at('entity.eml'), multi('mixed', text('Dear Ann'), file('order.pdf', '%PDF-1.7')))
  writeFileSync(at('order.pdf'), '%PDF-1.7')
  const signer = ['-signer', 'cert.pem', '-inkey', 'key.pem']
  const PRINTED = ['text of the mail: Dear Ann', 'order.pdf: file %PDF-']
  const from = (raw: Buffer) => Buffer.concat([Buffer.from('From: ann@example.com\n'), raw])

  it.each([
    ['smime', ['smime', '-sign', '-nodetach']],
    ['cms', ['cms', '-sign', '-nodetach', '-md', 'sha512']],
    ['cms, streamed in pieces of no said length', ['cms', '-sign', '-nodetach', '-stream']],
  ])('%s: the content is faxed', async (_, args) => {
    const raw = openssl(...args, '-in', 'entity.eml', ...signer)
    expect(await of(from(raw))).toMatchObject({ printed: PRINTED, leftOut: [] })
  })

  it('in the clear: the content, not the signature', async () => {
    const raw = openssl('smime', '-sign', '-in', 'entity.eml', ...signer)
    expect(await of(from(raw))).toMatchObject({
      printed: PRINTED,
      leftOut: ['smime.p7s: a digital signature'],
    })
  })

  it('a signed file is that file, in bytes or letters; its detached signature is nothing', async () => {
    const der = openssl(
      'cms',
      '-sign',
      '-nodetach',
      '-binary',
      '-outform',
      'DER',
      '-in',
      'order.pdf',
      ...signer,
    )
    const pem = openssl(
      'cms',
      '-sign',
      '-nodetach',
      '-binary',
      '-outform',
      'PEM',
      '-in',
      'order.pdf',
      ...signer,
    )
    const detached = openssl('cms', '-sign', '-binary', '-outform', 'DER', '-in', 'order.pdf', ...signer)
    const certificates = openssl('crl2pkcs7', '-nocrl', '-certfile', 'cert.pem', '-outform', 'DER')
    const content = multi(
      'mixed',
      text('Hello'),
      file('order.pdf.p7m', der),
      file(
        'letters.pdf.p7m',
        Buffer.from(pem.toString().replace('-----BEGIN CMS-----', '-----BEGIN PKCS7-----')),
      ),
      file('order.pdf.sig', detached),
      file('ann.p7b', certificates),
    )
    expect(await of(mail(content))).toMatchObject({
      printed: ['text of the mail: Hello', 'order.pdf: file %PDF-', 'letters.pdf: file %PDF-'],
      leftOut: ['order.pdf.sig: a digital signature', 'ann.p7b: a certificate'],
    })
  })

  it.each([
    ['smime', ['smime', '-encrypt', '-aes256']],
    ['cms, authenticated', ['cms', '-encrypt', '-aes-256-gcm']],
  ])('encrypted by %s: fails by name', async (_, args) => {
    const raw = openssl(...args, '-in', 'entity.eml', 'cert.pem')
    expect(await problemOf(of(from(raw)))).toBe(
      'E_DOCUMENT_LOCKED: The document needs a password. "smime.p7m" is encrypted: send it again without encryption.',
    )
  })

  it('bent fails by name', async () => {
    const raw = openssl('smime', '-sign', '-nodetach', '-outform', 'DER', '-in', 'entity.eml', ...signer)
    const content = multi('mixed', text('Hello'), file('a.p7m', raw.subarray(0, 300)))
    expect(await problemOf(of(mail(content)))).toBe(
      'E_DOCUMENT_DAMAGED: The document is damaged. "a.p7m" cannot be opened: attach its documents themselves.',
    )
  })
})

describe('winmail.dat', () => {
  it('of the tests is one to the program tnef, too', async () => {
    const bytes = winmailDat({
      subject: 'Old order',
      body: 'Dear Ann',
      attachments: [
        { name: 'order.pdf', content: '%PDF-1.7 and more' },
        { name: 'b.txt', content: 'text' },
      ],
    })
    writeFileSync(at('winmail.dat'), bytes)
    execFileSync('mkdir', ['-p', at('tnef')])
    execFileSync('tnef', ['-C', at('tnef'), at('winmail.dat')])
    expect(readdirSync(at('tnef')).sort()).toEqual(['b.txt', 'order.pdf'])
    expect(readFileSync(at('tnef/order.pdf'), 'utf8')).toBe('%PDF-1.7 and more')
    const content = part(
      'Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64',
      bytes.toString('base64'),
    )
    expect((await of(mail(content))).printed).toEqual([
      'text of the mail: Dear Ann',
      'order.pdf: file %PDF-',
      'b.txt: text',
    ])
  })
})

describe('a ZIP archive made by Python', () => {
  it('gives its files, stored and deflated', async () => {
    const program = [
      'import sys, zipfile',
      'with zipfile.ZipFile(sys.argv[1], "w") as z:',
      '  z.writestr("b.txt", "text " * 1000, zipfile.ZIP_DEFLATED)',
      '  z.writestr("Ä.pdf", "%PDF-1.7", zipfile.ZIP_STORED)',
    ].join('\n')
    execFileSync('python3', ['-c', program, at('a.zip')])
    const { printed } = await of(
      mail(multi('mixed', text('Hello'), file('a.zip', readFileSync(at('a.zip'))))),
    )
    expect(printed.slice(1)).toEqual(['a.zip/Ä.pdf: file %PDF-', `a.zip/b.txt: ${'text '.repeat(1000)}`])
  })
})
