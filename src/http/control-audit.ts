/**
 * What is done and looked at over the control socket is written down too. Only the daemon's user and root can open the
 * socket; which person it is, the command line says in a header.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Audit } from '../access/audit.ts'

/** `1000/anna`: who runs the command. */
export const LOCAL_USER = 'x-faxbridge-user'

interface Row {
  /** The action, or what goes before the type that the body names. */
  readonly action: string
  readonly typed?: true
  /** The parameter that names the object. */
  readonly object?: string
}

/** Looks at what a fax says, and changes. Other changes go by their path. */
const ROWS: Readonly<Record<string, Row>> = {
  'GET /faxes/:id/pages.tiff': { action: 'documents.pages', object: 'id' },
  'GET /mails/:id': { action: 'documents.mail', object: 'id' },
  'GET /inbox/:id/document': { action: 'documents.received', object: 'id' },
  'GET /inbox/:id/page-1.png': { action: 'documents.pages', object: 'id' },
  'POST /faxes/:id/actions': { action: 'faxes.', typed: true, object: 'id' },
  'POST /inbox/:id/actions': { action: 'inbox.', typed: true, object: 'id' },
  'POST /keys/:id/rotate': { action: 'subscribers.rotate-key', object: 'id' },
  'POST /providers/:account/test': { action: 'providers.test', object: 'account' },
  'POST /backup': { action: 'settings.backup' },
  'POST /reload': { action: 'settings.reload' },
  'POST /users': { action: 'access.user-add' },
  'POST /users/:name': { action: 'access.user-change', object: 'name' },
  'POST /users/:name/password': { action: 'access.user-password', object: 'name' },
  'POST /users/:name/remove': { action: 'access.user-remove', object: 'name' },
  'POST /tokens': { action: 'access.token-add' },
  'POST /tokens/:id/remove': { action: 'access.token-remove', object: 'id' },
  'POST /archive/holds': { action: 'archive.', typed: true },
  'POST /archive/keys': { action: 'archive.keys-', typed: true },
  'POST /archive/export': { action: 'archive.export' },
  'POST /audit/archive': { action: 'audit.archive' },
}

/** Fields of a body that may stand in the log. Passwords and keys are not among them. */
const TOLD =
  'type id name role subscribers rights disabled expiresAt reason notTaken taken all to from documents subscriber add remove notify atOnce folder before'.split(
    ' ',
  )

/** From here on the routes of this server are written down, before they are done. */
export function auditControl(server: FastifyInstance, audit: Audit): void {
  server.addHook('preHandler', async request => {
    const path = request.routeOptions.url ?? request.url
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const row =
      ROWS[`${method} ${path}`] ?? (method === 'GET' ? null : { action: `control.${path.slice(1)}` })
    if (row === null) return
    const type = 'typed' in row ? String(Reflect.get(bodyOf(request), 'type')) : ''
    const params = request.params as Readonly<Record<string, string>>
    await audit({
      who: whoOf(request),
      from: 'local',
      action: `${row.action}${type}`,
      object: 'object' in row ? (params[row.object ?? ''] ?? '') : '',
      detail: toldOf(bodyOf(request)),
    })
  })
}

/** `local:1000/anna` */
export function whoOf(request: FastifyRequest): string {
  const said = request.headers[LOCAL_USER]
  return typeof said === 'string' && /^\d{1,10}\/[\w.@\\-]{1,100}$/.test(said) ? `local:${said}` : 'local'
}

const bodyOf = (request: FastifyRequest): object =>
  typeof request.body === 'object' && request.body !== null ? request.body : {}

function toldOf(body: object): Record<string, string | number | boolean | null> {
  const told: Record<string, string | number | boolean | null> = {}
  for (const name of TOLD) {
    const value: unknown = Reflect.get(body, name)
    if (value === undefined || name === 'type') continue
    told[name] = Array.isArray(value)
      ? value.join(', ')
      : value === null || ['string', 'number', 'boolean'].includes(typeof value)
        ? (value as string | number | boolean | null)
        : '…'
  }
  return told
}
