import { afterEach, describe, expect, it } from 'vitest'
import type { EpochMs } from '../../../src/fax/id.ts'
import { reportRow } from '../../../src/providers/openfax/api.ts'
import { headerToken } from '../../../src/providers/openfax/reference.ts'
import { cursorOf } from '../../../src/providers/openfax/report.ts'
import { standingOf } from '../../../src/providers/openfax/status.ts'
import type { SubmitRequest, SubmittedFax } from '../../../src/providers/provider.ts'
import { formOf, type SimReply, type SimRequest } from '../../../src/simulate/simulator.ts'
import { FakeClock } from '../../fakes/clock.ts'
import { aRequest } from '../provider-contract.ts'
import { faxOf, type Opened, openScripted, openWith, rejection, signal } from './open.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})
const opened = async (...options: Parameters<typeof openWith>) => {
  const all = await openWith(...options)
  stops.push(() => all.simulator.stop())
  return all
}
const scripted = async (...args: Parameters<typeof openScripted>) => {
  const all = await openScripted(...args)
  stops.push(() => all.simulator.stop())
  return all
}

async function handOver({ provider }: Pick<Opened, 'provider'>, request: SubmitRequest, clock: FakeClock) {
  const watermark = (await provider.watermark?.(signal)) ?? null
  const submittedAt = clock.now()
  const reply = await provider.submit(request, signal)
  if (reply.kind !== 'taken') throw new Error('it was refused')
  return faxOf(request, { providerRef: reply.providerRef, watermark, submittedAt })
}

const fieldsOf = async (request: SimRequest) =>
  Object.fromEntries(await formOf(request)) as Record<string, string>
const NOON = Date.UTC(2026, 10, 21, 12)

describe('Openfax dials again by itself', () => {
  it.each(['call', 'fax'] as const)(
    'and a fax is not final before the last call (state of each %s)',
    async stateOf => {
      const clock = new FakeClock(NOON)
      const all = await opened({ clock, vendor: { redials: 3, redialSeconds: 240, variants: { stateOf } } })
      const fax = await handOver(all, aRequest('+15555551291'), clock)
      const told: string[] = []
      for (let minute = 0; minute < 16; minute++) {
        const report = await all.provider.status(fax, signal)
        told.push(
          report.kind === 'verdict' ? 'verdict' : report.kind === 'progress' ? report.text : report.raw,
        )
        await clock.advance(60_000)
      }
      const calls = all.network.taken().length
      expect(calls).toBe(1)
      expect(told.indexOf('verdict')).toBeGreaterThanOrEqual(12)
      expect(told).toContain('Openfax waits before it dials again. The last call: Busy.')
      expect(await all.provider.status(fax, signal)).toMatchObject({
        kind: 'verdict',
        outcome: { kind: 'failed', failure: 'busy', providerCode: 'CurrentState 9, LastStatus 2' },
      })
    },
  )

  it.each([
    ['86', 'line-error'],
    ['87', 'document-rejected'],
    ['89', 'no-credit'],
  ])('a number that ends in %s fails in the end with %s', async (end, failure) => {
    const clock = new FakeClock(NOON)
    const all = await opened({ clock, vendor: { redials: 1, redialSeconds: 10 } })
    const fax = await handOver(all, aRequest(`+155555512${end}`), clock)
    await clock.advance(60_000)
    expect(await all.provider.status(fax, signal)).toMatchObject({ kind: 'verdict', outcome: { failure } })
  })

  it('a fax that waits for credit is not final', async () => {
    const clock = new FakeClock(NOON)
    const all = await opened({ clock })
    const fax = await handOver(all, aRequest('+15555551288'), clock)
    await clock.advance(3_600_000)
    expect(await all.provider.status(fax, signal)).toEqual({
      kind: 'progress',
      text: expect.stringContaining('no credit'),
    })
  })

  it('without LastStatus in the report a failure has no known reason', async () => {
    const clock = new FakeClock(NOON)
    const all = await opened({ clock, vendor: { variants: { lastStatus: false } } })
    const fax = await handOver(all, aRequest('+15555551291'), clock)
    await clock.advance(60_000)
    expect(await all.provider.status(fax, signal)).toMatchObject({ outcome: { failure: 'unknown' } })
  })
})

