/**
 * Step 3, route: writes down who gets a fax, as the rules decide (decide.ts), with the trace of every answer. A fax that
 * belongs to nobody is kept as `unrouted`, shown to the operator, and never acknowledged: it is not lost, it waits.
 */
import type { Config, LiveConfig } from '../config/schema.ts'
import type { EpochMs, InboundFaxId } from '../fax/id.ts'
import { FILED_AS, type InboundFax } from '../fax/inbound-fax.ts'
import type { NewTask } from '../fax/task.ts'
import type { TaskHandler } from '../queue/worker.ts'
import type { InboundChange } from '../store/inbound-store.ts'
import { type Decision, makeDecide } from './decide.ts'
import { makePageReading } from './look-at-page.ts'
import type { PageFacts } from './rules.ts'
import { type InboundDeps, line } from './steps.ts'

/** An unrouted fax is looked at again this often: the operator may have added the number. */
const LOOK_AGAIN_MS = 60_000
const DAY_MS = 86_400_000

export function makeRoute(deps: InboundDeps): TaskHandler {
  const decideNow = decider(deps.config)
  const read = makePageReading(deps)
  return async (task, signal) => {
    const known = await pageOf(deps, task.subjectId as InboundFaxId, { decideNow, read }, signal)
    const change = await deps.store.changeInbound(task.subjectId as InboundFaxId, fax => {
      if (fax.state !== 'fetched' && fax.state !== 'unrouted') return null
      const decision = decideNow()({ ...fax, ...known }, fax.filed !== null)
      if (fax.state === 'unrouted' && decision.kind === 'nobody') return null
      return changeBy(deps, fax, decision)
    })
    deps.runtime.checkpoint('inbound-routed')
    if (change?.fax.state === 'unrouted') {
      deps.runtime.log.error(
        { inbound: change.fax.id, number: change.fax.calledNumber },
        'a received fax belongs to nobody',
      )
    }
    const fax = change?.fax ?? (await deps.store.inbound(task.subjectId as InboundFaxId))
    if (fax?.state !== 'unrouted') return
    return (deps.runtime.clock.now() + LOOK_AGAIN_MS) as EpochMs
  }
}

/** What the rules want to know of page 1, before they are asked for good; empty: nothing. */
async function pageOf(
  { store }: InboundDeps,
  id: InboundFaxId,
  {
    decideNow,
    read,
  }: {
    readonly decideNow: () => ReturnType<typeof makeDecide>
    readonly read: ReturnType<typeof makePageReading>
  },
  signal: AbortSignal,
): Promise<{ readonly page?: PageFacts }> {
  const fax = await store.inbound(id)
  if (fax === null || fax.raw === null || (fax.state !== 'fetched' && fax.state !== 'unrouted')) return {}
  const asks = new Set<'text' | 'barcode'>()
  decideNow()({ ...fax, asks }, fax.filed !== null)
  return asks.size === 0 ? {} : { page: await read(fax, asks, signal) }
}

/** The rules are compiled once for each configuration. */
export function decider(live: LiveConfig): () => ReturnType<typeof makeDecide> {
  let made: { readonly of: Config; readonly decide: ReturnType<typeof makeDecide> } | null = null
  return () => {
    if (made?.of !== live.current) made = { of: live.current, decide: makeDecide(live.current) }
    return made.decide
  }
}

function changeBy(deps: InboundDeps, fax: InboundFax, decision: Decision): InboundChange {
  const { subscriberId, marks, trace } = decision
  const detail = { subscriberId, marks, trace }
  const decided = { ...fax, subscriberId, marks }
  const now = deps.runtime.clock.now()
  const task = (kind: NewTask['kind'], runAt: number = now): NewTask => ({
    kind,
    subjectId: fax.id,
    runAt: runAt as EpochMs,
  })
  switch (decision.kind) {
    case 'deliver': {
      const { plan } = decision
      const text = `${subscriberId === null ? 'For nobody' : `For subscriber ${subscriberId}`}: goes to ${[...plan.mails, ...plan.places].join(', ')}.`
      return {
        fax: { ...decided, state: 'routed', plan },
        tasks: [task('deliver')],
        history: line(deps, 'routed', text, { ...detail, plan }),
        mails: [],
      }
    }
    case 'file':
      return {
        fax: { ...decided, state: 'filed', filed: 'rule' },
        tasks: [task('acknowledge')],
        history: line(deps, 'filed', `Filed: ${FILED_AS.rule}`, detail),
        mails: [],
      }
    case 'junk':
      return {
        fax: { ...decided, state: 'junk', filed: 'junk' },
        tasks: [task('acknowledge'), task('discard', now + deps.config.current.inbound.junkDays * DAY_MS)],
        history: line(deps, 'junk', `Junk: ${FILED_AS.junk}`, detail),
        mails: [],
      }
    case 'nobody': {
      const text = `No subscriber has the number ${fax.calledNumber ?? '(not given)'}, or it has no address for received faxes.`
      return {
        fax: { ...decided, state: 'unrouted' },
        tasks: [],
        history: line(deps, 'unrouted', text, detail),
        mails: [],
      }
    }
  }
}
