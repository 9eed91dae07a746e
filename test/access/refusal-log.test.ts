import { beforeEach, expect, it } from 'vitest'
import type { AuditEntry } from '../../src/access/audit.ts'
import { MOST_REFUSALS, REFUSAL_MS, RefusalLog, type RefusedRequest } from '../../src/access/refusal-log.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import { silentLogger } from '../../src/runtime.ts'

let rows: AuditEntry[]
let log: RefusalLog
beforeEach(() => {
  rows = []
  log = new RefusalLog({ audit: async entry => void rows.push(entry), log: silentLogger })
})

const at = (ms: number) => ms as EpochMs
const refused = (fields: Partial<RefusedRequest> = {}): RefusedRequest => ({
  who: 'user:vera',
  from: '192.0.2.7',
  route: 'POST /faxes/:id/cancel',
  object: 'fax_1',
  code: 'E_RIGHT',
  why: 'It is "faxes.write".',
  ...fields,
})
const times = () => rows.map(({ detail }) => detail['times'])

it('writes the first one at once, with who, what and why', async () => {
  await log.note(refused(), at(0))
  expect(rows).toEqual([
    {
      who: 'user:vera',
      from: '192.0.2.7',
      action: 'access.refused',
      object: 'fax_1',
      detail: { route: 'POST /faxes/:id/cancel', code: 'E_RIGHT', why: 'It is "faxes.write".', times: 1 },
    },
  ])
})

it('counts what follows within a minute, and writes it as one row', async () => {
  for (let n = 0; n < 1000; n++) await log.note(refused({ object: `fax_${n}` }), at(n))
  expect(rows).toHaveLength(1)
  await log.tell(at(REFUSAL_MS - 1))
  expect(rows).toHaveLength(1)
  await log.tell(at(REFUSAL_MS))
  expect(times()).toEqual([1, 999])
  expect(rows[1]).toMatchObject({ who: 'user:vera', object: '', detail: { within: 'a minute' } })
  await log.note(refused(), at(REFUSAL_MS + 1))
  expect(times()).toEqual([1, 999, 1])
  await log.tell(at(REFUSAL_MS * 3))
  expect(times()).toEqual([1, 999, 1])
})

it('tells people, routes, reasons and addresses apart, but not the addresses of one network', async () => {
  await log.note(refused(), at(0))
  await log.note(refused({ who: 'user:otto' }), at(0))
  await log.note(refused({ route: 'GET /audit' }), at(0))
  await log.note(refused({ code: 'E_FORGERY' }), at(0))
  await log.note(refused({ from: '2001:db8::1' }), at(0))
  await log.note(refused({ from: '2001:db8::2' }), at(0))
  expect(rows).toHaveLength(5)
})

it('writes a bounded number of rows, however many ask, and forgets none in its sums', async () => {
  const all = 5000
  for (let n = 0; n < all; n++)
    await log.note(refused({ who: 'nobody', from: `10.0.${n >> 8}.${n & 255}` }), at(n))
  expect(rows).toHaveLength(MOST_REFUSALS)
  await log.tell(at(0), { all: true })
  expect(rows).toHaveLength(MOST_REFUSALS + 1)
  expect(rows.at(-1)).toMatchObject({ who: 'several' })
  expect(times().reduce((sum: number, n) => sum + Number(n), 0)).toBe(all)
})

it('does not fail when nothing can be written', async () => {
  const broken = new RefusalLog({ audit: () => Promise.reject(new Error('disk full')), log: silentLogger })
  await broken.note(refused(), at(0))
  await broken.note(refused(), at(1))
  await broken.tell(at(0), { all: true })
})
