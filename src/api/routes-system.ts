/** How the server is doing, who asks, what was done and what was refused, and what would become of a mail. */
import { Readable } from 'node:stream'
import type { z } from 'zod'
import type { Config } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { Refusal } from '../fax/refusal.ts'
import type { AdminDeps } from '../http/admin.ts'
import { brokenNow } from '../http/operations.ts'
import { readings, reasonsAgainst } from '../http/start.ts'
import { budgetLines } from '../outbound/budget.ts'
import type { KeptAuditEntry } from '../store/access-store.ts'
import { idOfCursor, pageOf } from './cursor.ts'
import { addRoute, type RouteHouse } from './route.ts'
import { idParams } from './schema-parts.ts'
import {
  auditPage,
  auditQuery,
  budgetList,
  explainRequest,
  explanation,
  me,
  refusal,
  refusalList,
  refusalQuery,
  status,
} from './schema-system.ts'

export function addSystem(house: RouteHouse, deps: AdminDeps): void {
  const common = { method: 'GET', tag: 'system' } as const
  addRoute(house, {
    ...common,
    url: '/me',
    id: 'getMe',
    summary: 'Who asks, and what they may do',
    right: null,
    answer: me,
    handle: ({ who: { id, name, rights, subscribers } }) => ({
      id,
      name,
      rights: [...rights],
      subscribers: subscribers === null ? null : [...subscribers],
    }),
  })
  addRoute(house, {
    ...common,
    url: '/status',
    id: 'getStatus',
    summary: 'Version, readiness, queues, disk',
    right: 'settings.read',
    answer: status,
    async handle() {
      const now = await readings(deps)
      const reasons = reasonsAgainst(now, deps)
      const broken = await brokenNow(deps.outbound)
      const { version, sandbox, startedAt } = deps
      const { counts, freeBytes, keysOverdue } = now
      return {
        ...{
          version,
          sandbox,
          startedAt: new Date(startedAt).toISOString(),
          reasons,
          freeBytes,
          keysOverdue,
        },
        ready: reasons.length === 0,
        brokenAddresses: broken.map(({ address }) => address),
        counts: { ...counts, jobs: { ...counts.jobs } as Record<string, number> },
      }
    },
  })
  addBudgets(house, deps)
  addAudit(house, deps)
  addRefusals(house, deps)
  addExplain(house, deps)
}

function addBudgets(house: RouteHouse, deps: AdminDeps): void {
  addRoute(house, {
    method: 'GET',
    tag: 'system',
    url: '/budgets',
    id: 'listBudgets',
    summary: 'What was used today of each budget',
    right: 'subscribers.read',
    answer: budgetList,
    async handle({ who }) {
      const lines = await budgetLines(deps.outbound)
      const seen = lines.filter(({ of }) => who.subscribers === null || who.subscribers.includes(of))
      return { items: seen.map(line => ({ ...line })) }
    },
  })
}

function addAudit(house: RouteHouse, { outbound: { store } }: AdminDeps): void {
  addRoute(house, {
    method: 'GET',
    url: '/audit',
    id: 'listAudit',
    tag: 'system',
    summary: 'What was done, and who has looked at documents; newest first',
    right: 'audit.read',
    query: auditQuery,
    answer: auditPage,
    async handle({ query: { cursor, limit, from, until, ...words } }) {
      const before = idOfCursor(cursor, '')
      const given = Object.fromEntries(Object.entries(words).filter(([, text]) => text !== undefined))
      const entries = await store.auditEntries({
        ...given,
        limit: limit + 1,
        ...(from === undefined ? {} : { from: Date.parse(from) as EpochMs }),
        ...(until === undefined ? {} : { until: Date.parse(until) as EpochMs }),
        ...(before === undefined ? {} : { before: Number(before) }),
      })
      const view = (entry: KeptAuditEntry) => ({
        ...entry,
        detail: { ...entry.detail },
        at: new Date(entry.at).toISOString(),
      })
      return pageOf(entries, limit, ({ sequence }) => String(sequence), view)
    },
  })
}

function addRefusals(house: RouteHouse, { outbound: { store } }: AdminDeps): void {
  const common = { method: 'GET', tag: 'system', right: 'settings.read' } as const
  addRoute(house, {
    ...common,
    url: '/refusals',
    id: 'listRefusals',
    summary: 'Mails and logins that were refused, and why; newest first',
    query: refusalQuery,
    answer: refusalList,
    async handle({ query: { since, search, limit } }) {
      const rows = await store.refusals({
        limit,
        ...(since === undefined ? {} : { since: Date.parse(since) as EpochMs }),
        ...(search === undefined ? {} : { search }),
      })
      return { items: rows.map(refusalView) }
    },
  })
  addRoute(house, {
    ...common,
    url: '/refusals/:id',
    id: 'getRefusal',
    summary: 'One refusal, by the reference that the sender was told',
    params: idParams,
    answer: refusal,
    async handle({ params: { id } }) {
      const found = await store.refusal(id.startsWith('r-') ? id : `r-${id}`)
      if (found !== null) return refusalView(found)
      throw new BridgeError('E_NOT_FOUND', {
        say: `Nothing refused has the reference "${id}" (any more).`,
      })
    },
  })
}

const refusalView = (row: Refusal): z.input<typeof refusal> => ({
  ...row,
  recipients: [...row.recipients],
  trace: row.trace.map(line => ({ ...line })),
  at: new Date(row.at).toISOString(),
  lastAt: new Date(row.lastAt).toISOString(),
})

function addExplain(house: RouteHouse, deps: AdminDeps): void {
  addRoute(house, {
    method: 'POST',
    url: '/explain',
    id: 'explainMail',
    tag: 'explain',
    summary: 'What would become of a mail, and which rule decides; nothing is stored or sent',
    right: 'subscribers.read',
    body: explainRequest,
    answer: explanation,
    async handle({ body, request }) {
      // It shows the rules of everybody whom the mail could be meant for.
      house.gate.allow(request, 'subscribers.read', null)
      const { from, to, peer, auth } = body
      const listener = listenerOf(deps.config.current, body.listener)
      const mail = Readable.from([mailText(body)])
      const found = await deps.explain({ listener, mail, from, to, peer, auth })
      return found as unknown as z.input<typeof explanation>
    },
  })
}

function listenerOf({ smtp: { listeners } }: Config, name: string | undefined) {
  const listener = name === undefined ? listeners[0] : listeners.find(one => one.name === name)
  if (listener !== undefined) return listener
  const known = listeners.map(one => one.name).join(', ')
  throw new BridgeError('E_BAD_REQUEST', { say: `No listener has the name "${name}": there is ${known}.` })
}

/** SMTP knows no line end but CR LF. */
function mailText({ mail, from, subject, text }: z.output<typeof explainRequest>): Buffer {
  const encoded = `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`
  const type = 'Content-Type: text/plain; charset=utf-8'
  const whole = mail ?? `From: <${from.replace(/[\r\n<>]/g, '')}>\nSubject: ${encoded}\n${type}\n\n${text}\n`
  return Buffer.from(whole.replace(/\r\n|\r|\n/g, '\r\n'))
}
