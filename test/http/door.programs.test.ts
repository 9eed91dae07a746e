import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HttpConfig } from '../../src/config/schema.ts'
import { type Door, type DoorDeps, makeDoor, type OpenDoor, openDoor } from '../../src/http/door.ts'
import { silentLogger } from '../../src/runtime.ts'
import { waitFor } from '../e2e/bridge.ts'
import { makeCertificate } from '../fakes/certificate.ts'
import { FakeClock, testRuntime } from '../fakes/clock.ts'
import { configWith } from '../inbound/house.ts'

let folder: string
let clock: FakeClock
let opened: OpenDoor | null
let finish: () => void
/** Requests at /slow that have begun. */
let begun: number
/** What the server has said in its log. */
let said: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faxbridge-door-'))
  clock = new FakeClock()
  opened = null
  begun = 0
  said = []
})
afterEach(async () => {
  await opened?.stop()
  await rm(folder, { recursive: true, force: true })
})

const note = (_: object, text: string) => void said.push(text)
const logger = { info: note, error: note }

async function open(door: Partial<Door> = {}, limits: Partial<HttpConfig['limits']> = {}): Promise<number> {
  const deps: DoorDeps = {
    limits: { ...configWith().http.limits, stopSeconds: 1, ...limits },
    runtime: { ...testRuntime(clock), log: { ...silentLogger, ...logger } },
    sockets: new Map(),
  }
  const whole = { listen: '127.0.0.1:0', trustedProxies: [], ...door }
  const server = await makeDoor('http.listen', whole, 1000, deps)
  const slow = new Promise<void>(resolve => {
    finish = resolve
  })
  server.get('/', async () => ({ hello: 'there' }))
  server.get('/slow', async () => {
    begun++
    await slow
    return { slow: true }
  })
  opened = await openDoor(server, 'http.listen', whole, deps)
  return Number(opened.address.split(':').at(-1))
}

const files = () => ({ cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') })
async function renew(commonName: string): Promise<void> {
  const { cert, key } = await makeCertificate(commonName)
  await writeFile(files().cert, cert)
  await writeFile(files().key, key)
}
/** The name in the certificate that the server shows. */
const nameAt = (port: number, options: object = {}) =>
  new Promise<string>((resolve, reject) => {
    const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN))
      socket.destroy()
    })
    socket.once('error', reject)
  })
/** What a server says to these bytes until it closes or is silent for a moment. */
const say = (port: number, text: string) =>
  new Promise<string>(resolve => {
    let heard = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', data => {
      heard += String(data)
      socket.end()
    })
    socket.once('close', () => resolve(heard))
    socket.once('error', () => resolve(heard))
  })

describe('TLS', () => {
  it('takes a renewed certificate for new connections, and leaves a bad one', async () => {
    await renew('first')
    const port = await open({ tls: files() })
    expect(await nameAt(port)).toBe('first')
    await renew('second')
    await turn('was read again')
    expect(await nameAt(port)).toBe('second')
    await writeFile(files().cert, 'no certificate')
    await turn('the old one stays')
    expect(await nameAt(port)).toBe('second')
    await renew('third')
    // Also with the time of an older file, as a restored one has.
    await utimes(files().cert, 1_000_000, 1_000_000)
    await turn('was read again')
    expect(await nameAt(port)).toBe('third')
  })

  it('is no older than 1.2', async () => {
    await renew('first')
    const port = await open({ tls: files() })
    const old = { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' }
    await expect(nameAt(port, old)).rejects.toThrow()
    expect(await nameAt(port, { maxVersion: 'TLSv1.2' })).toBe('first')
  })

  it('does not start with files that are not there or do not fit', async () => {
    await expect(open({ tls: files() })).rejects.toThrow(/cannot read .*cert.pem/)
    await renew('first')
    await writeFile(files().key, (await makeCertificate()).key)
    await expect(open({ tls: files() })).rejects.toThrow('are not a certificate and its key')
  })

  /** The files are looked at until the server says this of them: reading them takes a moment of real time. */
  async function turn(text: string) {
    said = []
    await waitFor(text, async () => {
      await clock.advance(31_000)
      return said.some(line => line.includes(text))
    })
  }
})

describe('stopping', () => {
  it('lets a running request end, and takes no new one', async () => {
    const port = await open({}, { stopSeconds: 30 })
    const running = fetch(`http://127.0.0.1:${port}/slow`)
    await waitFor('the request', () => begun > 0)
    const stopped = opened?.stop()
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow()
    finish()
    expect(await (await running).json()).toEqual({ slow: true })
    // The client has not closed its connection, and may keep it for a minute.
    const ended = Date.now()
    await stopped
    expect(Date.now() - ended).toBeLessThan(20_000)
  })

  it('does not wait for ever', async () => {
    const port = await open({}, { stopSeconds: 0.2 })
    const running = fetch(`http://127.0.0.1:${port}/slow`).catch(() => 'cut')
    await waitFor('the request', () => begun > 0)
    await opened?.stop()
    expect(await running).toBe('cut')
    finish()
  })
})

describe('limits', () => {
  it('refuse headers and bodies that are too big, and nonsense', async () => {
    const port = await open({}, { headerBytes: 4096 })
    expect(await say(port, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(5000)}\r\n\r\n`)).toContain(' 431 ')
    const big = `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n`
    expect(await say(port, big)).toMatch(/ 4\d\d /)
    expect(await say(port, '\x16\x03\x01\x02\x00 hello\r\n\r\n')).toContain(' 400 ')
    // Two lengths: a proxy may read one request where we read two (RFC 9112 §6.3).
    const both =
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'
    expect(await say(port, both)).toContain(' 400 ')
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200)
  })

  it('close a connection that is more than may be open', async () => {
    const port = await open({}, { connections: 1 })
    const first = connect(port, '127.0.0.1')
    await new Promise(resolve => first.once('connect', resolve))
    expect(await say(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')).toBe('')
    first.destroy()
  })
})

it('an address that another program has is told', async () => {
  const port = await open()
  await expect(open({ listen: `127.0.0.1:${port}` })).rejects.toThrow(
    `http.listen 127.0.0.1:${port} cannot be opened: another program has it`,
  )
})

/** The whole answer to bytes that are sent as they are. */
const answerTo = (port: number, bytes: string) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    let got = ''
    socket.on('data', data => {
      got += String(data)
    })
    socket.once('close', () => resolve(got))
    socket.once('error', reject)
  })

describe('what is no request', () => {
  it.each([
    ['no HTTP', 'GARBAGE\r\n\r\n', 'E_BAD_REQUEST', 400],
    [
      'headers without end',
      `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(70_000)}`,
      'E_REQUEST_HEADERS',
      431,
    ],
  ])('%s: a problem document', async (_, bytes, code, status) => {
    const port = await open()
    const [head = '', body = ''] = (await answerTo(port, bytes)).split('\r\n\r\n')
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(head).toContain('Content-Type: application/problem+json')
    expect(JSON.parse(body)).toMatchObject({ status, code })
  })
})
