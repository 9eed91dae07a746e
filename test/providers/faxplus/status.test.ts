import { afterEach, describe, expect, it } from 'vitest'
import type { SubmittedFax } from '../../../src/providers/provider.ts'
import { timeText } from '../../../src/simulate/faxplus-records.ts'
import type { SimReply } from '../../../src/simulate/simulator.ts'
import { errorOf, faxOf, type Opened, type OpenOptions, open, request, sent, signal } from './opened.ts'

let opened: Opened
afterEach(() => opened.close())
const start = async (options: OpenOptions = {}) => {
  opened = await open(options)
  return opened
}

const NOW = Date.now()
const own = request('+15555551213')
const fax = faxOf(own, 'box1', NOW)
const record = (change: object) => ({
  id: 'rec1',
  status: 'success',
  comment: own.reference,
  pages: 2,
  duration: 40,
  start_time: timeText(NOW),
  ...change,
})

/** FAX.PLUS with exactly these things in it. `one`: what single reads give. */
async function holding(content: {
  outbox?: object[]
  one?: Readonly<Record<string, object>>
  sent?: object[]
}): Promise<Opened> {
  const { outbox = [], one = {}, sent: records = [] } = content
  return start({
    answer({ path }): SimReply {
      const name = path.replace('/v3/accounts/self/', '')
      if (name === 'outbox') return { status: 200, body: { records: outbox } }
      if (name === 'faxes') return { status: 200, body: { data: { records } } }
      const found = one[name]
      return found === undefined ? { status: 404, body: {} } : { status: 200, body: found }
    },
  })
}

const status = (of: SubmittedFax = fax) => opened.provider.status(of, signal)

describe('the standing of a fax', () => {
  it('outbox, then record, then lists', async () => {
    await holding({ sent: [record({})] })
    expect(await status()).toEqual({
      kind: 'verdict',
      outcome: { kind: 'delivered', pagesSent: 2, remoteStationId: null, callSeconds: 40 },
    })
    expect(
      opened.simulator.requests.map(({ request: { path } }) => path.slice('/v3/accounts/self/'.length)),
    ).toEqual(['outbox/box1', 'faxes/box1', 'outbox', 'faxes'])
  })

  it('a failed record is no verdict while FAX.PLUS tries again', async () => {
    await holding({
      one: { 'faxes/box1': record({ status: 'failed_user_busy' }) },
      outbox: [{ id: 'box2', status: 'scheduled_for_sending', comment: { text: own.reference, tags: [] } }],
    })
    expect(await status()).toMatchObject({ kind: 'progress' })
  })

  it('a later success counts more than the failure that has our id', async () => {
    await holding({
      one: { 'faxes/box1': record({ status: 'failed_user_busy' }) },
      sent: [record({ id: 'r1', status: 'failed_no_answer' }), record({ id: 'r2' })],
    })
    expect(await status()).toMatchObject({ outcome: { kind: 'delivered' } })
  })

  it('of several failures the latest counts', async () => {
    const at = (minutes: number) => timeText(NOW + minutes * 60_000)
    await holding({
      sent: [
        record({ id: 'r1', status: 'failed_no_answer', start_time: at(1) }),
        record({ id: 'r3', status: 'failed_unallocated_number', start_time: at(3) }),
        record({ id: 'r2', status: 'failed_user_busy', start_time: at(2) }),
      ],
    })
    expect(await status()).toMatchObject({ outcome: { failure: 'number-unallocated' } })
  })

  it('a partly sent fax tells its pages, where FAX.PLUS does', async () => {
    await holding({ one: { 'faxes/box1': record({ status: 'partially_sent', pages: 1 }) } })
    expect(await status()).toMatchObject({
      outcome: {
        failure: 'partial',
        pagesSent: 1,
        providerCode: 'partially_sent',
        providerText: expect.stringContaining('1 of 2 pages'),
      },
    })
    await opened.close()
    await holding({ one: { 'faxes/box1': record({ status: 'partially_sent', pages: 2 }) } })
    expect(await status()).toMatchObject({
      outcome: { failure: 'partial', pagesSent: 0, providerText: expect.stringContaining('not told') },
    })
  })

  it.each([
    ['unknown in a record', { one: { 'faxes/box1': record({ status: 'teleported' }) } }, 'teleported'],
    ['unknown in the outbox', { one: { 'outbox/box1': { id: 'box1', status: 'resting' } } }, 'resting'],
    ['no status in a record', { one: { 'faxes/box1': record({ status: null }) } }, 'no status'],
    ['no status in the outbox', { one: { 'outbox/box1': { id: 'box1' } } }, 'no status'],
    ['nowhere', {}, 'neither in the outbox nor among the sent faxes'],
  ])('%s: no verdict', async (_, content, raw) => {
    await holding(content)
    expect(await status()).toEqual({ kind: 'unknown', raw })
  })

  it('numbers as text and status words in capitals are read', async () => {
    await holding({ one: { 'faxes/box1': record({ status: 'SUCCESS ', pages: '2', duration: '41.5' }) } })
    expect(await status()).toMatchObject({ outcome: { kind: 'delivered', pagesSent: 2, callSeconds: 41.5 } })
  })

  it('a record without pages was sent whole', async () => {
    await holding({ one: { 'faxes/box1': record({ pages: undefined, duration: undefined }) } })
    expect(await status()).toMatchObject({ outcome: { kind: 'delivered', pagesSent: 2, callSeconds: null } })
  })

  it('a comment that a person has written around our reference still counts, a longer reference does not', async () => {
    await holding({ sent: [record({ comment: `for the file, ${own.reference}; checked` })] })
    expect(await status()).toMatchObject({ kind: 'verdict' })
    await opened.close()
    await holding({ sent: [record({ comment: `${own.reference}2` })] })
    expect(await status()).toMatchObject({ kind: 'unknown' })
  })

  it('an unreadable answer is temporary and no verdict', async () => {
    await start({ answer: () => ({ status: 200, body: '<html>' }) })
    expect(await errorOf(status())).toMatchObject({ code: 'E_PROVIDER_REPLY', kind: 'temporary' })
  })
})

