/** The operations on faxes over HTTP, as JSON: what the command line talks to. Checks what comes in; decides nothing. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { BROKEN_MS } from '../fax/bounce.ts'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import { INBOUND_STATES } from '../fax/inbound-fax.ts'
import { FAX_STATES } from '../fax/job.ts'
import { budgetLines } from '../outbound/budget.ts'
import {
  act,
  listFaxes,
  type OperateDeps,
  type OperatorAction,
  pagesOfFax,
  showFax,
} from '../outbound/operate.ts'
import { inboundView } from '../outbound/views.ts'
import { showMail } from '../outbound/whole-mail.ts'
import { issueText } from './request-issue.ts'

/** Rows in one answer. */
const MOST_ROWS = 1000

const listQuery = z.strictObject({
  state: z
    .string()
    .transform(text => text.split(','))
    .pipe(z.array(z.enum(FAX_STATES)))
    .optional(),
  held: z.enum(['true', 'false']).optional(),
  subscriber: z.string().max(64).optional(),
  search: z.string().min(1).max(200).optional(),
  before: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(MOST_ROWS).default(50),
})

const receivedQuery = z.strictObject({
  state: z
    .string()
    .transform(text => text.split(','))
    .pipe(z.array(z.enum(INBOUND_STATES)))
    .optional(),
  limit: z.coerce.number().int().min(1).max(MOST_ROWS).default(50),
})

const action = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('cancel'), by: z.string().max(100) }),
  z.strictObject({ type: z.literal('resend'), by: z.string().max(100) }),
  z.strictObject({ type: z.literal('hold'), by: z.string().max(100), reason: z.string().min(1).max(500) }),
  z.strictObject({
    type: z.literal('release'),
    by: z.string().max(100),
    notTaken: z.boolean().default(false),
    taken: z.string().min(1).max(200).optional(),
  }),
])

/** Adds the routes. `server` must be reachable for operators only. */
export function addOperations(server: FastifyInstance, deps: OperateDeps): void {
  server.get('/faxes', async request => {
    const { state, held, ...rest } = checked(listQuery, request.query)
    return listFaxes(deps, { ...rest, states: state, held: held === undefined ? undefined : held === 'true' })
  })
  server.get<{ Params: { id: string } }>('/faxes/:id', async request => {
    const fax = await showFax(deps, request.params.id)
    if (fax === null) throw noFax(request.params.id)
    return fax
  })
  server.get('/budgets', async () => budgetLines(deps))
  server.get<{ Params: { address: string } }>('/addresses/:address', async ({ params }) => {
    const wanted = params.address.toLowerCase()
    const broken = await brokenNow(deps)
    return { broken: broken.find(({ address }) => address === wanted) ?? null }
  })
  server.get<{ Params: { id: string } }>('/mails/:id', async request => {
    const mail = await showMail(deps, request.params.id)
    if (mail === null)
      throw new BridgeError('E_NOT_FOUND', { say: `No mail has the id "${request.params.id}".` })
    return mail
  })
  server.get<{ Params: { id: string } }>('/faxes/:id/pages.tiff', async (request, reply) => {
    const tiff = await pagesOfFax(deps, request.params.id)
    if (tiff === null) throw new BridgeError('E_NOT_FOUND', { say: 'There are no pages (any more, or yet).' })
    return reply.type('image/tiff').send(tiff)
  })
  server.post<{ Params: { id: string } }>('/faxes/:id/actions', async request => {
    const { by, ...wanted } = checked(action, request.body)
    return act(deps, request.params.id, wanted satisfies OperatorAction, by)
  })
  server.get('/received', async request => {
    const { state, limit } = checked(receivedQuery, request.query)
    const rows = await deps.store.listInbound({ limit, ...(state === undefined ? {} : { states: state }) })
    return rows.map(inboundView)
  })
}

/** Addresses whose mails come back. */
export function brokenNow({ store, runtime }: Pick<OperateDeps, 'store' | 'runtime'>) {
  return store.brokenAddresses((runtime.clock.now() - BROKEN_MS) as EpochMs)
}

function noFax(id: string): BridgeError {
  return new BridgeError('E_NOT_FOUND', { say: `No fax has the id "${id}". "faxbridge list" shows them.` })
}

/** The request as the schema reads it. Throws E_BAD_REQUEST with the first thing that is wrong. */
export function checked<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue?.path.join('.') ?? ''
  throw new BridgeError('E_BAD_REQUEST', { say: issue === undefined ? '' : issueText(where, issue) })
}