describe('rows of one fax', () => {
  const row = (HistoryOutboundFaxID: number | null, CurrentState: unknown, LastStatus: unknown = null) =>
    reportRow.parse({ HistoryOutboundFaxID, OutTransID: 1, CurrentState, LastStatus })
  const told = (...rows: ReturnType<typeof row>[]) => {
    const report = standingOf(rows, 2)
    return report?.kind === 'verdict'
      ? report.outcome.kind === 'failed'
        ? report.outcome.failure
        : 'delivered'
      : report?.kind
  }

  it('the latest counts, in whatever order they come', () => {
    expect(told(row(1, 7, 2), row(2, 9, 1))).toBe('no-answer')
    expect(told(row(2, 9, 1), row(1, 7, 2))).toBe('no-answer')
    expect(told(row(10, 7, 2), row(9, 9, 1))).toBe('progress')
    expect(told(row(9_999, 9, 2), row(10_000, 7, 1))).toBe('progress')
    expect(standingOf([], 2)).toBeNull()
  })

  it('a success anywhere is final: a repetition would be a second fax', () => {
    expect(told(row(1, 8, 2), row(2, 9, 1))).toBe('delivered')
    expect(told(row(1, '8', '2'), row(2, '8', '0'))).toBe('delivered')
    expect(told(row(1, '8.0'), row(2, 14))).toBe('delivered')
  })

  it('an unknown state of the latest call is unknown', () => {
    expect(told(row(1, 7, 2), row(2, 14, 2))).toBe('unknown')
    expect(told(row(1, 'done', 2))).toBe('unknown')
  })
})

describe('one request serves all open faxes', () => {
  it('and a fax that is not in the report has no news', async () => {
    const clock = new FakeClock(NOON)
    const all = await opened({ clock })
    const faxes: SubmittedFax[] = []
    for (const [i, end] of ['13', '91', '98', '96'].entries())
      faxes.push(await handOver(all, aRequest(`+155555512${end}`, `att_${i}`), clock))
    const unknown = faxOf(aRequest('+15555551299', 'att_x'), { providerRef: '1', submittedAt: clock.now() })
    await clock.advance(60_000)
    const before = all.simulator.requests.length
    const reports = await all.provider.statusOfMany?.([...faxes, unknown], signal)
    expect(all.simulator.requests.length - before).toBe(1)
    expect([...(reports ?? [])].map(([reference, report]) => [reference, report.kind])).toEqual([
      ['att_0', 'verdict'],
      ['att_1', 'verdict'],
      ['att_2', 'progress'],
      ['att_3', 'verdict'],
    ])
    expect(await all.provider.status(unknown, signal)).toMatchObject({ kind: 'progress' })
  })

  it('no open fax: no request', async () => {
    const { provider, simulator } = await opened()
    expect(await provider.statusOfMany?.([], signal)).toEqual(new Map())
    expect(simulator.requests).toEqual([])
  })

  it.each([-12, -5, 0, 14])('whatever the time zone of its dates is: UTC%d', async zoneHours => {
    for (const hour of [0, 11, 23]) {
      const clock = new FakeClock(Date.UTC(2026, 11, 31, hour, 59))
      const all = await opened({ clock, vendor: { variants: { zoneHours } } })
      const fax = await handOver(all, aRequest('+15555551213'), clock)
      await clock.advance(120_000)
      expect(await all.provider.status(fax, signal)).toMatchObject({ kind: 'verdict' })
    }
  })

  it('ids and codes as text, and a lone object instead of a list', async () => {
    const clock = new FakeClock(NOON)
    const all = await opened({ clock, vendor: { variants: { numbersAsText: true, reportShape: 'object' } } })
    const fax = await handOver(all, aRequest('+15555551213'), clock)
    await clock.advance(10_000)
    expect(await all.provider.status(fax, signal)).toMatchObject({ outcome: { kind: 'delivered' } })
  })

  it('a list inside an object', async () => {
    const clock = new FakeClock(NOON)
    const all = await opened({ clock, vendor: { variants: { reportShape: 'wrapped' } } })
    const fax = await handOver(all, aRequest('+15555551213'), clock)
    await clock.advance(10_000)
    expect(await all.provider.status(fax, signal)).toMatchObject({ outcome: { kind: 'delivered' } })
  })

  it('two ids that JSON would round to the same number are told apart', async () => {
    const body = `[{"HistoryOutboundFaxID":1,"OutTransID":9007199254740993,"CurrentState":9,"LastStatus":2},
      {"HistoryOutboundFaxID":2,"OutTransID":9007199254740992,"CurrentState":8,"LastStatus":0}]`
    const { provider } = await scripted(() => ({ status: 200, body }))
    const fax = faxOf(aRequest('+15555551213'), { providerRef: '9007199254740993' })
    expect(await provider.status(fax, signal)).toMatchObject({ outcome: { kind: 'failed', failure: 'busy' } })
  })
})

