/** Faxes that are sent: lists, one fax, its pages. Only looks; what people do to faxes is in routes-fax-actions.ts. */
import { z } from 'zod'
import type { Principal, Right } from '../access/principal.ts'
import type { EpochMs, FaxJobId, SubmissionId } from '../fax/id.ts'
import type { FaxJob, FaxState } from '../fax/job.ts'
import { nothing } from '../http/refused-requests.ts'
import { faxDocument, faxPicture } from '../outbound/fax-pages.ts'
import { type OperateDeps, showFax } from '../outbound/operate.ts'
import { faxView } from '../outbound/views.ts'
import { showMail } from '../outbound/whole-mail.ts'
import type { FaxJobFilter, FaxJobSummary } from '../store/store.ts'
import { idOfCursor, pageOf } from './cursor.ts'
import { mustSee, noSuch, visibleTo } from './gate.ts'
import { addBytesRoute, addRoute, type RouteHouse } from './route.ts'
import { faxDetail, faxDetailOf, faxPage, faxQuery, submission } from './schema-faxes.ts'
import { idParams, split } from './schema-parts.ts'

/** A renderer may be busy with other documents. */
export const DRAWING_MS = 60_000
export const LARGEST_WIDTH = 2000

export const pageParams = z.object({
  id: z.string().min(1).max(64).describe('Its id.'),
  page: z.coerce.number().int().min(1).max(2000).describe('From 1.'),
})
export const pictureQuery = z.strictObject({
  width: z.coerce.number().int().min(0).max(LARGEST_WIDTH).default(800).describe('Pixels; 0: full size.'),
})

export function addFaxes(house: RouteHouse, deps: OperateDeps): void {
  addRoute(house, {
    method: 'GET',
    url: '/faxes',
    id: 'listFaxes',
    tag: 'faxes',
    summary: 'Faxes, newest first',
    about: 'All filters are optional and are ANDed. New faxes do not move the pages of a walk by cursor.',
    right: 'faxes.read',
    query: faxQuery,
    answer: faxPage,
    handle: ({ query, who }) => listOf(deps, query, who),
  })
  addRoute(house, {
    method: 'GET',
    url: '/faxes/:id',
    id: 'getFax',
    tag: 'faxes',
    summary: 'Everything about one fax: history, hand-overs, mails',
    right: 'faxes.read',
    params: idParams,
    answer: faxDetail,
    async handle({ params, who }) {
      const job = await jobFor(deps, params.id, who, 'faxes.read')
      const detail = await showFax(deps, job.id)
      if (detail === null) throw nothing(params.id)
      return faxDetailOf(detail)
    },
  })
  addRoute(house, {
    method: 'GET',
    url: '/submissions/:id',
    id: 'getSubmission',
    tag: 'faxes',
    summary: 'One mail, or one upload, with all its faxes',
    right: 'faxes.read',
    params: idParams,
    answer: submission,
    async handle({ params, who }) {
      const mail = await showMail(deps, params.id)
      if (mail === null) throw noSuch(params.id, 'sub_')
      mustSee(who, 'faxes.read', mail.subscriber, params.id)
      return mail as unknown as z.input<typeof submission>
    },
  })
  addPages(house, deps)
}

function addPages(house: RouteHouse, deps: OperateDeps): void {
  for (const format of ['pdf', 'tiff'] as const) {
    addBytesRoute(house, {
      method: 'GET',
      url: `/faxes/:id/pages.${format}`,
      id: format === 'pdf' ? 'getFaxPdf' : 'getFaxTiff',
      tag: 'faxes',
      summary: `Its pages as ${format.toUpperCase()}, as they were handed over, or would be now`,
      right: 'documents.read',
      params: idParams,
      media: [TYPES[format]],
      async handle({ params, who, request }) {
        const job = await jobFor(deps, params.id, who, 'documents.read')
        await house.gate.audited(request, {
          action: 'documents.pages',
          object: job.id,
          detail: { format },
        })
        const bytes = await faxDocument(deps, job, format, AbortSignal.timeout(DRAWING_MS))
        return { bytes, type: TYPES[format], name: `${job.id}.${format}` }
      },
    })
  }
  addBytesRoute(house, {
    method: 'GET',
    url: '/faxes/:id/pages/:page.png',
    id: 'getFaxPicture',
    tag: 'faxes',
    summary: 'A picture of one page',
    right: 'documents.read',
    params: pageParams,
    query: pictureQuery,
    media: ['image/png'],
    async handle({ params: { id, page }, query: { width }, who, request }) {
      const job = await jobFor(deps, id, who, 'documents.read')
      await house.gate.audited(request, { action: 'documents.page', object: job.id, detail: { page } })
      const bytes = await faxPicture(deps, job, { page, width }, AbortSignal.timeout(DRAWING_MS))
      return { bytes, type: 'image/png', name: `${job.id}-${page}.png` }
    },
  })
}

export const TYPES = { pdf: 'application/pdf', tiff: 'image/tiff' } as const

/** The fax, if this principal may know of it. Throws E_NOT_FOUND. */
export async function jobFor(
  { store }: Pick<OperateDeps, 'store'>,
  id: string,
  who: Principal,
  right: Right,
): Promise<FaxJob> {
  const job = await store.job(id as FaxJobId)
  if (job === null) throw noSuch(id, 'fax_')
  mustSee(who, right, job.subscriberId, id)
  return job
}

async function listOf(deps: OperateDeps, query: z.output<typeof faxQuery>, who: Principal) {
  const { limit, cursor, id, ...rest } = query
  const now = deps.runtime.clock.now()
  const view = (row: FaxJobSummary) => faxView(row, now)
  const idOf = (row: FaxJobSummary) => row.job.id
  const filter = filterOf(rest, who)
  if (id !== undefined) {
    const rows = await summariesOf(deps, id, who)
    return pageOf(rows, rows.length, idOf, view)
  }
  const before = idOfCursor(cursor, 'fax_') as FaxJobId | undefined
  const page = { ...filter, limit: limit + 1, ...(before === undefined ? {} : { before }) }
  return pageOf(await deps.store.list(page), limit, idOf, view)
}

/** One fax, or those of one mail. */
async function summariesOf({ store }: OperateDeps, id: string, who: Principal): Promise<FaxJobSummary[]> {
  const one = id.startsWith('sub_') ? null : await store.job(id as FaxJobId)
  const jobs = id.startsWith('sub_') ? await store.jobsOf(id as SubmissionId) : one === null ? [] : [one]
  const found: FaxJobSummary[] = []
  for (const job of jobs) {
    if (who.subscribers !== null && !who.subscribers.includes(job.subscriberId)) continue
    const mail = await store.submission(job.submissionId)
    found.push({ job, from: mail?.from ?? '', subject: mail?.subject ?? '' })
  }
  return found
}

function filterOf(
  query: Omit<z.output<typeof faxQuery>, 'limit' | 'cursor' | 'id'>,
  who: Principal,
): Omit<FaxJobFilter, 'limit'> {
  const { state, held, subscriber, from, until, ...texts } = query
  const states = split<FaxState>(state)
  return {
    ...visibleTo(who),
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)),
    ...(states === undefined ? {} : { states }),
    ...(held === undefined ? {} : { held: held === 'true' }),
    ...(subscriber === undefined ? {} : { subscriberId: subscriber }),
    ...(from === undefined ? {} : { createdFrom: Date.parse(from) as EpochMs }),
    ...(until === undefined ? {} : { createdBefore: Date.parse(until) as EpochMs }),
  }
}
