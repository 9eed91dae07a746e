import { afterEach, describe, expect, it } from 'vitest'
import type { InboundSource } from '../../../src/providers/provider.ts'
import { FakeClock } from '../../fakes/clock.ts'
import { journalOf, openScripted, row } from './scripted.ts'
import { openNgcpAt } from './setup.ts'

const signal = new AbortController().signal
const DAY = 86_400_000
const TIFF = Buffer.from('II*\0received', 'latin1')
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function simulated(...options: Parameters<typeof openNgcpAt>) {
  const opened = await openNgcpAt(...options)
  closers.push(opened.close)
  return { ...opened, inbound: sourceOf(opened.provider) }
}

async function scripted(keys: Record<string, unknown> = {}) {
  const opened = await openScripted(keys)
  closers.push(opened.close)
  return { ...opened, inbound: sourceOf(opened.provider) }
}

function sourceOf({ inbound }: { readonly inbound?: InboundSource }): InboundSource {
  if (inbound === undefined) throw new Error('no received faxes')
  return inbound
}

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { code: string; kind: string; message: string }) => error,
  )
const received = (callee: string, fields: Record<string, unknown> = {}) =>
  row(50, { direction: 'in', callee, caller: '4315551234', ...fields })

describe('the list of received faxes', () => {
  it('has received faxes only, oldest first, by UTC', async () => {
    const clock = new FakeClock()
    const { provider, vendor, inbound } = await simulated({}, {}, clock)
    const pages = { pageCount: 1, resolution: 'fine' as const, bytes: async () => Buffer.from('%PDF-1.4') }
    const to = '+15555551213' as Parameters<typeof provider.submit>[0]['to']
    await provider.submit({ reference: 'r', to, from: null, pages }, signal)
    await clock.advance(60_000)
    const first = vendor.receive(TIFF, { called: '+15555550100', caller: '+43 1 5551234' })
    await clock.advance(60_000)
    const second = vendor.receive(TIFF, { called: '+15555550100', caller: '', status: 'FAILED' })
    const at = clock.now()
    expect(await inbound.list(signal)).toEqual([
      {
        providerId: String(first),
        receivedAt: at - 60_000,
        calledNumber: '+15555550100',
        callerNumber: '4315551234',
        stationId: null,
        pageCount: null,
        complete: true,
      },
      expect.objectContaining({
        providerId: String(second),
        receivedAt: at,
        callerNumber: null,
        complete: false,
      }),
    ])
  })

  it('without deleteReceived it stays the very same, and ends after inboundDays', async () => {
    const clock = new FakeClock()
    const { vendor, simulator, inbound } = await simulated({ inboundDays: 2 }, {}, clock)
    const id = String(vendor.receive(TIFF, { called: '+15555550100', caller: '+4315551234' }))
    const before = await inbound.list(signal)
    expect(before).toHaveLength(1)
    await inbound.acknowledge(id, signal)
    await inbound.acknowledge(id, signal)
    expect(simulator.requests.filter(({ request }) => request.method === 'DELETE')).toEqual([])
    await clock.advance(DAY)
    expect(await inbound.list(signal)).toEqual(before)
    await clock.advance(DAY + 3 * 60_000)
    expect(await inbound.list(signal)).toEqual([])
  })

  it('deleteReceived deletes, and a release that cannot is no error', async () => {
    const deletes = await simulated({ deleteReceived: true })
    const id = String(deletes.vendor.receive(TIFF, { called: '1', caller: '2' }))
    await deletes.inbound.acknowledge(id, signal)
    await deletes.inbound.acknowledge(id, signal)
    expect(await deletes.inbound.list(signal)).toEqual([])
    const old = await simulated({ deleteReceived: true }, { variants: { deletes: false } })
    const kept = String(old.vendor.receive(TIFF, { called: '1', caller: '2' }))
    await old.inbound.acknowledge(kept, signal)
    expect(await old.inbound.list(signal)).toHaveLength(1)
  })

  it('a deletion that fails is said', async () => {
    const { inbound, reply } = await scripted({ deleteReceived: true })
    reply(() => ({ status: 500, body: 'x' }))
    expect(await errorOf(inbound.acknowledge('50', signal))).toMatchObject({ kind: 'temporary' })
  })

  it('receive: false leaves them alone', async () => {
    const opened = await openNgcpAt({ receive: false })
    closers.push(opened.close)
    expect(opened.provider.inbound).toBeUndefined()
  })

  it.each([
    ['15555550100', undefined, '+15555550100'],
    ['+15555550100', undefined, '+15555550100'],
    ['0015555550100', undefined, '+15555550100'],
    ['sip:15555550100@pbx.example.com', undefined, '+15555550100'],
    ['+1 (555) 555-0100', undefined, '+15555550100'],
    ['05555550100', '+15555550100', '+15555550100'],
    ['77', '+15555550100', '+15555550100'],
    ['15555550101', '+15555550100', '+15555550101'],
    ['77', undefined, null],
    ['05555550100', undefined, null],
    ['', undefined, null],
  ])('callee %j with number %s was called at %s', async (callee, number, called) => {
    const { inbound, reply } = await scripted(number === undefined ? {} : { number })
    reply(journalOf(received(callee)))
    const [listing] = await inbound.list(signal)
    expect(listing?.calledNumber).toBe(called)
  })

  it('a time that cannot be read loses no fax, and stays the same', async () => {
    const { inbound, reply } = await scripted()
    reply(journalOf(received('15555550100', { time: 'soon' })))
    expect((await inbound.list(signal)).map(({ receivedAt }) => receivedAt)).toEqual([0])
  })
})

