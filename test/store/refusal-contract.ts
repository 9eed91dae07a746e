/** What every implementation of `RefusalStore` must hold. */
import { expect, it } from 'vitest'
import type { Refusal } from '../../src/fax/refusal.ts'
import type { Store } from '../../src/store/store.ts'
import { at, T0 } from './rows.ts'

const DAY = 86_400_000

function aRefusal(id: string, fields: Partial<Refusal> = {}): Refusal {
  return {
    id,
    at: T0,
    lastAt: T0,
    times: 1,
    stage: 'recipient',
    listener: 'relay',
    peer: '198.51.100.7',
    user: null,
    sender: 'Ann@example.com',
    from: null,
    recipients: ['15555551212@fax.local'],
    code: 'E_SENDER_DENIED',
    text: 'You are not permitted.',
    ambiguous: ['a', 'b'],
    trace: [
      { subscriber: 'sales', entry: 0, field: 'from_email', result: 'fail', pattern: 'x@y', note: 'n' },
    ],
    leftOut: 3,
    ...fields,
  }
}

export function refusals(get: () => Store): void {
  it('keeps what was refused exactly as given, and counts up what comes again', async () => {
    const store = get()
    const first = aRefusal('r-1')
    await store.addRefusals([first, aRefusal('r-2', { stage: 'login', user: 'mfp1', sender: null })], T0)
    expect(await store.refusal('r-1')).toEqual(first)
    expect(await store.refusal('r-3')).toBeNull()
    await store.addRefusals([aRefusal('r-1', { times: 4, lastAt: at(60), trace: [] })], at(60))
    expect(await store.refusal('r-1')).toEqual({ ...first, times: 5, lastAt: at(60) })
  })

  it('lists refusals newest first, since an instant, and finds parts of addresses', async () => {
    const store = get()
    const ids = async (filter: Omit<Parameters<Store['refusals']>[0], 'limit'>, limit = 10) =>
      (await store.refusals({ ...filter, limit })).map(({ id }) => id)
    await store.addRefusals(
      [
        aRefusal('r-1'),
        aRefusal('r-2', { lastAt: at(10), sender: 'bob_1@example.com', recipients: ['1@fax.local'] }),
        aRefusal('r-3', { lastAt: at(20), peer: '192.0.2.9', code: 'E_LOOP', from: 'eve@else.test' }),
      ],
      T0,
    )
    expect(await ids({})).toEqual(['r-3', 'r-2', 'r-1'])
    expect(await ids({}, 2)).toEqual(['r-3', 'r-2'])
    expect(await ids({ since: at(10) })).toEqual(['r-3', 'r-2'])
    expect(await ids({ search: 'ANN@' })).toEqual(['r-3', 'r-1'])
    expect(await ids({ search: 'bob_1' })).toEqual(['r-2'])
    expect(await ids({ search: 'b_b' })).toEqual([])
    expect(await ids({ search: 'eve@' })).toEqual(['r-3'])
    expect(await ids({ search: '5551212' })).toEqual(['r-3', 'r-1'])
    expect(await ids({ search: '192.0.2' })).toEqual(['r-3'])
    expect(await ids({ search: 'e_loop' })).toEqual(['r-3'])
  })

  it('forgets refusals after thirty days, and the oldest beyond ten thousand', async () => {
    const store = get()
    await store.addRefusals([aRefusal('r-old')], T0)
    await store.addRefusals([aRefusal('r-new', { lastAt: at(31 * DAY) })], at(31 * DAY))
    expect((await store.refusals({ limit: 10 })).map(({ id }) => id)).toEqual(['r-new'])
    const many = Array.from({ length: 10_005 }, (_, i) =>
      aRefusal(`r-${i}`, { lastAt: at(31 * DAY + i + 1) }),
    )
    await store.addRefusals(many, at(31 * DAY))
    expect(await store.refusals({ limit: 20_000 })).toHaveLength(10_000)
    expect(await store.refusal('r-new')).toBeNull()
    expect(await store.refusal('r-10004')).not.toBeNull()
  })
}
