/**
 * A received fax that is sent on as a new fax. In charge of writing it as a mail of its own, which goes the way of every
 * mail from there on: the very pages, the number and budget rules of its subscriber, retries, a report. In charge too of
 * never doing it twice for one delivery, and of ending loops: nothing is sent back to its caller or to where it was received,
 * and no destination sends more than so many an hour. Not in charge of when it is tried again (inbound/carry.ts).
 */

import type { AcceptedMail } from '../fax/accepted-mail.ts'
import { NO_PARTS } from '../fax/address-parts.ts'
import type { CallBack } from '../fax/answer.ts'
import { RESOLUTIONS, type Resolution } from '../fax/document.ts'
import { BridgeError } from '../fax/error.ts'
import type { FaxNumber } from '../fax/fax-number.ts'
import { NO_OPTIONS } from '../fax/fax-options.ts'
import type { EpochMs } from '../fax/id.ts'
import type { ForwardOrder } from '../fax/passing-on.ts'
import { composeForwarded } from '../mail/forwarded.ts'
import type { DeliveryStore } from '../store/deliveries.ts'
import type { FaxJobStore } from '../store/store.ts'
import { type AcceptDeps, Intake } from './accept.ts'
import { subscriberOf } from './steps.ts'

export type ForwardDeps = AcceptDeps & {
  readonly store: DeliveryStore & Pick<FaxJobStore, 'history'>
  readonly callBack: CallBack
}

const HOUR = 3_600_000
/** As the listener of a mail: no real one is called so. */
const LISTENER = '(forward)'

export function makeForward(deps: ForwardDeps): (order: ForwardOrder) => Promise<string> {
  const intake = new Intake(deps)
  // By destination: those of this run whose delivery has not ended yet count too.
  const lately = new Map<string, EpochMs[]>()
  // One at a time: of two that are counted together, none would see the other.
  let last: Promise<unknown> = Promise.resolve()
  return order => {
    const mine = last.then(() => forward(deps, intake, lately, order))
    last = mine.catch(() => {})
    return mine
  }
}

async function forward(
  deps: ForwardDeps,
  intake: Intake,
  lately: Map<string, EpochMs[]>,
  order: ForwardOrder,
): Promise<string> {
  const done = await earlier(deps, order)
  if (done !== null) return sentence(order, done)
  const { subscriberId, number, report } = allowed(deps, order)
  const times = await mustNotBeTooMany(deps, lately.get(order.delivery.place) ?? [], order)
  lately.set(order.delivery.place, times)
  const { hostname, relay, smtp } = deps.config.current
  const mail = composeForwarded({ ...order, number, hostname, from: relay.from })
  await intake.room(mail.length)
  const incoming = intake.begin('lenient')
  try {
    await incoming.write(mail)
    await incoming.end()
    const { submissionId } = await incoming.commit(
      acceptedOf(order, { subscriberId, number, report, domain: smtp.mailDomains[0] ?? hostname }),
    )
    times.push(deps.runtime.clock.now())
    deps.runtime.checkpoint('forwarded')
    return sentence(order, submissionId)
  } catch (error) {
    await incoming.abort()
    throw error
  }
}

/** Gives the times of this run that are within the hour. */
async function mustNotBeTooMany(
  { store, runtime }: ForwardDeps,
  times: readonly EpochMs[],
  { delivery: { place }, mostPerHour }: ForwardOrder,
): Promise<EpochMs[]> {
  const since = (runtime.clock.now() - HOUR) as EpochMs
  const here = times.filter(at => at >= since)
  if (Math.max(here.length, await store.deliveredSince(place, since)) >= mostPerHour)
    refused(`${place} has sent ${mostPerHour} faxes on within the hour: it may be a circle.`)
  return here
}

const sentence = ({ to }: ForwardOrder, submission: string) =>
  `It goes on as a fax to ${to}, as mail ${submission}.`

/** The mail of this delivery, written by a run that ended before it could say so; null: there is none. */
async function earlier({ store }: ForwardDeps, { delivery, fax }: ForwardOrder): Promise<string | null> {
  const history = await store.history(fax.id)
  const lines = history.filter(
    ({ type, detail }) => type === 'forwarded' && detail['delivery'] === delivery.id,
  )
  for (const { detail } of lines) {
    const id = detail['submissionId'] as never
    // A mail whose bytes were lost with the machine was taken back: then it is written anew.
    if ((await store.submission(id)) !== null) return id
  }
  return null
}

interface Allowed {
  readonly subscriberId: string
  readonly number: FaxNumber
  readonly report: string
}

/** Throws E_DESTINATION with what the configuration lacks, or which loop it would be. */
function allowed({ config, callBack }: ForwardDeps, order: ForwardOrder): Allowed {
  const { current } = config
  const { fax, delivery, to } = order
  const subscriberId = order.subscriberId ?? fax.subscriberId
  const subscriber = subscriberId === null ? null : subscriberOf(current, subscriberId)
  if (subscriber === null || !subscriber.active)
    refused(`Write for which active subscriber ${delivery.place} sends faxes on.`)
  const number = callBack(subscriber.id, to)
  if (number === null) refused(`Subscriber ${subscriber.id} may not fax to ${to}.`)
  const report = order.report ?? current.operator.mail
  if (report === undefined)
    refused(`Nobody gets the report: write report in ${delivery.place}, or operator.mail.`)
  if (number === fax.calledNumber || number === callBack(subscriber.id, fax.callerNumber))
    refused(`It came from or to ${to}: sending it there would go round in a circle.`)
  return { subscriberId: subscriber.id, number, report }
}

function refused(say: string): never {
  throw new BridgeError('E_DESTINATION', { say })
}

function acceptedOf(
  { fax, delivery, yDpi }: ForwardOrder,
  { subscriberId, number, report, domain }: Allowed & { readonly domain: string },
): AcceptedMail {
  const options = { ...NO_OPTIONS, resolution: resolutionOf(yDpi), cover: 'none', text: 'none' } as const
  const address = `${number}@${domain}`
  return {
    subscriberId,
    listener: LISTENER,
    peerAddress: '',
    peerName: delivery.place,
    authUser: null,
    // Whoever wrote the configuration wants it so.
    evidence: 'auth',
    reversePath: report,
    from: report,
    dsn: { envelopeId: null, ret: null },
    subject: `${fax.id} of ${fax.callerNumber ?? 'an unknown caller'}`,
    recipients: [
      {
        address,
        number,
        parts: NO_PARTS,
        options,
        dsn: { notify: null, originalRecipient: null },
        list: null,
      },
    ],
    refused: [],
    keyDigest: null,
    oldKey: null,
    forwards: { inboundId: fax.id, deliveryId: delivery.id },
  }
}

/** That of the finest page: then every dot of it is a dot of the new fax. */
function resolutionOf(yDpi: number | null): Resolution {
  const names: readonly Resolution[] = ['standard', 'fine', 'superfine']
  return names.find(name => (yDpi ?? 0) <= RESOLUTIONS[name].yDpi * 1.05) ?? 'superfine'
}
