import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EpochMs } from '../../src/fax/id.ts'
import { type ApiHouse, openApiHouse, refusal } from './house.ts'

let house: ApiHouse
beforeEach(async () => {
  house = await openApiHouse()
})
afterEach(() => house.close())

describe('the list of faxes', () => {
  it('is found by number, sender, subject, state, subscriber and time', async () => {
    const client = await house.client()
    const first = await house.aFax({ subject: 'Invoice 7', number: '+493012345678' })
    await house.clock.advance(60_000)
    const second = await house.aFax({ from: 'bob@example.com', subscriberId: 'office' })
    const ids = async (query: object) => (await client.listFaxes({ query })).items.map(({ id }) => id)
    expect(await ids({})).toEqual([second.id, first.id])
    expect(await ids({ number: '+4930' })).toEqual([first.id])
    expect(await ids({ number: '+4931' })).toEqual([])
    expect(await ids({ number: '1234' })).toEqual([first.id])
    expect(await ids({ sender: 'BOB@' })).toEqual([second.id])
    expect(await ids({ subject: 'invoice' })).toEqual([first.id])
    expect(await ids({ subscriber: 'office' })).toEqual([second.id])
    expect(await ids({ state: 'accepted,failed' })).toHaveLength(2)
    expect(await ids({ state: 'failed' })).toEqual([])
    expect(await ids({ held: true })).toEqual([])
    expect(await ids({ id: first.id })).toEqual([first.id])
    expect(await ids({ id: second.submissionId })).toEqual([second.id])
    expect(await ids({ search: '5678' })).toEqual([first.id])
    expect(await ids({ account: 'demo' })).toEqual([])
    const between = new Date(second.createdAt - 1).toISOString()
    expect(await ids({ from: between })).toEqual([second.id])
    expect(await ids({ until: between })).toEqual([first.id])
  })

  it('is walked by cursor, and what comes in meanwhile moves nothing', async () => {
    const client = await house.client()
    const made: string[] = []
    for (let n = 0; n < 5; n++) {
      made.unshift((await house.aFax()).id)
      await house.clock.advance(1)
    }
    const seen: string[] = []
    let cursor: string | undefined
    for (let pages = 0; pages < 3; pages++) {
      const page = await client.listFaxes({
        query: { limit: 2, ...(cursor === undefined ? {} : { cursor }) },
      })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next ?? undefined
      await house.aFax()
    }
    expect(seen).toEqual(made)
    expect(cursor).toBeUndefined()
  })

  it('says what is wrong with a question', async () => {
    const client = await house.client()
    for (const [query, say] of [
      [{ state: 'gone' }, '"gone" is none of'],
      [{ cursor: 'x' }, 'cursor'],
      [{ limit: 0 }, 'limit'],
      [{ from: 'yesterday' }, 'with its zone'],
      [{ colour: 'red' }, 'colour'],
    ] as const) {
      const problem = await refusal(client.listFaxes({ query: query as object }))
      expect(problem).toMatchObject({ status: 400, code: 'E_BAD_REQUEST' })
      expect(problem.detail).toContain(say)
    }
  })
})

