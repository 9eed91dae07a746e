import { describe, expect, it } from 'vitest'
import type { InboundSource } from '../../../src/providers/provider.ts'
import type { UcxVariants } from '../../../src/simulate/ucx-jobs.ts'
import { errorOf, type OpenedUcx, openUcxAt, signal } from './open.ts'
import { ok, scripted } from './scripted.ts'

const PDF = Buffer.from('%PDF-1.4\nreceived\n%%EOF\n')
const SALES = '+14695551111'
const SUPPORT = '+15555550100'

async function at(
  options: { keys?: Record<string, unknown>; variants?: Partial<UcxVariants> },
  work: (opened: OpenedUcx, inbound: InboundSource) => Promise<void>,
): Promise<void> {
  const { keys = {}, variants = {} } = options
  const opened = await openUcxAt({ keys, vendor: { variants } })
  try {
    const { inbound } = opened.provider
    if (inbound === undefined) throw new Error('no inbound')
    await work(opened, inbound)
  } finally {
    await opened.close()
  }
}

/** The second RX record of the document, and its FaxList. */
const SAMPLE = {
  jobid: 'RX44',
  time: 1776285776,
  phone_number: '6472769534',
  cid_name: 'MV',
  station_id: 'Support',
  state: 'Done',
  sent_pages: '1',
  total_pages: '1',
  attempts: '0',
  duration: '13',
  status_text: '',
  requestor: '',
  modem: 'ttyIAX2',
}
const FAXES = [
  { id: '1', extension: '599', name: 'Sales', cidnumber: '14695551111', cidname: 'EMT Sales' },
  { id: '2', extension: '598', name: 'Support', cidnumber: '14695551112', cidname: 'EMT Support' },
]
const listed = async (records: readonly object[], keys: Record<string, unknown> = {}) => {
  const { provider } = scripted(({ path, query = {} }) => {
    if (path === 'faxlist') return ok({ count: 2, faxes: FAXES })
    if (path === 'recordcount') return ok({ count: records.length })
    return ok({ records: Number(query['offset']) === 0 ? records : [] })
  }, keys)
  return (await provider.inbound?.list(signal)) ?? []
}

