/** The audit log and the configuration in force. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AdminDeps } from '../http/admin.ts'
import { allow, audited } from '../http/who-asks.ts'
import { AuditPage, type AuditState } from './audit.tsx'
import { html } from './html.ts'
import { field, lookOf, show } from './seat.ts'
import { SettingsPage } from './settings.tsx'

const ROWS = 100

export function addAdminPages(server: FastifyInstance, deps: AdminDeps): void {
  const page = async (request: FastifyRequest, reply: FastifyReply, state: AuditState | null) => {
    const before = Number(field(request.query, 'before', 15))
    const paging = Number.isSafeInteger(before) && before > 0
    const entries = await deps.outbound.store.auditEntries({ limit: ROWS + 1, ...(paging ? { before } : {}) })
    const shown = entries.slice(0, ROWS)
    const last = shown.at(-1)
    const older = entries.length > ROWS && last !== undefined ? `/audit?before=${last.sequence}` : null
    const look = lookOf(deps, request, reply)
    return show(
      reply,
      html(AuditPage, { look, entries: shown, state, older, newest: paging ? '/audit' : null }),
    )
  }
  server.get('/audit', async (request, reply) => {
    allow(request, 'audit.read')
    return page(request, reply, null)
  })
  server.post('/audit/verify', async (request, reply) => {
    allow(request, 'audit.read')
    await audited(request, { action: 'audit.verify', object: '' })
    const { broken, checked } = await deps.auditLog.verify({})
    return page(
      request,
      reply,
      broken === null ? { whole: true, entries: checked } : { whole: false, ...broken },
    )
  })
  server.get('/settings', async (request, reply) => {
    allow(request, 'settings.read')
    const { version, startedAt, sandbox, spool } = deps
    const view = {
      ...{ version, startedAt, sandbox },
      freeBytes: await spool.freeBytes(),
      sections: deps.settings(),
    }
    return show(reply, html(SettingsPage, { look: lookOf(deps, request, reply), view }))
  })
}
