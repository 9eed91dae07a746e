/** The event stream (WHATWG HTML §9.2): changes of faxes and received faxes, after their commit. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { BridgeError } from '../fax/error.ts'
import type { Runtime } from '../runtime.ts'
import type { ChangeStore } from '../store/changes.ts'
import { EventHub } from './event-hub.ts'
import { type RouteHouse, schemaOf } from './route.ts'

/** More than this waiting to be read: it cannot follow. */
const MOST_WAITING = 1_000_000
/** A client that was cut off comes back after this long. */
const RETRY_MS = 2_000

const query = z.strictObject({
  lastEventId: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Go on after this event; for clients that cannot send the header Last-Event-ID.'),
})

/** OpenAPI 3.1 has no words for the items of a stream, but JSON Schema has some for what a string holds once it is read. */
const stream = z.string().meta({
  contentMediaType: 'text/event-stream',
  contentSchema: {
    type: 'array',
    items: {
      type: 'object',
      required: ['id', 'event', 'data'],
      properties: {
        id: { type: 'string', description: 'For Last-Event-ID.' },
        event: { type: 'string', enum: ['fax', 'inbox'] },
        data: { $ref: '#/components/schemas/ChangeEvent' },
      },
    },
  },
})

export function addEvents(
  house: RouteHouse,
  { store, runtime }: { readonly store: ChangeStore; readonly runtime: Runtime },
): void {
  const hub = new EventHub(store, runtime)
  house.api.addHook('preClose', () => hub.stop())
  const route = {
    method: 'GET',
    url: '/events',
    id: 'followEvents',
    tag: 'events',
    summary: 'What happens to faxes, as it happens (server-sent events)',
    about:
      'Events are `fax` and `inbox`; data is JSON with id, type, text, state, held, subscriber and at. What you may not see is left out: faxes need `faxes.read`, received ones `inbox.read`. The connection ends now and then: come back with Last-Event-ID.',
    right: null,
    query,
    headers: {
      'last-event-id': z.string().max(20).optional().describe('Go on after this event.'),
    },
  } as const
  house.api.route({
    method: 'GET',
    url: route.url,
    // It would follow, and nobody would read it.
    exposeHeadRoute: false,
    schema: schemaOf(route, {
      200: {
        description: route.summary,
        content: { 'text/event-stream': { schema: stream } },
      },
    }),
    handler: async (request, reply) => {
      const who = house.gate.principalOf(request)
      hub.mustHaveRoom()
      const after = placeIn(request)
      const follower = followerOn(reply)
      const leave = await hub.follow({ who, ...follower }, after)
      // Who has gone while the place was being found says so no second time.
      if (reply.raw.destroyed) leave()
      else reply.raw.once('close', leave)
    },
  })
}

function placeIn(request: FastifyRequest): number | null {
  const { lastEventId } = request.query as z.output<typeof query>
  const header = request.headers['last-event-id']
  if (header === undefined) return lastEventId ?? null
  if (typeof header === 'string' && /^\d{1,15}$/.test(header)) return Number(header)
  throw new BridgeError('E_BAD_REQUEST', { say: 'Last-Event-ID: send the id of an event.' })
}

function followerOn(reply: FastifyReply): { write(text: string): boolean; end(): void } {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Some proxies gather an answer before they pass it on.
    'x-accel-buffering': 'no',
  })
  raw.write(`retry: ${RETRY_MS}\n\n`)
  return {
    write: text => {
      raw.write(text)
      return raw.writableLength < MOST_WAITING
    },
    end: () => raw.end(),
  }
}