describe('the cursor', () => {
  it('begins where the report ended before the submission, and is not sent when nothing is known', async () => {
    const clock = new FakeClock(NOON)
    const all = await opened({ clock })
    const first = await handOver(all, aRequest('+15555551213', 'att_1'), clock)
    await clock.advance(10_000)
    const second = await handOver(all, aRequest('+15555551214', 'att_2'), clock)
    expect([first.watermark, second.watermark]).toEqual(['0', '936601'])
    await all.provider.status(second, signal)
    await all.provider.statusOfMany?.([first, second], signal)
    const [alone, both] = all.simulator.requests.slice(-2)
    if (alone === undefined || both === undefined) throw new Error('requests are missing')
    expect(await fieldsOf(alone.request)).toMatchObject({
      LastHistoryID: '936601',
      DetailType: '1',
      Limit: '1000',
    })
    expect(await fieldsOf(both.request)).not.toHaveProperty('LastHistoryID')
  })

  it('asks for days around both ends', async () => {
    const clock = new FakeClock(NOON)
    const { provider, simulator } = await scripted(() => ({ status: 200, body: [] }), {}, clock)
    await provider.status(
      faxOf(aRequest('+15555551213'), { providerRef: '1', submittedAt: (NOON - 86_400_000 * 3) as EpochMs }),
      signal,
    )
    const [asked] = simulator.requests
    if (asked === undefined) throw new Error('nothing was asked')
    expect(await fieldsOf(asked.request)).toMatchObject({ FromDate: '2026-11-17', ToDate: '2026-11-22' })
    expect(asked.request.query).toEqual({})
  })

  it('a fax still missing after an hour is looked for by date alone', async () => {
    const clock = new FakeClock(NOON)
    const { provider, simulator } = await scripted(() => ({ status: 200, body: [] }), {}, clock)
    const fax = faxOf(aRequest('+15555551213'), {
      providerRef: '1',
      submittedAt: clock.now(),
      watermark: '5',
    })
    await provider.status(fax, signal)
    expect(simulator.requests).toHaveLength(1)
    await clock.advance(3_700_000)
    await provider.status(fax, signal)
    expect(simulator.requests).toHaveLength(3)
    const last = simulator.requests[2]
    if (last === undefined) throw new Error('nothing was asked')
    expect(await fieldsOf(last.request)).not.toHaveProperty('LastHistoryID')
  })

  it('a report that cannot be read does not stop a submission', async () => {
    for (const reply of [
      { status: 500 },
      { status: 200, body: 'oops' },
      { status: 200, body: { Response: 'InvalidAuthentication' } },
    ]) {
      const { provider } = await scripted(() => reply)
      expect(await provider.watermark?.(signal)).toBe('0')
    }
    expect(cursorOf('0')).toBeNull()
    expect(cursorOf('x')).toBeNull()
    expect(cursorOf(null)).toBeNull()
    expect(cursorOf('12')).toBe(12n)
  })
})

