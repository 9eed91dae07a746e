import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { operationsIn } from '../../scripts/client-source.ts'
import { RIGHTS, type Right } from '../../src/access/principal.ts'
import { type Client, type FileAnswer, makeClient } from '../../src/api-client/client.ts'
import { type ApiEvent, eventsOf } from '../../src/api-client/events.ts'
import type { Operations } from '../../src/api-client/generated.ts'
import type { AlarmId } from '../../src/fax/alarm.ts'
import type { InboundFaxId, MailId } from '../../src/fax/id.ts'
import type { OutgoingMail } from '../../src/fax/outgoing-mail.ts'
import { type ApiHouse, openApiHouse, refusal } from './house.ts'

const document = JSON.parse(
  readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'),
) as Record<string, unknown>
const operations = operationsIn(document)

/** What a call needs: made anew for each, so that none depends on another. */
async function things(house: ApiHouse) {
  const { id: fax, submissionId: submission } = await house.aFax({ subscriberId: 'office' })
  await house.withPages(fax)
  const { id: inbox } = await house.aReceived({ subscriberId: 'office' })
  await house.store.addRefusals([aRefusal(house)], house.clock.now())
  const { id: arrived } = await house.aReceived({ subscriberId: 'office' })
  await arrivedAt(house, arrived)
  return {
    fax,
    submission,
    inbox,
    arrived,
    socket: makeClient({ server: address, token: await house.token() }),
  }
}
/** It was sent to a mail address, and the relay has it. */
async function arrivedAt({ store, clock, runtime }: ApiHouse, id: InboundFaxId): Promise<void> {
  const at = clock.now()
  const mail: OutgoingMail = {
    id: runtime.ids.next('mail') as MailId,
    key: `received:${id}:office@example.com`,
    subjectId: id,
    reversePath: '',
    to: 'office@example.com',
    messageId: `<${id}@fax.example.com>`,
    raw: '',
    size: 0,
    state: 'sent',
    attempts: 1,
    lastError: null,
    createdAt: at,
    deadline: at,
    sentAt: at,
  }
  const history = { at, type: 'delivered', text: 'The relay has it.', detail: {} }
  await store.changeInbound(id, fax => ({
    fax: { ...fax, state: 'delivered' },
    tasks: [],
    history,
    mails: [mail],
  }))
}
type Things = Awaited<ReturnType<typeof things>>

const aRefusal = ({ clock }: ApiHouse) => ({
  id: 'r-7f3k2m',
  at: clock.now(),
  lastAt: clock.now(),
  times: 1,
  stage: 'mail' as const,
  listener: 'relay',
  peer: '192.0.2.7',
  user: null,
  sender: 'eve@example.com',
  from: null,
  recipients: ['15555551212@fax.local'],
  code: 'E_SENDER_DENIED',
  text: 'You are not permitted',
  ambiguous: [],
  trace: [{ subscriber: 'sales', entry: 0, field: 'from_email', result: 'fail' as const }],
  leftOut: 0,
})

/** A user, an open alarm, an export: what lists of them show. */
async function watched({ store, clock, runtime, deps }: ApiHouse): Promise<void> {
  const at = clock.now()
  const times = { createdAt: at, changedAt: at, lastLoginAt: null }
  const who = { role: 'viewer', subscribers: ['office'], rights: ['documents.read'], disabled: false }
  await store.addUser({ name: 'vera', password: 'scrypt$of-vera', federated: null, ...who, ...times })
  const alarm = { kind: 'relay-down', about: '', facts: { count: 2 }, count: 1, until: null } as const
  await store.raiseAlarm({ id: runtime.ids.next('alm') as AlarmId, raisedAt: at, ...alarm })
  const detail = { from: at - 1000, to: at, by: 'anna', documents: 'none' }
  await deps.audit({ who: 'local:1000/anna', from: 'local', action: 'archive.export', object: '', detail })
}

const LAW = { id: 'law', numbers: ['+15555550177'], country: 'US', secret_key: 'a-key-of-the-law' }

function aForm(): FormData {
  const form = new FormData()
  const fields = { to: '+15555551299', from: 'ann@example.com', subscriber: 'office', text: 'Hello' }
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return form
}

