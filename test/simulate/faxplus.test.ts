import { describe, expect, it } from 'vitest'
import { type FaxplusVendorOptions, makeFaxplusVendor } from '../../src/simulate/faxplus.ts'
import { pagesIn } from '../../src/simulate/faxplus-checks.ts'
import { SimulatedNetwork } from '../../src/simulate/network.ts'
import type { SimRequest } from '../../src/simulate/simulator.ts'
import { FakeClock } from '../fakes/clock.ts'

const clock = new FakeClock()
const vendorWith = (more: Partial<FaxplusVendorOptions> = {}) => {
  const network = new SimulatedNetwork({ clock, ledgerFile: null, secondsPerPage: 1, slowSeconds: 10 })
  return { network, vendor: makeFaxplusVendor({ network, credentials: { token: 'secret' }, ...more }) }
}

const call = (method: string, path: string, more: Partial<SimRequest> = {}): SimRequest => ({
  method,
  path: `/v3/${path}`,
  query: {},
  headers: { authorization: 'Bearer secret', 'content-type': 'application/json' },
  body: Buffer.alloc(0),
  ...more,
})
const withJson = (value: unknown) => ({ body: Buffer.from(JSON.stringify(value)) })

function upload(change: { field?: string; name?: string; type?: string; format?: string } = {}): SimRequest {
  const { field = 'fax_file', name = 'a.pdf', type = 'application/pdf', format = 'pdf' } = change
  const body = `--b\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n%PDF-1.4\r\n--b--\r\n`
  const headers = { authorization: 'Bearer secret', 'content-type': 'multipart/form-data; boundary=b' }
  return call('POST', 'accounts/self/files', { query: { format }, headers, body: Buffer.from(body) })
}

async function uploaded(vendor: ReturnType<typeof makeFaxplusVendor>): Promise<string> {
  const { body } = await vendor.answer(upload())
  return (body as { path: string }).path
}
const fax = (path: string) => ({ from: '+15555550100', to: ['+15555551213'], files: [path] })

describe('the simulated FAX.PLUS is strict', () => {
  it.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer other' }],
    ['basic login', { authorization: 'Basic secret' }],
  ])('%s: 401', async (_, headers) => {
    const { vendor } = vendorWith()
    expect((await vendor.answer(call('GET', 'accounts/self/outbox', { headers }))).status).toBe(401)
  })

  it.each([
    ['another field', upload({ field: 'file' })],
    ['no extension', upload({ name: 'a' })],
    ['a type that is not the format', upload({ type: 'image/tiff' })],
    ['an unknown format', upload({ format: 'docx' })],
    ['JSON', call('POST', 'accounts/self/files', { query: { format: 'pdf' } })],
  ])('an upload with %s: 400', async (_, request) => {
    expect((await vendorWith().vendor.answer(request)).status).toBe(400)
  })

  it.each([
    ['an unknown field', { priority: 'high' }],
    ['no destination', { to: [] }],
    ['a destination without plus', { to: ['15555551213'] }],
    ['a destination as text', { to: '+15555551213' }],
    ['a sender of somebody else', { from: '+15555559999' }],
    ['no_number although it has one', { from: 'no_number' }],
    ['a comment as text', { comment: 'att_1' }],
    ['a file that was not uploaded', { files: ['/transient-other'] }],
    ['a send time without zone', { send_time: '2026-11-21 06:00:00' }],
    ['a flag as text', { return_ids: 'true' }],
    ['a cover page without its subject', { cover_page: { name_to: 'a', name_from: 'b' } }],
    ['eleven files', { files: Array.from({ length: 11 }, () => 'x') }],
  ])('sending with %s: 400, and nothing is taken', async (_, change) => {
    const { vendor, network } = vendorWith()
    const body = { ...fax(await uploaded(vendor)), ...change }
    const reply = await vendor.answer(call('POST', 'accounts/self/outbox', withJson(body)))
    expect(reply).toMatchObject({
      status: 400,
      body: { error: expect.any(String), description: expect.any(String) },
    })
    expect(network.taken()).toEqual([])
  })

  it('ids come only when asked for', async () => {
    const { vendor } = vendorWith()
    const path = await uploaded(vendor)
    const plain = await vendor.answer(call('POST', 'accounts/self/outbox', withJson(fax(path))))
    expect(plain).toEqual({ status: 201, body: {} })
    const asked = await vendor.answer(
      call('POST', 'accounts/self/outbox', withJson({ ...fax(path), return_ids: true })),
    )
    expect(asked).toMatchObject({ status: 201, body: { ids: { '+15555551213': expect.any(String) } } })
  })

  it.each([
    ['without is_read', { comment: 'a' }],
    ['without a comment', { is_read: true }],
    ['with a comment as an object', { comment: { text: 'a' }, is_read: true }],
    ['with more', { comment: 'a', is_read: true, is_spam: false }],
  ])('changing a record %s: 400', async (_, change) => {
    const { vendor } = vendorWith()
    const id = vendor.receive(Buffer.from('%PDF-'), { called: '+15555550100', caller: '+15555551234' })
    const reply = await vendor.answer(call('PUT', `accounts/self/faxes/${id}`, withJson(change)))
    expect(reply.status).toBe(400)
  })

  it.each([
    ['an unknown category', { category: 'outbox' }],
    ['a time in another form', { after: '2026-11-21T06:00:00Z' }],
    ['an unknown parameter', { offset: '50' }],
  ])('a list with %s: 400', async (_, query) => {
    expect((await vendorWith().vendor.answer(call('GET', 'accounts/self/faxes', { query }))).status).toBe(400)
  })

  it.each([
    'accounts/other/outbox',
    'accounts/self/outbox/none',
    'accounts/self/archives',
    'faxes',
    'hooks/none',
  ])('%s: 404', async path => {
    const { status } = await vendorWith().vendor.answer(call('GET', path))
    expect(status).toBe(404)
  })

  it('an outbox item leaves the outbox when it is a record, and is never in both', async () => {
    const { vendor } = vendorWith()
    const path = await uploaded(vendor)
    const sent = await vendor.answer(
      call('POST', 'accounts/self/outbox', withJson({ ...fax(path), return_ids: true })),
    )
    const id = Object.values((sent.body as { ids: Record<string, string> }).ids)[0] ?? ''
    const both = async () => [
      (await vendor.answer(call('GET', `accounts/self/outbox/${id}`))).status,
      (await vendor.answer(call('GET', `accounts/self/faxes/${id}`))).status,
    ]
    expect(await both()).toEqual([200, 404])
    await clock.advance(60_000)
    expect(await both()).toEqual([404, 200])
  })
})

describe('counting pages', () => {
  it('of a PDF by its page objects, not by the object of all pages', () => {
    expect(pagesIn(Buffer.from('%PDF-1.4 <</Type /Pages>> <</Type/Page>> <</Type /Page /Parent 1>>'))).toBe(2)
  })

  it('of a TIFF by its directories, also when they go round in a circle or end early', () => {
    const tiff = Buffer.alloc(8 + 2 * 6)
    tiff.write('II*\0', 0, 'latin1')
    tiff.writeUInt32LE(8, 4)
    tiff.writeUInt32LE(14, 10)
    expect(pagesIn(tiff)).toBe(2)
    tiff.writeUInt32LE(8, 16)
    expect(pagesIn(tiff)).toBe(2)
    expect(pagesIn(tiff.subarray(0, 9))).toBe(1)
    expect(pagesIn(Buffer.from('II*\0', 'latin1'))).toBe(1)
  })
})