describe('the standing of many faxes', () => {
  it('costs one request as long as all are in the outbox', async () => {
    const { provider, simulator } = await start()
    const references = ['att_a', 'att_b', 'att_c']
    const faxes: SubmittedFax[] = []
    for (const reference of references) {
      const each = request('+15555551298', { reference })
      const reply = await provider.submit(each, signal)
      faxes.push(faxOf(each, reply.kind === 'taken' ? reply.providerRef : null))
    }
    const before = simulator.requests.length
    const reports = await provider.statusOfMany?.(faxes, signal)
    expect([...(reports?.keys() ?? [])]).toEqual(references)
    expect([...(reports?.values() ?? [])].every(({ kind }) => kind === 'progress')).toBe(true)
    expect(simulator.requests.length - before).toBe(1)
  })

  it('asks for those by themselves that have left it', async () => {
    const { provider } = await start()
    const slow = await sent(provider, '+15555551298')
    const done = faxOf(request('+15555551213', { reference: 'att_other' }), null)
    const reply = await provider.submit(request('+15555551213', { reference: 'att_other' }), signal)
    const known = { ...done, providerRef: reply.kind === 'taken' ? reply.providerRef : null }
    await expect.poll(() => provider.status(known, signal)).toMatchObject({ kind: 'verdict' })
    const reports = await provider.statusOfMany?.([slow, known], signal)
    expect(reports?.get(slow.reference)).toMatchObject({ kind: 'progress' })
    expect(reports?.get('att_other')).toMatchObject({ kind: 'verdict', outcome: { kind: 'delivered' } })
  })

  it('one record that cannot be read hides no other; if none can be read, that is told', async () => {
    const broken: OpenOptions = {
      answer: ({ path }) => {
        if (path.endsWith('/faxes/bad')) return { status: 200, body: '<html>' }
        if (path.endsWith('/faxes/box1')) return { status: 200, body: record({}) }
        return path.endsWith('/outbox') ? { status: 200, body: { records: [] } } : { status: 404 }
      },
    }
    await start(broken)
    const bad = faxOf(request('+15555551214', { reference: 'att_bad' }), 'bad', NOW)
    const reports = await opened.provider.statusOfMany?.([bad, fax], signal)
    expect([...(reports?.keys() ?? [])]).toEqual([fax.reference])
    const error = await errorOf(opened.provider.statusOfMany?.([bad], signal) ?? Promise.resolve())
    expect(error?.code).toBe('E_PROVIDER_REPLY')
  })
})

