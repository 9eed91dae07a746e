import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/schema.ts'
import { answerWithProblems } from '../../src/http/problem.ts'
import { addWebhooks } from '../../src/http/webhooks.ts'
import type { FaxProvider, WebhookCall } from '../../src/providers/provider.ts'
import { silentLogger } from '../../src/runtime.ts'
import { testRuntime } from '../fakes/clock.ts'

const SECRET = 'a-long-and-random-secret-of-this-account'
let server: FastifyInstance
let calls: WebhookCall[]
let hurried: string[]
let looked: string[]
let webhook: { secret: string; addresses: string[]; user?: string; password?: string }

beforeEach(async () => {
  calls = []
  hurried = []
  looked = []
  webhook = { secret: SECRET, addresses: [] }
  const provider = {
    webhook: (call: WebhookCall) => {
      calls.push(call)
      const body = Buffer.from(call.body).toString()
      return body === 'nonsense'
        ? null
        : { providerRefs: ['p1'], references: [], received: body.includes('received') }
    },
  } as unknown as FaxProvider
  server = Fastify()
  answerWithProblems(server, silentLogger)
  const current = { providers: { demo: { webhook }, plain: {} } } as unknown as Config
  addWebhooks(server, {
    providers: new Map([
      ['demo', provider],
      ['plain', provider],
    ]),
    config: { current },
    news: {
      config: { current } as never,
      providers: new Map(),
      store: {
        job: async () => null,
        jobsAt: async (account: string, ids: readonly string[]) =>
          account === 'demo' && ids.includes('p1') ? (['fax_1'] as never) : [],
        hurryTasks: async (kind: string, subjects: readonly string[]) =>
          hurried.push(`${kind} ${subjects.join()}`),
      } as never,
      runtime: testRuntime(),
      kick: () => {},
      look: account => looked.push(account),
    },
  })
  await server.ready()
})
afterEach(() => server.close())

const call = (path: string, options: object = {}) =>
  server.inject({
    method: 'POST',
    url: `/webhooks/${path}`,
    payload: '{"x":1}',
    headers: { 'content-type': 'application/json' },
    ...options,
  })

describe('a call from a vendor', () => {
  it('has the faxes that it names read again, whatever its method and type', async () => {
    expect((await call(`demo/${SECRET}`)).statusCode).toBe(200)
    const form = { payload: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } }
    expect((await call(`demo/${SECRET}?id=7`, form)).statusCode).toBe(200)
    expect(
      (await call(`demo/${SECRET}?id=8`, { method: 'GET', payload: undefined, headers: {} })).statusCode,
    ).toBe(200)
    expect(calls.map(({ method, query }) => [method, query])).toEqual([
      ['POST', {}],
      ['POST', { id: '7' }],
      ['GET', { id: '8' }],
    ])
    expect(Buffer.from(calls[1]?.body ?? []).toString()).toBe('a=1')
    expect(hurried.filter(entry => entry === 'track fax_1')).toHaveLength(3)
    expect(looked).toEqual([])
  })

  it('that a fax came in has the account listed', async () => {
    await call(`demo/${SECRET}`, { payload: 'received' })
    expect(looked).toEqual(['demo'])
  })

  it.each([
    ['a wrong secret', 'demo/wrong'],
    ['an account without webhooks', `plain/${SECRET}`],
    ['no such account', `nobody/${SECRET}`],
  ])('with %s gets the same 404 as any other path', async (_, path) => {
    const answer = await call(path)
    expect(answer.statusCode).toBe(404)
    expect(answer.body).toBe((await call('demo/else')).body)
    expect(calls).toEqual([])
  })

  it('that its decoder does not know changes nothing', async () => {
    expect((await call(`demo/${SECRET}`, { payload: 'nonsense' })).statusCode).toBe(404)
    expect(hurried).toEqual([])
  })

  it('too long is refused before it is read', async () => {
    expect((await call(`demo/${SECRET}`, { payload: 'x'.repeat(1024 * 1024 + 1) })).statusCode).toBe(413)
    expect(calls).toEqual([])
  })

  it('needs the login and the address where they are configured', async () => {
    Object.assign(webhook, { user: 'vendor', password: 'pw' })
    expect((await call(`demo/${SECRET}`)).statusCode).toBe(404)
    const authorization = `Basic ${Buffer.from('vendor:pw').toString('base64')}`
    const headers = { 'content-type': 'application/json', authorization }
    expect((await call(`demo/${SECRET}`, { headers })).statusCode).toBe(200)
    webhook.addresses = ['192.0.2.0/24', '2001:db8::/32']
    expect((await call(`demo/${SECRET}`, { headers })).statusCode).toBe(404)
    expect((await call(`demo/${SECRET}`, { headers, remoteAddress: '192.0.2.77' })).statusCode).toBe(200)
    expect((await call(`demo/${SECRET}`, { headers, remoteAddress: '::ffff:192.0.2.77' })).statusCode).toBe(
      200,
    )
  })
})
