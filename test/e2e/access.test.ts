/** Users, tokens and the audit log of a whole daemon: by the command line, over TLS, and over a certificate's renewal. */
import { execFile, spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCertificate } from '../fakes/certificate.ts'
import { type Bridge, freePort, makeBridge } from './bridge.ts'

const PASSWORD = 'correct horse battery'
let bridge: Bridge
let port: number
let publicPort: number
let ca: string

beforeAll(async () => {
  ;[port, publicPort] = await Promise.all([freePort(), freePort()])
  bridge = await makeBridge(config => {
    const http = config['http'] as object
    const tls = { cert: 'admin.pem', key: 'admin.key' }
    const admin = { listen: `127.0.0.1:${port}`, tls }
    Object.assign(config, { http: { ...http, admin, public: { listen: `127.0.0.1:${publicPort}` } } })
  })
  const { cert, key } = await makeCertificate()
  ca = cert
  await writeFile(join(bridge.folder, 'admin.pem'), cert)
  await writeFile(join(bridge.folder, 'admin.key'), key, { mode: 0o600 })
  await bridge.start()
})
afterAll(() => bridge.close())

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}
function ask(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: 'localhost', port, path, headers, ca, timeout: 30_000 }
    const asked = request(options, answer => {
      let text = ''
      answer.on('data', data => (text += String(data)))
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }))
    })
    asked.once('error', reject)
    asked.end()
  })
}
/** The command line with a line on its standard input. */
function cliWith(line: string, ...args: string[]) {
  const entry = new URL('../../dist/cli/faxbridge.js', import.meta.url).pathname
  const child = spawn(process.execPath, [entry, ...args, '--config', bridge.configFile])
  let said = ''
  child.stdout.on('data', data => (said += String(data)))
  child.stderr.on('data', data => (said += String(data)))
  child.stdin.end(`${line}\n`)
  return new Promise<{ code: number | null; said: string }>(resolve =>
    child.once('exit', code => resolve({ code, said })),
  )
}
const json = async (...args: string[]) => JSON.parse((await bridge.cli(...args, '--json')).stdout) as never

describe('a whole daemon', () => {
  it('shows the outside links and webhooks at the public address, and nothing of the inside', async () => {
    const kindAt = async (own: number, path: string) => {
      const answer = await fetch(`http://127.0.0.1:${own}${path}`)
      return `${answer.status} ${answer.headers.get('content-type')?.split(';')[0]}`
    }
    const link = `/received/${'a'.repeat(56)}`
    expect(await kindAt(publicPort, link)).toBe('404 text/html')
    expect(await kindAt(bridge.httpPort, link)).toBe('404 application/problem+json')
    expect(await kindAt(publicPort, '/metrics')).toBe('404 application/problem+json')
    expect(await kindAt(publicPort, '/health/ready')).toBe('404 application/problem+json')
    expect(await kindAt(bridge.httpPort, '/metrics')).toBe('200 text/plain')
  })

  it('has users and tokens by the command line, and writes down who made them', async () => {
    const made = await cliWith(PASSWORD, 'users', 'add', 'anna', '--role', 'admin')
    expect(made).toMatchObject({
      code: 0,
      said: expect.stringContaining('The user anna is there now: admin'),
    })
    expect(await cliWith('short', 'users', 'add', 'bob', '--role', 'viewer')).toMatchObject({ code: 2 })
    const { stdout } = await bridge.cli(
      'tokens',
      'add',
      'erp',
      '--right',
      'faxes.read',
      '--subscriber',
      'sales',
    )
    const [token = ''] = stdout.split('\n')
    expect(token).toMatch(/^fbt_[0-9a-z]{52}$/)
    const answer = await ask('/api/v1/faxes', { authorization: `Bearer ${token}` })
    expect(answer.status).toBe(200)
    expect((await ask('/api/v1/faxes', { authorization: `Bearer ${token}x` })).status).toBe(401)
    const who = `local:${userInfo().uid}/${userInfo().username}`
    const written = (await json('audit', 'list')) as { who: string; action: string }[]
    expect(written.map(({ action }) => action)).toEqual([
      'access.refused',
      'access.token-add',
      'access.user-add',
      'access.user-add',
    ])
    // The wrong token is nobody's.
    expect(new Set(written.map(entry => entry.who))).toEqual(new Set(['nobody', who]))
    expect((await json('tokens', 'list')) as object[]).toMatchObject([
      { name: 'erp', lastUsedAt: expect.any(Number) },
    ])
    for (const secret of [PASSWORD, token]) {
      expect(bridge.log()).not.toContain(secret)
      for (const file of ['faxbridge.db', 'faxbridge.db-wal'])
        expect(await readFile(join(bridge.folder, 'data', file), 'latin1')).not.toContain(secret)
    }
  })

  it('speaks TLS there, and nothing but TLS', async () => {
    const answer = await ask('/api/v1/faxes')
    expect(answer.status).toBe(401)
    expect(answer.headers['strict-transport-security']).toContain('max-age')
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow()
  })

  it('says whether the audit log is whole, and which entry somebody has changed', async () => {
    const whole = await bridge.cli('audit', 'verify')
    expect(whole.stdout).toMatch(/^The audit log is whole: [2-9] entries/)
    const head = /The end is (\S+)/.exec(whole.stdout)?.[1] ?? ''
    expect((await bridge.cli('audit', 'verify', '--head', head)).code).toBe(0)
    await bridge.stop()
    const script = `import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); d.execute("drop trigger audit_unchanged"); d.execute("update audit set who='nobody' where sequence=2"); d.commit()`
    const database = join(bridge.folder, 'data', 'faxbridge.db')
    await new Promise<void>((resolve, reject) =>
      execFile('python3', ['-c', script, database], error => (error === null ? resolve() : reject(error))),
    )
    await bridge.start()
    const broken = await bridge.cli('audit', 'verify')
    expect(broken.code).toBe(1)
    expect(broken.stdout).toContain('BROKEN at entry 2')
  })
})
