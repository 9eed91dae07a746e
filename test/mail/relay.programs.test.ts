import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { BridgeError } from '../../src/fax/error.ts'
import { isPrivateRelay } from '../../src/fax/private-relay.ts'
import { makeRelay, type RelayMail } from '../../src/mail/relay.ts'
import { connectionOptions, RELAY_TIMEOUTS, type RelaySettings } from '../../src/mail/relay-connection.ts'
import type { RelayTokens } from '../../src/mail/relay-token.ts'
import { silentLogger } from '../../src/runtime.ts'
import { makeCertificate } from '../fakes/certificate.ts'
import { type MailSink, type SinkOptions, startMailSink } from '../fakes/mail-sink.ts'

const RAW = Buffer.from('Subject: x\r\n\r\n.dot\r\n..two\r\nlast\r\n')
const cleanUps: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp()
})

async function sink(options?: SinkOptions): Promise<MailSink> {
  const started = await startMailSink(options)
  cleanUps.push(() => started.close())
  return started
}

const noTokens: RelayTokens = {
  get: () => Promise.reject(new Error('no token is needed here')),
  forget: () => {},
}

function relay(
  settings: Partial<RelaySettings> & { url: string },
  silenceMs = 5_000,
  tokens: RelayTokens = noTokens,
) {
  const made = makeRelay({
    tokens,
    config: () => ({ tls: 'auto', ...settings }),
    hostname: 'fax.example.com',
    runtime: { log: silentLogger },
    timeouts: { connectMs: 5_000, greetingMs: silenceMs, silenceMs },
  })
  cleanUps.push(async () => made.close())
  return made
}

const report = (fields: Partial<RelayMail> = {}): RelayMail => ({
  reversePath: '',
  to: 'ann@example.com',
  raw: RAW,
  size: RAW.length,
  ...fields,
})

async function failure(promise: Promise<unknown>): Promise<BridgeError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(BridgeError)
  return error as BridgeError
}

const signal = () => new AbortController().signal

describe('a mail that holds a secret', () => {
  const secret = report({ confidential: true })

  it('is not sent where others can read it on the way, and is tried again later', async () => {
    const open = relay({ url: 'smtp://192.0.2.1:25', tls: 'off' })
    const error = await failure(open.send(secret, signal()))
    expect(error).toMatchObject({ code: 'E_RELAY_TEMPORARY', kind: 'temporary' })
    expect(error.message).toContain('relay.tls')
  })

  it('goes to a relay on this machine', async () => {
    const server = await sink()
    await relay({ url: server.url, tls: 'off' }).send(secret, signal())
    await server.received(1)
  })

  it.each([
    ['smtps://mx.example.com', 'off', true],
    ['smtp://mx.example.com', 'required', true],
    ['smtp://mx.example.com', 'auto', true],
    ['smtp://mx.example.com:25', 'off', false],
    ['smtp://127.0.0.1:25', 'off', true],
    ['smtp://[::1]:25', 'off', true],
    ['smtp://localhost', 'off', true],
    ['smtp://127.0.0.1.example.com', 'off', false],
  ])('%s with tls %s: %s', (url, tls, expected) => {
    expect(isPrivateRelay({ url, tls })).toBe(expected)
  })
})

