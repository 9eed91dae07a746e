import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { isBridgeError } from '../../../src/fax/error.ts'
import type { EpochMs } from '../../../src/fax/id.ts'
import type { InboundListing } from '../../../src/fax/inbound-fax.ts'
import { openOpentext } from '../../../src/providers/opentext/adapter.ts'
import { makeHeld } from '../../../src/providers/opentext/held.ts'
import { fromVendor, toVendor } from '../../../src/providers/opentext/numbers.ts'
import type { InboundSource } from '../../../src/providers/provider.ts'
import { type Logger, silentLogger, systemClock } from '../../../src/runtime.ts'
import { type SimReply, startSimulator } from '../../../src/simulate/simulator.ts'
import { FakeClock } from '../../fakes/clock.ts'
import { type Account, type AccountOptions, openAccount, settingsFor } from './open.ts'

const signal = new AbortController().signal
const HOLD_SECONDS = 900
const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const account of opened.splice(0)) await account.close()
})

const pdf = (text: string) => Buffer.from(`%PDF-1.4\n${text}\n%%EOF\n`)
const call = { called: '+15555550100', caller: '+4930123456' }

interface Receiving extends Account {
  readonly clock: FakeClock
  readonly inbound: InboundSource
  /** As after a restart: nothing is kept. */
  fresh(): InboundSource
}

async function receiving(options: AccountOptions = {}): Promise<Receiving> {
  const clock = new FakeClock()
  const account = await openAccount({ ...options, clock })
  opened.push(account)
  const source = (provider = account.provider) => {
    if (provider.inbound === undefined) throw new Error('no inbound')
    return provider.inbound
  }
  const fresh = () => source(account.another(settingsFor(account.simulator.url, 'password', options.keys)))
  return { ...account, clock, inbound: source(), fresh }
}

/** A vendor that gives these answers one after the other, and 204 from then on. */
async function answering(replies: SimReply[], log: Logger = silentLogger): Promise<InboundSource> {
  const vendor = { answer: async () => replies.shift() ?? { status: 204 } }
  const simulator = await startSimulator(vendor, '127.0.0.1', 0)
  opened.push({ close: () => simulator.stop() })
  const settings = settingsFor(simulator.url, 'password')
  const { inbound } = await openOpentext(settings, { clock: systemClock, log })
  if (inbound === undefined) throw new Error('no inbound')
  return inbound
}

const ids = (listings: readonly InboundListing[]) => listings.map(({ providerId }) => providerId)
const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { code: string; kind: string; retryAt: number | null }) => error,
  )

describe('a listing', () => {
  it('says what OpenText says, in our words', async () => {
    const { inbound, vendor, clock } = await receiving()
    expect(await inbound.list(signal)).toEqual([])
    const docId = vendor.receive(pdf('a'), call)
    expect(await inbound.list(signal)).toEqual([
      {
        providerId: docId,
        receivedAt: clock.now(),
        calledNumber: '+15555550100',
        callerNumber: '+4930123456',
        stationId: 'SIMULATED SENDER',
        pageCount: 2,
        complete: true,
      },
    ])
  })

  it('asks with the lock and the limits of the configuration', async () => {
    const receive = { holdSeconds: 60, group: '7', wholeCustomer: true, domain: 'XDDS' }
    const { inbound, vendor, simulator } = await receiving({ keys: { receive } })
    vendor.receive(pdf('a'), call)
    const docId = vendor.receive(pdf('b'), { ...call, group: '7', domain: 'XDDS' })
    expect(ids(await inbound.list(signal))).toEqual([docId])
    expect(simulator.requests[0]?.request.query).toEqual({
      hold_sec: '60',
      group_no: '7',
      customer: 'true',
      domain: 'XDDS',
    })
  })

  it('has all documents, the oldest first, and tells them again until they are fetched', async () => {
    const { inbound, vendor, clock } = await receiving()
    const all: string[] = []
    for (const text of ['a', 'b', 'c']) {
      all.push(vendor.receive(pdf(text), call))
      await clock.advance(1_000)
    }
    expect(ids(await inbound.list(signal))).toEqual(all)
    expect(ids(await inbound.list(signal))).toEqual(all)
    const [first = ''] = all
    await inbound.fetch(first, signal)
    expect(ids(await inbound.list(signal))).toEqual(all.slice(1))
  })

  it('takes a batch at a time: many come with the listings after it', async () => {
    const { inbound, vendor } = await receiving()
    const all = Array.from({ length: 40 }, (_, i) => vendor.receive(pdf(String(i)), call))
    const seen = new Set<string>()
    for (let n = 0; n < 3; n++) for (const id of ids(await inbound.list(signal))) seen.add(id)
    expect([...seen].toSorted()).toEqual(all.toSorted())
  })

  it('a document without a date has the same date at every listing', async () => {
    const body = { doc_id: 'd1', document: { type: 'PDF', data: pdf('a').toString('base64') } }
    const inbound = await answering([{ status: 200, body }])
    expect(await inbound.list(signal)).toMatchObject([{ receivedAt: 0, calledNumber: null, pageCount: null }])
  })

  it('a document that is not a fax is left at OpenText, and the log says so', async () => {
    const said: string[] = []
    const log: Logger = { ...silentLogger, warn: (_, text) => void said.push(text) }
    const { inbound, vendor, network } = await receiving({ log })
    vendor.receive(pdf('a'), { ...call, documentClass: 'Survey' })
    const fax = vendor.receive(pdf('b'), { ...call, documentClass: ' INBOUND FAX ' })
    expect(ids(await inbound.list(signal))).toEqual([fax])
    expect(said).toEqual(['OpenText has a document that is not a fax; it stays there'])
    expect(network.entries()).toEqual([])
  })
})

