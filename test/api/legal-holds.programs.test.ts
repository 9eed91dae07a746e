import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ApiHouse, openApiHouse, refusal } from './house.ts'

let house: ApiHouse
beforeEach(async () => {
  house = await openApiHouse()
})
afterEach(() => house.close())

it('are placed on a fax, a received fax and a subscriber, shown, lifted, and written down', async () => {
  const client = await house.client()
  const { id, submissionId } = await house.aFax()
  const { id: inbox } = await house.aReceived()
  const placed = await client.placeLegalHold({ body: { id, reason: 'case 4711' } })
  expect(placed.hold).toMatchObject({
    subject: submissionId,
    reason: 'case 4711',
    placedBy: 'HIS',
    releasedAt: null,
  })
  await client.placeLegalHold({ body: { id: inbox, reason: 'case 4712' } })
  await client.placeLegalHold({ body: { subscriber: 'sales', reason: 'audit 2026' } })
  const subjects = async (query: { all?: 'true' | 'false' } = {}) =>
    (await client.listLegalHolds({ query })).items.map(({ subject }) => subject)
  expect((await subjects()).sort()).toEqual([inbox, submissionId, 'subscriber:sales'].sort())
  await client.liftLegalHold({ body: { subscriber: 'sales', reason: 'audit closed' } })
  expect(await subjects()).toHaveLength(2)
  expect(await subjects({ all: 'true' })).toHaveLength(3)
  const written = await house.store.auditEntries({ action: 'archive.', limit: 9 })
  expect(written.map(({ action, object }) => [action, object]).reverse()).toEqual([
    ['archive.hold', id],
    ['archive.hold', inbox],
    ['archive.hold', 'sales'],
    ['archive.release', 'sales'],
  ])
  const history = await house.store.history(id)
  expect(history.at(-1)?.text).toContain('case 4711')
})

it('are refused with the reason, and nothing is done twice', async () => {
  const client = await house.client()
  const { id } = await house.aFax()
  const reason = 'case 4711'
  const once = { body: { id, reason }, idempotencyKey: 'one' }
  const first = await client.placeLegalHold(once)
  expect(await client.placeLegalHold(once)).toEqual(first)
  expect(await refusal(client.placeLegalHold({ body: { id, reason } }))).toMatchObject({
    code: 'E_WRONG_STATE',
  })
  expect(await refusal(client.placeLegalHold({ body: { reason } }))).toMatchObject({ status: 400 })
  expect(await refusal(client.placeLegalHold({ body: { id, subscriber: 'sales', reason } }))).toMatchObject({
    status: 400,
  })
  expect(await refusal(client.placeLegalHold({ body: { id, reason: 'x' } }))).toMatchObject({ status: 400 })
  expect(await refusal(client.liftLegalHold({ body: { subscriber: 'sales', reason } }))).toMatchObject({
    code: 'E_WRONG_STATE',
  })
  const office = await house.client(undefined, ['office'])
  expect(await refusal(office.listLegalHolds())).toMatchObject({ code: 'E_RIGHT' })
  expect(await refusal(office.placeLegalHold({ body: { id, reason } }))).toMatchObject({ code: 'E_RIGHT' })
})
