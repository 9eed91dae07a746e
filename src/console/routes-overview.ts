/** The first page. */
import type { FastifyInstance } from 'fastify'
import type { Principal } from '../access/principal.ts'
import { ALARMS, type Alarm } from '../fax/alarm.ts'
import type { EpochMs } from '../fax/id.ts'
import type { AdminDeps } from '../http/admin.ts'
import { brokenNow } from '../http/operations.ts'
import { allow } from '../http/who-asks.ts'
import { listInbox } from '../inbound/inbox.ts'
import { listFaxes } from '../outbound/operate.ts'
import { standingsOf } from '../outbound/provider-desk.ts'
import { alarmText } from '../words/alarms.ts'
import { html } from './html.ts'
import type { Look } from './look.ts'
import { OverviewPage, type OverviewView } from './overview.tsx'
import { lookOf, ownOf, show } from './seat.ts'

const HOUR = 3_600_000
const MIB = 1_048_576
/** Faxes that need a person, of each kind: more are counted no further. */
const MOST = 100

export function addOverview(server: FastifyInstance, deps: AdminDeps): void {
  server.get('/', async (request, reply) => {
    const who = allow(request, 'faxes.read')
    const look = lookOf(deps, request, reply)
    return show(reply, html(OverviewPage, { look, view: await overviewFor(deps, who, look) }))
  })
}

async function overviewFor(deps: AdminDeps, who: Principal, look: Look): Promise<OverviewView> {
  const { outbound, runtime, spool, worker, config } = deps
  const now = runtime.clock.now()
  const from = (Math.floor(now / HOUR) * HOUR - 23 * HOUR) as EpochMs
  const own = ownOf(who, '')
  const everything = who.subscribers === null
  const [flow, counts, held, unknown, unrouted, broken, freeBytes, alarms] = await Promise.all([
    outbound.store.flow({ from, span: HOUR, spans: 24, ...own }),
    everything ? outbound.store.counts(now) : null,
    listFaxes(outbound, { held: true, limit: MOST, ...own }),
    listFaxes(outbound, { states: ['unknown'], limit: MOST, ...own }),
    everything && who.rights.has('inbox.read')
      ? listInbox(outbound, { states: ['unrouted'], limit: MOST })
      : [],
    everything ? brokenNow(outbound) : [],
    spool.freeBytes(),
    everything ? outbound.store.alarms() : [],
  ])
  return {
    flow,
    counts,
    // Those whose answer was lost come first, and only once: most hurts what is done wrong with them.
    held: held.filter(({ state }) => state !== 'unknown'),
    unknown,
    unrouted,
    providers: who.rights.has('providers.read') ? await standingsOf(outbound) : [],
    broken: broken.map(({ address }) => address),
    alarms: alarmLines(alarms, look),
    reasons: everything
      ? [
          ...(worker.isAlive() ? [] : [look.say('over.queueStands')]),
          ...(freeBytes < config.current.smtp.limits.freeDiskBytes
            ? [look.say('over.diskFull', { free: Math.floor(freeBytes / MIB) })]
            : []),
        ]
      : [],
  }
}

/** Critical ones first, then the newest first. */
function alarmLines(alarms: readonly Alarm[], look: Look): OverviewView['alarms'] {
  const lines = alarms.map(alarm => {
    const { title, todo } = alarmText(alarm, look.language)
    return { text: title, todo, since: alarm.raisedAt, critical: ALARMS[alarm.kind].severity === 'critical' }
  })
  return [...lines.filter(({ critical }) => critical), ...lines.filter(({ critical }) => !critical)]
}
