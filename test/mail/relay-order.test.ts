import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { isBridgeError } from '../../src/fax/error.ts'
import { makeRelayOrder } from '../../src/mail/relay-order.ts'
import { silentLogger } from '../../src/runtime.ts'
import { FakeClock } from '../fakes/clock.ts'
import { type MailSink, type SinkOptions, startMailSink } from '../fakes/mail-sink.ts'

const RAW = Buffer.from('Subject: x\r\n\r\nx\r\n')
const MINUTE = 60_000
const cleanUps: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp()
})

async function sink(options?: SinkOptions): Promise<MailSink> {
  const started = await startMailSink(options)
  cleanUps.push(() => started.close().catch(() => {}))
  return started
}

function order(...urls: string[]) {
  const clock = new FakeClock(0)
  const relays = urls.map(url => ({ url, tls: 'auto' as const }))
  const relay = makeRelayOrder({
    config: () => ({ relays, restMs: 5 * MINUTE }),
    hostname: 'fax.example.com',
    runtime: { log: silentLogger, clock },
    tokens: { get: () => Promise.reject(new Error('none')), forget: () => {} },
    timeouts: { connectMs: 5_000, greetingMs: 5_000, silenceMs: 5_000 },
  })
  cleanUps.push(async () => relay.close())
  const send = async () => {
    const mail = { reversePath: '', to: 'ann@example.com', raw: RAW, size: RAW.length }
    return relay.send(mail, new AbortController().signal).then(
      ({ response }) => response,
      (error: unknown) => (isBridgeError(error) ? error.code : String(error)),
    )
  }
  return { send, clock }
}

/** A server that counts its visitors and takes no mail. */
async function dead(): Promise<{ readonly url: string; readonly visits: () => number }> {
  let visits = 0
  const server = createServer(socket => {
    visits += 1
    socket.end('421 4.3.2 closing\r\n')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  cleanUps.push(() => new Promise(resolve => server.close(resolve)))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `smtp://127.0.0.1:${address.port}`, visits: () => visits }
}

describe('several relays', () => {
  it('the first takes all mail as long as it can, and the answer says which it was', async () => {
    const [a, b] = [await sink(), await sink()]
    const { send } = order(a.url, b.url)
    expect(await send()).toBe(`250 taken as 1 (${a.url})`)
    expect(b.mails).toEqual([])
  })

  it('one that is down is left alone for five minutes, then asked again', async () => {
    const [down, b] = [await dead(), await sink()]
    const { send, clock } = order(down.url, b.url)
    await send()
    await send()
    expect([down.visits(), b.mails.length]).toEqual([1, 2])
    await clock.advance(5 * MINUTE + 1)
    await send()
    expect([down.visits(), b.mails.length]).toEqual([2, 3])
  })

  it('a "not now" about one mail sends that mail elsewhere, and the next one to the first again', async () => {
    const [a, b] = [await sink({ behaviour: { atRcpt: { code: 450, text: '4.2.1 grey' } } }), await sink()]
    const { send } = order(a.url, b.url)
    expect(await send()).toContain(b.url)
    a.behave({})
    expect(await send()).toContain(a.url)
  })

  it('what is refused for ever is not offered to the next', async () => {
    const [a, b] = [await sink({ behaviour: { atRcpt: { code: 550, text: '5.1.1 nobody' } } }), await sink()]
    expect(await order(a.url, b.url).send()).toBe('E_RELAY_REFUSED')
    expect(b.mails).toEqual([])
  })

  it('a mail that the first may have taken goes to no other', async () => {
    const [a, b] = [await sink({ behaviour: { atEnd: 'drop' } }), await sink()]
    expect(await order(a.url, b.url).send()).toBe('E_RELAY_TEMPORARY')
    expect([a.mails.length, b.mails.length]).toEqual([1, 0])
  })

  it('when all rest, the one that rests longest already is asked all the same', async () => {
    const [a, b] = [await dead(), await dead()]
    const { send, clock } = order(a.url, b.url)
    expect(await send()).toBe('E_RELAY_TEMPORARY')
    await clock.advance(MINUTE)
    await send()
    expect([a.visits(), b.visits()]).toEqual([2, 1])
  })

  it('a relay that does not let us in is no reason to lose the mail', async () => {
    const login = { user: 'x', password: 'y' }
    const [a, b] = [await sink({ login }), await sink()]
    expect(await order(a.url, b.url).send()).toContain(b.url)
  })

  it('a single relay is asked each time', async () => {
    const down = await dead()
    const { send } = order(down.url)
    await send()
    await send()
    expect(down.visits()).toBe(2)
  })
})
