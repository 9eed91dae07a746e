/** Received faxes: lists, one fax, its pages. Only looks; what people do to them is in routes-inbox-actions.ts. */
import type { z } from 'zod'
import type { Principal, Right } from '../access/principal.ts'
import type { EpochMs, InboundFaxId } from '../fax/id.ts'
import type { InboundFax, InboundState } from '../fax/inbound-fax.ts'
import { inboxDocument, showInbox } from '../inbound/inbox.ts'
import { receivedDocument, receivedPicture } from '../inbound/inbox-pages.ts'
import { inboxView } from '../inbound/inbox-views.ts'
import type { InboundDeps } from '../inbound/steps.ts'
import type { InboundFilter } from '../store/inbound-store.ts'
import { idOfCursor, pageOf } from './cursor.ts'
import { mustSee, noSuch, visibleTo } from './gate.ts'
import { addBytesRoute, addRoute, type RouteHouse } from './route.ts'
import { DRAWING_MS, pageParams, pictureQuery, TYPES } from './routes-faxes.ts'
import { inboxDetail, inboxDetailOf, inboxPage, inboxQuery } from './schema-inbox.ts'
import { idParams, split } from './schema-parts.ts'

export function addInbox(house: RouteHouse, deps: InboundDeps): void {
  addRoute(house, {
    method: 'GET',
    url: '/inbox',
    id: 'listInbox',
    tag: 'inbox',
    summary: 'Received faxes, newest first',
    about: 'All filters are optional and are ANDed. New faxes do not move the pages of a walk by cursor.',
    right: 'inbox.read',
    query: inboxQuery,
    answer: inboxPage,
    async handle({ query, who }) {
      const { limit, cursor } = query
      const before = idOfCursor(cursor, 'inb_') as InboundFaxId | undefined
      const page = { ...filterOf(query, who), limit: limit + 1, ...(before === undefined ? {} : { before }) }
      const rows = await deps.store.listInbound(page)
      return pageOf(rows, limit, fax => fax.id, viewOf)
    },
  })
  addRoute(house, {
    method: 'GET',
    url: '/inbox/:id',
    id: 'getInboxFax',
    tag: 'inbox',
    summary: 'Everything about one received fax: rules, destinations, history',
    right: 'inbox.read',
    params: idParams,
    answer: inboxDetail,
    async handle({ params, who }) {
      const fax = await receivedFor(deps, params.id, who, 'inbox.read')
      return inboxDetailOf(await showInbox(deps, fax.id))
    },
  })
  addPages(house, deps)
}

const viewOf = (fax: InboundFax) => {
  const view = inboxView(fax)
  return { ...view, marks: [...view.marks] }
}

function addPages(house: RouteHouse, deps: InboundDeps): void {
  const seen = (request: Parameters<typeof house.gate.audited>[0], id: string, detail: Detail) =>
    house.gate.audited(request, { action: 'documents.received', object: id, detail })
  addBytesRoute(house, {
    method: 'GET',
    url: '/inbox/:id/document',
    id: 'getInboxDocument',
    tag: 'inbox',
    summary: 'Its document, as it was received',
    right: 'documents.read',
    params: idParams,
    media: [TYPES.pdf, TYPES.tiff],
    async handle({ params, who, request }) {
      const { id } = await receivedFor(deps, params.id, who, 'documents.read')
      await seen(request, id, { as: 'received' })
      const { format, bytes } = await inboxDocument(deps, id)
      return { bytes, type: TYPES[format], name: `${id}.${format}` }
    },
  })
  for (const format of ['pdf', 'tiff'] as const) {
    addBytesRoute(house, {
      method: 'GET',
      url: `/inbox/:id/pages.${format}`,
      id: format === 'pdf' ? 'getInboxPdf' : 'getInboxTiff',
      tag: 'inbox',
      summary: `Its pages as ${format.toUpperCase()}`,
      right: 'documents.read',
      params: idParams,
      media: [TYPES[format]],
      async handle({ params, who, request }) {
        const fax = await receivedFor(deps, params.id, who, 'documents.read')
        await seen(request, fax.id, { as: format })
        const bytes = await receivedDocument(deps, fax, format, AbortSignal.timeout(DRAWING_MS))
        return { bytes, type: TYPES[format], name: `${fax.id}.${format}` }
      },
    })
  }
  addBytesRoute(house, {
    method: 'GET',
    url: '/inbox/:id/pages/:page.png',
    id: 'getInboxPicture',
    tag: 'inbox',
    summary: 'A picture of one page',
    right: 'documents.read',
    params: pageParams,
    query: pictureQuery,
    media: ['image/png'],
    async handle({ params: { id, page }, query: { width }, who, request }) {
      const fax = await receivedFor(deps, id, who, 'documents.read')
      await seen(request, fax.id, { page })
      const bytes = await receivedPicture(deps, fax, { page, width }, AbortSignal.timeout(DRAWING_MS))
      return { bytes, type: 'image/png', name: `${fax.id}-${page}.png` }
    },
  })
}

type Detail = Readonly<Record<string, string | number>>

/** The fax, if this principal may know of it. Throws E_NOT_FOUND. */
export async function receivedFor(
  { store }: Pick<InboundDeps, 'store'>,
  id: string,
  who: Principal,
  right: Right,
): Promise<InboundFax> {
  const fax = await store.inbound(id as InboundFaxId)
  if (fax === null) throw noSuch(id, 'inb_')
  mustSee(who, right, fax.subscriberId, id)
  return fax
}

function filterOf(query: z.output<typeof inboxQuery>, who: Principal): Omit<InboundFilter, 'limit'> {
  const { state, subscriber, from, until, account, called, caller, search } = query
  const texts = { account, called, caller, search }
  const states = split<InboundState>(state)
  return {
    ...visibleTo(who),
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)),
    ...(states === undefined ? {} : { states }),
    ...(subscriber === undefined ? {} : { subscriberId: subscriber }),
    ...(from === undefined ? {} : { seenFrom: Date.parse(from) as EpochMs }),
    ...(until === undefined ? {} : { seenBefore: Date.parse(until) as EpochMs }),
  }
}
