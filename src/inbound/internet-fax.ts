/**
 * A received fax on its way to an Internet fax machine: a mail of its own, written down once for each delivery and handed to
 * the relay like every mail of ours. The delivery ends as the mail does.
 */
import type { Delivery } from '../fax/delivery.ts'
import { BridgeError } from '../fax/error.ts'
import type { MailId } from '../fax/id.ts'
import { INTERNET_FAX_KEY, type OutgoingMail } from '../fax/outgoing-mail.ts'
import type { InternetFaxOrder } from '../fax/passing-on.ts'
import { composeInternetFax } from '../mail/internet-fax.ts'
import { spooledMail } from '../mail/outbox.ts'
import { returnPath } from './return-path.ts'
import { type InboundDeps, line } from './steps.ts'

type Deps = Pick<InboundDeps, 'store' | 'spool' | 'config' | 'runtime' | 'replyKey' | 'kick'>

const DAY = 86_400_000

/** Gives where it is now; null: the relay has not taken the mail yet. Throws E_RELAY_REFUSED when it never will. */
export function makeInternetFax(deps: Deps): (order: InternetFaxOrder) => Promise<string | null> {
  return async order => {
    const key = `${INTERNET_FAX_KEY}${order.delivery.id}`
    const there = (await deps.store.mailsOf(order.fax.id)).find(mail => mail.key === key)
    const mail = there ?? (await written(deps, order, key))
    if (mail.state === 'sent') return `The relay has taken the mail to ${mail.to}.`
    if (mail.state === 'queued') return null
    throw new BridgeError('E_RELAY_REFUSED', { say: mail.lastError ?? '' })
  }
}

async function written(deps: Deps, order: InternetFaxOrder, key: string): Promise<OutgoingMail> {
  const { delivery, fax, bytes, to, confirm } = order
  const { relay, hostname } = deps.config.current
  const { createdAt } = delivery
  const now = deps.runtime.clock.now()
  const days = Math.max(0, (delivery.deadline - now) / DAY)
  // Of the delivery alone, so that it is the same at every try: it stands in the mail too.
  const id = delivery.id.replace(/^dlv_/, 'mail_') as MailId
  const path = pathOf(deps, id, delivery)
  const facts = { id: delivery.id, createdAt, tiff: bytes, to, hostname, from: relay.from }
  const composed = composeInternetFax({
    ...facts,
    caller: fax.callerNumber ?? fax.stationId,
    pages: fax.pageCount,
    notificationTo: confirm === 'printing' ? path : null,
  })
  const spooled = await spooledMail(deps, composed, { key, subjectId: fax.id, now, days })
  const mail = { ...spooled, id, reversePath: path ?? spooled.reversePath }
  const text = `${delivery.place}: mail to ${mail.to} written.`
  const kept = await deps.store.addMail(
    mail,
    [{ kind: 'relay', subjectId: mail.id, runAt: now }],
    line(deps, 'internetFax', text, { mailId: mail.id, delivery: delivery.id }),
  )
  if (kept.raw !== mail.raw) await deps.spool.remove(mail.raw)
  deps.runtime.checkpoint('internet-fax-written')
  deps.kick()
  return kept
}

function pathOf(deps: Deps, id: MailId, { createdAt, deadline }: Delivery): string | null {
  const { bounces: domain, returnPath: own } = deps.config.current.relay
  if (domain === undefined) return own ?? null
  return returnPath(deps.replyKey, id, { domain, now: createdAt, days: (deadline - createdAt) / DAY })
}
