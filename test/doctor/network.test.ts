import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lookAtNetwork } from '../../src/doctor/network.ts'
import { houseConfig } from '../smtp/house.ts'

const DAY = 86_400_000
let folder: string
let server: Server
let port: number
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-doctor-'))
  const names = ['-subj', '/CN=fax.example.com', '-addext', 'subjectAltName=DNS:fax.example.com']
  const to = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', ...names, ...to], {
    stdio: 'ignore',
  })
  server = createServer(socket => socket.end())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

async function look(
  listener: object,
  {
    running = true,
    hostname = 'fax.example.com',
    now = Date.now(),
    publicUrl = undefined as string | undefined,
  } = {},
) {
  const config = houseConfig()
  const [first] = config.smtp.listeners
  const smtp = { ...config.smtp, mailDomains: [], listeners: [{ ...first, name: 'it', ...listener }] }
  const findings = await lookAtNetwork(
    { ...config, hostname, smtp, http: { ...config.http, publicUrl } } as never,
    {
      now,
      running,
    },
  )
  return (about: string) => findings.find(finding => finding.about.startsWith(about))
}

describe('a listener', () => {
  it('is found answering, taken by another program, or free', async () => {
    expect((await look({ listen: `127.0.0.1:${port}` }))('listener it')).toMatchObject({ level: 'ok' })
    const taken = await look({ listen: `0.0.0.0:${port}` }, { running: false })
    expect(taken('listener it')).toMatchObject({
      level: 'bad',
      text: expect.stringMatching(/Another program/),
    })
    const free = await look({ listen: '127.0.0.1:1' }, { running: false })
    expect(free('listener it')).toMatchObject({ level: 'ok' })
    const silent = await look({ listen: '127.0.0.1:1' })
    expect(silent('listener it')).toMatchObject({ level: 'bad', fix: expect.stringMatching(/Restart/) })
  })
})

describe('a certificate', () => {
  const tls = () => ({ listen: '127.0.0.1:1', tls: 'starttls', cert: join(folder, 'cert.pem') })
  it.each([
    ['good for weeks', 0, 'ok', /holds until/],
    ['ending soon', 20 * DAY, 'warn', /ends on/],
    ['ended', 31 * DAY, 'bad', /ended on/],
    ['not yet begun', -DAY, 'bad', /begins on/],
  ])('%s', async (_, later, level, text) => {
    const found = await look(tls(), { now: Date.now() + later })
    expect(found('certificate of it')).toMatchObject({ level, text: expect.stringMatching(text) })
  })

  it('of another name, or none at all, is told', async () => {
    const other = await look(tls(), { hostname: 'mail.example.com' })
    expect(other('certificate of it')).toMatchObject({
      level: 'warn',
      text: 'It is not for mail.example.com.',
    })
    const broken = await look({ ...tls(), cert: join(folder, 'key.pem') })
    expect(broken('certificate of it')).toMatchObject({ level: 'bad' })
  })
})

describe('the public address', () => {
  it('must lead here', async () => {
    const publicUrl = `http://127.0.0.1:${port}`
    expect((await look({ listen: '127.0.0.1:1' }, { publicUrl }))('public address')).toMatchObject({
      level: 'bad',
    })
  })
})
