/** Received faxes over the control socket, as JSON. Checks what comes in; decides nothing. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { InboundFaxId } from '../fax/id.ts'
import { INBOUND_STATES, MARK, RECEIVER } from '../fax/inbound-fax.ts'
import { makeAnswers } from '../inbound/answers.ts'
import {
  actOnInbox,
  type InboxAction,
  inboxDocument,
  inboxPicture,
  listInbox,
  showInbox,
} from '../inbound/inbox.ts'
import type { InboundDeps } from '../inbound/steps.ts'
import { checked } from './operations.ts'

const MOST_ROWS = 1000
/** A renderer may be busy with other documents. */
const PICTURE_MS = 25_000

const listQuery = z.strictObject({
  state: z
    .string()
    .transform(text => text.split(','))
    .pipe(z.array(z.enum(INBOUND_STATES)))
    .optional(),
  account: z.string().max(64).optional(),
  subscriber: z.string().max(64).optional(),
  search: z.string().min(1).max(200).optional(),
  before: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(MOST_ROWS).default(50),
})

const by = z.string().max(100)
const word = z.string().regex(MARK, 'a mark has at most 40 letters and digits')
const receiver = z.string().regex(RECEIVER)

const action = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('redeliver'), by, all: z.boolean().default(false) }),
  z.strictObject({
    type: z.literal('reroute'),
    by,
    to: z.array(receiver).max(100).default([]),
    subscriber: z.string().max(64).optional(),
  }),
  z.strictObject({
    type: z.literal('mark'),
    by,
    add: z.array(word).max(20).default([]),
    remove: z.array(word).max(20).default([]),
  }),
  z.strictObject({ type: z.literal('release'), by }),
])

/** Adds the routes. `server` must be reachable for operators only. */
export function addInboxOperations(server: FastifyInstance, deps: InboundDeps): void {
  type Named = { Params: { id: string } }
  const desk = makeAnswers(deps)
  server.get<{ Params: { token: string } }>('/answers/:token', async ({ params }) => ({
    answers: await desk.find(params.token),
  }))
  server.get('/inbox', async request => {
    const { state, before, account, subscriber, search, limit } = checked(listQuery, request.query)
    return listInbox(deps, {
      limit,
      ...(state === undefined ? {} : { states: state }),
      ...(account === undefined ? {} : { account }),
      ...(subscriber === undefined ? {} : { subscriberId: subscriber }),
      ...(search === undefined ? {} : { search }),
      ...(before === undefined ? {} : { before: before as InboundFaxId }),
    })
  })
  server.get<Named>('/inbox/:id', async request => showInbox(deps, request.params.id))
  server.get<Named>('/inbox/:id/document', async (request, reply) => {
    const { format, bytes } = await inboxDocument(deps, request.params.id)
    return reply.type(format === 'pdf' ? 'application/pdf' : 'image/tiff').send(Buffer.from(bytes))
  })
  server.get<Named>('/inbox/:id/page-1.png', async (request, reply) => {
    const png = await inboxPicture(deps, request.params.id, AbortSignal.timeout(PICTURE_MS))
    return reply.type('image/png').send(Buffer.from(png))
  })
  server.post<Named>('/inbox/:id/actions', async request => {
    const { by: who, ...wanted } = checked(action, request.body)
    return actOnInbox(deps, request.params.id, wanted satisfies InboxAction, who)
  })
}
