import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { configOrThrow, loadConfig } from '../../src/config/load.ts'
import { type ApiHouse, openApiHouse, refusal } from './house.ts'

let house: ApiHouse
beforeEach(async () => {
  house = await openApiHouse()
})
afterEach(() => house.close())

const LAW = {
  id: 'law',
  active: true,
  numbers: ['+15555550177'],
  country: 'US',
  secret_key: 'a-key-of-the-law-firm',
  logins: [{ user: 'law-mfp', password: 'a-password-of-the-law' }],
}
const managedFile = () => join(house.folder, 'data', 'managed.yaml')
const onDisk = () => configOrThrow(loadConfig(house.configFile, {}))

describe('a subscriber', () => {
  it('is created, in force at once, durable, and shown without its secrets', async () => {
    const client = await house.client()
    const made = await client.createSubscriber({ body: LAW })
    expect(made).toMatchObject({ id: 'law', managed: true, hasKey: true, active: true })
    expect(JSON.stringify(made)).not.toMatch(/a-key-of|a-password-of|sha256/)
    expect(made.settings).toMatchObject({ logins: [{ user: 'law-mfp' }], acl: [] })
    expect(house.live.current.subscribers.map(({ id }) => id)).toContain('law')
    expect(onDisk().config.subscribers.map(({ id }) => id)).toEqual(['sales', 'office', 'law'])
    expect(statSync(managedFile()).mode & 0o777).toBe(0o600)
    expect(readFileSync(managedFile(), 'utf8')).not.toMatch(/a-key-of|a-password-of/)
    expect(await refusal(client.createSubscriber({ body: LAW }))).toMatchObject({
      status: 409,
      code: 'E_EXISTS',
    })
    const audit = await house.store.auditEntries({ limit: 5, action: 'subscribers.' })
    expect(audit[0]).toMatchObject({ action: 'subscribers.create', object: 'law' })
  })

  it('with mistakes is refused with all of them, and nothing has changed', async () => {
    const client = await house.client()
    const wrong = { ...LAW, country: 'Germany', acl: [{ from_emial: 'x' }], numbers: [] }
    const problem = await refusal(client.createSubscriber({ body: wrong as never }))
    expect(problem).toMatchObject({ status: 400, code: 'E_BAD_REQUEST' })
    for (const key of ['country', 'from_emial', 'numbers']) expect(problem.detail).toContain(key)
    const clash = await refusal(client.createSubscriber({ body: { ...LAW, numbers: ['+15555550100'] } }))
    expect(clash.detail).toMatch(/subscriber law: numbers\[0\]: .* stands here twice/)
    for (const body of [
      { ...LAW, secret_key: { file: '/etc/shadow' } },
      { ...LAW, lists: [{ name: 'all', members_file: '/etc/passwd' }] },
      { ...LAW, covers: [{ name: 'x', form: '/etc/passwd' }] },
    ])
      expect((await refusal(client.createSubscriber({ body }))).detail).toContain('on the server')
    expect(house.live.current.subscribers).toHaveLength(2)
    expect(() => statSync(managedFile())).toThrow()
  })

  it('is replaced and patched only by whoever has seen it', async () => {
    const client = await house.client()
    await client.createSubscriber({ body: LAW })
    const params = { id: 'law' }
    const { etag = '' } = (await client.getSubscriber({ params })) as { etag?: string }
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/)
    const operations = [
      { op: 'test', path: '/active', value: true },
      { op: 'add', path: '/acl/-', value: { from_email: 'ann@example.com', received_from: '192.0.2.0/24' } },
      { op: 'replace', path: '/active', value: false },
    ] as const
    expect(await refusal(client.patchSubscriber({ params, body: operations }))).toMatchObject({ status: 428 })
    const old = client.patchSubscriber({ params, body: operations, ifMatch: '"0"' })
    expect(await refusal(old)).toMatchObject({ status: 412, code: 'E_VERSION_OLD' })
    const patched = await client.patchSubscriber({ params, body: operations, ifMatch: etag })
    expect(patched).toMatchObject({
      active: false,
      hasKey: true,
      settings: { logins: [{ user: 'law-mfp' }] },
    })
    const inForce = house.live.current.subscribers.find(({ id }) => id === 'law')
    expect(inForce).toMatchObject({
      acl: [{ from_email: 'ann@example.com' }],
      logins: [{ user: 'law-mfp', password: { scrypt: expect.stringMatching(/^scrypt:16384:8:1:/) } }],
    })
    const again = client.patchSubscriber({ params, body: operations, ifMatch: '*' })
    expect((await refusal(again)).detail).toContain('the test failed')
    const { logins: _, ...rest } = LAW
    const replaced = await client.replaceSubscriber({
      params,
      body: { ...rest, secret_key: null },
      ifMatch: '*',
    })
    expect(replaced).toMatchObject({ active: true, hasKey: false })
    const keyed = [{ op: 'add', path: '/secret_key', value: 'another-key-of-the-law' }] as const
    expect(await client.patchSubscriber({ params, body: keyed, ifMatch: '*' })).toMatchObject({
      hasKey: true,
    })
    const renamed = client.replaceSubscriber({ params, body: { ...rest, id: 'other' }, ifMatch: '*' })
    expect((await refusal(renamed)).detail).toContain('id: it stays')
  })

  it('is deleted, unless something needs it', async () => {
    const client = await house.client()
    await client.createSubscriber({ body: LAW })
    expect(await refusal(client.deleteSubscriber({ params: { id: 'law' } }))).toMatchObject({ status: 428 })
    await client.deleteSubscriber({ params: { id: 'law' }, ifMatch: '*' })
    expect(onDisk().config.subscribers).toHaveLength(2)
    expect(await refusal(client.getSubscriber({ params: { id: 'law' } }))).toMatchObject({ status: 404 })
  })

  it('of the configuration file is only shown', async () => {
    const client = await house.client()
    const shown = await client.getSubscriber({ params: { id: 'sales' } })
    expect(shown).toMatchObject({
      managed: false,
      hasKey: true,
      settings: { acl: [{ from_email: 'ann@example.com' }] },
    })
    expect(JSON.stringify(shown)).not.toContain('correct-horse')
    for (const call of [
      client.deleteSubscriber({ params: { id: 'sales' }, ifMatch: '*' }),
      client.patchSubscriber({
        params: { id: 'sales' },
        body: [{ op: 'remove', path: '/acl' }],
        ifMatch: '*',
      }),
    ])
      expect(await refusal(call)).toMatchObject({ status: 409, code: 'E_FIXED' })
  })

  it.each([
    [{ op: 'add', path: '/__proto__/active', value: true }],
    [{ op: 'add', path: '/constructor/prototype/x', value: 1 }],
    [{ op: 'move', from: '/__proto__', path: '/acl' }],
    [{ op: 'add', path: '/acl/0', value: JSON.parse('{"constructor": {"prototype": {"x": 1}}}') }],
    [{ op: 'remove', path: '/nothing/there' }],
    [{ op: 'replace', path: '', value: [] }],
  ])('refuses the patch %j', async operation => {
    const client = await house.client()
    await client.createSubscriber({ body: LAW })
    const call = client.patchSubscriber({ params: { id: 'law' }, body: [operation] as never, ifMatch: '*' })
    expect(await refusal(call)).toMatchObject({ status: 400 })
    expect(({} as { x?: number }).x).toBeUndefined()
  })

  it('has lists, whose members are shown and changed', async () => {
    const client = await house.client()
    const members = ['+15555550021', { number: '+15555550022', name: 'Court' }]
    await client.createSubscriber({ body: { ...LAW, lists: [{ name: 'courts', members }] } })
    const { items } = await client.listLists()
    expect(items).toEqual([{ subscriber: 'law', name: 'courts', count: 2, hasFile: false, managed: true }])
    const add = { op: 'add', path: '/lists/0/members/-', value: '+15555550023' } as const
    await client.patchSubscriber({ params: { id: 'law' }, body: [add], ifMatch: '*' })
    const list = await client.getList({ params: { id: 'law', list: 'Courts' } })
    expect(list.members).toEqual([
      { number: '+15555550021', name: null },
      { number: '+15555550022', name: 'Court' },
      { number: '+15555550023', name: null },
    ])
    const others = await house.client(['subscribers.read'], ['office'])
    expect((await others.listLists()).items).toEqual([])
    const call = others.getList({ params: { id: 'law', list: 'courts' } })
    expect(await refusal(call)).toMatchObject({ status: 404 })
    const none = client.getList({ params: { id: 'law', list: 'nobody' } })
    expect(await refusal(none)).toMatchObject({ status: 404 })
  })

  it('gets a new key, which is shown once', async () => {
    const client = await house.client()
    const params = { id: 'sales' }
    const ask = () => client.rotateKey({ params, idempotencyKey: 'k' })
    const first = await ask()
    expect(first.key).toMatch(/^[0-9A-Z-]{30,}$/)
    expect(await ask()).toEqual({ ...first, key: null })
    const view = await client.getKey({ params })
    expect(view).toMatchObject({ source: 'faxbridge', subscriber: 'sales' })
    const kept = JSON.stringify(await house.driver.all('select * from answer'))
    expect(kept).not.toContain(first.key)
  })

  it('of others is neither shown nor changed', async () => {
    const client = await house.client(undefined, ['office'])
    expect((await client.listSubscribers()).items.map(({ id }) => id)).toEqual(['office'])
    for (const call of [
      client.getSubscriber({ params: { id: 'sales' } }),
      client.getKey({ params: { id: 'sales' } }),
      client.rotateKey({ params: { id: 'sales' } }),
      client.deleteSubscriber({ params: { id: 'sales' }, ifMatch: '*' }),
    ])
      expect(await refusal(call)).toMatchObject({ status: 404 })
    expect(await refusal(client.createSubscriber({ body: LAW }))).toMatchObject({ status: 403 })
    expect(await refusal(client.addDoNotFax({ body: { number: '+15555550199' } }))).toMatchObject({
      status: 403,
    })
  })
})