describe('nothing is lost', () => {
  it('a daemon that ends after the listing: the document comes back when its lock ends', async () => {
    const { inbound, vendor, clock, fresh } = await receiving()
    const docId = vendor.receive(pdf('a'), call)
    const [before] = await inbound.list(signal)
    const next = fresh()
    expect(await next.list(signal)).toEqual([])
    const early = await errorOf(next.fetch(docId, signal))
    expect(early).toMatchObject({ code: 'E_PROVIDER_BUSY', kind: 'temporary' })
    expect(early?.retryAt).toBeGreaterThan(clock.now() + HOLD_SECONDS * 1000)
    await clock.advance(HOLD_SECONDS * 1000)
    expect(await next.list(signal)).toEqual([before])
    expect(Buffer.from((await next.fetch(docId, signal)).bytes)).toEqual(pdf('a'))
  })

  it('a fetch that is repeated waits for the lock, without taking others meanwhile', async () => {
    const { inbound, vendor, clock, simulator } = await receiving()
    const docId = vendor.receive(pdf('a'), call)
    const listedAt = clock.now()
    await inbound.list(signal)
    await inbound.fetch(docId, signal)
    const requests = simulator.requests.length
    const again = await errorOf(inbound.fetch(docId, signal))
    expect(again).toMatchObject({ code: 'E_PROVIDER_BUSY', retryAt: listedAt + HOLD_SECONDS * 1000 + 5_000 })
    expect(simulator.requests).toHaveLength(requests)
    await clock.advance(HOLD_SECONDS * 1000 + 5_000)
    expect(Buffer.from((await inbound.fetch(docId, signal)).bytes)).toEqual(pdf('a'))
  })

  it('documents that a fetch comes across are in the next listing', async () => {
    const { inbound, vendor, clock, fresh } = await receiving()
    const [a, b, c] = ['a', 'b', 'c'].map(text => vendor.receive(pdf(text), call))
    await inbound.list(signal)
    await clock.advance(HOLD_SECONDS * 1000)
    const next = fresh()
    expect(Buffer.from((await next.fetch(c ?? '', signal)).bytes)).toEqual(pdf('c'))
    expect(ids(await next.list(signal))).toEqual([a, b])
    expect(Buffer.from((await next.fetch(a ?? '', signal)).bytes)).toEqual(pdf('a'))
  })

  it('after the lock has ended the bytes are asked for again, not taken from memory', async () => {
    const { inbound, vendor, clock, simulator } = await receiving()
    const docId = vendor.receive(pdf('a'), call)
    await inbound.list(signal)
    await clock.advance(HOLD_SECONDS * 1000)
    const requests = simulator.requests.length
    await inbound.fetch(docId, signal)
    expect(simulator.requests.length).toBeGreaterThan(requests)
  })

  it('trouble in the middle: what was taken before it is told', async () => {
    const body = (docId: string) => ({
      doc_id: docId,
      document: { type: 'PDF', data: pdf(docId).toString('base64') },
    })
    const inbound = await answering([
      { status: 200, body: body('d1') },
      { status: 500, body: 'oops' },
    ])
    expect(ids(await inbound.list(signal))).toEqual(['d1'])
  })

  it('one document that cannot be read does not stop those behind it', async () => {
    const good = { doc_id: 'd2', document: { type: 'PDF', data: pdf('b').toString('base64') } }
    const said: string[] = []
    const log: Logger = { ...silentLogger, error: (_, text) => void said.push(text) }
    const replies: SimReply[] = [
      { status: 200, body: '{"doc_id": "trunc' },
      { status: 200, body: { doc_id: '..', document: good.document } },
      { status: 200, body: { doc_id: 'd3' } },
      { status: 200, body: { doc_id: 'd4', document: { type: 'XYZ', data: 'AAAA' } } },
      { status: 200, body: good },
    ]
    const inbound = await answering(replies, log)
    expect(ids(await inbound.list(signal))).toEqual(['d2'])
    expect(said).toHaveLength(4)
  })

  it('an outage is an error, not an empty list', async () => {
    const inbound = await answering([{ status: 503, body: 'later' }])
    expect(await errorOf(inbound.list(signal))).toMatchObject({ code: 'E_PROVIDER_UNREACHABLE' })
    const unreadable = await answering([{ status: 200, body: '<html>' }])
    expect(await errorOf(unreadable.list(signal))).toMatchObject({ code: 'E_PROVIDER_REPLY' })
    const denied = await answering([{ status: 403, body: 'no' }])
    expect(await errorOf(denied.list(signal))).toMatchObject({ code: 'E_PROVIDER_CREDENTIALS' })
  })

  it('a vendor that locks nothing is not asked for ever', async () => {
    const body = { doc_id: 'd1', document: { type: 'PDF', data: pdf('a').toString('base64') } }
    const replies = Array.from({ length: 100 }, () => ({ status: 200, body }))
    const inbound = await answering(replies)
    expect(ids(await inbound.list(signal))).toEqual(['d1'])
    expect(replies).toHaveLength(98)
  })
})

