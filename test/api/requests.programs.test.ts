/** Requests as programs get them wrong: each is told what is wrong, none is a failure of ours, and none does half of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cursorAfter } from '../../src/api/cursor.ts'
import { type ApiHouse, openApiHouse } from './house.ts'

let house: ApiHouse
let token: string
beforeAll(async () => {
  house = await openApiHouse()
  token = await house.token()
})
afterAll(() => house.close())

type Method = 'GET' | 'POST' | 'PATCH' | 'HEAD'

async function ask(method: Method, url: string, payload?: string | object, type?: string) {
  const answer = await house.server.inject({
    method,
    url: `/api/v1${url}`,
    headers: {
      host: 'localhost',
      authorization: `Bearer ${token}`,
      ...(type === undefined ? {} : { 'content-type': type }),
    },
    ...(payload === undefined ? {} : { payload }),
  })
  return answer
}

const JSON_TYPE = 'application/json'
const A_FORM = 'multipart/form-data; boundary=x'

describe('is told', () => {
  it.each([
    // Forms.
    ['POST', '/faxes', 'xx', 'multipart/form-data', 400, 'The form cannot be read'],
    ['POST', '/faxes', 'xx', A_FORM, 400, 'The form cannot be read'],
    [
      'POST',
      '/faxes',
      '--x\r\nContent-Disposition: form-data; name="to"\r\n\r\n+1',
      A_FORM,
      400,
      'cannot be read',
    ],
    ['POST', '/faxes', '{}', JSON_TYPE, 415, 'Send multipart/form-data'],
    ['POST', '/faxes', manyFiles(21), A_FORM, 413, 'at most 20 files'],
    // Questions.
    ['GET', '/me?colour=red', undefined, undefined, 400, 'there is no "colour" here.'],
    ['GET', '/providers?limit=5', undefined, undefined, 400, 'there is no "limit" here.'],
    ['GET', '/faxes?limit=5&limit=6', undefined, undefined, 400, 'limit: it stands here 2 times.'],
    ['GET', '/faxes?state=failed&state=ready', undefined, undefined, 400, 'state: it stands here 2 times.'],
    ['GET', '/faxes?limit=0', undefined, undefined, 400, 'limit: it must be at least 1.'],
    ['GET', '/faxes?limit=501', undefined, undefined, 400, 'limit: it must be at most 500.'],
    ['GET', '/alarms?days=0', undefined, undefined, 400, 'days: it must be more than 0.'],
    ['GET', '/faxes?search=', undefined, undefined, 400, 'search: it is empty.'],
    [
      'GET',
      `/faxes?search=${'a'.repeat(201)}`,
      undefined,
      undefined,
      400,
      'search: write at most 200 letters.',
    ],
    ['GET', '/faxes?held=yes', undefined, undefined, 400, 'held: it must be "true", "false".'],
    ['GET', '/faxes/', undefined, undefined, 400, 'id: it is empty.'],
    // Cursors of other lists.
    ['GET', `/audit?cursor=${cursorAfter('fax_01')}`, undefined, undefined, 400, 'cursor: send'],
    ['GET', `/faxes?cursor=${cursorAfter('17')}`, undefined, undefined, 400, 'cursor: send'],
    ['GET', `/faxes?cursor=${cursorAfter('inb_01')}`, undefined, undefined, 400, 'cursor: send'],
    ['GET', `/inbox?cursor=${cursorAfter('fax_01')}`, undefined, undefined, 400, 'cursor: send'],
    ['GET', `/archive/exports?cursor=${cursorAfter('x')}`, undefined, undefined, 400, 'cursor: send'],
    // Ids of another kind.
    [
      'GET',
      '/faxes/sub_01',
      undefined,
      undefined,
      404,
      'It is the id of a mail with its faxes (/submissions).',
    ],
    ['GET', '/submissions/fax_01', undefined, undefined, 404, 'It is the id of a fax (/faxes).'],
    ['GET', '/inbox/fax_01', undefined, undefined, 404, 'It is the id of a fax (/faxes).'],
    ['GET', '/faxes/inb_01', undefined, undefined, 404, 'It is the id of a received fax (/inbox).'],
    // Bodies.
    ['POST', '/do-not-fax', '', JSON_TYPE, 400, 'body.number: it is missing.'],
    ['POST', '/do-not-fax', '{', JSON_TYPE, 400, 'not valid JSON'],
    ['POST', '/do-not-fax', '<a/>', 'text/xml', 415, 'content type'],
    ['POST', '/do-not-fax', 'x'.repeat(1_048_577), JSON_TYPE, 413, 'At most 1048576 bytes'],
    ['POST', '/blocked-callers', '{"caller": "*"}', JSON_TYPE, 400, 'body.caller: write at least 2 letters.'],
    ['PATCH', '/subscribers/x', '[]', 'application/json-patch+json', 400, 'body: the list is empty.'],
    [
      'PATCH',
      '/subscribers/x',
      '[{"op": "remov"}]',
      'application/json-patch+json',
      400,
      'body.0.op: it must be "add"',
    ],
  ] as const)('%s %.60s with %.30j as %s: %i, "%s"', async (method, url, payload, type, status, says) => {
    const answer = await ask(method, url, payload, type)
    expect([answer.statusCode, answer.json().detail]).toEqual([status, expect.stringContaining(says)])
    expect(answer.headers['content-type']).toContain('application/problem+json')
  })
})

function manyFiles(count: number): string {
  const file = (n: number) =>
    `--x\r\nContent-Disposition: form-data; name="file"; filename="${n}.txt"\r\n\r\nHi\r\n`
  return `${Array.from({ length: count }, (_, n) => file(n)).join('')}--x--\r\n`
}

it('a type of a body that is not sent is no mistake', async () => {
  const { id } = await house.aFax()
  const answer = await ask('POST', `/faxes/${id}/cancel`, '', JSON_TYPE)
  expect(answer.statusCode).toBe(200)
})

it('nobody follows the events by HEAD', async () => {
  const answer = await ask('HEAD', '/events')
  expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'GET'])
})

it('an id of another kind is told as such of nobody’s things: what is there is not', async () => {
  const { id, submissionId } = await house.aFax({ subscriberId: 'office' })
  const theirs = await house.token(undefined, ['sales'])
  for (const url of [`/faxes/${id}`, `/submissions/${submissionId}`]) {
    const { statusCode, body } = await house.server.inject({
      url: `/api/v1${url}`,
      headers: { host: 'localhost', authorization: `Bearer ${theirs}` },
    })
    expect([statusCode, body]).toEqual([404, expect.not.stringContaining('It is the id')])
  }
})
