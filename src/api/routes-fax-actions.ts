/** What people and programs do to faxes: cancel, resend, hold, release; to one, or to all of a mail. */
import { z } from 'zod'
import { detailOfAction } from '../access/audit.ts'
import type { Principal } from '../access/principal.ts'
import type { EpochMs, FaxJobId, SubmissionId } from '../fax/id.ts'
import { nothing } from '../http/refused-requests.ts'
import { type ActionResult, act, type OperateDeps, type OperatorAction } from '../outbound/operate.ts'
import { mustSee } from './gate.ts'
import { type Asked, addRoute, type RouteHouse } from './route.ts'
import { jobFor } from './routes-faxes.ts'
import { actionResult, idParams } from './schema-parts.ts'

const hold = z
  .strictObject({ reason: z.string().min(1).max(500).describe('Why; stands in the history.') })
  .meta({ id: 'Hold' })
const release = z
  .strictObject({
    notTaken: z
      .boolean()
      .default(false)
      .describe('You have made sure that the provider does not have it: it is handed over again.'),
    taken: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('You have found it at the provider under this id: it is followed.'),
  })
  .meta({ id: 'Release' })

const resent = z
  .object({ text: z.string(), newId: z.string().nullable().describe('The new fax.') })
  .meta({ id: 'Resent', description: 'What was done, and the fax that is new.' })

type ActionAsked = Asked<typeof idParams, z.ZodType, z.ZodType>

export function addFaxActions(house: RouteHouse, deps: OperateDeps): void {
  const common = { method: 'POST', tag: 'faxes', right: 'faxes.write', params: idParams } as const
  const doing = (action: OperatorAction, asked: ActionAsked) => done(house, deps, action, asked)
  addRoute(house, {
    ...common,
    url: '/faxes/:id/resend',
    id: 'resendFax',
    summary: 'Send a fax that has ended once more, as a new one',
    answer: resent,
    handle: asked => doing({ type: 'resend' }, asked),
  })
  for (const [of, Of, what] of [
    ['faxes', 'Fax', 'it'],
    ['submissions', 'Submission', 'all faxes of this mail'],
  ] as const) {
    addRoute(house, {
      ...common,
      url: `/${of}/:id/cancel`,
      id: `cancel${Of}`,
      summary: `Do not send ${what}; what is being sent is cancelled if the provider can`,
      answer: actionResult,
      handle: asked => doing({ type: 'cancel' }, asked),
    })
    addRoute(house, {
      ...common,
      url: `/${of}/:id/hold`,
      id: `hold${Of}`,
      summary: `Do not hand over ${what} until released`,
      body: hold,
      answer: actionResult,
      handle: asked => doing({ type: 'hold', reason: asked.body.reason }, asked),
    })
    addRoute(house, {
      ...common,
      url: `/${of}/:id/release`,
      id: `release${Of}`,
      summary: `Let ${what} go on`,
      body: release,
      answer: actionResult,
      handle: asked => doing({ type: 'release', ...asked.body }, asked),
    })
  }
}

async function done(
  house: RouteHouse,
  deps: OperateDeps,
  action: OperatorAction,
  { params: { id }, who, request, begunAt }: ActionAsked,
): Promise<ActionResult> {
  await mustBeTheirs(deps, id, who)
  const before = begunAt === null ? null : await madeSince(deps, id, action, who, begunAt)
  if (before !== null) return before
  await house.gate.audited(request, {
    action: `faxes.${action.type}`,
    object: id,
    detail: detailOfAction(action),
  })
  return act(deps, id, action, who.name)
}

/** Full ids only: a part of one may be somebody else's fax. */
async function mustBeTheirs(deps: OperateDeps, id: string, who: Principal): Promise<void> {
  if (!id.startsWith('sub_')) return void (await jobFor(deps, id, who, 'faxes.write'))
  const mail = await deps.store.submission(id as SubmissionId)
  if (mail === null) throw nothing(id)
  mustSee(who, 'faxes.write', mail.subscriberId, id)
}

/** Kinds of history lines that an action writes. */
const WRITES: Readonly<Record<OperatorAction['type'], readonly string[]>> = {
  cancel: ['cancelled', 'cancelWanted'],
  hold: ['held'],
  release: ['released', 'taken'],
  resend: ['resent'],
}

/** What the same request has done before it was broken off; null: nothing. */
async function madeSince(
  { store }: OperateDeps,
  id: string,
  { type }: OperatorAction,
  who: Principal,
  begunAt: EpochMs,
): Promise<ActionResult | null> {
  const one = id.startsWith('sub_') ? null : await store.job(id as FaxJobId)
  const jobs = one === null ? await store.jobsOf(id as SubmissionId) : [one]
  for (const job of jobs) {
    const history = await store.history(job.id)
    const entry = history.findLast(
      ({ at, text, type: kind }) =>
        at >= begunAt && WRITES[type].includes(kind) && (kind === 'taken' || text.includes(who.name)),
    )
    if (entry === undefined) continue
    const { newJobId } = entry.detail
    return { text: entry.text, newId: typeof newJobId === 'string' ? newJobId : null }
  }
  return null
}