/** A vendor with `count` rows that honours cursor and limit. */
function longReport(
  count: number,
  rowOf: (id: number) => object,
  order: 'ascending' | 'descending' = 'ascending',
) {
  const all = Array.from({ length: count }, (_, i) => ({ HistoryOutboundFaxID: i + 1, ...rowOf(i + 1) }))
  if (order === 'descending') all.reverse()
  return (request: SimRequest): SimReply => {
    const text = request.body.toString('latin1')
    const field = (name: string) =>
      Number(new RegExp(`name="${name}"\\r\\n\\r\\n(\\d+)`).exec(text)?.[1] ?? 0)
    const rows = all.filter(row => row.HistoryOutboundFaxID > field('LastHistoryID')).slice(0, field('Limit'))
    return { status: 200, body: rows }
  }
}

describe('a long report', () => {
  it('is read page by page', async () => {
    const rows = longReport(2_500, id => ({ OutTransID: id, CurrentState: id === 2_400 ? 8 : 5 }))
    const { provider, simulator } = await scripted(rows)
    const fax = faxOf(aRequest('+15555551213'), { providerRef: '2400' })
    expect(await provider.status(fax, signal)).toMatchObject({ outcome: { kind: 'delivered' } })
    expect(simulator.requests).toHaveLength(3)
  })

  it('the watermark walks on from what it saw before', async () => {
    const { provider, simulator } = await scripted(
      longReport(5_000, id => ({ OutTransID: id, CurrentState: 8 })),
    )
    expect(await provider.watermark?.(signal)).toBe('3000')
    expect(await provider.watermark?.(signal)).toBe('5000')
    expect(await provider.watermark?.(signal)).toBe('5000')
    expect(simulator.requests.length).toBeLessThanOrEqual(3 + 3 + 1)
  })

  it.each([
    [
      'ends nowhere: the cursor is ignored',
      () => ({
        status: 200,
        body: Array.from({ length: 1000 }, (_, i) => ({
          HistoryOutboundFaxID: i + 1,
          OutTransID: 5,
          FaxNumber: '4',
        })),
      }),
    ],
    [
      'comes with the newest first',
      longReport(2_000, id => ({ OutTransID: id, FaxNumber: '4' }), 'descending'),
    ],
  ])('%s: then "not there" is not said', async (_, answer) => {
    const { provider } = await scripted(answer, { referenceInHeader: 'to' })
    expect(await provider.find?.(faxOf(aRequest('+15555551213')), signal)).toEqual({
      kind: 'cannotTell',
      text: expect.stringContaining('could not be read to its end'),
    })
  })

  it('a report that ignores Limit as well is whole', async () => {
    const body = Array.from({ length: 1500 }, (_, i) => ({
      HistoryOutboundFaxID: i + 1,
      OutTransID: i + 1,
      FaxNumber: '4',
    }))
    const { provider } = await scripted(() => ({ status: 200, body }), { referenceInHeader: 'to' })
    expect(await provider.find?.(faxOf(aRequest('+15555551213')), signal)).toEqual({ kind: 'notFound' })
  })
})