describe('received faxes', () => {
  it('the sample of the document', async () => {
    expect(await listed([SAMPLE])).toEqual([
      {
        providerId: 'RX44',
        receivedAt: 1_776_285_776_000,
        calledNumber: SUPPORT,
        callerNumber: '6472769534',
        // It is the name of the virtual fax, not of the sender's machine.
        stationId: null,
        pageCount: 1,
        complete: true,
        line: '2',
      },
    ])
  })

  it.each([
    ['modem and station agree', {}, {}, SUPPORT],
    ['they disagree, as in the first sample', { station_id: 'Sales' }, {}, null],
    ['they disagree, and modem counts', { station_id: 'Sales' }, { calledNumberFrom: 'modem' }, SUPPORT],
    ['they disagree, and station counts', { station_id: 'Sales' }, { calledNumberFrom: 'station' }, SALES],
    ["the station is the sender's", { station_id: 'ACME INC' }, {}, SUPPORT],
    [
      "the station is the sender's, and station counts",
      { station_id: 'ACME' },
      { calledNumberFrom: 'station' },
      null,
    ],
    ['no modem', { modem: '' }, {}, SUPPORT],
    ['a modem of another name', { modem: 'ttyS0', station_id: ' sales ' }, {}, SALES],
    ['neither', { modem: '', station_id: '' }, {}, null],
    ['a virtual fax without a number in faxes', { modem: 'ttyIAX7', station_id: '' }, {}, null],
    ['no faxes in the configuration', {}, { faxes: [] }, null],
  ])('called number: %s', async (_name, row, keys, number) => {
    const [fax] = await listed([{ ...SAMPLE, ...row }], keys)
    expect(fax?.calledNumber).toBe(number)
  })

  it('two virtual faxes of one name: the name says nothing', async () => {
    const { provider } = scripted(({ path, query = {} }) => {
      if (path === 'faxlist') return ok({ faxes: FAXES.map(fax => ({ ...fax, name: 'Fax' })) })
      if (path === 'recordcount') return ok({ count: 1 })
      return ok({
        records: Number(query['offset']) === 0 ? [{ ...SAMPLE, modem: '', station_id: 'Fax' }] : [],
      })
    })
    expect(await provider.inbound?.list(signal)).toMatchObject([{ calledNumber: null }])
  })

  it('a call that broke off is delivered and marked; without a page it is empty', async () => {
    const failed = { ...SAMPLE, state: 'Failed' }
    expect(await listed([failed])).toMatchObject([{ complete: false, pageCount: 1, line: '2' }])
    expect(await listed([{ ...failed, sent_pages: '0', total_pages: '0' }])).toMatchObject([
      { complete: false, empty: true },
    ])
    expect(await listed([{ ...failed, sent_pages: undefined }])).toMatchObject([{ complete: false }])
  })

  it('a record without a time is the same fax at every listing', async () => {
    const record = { ...SAMPLE, time: undefined }
    expect(await listed([record])).toEqual(await listed([record]))
  })

  it('TX records and rows that cannot be read are left out', async () => {
    expect(
      await listed([{ ...SAMPLE, jobid: 'TX44' }, 'odd', { ...SAMPLE, jobid: undefined }] as object[]),
    ).toEqual([])
  })

  it.each(['ascending', 'descending'] as const)('all pages of a listing, oldest first (%s)', recordOrder =>
    at({ variants: { recordOrder, recordsPerAnswer: 2 } }, async ({ vendor, calls }, inbound) => {
      expect(await inbound.list(signal)).toEqual([])
      expect(calls()).toEqual(['GET token', 'GET recordcount'])
      const ids = Array.from({ length: 5 }, (_, i) =>
        vendor.receive(PDF, { called: i % 2 === 0 ? SUPPORT : SALES, caller: `1212555010${i}` }),
      )
      const faxes = await inbound.list(signal)
      expect(faxes.map(fax => fax.providerId).toSorted()).toEqual(ids)
      expect(faxes.map(fax => fax.receivedAt)).toEqual(faxes.map(fax => fax.receivedAt).toSorted())
      expect(calls()).not.toContain('PUT recorddelete')
      // Deleting in any order between two listings loses nothing.
      await inbound.acknowledge(ids[0] ?? '', signal)
      await inbound.acknowledge(ids[3] ?? '', signal)
      const rest = await inbound.list(signal)
      expect(rest.map(fax => fax.providerId).toSorted()).toEqual([ids[1], ids[2], ids[4]])
    }),
  )

  it('the file is known by its first bytes, whatever type comes with it', () =>
    at({}, async ({ vendor }, inbound) => {
      const tiff = Buffer.from('MM\0*received', 'latin1')
      const [pdfId, tiffId] = [PDF, tiff].map(bytes =>
        vendor.receive(bytes, { called: SUPPORT, caller: '1' }),
      )
      expect(await inbound.fetch(pdfId ?? '', signal)).toEqual({ format: 'pdf', bytes: PDF })
      expect(await inbound.fetch(tiffId ?? '', signal)).toEqual({ format: 'tiff', bytes: tiff })
    }))

  it.each([
    [{ status: 404, body: { result: 'Error', message: 'Job not found' } }, 'E_NOT_FOUND'],
    [{ status: 200, body: { result: 'Error', status: 'Job not found' } }, 'E_NOT_FOUND'],
    [{ status: 404, body: '<h1>Not Found</h1>' }, 'E_PROVIDER_REQUEST'],
    [{ status: 200, body: { result: 'Success' } }, 'E_PROVIDER_REPLY'],
    [{ status: 200, body: '' }, 'E_PROVIDER_REPLY'],
    [{ status: 200, body: '<html>Login</html>' }, 'E_PROVIDER_REPLY'],
    [{ status: 500, body: PDF }, 'E_PROVIDER_UNREACHABLE'],
  ])('FileDownload answers %j: %s, and no page is made of it', async (said, code) => {
    const { provider } = scripted(() => said)
    expect(await errorOf(provider.inbound?.fetch('RX34', signal) ?? Promise.resolve())).toMatchObject({
      code,
    })
  })

  it('an id of another kind is never asked for, nor deleted', async () => {
    const { provider, requests } = scripted(() => ok({}))
    for (const id of ['TX82', '../RX1', '']) {
      const works = [provider.inbound?.fetch(id, signal), provider.inbound?.acknowledge(id, signal)]
      for (const work of works)
        expect(await errorOf(work ?? Promise.resolve())).toMatchObject({ code: 'E_NOT_FOUND' })
    }
    expect(requests).toEqual([])
  })

  it('acknowledging deletes, may be repeated, and says when the UCX refuses', async () => {
    const { provider, requests } = scripted(() => ({
      status: 200,
      body: { result: 'Error', message: 'Locked' },
    }))
    const error = await errorOf(provider.inbound?.acknowledge('RX34', signal) ?? Promise.resolve())
    expect(error?.message).toContain('The UCX says: Locked')
    expect(requests.at(-1)).toMatchObject({
      method: 'PUT',
      path: 'recorddelete',
      body: { json: { job_id: 'RX34' } },
    })
  })

  it('deleteReceived: false leaves them there; receive: false leaves them alone', async () => {
    const kept = scripted(() => ok({}), { deleteReceived: false })
    await kept.provider.inbound?.acknowledge('RX34', signal)
    expect(kept.requests).toEqual([])
    expect(scripted(() => ok({}), { receive: false }).provider.inbound).toBeUndefined()
  })
})