describe('looking for a fax after a lost answer', () => {
  const lost = faxOf(own, null, NOW)
  const find = () => opened.provider.find?.(lost, signal)

  it('finds it in the outbox before it looks among the sent ones', async () => {
    await holding({ outbox: [{ id: 'box9', status: 'sending', comment: { text: own.reference } }] })
    expect(await find()).toEqual({ kind: 'found', providerRef: 'box9' })
    expect(opened.simulator.requests).toHaveLength(1)
  })

  it('finds it by a tag too, and by a comment as plain text in the outbox', async () => {
    await holding({ outbox: [{ id: 'box9', comment: { text: '', tags: [own.reference] } }] })
    expect(await find()).toEqual({ kind: 'found', providerRef: 'box9' })
    await opened.close()
    await holding({ outbox: [{ id: 'box9', comment: own.reference }] })
    expect(await find()).toEqual({ kind: 'found', providerRef: 'box9' })
  })

  it('not found only when every entry could be read', async () => {
    await holding({ outbox: [], sent: [record({ comment: 'another' })] })
    expect(await find()).toEqual({ kind: 'notFound' })
    await opened.close()
    await holding({ sent: [{ status: 'success' }] })
    expect(await find()).toMatchObject({ kind: 'cannotTell', text: expect.stringContaining(own.reference) })
    await opened.close()
    await holding({ outbox: [['what is this']] })
    expect(await find()).toMatchObject({ kind: 'cannotTell' })
  })

  it('a list that always shows the same full page is not the whole list', async () => {
    const records = Array.from({ length: 50 }, (_, n) => record({ id: `r${n}`, comment: 'another' }))
    await holding({ sent: records })
    expect(await find()).toMatchObject({ kind: 'cannotTell' })
    expect(opened.simulator.requests.length).toBeLessThan(6)
  })

  it.each(['newest', 'oldest'] as const)('walks over many pages, %s first', async order => {
    await start({ vendor: { variants: { order } } })
    let at = NOW - 5 * 3_600_000
    for (let n = 0; n < 130; n++) {
      opened.vendor.receive(
        Buffer.from('%PDF-'),
        { called: '+15555550100', caller: '+15555551234' },
        {
          category: 'sent',
          startTime: at,
          comment: n === 65 ? own.reference : 'another',
        },
      )
      // Several within a second, and gaps.
      at += n % 3 === 0 ? 30_000 : 300
    }
    expect(await find()).toMatchObject({
      kind: 'found',
      providerRef: expect.stringContaining((66).toString(16)),
    })
  })

  it('finds it although the times there are five hours behind', async () => {
    await start()
    opened.vendor.receive(
      Buffer.from('%PDF-'),
      { called: '+15555550100', caller: '+15555551234' },
      {
        category: 'sent',
        startTime: NOW - 5 * 3_600_000,
        comment: own.reference,
      },
    )
    expect(await find()).toMatchObject({ kind: 'found' })
  })

  it.each([{ records: null }, { data: { records: null } }, { data: [] }, []])(
    'an empty list as %j is empty',
    async body => {
      await start({ answer: () => ({ status: 200, body }) })
      expect(await find()).toEqual({ kind: 'notFound' })
    },
  )

  it.each([{}, { records: {} }, { error: 'x' }])('%j is no list, and so no proof', async body => {
    await start({ answer: () => ({ status: 200, body }) })
    expect(await errorOf(find() ?? Promise.resolve())).toMatchObject({ code: 'E_PROVIDER_REPLY' })
  })
})