/** One call of every operation that succeeds. The compiler knows when one is missing. */
const CALLS: { readonly [K in keyof Operations]: (client: Client, known: Things) => Promise<unknown> } = {
  listFaxes: client => client.listFaxes(),
  getFax: (client, { fax: id }) => client.getFax({ params: { id } }),
  getSubmission: (client, { submission: id }) => client.getSubmission({ params: { id } }),
  getFaxPdf: (client, { fax: id }) => client.getFaxPdf({ params: { id } }),
  getFaxTiff: (client, { fax: id }) => client.getFaxTiff({ params: { id } }),
  getFaxPicture: (client, { fax: id }) => client.getFaxPicture({ params: { id, page: 1 } }),
  sendFax: client => client.sendFax({ body: aForm() }),
  resendFax: async (client, { fax: id }) => {
    await client.cancelFax({ params: { id } })
    return client.resendFax({ params: { id } })
  },
  cancelFax: (client, { fax: id }) => client.cancelFax({ params: { id } }),
  holdFax: (client, { fax: id }) => client.holdFax({ params: { id }, body: { reason: 'wait' } }),
  releaseFax: async (client, { fax: id }) => {
    await client.holdFax({ params: { id }, body: { reason: 'wait' } })
    return client.releaseFax({ params: { id } })
  },
  cancelSubmission: (client, { submission: id }) => client.cancelSubmission({ params: { id } }),
  holdSubmission: (client, { submission: id }) =>
    client.holdSubmission({ params: { id }, body: { reason: 'wait' } }),
  releaseSubmission: async (client, { submission: id }) => {
    await client.holdSubmission({ params: { id }, body: { reason: 'wait' } })
    return client.releaseSubmission({ params: { id } })
  },
  listInbox: client => client.listInbox(),
  getInboxFax: (client, { inbox: id }) => client.getInboxFax({ params: { id } }),
  getInboxDocument: (client, { inbox: id }) => client.getInboxDocument({ params: { id } }),
  getInboxPdf: (client, { inbox: id }) => client.getInboxPdf({ params: { id } }),
  getInboxTiff: (client, { inbox: id }) => client.getInboxTiff({ params: { id } }),
  getInboxPicture: (client, { inbox: id }) => client.getInboxPicture({ params: { id, page: 1 } }),
  redeliverInboxFax: (client, { arrived: id }) =>
    client.redeliverInboxFax({ params: { id }, body: { all: true } }),
  rerouteInboxFax: (client, { inbox: id }) =>
    client.rerouteInboxFax({ params: { id }, body: { to: ['bob@example.com'] } }),
  markInboxFax: (client, { inbox: id }) => client.markInboxFax({ params: { id }, body: { add: ['x'] } }),
  releaseInboxFax: async (client, { inbox: id }) => {
    await client.discardInboxFax({ params: { id } })
    return client.releaseInboxFax({ params: { id } })
  },
  discardInboxFax: (client, { inbox: id }) => client.discardInboxFax({ params: { id } }),
  listSubscribers: client => client.listSubscribers(),
  getSubscriber: client => client.getSubscriber({ params: { id: 'office' } }),
  createSubscriber: async client => {
    const made = await client.createSubscriber({ body: LAW })
    await client.deleteSubscriber({ params: { id: 'law' }, ifMatch: '*' })
    return made
  },
  replaceSubscriber: client =>
    withLaw(client, () => client.replaceSubscriber({ params: { id: 'law' }, body: LAW, ifMatch: '*' })),
  patchSubscriber: client =>
    withLaw(client, () =>
      client.patchSubscriber({
        params: { id: 'law' },
        body: [{ op: 'replace', path: '/active', value: true }],
        ifMatch: '*',
      }),
    ),
  deleteSubscriber: async client => {
    await client.createSubscriber({ body: LAW })
    return client.deleteSubscriber({ params: { id: 'law' }, ifMatch: '*' })
  },
  listLists: client => client.listLists(),
  getList: client =>
    withLaw(client, () => client.getList({ params: { id: 'law', list: 'courts' } }), {
      lists: [{ name: 'courts', members: ['+15555550021'] }],
    }),
  getKey: client => client.getKey({ params: { id: 'sales' } }),
  rotateKey: client => client.rotateKey({ params: { id: 'sales' } }),
  listDoNotFax: client => client.listDoNotFax(),
  addDoNotFax: client => client.addDoNotFax({ body: { number: '+15555550000' } }),
  removeDoNotFax: async client => {
    await client.addDoNotFax({ body: { number: '+15555550001' } })
    return client.removeDoNotFax({ params: { number: '+15555550001' } })
  },
  listBlockedCallers: client => client.listBlockedCallers(),
  addBlockedCaller: client => client.addBlockedCaller({ body: { caller: '+1900*' } }),
  removeBlockedCaller: async client => {
    await client.addBlockedCaller({ body: { caller: '+1901*' } })
    return client.removeBlockedCaller({ params: { caller: '+1901*' } })
  },
  listProviders: client => client.listProviders(),
  getProvider: client => client.getProvider({ params: { account: 'demo' } }),
  getBalance: client => client.getBalance({ params: { account: 'demo' } }),
  getProviderNumbers: client => client.getProviderNumbers({ params: { account: 'demo' } }),
  listRoutes: client => client.listRoutes(),
  testProvider: client => client.testProvider({ params: { account: 'demo' } }),
  resetProvider: client => client.resetProvider({ params: { account: 'demo' } }),
  listLegalHolds: client => client.listLegalHolds({ query: { all: 'true' } }),
  placeLegalHold: (client, { fax: id }) => client.placeLegalHold({ body: { id, reason: 'case 4711' } }),
  liftLegalHold: async (client, { inbox: id }) => {
    await client.placeLegalHold({ body: { id, reason: 'case 4711' } })
    return client.liftLegalHold({ body: { id, reason: 'case closed' } })
  },
  getMe: client => client.getMe(),
  getStatus: client => client.getStatus(),
  listBudgets: client => client.listBudgets(),
  listAudit: client => client.listAudit(),
  verifyAudit: client => client.verifyAudit({ body: {} }),
  listUsers: client => client.listUsers(),
  listTokens: client => client.listTokens(),
  listAlarms: client => client.listAlarms({ query: { days: 1 } }),
  acknowledgeAlarm: client => client.acknowledgeAlarm({ body: { name: 'relay-down' } }),
  getFlow: client => client.getFlow({ query: { hours: 2 } }),
  getSettings: client => client.getSettings(),
  listExports: client => client.listExports(),
  listRefusals: client => client.listRefusals(),
  getRefusal: client => client.getRefusal({ params: { id: '7f3k2m' } }),
  explainMail: client =>
    client.explainMail({
      body: { from: 'ann@example.com', to: ['15555551212@fax.local'], text: 'correct-horse-battery\nHi' },
    }),
  // It does not end by itself: the first two are enough.
  followEvents: async (_, { socket, fax, inbox }) => {
    const stopped = new AbortController()
    const seen: ApiEvent[] = []
    for await (const event of eventsOf(socket, { lastEventId: '0', signal: stopped.signal })) {
      if (event.data.id === fax || event.data.id === inbox) seen.push(event)
      if (new Set(seen.map(({ data }) => data.id)).size === 2) stopped.abort()
    }
    return seen
  },
}

