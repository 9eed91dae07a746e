import { afterEach, beforeEach, expect, it } from 'vitest'
import { addApi } from '../../src/api/api.ts'
import { addConsole } from '../../src/console/console.ts'
import { type ApiHouse, openApiHouse } from '../api/house.ts'

let house: ApiHouse
beforeEach(async () => {
  house = await openApiHouse({}, [addApi, addConsole])
})
afterEach(() => house.close())

const ask = (method: 'GET' | 'POST', url: string, headers: Record<string, string> = {}) =>
  house.server.inject({ method, url, headers: { host: 'localhost', ...headers } })
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const written = () => house.store.auditEntries({ action: 'access.refused', limit: 99 })

it('a right that is missing is written down, by the API and by the console', async () => {
  const { id } = await house.aFax({ subscriberId: 'office' })
  const token = await house.token(['faxes.read'])
  expect((await ask('POST', `/api/v1/faxes/${id}/cancel`, bearer(token))).statusCode).toBe(403)
  expect((await ask('POST', `/faxes/${id}/cancel`, bearer(token))).statusCode).toBe(403)
  const [console, api] = await written()
  const common = { from: '127.0.0.1', object: id, who: expect.stringMatching(/^token:tok_/) }
  const why = expect.stringContaining('faxes.write')
  expect(api).toMatchObject({
    ...common,
    detail: { route: 'POST /api/v1/faxes/:id/cancel', code: 'E_RIGHT', why, times: 1 },
  })
  expect(console).toMatchObject({ ...common, detail: { route: 'POST /faxes/:id/cancel', why } })
  expect((await house.deps.auditLog.verify({})).broken).toBeNull()
})

it('a thing of another subscriber is written down, though it is not there', async () => {
  const { id } = await house.aFax({ subscriberId: 'sales' })
  const token = await house.token(undefined, ['office'])
  expect((await ask('GET', `/api/v1/faxes/${id}`, bearer(token))).statusCode).toBe(404)
  expect((await ask('GET', `/faxes/${id}`, bearer(token))).statusCode).toBe(404)
  expect((await ask('GET', '/api/v1/faxes/fax_none', bearer(token))).statusCode).toBe(404)
  const rows = await written()
  expect(rows.map(({ object }) => object)).toEqual([id, id])
  expect(rows[0]?.detail['why']).toContain('another subscriber')
})

it('a token that there is not is written down, and never the token', async () => {
  const guessed = `fbt_${'7'.repeat(52)}`
  expect((await ask('GET', '/api/v1/me', bearer(guessed))).statusCode).toBe(401)
  const rows = await written()
  expect(rows).toMatchObject([{ who: 'nobody', detail: { route: 'GET /api/v1/me' } }])
  expect(JSON.stringify(rows)).not.toContain('77777')
})

it('a change that another site asks for is written down', async () => {
  const answer = await ask('POST', '/audit/verify', { 'sec-fetch-site': 'cross-site' })
  expect(answer.statusCode).toBe(403)
  expect(await written()).toMatchObject([{ who: 'nobody', detail: { code: 'E_FORGERY' } }])
})

it('whoever has not signed in yet is not', async () => {
  for (const url of ['/', '/faxes', '/api/v1/me', '/nowhere']) await ask('GET', url)
  expect(await written()).toEqual([])
})

it('a thousand of them are one row, and one with their number', async () => {
  const token = await house.token(['faxes.read'])
  for (let n = 0; n < 1000; n++) await ask('GET', '/api/v1/audit', bearer(token))
  expect(await written()).toHaveLength(1)
  await house.deps.refusals.tell(house.clock.now(), { all: true })
  expect((await written()).map(({ detail }) => detail['times'])).toEqual([999, 1])
})