describe('handing a mail over', () => {
  it('sends the bytes untouched, a null reverse-path, and NOTIFY=NEVER for a report', async () => {
    const server = await sink()
    const { response } = await relay({ url: server.url }).send(report(), signal())
    expect(response).toBe('250 taken as 1')
    const [mail] = await server.received(1)
    expect(mail).toMatchObject({ from: '', to: ['ann@example.com'], rcptArgs: { NOTIFY: 'NEVER' } })
    expect(mail?.mailArgs['SIZE']).toBe(String(RAW.length))
    expect(mail?.raw).toEqual(RAW)
  })

  it('says nothing of NOTIFY where DSN is not offered, nor for a mail with a return path', async () => {
    const without = await sink({ offersDsn: false })
    await relay({ url: without.url }).send(report(), signal())
    const offered = await sink()
    await relay({ url: offered.url }).send(report({ reversePath: 'fax@fax.local' }), signal())
    expect(without.mails[0]?.rcptArgs).toEqual({})
    expect(offered.mails[0]).toMatchObject({ from: 'fax@fax.local', rcptArgs: {} })
  })

  it('asks for reports of every kind where it must be known that it arrived', async () => {
    const server = await sink()
    await relay({ url: server.url }).send(
      report({ reversePath: 'fax@fax.local', wantsProof: true }),
      signal(),
    )
    expect(server.mails[0]?.rcptArgs).toEqual({ NOTIFY: 'SUCCESS,FAILURE,DELAY' })
    expect(server.mails[0]?.mailArgs['RET']).toBe('HDRS')
  })

  it('takes the bytes from a stream', async () => {
    const server = await sink()
    async function* pieces() {
      for (let at = 0; at < RAW.length; at += 3) yield RAW.subarray(at, at + 3)
    }
    await relay({ url: server.url }).send(report({ raw: pieces() }), signal())
    expect(server.mails[0]?.raw).toEqual(RAW)
  })

  it('never ends a mail whose bytes are cut short', async () => {
    const server = await sink()
    const error = await failure(relay({ url: server.url }).send(report({ size: RAW.length + 1 }), signal()))
    expect(error.code).toBe('E_STORE')
    expect(server.mails).toEqual([])
  })

  it('passes on what the spool says of its trouble', async () => {
    const server = await sink()
    // biome-ignore lint/correctness/useYield: it fails before the first byte.
    async function* broken(): AsyncGenerator<Uint8Array> {
      throw new BridgeError('E_STORE_DAMAGED')
    }
    const error = await failure(relay({ url: server.url }).send(report({ raw: broken() }), signal()))
    expect(error.code).toBe('E_STORE_DAMAGED')
    expect(server.mails).toEqual([])
  })

  it.each(['a@b.cc>\r\nRCPT TO:<x@evil.cc', 'x@evil.cc, a@b.cc', '"x@evil.cc" a@b.cc', 'Ann <a@b.cc>', ''])(
    'gives no address to the client that is not one: %j',
    async to => {
      const server = await sink()
      const error = await failure(relay({ url: server.url }).send(report({ to }), signal()))
      expect(error.code).toBe('E_SENDER_SYNTAX')
      expect(server.mails).toEqual([])
    },
  )
})

describe('troubles', () => {
  it.each([
    ['MAIL', { atMail: { code: 451, text: 'later' } }, 'E_RELAY_TEMPORARY', '451 later'],
    ['MAIL', { atMail: { code: 550, text: 'never' } }, 'E_RELAY_REFUSED', '550 never'],
    ['RCPT', { atRcpt: { code: 450, text: 'grey' } }, 'E_RELAY_TEMPORARY', '450 grey'],
    ['RCPT', { atRcpt: { code: 550, text: 'no such user' } }, 'E_RELAY_REFUSED', '550 no such user'],
    ['the end', { atEnd: { code: 452, text: 'full' } }, 'E_RELAY_TEMPORARY', '452 full'],
    ['the end', { atEnd: { code: 554, text: 'spam \u202e\u0007' } }, 'E_RELAY_REFUSED', '554 spam'],
    ['MAIL without login', { atMail: { code: 530, text: 'log in' } }, 'E_RELAY_TEMPORARY', '530 log in'],
    // Postfix, Exchange Online, and a server that contradicts itself: waiting loses nothing.
    [
      'RCPT of a stranger',
      { atRcpt: { code: 554, text: '5.7.1 <a@b.cc>: Relay access denied' } },
      'E_RELAY_TEMPORARY',
      'denied',
    ],
    [
      'MAIL of another one',
      { atMail: { code: 550, text: '5.7.60 SMTP; Client does not have permissions to send as this sender' } },
      'E_RELAY_TEMPORARY',
      '5.7.60',
    ],
    ['RCPT', { atRcpt: { code: 550, text: '4.2.2 over quota' } }, 'E_RELAY_TEMPORARY', '4.2.2'],
    ['RCPT', { atRcpt: { code: 550, text: '5.1.1 no such user' } }, 'E_RELAY_REFUSED', '5.1.1'],
    ['the end', { atEnd: { code: 552, text: '5.3.4 too big' } }, 'E_RELAY_REFUSED', '5.3.4'],
    ['the end', { atEnd: { code: 554, text: '5.3.0 system trouble' } }, 'E_RELAY_TEMPORARY', '5.3.0'],
    ['the end', { atEnd: { code: 550, text: '5.7.1 spam' } }, 'E_RELAY_REFUSED', 'spam'],
  ] as const)('at %s: %j is %s', async (_at, behaviour, code, response) => {
    const server = await sink({ behaviour })
    const error = await failure(relay({ url: server.url }).send(report(), signal()))
    expect([error.code, error.detail['response']]).toEqual([code, expect.stringContaining(response)])
  })

  it('takes a connection lost after the final dot for a trouble that passes; a repeat has the same bytes', async () => {
    const server = await sink({ behaviour: { atEnd: 'drop' } })
    const client = relay({ url: server.url })
    expect((await failure(client.send(report(), signal()))).code).toBe('E_RELAY_TEMPORARY')
    server.behave({})
    await client.send(report(), signal())
    const [first, second] = await server.received(2)
    expect([first?.answered, second?.answered]).toEqual([false, true])
    expect(second?.raw).toEqual(first?.raw)
  })

  it('says E_RELAY_TEMPORARY when nobody listens', async () => {
    const server = await startMailSink()
    await server.close()
    const error = await failure(relay({ url: server.url }).send(report(), signal()))
    expect(error.code).toBe('E_RELAY_TEMPORARY')
    expect(error.detail['response']).toContain('ECONNREFUSED')
  })

  it('does not wait for ever for a relay that says nothing', async () => {
    const url = await silentServer()
    const error = await failure(relay({ url }, 200).send(report(), signal()))
    expect(error.code).toBe('E_RELAY_TEMPORARY')
  })

  it('stops when it is told to, by the signal or by close', async () => {
    const url = await silentServer()
    const abort = new AbortController()
    const first = failure(relay({ url }).send(report(), abort.signal))
    const client = relay({ url })
    const second = failure(client.send(report(), signal()))
    await listening.at(-1)?.connectedTwice
    abort.abort()
    client.close()
    expect([(await first).code, (await second).code]).toEqual(['E_RELAY_TEMPORARY', 'E_RELAY_TEMPORARY'])
  })

  it('refuses a mail that is larger than the relay takes, before it is sent', async () => {
    const url = await scriptedServer(['250-relay', '250 SIZE 1000'])
    const error = await failure(relay({ url }).send(report({ size: 2000 }), signal()))
    expect(error.code).toBe('E_RELAY_REFUSED')
  })
})