describe('one fax', () => {
  it('is shown with history, and its pages after the audit log knows it', async () => {
    const client = await house.client()
    const { id } = await house.aFax()
    const none = await refusal(client.getFaxPdf({ params: { id } }))
    expect(none).toMatchObject({ status: 404 })
    await house.withPages(id)
    const fax = await client.getFax({ params: { id } })
    expect(fax).toMatchObject({ id, state: 'ready', pages: 1, number: '+15555551212' })
    expect(fax.history.map(({ type }) => type)).toEqual(['accepted', 'prepared'])
    const tiff = await client.getFaxTiff({ params: { id } })
    expect(tiff.type).toBe('image/tiff')
    expect(Buffer.from(tiff.bytes.subarray(0, 2)).toString()).toBe('II')
    const pdf = await client.getFaxPdf({ params: { id } })
    expect(Buffer.from(pdf.bytes.subarray(0, 5)).toString()).toBe('%PDF-')
    const png = await client.getFaxPicture({ params: { id, page: 1 }, query: { width: 300 } })
    expect(png.type).toBe('image/png')
    expect(await refusal(client.getFaxPicture({ params: { id, page: 2 } }))).toMatchObject({ status: 404 })
    const audit = await house.store.auditEntries({ limit: 9, action: 'documents.' })
    expect(audit.map(({ action }) => action)).toContain('documents.page')
    expect(audit.every(({ object }) => object === id)).toBe(true)
  })

  it('is not shown when the audit log cannot be written', async () => {
    const client = await house.client()
    const { id } = await house.aFax()
    await house.withPages(id)
    await house.driver.run('drop table audit')
    expect((await refusal(client.getFaxTiff({ params: { id } }))).status).toBeGreaterThanOrEqual(500)
  })

  it('is held, released, cancelled and sent again', async () => {
    const client = await house.client()
    const { id, submissionId } = await house.aFax()
    const held = await client.holdFax({ params: { id }, body: { reason: 'wait' } })
    expect(held.text).toBe('Held by HIS: wait')
    expect(await refusal(client.holdFax({ params: { id }, body: { reason: 'x' } }))).toMatchObject({
      status: 409,
      code: 'E_WRONG_STATE',
    })
    await client.releaseFax({ params: { id }, body: {} })
    expect((await client.cancelSubmission({ params: { id: submissionId } })).text).toContain('Cancelled')
    const { newId } = await client.resendFax({ params: { id } })
    expect((await client.getFax({ params: { id: String(newId) } })).resendOf).toBe(id)
    const mail = await client.getSubmission({ params: { id: submissionId } })
    expect(mail.faxes).toHaveLength(2)
    const audit = await house.store.auditEntries({ limit: 20, action: 'faxes.' })
    expect(audit.map(({ action }) => action).reverse()).toEqual([
      'faxes.hold',
      'faxes.hold',
      'faxes.release',
      'faxes.cancel',
      'faxes.resend',
    ])
  })

  it('of another subscriber is not there', async () => {
    const { id, submissionId } = await house.aFax()
    await house.withPages(id)
    const client = await house.client(undefined, ['office'])
    expect((await client.listFaxes()).items).toEqual([])
    expect((await client.listFaxes({ query: { id } })).items).toEqual([])
    expect((await client.listFaxes({ query: { subscriber: 'sales' } })).items).toEqual([])
    for (const call of [
      client.getFax({ params: { id } }),
      client.getSubmission({ params: { id: submissionId } }),
      client.getFaxPdf({ params: { id } }),
      client.cancelFax({ params: { id } }),
      client.cancelSubmission({ params: { id: submissionId } }),
    ])
      expect(await refusal(call)).toMatchObject({ status: 404 })
    expect((await house.store.job(id))?.state).toBe('ready')
  })
})

describe('Idempotency-Key', () => {
  it('gives the same answer and does nothing twice', async () => {
    const client = await house.client()
    const { id } = await house.aFax()
    await client.cancelFax({ params: { id } })
    const ask = () => client.resendFax({ params: { id }, idempotencyKey: 'again-1' })
    const first = await ask()
    expect(await ask()).toEqual(first)
    expect((await client.listFaxes()).items).toHaveLength(2)
    await house.clock.advance(24 * 3_600_000 + 1)
    expect((await ask()).newId).not.toBe(first.newId)
  })

  it('is not for another request, nor for somebody else', async () => {
    const client = await house.client()
    const { id } = await house.aFax()
    await client.holdFax({ params: { id }, body: { reason: 'a' }, idempotencyKey: 'k' })
    const other = client.holdFax({ params: { id }, body: { reason: 'b' }, idempotencyKey: 'k' })
    expect(await refusal(other)).toMatchObject({ status: 422, code: 'E_KEY_REUSED' })
    const stranger = await house.client()
    const theirs = stranger.holdFax({ params: { id }, body: { reason: 'b' }, idempotencyKey: 'k' })
    expect(await refusal(theirs)).toMatchObject({ code: 'E_WRONG_STATE' })
  })

  it('of a request that is being carried out is busy', async () => {
    const client = await house.client()
    const { id } = await house.aFax()
    await client.cancelFax({ params: { id } })
    const ask = () => client.resendFax({ params: { id }, idempotencyKey: 'twice' })
    const both = await Promise.allSettled([ask(), ask()])
    const busy = both.filter(({ status }) => status === 'rejected')
    for (const one of busy)
      expect((one as PromiseRejectedResult).reason.problem).toMatchObject({ status: 409, code: 'E_KEY_BUSY' })
    expect((await client.listFaxes()).items).toHaveLength(2)
  })

  it('survives a crash between the deed and its answer', async () => {
    const token = await house.token()
    const client = house.clientWith(token)
    const { id } = await house.aFax()
    await client.cancelFax({ params: { id } })
    const first = await client.resendFax({ params: { id }, idempotencyKey: 'crash' })
    // As a daemon leaves it that was killed before it had written the answer down.
    await house.driver.run("update answer set answer = null, owner = 'another-run'")
    expect((await client.resendFax({ params: { id }, idempotencyKey: 'crash' })).newId).toBe(first.newId)
    expect((await client.listFaxes()).items).toHaveLength(2)
    expect((await house.driver.all<{ at: EpochMs }>('select begun_at as at from answer')).length).toBe(1)
  })
})
