/** Subscribers: look, create, replace, patch, delete. What stands in the configuration file is only shown. */
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { may, type Principal } from '../access/principal.ts'
import type { ManagedContents, WrittenSubscriber } from '../config/managed.ts'
import type { ManagedDesk } from '../config/managed-desk.ts'
import { BridgeError } from '../fax/error.ts'
import { nothing } from '../http/refused-requests.ts'
import { mustSee } from './gate.ts'
import { patched } from './json-patch.ts'
import { type Asked, addRoute, type RouteHouse } from './route.ts'
import { idParams } from './schema-parts.ts'
import { patch, settings, subscriber, subscriberList } from './schema-subscribers.ts'
import { ifMatch, mustBeSeen, tell } from './versions.ts'
import { type HashPassword, hasKey, keptSettings, shownSettings } from './written-subscriber.ts'

type View = z.input<typeof subscriber>

export const PATCH_TYPE = 'application/json-patch+json'

export function addSubscribers(house: RouteHouse, desk: ManagedDesk, hash: HashPassword): void {
  addRoute(house, {
    method: 'GET',
    url: '/subscribers',
    id: 'listSubscribers',
    tag: 'subscribers',
    summary: 'All subscribers, with their rules and without their keys',
    right: 'subscribers.read',
    answer: subscriberList,
    handle: ({ who }) => ({
      items: all(desk)
        .filter(({ written }) => may(who, 'subscribers.read', written.id))
        .map(viewOf),
    }),
  })
  addRoute(house, {
    method: 'GET',
    url: '/subscribers/:id',
    id: 'getSubscriber',
    tag: 'subscribers',
    summary: 'One subscriber; its ETag is what a change needs',
    right: 'subscribers.read',
    params: idParams,
    answer: subscriber,
    handle({ params: { id }, who, reply }) {
      const found = one(desk, id)
      if (found === null) throw nothing(id)
      mustSee(who, 'subscribers.read', id, id)
      return shown(reply, found)
    },
  })
  addRoute(house, {
    method: 'POST',
    url: '/subscribers',
    id: 'createSubscriber',
    tag: 'subscribers',
    summary: 'A new subscriber, in force at once',
    right: 'subscribers.write',
    body: settings,
    status: 201,
    answer: subscriber,
    async handle({ body, request, reply, begunAt }) {
      house.gate.allow(request, 'subscribers.write', body.id)
      const before = one(desk, body.id)
      // The same request, broken off after it was kept.
      if (begunAt === null || before?.managed !== true) {
        await house.gate.audited(request, { action: 'subscribers.create', object: body.id, detail: {} })
        await desk.change(async now => {
          if (one(desk, body.id) !== null)
            throw new BridgeError('E_EXISTS', { say: `A subscriber has the id "${body.id}".` })
          return { ...now, subscribers: [...now.subscribers, await keptSettings(body, null, hash)] }
        })
      }
      reply.header('location', `${house.api.prefix}/subscribers/${encodeURIComponent(body.id)}`)
      return shown(reply, mustBe(desk, body.id))
    },
  })
  addChanges(house, desk, hash)
}

function addChanges(house: RouteHouse, desk: ManagedDesk, hash: HashPassword): void {
  const common = {
    tag: 'subscribers',
    right: 'subscribers.write',
    params: idParams,
    headers: ifMatch,
  } as const
  const change = (asked: Change, action: string, work: Work) => changed(house, desk, asked, { action, work })
  addRoute(house, {
    ...common,
    method: 'PUT',
    url: '/subscribers/:id',
    id: 'replaceSubscriber',
    summary: 'Other settings instead of those that it has',
    body: settings,
    answer: subscriber,
    handle: async asked => (await change(asked, 'replace', before => kept(asked.body, before, hash))) as View,
  })
  addRoute(house, {
    ...common,
    method: 'PATCH',
    url: '/subscribers/:id',
    id: 'patchSubscriber',
    summary: 'Change some settings, by JSON Patch',
    about: 'All of it or nothing. A `test` that fails is answered with 412.',
    body: patch,
    takes: PATCH_TYPE,
    answer: subscriber,
    handle: async asked =>
      (await change(asked, 'patch', before =>
        kept(patched(shownSettings(before), asked.body), before, hash),
      )) as View,
  })
  addRoute(house, {
    ...common,
    method: 'DELETE',
    url: '/subscribers/:id',
    id: 'deleteSubscriber',
    summary: 'Its faxes stay; nobody sends for it any more, and its numbers belong to nobody',
    status: 204,
    answer: z.undefined(),
    handle: asked => change(asked, 'delete', () => null) as Promise<undefined>,
  })
}

type Change = Asked<typeof idParams, z.ZodType, z.ZodType>
type Work = (written: WrittenSubscriber) => Promise<WrittenSubscriber> | null

async function changed(
  house: RouteHouse,
  desk: ManagedDesk,
  { params: { id }, who, request, reply }: Change,
  { action, work }: { readonly action: string; readonly work: Work },
): Promise<View | undefined> {
  mustBeManaged(desk, id, who)
  await house.gate.audited(request, { action: `subscribers.${action}`, object: id, detail: {} })
  await desk.change(now =>
    replaced(now, id, written => {
      mustBeSeen(request, written)
      return work(written)
    }),
  )
  const found = one(desk, id)
  return found === null ? undefined : shown(reply, found)
}

function kept(
  given: Record<string, unknown>,
  before: WrittenSubscriber,
  hash: HashPassword,
): Promise<WrittenSubscriber> {
  if (given['id'] === before.id) return keptSettings(given, before, hash)
  throw new BridgeError('E_BAD_REQUEST', { say: 'id: it stays: faxes are known by it.' })
}

interface Found {
  readonly written: WrittenSubscriber
  readonly managed: boolean
}

function all({ contents, fixed }: ManagedDesk): readonly Found[] {
  return [
    ...fixed.map(written => ({ written, managed: false })),
    ...contents.subscribers.map(written => ({ written, managed: true })),
  ].sort((a, b) => (a.written.id < b.written.id ? -1 : 1))
}

const one = (desk: ManagedDesk, id: string): Found | null =>
  all(desk).find(({ written }) => written.id === id) ?? null

function mustBe(desk: ManagedDesk, id: string): Found {
  const found = one(desk, id)
  if (found === null) throw nothing(id)
  return found
}

/** Throws E_NOT_FOUND for what is not his to know, E_FIXED for what stands in the configuration file. */
function mustBeManaged(desk: ManagedDesk, id: string, who: Principal): void {
  mustSee(who, 'subscribers.write', id, id)
  if (!mustBe(desk, id).managed) throw new BridgeError('E_FIXED')
}

async function replaced(now: ManagedContents, id: string, work: Work): Promise<ManagedContents> {
  const before = now.subscribers.find(written => written.id === id)
  if (before === undefined) throw nothing(id)
  const after = await work(before)
  return {
    ...now,
    subscribers: now.subscribers.flatMap(written => (written.id === id ? (after ?? []) : written)),
  }
}

function viewOf({ written, managed }: Found): View {
  const settings = shownSettings(written)
  const { active, numbers } = settings
  return {
    id: written.id,
    managed,
    active: active === true,
    numbers: Array.isArray(numbers) ? numbers.map(String) : [],
    hasKey: hasKey(written),
    settings,
  }
}

/** The version is of everything that is kept, the secrets too. */
function shown(reply: FastifyReply, found: Found): View {
  tell(reply, found.written)
  return viewOf(found)
}
