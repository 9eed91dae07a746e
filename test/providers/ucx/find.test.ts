import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aRequest } from '../provider-contract.ts'
import { aFax, errorOf, openUcxAt, signal } from './open.ts'
import { lists, ok, scripted } from './scripted.ts'

const START = Date.UTC(2026, 10, 21, 8, 0, 0)
const NUMBER = '14695550101'
/** A job as ActiveJobs shows it, one second after we asked. */
const active = (more: object = {}) => ({
  jobid: 'TX82',
  time: START / 1000 + 1,
  destination: NUMBER,
  state: 'Active',
  sent_pages: '0',
  total_pages: '2',
  modem: 'ttyIAX2',
  ...more,
})
const record = (more: object = {}) => {
  const { destination, ...rest } = active({ state: 'Done', ...more }) as ReturnType<typeof active>
  return { phone_number: destination, requestor: 'API', ...rest }
}
const look = (jobs: readonly object[], records: readonly object[], fax = aFax(), keys = {}) =>
  scripted(lists(jobs, records), keys).provider.find?.(fax, signal)

describe('after a lost answer', () => {
  it('exactly one job that fits is ours, active or completed', async () => {
    expect(await look([active()], [])).toEqual({ kind: 'found', providerRef: 'TX82' })
    expect(await look([], [record()])).toEqual({ kind: 'found', providerRef: 'TX82' })
    // It ended between the two questions: one job, not two.
    expect(await look([active()], [record()])).toEqual({ kind: 'found', providerRef: 'TX82' })
  })

  it.each([
    ['an older number', { jobid: 'TX81' }],
    ['another destination', { destination: '14695550102' }],
  ])('%s: not ours', async (_name, more) => {
    expect(await look([active(more)], [record({ ...more, jobid: 'TX80' })])).toEqual({ kind: 'notFound' })
  })

  it('nothing at all: not taken', async () => {
    expect(await look([], [])).toEqual({ kind: 'notFound' })
  })

  it.each([
    ['with outside line', `9${NUMBER}`],
    ['without country code', '4695550101'],
    ['with a plus and blanks', '+1 469 555 0101'],
  ])('the number %s is the same number', async (_name, destination) => {
    expect(await look([active({ destination })], [])).toMatchObject({ kind: 'found' })
  })

  it('several: a person decides, with the candidates before him', async () => {
    const reply = await look(
      [active(), active({ jobid: 'TX84', time: START / 1000 + 9 })],
      [record({ jobid: 'TX83' })],
    )
    expect(reply).toEqual({
      kind: 'cannotTell',
      text:
        'The UCX may have taken the fax as one of these jobs: ' +
        `TX82 to ${NUMBER}, at 2026-11-21 08:00:01 UTC, 2 pages, Active, ttyIAX2; ` +
        `TX84 to ${NUMBER}, at 2026-11-21 08:00:09 UTC, 2 pages, Active, ttyIAX2; ` +
        `TX83 to ${NUMBER}, at 2026-11-21 08:00:01 UTC, 2 pages, Done, ttyIAX2.`,
    })
  })

  it.each([
    ['other pages', { total_pages: '7' }],
    ['another modem', { modem: 'ttyIAX1' }],
    ['a time before we asked', { time: START / 1000 - 600 }],
    ['no destination', { destination: '' }],
  ])('%s proves nothing: neither found nor resent', async (_name, more) => {
    expect(await look([active(more)], [])).toMatchObject({ kind: 'cannotTell' })
    // Beside one that fits in everything it is somebody else's.
    expect(await look([active(more), active({ jobid: 'TX83' })], [])).toEqual({
      kind: 'found',
      providerRef: 'TX83',
    })
  })

  it.each([
    ['pages are not counted yet', { total_pages: '0' }],
    ['a clock that is half a minute behind', { time: START / 1000 - 30 }],
    ['fields that the samples leave out', { total_pages: undefined, modem: undefined, time: undefined }],
    ['a modem of another name', { modem: 'any' }],
  ])('%s: found all the same', async (_name, more) => {
    expect(await look([active(more)], [])).toMatchObject({ kind: 'found' })
  })

  it('without a watermark, faxes of other days are left out by their time', async () => {
    const old = record({ jobid: 'TX7', time: START / 1000 - 3 * 86_400 })
    const fax = aFax({ watermark: null })
    expect(await look([active()], [old], fax)).toEqual({ kind: 'found', providerRef: 'TX82' })
    expect(await look([], [old], fax)).toEqual({ kind: 'notFound' })
  })

  it('numbers that began anew prove nothing', async () => {
    const fax = aFax({ watermark: 'TX5000' })
    expect(await look([active({ jobid: 'TX1' })], [], fax)).toEqual({ kind: 'found', providerRef: 'TX1' })
    const old = record({ jobid: 'TX4999', time: START / 1000 - 3600 })
    expect(await look([], [old], fax)).toMatchObject({ kind: 'cannotTell' })
  })

  it('a row that cannot be read may be ours', async () => {
    expect(await look([{ jobid: 'banana' }], [])).toMatchObject({ kind: 'cannotTell' })
    expect(await look([], [['odd']])).toMatchObject({ kind: 'cannotTell' })
  })

  it('fewer records than the UCX counts: nobody can tell', async () => {
    const { provider } = scripted(request =>
      request.path === 'recordcount' ? ok({ count: 3 }) : lists([], [record({ jobid: 'TX1' })])(request),
    )
    expect(await provider.find?.(aFax(), signal)).toMatchObject({ kind: 'cannotTell' })
  })

  it('a UCX that ignores the offset is not read for ever', async () => {
    const { provider, requests } = scripted(request =>
      request.path === 'recordsget' ? ok({ records: [record()] }) : lists([], [record()])(request),
    )
    expect(await provider.find?.(aFax(), signal)).toMatchObject({ kind: 'found' })
    expect(requests.length).toBeLessThan(10)
  })

  it('records that are deleted while we read are no reason to miss ours', async () => {
    const records = Array.from({ length: 450 }, (_, i) =>
      record({ jobid: `TX${100 + i}`, destination: '14695559999' }),
    )
    records.push(record({ jobid: 'TX900' }))
    let reads = 0
    const { provider } = scripted(request => {
      const reply = lists([], records)(request)
      // Somebody deletes the first 300 after our first page: ours moves to a place that we have passed.
      if (request.path === 'recordsget' && ++reads === 1) records.splice(0, 300)
      return reply
    })
    const reply = await provider.find?.(aFax({ watermark: 'TX899' }), signal)
    expect(reply).toEqual({ kind: 'found', providerRef: 'TX900' })
  })

  it('an unreachable UCX is an error, never "not found"', async () => {
    const { provider } = scripted(() => ({ status: 500, body: 'oops' }))
    expect(await errorOf(provider.find?.(aFax(), signal) ?? Promise.resolve())).toMatchObject({
      kind: 'temporary',
    })
  })

  it('never says "not found" when a job with our number and a higher id is there, whatever else it says', async () => {
    const odd = fc.record(
      {
        time: fc.oneof(fc.integer(), fc.string(), fc.constant(null)),
        total_pages: fc.oneof(fc.nat(20), fc.string()),
        modem: fc.string(),
        state: fc.string(),
        station_id: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(odd, fc.array(odd), fc.boolean(), async (ours, others, ended) => {
        const rest = others.map((row, i) => ({ ...row, jobid: `TX${200 + i}`, phone_number: '14695559999' }))
        const row = { ...ours, jobid: 'TX90', destination: NUMBER }
        const reply = ended ? await look([], [...rest, row]) : await look([row], rest)
        expect(reply?.kind).not.toBe('notFound')
      }),
    )
  })
})

describe('the watermark', () => {
  it('is the highest job number, active or completed, in either order of records', async () => {
    const mark = (jobs: readonly object[], records: readonly object[]) =>
      scripted(lists(jobs, records)).provider.watermark?.(signal)
    expect(await mark([], [])).toBe('TX0')
    expect(await mark([active({ jobid: 'TX90' })], [record({ jobid: 'TX88' })])).toBe('TX90')
    const many = Array.from({ length: 1_000 }, (_, i) => record({ jobid: `TX${i + 1}` }))
    expect(await mark([], many)).toBe('TX1000')
    expect(await mark([], many.toReversed())).toBe('TX1000')
  })

  it('takes four small requests on a UCX with thousands of records', async () => {
    const many = Array.from({ length: 9_000 }, (_, i) => record({ jobid: `TX${i + 1}` }))
    const { provider, paths } = scripted(lists([], many))
    expect(await provider.watermark?.(signal)).toBe('TX9000')
    expect(paths()).toEqual(['token', 'activejobs', 'recordcount', 'recordsget', 'recordsget'])
  })

  it('is read before a submission, and the very next job is above it', async () => {
    const opened = await openUcxAt()
    try {
      const before = await opened.provider.watermark?.(signal)
      const reply = await opened.provider.submit(aRequest('+14695550101'), signal)
      expect([before, reply]).toEqual(['TX0', { kind: 'taken', providerRef: 'TX82' }])
      expect(await opened.provider.watermark?.(signal)).toBe('TX82')
    } finally {
      await opened.close()
    }
  })
})
