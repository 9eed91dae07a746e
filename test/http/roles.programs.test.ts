/** Every route of the administration, asked by every role, every scope and nobody: threat T34. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RIGHTS, type Right, type Role } from '../../src/access/principal.ts'
import { beginSession } from '../../src/access/sessions.ts'
import { addApi } from '../../src/api/api.ts'
import { addConsole } from '../../src/console/console.ts'
import { type ApiHouse, openApiHouse } from '../api/house.ts'
import { ASKERS, type Asker, ROUTES, type RouteRow } from './role-table.ts'

const found: string[] = []
const sessions = new Map<Asker, { readonly cookie: string; readonly csrf: string }>()
let house: ApiHouse
let socket = ''

beforeAll(async () => {
  const collect = (server: ApiHouse['server']) =>
    void server.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) if (one !== 'HEAD') found.push(`${one} ${url}`)
    })
  house = await openApiHouse(
    { http: { admin: { listen: '127.0.0.1:0' }, limits: { requestsPerMinute: 1_000_000 } } },
    [collect, addApi, addConsole],
  )
  await house.store.addRefusals([aRefusal()], house.clock.now())
  for (const [asker, role] of [
    ['viewer', 'viewer'],
    ['operator', 'operator'],
    ['admin', 'admin'],
    ['own', 'subscriber'],
  ] as const satisfies readonly (readonly [Asker, Role])[]) {
    const at = house.clock.now()
    const times = { createdAt: at, changedAt: at, lastLoginAt: null }
    const fields = { role, rights: [], subscribers: role === 'subscriber' ? ['office'] : null }
    const user = { name: asker, password: null, federated: null, disabled: false, ...fields, ...times }
    await house.store.addUser(user)
    const visit = { from: '127.0.0.1', replaces: null, by: 'password' }
    const { secret, csrf } = await beginSession(house.deps.sessions, user, visit)
    sessions.set(asker, { cookie: `faxbridge=${secret}`, csrf })
  }
  const { own } = Object.fromEntries(sessions)
  if (own !== undefined) sessions.set('other', own)
  socket = await house.server.listen({ host: '127.0.0.1', port: 0 })
}, 60_000)
afterAll(async () => {
  house?.server.server.closeAllConnections()
  await house?.close()
}, 60_000)

const aRefusal = () => ({
  id: 'r-7f3k2m',
  at: house.clock.now(),
  lastAt: house.clock.now(),
  times: 1,
  stage: 'mail' as const,
  listener: 'relay',
  peer: '192.0.2.7',
  user: null,
  sender: null,
  from: null,
  recipients: [],
  code: 'E_SENDER_DENIED',
  text: 'You are not permitted',
  ambiguous: [],
  trace: [],
  leftOut: 0,
})

/** What a change needs, so that it is not refused for its form. */
const BODIES: Readonly<Record<string, unknown>> = {
  '/api/v1/inbox/:id/reroute': { to: ['bob@example.com'] },
  '/inbox/:id/reroute': { to: 'bob@example.com' },
  '/api/v1/inbox/:id/mark': { add: ['x'] },
  '/api/v1/subscribers': { id: 'office', numbers: ['+15555550177'], country: 'US' },
  '/api/v1/do-not-fax': { number: '+15555550000' },
  '/api/v1/blocked-callers': { caller: '+1900*' },
  '/api/v1/explain': { from: 'ann@example.com', to: ['15555551212@fax.local'] },
  '/api/v1/legal-holds': { id: 'fax_none', reason: 'case 4711' },
  '/api/v1/legal-holds/lift': { id: 'fax_none', reason: 'case closed' },
  '/api/v1/alarms/acknowledge': { name: 'relay-down' },
  '/login': { user: 'nobody-here', password: 'no password at all' },
}
function bodyFor({ method, url }: RouteRow): unknown {
  if (method === 'PUT') return { id: 'office', numbers: ['+15555550177'], country: 'US' }
  if (method === 'PATCH') return [{ op: 'replace', path: '/active', value: true }]
  if (url.endsWith('/hold')) return { reason: 'wait' }
  return BODIES[url]
}

/** Made anew for each question: what one has done must not change what the next is answered. */
async function addressFor(sample: string, subscriberId: 'office' | 'sales'): Promise<string> {
  const values: Record<string, string> = {
    subscriber: subscriberId,
    keyed: 'sales',
    account: 'demo',
    draft: 'none',
    page: '1',
    number: '+15555550001',
    caller: '+1901*',
    refusal: 'r-7f3k2m',
  }
  if (sample.includes('/faxes/:id') || sample.includes(':submission')) {
    const { id, submissionId } = await house.aFax({ subscriberId })
    if (sample.includes('/pages')) await house.withPages(id)
    Object.assign(values, { id, submission: submissionId })
  }
  if (sample.includes('/inbox/:id')) values['id'] = (await house.aReceived({ subscriberId })).id
  return sample.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? 'none'))
}

