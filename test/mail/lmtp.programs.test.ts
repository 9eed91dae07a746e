/** Our mails to a real Dovecot over LMTP: what arrives, and what its refusals mean. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isBridgeError } from '../../src/fax/error.ts'
import { composeReceived } from '../../src/mail/received.ts'
import { makeRelay } from '../../src/mail/relay.ts'
import { INBOUND } from '../../src/mail/sample-facts.ts'
import { silentLogger } from '../../src/runtime.ts'

let folder = ''
let dovecot: ReturnType<typeof spawn> | null = null
const socket = () => join(folder, 'run', 'lmtp')

beforeAll(async () => {
  // A path of a unix socket has at most 107 characters.
  folder = mkdtempSync(join(tmpdir(), 'fbdc-'))
  chmodSync(folder, 0o755)
  for (const name of ['run', 'state', 'mail']) mkdirSync(join(folder, name))
  execFileSync('chown', ['mail:mail', join(folder, 'mail')])
  writeFileSync(join(folder, 'users'), 'office@example.com:{PLAIN}x:8:8::/tmp::\n')
  writeFileSync(join(folder, 'dovecot.conf'), configuration(folder))
  const child = spawn('dovecot', ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: 'ignore' })
  dovecot = child
  for (let tries = 0; !existsSync(socket()); tries++) {
    if (child.exitCode !== null || tries > 150) throw new Error('Dovecot does not start')
    await new Promise(done => setTimeout(done, 50))
  }
})
afterAll(async () => {
  if (dovecot !== null && dovecot.exitCode === null) {
    const ended = once(dovecot, 'exit')
    dovecot.kill('SIGTERM')
    await ended
  }
  rmSync(folder, { recursive: true, force: true })
})

const configuration = (base: string) => `
base_dir = ${base}/run
state_dir = ${base}/state
log_path = ${base}/log
protocols = lmtp
listen = 127.0.0.1
ssl = no
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${base}/mail/%u
passdb {
  driver = passwd-file
  args = ${base}/users
}
userdb {
  driver = passwd-file
  args = ${base}/users
}
`

const relay = () =>
  makeRelay({
    config: () => ({ url: `lmtp://${socket()}`, tls: 'auto' }),
    hostname: 'fax.example.com',
    runtime: { log: silentLogger },
    tokens: { get: () => Promise.reject(new Error('none')), forget: () => {} },
  })

function aMail(to: string) {
  const mail = composeReceived({
    fax: INBOUND,
    to,
    document: { format: 'pdf', bytes: Buffer.from('%PDF-1.4\n%%EOF\n') },
    previewPng: null,
    pageCount: 3,
    hostname: 'fax.example.com',
    from: 'Fax <fax@example.com>',
    now: INBOUND.receivedAt,
  })
  return { ...mail, size: mail.raw.length }
}

describe('Dovecot', () => {
  it('puts the mail into the mailbox as we wrote it', async () => {
    const mail = aMail('office@example.com')
    const { response } = await relay().send(mail, new AbortController().signal)
    expect(response).toMatch(/^250 2\.0\.0/)
    const box = join(folder, 'mail', 'office@example.com', 'new')
    const [file = ''] = readdirSync(box)
    const found = readFileSync(join(box, file), 'latin1').replace(/\r?\n/g, '\r\n')
    expect(found.endsWith(Buffer.from(mail.raw).toString('latin1'))).toBe(true)
    expect(found).toContain('Return-Path: <fax@example.com>')
  })

  it('refuses a mailbox that is not there, for good', async () => {
    const error: unknown = await relay()
      .send(aMail('nobody@example.com'), new AbortController().signal)
      .catch((reason: unknown) => reason)
    expect(isBridgeError(error) && [error.code, error.detail['status']]).toEqual(['E_RELAY_REFUSED', '5.1.1'])
  })
})