describe('after a lost answer', () => {
  const request = aRequest('+15555551213', 'att_lost')
  const TOKEN = headerToken('att_lost')
  const finding = async (rows: readonly object[], more: Partial<SubmittedFax> = {}, header = 'to') => {
    const { provider } = await scripted(() => ({ status: 200, body: [...rows] }), {
      referenceInHeader: header,
    })
    return provider.find?.(faxOf(request, more), signal)
  }
  const row = { HistoryOutboundFaxID: 7, OutTransID: 70, FaxNumber: 15_555_551_213, CurrentState: 5 }

  it('with nothing in the header it cannot be looked for, and one fax goes out at a time to each number', async () => {
    const { provider } = await opened()
    expect(provider.find).toBeUndefined()
    expect(provider.limits.onePerNumber).toBe(true)
    const traced = await opened({ settings: { referenceInHeader: 'from' } })
    expect(traced.provider.limits.onePerNumber).toBe(false)
    expect(traced.provider.find).toBeTypeOf('function')
  })

  it.each([
    ['in the To header', { ToHeader: TOKEN }],
    ['in the From header', { FromHeader: TOKEN }],
    ['in lower case with blanks', { ToHeader: ` ${TOKEN.toLowerCase()} ` }],
    ['with a number without country code', { ToHeader: TOKEN, FaxNumber: '5555551213' }],
    ['without a number', { ToHeader: TOKEN, FaxNumber: null }],
  ])('our code %s is our fax', async (_, more) => {
    expect(await finding([{ ...row, ...more }])).toEqual({ kind: 'found', providerRef: '70' })
  })

  it('several calls of it are one fax', async () => {
    const rows = [
      { ...row, ToHeader: TOKEN },
      { ...row, HistoryOutboundFaxID: 8, ToHeader: TOKEN },
    ]
    expect(await finding(rows)).toEqual({ kind: 'found', providerRef: '70' })
  })

  it.each([
    [
      'our code at two faxes',
      [
        { ...row, ToHeader: TOKEN },
        { ...row, OutTransID: 71, ToHeader: TOKEN },
      ],
      '70, 71',
    ],
    [
      'our code at another number',
      [{ ...row, ToHeader: TOKEN, FaxNumber: 15_555_550_000 }],
      'another number',
    ],
    ['our code without an id', [{ ...row, ToHeader: TOKEN, OutTransID: null }], 'without OutTransID'],
    ['a later fax to the number with no header at all', [{ ...row, ToHeader: '' }], 'OutTransID 70'],
  ])('%s: a person must decide', async (_, rows, evidence) => {
    expect(await finding(rows, { watermark: '6' })).toEqual({
      kind: 'cannotTell',
      text: expect.stringContaining(evidence),
    })
  })

  it('is not found among older faxes, other codes and other numbers', async () => {
    const rows = [
      { ...row, ToHeader: 'My Customer' },
      { ...row, ToHeader: headerToken('att_other') },
      { ...row, HistoryOutboundFaxID: 5, ToHeader: null },
      { ...row, FaxNumber: 15_555_559_999, ToHeader: '' },
    ]
    expect(await finding(rows, { watermark: '6' })).toEqual({ kind: 'notFound' })
  })

  it('an empty report is proof, a blank answer is none, an unknown word is an error', async () => {
    expect(await finding([])).toEqual({ kind: 'notFound' })
    const settings = { referenceInHeader: 'to' }
    const word = await scripted(() => ({ status: 200, body: { Response: 'NoRecordsFound' } }), settings)
    expect(await word.provider.find?.(faxOf(request), signal)).toEqual({ kind: 'notFound' })
    for (const body of ['', ' ', 'null']) {
      const blank = await scripted(() => ({ status: 200, body }), settings)
      expect(await blank.provider.find?.(faxOf(request), signal)).toMatchObject({ kind: 'cannotTell' })
    }
    for (const reply of [
      { status: 200, body: { Response: 'Maintenance' } },
      { status: 200, body: { Response: 'Failed', Records: [] } },
      { status: 200, body: 'false' },
      { status: 200, body: '<html></html>' },
      { status: 503, body: '[]' },
    ]) {
      const odd = await scripted(() => reply, settings)
      const error = await rejection(odd.provider.find?.(faxOf(request), signal) ?? Promise.resolve())
      expect(error.kind, JSON.stringify(reply)).toBe('temporary')
    }
  })

  it('is found through the whole chain, and its status by the code alone when the id is lost', async () => {
    const clock = new FakeClock(NOON)
    const all = await opened({
      clock,
      settings: { referenceInHeader: 'from' },
      vendor: { variants: { headerName: 'fromHeader' } },
    })
    const lost = aRequest('+15555551374', 'att_74')
    expect(await rejection(all.provider.submit(lost, signal))).toMatchObject({ kind: 'ambiguous' })
    await clock.advance(10_000)
    const fax = faxOf(lost, { submittedAt: clock.now() })
    expect(await all.provider.find?.(fax, signal)).toEqual({ kind: 'found', providerRef: '779001' })
    expect(await all.provider.status(fax, signal)).toMatchObject({ outcome: { kind: 'delivered' } })
  })
})