interface Question {
  readonly row: RouteRow
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** The status; `login` for the way to the page for log-ins. */
async function ask({ row, url, headers }: Question): Promise<string> {
  const { method } = row
  if (url === '/api/v1/events') return following(headers)
  const body = bodyFor(row)
  const isPatch = method === 'PATCH' ? { 'content-type': 'application/json-patch+json' } : {}
  const isForm =
    body !== undefined && !url.startsWith('/api/')
      ? { 'content-type': 'application/x-www-form-urlencoded' }
      : {}
  const answer = await house.server.inject({
    method: method as 'GET',
    url,
    headers: {
      host: 'localhost',
      ...(method === 'GET' || method === 'POST' ? {} : { 'if-match': '*' }),
      ...isPatch,
      ...isForm,
      ...headers,
    },
    ...(body === undefined
      ? {}
      : {
          payload: (isForm['content-type'] === undefined
            ? body
            : new URLSearchParams(body as Record<string, string>).toString()) as object,
        }),
  })
  const { location = '' } = answer.headers
  return answer.statusCode === 303 && String(location).startsWith('/login') && url !== '/logout'
    ? 'login'
    : String(answer.statusCode)
}

/** An answer that does not end by itself is asked for over a socket, and left. */
async function following(headers: Readonly<Record<string, string>>): Promise<string> {
  const left = new AbortController()
  const { status } = await fetch(`${socket}/api/v1/events`, { headers, signal: left.signal })
  left.abort()
  return String(status)
}

const signedIn = (asker: Asker): Record<string, string> => {
  const session = sessions.get(asker)
  return session === undefined ? {} : { cookie: session.cookie, 'x-csrf-token': session.csrf }
}
/** What nobody in particular gets. */
const isOpen = ({ right }: RouteRow) => right === 'open'

it('every registered route stands in the table, and every line of the table is a route', () => {
  const rows = ROUTES.map(({ row }) => `${row.method} ${row.url}`)
  expect([...new Set(found)].sort()).toEqual([...rows].sort())
  expect(new Set(rows).size).toBe(rows.length)
})

describe.each(ROUTES.map(one => [`${one.row.method} ${one.row.url}`, one] as const))(
  '%s',
  (_, { row, sample }) => {
    it('is answered as the table says, for every role', async () => {
      const answers: Record<string, string> = {}
      for (const asker of ASKERS) {
        if (row.answers[asker] === '-') {
          answers[asker] = '-'
          continue
        }
        // Log-out would end what the others need.
        const headers = row.url === '/logout' ? {} : signedIn(asker)
        const url = await addressFor(sample, asker === 'other' ? 'sales' : 'office')
        answers[asker] = await ask({ row, url, headers })
      }
      expect(answers).toEqual(row.answers)
    })

    it('opens for exactly the scopes of a token that the table says', async () => {
      const needed = ['open', 'any', 'session'].includes(row.right) ? [] : (row.right.split('+') as Right[])
      const url = await addressFor(sample, 'office')
      const isApi = row.url.startsWith('/api/')
      const withToken = (token: string) => ask({ row, url, headers: { authorization: `Bearer ${token}` } })
      if (!isOpen(row)) {
        expect(await withToken(`fbt_${'0'.repeat(52)}`)).toBe(isApi ? '401' : 'login')
        const all = Object.keys(RIGHTS) as Right[]
        for (const right of needed) {
          const others = all.filter(one => one !== right)
          expect(await withToken(await house.token(others)), `without ${right}`).toBe('403')
        }
      }
      const token = await house.token(needed.length === 0 ? ['audit.read'] : needed)
      const admin = row.right === 'session' ? 'login' : row.answers.admin
      // The page for log-ins leads on whoever has proven who they are.
      expect(await withToken(token), row.right).toBe(admin)
    })
  },
)

describe('a change in a session', () => {
  const changes = ROUTES.filter(({ row }) => row.method !== 'GET' && row.url !== '/login')
  it.each(changes.map(one => [`${one.row.method} ${one.row.url}`, one] as const))(
    '%s needs the token of a form, also of an administrator',
    async (_, { row, sample }) => {
      const { cookie = '' } = signedIn('admin')
      const url = await addressFor(sample, 'office')
      expect(await ask({ row, url, headers: { cookie } })).toBe('403')
      expect(await ask({ row, url, headers: { cookie, 'x-csrf-token': 'guessed' } })).toBe('403')
      const { 'x-csrf-token': csrf = '' } = signedIn('admin')
      const foreign = { cookie, 'x-csrf-token': csrf, 'sec-fetch-site': 'cross-site' }
      expect(await ask({ row, url, headers: foreign })).toBe('403')
    },
  )
})