describe('the probe', () => {
  const lines = async (
    keys: Record<string, unknown>,
    variants: Partial<UcxVariants> = {},
    receive = false,
  ) => {
    const opened = await openUcxAt({ keys, vendor: { variants } })
    try {
      if (receive) opened.vendor.receive(PDF, { called: SUPPORT, caller: '12125550100' })
      return (await opened.provider.probe?.(signal)) ?? []
    } finally {
      await opened.close()
    }
  }

  it('tells what was found', async () => {
    expect(await lines({}, {}, true)).toEqual([
      { ok: true, what: 'credentials', text: 'The UCX accepts Client ID and Secret.' },
      {
        ok: true,
        what: 'virtual fax 2',
        text: 'virtual fax 2 ("Support", extension 598, calls from 15555550100). Now: Running and idle.',
      },
      {
        ok: true,
        what: 'number +14695551111',
        text: 'Faxes to it come in at virtual fax 1 ("Sales", extension 599, calls from 14695551111).',
      },
      {
        ok: true,
        what: 'number +15555550100',
        text: 'Faxes to it come in at virtual fax 2 ("Support", extension 598, calls from 15555550100).',
      },
      {
        ok: true,
        what: 'received faxes',
        text: '1 waiting. RX34 came in by modem "ttyIAX2", station "Support": a fax to +15555550100.',
      },
    ])
  })

  it.each([
    [{ faxId: 9 }, 'virtual fax 9', 'It has 1 ("Sales"), 2 ("Support"). Set faxId'],
    [{ faxes: [] }, 'numbers', 'faxes is empty'],
    [{ faxes: [{ id: 7, number: '+15555550107' }] }, 'number +15555550107', 'no virtual fax 7'],
    [{ clientSecret: 'wrong' }, 'credentials', 'System - Licenses'],
    [{ baseUrl: 'http://127.0.0.1:9' }, 'connection', 'nothing listens there'],
  ])('with %j it says what to do about "%s"', async (keys, what, text) => {
    const wrong = (await lines(keys)).filter(line => !line.ok)
    expect(wrong).toMatchObject([{ what, text: expect.stringContaining(text) }])
  })

  it('shows by an example that modem and station do not say whose a fax is', async () => {
    const wrong = (await lines({}, { modem: 'pool' }, true)).filter(line => !line.ok)
    expect(wrong).toMatchObject([
      { what: 'received faxes', text: expect.stringContaining('Set calledNumberFrom') },
    ])
  })

  it('warns of a connection that others can read', async () => {
    const { provider } = scripted(() => ok({ faxes: FAXES, count: 0 }), { baseUrl: 'http://ucx.example.com' })
    const wrong = (await provider.probe?.(signal))?.filter(line => !line.ok)
    expect(wrong).toMatchObject([{ what: 'encryption' }])
  })

  it('of an account that does not receive says nothing of received faxes', async () => {
    const found = await lines({ receive: false, faxes: [] })
    expect(found.map(line => [line.ok, line.what])).toEqual([
      [true, 'credentials'],
      [true, 'virtual fax 2'],
    ])
  })

  it('sends nothing', async () => {
    const { provider, requests } = scripted(() => ok({ faxes: FAXES, count: 0 }))
    await provider.probe?.(signal)
    expect(requests.every(({ method, effect }) => method === 'GET' && effect === 'nothing')).toBe(true)
  })
})