describe('login and TLS', () => {
  const login = { user: 'fax', password: 'p4ssw0rd-x' }

  it('logs in, and verify says whether that works', async () => {
    const server = await sink({ login })
    const settings = { url: server.url, user: 'fax', password: login.password }
    await relay(settings).verify(signal())
    await relay(settings).send(report(), signal())
    expect(server.mails[0]?.user).toBe('fax')
  })

  it('keeps a mail whose login is refused, and never tells the password', async () => {
    const server = await sink({ login })
    const wrong = relay({ url: server.url, user: 'fax', password: 'wr0ng-secret' })
    for (const attempt of [wrong.send(report(), signal()), wrong.verify(signal())]) {
      const error = await failure(attempt)
      expect(error.code).toBe('E_RELAY_TEMPORARY')
      expect(error.detail['response']).toContain('535 wrong password •••')
      const told = JSON.stringify([error.message, error.detail, error.stack, String(error.cause)])
      expect(told).not.toContain('wr0ng-secret')
      expect(told).not.toContain(Buffer.from('\0fax\0wr0ng-secret').toString('base64'))
    }
  })

  it('uses STARTTLS where it is offered; a self-made certificate is good enough on loopback', async () => {
    const server = await sink({ tls: await makeCertificate() })
    await relay({ url: server.url }).send(report(), signal())
    await relay({ url: server.url, tls: 'off' }).send(report(), signal())
    expect(server.mails.map(mail => mail.secure)).toEqual([true, false])
  })

  it('checks the certificate when TLS is required, against an authority of one’s own', async () => {
    const tls = await makeCertificate()
    const server = await sink({ tls })
    const caFile = await fileWith(tls.cert)
    const unknown = await failure(relay({ url: server.url, tls: 'required' }).send(report(), signal()))
    expect(unknown.code).toBe('E_RELAY_TEMPORARY')
    expect(unknown.detail['response']).toContain('self-signed')
    await relay({ url: server.url, tls: 'required', caFile }).send(report(), signal())
    expect(server.mails.map(mail => mail.secure)).toEqual([true])
  })

  it.each([
    ['smtp://mx.example.com', 'auto', true],
    ['smtp://mx.example.com', 'required', true],
    ['lmtp://mx.example.com', 'auto', true],
    ['smtp://127.0.0.1', 'auto', false],
    ['smtp://127.0.0.1', 'required', true],
    ['smtp://mx.example.com', 'off', false],
  ] as const)('%s with tls %s: nothing without STARTTLS: %s', async (url, tls, expected) => {
    const options = await connectionOptions({ url, tls }, { hostname: 'us.test', timeouts: RELAY_TIMEOUTS })
    expect(options.requireTLS).toBe(expected)
    expect(options.ignoreTLS).toBe(tls === 'off')
  })

  it('sends nothing in clear when TLS is required and not offered', async () => {
    const server = await sink()
    const error = await failure(relay({ url: server.url, tls: 'required' }).send(report(), signal()))
    expect(error.code).toBe('E_RELAY_TEMPORARY')
    expect(server.mails).toEqual([])
  })

  it('speaks TLS from the first byte for smtps', async () => {
    const tls = await makeCertificate()
    const server = await sink({ tls, implicitTls: true })
    await relay({ url: server.url, caFile: await fileWith(tls.cert) }).send(report(), signal())
    expect((await failure(relay({ url: server.url }).send(report(), signal()))).code).toBe(
      'E_RELAY_TEMPORARY',
    )
    expect(server.mails.map(mail => mail.secure)).toEqual([true])
  })
})