describe('recordings', () => {
  it.each([
    ['tiff', undefined],
    ['pdf14', 'pdf14'],
  ])('recordings: %s asks for format %s', async (recordings, format) => {
    const { vendor, simulator, inbound } = await simulated({ recordings })
    const bytes = recordings === 'tiff' ? TIFF : Buffer.from('%PDF-1.4 received')
    const id = vendor.receive(bytes, { called: '1', caller: '2' })
    expect(await inbound.fetch(String(id), signal)).toEqual({
      format: recordings === 'tiff' ? 'tiff' : 'pdf',
      bytes,
    })
    expect(simulator.requests.at(-1)?.request).toMatchObject({
      path: `/api/faxrecordings/${id}`,
      query: format === undefined ? {} : { format },
    })
  })

  it('a row whose pages are not stored yet is asked for again', async () => {
    const clock = new FakeClock()
    const { vendor, inbound } = await simulated({}, { variants: { recordingDelayMs: 60_000 } }, clock)
    const id = String(vendor.receive(TIFF, { called: '1', caller: '2' }))
    expect(await errorOf(inbound.fetch(id, signal))).toMatchObject({
      kind: 'temporary',
      message: expect.stringContaining('or not yet'),
    })
    await clock.advance(60_000)
    expect((await inbound.fetch(id, signal)).format).toBe('tiff')
  })

  it.each([
    [{ status: 200, body: 'hello' }, 'E_PROVIDER_REPLY'],
    [{ status: 200, body: '' }, 'E_PROVIDER_REPLY'],
    [{ status: 404, body: { code: 404, message: 'Fax recording 7 was not found.' } }, 'E_PROVIDER_REQUEST'],
    [{ status: 422, body: { code: 422, message: 'Unknown fax recording format' } }, 'E_PROVIDER_REQUEST'],
    [{ status: 503 }, 'E_PROVIDER_UNREACHABLE'],
  ] as const)('%j is %s', async (answer, code) => {
    const { inbound, reply } = await scripted()
    reply(() => answer)
    expect(await errorOf(inbound.fetch('7', signal))).toMatchObject({ code })
  })

  it.each(['../subscribers/3', '', '7?x=1', '٧'])('the id %j never becomes an address', async id => {
    const { inbound, simulator } = await scripted({ deleteReceived: true })
    expect(await errorOf(inbound.fetch(id, signal))).toMatchObject({ code: 'E_NOT_FOUND' })
    expect(await errorOf(inbound.acknowledge(id, signal))).toMatchObject({ code: 'E_NOT_FOUND' })
    expect(simulator.requests).toEqual([])
  })

  it('big-endian TIFF is TIFF', async () => {
    const { inbound, reply } = await scripted()
    reply(() => ({ status: 200, body: Buffer.from('MM\0*', 'latin1') }))
    expect((await inbound.fetch('7', signal)).format).toBe('tiff')
  })
})
