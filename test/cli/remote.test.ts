import { once } from 'node:events'
import { chmodSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { controlOver, remoteControl } from '../../src/cli/remote.ts'
import type { AlarmId } from '../../src/fax/alarm.ts'
import type { InboxDetail, InboxView } from '../../src/inbound/inbox-views.ts'
import type { FaxDetail, FaxView } from '../../src/outbound/views.ts'
import { type ApiHouse, openApiHouse, TIFF } from '../api/house.ts'
import { makeCertificate } from '../fakes/certificate.ts'

let house: ApiHouse
beforeEach(async () => {
  house = await openApiHouse()
})
afterEach(() => house.close())

const control = async () => controlOver(await house.client(), 'http://localhost')

describe('a daemon elsewhere', () => {
  it('answers what the commands ask of the control socket', async () => {
    const { id, submissionId } = await house.aFax()
    await house.withPages(id)
    await house.clock.advance(1)
    const newer = await house.aFax()
    const remote = await control()
    const list = (query: Record<string, string>) => remote.get<FaxView[]>('/faxes', query)
    expect((await list({ limit: '10' })).map(fax => fax.id)).toEqual([newer.id, id])
    expect((await list({ limit: '10', before: newer.id })).map(fax => fax.id)).toEqual([id])
    expect(await list({ state: 'failed', limit: '1' })).toEqual([])
    expect((await remote.get<FaxDetail>(`/faxes/${id}`)).history.at(-1)?.type).toBe('prepared')
    expect((await remote.get<{ faxes: FaxView[] }>(`/mails/${submissionId}`)).faxes).toHaveLength(1)
    expect(await remote.bytes(`/faxes/${id}/pages.tiff`)).toEqual(Buffer.from(TIFF))
    const received = await house.aReceived()
    expect((await remote.get<InboxView[]>('/inbox', { limit: '5' })).map(fax => fax.id)).toEqual([
      received.id,
    ])
    expect((await remote.get<InboxDetail>(`/inbox/${received.id}`)).state).toBe('unrouted')
  })

  it('shows alarms, users, tokens, accounts, holds, refusals and the audit log as the control socket does', async () => {
    const { store, clock, runtime, deps } = house
    const at = clock.now()
    const alarm = {
      kind: 'disk-low',
      about: '',
      facts: { free: 1, limit: 2 },
      count: 1,
      until: null,
    } as const
    await store.raiseAlarm({ id: runtime.ids.next('alm') as AlarmId, raisedAt: at, ...alarm })
    await deps.audit({ who: 'user:anna', from: '::1', action: 'faxes.hold', object: 'fax_1', detail: {} })
    const remote = await control()
    const first = async <T>(path: string, query = {}) => (await remote.get<readonly T[]>(path, query))[0]
    expect(await first('/alarms')).toMatchObject({ name: 'disk-low', clearedAt: null })
    expect(await remote.post('/alarms/acknowledge', { name: 'disk-low', by: 'ann' })).toEqual({
      became: 'done',
    })
    expect(await remote.get('/users')).toEqual([])
    expect(await first('/tokens')).toMatchObject({ name: 'HIS', createdAt: at, expiresAt: null })
    expect(await first('/providers')).toMatchObject({ account: 'demo', standing: 'open' })
    expect(await remote.get('/providers/demo/balance')).toEqual({ balance: '12.50 EUR' })
    expect(await remote.post('/providers/demo/test', {})).toMatchObject([{ ok: true }])
    expect(await remote.get('/archive/holds', { all: 'true' })).toEqual([])
    expect(await remote.get('/refused', { since: String(at), limit: '5' })).toEqual([])
    const audit = (query: object) => first<{ at: number }>('/audit', { limit: '5', ...query })
    expect(await audit({ action: 'faxes.' })).toMatchObject({ at, who: 'user:anna', object: 'fax_1' })
    expect(await audit({ action: 'faxes.', from: String(at + 1) })).toBeUndefined()
    expect(await audit({ before: '1' })).toBeUndefined()
  })

  it('does what the commands do', async () => {
    const { id, submissionId } = await house.aFax()
    const remote = await control()
    const act = (of: string, body: object) =>
      remote.post<object>(`/faxes/${of}/actions`, { by: 'ann', ...body })
    expect(await act(id, { type: 'hold', reason: 'wait' })).toEqual({
      text: 'Held by HIS: wait',
      newId: null,
    })
    await act(submissionId, { type: 'release', notTaken: false })
    await act(id, { type: 'cancel' })
    expect(await act(id, { type: 'resend' })).toMatchObject({ newId: expect.stringMatching(/^fax_/) })
    const received = await house.aReceived()
    await remote.post(`/inbox/${received.id}/actions`, { type: 'mark', by: 'ann', add: ['x'], remove: [] })
    expect((await remote.get<InboxDetail>(`/inbox/${received.id}`)).marks).toEqual(['x'])
  })

  it('says no in its own words, and what works only beside the daemon', async () => {
    const { id } = await house.aFax()
    const remote = await control()
    await remote.post(`/faxes/${id}/actions`, { type: 'cancel', by: 'ann' })
    await expect(remote.post(`/faxes/${id}/actions`, { type: 'cancel', by: 'ann' })).rejects.toMatchObject({
      code: 'E_WRONG_STATE',
      message: expect.stringContaining('it has ended'),
    })
    await expect(remote.get('/faxes/fax_none')).rejects.toMatchObject({ code: 'E_NOT_FOUND' })
    for (const call of [remote.get('/keys'), remote.post('/reload', {}), remote.bytes('/faxes/x/other')])
      await expect(call).rejects.toThrow('only on the machine of the daemon')
  })
})

describe('--server and --token-file', () => {
  it('must both be right', () => {
    const file = join(house.folder, 'token')
    writeFileSync(file, 'fbt_x\n', { mode: 0o600 })
    const remote = (server?: string, tokenFile?: string) =>
      remoteControl({ FAXBRIDGE_SERVER: server, FAXBRIDGE_TOKEN_FILE: tokenFile })
    expect(remote()).toBeNull()
    expect(remote('http://127.0.0.1:1', file)).not.toBeNull()
    expect(() => remote('127.0.0.1:1', file)).toThrow('write an address')
    expect(() => remote('http://127.0.0.1:1')).toThrow('--token-file')
    expect(() => remote('http://127.0.0.1:1', `${file}.gone`)).toThrow('cannot be read')
    chmodSync(file, 0o644)
    expect(() => remote('http://127.0.0.1:1', file)).toThrow('chmod 600')
  })

  it('a server that is not there is told as a daemon that does not run', async () => {
    const file = join(house.folder, 'token')
    writeFileSync(file, 'fbt_x', { mode: 0o600 })
    const remote = remoteControl({ FAXBRIDGE_SERVER: 'http://127.0.0.1:9', FAXBRIDGE_TOKEN_FILE: file })
    await expect(remote?.get('/faxes')).rejects.toMatchObject({ code: 'E_NOT_RUNNING' })
  })

  it('a certificate that nobody here knows is told as such', async () => {
    const file = join(house.folder, 'token')
    writeFileSync(file, 'fbt_x', { mode: 0o600 })
    const server = createServer(await makeCertificate(), (_, answer) => void answer.end('{}'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const remote = remoteControl({
      FAXBRIDGE_SERVER: `https://localhost:${port}`,
      FAXBRIDGE_TOKEN_FILE: file,
    })
    await expect(remote?.get('/faxes')).rejects.toMatchObject({
      code: 'E_NOT_RUNNING',
      message: expect.stringMatching(/not trusted here: .*NODE_EXTRA_CA_CERTS/),
    })
    server.close()
  })
})
