/** Pages for requests that are refused before anybody looks who asks. */
import { afterEach, expect, it } from 'vitest'
import { addConsole } from '../../src/console/console.ts'
import { type AdminHouse, anAdmin } from '../http/admin-house.ts'

let admin: AdminHouse
afterEach(() => admin.close())

it.each([
  ['another site', { method: 'POST', url: '/login', headers: { origin: 'https://evil.example' } }, 403],
  ['another name', { method: 'GET', url: '/faxes', headers: { host: 'evil.example' } }, 421],
  ['no such page', { method: 'GET', url: '/zork', headers: {} }, 404],
] as const)('%s: a page that says so', async (_, request, status) => {
  admin = await anAdmin([addConsole])
  const answer = await admin.inject(request)
  expect(answer.statusCode).toBe(status)
  expect(answer.headers['content-type']).toContain('text/html')
  expect(answer.body).toContain('<code>E_')
  expect(answer.body).not.toContain('E_INTERNAL')
})

it('too many requests: a page, too', async () => {
  admin = await anAdmin([addConsole], {
    http: 'admin: { listen: "127.0.0.1:0" }, limits: { requestsPerMinute: 10 }',
  })
  const ask = () => admin.inject({ method: 'GET', url: '/login' })
  for (let i = 0; i < 10; i++) expect((await ask()).statusCode).toBe(200)
  expect((await ask()).statusCode).toBe(429)
})

it('a form on the answer to a form leads to no address that takes forms only', async () => {
  admin = await anAdmin([addConsole])
  const answer = await admin.inject({
    method: 'POST',
    url: '/login',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' },
    payload: 'user=x&password=y',
  })
  expect(answer.body).toContain('name="back" value="/"')
})

it('programs that ask the API for nothing get a problem document', async () => {
  admin = await anAdmin([addConsole])
  const answer = await admin.inject({ method: 'GET', url: '/api/v1/zork' })
  expect([answer.statusCode, answer.json().code]).toEqual([404, 'E_NOT_FOUND'])
})
