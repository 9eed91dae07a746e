/** Numbers that must not be faxed, and callers whose faxes are junk. What stands in files of the server is only shown. */
import { z } from 'zod'
import type { ManagedDesk } from '../config/managed-desk.ts'
import type { LiveConfig } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import { addRoute, type RouteHouse } from './route.ts'
import { pageKeys } from './schema-parts.ts'
import { caller, callerList, listedCaller, listedNumber, number, numberPage } from './schema-subscribers.ts'

const numberQuery = z.strictObject({
  search: z
    .string()
    .regex(/^\+?[0-9]{1,15}$/, 'write some digits of it')
    .optional(),
  ...pageKeys,
})

export function addNumbers(house: RouteHouse, config: LiveConfig, desk: ManagedDesk): void {
  const numbersNow = () => [...(config.current.destinations.doNotFax?.numbers ?? [])].sort()
  const common = { tag: 'numbers', url: '/do-not-fax' } as const
  addRoute(house, {
    ...common,
    method: 'GET',
    id: 'listDoNotFax',
    summary: 'Numbers that must not be faxed',
    right: 'subscribers.read',
    query: numberQuery,
    answer: numberPage,
    handle({ query: { search, cursor, limit } }) {
      const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString()
      const managed = new Set(desk.contents.doNotFax)
      const found = numbersNow().filter(one => one > after && (search === undefined || one.includes(search)))
      const items = found.slice(0, limit)
      const last = items.at(-1) ?? ''
      return {
        items: items.map(one => ({ number: one, managed: managed.has(one) })),
        next: found.length > limit ? Buffer.from(last).toString('base64url') : null,
      }
    },
  })
  addNumberChanges(house, numbersNow, desk)
  addCallers(house, config, desk)
}

function addNumberChanges(house: RouteHouse, numbersNow: () => readonly string[], desk: ManagedDesk): void {
  const common = { tag: 'numbers', url: '/do-not-fax' } as const
  addRoute(house, {
    ...common,
    method: 'POST',
    id: 'addDoNotFax',
    summary: 'From now on nobody faxes this number; what waits for it is not sent either',
    right: 'subscribers.write',
    body: z.strictObject({ number }).meta({ id: 'NewNumber' }),
    status: 201,
    answer: listedNumber,
    async handle({ body, request }) {
      house.gate.allow(request, 'subscribers.write', null)
      if (!numbersNow().includes(body.number)) {
        await house.gate.audited(request, { action: 'numbers.add', object: body.number, detail: {} })
        await desk.change(now => ({ ...now, doNotFax: [...new Set([...now.doNotFax, body.number])].sort() }))
      }
      return { number: body.number, managed: desk.contents.doNotFax.includes(body.number) }
    },
  })
  addRoute(house, {
    ...common,
    method: 'DELETE',
    url: '/do-not-fax/:number',
    id: 'removeDoNotFax',
    summary: 'It may be faxed again',
    right: 'subscribers.write',
    params: z.object({ number }),
    status: 204,
    answer: z.undefined(),
    async handle({ params, request }) {
      house.gate.allow(request, 'subscribers.write', null)
      mustBeRemovable(params.number, desk.contents.doNotFax, numbersNow())
      await house.gate.audited(request, { action: 'numbers.remove', object: params.number, detail: {} })
      await desk.change(now => ({ ...now, doNotFax: now.doNotFax.filter(one => one !== params.number) }))
      return undefined
    },
  })
}

function addCallers(house: RouteHouse, config: LiveConfig, desk: ManagedDesk): void {
  const common = { tag: 'numbers', url: '/blocked-callers' } as const
  const callersNow = () => config.current.inbound.blockedCallers
  addRoute(house, {
    ...common,
    method: 'GET',
    id: 'listBlockedCallers',
    summary: 'Callers whose faxes are junk',
    about: 'Those of all subscribers; a subscriber may have more in blocked_callers.',
    right: 'subscribers.read',
    answer: callerList,
    handle: () => ({
      items: callersNow().map(one => ({ caller: one, managed: desk.contents.blockedCallers.includes(one) })),
    }),
  })
  addRoute(house, {
    ...common,
    method: 'POST',
    id: 'addBlockedCaller',
    summary: 'Faxes of this caller are junk from now on',
    right: 'subscribers.write',
    body: z.strictObject({ caller }).meta({ id: 'NewCaller' }),
    status: 201,
    answer: listedCaller,
    async handle({ body, request }) {
      house.gate.allow(request, 'subscribers.write', null)
      if (!callersNow().includes(body.caller)) {
        await house.gate.audited(request, { action: 'callers.add', object: body.caller, detail: {} })
        await desk.change(now => ({ ...now, blockedCallers: [...now.blockedCallers, body.caller] }))
      }
      return { caller: body.caller, managed: desk.contents.blockedCallers.includes(body.caller) }
    },
  })
  addRoute(house, {
    ...common,
    method: 'DELETE',
    url: '/blocked-callers/:caller',
    id: 'removeBlockedCaller',
    summary: 'Faxes of this caller are delivered again',
    right: 'subscribers.write',
    params: z.object({ caller }),
    status: 204,
    answer: z.undefined(),
    async handle({ params, request }) {
      house.gate.allow(request, 'subscribers.write', null)
      mustBeRemovable(params.caller, desk.contents.blockedCallers, callersNow())
      await house.gate.audited(request, { action: 'callers.remove', object: params.caller, detail: {} })
      await desk.change(now => ({
        ...now,
        blockedCallers: now.blockedCallers.filter(one => one !== params.caller),
      }))
      return undefined
    },
  })
}

/** Throws E_NOT_FOUND, or E_FIXED for what stands in a file of the server. */
function mustBeRemovable(text: string, managed: readonly string[], all: readonly string[]): void {
  if (managed.includes(text)) return
  if (all.includes(text)) throw new BridgeError('E_FIXED')
  throw new BridgeError('E_NOT_FOUND', { say: `"${text}" is not in the list.` })
}