async function withLaw<T>(client: Client, work: () => Promise<T>, more = {}): Promise<T> {
  await client.createSubscriber({ body: { ...LAW, ...more } })
  const done = await work()
  await client.deleteSubscriber({ params: { id: 'law' }, ifMatch: '*' })
  return done
}

const { schemas } = document['components'] as { schemas: object }
const definitions = JSON.parse(JSON.stringify(schemas).replaceAll('#/components/schemas/', '#/$defs/'))

type Operation = (typeof operations)[number]['operation']

const readSchema = (schema: unknown): z.ZodType => {
  const own = JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/'))
  return z.fromJSONSchema({ ...own, $defs: definitions })
}

/** What is wrong with a success answer of this operation, by what the document says of it. */
function wrongWith({ responses }: Operation, answer: unknown): readonly unknown[] {
  const [status, response] = Object.entries(responses).find(([code]) => code.startsWith('2')) ?? []
  const { content = {} } = response ?? {}
  const issues = (schema: unknown, value: unknown) =>
    readSchema(schema).safeParse(JSON.parse(JSON.stringify(value))).error?.issues ?? []
  const { 'application/json': json, 'text/event-stream': stream } = content
  if (json !== undefined) return issues(json.schema, answer)
  if (stream !== undefined) {
    const events = answer as readonly ApiEvent[]
    expect(events.length).toBeGreaterThan(0)
    return issues(stream.schema['contentSchema'], events)
  }
  if (status === '204') return answer === undefined ? [] : ['it has a body']
  const { type, bytes } = answer as FileAnswer
  const known = Object.keys(content).includes(type.split(';')[0] ?? '')
  return known && bytes.length > 0 ? [] : [`it is ${bytes.length} bytes of ${type}`]
}

/** Operations whose success answer was held against the document. */
const validated = new Set<string>()

let house: ApiHouse
let address: string
beforeAll(async () => {
  house = await openApiHouse()
  await watched(house)
  address = await house.server.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  house.server.server.closeAllConnections()
  await house.close()
}, 60_000)

