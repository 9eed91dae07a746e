import Fastify from 'fastify'
import { expect, it } from 'vitest'
import type { AuditEntry } from '../../src/access/audit.ts'
import { addAccessOperations } from '../../src/http/access-operations.ts'
import { auditControl } from '../../src/http/control-audit.ts'
import { answerWithProblems } from '../../src/http/problem.ts'
import { silentLogger } from '../../src/runtime.ts'
import { anAdmin } from './admin-house.ts'

async function aControl() {
  const written: AuditEntry[] = []
  const admin = await anAdmin([])
  const server = Fastify()
  answerWithProblems(server, silentLogger)
  auditControl(server, async entry => void written.push(entry))
  server.get('/faxes/:id/pages.tiff', async () => 'pages')
  server.get('/faxes', async () => [])
  server.post('/faxes/:id/actions', async () => ({}))
  server.post('/something/new', async () => ({}))
  addAccessOperations(server, { ...admin.deps, store: admin.house.store })
  const call = async (method: 'GET' | 'POST', url: string, payload?: object, user = '1000/anna') => {
    const answer = await server.inject({
      ...{ method, url, headers: { 'x-faxbridge-user': user } },
      ...(payload === undefined ? {} : { payload }),
    })
    const json = String(answer.headers['content-type']).includes('json')
    return { status: answer.statusCode, body: json ? (answer.json() as unknown) : answer.body }
  }
  const close = async () => {
    await server.close()
    await admin.close()
  }
  return { call, written, close, admin }
}

it('writes down what is done and looked at over the control socket, and who it was', async () => {
  const { call, written, close } = await aControl()
  await call('GET', '/faxes')
  await call('GET', '/faxes/fax_1/pages.tiff').catch(() => {})
  await call('POST', '/faxes/fax_1/actions', { type: 'hold', by: 'anna', reason: 'ask first' })
  await call('POST', '/something/new', { secret: 'x' }, 'root\nforged')
  expect(written).toEqual([
    { who: 'local:1000/anna', from: 'local', action: 'documents.pages', object: 'fax_1', detail: {} },
    {
      ...{ who: 'local:1000/anna', from: 'local', action: 'faxes.hold', object: 'fax_1' },
      detail: { reason: 'ask first' },
    },
    { who: 'local', from: 'local', action: 'control.something/new', object: '', detail: {} },
  ])
  await close()
})

it('makes, changes and removes users and tokens; no password and no token is written down', async () => {
  const { call, written, close } = await aControl()
  const password = 'correct horse battery'
  const ann = { name: 'Ann', role: 'admin', subscribers: null, rights: [], password }
  expect(await call('POST', '/users', ann)).toMatchObject({
    status: 200,
    body: { name: 'ann', role: 'admin' },
  })
  expect(await call('POST', '/users', ann)).toMatchObject({ status: 409, body: { code: 'E_EXISTS' } })
  expect(await call('POST', '/users', { ...ann, name: 'b', role: 'boss' })).toMatchObject({ status: 400 })
  expect(await call('POST', '/users', { ...ann, name: 'b', password: 'short' })).toMatchObject({
    status: 400,
  })
  expect(await call('POST', '/users', { ...ann, name: 'b', subscribers: ['nowhere'] })).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining('there is office') },
  })
  expect(await call('POST', '/users', { ...ann, name: 'b', role: 'subscriber' })).toMatchObject({
    status: 400,
  })
  const change = { role: 'subscriber', subscribers: ['office'], rights: ['inbox.read'] }
  expect(await call('POST', '/users/ann', change)).toMatchObject({ body: change })
  expect(await call('POST', '/users/ann', { disabled: true })).toMatchObject({ body: { disabled: true } })
  expect(await call('POST', '/users/ann/password', { password: `${password}!` })).toMatchObject({
    status: 200,
  })
  expect(await call('GET', '/users')).toMatchObject({ body: [{ name: 'ann' }] })
  expect(await call('POST', '/users/ann/remove', {})).toMatchObject({ status: 200 })
  expect(await call('POST', '/users/ann/remove', {})).toMatchObject({ status: 404 })
  const wanted = { name: 'erp', rights: ['faxes.send'], subscribers: ['office'] }
  const { body: made } = await call('POST', '/tokens', wanted)
  const { token, view } = made as { token: string; view: { id: string } }
  expect(token).toMatch(/^fbt_[0-9a-z]{52}$/)
  expect(await call('POST', '/tokens', { ...wanted, rights: ['all'] })).toMatchObject({ status: 400 })
  expect(await call('POST', '/tokens', { ...wanted, expiresAt: 1 })).toMatchObject({ status: 400 })
  expect(await call('GET', '/tokens')).toMatchObject({
    body: [{ id: view.id, createdBy: 'local:1000/anna', rights: ['faxes.send'] }],
  })
  expect(JSON.stringify(await call('GET', '/tokens'))).not.toContain('digest')
  expect(await call('POST', `/tokens/${view.id}/remove`, {})).toMatchObject({ status: 200 })
  const text = JSON.stringify(written)
  expect(text).toContain('access.user-password')
  expect(text).toContain('access.token-remove')
  for (const secret of [password, token]) expect(text).not.toContain(secret)
  await close()
})

it('gives the audit log by time, and says whether it is whole', async () => {
  const { call, close, admin } = await aControl()
  for (const object of ['fax_1', 'fax_2'])
    await admin.deps.audit({ who: 'user:ann', from: '::1', action: 'faxes.cancel', object, detail: {} })
  expect(await call('GET', '/audit?object=fax_2')).toMatchObject({ body: [{ sequence: 2, object: 'fax_2' }] })
  const { body } = await call('GET', '/audit/verify')
  const { head } = body as { head: { sequence: number; hash: string } }
  expect(body).toMatchObject({ checked: 2, broken: null })
  const noted = await call('GET', `/audit/verify?head=${head.sequence + 1}:${head.hash}`)
  expect(noted).toMatchObject({ body: { broken: { sequence: 3 } } })
  expect(await call('GET', '/audit/verify?head=nonsense')).toMatchObject({ status: 400 })
  await close()
})