describe('acknowledging', () => {
  it('deletes just this document, whatever its id looks like, and may be repeated', async () => {
    const { inbound, vendor, clock, network, simulator } = await receiving()
    const docId = vendor.receive(pdf('a'), call)
    const other = vendor.receive(pdf('b'), call)
    expect(docId).toMatch(/[+/=]/)
    await inbound.list(signal)
    await inbound.acknowledge(docId, signal)
    await inbound.acknowledge(docId, signal)
    expect(network.entries()).toMatchObject([{ type: 'acknowledged', n: 1 }])
    expect(simulator.requests.at(-1)?.status).toBe(404)
    await clock.advance(HOLD_SECONDS * 1000)
    expect(ids(await inbound.list(signal))).toEqual([other])
  })

  it('where OpenText deletes only what is locked, it is tried again, and the next listing locks it', async () => {
    const { inbound, vendor, clock, network } = await receiving({ variants: { deleteNeedsLock: true } })
    const docId = vendor.receive(pdf('a'), call)
    await inbound.list(signal)
    await clock.advance(HOLD_SECONDS * 1000)
    expect(await errorOf(inbound.acknowledge(docId, signal))).toMatchObject({
      code: 'E_PROVIDER_BUSY',
      kind: 'temporary',
    })
    expect(network.entries()).toEqual([])
    await inbound.list(signal)
    await inbound.acknowledge(docId, signal)
    expect(network.entries()).toMatchObject([{ type: 'acknowledged', n: 1 }])
    expect(await inbound.list(signal)).toEqual([])
  })

  it.each([
    [401, 'E_PROVIDER_CREDENTIALS'],
    [400, 'E_PROVIDER_REQUEST'],
    [503, 'E_PROVIDER_UNREACHABLE'],
  ])('HTTP %s is not taken for deleted: %s', async (status, code) => {
    const inbound = await answering([{ status, body: 'no' }])
    expect(await errorOf(inbound.acknowledge('d1', signal))).toMatchObject({ code })
  })
})

