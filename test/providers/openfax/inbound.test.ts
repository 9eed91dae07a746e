import { afterEach, describe, expect, it } from 'vitest'
import { instantOf, numberOf } from '../../../src/providers/openfax/inbound.ts'
import type { InboundSource } from '../../../src/providers/provider.ts'
import type { SimReply, SimRequest } from '../../../src/simulate/simulator.ts'
import { FakeClock } from '../../fakes/clock.ts'
import { ACCOUNT, KEY, openScripted, openWith, rejection, signal } from './open.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})
const PDF = Buffer.from('%PDF-1.4\nreceived\n%%EOF\n')
const TIFF = Buffer.from('MM\0*received', 'latin1')
const AT = { called: '5555550100', caller: '5555550177' }

async function opened(
  variants: NonNullable<NonNullable<Parameters<typeof openWith>[0]>['vendor']>['variants'] = {},
) {
  const clock = new FakeClock(Date.UTC(2026, 10, 21, 12))
  const all = await openWith({ clock, settings: { experimentalInbound: true }, vendor: { variants } })
  stops.push(() => all.simulator.stop())
  return { ...all, inbound: sourceOf(all.provider) }
}
function sourceOf({ inbound }: { readonly inbound?: InboundSource }): InboundSource {
  if (inbound === undefined) throw new Error('there is no inbound')
  return inbound
}
async function scripted(answer: (request: SimRequest) => SimReply, settings = {}) {
  const all = await openScripted(answer, { experimentalInbound: true, ...settings })
  stops.push(() => all.simulator.stop())
  return { ...all, inbound: sourceOf(all.provider) }
}

describe('received faxes', () => {
  it('are off unless the configuration turns the experiment on', async () => {
    const { provider, simulator } = await openWith()
    stops.push(() => simulator.stop())
    expect(provider.inbound).toBeUndefined()
  })

  it('are listed with number, caller, time and pages, oldest first', async () => {
    const { inbound, vendor } = await opened()
    vendor.receive(PDF, AT)
    vendor.receive(TIFF, { called: '+442071234567', caller: 'anonymous' })
    const [first, second] = await inbound.list(signal)
    expect(first).toEqual({
      providerId: '51001',
      receivedAt: Date.UTC(2026, 10, 21, 12),
      calledNumber: '+15555550100',
      callerNumber: '+15555550177',
      stationId: 'SIMULATED FAX',
      pageCount: 1,
      complete: true,
    })
    expect(second).toMatchObject({
      providerId: '51002',
      calledNumber: '+442071234567',
      callerNumber: 'anonymous',
    })
    expect(await inbound.fetch('51002', signal)).toEqual({ format: 'tiff', bytes: TIFF })
  })

  it.each([
    { listingMarksRead: true, readUnreadAnswer: 'object' },
    { listingMarksRead: true, readUnreadAnswer: 'text' },
    { listingMarksRead: true, readUnreadAnswer: 'blank' },
    { listingMarksRead: false, readUnreadAnswer: 'object' },
  ] as const)(
    'stay listed until they are acknowledged, whatever listing does to them: %o',
    async variants => {
      const { inbound, vendor, network } = await opened(variants)
      vendor.receive(PDF, AT)
      vendor.receive(PDF, AT)
      for (let i = 0; i < 3; i++) expect(await inbound.list(signal)).toHaveLength(2)
      expect(await inbound.fetch('51001', signal)).toEqual({ format: 'pdf', bytes: PDF })
      expect(await inbound.list(signal)).toHaveLength(2)
      expect(network.entries()).toEqual([])
      await inbound.acknowledge('51001', signal)
      await inbound.acknowledge('51001', signal)
      expect((await inbound.list(signal)).map(fax => fax.providerId)).toEqual(['51002'])
      expect(network.entries()).toMatchObject([{ type: 'acknowledged', n: 51_001 }])
    },
  )

  it('can be fetched although a crash left them marked as read', async () => {
    const { inbound, vendor, simulator } = await opened()
    vendor.receive(PDF, AT)
    const query = new URLSearchParams({ AccountID: ACCOUNT, APIKey: KEY, FaxType: 'PDF' })
    await fetch(`${simulator.url}/getNewFax.php?${query}`).then(response => response.text())
    expect(await inbound.list(signal)).toEqual([])
    expect(await inbound.fetch('51001', signal)).toEqual({ format: 'pdf', bytes: PDF })
    expect(await inbound.list(signal)).toHaveLength(1)
  })

  it('one at a time: a listing never undoes an acknowledgement', async () => {
    const { inbound, vendor } = await opened()
    for (let i = 0; i < 5; i++) vendor.receive(PDF, AT)
    const ids = (await inbound.list(signal)).map(fax => fax.providerId)
    await Promise.all(ids.flatMap(id => [inbound.list(signal), inbound.acknowledge(id, signal)]))
    expect(await inbound.list(signal)).toEqual([])
  })

  it('are downloaded without credentials', async () => {
    const { inbound, vendor, simulator } = await opened()
    vendor.receive(PDF, AT)
    await inbound.fetch('51001', signal)
    const downloads = simulator.requests.filter(({ request }) => request.path.startsWith('/documents/'))
    expect(downloads).toHaveLength(1)
    expect(JSON.stringify(downloads)).not.toContain(KEY)
  })
})

/** A vendor with one received fax at the given address. */
const vendorWith =
  (row: object, document: SimReply = { status: 200, body: PDF }) =>
  (request: SimRequest): SimReply => {
    if (request.path === '/getNewFax.php') return { status: 200, body: [{ InTransID: '7', ...row }] }
    return request.path === '/inboundReadUnread.php'
      ? { status: 200, body: [{ Response: 'Success' }] }
      : document
  }

