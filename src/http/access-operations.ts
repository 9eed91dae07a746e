/** Users, tokens and the audit log over the control socket. No answer but that of a new token holds a secret. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { SessionDeps } from '../access/sessions.ts'
import { addToken, listTokens, removeToken } from '../access/tokens.ts'
import { addUser, changeUser, listUsers, removeUser, setPassword } from '../access/users.ts'
import type { LiveConfig } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { AccessStore, AuditFilter } from '../store/access-store.ts'
import type { AuditLog } from '../store/audit-chain.ts'
import { whoOf } from './control-audit.ts'
import { checked } from './operations.ts'

export interface AccessOperateDeps {
  readonly sessions: SessionDeps
  readonly store: AccessStore
  readonly auditLog: AuditLog
  readonly config: LiveConfig
}

const MOST_ROWS = 10_000
const password = z.string().min(1).max(1000)
const ids = z.array(z.string().max(64)).max(1000).nullable()
const words = z.array(z.string().max(64)).max(100)
const time = z.coerce.number().int().min(0).optional()

const newUser = z.strictObject({
  name: z.string().max(200),
  role: z.string().max(64),
  subscribers: ids.default(null),
  rights: words.default([]),
  password,
})
const userChange = z.strictObject({
  role: z.string().max(64).optional(),
  subscribers: ids.optional(),
  rights: words.optional(),
  disabled: z.boolean().optional(),
})
const newToken = z.strictObject({
  name: z.string().min(1).max(100),
  rights: words.min(1),
  subscribers: ids.default(null),
  expiresAt: z.number().int().nullable().default(null),
})
const auditQuery = z.strictObject({
  from: time,
  until: time,
  who: z.string().max(200).optional(),
  object: z.string().max(200).optional(),
  action: z.string().max(100).optional(),
  before: time,
  limit: z.coerce.number().int().min(1).max(MOST_ROWS).default(50),
})
const verifyQuery = z.strictObject({
  from: time,
  until: time,
  head: z
    .string()
    .regex(/^\d{1,15}:[0-9a-f]{64}$/, 'write NUMBER:HASH, as the log and "audit verify" say them')
    .optional(),
})
const archiveBody = z.strictObject({ before: z.number().int().min(0) })

/** Adds the routes. `server` must be reachable for operators only. */
export function addAccessOperations(server: FastifyInstance, deps: AccessOperateDeps): void {
  type Named = { Params: { name: string } }
  const { sessions, config, store } = deps
  server.get('/users', async () => listUsers(sessions))
  server.post('/users', async request => {
    const { name, password: secret, ...fields } = checked(newUser, request.body)
    mustBeThere(config, fields.subscribers)
    return addUser(sessions, name, fields, secret)
  })
  server.post<Named>('/users/:name', async request => {
    const { role, subscribers, rights, disabled } = checked(userChange, request.body)
    mustBeThere(config, subscribers ?? null)
    return changeUser(sessions, request.params.name, {
      ...(role === undefined ? {} : { role }),
      ...(subscribers === undefined ? {} : { subscribers }),
      ...(rights === undefined ? {} : { rights }),
      ...(disabled === undefined ? {} : { disabled }),
    })
  })
  server.post<Named>('/users/:name/password', async request => {
    const body = checked(z.strictObject({ password }), request.body)
    return setPassword(sessions, request.params.name, body.password)
  })
  server.post<Named>('/users/:name/remove', async request => {
    await removeUser(sessions, request.params.name)
    return {}
  })
  addTokenOperations(server, { ...deps, tokens: { store, runtime: sessions.runtime } })
  addAuditOperations(server, deps)
}

function addTokenOperations(
  server: FastifyInstance,
  { tokens, config }: AccessOperateDeps & { readonly tokens: Parameters<typeof addToken>[0] },
): void {
  server.get('/tokens', async () => listTokens(tokens))
  server.post('/tokens', async request => {
    const { expiresAt, ...fields } = checked(newToken, request.body)
    mustBeThere(config, fields.subscribers)
    return addToken(tokens, { ...fields, expiresAt: expiresAt as EpochMs | null }, whoOf(request))
  })
  server.post<{ Params: { id: string } }>('/tokens/:id/remove', async request => {
    await removeToken(tokens, request.params.id)
    return {}
  })
}

function addAuditOperations(server: FastifyInstance, { store, auditLog, sessions }: AccessOperateDeps): void {
  server.get('/audit', async request => store.auditEntries(given(checked(auditQuery, request.query))))
  server.get('/audit/verify', async request => {
    const { head, ...range } = checked(verifyQuery, request.query)
    const [sequence = '', hash = ''] = head?.split(':') ?? []
    const noted = head === undefined ? {} : { head: { sequence: Number(sequence), hash } }
    return auditLog.verify({ ...(range as { from?: EpochMs; until?: EpochMs }), ...noted })
  })
  server.post('/audit/archive', async request => {
    const { before } = checked(archiveBody, request.body)
    return auditLog.archive(before as EpochMs, sessions.runtime.clock.now())
  })
}

const given = (query: z.output<typeof auditQuery>): AuditFilter =>
  Object.fromEntries(
    Object.entries(query).filter(([, value]) => value !== undefined),
  ) as unknown as AuditFilter

/** A subscriber that is not there would be one that nobody notices to be misspelt. */
function mustBeThere({ current }: LiveConfig, wanted: readonly string[] | null): void {
  const known = current.subscribers.map(({ id }) => id)
  const wrong = wanted?.find(id => !known.includes(id))
  if (wrong === undefined) return
  throw new BridgeError('E_BAD_REQUEST', {
    say: `No subscriber has the id "${wrong}": there is ${known.slice(0, 20).join(', ')}.`,
  })
}