describe('lists', () => {
  it('of numbers that must not be faxed are kept, and walked by cursor', async () => {
    const client = await house.client()
    for (const number of ['+15555550199', '+4930123456', '+15555550199'])
      await client.addDoNotFax({ body: { number } })
    expect(house.live.current.destinations.doNotFax?.numbers).toEqual(['+15555550199', '+4930123456'])
    expect(onDisk().config.destinations.doNotFax?.numbers).toHaveLength(2)
    const first = await client.listDoNotFax({ query: { limit: 1 } })
    expect(first.items).toEqual([{ number: '+15555550199', managed: true }])
    const second = await client.listDoNotFax({ query: { limit: 1, cursor: String(first.next) } })
    expect(second).toEqual({ items: [{ number: '+4930123456', managed: true }], next: null })
    await client.removeDoNotFax({ params: { number: '+4930123456' } })
    expect(await refusal(client.removeDoNotFax({ params: { number: '+4930123456' } }))).toMatchObject({
      status: 404,
    })
    expect(await refusal(client.addDoNotFax({ body: { number: '0301234' } }))).toMatchObject({ status: 400 })
  })

  it('of blocked callers are kept beside those of the configuration file', async () => {
    const client = await house.client()
    await client.addBlockedCaller({ body: { caller: '+1900*' } })
    expect((await client.listBlockedCallers()).items).toEqual([
      { caller: '+4930555', managed: false },
      { caller: '+1900*', managed: true },
    ])
    expect(onDisk().config.inbound.blockedCallers).toEqual(['+4930555', '+1900*'])
    expect(await refusal(client.removeBlockedCaller({ params: { caller: '+4930555' } }))).toMatchObject({
      code: 'E_FIXED',
    })
    await client.removeBlockedCaller({ params: { caller: '+1900*' } })
    expect(house.live.current.inbound.blockedCallers).toEqual(['+4930555'])
  })

  it('survive a reload of the configuration', async () => {
    const client = await house.client()
    await client.createSubscriber({ body: LAW })
    expect(house.live.reload()).toMatchObject({ ok: true })
    expect(house.live.current.subscribers.map(({ id }) => id)).toEqual(['sales', 'office', 'law'])
    expect((await client.getSubscriber({ params: { id: 'law' } })).managed).toBe(true)
  })
})
