/** What somebody sees who watches over faxbridge: users, tokens, alarms, the flow, settings, exports; and who does not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Right, ROLES, type Role } from '../../src/access/principal.ts'
import { addToken } from '../../src/access/tokens.ts'
import type { AlarmId } from '../../src/fax/alarm.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import { type ApiHouse, openApiHouse, refusal } from './house.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse()
})
afterAll(() => house.close())

const raised = (about: string, kind: 'relay-down' | 'provider-down' | 'credit-low' = 'provider-down') =>
  house.store.raiseAlarm({
    id: house.runtime.ids.next('alm') as AlarmId,
    ...{ kind, about, facts: { account: about, left: '1', limit: 2, count: 1 }, count: 1, until: null },
    raisedAt: house.clock.now(),
  })

describe('users and tokens', () => {
  it('are listed with what they may do, and with no secret', async () => {
    const { store, clock } = house
    const at = clock.now()
    const fields = { subscribers: null, rights: [], disabled: true, createdAt: at, changedAt: at }
    await store.addUser({
      ...{ name: 'anna', password: 'scrypt$the-hash-of-anna', federated: null, role: 'admin' },
      ...{ ...fields, lastLoginAt: at },
    })
    await store.addUser({
      ...{ name: 'otto', password: null, federated: 'https://id.example.com 4711', role: 'operator' },
      ...{ ...fields, disabled: false, lastLoginAt: null },
    })
    const client = await house.client()
    const users = await client.listUsers()
    expect(users.items.map(({ name, by, disabled }) => [name, by, disabled])).toEqual([
      ['anna', 'password', true],
      ['otto', 'openid', false],
    ])
    expect(JSON.stringify(users)).not.toMatch(/scrypt|the-hash|id\.example\.com|4711/)
  })

  it('say when a token ends, whether it is over, and when it was last used', async () => {
    const request = { rights: ['faxes.read'], subscribers: ['sales'] }
    const expiresAt = (house.clock.now() + 60_000) as EpochMs
    const { token } = await addToken(house, { name: 'Short “ERP”', ...request, expiresAt }, 'local:0/root')
    const client = await house.client()
    const one = async () => (await client.listTokens()).items.find(({ name }) => name === 'Short “ERP”')
    expect(await one()).toMatchObject({ expired: false, lastUsedAt: null, createdBy: 'local:0/root' })
    await house.clientWith(token).getMe()
    expect((await one())?.lastUsedAt).toBe(new Date(house.clock.now()).toISOString())
    await house.clock.advance(60_000)
    expect(await one()).toMatchObject({ expired: true, rights: ['faxes.read'], subscribers: ['sales'] })
    expect(await refusal(house.clientWith(token).getMe())).toMatchObject({ status: 401 })
    const text = JSON.stringify(await client.listTokens())
    expect(text).not.toContain(token)
    expect(text).not.toMatch(/digest|[0-9a-f]{64}/)
  })
})

describe('alarms', () => {
  it('that are open come first by severity, and are acknowledged once', async () => {
    await raised('one')
    await house.clock.advance(1000)
    await raised('demo', 'credit-low')
    await raised('two')
    const client = await house.client()
    const open = (await client.listAlarms()).items
    expect(open.map(({ name }) => name)).toEqual([
      'provider-down:two',
      'provider-down:one',
      'credit-low:demo',
    ])
    expect(open[0]?.todo.length).toBeGreaterThan(0)
    const ack = (name: string) => client.acknowledgeAlarm({ body: { name } })
    expect(await refusal(ack('provider-down'))).toMatchObject({ status: 400 })
    expect(await refusal(ack('disk-full'))).toMatchObject({ status: 404, code: 'E_NOT_FOUND' })
    expect([await ack('provider-down:two'), await ack('provider-down:two')]).toEqual([
      { became: 'done' },
      { became: 'before' },
    ])
    expect((await client.listAlarms()).items[0]).toMatchObject({ acknowledgedBy: 'HIS' })
    const { items } = await client.listAudit({ query: { action: 'alarms.acknowledge' } })
    expect(items.map(({ object }) => object)).toContain('provider-down:two')
  })

  it('that ended are listed for those who ask for days', async () => {
    const { id } = await raised('gone')
    await house.clock.advance(1000)
    await house.store.clearAlarm(id, house.clock.now())
    const client = await house.client()
    const names = async (days?: number) =>
      (await client.listAlarms(days === undefined ? {} : { query: { days } })).items.map(({ name }) => name)
    expect(await names()).not.toContain('provider-down:gone')
    expect(await names(1)).toContain('provider-down:gone')
  })
})

it('the flow counts hours, and only what somebody may see', async () => {
  await house.aReceived({ subscriberId: 'office', seenAt: house.clock.now() })
  const received = async (subscribers: readonly string[] | null) => {
    const client = await house.client(['faxes.read'], subscribers)
    const { items } = await client.getFlow({ query: { hours: 3 } })
    expect(items).toHaveLength(3)
    return items.at(-1)?.received
  }
  expect(await received(['office'])).toBe(1)
  expect(await received(['sales'])).toBe(0)
  expect(await received(null)).toBe(1)
})

it('settings hold no secret', async () => {
  const { sections } = await (await house.client()).getSettings()
  expect(sections.map(({ name }) => name)).toContain('subscribers')
  expect(JSON.stringify(sections)).not.toMatch(/correct-horse-battery|a-password-of-the-office/)
})

it('the audit log is checked, also against an end that was noted', async () => {
  const client = await house.client()
  const { head, ...rest } = await client.verifyAudit({ body: {} })
  expect(rest).toMatchObject({ whole: true, broken: null, checked: head.sequence })
  const noted = (hash: string) => client.verifyAudit({ body: { head: `${head.sequence}:${hash}` } })
  expect((await noted(head.hash)).whole).toBe(true)
  expect(await noted('0'.repeat(64))).toMatchObject({ whole: false, broken: { sequence: head.sequence } })
  expect(await refusal(client.verifyAudit({ body: { head: 'yesterday' } }))).toMatchObject({ status: 400 })
})

it('exports are walked by cursor', async () => {
  const at = house.clock.now()
  for (const subscriber of ['sales', null, 'office'])
    await house.deps.audit({
      ...{ who: 'local:1000/anna', from: 'local', action: 'archive.export', object: '' },
      detail: { from: at - 1000, to: at, by: 'anna', ...(subscriber === null ? {} : { subscriber }) },
    })
  const client = await house.client()
  const first = await client.listExports({ query: { limit: 2 } })
  expect(first.items.map(({ subscriber }) => subscriber)).toEqual(['office', null])
  expect(first.items[0]).toMatchObject({ documents: 'original', to: new Date(at).toISOString() })
  const second = await client.listExports({ query: { limit: 2, cursor: first.next ?? '' } })
  expect([second.items.map(({ subscriber }) => subscriber), second.next]).toEqual([['sales'], null])
})

/** As the console shows its pages: `all` needs one who sees all subscribers. */
const WHO: readonly (readonly [string, Right, 'all' | 'own'])[] = [
  ['GET /users', 'access.write', 'own'],
  ['GET /tokens', 'access.write', 'own'],
  ['GET /alarms', 'faxes.read', 'all'],
  ['POST /alarms/acknowledge', 'faxes.write', 'all'],
  ['GET /flow', 'faxes.read', 'own'],
  ['GET /settings', 'settings.read', 'own'],
  ['POST /audit/verify', 'audit.read', 'own'],
  ['GET /archive/exports', 'archive.read', 'all'],
]

describe.each(Object.keys(ROLES) as Role[])('who may do what %s may', role => {
  const rights: readonly Right[] = ROLES[role]
  it.each(WHO)('asks %s only with %s', async (route, right, of) => {
    const [method = '', url = ''] = route.split(' ')
    for (const subscribers of [null, ['office']]) {
      const answer = await house.server.inject({
        method: method as 'GET',
        url: `/api/v1${url}`,
        headers: { host: 'localhost', authorization: `Bearer ${await house.token(rights, subscribers)}` },
        ...(method === 'POST' ? { payload: url.startsWith('/alarms') ? { name: 'no-such' } : {} } : {}),
      })
      const may = rights.includes(right) && (of === 'own' || subscribers === null)
      const well = url === '/alarms/acknowledge' ? 404 : 200
      expect([route, subscribers, answer.statusCode]).toEqual([route, subscribers, may ? well : 403])
    }
  })
})