describe('every route of the document', () => {
  it('has a call here', () => {
    expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual(Object.keys(CALLS).sort())
  })

  it.each(operations.map(one => [one.operation.operationId, one] as const))(
    '%s answers as its schema says',
    async (id, { operation }) => {
      const client = await house.client()
      const answer = await CALLS[id as keyof Operations](client, await things(house))
      expect(wrongWith(operation, answer)).toEqual([])
      validated.add(id)
    },
  )

  it('was answered with success, and held against the document', () => {
    const all = operations.map(({ operation }) => operation.operationId)
    expect(all.filter(id => !validated.has(id))).toEqual([])
  })

  it.each(operations.map(one => [one.operation.operationId, one] as const))(
    '%s refuses nobody, and a token without the right',
    async (_, { method, path, operation }) => {
      const url = path.replace(/\{\w+\}/g, '1')
      const ask = async (token: string | null) =>
        house.server.inject({
          method: method.toUpperCase() as 'GET',
          url,
          headers: { host: 'localhost', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
        })
      for (const token of [null, 'fbt_none']) {
        const answer = await ask(token)
        expect(answer.statusCode).toBe(401)
        expect(answer.headers['content-type']).toContain('application/problem+json')
        expect(answer.json()).toMatchObject({ code: 'E_LOGIN_REQUIRED', status: 401 })
      }
      const [, right] =
        /`([a-z]+\.[a-z]+)`/.exec((operation as unknown as { description: string }).description) ?? []
      if (right === undefined || operation.operationId === 'followEvents') return
      const others = (Object.keys(RIGHTS) as Right[]).filter(one => one !== right)
      expect((await ask(await house.token(others))).json()).toMatchObject({ code: 'E_RIGHT', status: 403 })
    },
  )

  it.each(
    operations
      .filter(({ path }) => /\/(?:faxes|submissions|inbox)\/\{/.test(path))
      .map(one => [one.operation.operationId, one] as const),
  )('%s shows nothing of other subscribers', async (_, { method, path }) => {
    const known = await things(house)
    const token = await house.token(undefined, ['sales'])
    const id = path.includes('/inbox/')
      ? known.inbox
      : path.includes('/submissions/')
        ? known.submission
        : known.fax
    const answer = await house.server.inject({
      method: method.toUpperCase() as 'GET',
      url: path.replace('{id}', id).replace('{page}', '1'),
      headers: { host: 'localhost', authorization: `Bearer ${token}` },
      ...(method === 'post' ? { payload: { reason: 'x' } } : {}),
    })
    expect([400, 404]).toContain(answer.statusCode)
    if (answer.statusCode === 400) expect(answer.json().detail).toMatch(/there is no|body/)
  })
})

it('tells how many requests are left, and refuses more', async () => {
  const small = await openApiHouse({
    http: { admin: { listen: '127.0.0.1:0' }, limits: { requestsPerMinute: 10 } },
  })
  const token = await small.token()
  const ask = () =>
    small.server.inject({
      url: '/api/v1/me',
      headers: { host: 'localhost', authorization: `Bearer ${token}` },
    })
  const first = await ask()
  expect(first.headers).toMatchObject({ 'ratelimit-limit': '10', 'ratelimit-remaining': '9' })
  for (let n = 0; n < 9; n++) await ask()
  expect((await ask()).json()).toMatchObject({ status: 429, code: 'E_TOO_MANY_REQUESTS' })
  expect(await refusal((await small.client()).getMe())).toMatchObject({ status: 429 })
  await small.close()
})

it.each([
  ['GET', '/faxes?colour=red', undefined, 'there is no "colour" here.'],
  ['GET', '/faxes?limit=many', undefined, 'limit: it must be a number.'],
  ['POST', '/subscribers', {}, 'body.id: it is missing.'],
  ['POST', '/subscribers', { id: 7 }, 'body.id: it must be text.'],
  ['POST', '/do-not-fax', { number: '4711' }, 'body.number: write the number with +'],
  ['POST', '/explain', { to: 'x' }, 'body.to: it must be a list.'],
] as const)('%s %s with %j: "%s"', async (method, url, payload, says) => {
  const authorization = `Bearer ${await house.token()}`
  const answer = await house.server.inject({
    method,
    url: `/api/v1${url}`,
    headers: { host: 'localhost', authorization },
    ...(payload === undefined ? {} : { payload }),
  })
  expect([answer.statusCode, answer.json().code]).toEqual([400, 'E_BAD_REQUEST'])
  expect(answer.json().detail).toContain(says)
})