describe('what is kept', () => {
  const listing = (providerId: string): InboundListing => ({
    providerId,
    receivedAt: 0 as EpochMs,
    calledNumber: null,
    callerNumber: null,
    stationId: null,
    pageCount: null,
    complete: true,
  })
  const until = (clock: FakeClock, ms: number) => (clock.now() + ms) as EpochMs

  it('is bounded in bytes: the oldest bodies go, and the document is waited for', () => {
    const clock = new FakeClock()
    const held = makeHeld(clock)
    const body = { format: 'pdf' as const, bytes: Buffer.alloc(30 * 1024 * 1024) }
    for (const id of ['a', 'b', 'c']) held.keep(listing(id), body, until(clock, 1_000))
    expect(held.take('a')).toBe(null)
    expect(held.take('b')).toBe(body)
    expect(held.take('c')).toBe(body)
    expect(held.lockedUntil('a')).toBe(until(clock, 1_000))
    const huge = { ...body, bytes: Buffer.alloc(70 * 1024 * 1024) }
    held.keep(listing('d'), huge, until(clock, 1_000))
    expect(held.take('d')).toBe(huge)
  })

  it('is bounded in number, and ends with the lock', async () => {
    const clock = new FakeClock()
    const held = makeHeld(clock)
    const body = { format: 'pdf' as const, bytes: Buffer.from('x') }
    for (let i = 0; i < 1_500; i++) held.keep(listing(`d${i}`), body, until(clock, 1_000))
    expect(held.waiting()).toHaveLength(1_000)
    expect(held.take('d0')).toBe(null)
    await clock.advance(1_000)
    expect(held.waiting()).toEqual([])
    expect(held.take('d1499')).toBe(null)
    expect(held.lockedUntil('d1499')).toBe(null)
  })
})

describe('numbers', () => {
  it.each([
    ['us', '5555550100', '+15555550100'],
    ['us', '15555550100', '+15555550100'],
    ['us', '0114930123456', '+4930123456'],
    ['us', '+4930123456', '+4930123456'],
    ['us', ' (555) 555-0100 ', '+15555550100'],
    ['us', '4930123456789', null],
    ['us', '0', null],
    ['us', 'anonymous', null],
    ['digits', '4930123456', '+4930123456'],
    ['plus', '+4930123456', '+4930123456'],
  ] as const)('%s: %s is %s', (format, text, number) => {
    expect(fromVendor(text, format)).toBe(number)
  })

  it('a number that can be written is read back as itself', () => {
    const e164 = fc.stringMatching(/^\+[1-9][0-9]{6,14}$/)
    const format = fc.constantFrom('us', 'digits', 'plus')
    fc.assert(
      fc.property(e164, format, (number, how) => {
        const written = toVendor(number as never, how)
        if (written !== null) expect(fromVendor(written, how)).toBe(number)
      }),
    )
  })

  it('any text is read or not, and nothing is thrown', () => {
    fc.assert(fc.property(fc.string(), text => void fromVendor(text, 'us')))
  })
})

it('whatever the queue answers, only our own errors come out', async () => {
  const replies: SimReply[] = []
  const inbound = await answering(replies)
  const document = fc.record(
    { type: fc.jsonValue(), data: fc.oneof(fc.base64String(), fc.jsonValue()) },
    { requiredKeys: [] },
  )
  const info = fc.dictionary(
    fc.constantFrom('tsid', 'ani', 'dnis', 'call_date', 'page_count'),
    fc.jsonValue(),
  )
  const answer = fc.record(
    {
      doc_id: fc.oneof(fc.string(), fc.jsonValue()),
      document_class: fc.oneof(fc.constant('Inbound Fax'), fc.jsonValue()),
      transaction_info: fc.oneof(info, fc.jsonValue()),
      document: fc.oneof(document, fc.jsonValue()),
    },
    { requiredKeys: [] },
  )
  const text = fc.oneof(answer, fc.jsonValue()).map(json => JSON.stringify(json))
  await fc.assert(
    fc.asyncProperty(text, async body => {
      replies.splice(0, replies.length, { status: 200, body })
      const error = await inbound.list(signal).then(
        () => null,
        (thrown: unknown) => thrown,
      )
      expect(error === null || isBridgeError(error)).toBe(true)
    }),
    { numRuns: 200 },
  )
})
