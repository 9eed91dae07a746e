/**
 * The part of the composition root that knows every step: kind of task → who does it, and how many at a time. In charge of
 * putting right what the last end left behind before the queue runs. What a step does is in outbound/, inbound/ and mail/.
 */
import { makeWebhookCall } from './alarms/webhook-call.ts'
import type { OutgoingMail } from './fax/outgoing-mail.ts'
import { makeAcknowledge } from './inbound/acknowledge.ts'
import { mailGivenUp } from './inbound/bounces.ts'
import { makeCarry } from './inbound/carry.ts'
import { makeDeliver } from './inbound/deliver.ts'
import { makeDiscard } from './inbound/discard.ts'
import { makeFetch } from './inbound/fetch.ts'
import { makeRoute } from './inbound/route.ts'
import type { InboundDeps } from './inbound/steps.ts'
import { makeDispatch } from './mail/dispatch.ts'
import type { MailRelay } from './mail/relay.ts'
import { makeRoomOfAccounts, roomToSubmit } from './outbound/account-room.ts'
import type { OperateDeps } from './outbound/operate.ts'
import { makePrepare } from './outbound/prepare.ts'
import { makeRecheck } from './outbound/recheck.ts'
import { makeReport, type ReportDeps } from './outbound/report.ts'
import { makeSenderLink } from './outbound/sender-link.ts'
import { makeSubmit } from './outbound/submit.ts'
import { makeCancel, makeReconcile, makeTrack, recoverInterrupted } from './outbound/track.ts'
import { type TaskHandlers, Worker } from './queue/worker.ts'

/** How many steps of each kind run at the same time. */
const ROOM = {
  link: 2,
  reconcile: 2,
  track: 100,
  recheck: 20,
  cancel: 2,
  report: 2,
  relay: 5,
  fetch: 2,
  route: 1,
  deliver: 2,
  acknowledge: 2,
  discard: 1,
  carry: 4,
  call: 2,
}

/** Least number of mails of one subscriber that are prepared at the same time. */
const PREPARED_LEAST = 8
/** So many subscribers must send documents that take long before anybody else's have to wait. */
const SLOW_SUBSCRIBERS = 4

/**
 * How many mails are prepared at the same time, most of them waiting: the renderer decides what works (documents/slots.ts),
 * and must have the quick ones to choose from while slow ones wait. None of one subscriber alone.
 */
function roomToPrepare(processes: number): { readonly prepare: number; readonly ofOneLane: number } {
  const ofOneLane = Math.max(PREPARED_LEAST, 2 * processes)
  return { prepare: SLOW_SUBSCRIBERS * ofOneLane, ofOneLane }
}

/** A running step gets this long to end: the longest provider time-out is a minute. */
const STOP_GRACE_MS = 60_000

/** Puts right what the last end left behind, then starts the queue. */
export async function startQueue(
  outbound: OperateDeps & ReportDeps & InboundDeps,
  relay: MailRelay,
  closers: (() => Promise<void> | void)[],
): Promise<Worker> {
  const { store, spool, config, runtime } = outbound
  const { clock, ids, log } = runtime
  const givenUp = (mail: OutgoingMail, why: string) => mailGivenUp({ store, runtime }, mail, why)
  const handlers: TaskHandlers = {
    link: makeSenderLink(outbound),
    prepare: makePrepare(outbound),
    submit: makeSubmit(outbound),
    reconcile: makeReconcile(outbound),
    track: makeTrack(outbound),
    recheck: makeRecheck(outbound),
    cancel: makeCancel(outbound),
    report: makeReport(outbound),
    relay: makeDispatch({ store, spool, relay, runtime, givenUp }),
    fetch: makeFetch(outbound),
    route: makeRoute(outbound),
    deliver: makeDeliver(outbound),
    acknowledge: makeAcknowledge(outbound),
    discard: makeDiscard(outbound),
    carry: makeCarry(outbound),
    call: makeWebhookCall(outbound),
  }
  const owner = ids.token(16)
  const submit = roomToSubmit(outbound.providers)
  const { prepare, ofOneLane } = roomToPrepare(config.current.documents.processes)
  const room = { ...ROOM, submit, prepare }
  const accounts = makeRoomOfAccounts(outbound.board, outbound.providers)
  const worker = new Worker({
    store,
    handlers,
    room,
    laneRoom: { prepare: ofOneLane },
    accounts,
    owner,
    runtime,
  })
  const leases = await store.releaseLeases(owner)
  const revived = await store.reviveTasks(clock.now())
  const interrupted = await recoverInterrupted(outbound)
  log.info({ leases, revived, interrupted }, 'recovered')
  closers.push(() => worker.stop(STOP_GRACE_MS))
  worker.start()
  return worker
}
