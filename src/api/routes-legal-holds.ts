/**
 * Legal holds: which there are, placing and lifting them. A hold says for whom nothing is deleted, so only somebody who sees all
 * subscribers may look or act. What a hold does is in archive/legal-hold.ts.
 */
import { z } from 'zod'
import type { Principal } from '../access/principal.ts'
import {
  type HoldSubject,
  type HoldView,
  type LegalHoldDeps,
  listHolds,
  placeHold,
  releaseHold,
} from '../archive/legal-hold.ts'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import { type Asked, addRoute, type RouteHouse } from './route.ts'
import { instant, maybeInstant, maybeText } from './schema-parts.ts'

const legalHold = z
  .object({
    id: z.string(),
    subject: z.string().describe('A mail (`sub_…`), a received fax (`inb_…`), or `subscriber:` and an id.'),
    reason: z.string(),
    placedBy: z.string(),
    placedAt: instant,
    releasedBy: maybeText,
    releaseReason: maybeText,
    releasedAt: maybeInstant,
  })
  .meta({ id: 'LegalHold', description: 'An order that documents must not be deleted.' })

const order = z
  .strictObject({
    id: z.string().min(1).max(64).optional().describe('Of a fax, a mail or a received fax.'),
    subscriber: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe('All that it sends and receives; instead of `id`.'),
    reason: z.string().trim().min(3, 'say why: it stands in the record').max(500),
  })
  .meta({ id: 'LegalHoldOrder' })

const done = z
  .object({ text: z.string().describe('What was done, in words.'), hold: legalHold })
  .meta({ id: 'LegalHoldDone', description: 'What became of an order.' })

const query = z.strictObject({
  all: z.enum(['true', 'false']).default('false').describe('`true`: those that were lifted, too.'),
})

type OrderAsked = Asked<z.ZodType, z.ZodType, typeof order>

export function addLegalHolds(house: RouteHouse, deps: LegalHoldDeps): void {
  const common = { tag: 'archive' } as const
  addRoute(house, {
    ...common,
    method: 'GET',
    url: '/legal-holds',
    id: 'listLegalHolds',
    summary: 'Legal holds, newest first',
    about: 'Needs a token for all subscribers.',
    right: 'archive.read',
    query,
    answer: z
      .object({ items: z.array(legalHold) })
      .meta({ id: 'LegalHoldList', description: 'Legal holds.' }),
    async handle({ request, query: { all } }) {
      house.gate.allow(request, 'archive.read', null)
      return { items: [...(await listHolds(deps, { all: all === 'true' }))] }
    },
  })
  const change = {
    ...common,
    method: 'POST',
    about: 'Needs a token for all subscribers.',
    right: 'archive.write',
    body: order,
    answer: done,
  } as const
  addRoute(house, {
    ...change,
    url: '/legal-holds',
    id: 'placeLegalHold',
    summary: 'From now on nothing of it is deleted',
    status: 201,
    handle: asked => ordered(house, deps, asked, 'hold'),
  })
  addRoute(house, {
    ...change,
    url: '/legal-holds/lift',
    id: 'liftLegalHold',
    summary: 'It is not held any more; what is past its retention is deleted',
    handle: asked => ordered(house, deps, asked, 'release'),
  })
}

async function ordered(
  house: RouteHouse,
  deps: LegalHoldDeps,
  { body: { id, subscriber, reason }, who, request, begunAt }: OrderAsked,
  type: 'hold' | 'release',
): Promise<{ readonly text: string; readonly hold: HoldView }> {
  house.gate.allow(request, 'archive.write', null)
  const subject = subjectOf(id, subscriber)
  const before = begunAt === null ? null : await doneBefore(deps, { who, reason, type, begunAt })
  if (before !== null) return { text: `${before.subject}: it was done before.`, hold: before }
  const object = subscriber ?? id ?? ''
  await house.gate.audited(request, { action: `archive.${type}`, object, detail: { reason } })
  return (type === 'hold' ? placeHold : releaseHold)(deps, subject, { reason, by: who.name })
}

function subjectOf(id: string | undefined, subscriber: string | undefined): HoldSubject {
  if (id !== undefined && subscriber === undefined) return { id }
  if (subscriber !== undefined && id === undefined) return { subscriber }
  throw new BridgeError('E_BAD_REQUEST', { say: 'Name either a fax (id) or a subscriber.' })
}

interface Done {
  readonly who: Principal
  readonly reason: string
  readonly type: 'hold' | 'release'
  readonly begunAt: EpochMs
}

/** What the same request has done before it was broken off; null: nothing. */
async function doneBefore(
  deps: LegalHoldDeps,
  { who, reason, type, begunAt }: Done,
): Promise<HoldView | null> {
  const all = await listHolds(deps, { all: true })
  const isIt = ({ placedBy, placedAt, reason: why, releasedBy, releasedAt, releaseReason }: HoldView) =>
    type === 'hold'
      ? placedBy === who.name && why === reason && Date.parse(placedAt) >= begunAt
      : releasedBy === who.name && releaseReason === reason && Date.parse(releasedAt ?? '') >= begunAt
  return all.find(isIt) ?? null
}
