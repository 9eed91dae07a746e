import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { simpleParser } from 'mailparser'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SubmissionId } from '../../src/fax/id.ts'
import { type ApiHouse, openApiHouse, refusal } from './house.ts'

let house: ApiHouse
beforeEach(async () => {
  house = await openApiHouse()
})
afterEach(() => house.close())

const PDF = Buffer.from('%PDF-1.4 a document that nobody reads here')

function form(
  fields: Record<string, string | readonly string[]> = {},
  files: readonly string[] = ['Bericht ü.pdf'],
) {
  const data = new FormData()
  const all = {
    to: '+15555551299',
    from: 'ann@example.com',
    subscriber: 'office',
    subject: 'Hällo',
    ...fields,
  }
  for (const [name, values] of Object.entries(all))
    for (const value of [values].flat()) if (value !== '') data.append(name, value)
  for (const name of files) data.append('file', new Blob([PDF], { type: 'application/pdf' }), name)
  return data
}

const mailOf = async (id: string) => {
  const mail = await house.store.submission(id as never)
  return simpleParser(await buffer(house.spool.read(mail?.raw ?? '')))
}

describe('a new fax by upload', () => {
  it('is on disk when the answer comes, as a mail of a sender who has logged in', async () => {
    const client = await house.client()
    const body = form({
      to: ['+1 (555) 555-1299', '15555551298@fax.local'],
      text: 'Dear all,\n.\nbye',
      option: 'Priority=high',
    })
    const taken = await client.sendFax({ body })
    expect(taken).toMatchObject({ repeat: false })
    expect(taken.faxes.map(({ number }) => number).sort()).toEqual(['+15555551298', '+15555551299'])
    expect(taken.faxes[0]).toMatchObject({ subscriber: 'office', from: 'ann@example.com', subject: 'Hällo' })
    const mail = await mailOf(taken.submissionId)
    expect(mail.text).toBe('Dear all,\n.\nbye')
    expect(mail.attachments).toMatchObject([{ filename: 'Bericht ü.pdf', contentType: 'application/pdf' }])
    expect(Buffer.from(mail.attachments[0]?.content ?? '')).toEqual(PDF)
    const fax = await client.getFax({ params: { id: String(taken.faxes[0]?.id) } })
    expect(fax.submission).toMatchObject({ evidence: 'auth', listener: 'upload' })
    expect(fax.options).toMatchObject({ priority: 'high' })
    expect(await house.store.auditEntries({ limit: 1 })).toMatchObject([
      { action: 'faxes.send', object: 'office' },
    ])
    expect(readdirSync(join(house.folder, 'work'))).toEqual([])
  })

  it('is sent once, however often it is asked for with the same key', async () => {
    const client = await house.client()
    const ask = (fields = {}) => client.sendFax({ body: form(fields), idempotencyKey: 'order-7' })
    const first = await ask()
    expect((await ask()).submissionId).toBe(first.submissionId)
    expect(await refusal(ask({ to: '+15555551200' }))).toMatchObject({ status: 422, code: 'E_KEY_REUSED' })
    expect((await client.listFaxes()).items).toHaveLength(1)
    const other = await client.sendFax({ body: form() })
    expect(other.submissionId).not.toBe(first.submissionId)
  })

  it('survives a crash between its commit and the answer', async () => {
    const client = await house.client()
    const ask = () => client.sendFax({ body: form(), idempotencyKey: 'order-8' })
    const { intake } = house.deps
    // As it is when the daemon is killed before anybody has read the answer.
    intake.confirm = () => {}
    const first = await ask()
    intake.lost(first.submissionId as SubmissionId)
    await house.driver.run("update answer set answer = null, owner = 'another-run'")
    const again = await ask()
    expect(again).toMatchObject({ submissionId: first.submissionId, repeat: true })
    expect((await client.listFaxes()).items).toHaveLength(1)
  })

  it.each([
    [{ to: '12' }, 403, 'E_DESTINATION_DENIED'],
    [{ to: 'nobody' }, 400, 'E_RECIPIENT_SYNTAX'],
    [{ from: 'nobody' }, 400, 'E_SENDER_SYNTAX'],
    [{ to: '+15555551299', option: 'colour=red' }, 400, 'E_OPTION'],
    [{ subscriber: 'nobody' }, 400, 'E_BAD_REQUEST'],
    [{ subscriber: '' }, 400, 'E_BAD_REQUEST'],
    [{ colour: 'red' }, 400, 'E_BAD_REQUEST'],
    [{ subject: ['a', 'b'] }, 400, 'E_BAD_REQUEST'],
  ])('%j is refused with %d %s', async (fields, status, code) => {
    const client = await house.client()
    expect(await refusal(client.sendFax({ body: form(fields) }))).toMatchObject({ status, code })
    expect((await client.listFaxes()).items).toEqual([])
  })

  it('obeys the rules of its subscriber, and do-not-fax numbers', async () => {
    const client = await house.client()
    const wrong = client.sendFax({ body: form({ subscriber: 'sales', from: 'eve@example.com' }) })
    expect(await refusal(wrong)).toMatchObject({ status: 403, code: 'E_SENDER_DENIED' })
    await client.sendFax({ body: form({ subscriber: 'sales' }) })
    await client.addDoNotFax({ body: { number: '+15555551299' } })
    expect(await refusal(client.sendFax({ body: form() }))).toMatchObject({ status: 403 })
  })

  it('needs something to fax, and a subscriber that the token is for', async () => {
    const client = await house.client(undefined, ['office'])
    expect(await refusal(client.sendFax({ body: form({}, []) }))).toMatchObject({ code: 'E_NOTHING_TO_FAX' })
    expect(await refusal(client.sendFax({ body: form({ subscriber: 'sales' }) }))).toMatchObject({
      code: 'E_RIGHT',
    })
    const taken = await client.sendFax({ body: form({ subscriber: '' }) })
    expect(taken.faxes[0]?.subscriber).toBe('office')
  })

  it('that is too big is refused, and nothing is left', async () => {
    const limits = { messageBytes: 65_536 }
    const listeners = [{ name: 'relay', listen: '127.0.0.1:2525' }]
    const small = await openApiHouse({ smtp: { mailDomains: ['fax.local'], listeners, limits } })
    const client = await small.client()
    const data = form({}, [])
    for (const name of ['a', 'b']) data.append('file', new Blob([Buffer.alloc(30_000)]), name)
    expect(await refusal(client.sendFax({ body: data }))).toMatchObject({
      status: 413,
      code: 'E_MESSAGE_TOO_BIG',
    })
    expect(readdirSync(join(small.folder, 'work'))).toEqual([])
    await small.close()
  })
})
