/**
 * The server of the administration: what the admin API and the console are built on. In charge of headers, cookies, who
 * asks, and of keeping other sites out. Not in charge of any route: `addApi` and `addConsole` bring theirs.
 */
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { Audit } from '../access/audit.ts'
import type { RefusalLog } from '../access/refusal-log.ts'
import type { ManagedDesk } from '../config/managed-desk.ts'
import type { ShownSection } from '../config/shown.ts'
import type { ExplainRequest, Explanation } from '../explain/explain-mail.ts'
import { BridgeError } from '../fax/error.ts'
import type { Intake } from '../outbound/accept.ts'
import type { OperateDeps } from '../outbound/operate.ts'
import type { TakenUpload, UploadSender } from '../upload/send-upload.ts'
import type { Upload, UploadSeed } from '../upload/upload-mail.ts'
import { makeDoor } from './door.ts'
import { writeRefusals } from './refused-requests.ts'
import { keepOthersOut } from './same-site.ts'
import type { HttpDeps } from './start.ts'
import { askWho } from './who-asks.ts'

/** Everything that the admin API and the console need. */
export interface AdminDeps extends HttpDeps {
  readonly outbound: HttpDeps['outbound'] & OperateDeps
  /** Where a new fax goes in. */
  readonly intake: Intake
  readonly audit: Audit
  /** What the administration refuses. */
  readonly refusals: RefusalLog
  /** What is changed here and not in the configuration file: subscribers, numbers, callers. */
  readonly managed: ManagedDesk
  /** A new fax: resolves when it is on disk. */
  send(upload: Upload, sender: UploadSender, seed: UploadSeed): Promise<TakenUpload>
  /** What would become of a mail, by the very code of the daemon; nothing is stored or sent. */
  explain(request: ExplainRequest): Promise<Explanation>
  /** The configuration in force, without its secrets. */
  settings(): readonly ShownSection[]
}

/** Adds routes to the server. */
export type AddRoutes = (server: FastifyInstance, deps: AdminDeps) => Promise<void> | void

/** What is not an upload is small. Routes that take documents set a limit of their own. */
const BODY_BYTES = 1024 * 1024
/** Half a year, as browsers ask for. */
const HSTS_SECONDS = 15_552_000

/** The server with all routes, not yet listening. */
export async function makeAdmin(deps: AdminDeps, parts: readonly AddRoutes[]): Promise<FastifyInstance> {
  const { http, hostname } = deps.config.current
  const { listen } = http.admin
  if (listen === undefined) throw new BridgeError('E_CONFIG', { say: 'http.admin.listen is not set.' })
  const { runtime, sockets } = deps
  const door = { ...http.admin, listen }
  const server = await makeDoor('http.admin.listen', door, BODY_BYTES, {
    limits: http.limits,
    runtime,
    sockets,
  })
  keepOthersOut(server, { hostname, publicUrl: http.admin.publicUrl })
  const secure = http.admin.tls !== undefined || http.admin.publicUrl?.startsWith('https:') === true
  await addHeaders(server, secure)
  await server.register(cookie)
  await server.register(formbody, { bodyLimit: BODY_BYTES })
  askWho(server, { tokens: { store: deps.outbound.store, runtime }, sessions: deps.sessions, secure })
  writeRefusals(server, deps.refusals, runtime.clock)
  for (const add of parts) await add(server, deps)
  return server
}

async function addHeaders(server: FastifyInstance, tls: boolean): Promise<void> {
  const self = ["'self'"]
  const none = ["'none'"]
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: none,
        scriptSrc: self,
        styleSrc: self,
        imgSrc: self,
        fontSrc: self,
        connectSrc: self,
        manifestSrc: self,
        formAction: self,
        baseUri: none,
        frameAncestors: none,
      },
    },
    frameguard: { action: 'deny' },
    // "no-referrer" would make browsers hide the origin of our own forms.
    referrerPolicy: { policy: 'same-origin' },
    hsts: tls && { maxAge: HSTS_SECONDS, includeSubDomains: false },
  })
  server.addHook('onSend', async (_, reply) => {
    // Pages hold what faxes say. A route that serves a style sheet says otherwise by itself.
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    if (reply.statusCode === 401) reply.header('www-authenticate', 'Bearer')
  })
}
