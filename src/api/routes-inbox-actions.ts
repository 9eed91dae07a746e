/** What people and programs do to received faxes: redeliver, reroute, mark, release, discard. */
import type { z } from 'zod'
import { detailOfAction } from '../access/audit.ts'
import { may } from '../access/principal.ts'
import { BridgeError } from '../fax/error.ts'
import { actOnInbox, type InboxAction } from '../inbound/inbox.ts'
import type { InboundDeps } from '../inbound/steps.ts'
import { type Asked, addRoute, type RouteHouse } from './route.ts'
import { receivedFor } from './routes-inbox.ts'
import { discard, mark, redeliver, reroute } from './schema-inbox.ts'
import { actionResult, idParams } from './schema-parts.ts'

type ActionAsked = Asked<typeof idParams, z.ZodType, z.ZodType>

export function addInboxActions(house: RouteHouse, deps: InboundDeps): void {
  const action = { method: 'POST', tag: 'inbox', right: 'inbox.write', params: idParams } as const
  const common = { ...action, answer: actionResult } as const
  const doing = (what: InboxAction, asked: ActionAsked) => done(house, deps, what, asked)
  addRoute(house, {
    ...common,
    url: '/inbox/:id/redeliver',
    id: 'redeliverInboxFax',
    summary: 'Send again what has not arrived; or everything, when all has arrived',
    body: redeliver,
    handle: asked => doing({ type: 'redeliver', all: asked.body.all }, asked),
  })
  addRoute(house, {
    ...common,
    url: '/inbox/:id/reroute',
    id: 'rerouteInboxFax',
    summary: 'Send it elsewhere',
    about: 'Whoever sees only some subscribers can send it only to one of these.',
    body: reroute,
    handle: asked => doing({ type: 'reroute', ...asked.body }, asked),
  })
  addRoute(house, {
    ...common,
    url: '/inbox/:id/mark',
    id: 'markInboxFax',
    summary: 'Put words on it, or take them off',
    body: mark,
    handle: asked => doing({ type: 'mark', ...asked.body }, asked),
  })
  addRoute(house, {
    ...common,
    url: '/inbox/:id/release',
    id: 'releaseInboxFax',
    summary: 'Deliver a fax that was filed or is junk',
    handle: asked => doing({ type: 'release' }, asked),
  })
  addRoute(house, {
    ...common,
    url: '/inbox/:id/discard',
    id: 'discardInboxFax',
    summary: 'Throw away a fax that nobody gets',
    body: discard,
    handle: asked => doing({ type: 'discard', atOnce: asked.body.atOnce }, asked),
  })
}

async function done(
  house: RouteHouse,
  deps: InboundDeps,
  action: InboxAction,
  { params: { id }, who, request, begunAt }: ActionAsked,
): Promise<{ readonly text: string }> {
  const fax = await receivedFor(deps, id, who, 'inbox.write')
  if (action.type === 'reroute') mustStayTheirs(action, who)
  if (begunAt !== null) {
    const entry = (await deps.store.history(fax.id)).findLast(
      ({ at, text }) => at >= begunAt && text.includes(` by ${who.name}`),
    )
    if (entry !== undefined) return { text: entry.text }
  }
  await house.gate.audited(request, {
    action: `inbox.${action.type}`,
    object: fax.id,
    detail: detailOfAction(action),
  })
  return actOnInbox(deps, fax.id, action, who.name)
}

/** A fax must not leave for an address that only an operator may choose. */
function mustStayTheirs(
  { to, subscriber }: Extract<InboxAction, { type: 'reroute' }>,
  who: ActionAsked['who'],
): void {
  if (who.subscribers === null) return
  if (to.length > 0 || subscriber === undefined || !may(who, 'inbox.write', subscriber))
    throw new BridgeError('E_RIGHT', { say: `Name one of your own: ${who.subscribers.join(', ')}.` })
}