describe('login with an access token', () => {
  function tokens(...given: string[]) {
    const forgotten: string[] = []
    const made: RelayTokens = {
      get: async () => given[0] ?? 'none',
      forget: (_source, token) => {
        forgotten.push(token)
        given.shift()
      },
    }
    return { made, forgotten }
  }
  const settings = {
    user: 'fax@example.com',
    oauth: { tokenUrl: 'https://id.example.com/token', clientId: 'c', clientSecret: 's3cret' },
  }

  it('says XOAUTH2 even where passwords are offered first', async () => {
    const server = await sink({ login: { user: 'fax@example.com', accessToken: 'good-token' } })
    const { made, forgotten } = tokens('good-token')
    await relay({ url: server.url, ...settings }, 5_000, made).send(report(), signal())
    expect(server.mails[0]?.user).toBe('fax@example.com')
    expect(forgotten).toEqual([])
  })

  it('asks for another token when the relay refuses the one we had, in the same session', async () => {
    const server = await sink({ login: { user: 'fax@example.com', accessToken: 'good-token' } })
    const { made, forgotten } = tokens('stale-token', 'good-token')
    await relay({ url: server.url, ...settings }, 5_000, made).send(report(), signal())
    expect(forgotten).toEqual(['stale-token'])
  })

  it('keeps the mail when no token is any good, and tells none of them', async () => {
    const server = await sink({ login: { user: 'fax@example.com', accessToken: 'good-token' } })
    const { made } = tokens('stale-token', 'worse-token')
    const client = relay({ url: server.url, ...settings }, 5_000, made)
    const error = await failure(client.send(report(), signal()))
    expect(error).toMatchObject({ code: 'E_RELAY_TEMPORARY', detail: { about: 'relay' } })
    expect(JSON.stringify([error.message, error.detail, error.stack])).not.toMatch(/worse-token|stale-token/)
    expect(server.mails).toEqual([])
  })

  it('says why there was no token', async () => {
    const server = await sink({ login: { user: 'fax@example.com', accessToken: 'good-token' } })
    const error = await failure(relay({ url: server.url, ...settings }).send(report(), signal()))
    expect(error.detail['response']).toContain('no token is needed here')
  })
})

describe('LMTP', () => {
  it('takes a mail, and knows a refusal of the one recipient for one', async () => {
    const server = await sink({ lmtp: true })
    const client = relay({ url: server.url })
    expect((await client.send(report(), signal())).response).toContain('250')
    expect(server.mails[0]?.raw).toEqual(RAW)
    server.behave({ atEnd: { code: 552, text: '5.2.2 mailbox full' } })
    const full = await failure(client.send(report(), signal()))
    expect([full.code, full.detail['status']]).toEqual(['E_RELAY_REFUSED', '5.2.2'])
    server.behave({ atEnd: { code: 450, text: 'busy' } })
    expect((await failure(client.send(report(), signal()))).code).toBe('E_RELAY_TEMPORARY')
  })

  it('goes through a unix socket', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'faxbridge-lmtp-'))
    cleanUps.push(() => rm(folder, { recursive: true, force: true }))
    const server = await sink({ lmtp: true, socket: join(folder, 'lmtp') })
    await relay({ url: server.url }).send(report(), signal())
    expect(server.mails).toHaveLength(1)
    const error = await failure(relay({ url: `lmtp://${folder}/none` }).send(report(), signal()))
    expect(error.message).toContain('cannot be opened')
  })
})

async function fileWith(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'faxbridge-relay-'))
  cleanUps.push(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'ca.pem')
  await writeFile(file, text)
  return file
}

const listening: { readonly connectedTwice: Promise<void> }[] = []

async function silentServer(): Promise<string> {
  const server = createServer(socket => socket.on('error', () => {}))
  let seen = 0
  const connectedTwice = new Promise<void>(resolve => {
    server.on('connection', () => {
      seen += 1
      if (seen === 2) resolve()
    })
  })
  listening.push({ connectedTwice })
  return started(server)
}

async function scriptedServer(ehlo: readonly string[]): Promise<string> {
  const server = createServer(socket => {
    socket.on('error', () => {})
    socket.write('220 relay\r\n')
    socket.on('data', chunk => {
      const quit = chunk.toString().startsWith('QUIT')
      if (quit) socket.end('221 bye\r\n')
      else socket.write(`${ehlo.join('\r\n')}\r\n`)
    })
  })
  return started(server)
}

async function started(server: Server): Promise<string> {
  const sockets = new Set<import('node:net').Socket>()
  server.on('connection', socket => sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUps.push(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  const address = server.address()
  return `smtp://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}
