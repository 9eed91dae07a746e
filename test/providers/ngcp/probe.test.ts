import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { isBridgeError } from '../../../src/fax/error.ts'
import type { FaxNumber } from '../../../src/fax/fax-number.ts'
import type { EpochMs } from '../../../src/fax/id.ts'
import { journalOf, NOW, openScripted } from './scripted.ts'
import { openNgcpAt } from './setup.ts'

const signal = new AbortController().signal
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function scripted(keys: Record<string, unknown> = {}) {
  const opened = await openScripted(keys)
  closers.push(opened.close)
  return opened
}

describe('the probe', () => {
  it('a good account', async () => {
    const opened = await openNgcpAt()
    closers.push(opened.close)
    expect(await opened.provider.probe?.(signal)).toEqual([
      { ok: true, what: 'credentials', text: 'Login and licence are right. Highest fax: 0.' },
      { ok: true, what: 'fax server', text: 'The platform has its fax server switched on.' },
      { ok: true, what: 'subscriber 3', text: 'Fax is switched on for it.' },
      { ok: true, what: 'number', text: 'Faxes are sent from +15555550100.' },
    ])
    expect(opened.network.entries()).toEqual([])
  })

  it('a subscriber without a number', async () => {
    const opened = await openNgcpAt({}, { number: null })
    closers.push(opened.close)
    const lines = await opened.provider.probe?.(signal)
    expect(lines?.at(-1)).toMatchObject({ ok: false, text: expect.stringContaining('webfax') })
  })

  it('a refused login ends it: no further request, as each makes a ban longer', async () => {
    const { provider, simulator, reply } = await scripted()
    reply(() => ({ status: 401, body: 'Authorization required.' }))
    const lines = await provider.probe?.(signal)
    expect(lines).toEqual([
      {
        ok: false,
        what: 'credentials',
        text: expect.stringContaining('NGCP bans users after failed logins'),
      },
    ])
    expect(simulator.requests).toHaveLength(1)
  })

  it('what an old release does not show is no fault', async () => {
    const { provider, reply } = await scripted()
    reply(({ path }) => {
      if (path === '/api/faxes/') return journalOf()()
      return path.startsWith('/api/faxserver') ? { status: 200, body: { active: 1 } } : { status: 404 }
    })
    expect((await provider.probe?.(signal))?.map(({ ok }) => ok)).toEqual([true, true, true, true])
  })

  it('plain http to another machine is named', async () => {
    const { provider } = await scripted({ baseUrl: 'http://ngcp.invalid' })
    const lines = await provider.probe?.(signal)
    expect(lines?.[0]).toMatchObject({ ok: false, what: 'connection' })
  })
})

describe('whatever the platform answers', () => {
  const fax = {
    reference: 'att_1',
    providerRef: 'journal>41@2026-11-21T06:00:00Z',
    to: '+15555551213' as FaxNumber,
    pageCount: 2,
    submittedAt: NOW as EpochMs,
    watermark: '41',
  }
  const rows = fc.array(
    fc.dictionary(fc.constantFrom('id', 'time', 'status', 'pages', 'callee', 'x'), fc.jsonValue()),
  )
  const body = fc.oneof(
    fc.jsonValue(),
    fc.record({
      _embedded: fc.record({ 'ngcp:faxes': fc.oneof(rows, fc.jsonValue()) }),
      _links: fc.jsonValue(),
    }),
  )
  const answer = fc.record({
    status: fc.constantFrom(200, 201, 204, 301, 400, 401, 403, 404, 422, 500, 503),
    body: fc.oneof(
      body.map(value => JSON.stringify(value)),
      fc.string(),
    ),
  })

  it.each(['basic', 'jwt'])('only errors of ours come out (%s)', async auth => {
    const { provider, reply } = await scripted({ auth })
    const { inbound } = provider
    await fc.assert(
      fc.asyncProperty(answer, async given => {
        reply(() => given)
        const works = [
          provider.status(fax, signal),
          provider.find?.(fax, signal),
          provider.watermark?.(signal),
          provider.probe?.(signal),
          inbound?.list(signal),
          inbound?.fetch('7', signal),
        ]
        for (const result of await Promise.allSettled(works)) {
          if (result.status === 'rejected') expect(isBridgeError(result.reason)).toBe(true)
        }
      }),
      { numRuns: 150 },
    )
  })
})
