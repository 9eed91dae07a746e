import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import { bearerResponse } from '../../src/mail/oauth-bearer.ts'
import { makeRelay } from '../../src/mail/relay.ts'
import type { RelayTokens } from '../../src/mail/relay-token.ts'
import { silentLogger } from '../../src/runtime.ts'

const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

const RAW = Buffer.from('Subject: x\r\n\r\nhello\r\n')
const USER = 'fax=a,b@example.com'

/** A relay that takes one token, by RFC 7628 to the letter, and mail only after that. */
async function relayFor(good: string) {
  const log: string[] = []
  let mails = 0
  const talk = (socket: Socket) => {
    let [state, isIn]: ['command' | 'reason' | 'data', boolean] = ['command', false]
    const say = (line: string) => socket.write(`${line}\r\n`)
    say('220 relay')
    createInterface({ input: socket }).on('line', line => {
      if (state === 'data') {
        if (line !== '.') return
        mails++
        state = 'command'
        return say('250 taken')
      }
      log.push(line)
      if (state === 'reason') {
        state = 'command'
        // §3.2.3: the client must say %x01 and nothing else.
        return say(line === 'AQ==' ? '535 5.7.8 no' : '501 5.5.2 you must say AQ==')
      }
      const [, response] = /^AUTH OAUTHBEARER (\S+)$/.exec(line) ?? []
      if (response !== undefined) {
        const text = Buffer.from(response, 'base64').toString()
        const [, name, token] = /^n,a=([^,]*),\x01auth=Bearer ([^\x01]+)\x01\x01$/.exec(text) ?? []
        if (name === 'fax=3Da=2Cb@example.com' && token === good) {
          isIn = true
          return say('235 2.7.0 welcome')
        }
        state = 'reason'
        return say(`334 ${Buffer.from('{"status":"invalid_token"}').toString('base64')}`)
      }
      if (/^EHLO/.test(line)) return say('250-relay\r\n250 AUTH LOGIN OAUTHBEARER')
      if (/^QUIT/.test(line)) return socket.end('221 bye\r\n')
      if (!isIn) return say('530 5.7.0 log in first')
      if (/^DATA/.test(line)) {
        state = 'data'
        return say('354 go')
      }
      return say('250 ok')
    })
    socket.on('error', () => {})
  }
  const server = createServer(talk).listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUps.push(() => server.close())
  const { port } = server.address() as { port: number }
  return { url: `smtp://127.0.0.1:${port}`, log, mails: () => mails }
}

function relayWith(url: string, ...given: string[]) {
  const forgotten: string[] = []
  const tokens: RelayTokens = {
    get: async () => given[0] ?? 'none',
    forget: (_source, token) => {
      forgotten.push(token)
      given.shift()
    },
  }
  const oauth = { tokenUrl: 'https://id.example.com/token', clientId: 'c', mechanism: 'oauthbearer' } as const
  const config = () => ({ url, user: USER, tls: 'off', oauth }) as const
  const runtime = { log: silentLogger }
  return { relay: makeRelay({ config, hostname: 'fax.example.com', runtime, tokens }), forgotten }
}
const mail = { reversePath: '', to: 'ann@example.com', raw: RAW, size: RAW.length }
const signal = () => new AbortController().signal

describe('login with OAUTHBEARER', () => {
  it('says the token as RFC 7628 wants it', async () => {
    const server = await relayFor('good-token')
    const { relay, forgotten } = relayWith(server.url, 'good-token')
    expect((await relay.send(mail, signal())).response).toContain('250 taken')
    expect([server.mails(), forgotten]).toEqual([1, []])
  })

  it('asks for another token when the first is refused, in the same session', async () => {
    const server = await relayFor('good-token')
    const { relay, forgotten } = relayWith(server.url, 'stale-token', 'good-token')
    await relay.send(mail, signal())
    expect([server.mails(), forgotten]).toEqual([1, ['stale-token']])
    expect(server.log.filter(line => line.startsWith('EHLO'))).toHaveLength(1)
    expect(server.log).toContain('AQ==')
  })

  it('keeps the mail when none is any good, and tells none of them', async () => {
    const server = await relayFor('good-token')
    const { relay } = relayWith(server.url, 'stale-token', 'worse-token')
    const error = await relay.send(mail, signal()).catch(caught => caught)
    expect(error).toMatchObject({ code: 'E_RELAY_TEMPORARY', detail: { about: 'relay' } })
    const told = JSON.stringify([error.message, error.detail, error.stack])
    const secrets = [
      'stale-token',
      'worse-token',
      Buffer.from(bearerResponse(USER, 'worse-token')).toString('base64'),
    ]
    for (const secret of secrets) expect(told).not.toContain(secret)
    expect(server.mails()).toBe(0)
  })
})
