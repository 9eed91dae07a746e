import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CLIENT_ID, type OpenedUcx, openUcxAt, SECRET, signal } from './open.ts'

let opened: OpenedUcx
let bearer: string
beforeEach(async () => {
  opened = await openUcxAt()
  bearer = `Bearer ${await opened.client.token(signal)}`
})
afterEach(() => opened.close())

async function call(
  method: string,
  path: string,
  more: { headers?: Record<string, string>; body?: string | FormData } = {},
) {
  const reply = await fetch(`${opened.simulator.url}/restv1/efax/${path}`, {
    method,
    headers: { accept: 'application/json', authorization: bearer, ...more.headers },
    ...(more.body === undefined ? {} : { body: more.body }),
  })
  return { status: reply.status, text: await reply.text() }
}

const form = (fields: Record<string, string | Blob>) => {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') data.append(name, value)
    else data.append(name, value, 'fax.pdf')
  }
  return data
}
const PDF = new Blob(['%PDF-1.4'])

describe('the simulated UCX is as strict as the document', () => {
  it('Token wants Basic, the rest wants its token', async () => {
    const basic = `Basic ${Buffer.from(`${CLIENT_ID}:${SECRET}`).toString('base64')}`
    expect(await call('GET', 'token', { headers: { authorization: basic } })).toMatchObject({ status: 200 })
    expect(await call('GET', 'token')).toMatchObject({ status: 401 })
    expect(await call('GET', 'faxlist', { headers: { authorization: basic } })).toMatchObject({ status: 401 })
    expect(await call('GET', 'faxlist', { headers: { authorization: 'Bearer x' } })).toMatchObject({
      status: 401,
    })
  })

  it.each([
    ['POST', 'faxlist', 404, 'Not Found'],
    ['GET', 'nothing', 404, 'Not Found'],
    ['GET', 'toString', 404, 'Not Found'],
    ['GET', 'jobstatus', 200, 'Missing parameter job_id'],
    ['GET', 'jobstatus?job_id=TX1&more=1', 200, 'Unknown parameter more'],
    ['GET', 'jobstatus?jobid=TX1', 200, 'Missing parameter job_id'],
    ['GET', 'jobstatus?job_id=TX1', 200, 'Job not found'],
    ['GET', 'activejobs?type=tx', 200, 'Invalid type'],
    ['GET', 'recordsget?type=TX&offset=1', 200, 'offset is valid only with limit'],
    ['GET', 'recordsget?type=TX&limit=many', 200, 'Invalid limit'],
    ['GET', 'faxusage?fax_id=9', 200, 'Invalid fax_id'],
    ['GET', 'filedownload?job_id=RX1', 404, 'Job not found'],
  ])('%s %s: HTTP %i, %s', async (method, path, status, text) => {
    const reply = await call(method, path)
    expect(reply.status).toBe(status)
    expect(reply.text).toContain(text)
  })

  it('PUT wants JSON with the one parameter', async () => {
    const json = { 'content-type': 'application/json' }
    expect(await call('PUT', 'jobcancel', { body: 'job_id=TX82' })).toMatchObject({ status: 400 })
    expect(await call('PUT', 'jobcancel', { headers: json, body: '{' })).toMatchObject({ status: 400 })
    const number = await call('PUT', 'recorddelete', { headers: json, body: '{"job_id":82}' })
    expect(number.text).toContain('Missing parameter job_id')
    const more = await call('PUT', 'recorddelete', { headers: json, body: '{"job_id":"TX82","force":true}' })
    expect(more.text).toContain('Unknown parameter force')
  })

  it.each([
    [{}, 'Invalid fax_id'],
    [{ fax_id: '9', destination: '14695550101', attachment: PDF }, 'Invalid fax_id'],
    [{ fax_id: '2', destination: 'ann', attachment: PDF }, 'Invalid destination'],
    [{ fax_id: '2', destination: '14695550101' }, 'Missing attachment'],
    [{ fax_id: '2', destination: '14695550101', attachment: '%PDF as text' }, 'Missing attachment'],
    [
      { fax_id: '2', destination: '14695550101', attachment: new Blob(['\u0000\u0001zip']) },
      'Unsupported file type',
    ],
    [
      { fax_id: '2', destination: '14695550101', attachment: PDF, priority: 'high' },
      'Unknown parameter priority',
    ],
  ])('FileSend with %j: %s', async (fields, text) => {
    const reply = await call('POST', 'filesend', {
      body: form({ none: '', ...(fields as Record<string, string | Blob>) }),
    })
    expect(reply.text).toContain('Unknown parameter none')
    expect(
      (await call('POST', 'filesend', { body: form(fields as Record<string, string | Blob>) })).text,
    ).toContain(text)
    expect(opened.network.taken()).toEqual([])
  })

  it('cancelling a job that has ended deletes what is known of it', async () => {
    const fields = { fax_id: '2', destination: '14695550101', attachment: PDF }
    expect((await call('POST', 'filesend', { body: form(fields) })).text).toContain('"job_id":"TX82"')
    while (!(await call('GET', 'jobstatus?job_id=TX82')).text.includes('Done'));
    const cancel = await call('PUT', 'jobcancel', {
      headers: { 'content-type': 'application/json' },
      body: '{"job_id":"TX82"}',
    })
    expect(cancel.text).toContain('from doneq')
    expect((await call('GET', 'jobstatus?job_id=TX82')).text).toContain('Job not found')
  })
})
