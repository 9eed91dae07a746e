/** Faxes that are sent: the list, one fax, its pages, what people do to it. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { detailOfAction } from '../access/audit.ts'
import { BridgeError } from '../fax/error.ts'
import type { FaxJobId } from '../fax/id.ts'
import { FAX_STATES, type FaxJob } from '../fax/job.ts'
import type { AdminDeps } from '../http/admin.ts'
import { nothing } from '../http/refused-requests.ts'
import { allow, audited } from '../http/who-asks.ts'
import { faxDocument, faxPicture } from '../outbound/fax-pages.ts'
import { act, listFaxes, type OperatorAction, showFax } from '../outbound/operate.ts'
import { DRAWING_MS, pageNumber, sendDocument, widthFor } from './documents.ts'
import { FaxPage } from './fax.tsx'
import type { FaxActionName } from './fax-actions.tsx'
import { FaxesPage, type FaxesQuery } from './faxes.tsx'
import { html } from './html.ts'
import { PageView } from './page-view.tsx'
import { field, goTo, lookOf, mustSee, ownOf, show, tried, wordsIn } from './seat.ts'

const ROWS = 50
const ACTIONS = ['cancel', 'resend', 'hold', 'release'] as const satisfies readonly FaxActionName[]

type Named = { Params: { id: string } }
type Paged = { Params: { id: string; page: string } }

export function addFaxPages(server: FastifyInstance, deps: AdminDeps): void {
  server.get('/faxes', async (request, reply) => {
    const who = allow(request, 'faxes.read')
    const query = queryOf(request.query)
    const { search, state, held, before } = query
    const rows = await listFaxes(deps.outbound, {
      limit: ROWS + 1,
      states: state === '' ? undefined : wordsIn(state, FAX_STATES),
      held: held ? true : undefined,
      search: search === '' ? undefined : search,
      before: before === '' ? undefined : before,
      ...ownOf(who, query.subscriber),
    })
    const look = lookOf(deps, request, reply)
    const subscribers = who.subscribers ?? deps.config.current.subscribers.map(({ id }) => id)
    return show(
      reply,
      html(FaxesPage, { look, query, faxes: rows.slice(0, ROWS), more: rows.length > ROWS, subscribers }),
    )
  })
  server.get<Named>('/faxes/:id', async (request, reply) => {
    const job = await jobFor(deps, request, request.params.id)
    if (job.id !== request.params.id) return reply.redirect(`/faxes/${job.id}`, 302)
    return show(reply, await faxPage(deps, request, job.id, null, lookOf(deps, request, reply)))
  })
  for (const name of ACTIONS) {
    server.post<Named>(`/faxes/:id/${name}`, async (request, reply) => {
      const job = await jobFor(deps, request, request.params.id)
      const who = allow(request, 'faxes.write', job.subscriberId)
      const action = actionOf(name, request.body)
      await audited(request, { action: `faxes.${name}`, object: job.id, detail: detailOfAction(action) })
      let to: string = job.id
      const failed = await tried(async () => {
        const done = await act(deps.outbound, job.id, action, who.name)
        to = done.newId ?? job.id
      })
      if (failed === null) return goTo(reply, `/faxes/${to}`, `done.${name}`)
      return show(reply.code(409), await faxPage(deps, request, job.id, failed, lookOf(deps, request)))
    })
  }
  addPages(server, deps)
}

function addPages(server: FastifyInstance, deps: AdminDeps): void {
  for (const format of ['pdf', 'tiff'] as const) {
    server.get<Named>(`/faxes/:id/pages.${format}`, async (request, reply) => {
      const job = await jobFor(deps, request, request.params.id, 'documents.read')
      await audited(request, { action: 'documents.pages', object: job.id, detail: { format } })
      const bytes = await faxDocument(deps.outbound, job, format, AbortSignal.timeout(DRAWING_MS))
      return sendDocument(reply, { id: job.id, format, bytes })
    })
  }
  server.get<Paged>('/faxes/:id/pages/:page.png', async (request, reply) => {
    const job = await jobFor(deps, request, request.params.id, 'documents.read')
    const page = pageNumber(request.params.page)
    await audited(request, { action: 'documents.page', object: job.id, detail: { page } })
    const width = widthFor(request)
    const bytes = await faxPicture(deps.outbound, job, { page, width }, AbortSignal.timeout(DRAWING_MS))
    return reply.type('image/png').send(Buffer.from(bytes))
  })
  server.get<Paged>('/faxes/:id/pages/:page', async (request, reply) => {
    const job = await jobFor(deps, request, request.params.id, 'documents.read')
    const n = pageNumber(request.params.page)
    const look = lookOf(deps, request, reply)
    const name = look.say('fax.title', { number: job.recipient.number })
    const path = `/faxes/${job.id}`
    return show(reply, html(PageView, { look, place: 'faxes', path, name, n, count: job.pageCount ?? n }))
  })
}

async function faxPage(
  deps: AdminDeps,
  request: FastifyRequest,
  id: string,
  failed: string | null,
  look: ReturnType<typeof lookOf>,
) {
  const fax = await showFax(deps.outbound, id)
  if (fax === null) throw nothing(request.url)
  return html(FaxPage, { look, fax, failed })
}

/** The fax that somebody may see. A mail's id means its first fax. Throws E_NOT_FOUND. */
async function jobFor(
  { outbound }: AdminDeps,
  request: FastifyRequest,
  id: string,
  right: 'faxes.read' | 'documents.read' = 'faxes.read',
): Promise<FaxJob> {
  allow(request, right)
  const job = id.startsWith('sub_')
    ? ((await outbound.store.jobsOf(id as never))[0] ?? null)
    : await outbound.store.job(id as FaxJobId)
  if (job === null) throw nothing(id)
  mustSee(request, right, job.subscriberId, id)
  return job
}

function queryOf(given: unknown): FaxesQuery {
  return {
    search: field(given, 'search'),
    state: field(given, 'state'),
    held: field(given, 'held') === 'true',
    subscriber: field(given, 'subscriber', 64),
    before: field(given, 'before', 64),
  }
}

function actionOf(name: FaxActionName, body: unknown): OperatorAction {
  if (name === 'hold') return { type: 'hold', reason: field(body, 'reason', 500) || '-' }
  if (name !== 'release') return { type: name }
  const found = field(body, 'found')
  const taken = field(body, 'taken')
  // Somebody who has found it and forgets its id must not have it looked for, or sent, again.
  if (found === 'taken' && taken === '')
    throw new BridgeError('E_BAD_REQUEST', { say: 'Write the id that the provider shows for this fax.' })
  if (found === 'taken') return { type: 'release', notTaken: false, taken }
  return { type: 'release', notTaken: found === 'notTaken' }
}
