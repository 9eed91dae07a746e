import { afterEach, describe, expect, it } from 'vitest'
import type { EpochMs } from '../../../src/fax/id.ts'
import type { InboundSource } from '../../../src/providers/provider.ts'
import { type Logger, silentLogger, systemClock } from '../../../src/runtime.ts'
import type { StoredFax } from '../../../src/simulate/faxplus-records.ts'
import { errorOf, type Opened, type OpenOptions, open, PDF, signal, TIFF } from './opened.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 10, 21, 6, 0, 0)
let now = NOW
const clock = { now: () => now as EpochMs, sleep: systemClock.sleep }

let opened: Opened
afterEach(() => {
  now = NOW
  return opened.close()
})

async function start(options: OpenOptions = {}): Promise<InboundSource> {
  opened = await open({ clock, ...options })
  const { inbound } = opened.provider
  if (inbound === undefined) throw new Error('no inbound')
  return inbound
}

const arrive = (more: Partial<StoredFax> = {}, document = PDF) =>
  opened.vendor.receive(document, { called: '+15555550100', caller: '+15555551234' }, more)
const commentOf = (id: string) => {
  const made = opened.simulator.requests.findLast(
    ({ request: { method, path } }) => method === 'PUT' && path.endsWith(id),
  )
  return JSON.parse(made?.request.body.toString() ?? 'null')
}

describe('listing received faxes', () => {
  it('gives all facts, oldest first', async () => {
    const inbound = await start()
    const young = arrive()
    const old = arrive({ startTime: NOW - 3_600_000, to: '+1 555-555-0199', from: 'anonymous' })
    expect(await inbound.list(signal)).toEqual([
      {
        providerId: old,
        receivedAt: NOW - 3_600_000,
        calledNumber: '+15555550199',
        callerNumber: 'anonymous',
        stationId: null,
        pageCount: 2,
        complete: true,
      },
      expect.objectContaining({ providerId: young, receivedAt: NOW, callerNumber: '+15555551234' }),
    ])
  })

  it('a fax that a person has read is listed all the same', async () => {
    const inbound = await start()
    const id = arrive()
    opened.vendor.edit(id, { isRead: true })
    expect(await inbound.list(signal)).toHaveLength(1)
  })

  it('a fax that broke off is listed and marked, one without a page is empty', async () => {
    const inbound = await start()
    const broken = arrive({ status: 'partially_received', pages: 1 })
    const strange = arrive({ status: 'arrived_by_owl' })
    const nothing = arrive({ status: 'failed', pages: 0 })
    const listed = await inbound.list(signal)
    expect(listed.map(({ providerId, complete, empty }) => [providerId, complete, empty])).toEqual([
      [broken, false, undefined],
      [strange, false, undefined],
      [nothing, false, true],
    ])
  })

  it('looks back so many days, and not before the day it was told', async () => {
    const inbound = await start({ settings: { receive: { days: 14 } } })
    arrive({ startTime: NOW - 15 * DAY })
    const recent = arrive({ startTime: NOW - 13 * DAY })
    expect((await inbound.list(signal)).map(({ providerId }) => providerId)).toEqual([recent])
    const later = opened.provide({ receive: { days: 14, since: '2026-11-20' } }).inbound
    expect(await later?.list(signal)).toEqual([])
    arrive({ startTime: Date.UTC(2026, 10, 20, 0, 0, 1) })
    expect(await later?.list(signal)).toHaveLength(1)
  })

  it('a fax that nobody fetched for days is still listed when the daemon comes back', async () => {
    const inbound = await start()
    const id = arrive()
    now += 10 * DAY
    expect((await inbound.list(signal))[0]).toMatchObject({ providerId: id, receivedAt: NOW })
  })

  it('spam only where it is wanted, sent faxes never', async () => {
    const inbound = await start()
    arrive({ category: 'spam' })
    arrive({ category: 'sent' })
    expect(await inbound.list(signal)).toEqual([])
    const both = opened.provide({ receive: { spam: true } }).inbound
    expect(await both?.list(signal)).toHaveLength(1)
  })

  it('numbers under either spelling of their keys', async () => {
    const inbound = await start({ vendor: { variants: { numberKeys: 'from_number' } } })
    arrive()
    expect((await inbound.list(signal))[0]?.callerNumber).toBe('+15555551234')
  })

  it('more than one page of faxes, each once', async () => {
    const inbound = await start()
    for (let n = 0; n < 120; n++) arrive({ startTime: NOW - n * 400 })
    const ids = (await inbound.list(signal)).map(({ providerId }) => providerId)
    expect(ids).toHaveLength(120)
    expect(new Set(ids).size).toBe(120)
  })

  it('a fax without a time, and one record that cannot be read, stop nothing; the latter is logged', async () => {
    const records = [{ id: 'a', status: 'success' }, 'junk', { status: 'success' }]
    const warnings: string[] = []
    const log: Logger = { ...silentLogger, warn: (_, text) => void warnings.push(text) }
    const inbound = await start({ log, answer: () => ({ status: 200, body: { data: { records } } }) })
    expect(await inbound.list(signal)).toMatchObject([
      { providerId: 'a', calledNumber: null, pageCount: null },
    ])
  })

  it('the time of the last change is never the time of reception: the fax would be another one each time', async () => {
    let change = '2026-11-21 05:00:00'
    const inbound = await start({
      answer: () => ({
        status: 200,
        body: { data: { records: [{ id: 'a', status: 'success', last_update: change }] } },
      }),
    })
    const first = await inbound.list(signal)
    change = '2026-11-21 05:30:00'
    expect(await inbound.list(signal)).toEqual(first)
  })

  it('is absent where it is switched off', async () => {
    await start()
    expect(opened.provide({ receive: { enabled: false } }).inbound).toBeUndefined()
  })
})

