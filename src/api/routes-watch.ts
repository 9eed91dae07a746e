/**
 * What somebody looks at who watches over faxbridge: alarms, how faxes flow, the configuration in force, whether the audit
 * log is whole, and who exported faxes. The same as the console's overview, audit and settings show, to the same people.
 */
import { acknowledgeAlarm, openAlarms, recentAlarms } from '../alarms/open-alarms.ts'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { AdminDeps } from '../http/admin.ts'
import type { KeptAuditEntry } from '../store/access-store.ts'
import { idOfCursor, pageOf } from './cursor.ts'
import { visibleTo } from './gate.ts'
import { addRoute, type RouteHouse } from './route.ts'
import {
  acknowledged,
  acknowledgement,
  alarmList,
  alarmQuery,
  auditCheck,
  auditQuestion,
  exportPage,
  exportQuery,
  flow,
  flowQuery,
  settings,
} from './schema-watch.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

export function addWatch(house: RouteHouse, deps: AdminDeps): void {
  addAlarms(house, deps)
  addFlow(house, deps)
  addSettings(house, deps)
  addAuditCheck(house, deps)
  addExports(house, deps)
}

function addAlarms(house: RouteHouse, { outbound: { store }, runtime: { clock, log } }: AdminDeps): void {
  const common = { tag: 'system', about: 'Needs a token for all subscribers.' } as const
  addRoute(house, {
    ...common,
    method: 'GET',
    url: '/alarms',
    id: 'listAlarms',
    summary: 'Alarms that are open, critical ones first, with what to do',
    right: 'faxes.read',
    query: alarmQuery,
    answer: alarmList,
    async handle({ request, query: { days } }) {
      house.gate.allow(request, 'faxes.read', null)
      const views =
        days === undefined
          ? await openAlarms(store)
          : await recentAlarms(store, (clock.now() - days * DAY) as EpochMs)
      return { items: views.map(({ todo, ...rest }) => ({ ...rest, todo: [...todo] })) }
    },
  })
  addRoute(house, {
    ...common,
    method: 'POST',
    url: '/alarms/acknowledge',
    id: 'acknowledgeAlarm',
    summary: 'A person knows of it: no more reminders',
    right: 'faxes.write',
    body: acknowledgement,
    answer: acknowledged,
    async handle({ request, who, body: { name } }) {
      house.gate.allow(request, 'faxes.write', null)
      await house.gate.audited(request, { action: 'alarms.acknowledge', object: name, detail: {} })
      const became = await acknowledgeAlarm(store, name, { by: who.name, at: clock.now() })
      if (became === 'notFound')
        throw new BridgeError('E_NOT_FOUND', { say: `No open alarm has the name "${name}".` })
      if (became === 'several')
        throw new BridgeError('E_BAD_REQUEST', {
          say: `Several alarms of the kind "${name}" are open: write the whole name.`,
        })
      if (became === 'done') log.info({ alarm: name, by: who.id }, 'an alarm was acknowledged')
      return { became }
    },
  })
}

function addFlow(house: RouteHouse, { outbound: { store }, runtime: { clock } }: AdminDeps): void {
  addRoute(house, {
    method: 'GET',
    tag: 'system',
    url: '/flow',
    id: 'getFlow',
    summary: 'How many faxes were delivered, failed and came in, hour by hour',
    right: 'faxes.read',
    query: flowQuery,
    answer: flow,
    async handle({ who, query: { hours } }) {
      const running = Math.floor(clock.now() / HOUR) * HOUR
      const from = (running - (hours - 1) * HOUR) as EpochMs
      const counts = await store.flow({ from, span: HOUR, spans: hours, ...visibleTo(who) })
      return { items: counts.map(({ at, ...rest }) => ({ at: new Date(at).toISOString(), ...rest })) }
    },
  })
}

function addSettings(house: RouteHouse, deps: AdminDeps): void {
  addRoute(house, {
    method: 'GET',
    tag: 'system',
    url: '/settings',
    id: 'getSettings',
    summary: 'The configuration in force, without secrets',
    right: 'settings.read',
    answer: settings,
    handle: () => ({ sections: deps.settings().map(({ name, text }) => ({ name, yaml: text })) }),
  })
}

function addAuditCheck(house: RouteHouse, { auditLog }: AdminDeps): void {
  addRoute(house, {
    method: 'POST',
    tag: 'system',
    url: '/audit/verify',
    id: 'verifyAudit',
    summary: 'Whether the audit log is as it was written, from its first entry to its last',
    about: 'It reads the whole log, and is an entry of it.',
    right: 'audit.read',
    body: auditQuestion,
    answer: auditCheck,
    async handle({ request, body: { head: noted } }) {
      await house.gate.audited(request, { action: 'audit.verify', object: '', detail: {} })
      const [sequence = '', hash = ''] = noted?.split(':') ?? []
      const range = noted === undefined ? {} : { head: { sequence: Number(sequence), hash } }
      const { checked, head, broken } = await auditLog.verify(range)
      return { whole: broken === null, checked, head: { ...head }, broken: broken && { ...broken } }
    },
  })
}

function addExports(house: RouteHouse, { outbound: { store } }: AdminDeps): void {
  addRoute(house, {
    method: 'GET',
    tag: 'archive',
    url: '/archive/exports',
    id: 'listExports',
    summary: 'Who exported which faxes, newest first',
    about:
      'Read from the audit log, so what was moved into its archives is not listed. Exports are made by `faxbridge export`. Needs a token for all subscribers.',
    right: 'archive.read',
    query: exportQuery,
    answer: exportPage,
    async handle({ request, query: { cursor, limit } }) {
      house.gate.allow(request, 'archive.read', null)
      const before = idOfCursor(cursor, '')
      const entries = await store.auditEntries({
        action: 'archive.export',
        limit: limit + 1,
        ...(before === undefined ? {} : { before: Number(before) }),
      })
      return pageOf(entries, limit, ({ sequence }) => String(sequence), exportView)
    },
  })
}

function exportView({ sequence, at, who, detail }: KeptAuditEntry) {
  const { from, to, subscriber, documents } = detail
  const instantOf = (value: unknown) => (typeof value === 'number' ? new Date(value).toISOString() : null)
  const textOf = (value: unknown) => (typeof value === 'string' ? value : null)
  return {
    at: new Date(at).toISOString(),
    who,
    from: instantOf(from),
    to: instantOf(to),
    subscriber: textOf(subscriber),
    // The format that is used when none is named.
    documents: textOf(documents) ?? 'original',
    entry: sequence,
  }
}
