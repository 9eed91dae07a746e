import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ApiHouse, openApiHouse, refusal, TIFF } from './house.ts'

let house: ApiHouse
beforeEach(async () => {
  house = await openApiHouse()
})
afterEach(() => house.close())

describe('received faxes', () => {
  it('are found by state, numbers, subscriber and time, and walked by cursor', async () => {
    const client = await house.client()
    const first = await house.aReceived({ subscriberId: 'sales', state: 'delivered' })
    await house.clock.advance(60_000)
    const second = await house.aReceived({ callerNumber: '+498912345678' })
    const ids = async (query: object) => (await client.listInbox({ query })).items.map(({ id }) => id)
    expect(await ids({})).toEqual([second.id, first.id])
    expect(await ids({ state: 'delivered,junk' })).toEqual([first.id])
    expect(await ids({ caller: '8912' })).toEqual([second.id])
    expect(await ids({ called: '+1 555' })).toHaveLength(2)
    expect(await ids({ subscriber: 'sales' })).toEqual([first.id])
    const between = new Date(second.seenAt - 1).toISOString()
    expect(await ids({ from: between })).toEqual([second.id])
    expect(await ids({ until: between })).toEqual([first.id])
    const page = await client.listInbox({ query: { limit: 1 } })
    expect(page.items.map(({ id }) => id)).toEqual([second.id])
    await house.clock.advance(1)
    await house.aReceived()
    const next = await client.listInbox({ query: { limit: 1, cursor: String(page.next) } })
    expect(next.items.map(({ id }) => id)).toEqual([first.id])
    expect(next.next).toBeNull()
  })

  it('have documents, and the audit log knows who has looked', async () => {
    const client = await house.client()
    const { id } = await house.aReceived()
    const params = { id }
    const document = await client.getInboxDocument({ params })
    expect(document.type).toBe('image/tiff')
    expect(document.bytes).toEqual(new Uint8Array(TIFF))
    expect((await client.getInboxPdf({ params })).type).toBe('application/pdf')
    expect((await client.getInboxPicture({ params: { id, page: 1 } })).type).toBe('image/png')
    expect(await refusal(client.getInboxPicture({ params: { id, page: 9 } }))).toMatchObject({ status: 404 })
    const audit = await house.store.auditEntries({ limit: 9, object: id })
    expect(audit.map(({ action }) => action)).toEqual(Array(4).fill('documents.received'))
  })

  it('are marked, sent elsewhere, thrown away and released', async () => {
    const client = await house.client()
    const { id } = await house.aReceived()
    const params = { id }
    await client.markInboxFax({ params, body: { add: ['urgent'] } })
    expect((await client.getInboxFax({ params })).marks).toEqual(['urgent'])
    expect((await client.discardInboxFax({ params })).text).toContain('after 30 days')
    expect(await client.getInboxFax({ params })).toMatchObject({ state: 'junk', filed: 'junk' })
    expect(await refusal(client.discardInboxFax({ params }))).toMatchObject({ code: 'E_WRONG_STATE' })
    await client.releaseInboxFax({ params })
    expect((await client.getInboxFax({ params })).state).toBe('fetched')
    const sent = await client.rerouteInboxFax({ params, body: { to: ['bob@example.com'] } })
    expect(sent.text).toContain('bob@example.com')
    expect(await refusal(client.discardInboxFax({ params, body: { atOnce: true } }))).toMatchObject({
      status: 409,
    })
    expect(
      (await client.redeliverInboxFax({ params, body: { all: true } }).catch(error => error)).message,
    ).toContain('never on its way')
  })

  it('of others are not there, and nobody sends his own out of the house who may not', async () => {
    const theirs = await house.aReceived({ subscriberId: 'sales' })
    const nobodys = await house.aReceived()
    const client = await house.client(undefined, ['office'])
    expect((await client.listInbox()).items).toEqual([])
    for (const { id } of [theirs, nobodys]) {
      expect(await refusal(client.getInboxFax({ params: { id } }))).toMatchObject({ status: 404 })
      expect(await refusal(client.getInboxDocument({ params: { id } }))).toMatchObject({ status: 404 })
      expect(await refusal(client.releaseInboxFax({ params: { id } }))).toMatchObject({ status: 404 })
    }
    const own = await house.aReceived({ subscriberId: 'office' })
    const away = client.rerouteInboxFax({ params: { id: own.id }, body: { to: ['x@elsewhere.example'] } })
    expect(await refusal(away)).toMatchObject({ status: 403, code: 'E_RIGHT' })
  })
})