describe('acknowledging', () => {
  it('sets our mark behind the comment that was there, and is_read', async () => {
    const inbound = await start()
    const id = arrive({ comment: 'call back' })
    await inbound.acknowledge(id, signal)
    expect(commentOf(id)).toEqual({ comment: 'call back faxbridge:taken', is_read: true })
    expect(await inbound.list(signal)).toEqual([])
  })

  it('a second time changes nothing', async () => {
    const inbound = await start()
    const id = arrive()
    await inbound.acknowledge(id, signal)
    const before = opened.simulator.requests.filter(({ request: own }) => own.method === 'PUT').length
    await inbound.acknowledge(id, signal)
    expect(opened.simulator.requests.filter(({ request: own }) => own.method === 'PUT')).toHaveLength(before)
  })

  it('the mark counts although a person marks the fax unread or writes beside it', async () => {
    const inbound = await start()
    const id = arrive()
    await inbound.acknowledge(id, signal)
    opened.vendor.edit(id, { isRead: false, comment: 'mine now! faxbridge:taken ok' })
    expect(await inbound.list(signal)).toEqual([])
    await inbound.acknowledge(id, signal)
    expect(commentOf(id)).toEqual({ comment: 'mine now! faxbridge:taken ok', is_read: true })
  })

  it('a comment as an object is kept too', async () => {
    const inbound = await start({ vendor: { variants: { comment: 'object' } } })
    const id = arrive({ comment: 'call back' })
    await inbound.acknowledge(id, signal)
    expect(commentOf(id)?.comment).toBe('call back faxbridge:taken')
    expect(await inbound.list(signal)).toEqual([])
  })

  it('a fax that somebody deleted there needs no more', async () => {
    const inbound = await start()
    await inbound.acknowledge('0000', signal)
    expect(opened.simulator.requests.map(({ request: own }) => own.method)).toEqual(['GET'])
  })

  it('deletes where that is wanted, and twice is no error', async () => {
    await start()
    const id = arrive()
    const inbound = opened.provide({ receive: { deleteAfter: true } }).inbound
    await inbound?.acknowledge(id, signal)
    await inbound?.acknowledge(id, signal)
    expect(await inbound?.list(signal)).toEqual([])
    const methods = opened.simulator.requests.map(({ request: own }) => own.method)
    expect(methods.filter(method => method === 'DELETE')).toHaveLength(1)
    expect(methods.indexOf('PUT')).toBeLessThan(methods.indexOf('DELETE'))
  })

  it('a refusal is told', async () => {
    const inbound = await start({ answer: own => (own.method === 'PUT' ? { status: 403, body: {} } : null) })
    const error = await errorOf(inbound.acknowledge(arrive(), signal))
    expect(error?.code).toBe('E_PROVIDER_CREDENTIALS')
  })
})

describe('fetching', () => {
  it('tells the format by the bytes, whatever was asked for', async () => {
    const inbound = await start()
    expect(await inbound.fetch(arrive(), signal)).toMatchObject({ format: 'pdf' })
    const tiff = await inbound.fetch(arrive({}, TIFF), signal)
    expect(tiff).toMatchObject({ format: 'tiff' })
    expect(Buffer.from(tiff.bytes).equals(TIFF)).toBe(true)
    expect(opened.simulator.requests[0]?.request.query).toEqual({ format: 'pdf' })
  })

  it('an error page is no fax', async () => {
    const inbound = await start({ answer: () => ({ status: 200, body: '<html>sorry</html>' }) })
    expect(await errorOf(inbound.fetch('a', signal))).toMatchObject({ code: 'E_PROVIDER_REPLY' })
  })

  it('by the file that the record names, where the id of the fax finds none', async () => {
    const inbound = await start({ vendor: { variants: { fileBy: 'file' } } })
    expect(await inbound.fetch(arrive(), signal)).toMatchObject({ format: 'pdf' })
  })

  it('nothing there is an error, not an endless search', async () => {
    const inbound = await start()
    expect(await errorOf(inbound.fetch('0000', signal))).toMatchObject({ code: 'E_PROVIDER_REQUEST' })
    expect(opened.simulator.requests).toHaveLength(2)
  })
})