describe('where a document may come from', () => {
  it.each([
    'https://files.example.com/7.pdf',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'https://127.0.0.1:1/7.pdf',
    'http://[broken',
  ])('not from %s, unless the configuration names the host', async FaxDocPDFURL => {
    const { inbound, simulator } = await scripted(vendorWith({ FaxDocPDFURL }))
    const error = await rejection(inbound.fetch('7', signal))
    expect(error).toMatchObject({
      code: 'E_PROVIDER_REPLY',
      message: expect.stringContaining('documentHosts'),
    })
    expect(simulator.requests.every(({ request }) => request.path.endsWith('.php'))).toBe(true)
  })

  it('a host that is named is asked over TLS alone', async () => {
    const settings = { documentHosts: ['127.0.0.1:9'] }
    const { inbound } = await scripted(vendorWith({ FaxDocPDFURL: 'http://127.0.0.1:9/7.pdf' }), settings)
    expect(await rejection(inbound.fetch('7', signal))).toMatchObject({ code: 'E_PROVIDER_UNREACHABLE' })
  })

  it('a bare file name lies beside the scripts; TIFF is taken where there is no PDF', async () => {
    const { inbound, simulator } = await scripted(
      vendorWith({ FaxDocPDFURL: '', FaxDocTiffURL: 'in/file.tif' }, { status: 200, body: TIFF }),
    )
    expect(await inbound.fetch('7', signal)).toEqual({ format: 'tiff', bytes: TIFF })
    expect(simulator.requests.at(-1)?.request.path).toBe('/in/file.tif')
  })

  it.each([
    ['a page instead of a fax', { FaxDocPDFURL: 'a.pdf' }, { status: 200, body: '<html>Log in</html>' }],
    ['an empty file', { FaxDocPDFURL: 'a.pdf' }, { status: 200, body: '' }],
    ['no address', {}, { status: 200, body: PDF }],
    ['a redirection', { FaxDocPDFURL: 'a.pdf' }, { status: 302, body: '' }],
  ])('%s is an error that is tried again', async (_, row, document) => {
    const { inbound } = await scripted(vendorWith(row, document))
    expect(await rejection(inbound.fetch('7', signal))).toMatchObject({ kind: 'temporary' })
  })

  it('a fax that is not listed any more cannot be fetched, and an id that is no number is not asked for', async () => {
    const { inbound, simulator } = await scripted(vendorWith({ FaxDocPDFURL: 'a.pdf' }))
    expect(await rejection(inbound.fetch('8', signal))).toMatchObject({ code: 'E_PROVIDER_REPLY' })
    const before = simulator.requests.length
    expect(await rejection(inbound.fetch('8&ReadUnreadFlag=1', signal))).toMatchObject({
      code: 'E_PROVIDER_REPLY',
    })
    expect(simulator.requests).toHaveLength(before)
  })
})

describe('troubles', () => {
  it('a fax that cannot be marked unread again is listed all the same', async () => {
    const { inbound } = await scripted(request =>
      request.path === '/inboundReadUnread.php'
        ? { status: 500, body: 'oops' }
        : { status: 200, body: [{ InTransID: 9 }, { InTransID: 8 }] },
    )
    expect((await inbound.list(signal)).map(fax => fax.providerId)).toEqual(['8', '9'])
  })

  it('a refusal is an error, "nothing new" is not', async () => {
    const refusing = await scripted(() => ({ status: 200, body: [{ Response: 'InvalidAuthentication' }] }))
    expect(await rejection(refusing.inbound.list(signal))).toMatchObject({ code: 'E_PROVIDER_CREDENTIALS' })
    expect(await rejection(refusing.inbound.acknowledge('7', signal))).toMatchObject({
      code: 'E_PROVIDER_CREDENTIALS',
    })
    const idle = await scripted(() => ({
      status: 200,
      body: [{ Response: 'NoNewFaxReceived', InTransID: null }],
    }))
    expect(await idle.inbound.list(signal)).toEqual([])
  })

  it('a fax without a readable time has the same one at every listing', async () => {
    const { inbound } = await scripted(vendorWith({ ReceivedTime: 'yesterday' }))
    const [first] = await inbound.list(signal)
    const [second] = await inbound.list(signal)
    expect(first?.receivedAt).toBe(0)
    expect(second).toEqual(first)
  })
})

describe('times and numbers of received faxes', () => {
  it.each([
    ['2017-05-27 10:11:12', Date.UTC(2017, 4, 27, 10, 11, 12)],
    ['2017-05-27T10:11:12Z', Date.UTC(2017, 4, 27, 10, 11, 12)],
    ['2017-05-27T10:11:12-05:00', Date.UTC(2017, 4, 27, 15, 11, 12)],
    ['2017-05-27 10:11', Date.UTC(2017, 4, 27, 10, 11)],
    ['2017-05-27', Date.UTC(2017, 4, 27)],
    ['05/27/2017 10:11:12', Date.UTC(2017, 4, 27, 10, 11, 12)],
    ['soon', null],
    ['', null],
    [null, null],
  ])('%s', (text, wanted) => {
    expect(instantOf(text)).toBe(wanted)
  })

  it.each([
    ['5555550100', '+15555550100'],
    ['15555550100', '+15555550100'],
    ['+15555550100', '+15555550100'],
    ['(555) 555-0100', '+15555550100'],
    ['442071234567', '+442071234567'],
    ['anonymous', null],
    ['', null],
    [null, null],
  ])('%s', (text, wanted) => {
    expect(numberOf(text)).toBe(wanted)
  })
})
