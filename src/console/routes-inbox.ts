/** Received faxes: the list, one fax, its pages, what people do to it. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { detailOfAction } from '../access/audit.ts'
import { BridgeError } from '../fax/error.ts'
import type { InboundFaxId } from '../fax/id.ts'
import { INBOUND_STATES, type InboundFax, MARK, RECEIVER } from '../fax/inbound-fax.ts'
import type { AdminDeps } from '../http/admin.ts'
import { nothing } from '../http/refused-requests.ts'
import { allow, audited } from '../http/who-asks.ts'
import { actOnInbox, type InboxAction, inboxDocument, listInbox, showInbox } from '../inbound/inbox.ts'
import { receivedPicture } from '../inbound/inbox-pages.ts'
import { DRAWING_MS, pageNumber, sendDocument, widthFor } from './documents.ts'
import { html } from './html.ts'
import { callerOf, InboxPage, type InboxQuery } from './inbox.tsx'
import { PageView } from './page-view.tsx'
import { ReceivedPage } from './received.tsx'
import { field, goTo, lookOf, mustSee, ownOf, show, tried, wordsIn } from './seat.ts'

const ROWS = 50
const ACTIONS = ['redeliver', 'reroute', 'mark', 'release'] as const

type Named = { Params: { id: string } }
type Paged = { Params: { id: string; page: string } }

export function addInboxPages(server: FastifyInstance, deps: AdminDeps): void {
  server.get('/inbox', async (request, reply) => {
    const who = allow(request, 'inbox.read')
    const query = queryOf(request.query)
    const { search, state, before } = query
    const rows = await listInbox(deps.outbound, {
      limit: ROWS + 1,
      ...(state === '' ? {} : { states: wordsIn(state, INBOUND_STATES) }),
      ...(search === '' ? {} : { search }),
      ...(before === '' ? {} : { before: before as InboundFaxId }),
      ...ownOf(who, query.subscriber),
    })
    const look = lookOf(deps, request, reply)
    const more = rows.length > ROWS
    const subscribers = subscribersFor(deps, request)
    return show(reply, html(InboxPage, { look, query, faxes: rows.slice(0, ROWS), more, subscribers }))
  })
  server.get<Named>('/inbox/:id', async (request, reply) => {
    const fax = await faxFor(deps, request, request.params.id)
    return show(reply, await receivedPage(deps, request, fax.id, null, lookOf(deps, request, reply)))
  })
  for (const name of ACTIONS) {
    server.post<Named>(`/inbox/:id/${name}`, async (request, reply) => {
      const fax = await faxFor(deps, request, request.params.id)
      const who = allow(request, 'inbox.write', fax.subscriberId)
      const action = actionOf(name, fax, request.body)
      if (action.type === 'reroute' && action.subscriber !== undefined)
        allow(request, 'inbox.write', action.subscriber)
      await audited(request, { action: `inbox.${name}`, object: fax.id, detail: detailOfAction(action) })
      const failed = await tried(() => actOnInbox(deps.outbound, fax.id, action, who.name))
      if (failed === null) return goTo(reply, `/inbox/${fax.id}`, `done.${name}`)
      return show(reply.code(409), await receivedPage(deps, request, fax.id, failed, lookOf(deps, request)))
    })
  }
  addPages(server, deps)
}

function addPages(server: FastifyInstance, deps: AdminDeps): void {
  server.get<Named>('/inbox/:id/document', async (request, reply) => {
    const fax = await faxFor(deps, request, request.params.id, 'documents.read')
    await audited(request, { action: 'documents.pages', object: fax.id, detail: { format: fax.format } })
    const { format, bytes } = await inboxDocument(deps.outbound, fax.id)
    return sendDocument(reply, { id: fax.id, format, bytes })
  })
  server.get<Paged>('/inbox/:id/pages/:page.png', async (request, reply) => {
    const fax = await faxFor(deps, request, request.params.id, 'documents.read')
    const page = pageNumber(request.params.page)
    await audited(request, { action: 'documents.page', object: fax.id, detail: { page } })
    const width = widthFor(request)
    const bytes = await receivedPicture(deps.outbound, fax, { page, width }, AbortSignal.timeout(DRAWING_MS))
    return reply.type('image/png').send(Buffer.from(bytes))
  })
  server.get<Paged>('/inbox/:id/pages/:page', async (request, reply) => {
    const fax = await faxFor(deps, request, request.params.id, 'documents.read')
    const n = pageNumber(request.params.page)
    const look = lookOf(deps, request, reply)
    const name = look.say('received.title', { caller: callerOf(look, fax) })
    const path = `/inbox/${fax.id}`
    return show(
      reply,
      html(PageView, { look, place: 'inbox', path, name, n, count: Math.max(n, fax.pageCount ?? 1) }),
    )
  })
}

async function receivedPage(
  deps: AdminDeps,
  request: FastifyRequest,
  id: string,
  failed: string | null,
  look: ReturnType<typeof lookOf>,
) {
  const fax = await showInbox(deps.outbound, id)
  return html(ReceivedPage, { look, fax, failed, subscribers: subscribersFor(deps, request) })
}

function subscribersFor({ config }: AdminDeps, request: FastifyRequest): readonly string[] {
  return request.principal?.subscribers ?? config.current.subscribers.map(({ id }) => id)
}

/** The fax that somebody may see. Throws E_NOT_FOUND. */
async function faxFor(
  { outbound }: AdminDeps,
  request: FastifyRequest,
  id: string,
  right: 'inbox.read' | 'documents.read' = 'inbox.read',
): Promise<InboundFax> {
  allow(request, right)
  const fax = await outbound.store.inbound(id as InboundFaxId)
  if (fax === null) throw nothing(id)
  mustSee(request, right, fax.subscriberId, id)
  return fax
}

function queryOf(given: unknown): InboxQuery {
  return {
    search: field(given, 'search'),
    state: field(given, 'state'),
    subscriber: field(given, 'subscriber', 64),
    before: field(given, 'before', 64),
  }
}

const MOST = 100

function actionOf(name: (typeof ACTIONS)[number], fax: InboundFax, body: unknown): InboxAction {
  switch (name) {
    case 'release':
      return { type: 'release' }
    case 'redeliver':
      return { type: 'redeliver', all: field(body, 'all') === 'true' }
    case 'reroute': {
      const to = listIn(
        field(body, 'to', 8000),
        RECEIVER,
        wrong => `"${wrong}" is no mail address and no destination.`,
      )
      const subscriber = field(body, 'subscriber', 64)
      return { type: 'reroute', to, ...(subscriber === '' ? {} : { subscriber }) }
    }
    case 'mark': {
      const marks = listIn(
        field(body, 'marks', 1000),
        MARK,
        wrong => `"${wrong}" is no mark: at most 40 letters and digits.`,
      )
      return { type: 'mark', add: marks, remove: fax.marks.filter(mark => !marks.includes(mark)) }
    }
  }
}

/** Lines, or words with commas between them. Throws E_BAD_REQUEST with the one that does not fit. */
function listIn(text: string, shape: RegExp, say: (wrong: string) => string): readonly string[] {
  const all = text
    .split(/[\n,;]/)
    .map(part => part.trim())
    .filter(part => part !== '')
  const wrong = all.find(part => !shape.test(part))
  if (wrong !== undefined) throw new BridgeError('E_BAD_REQUEST', { say: say(wrong.slice(0, 60)) })
  if (all.length > MOST) throw new BridgeError('E_BAD_REQUEST', { say: `At most ${MOST}.` })
  return all
}
