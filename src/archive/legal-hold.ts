/**
 * Legal holds, as an operator places and releases them: on a mail with all its faxes, on a received fax, or on all that a
 * subscriber sends and receives, now and later. Each says why and who. That nothing held is deleted is seen to in the
 * store, in the transaction that deletes.
 */

import type { LiveConfig } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import type { FaxJobId, InboundFaxId, SubmissionId } from '../fax/id.ts'
import { holdOfSubscriber, type LegalHold } from '../fax/legal-hold.ts'
import type { Runtime } from '../runtime.ts'
import type { Store } from '../store/store.ts'

export interface LegalHoldDeps {
  readonly store: Store
  readonly config: LiveConfig
  readonly runtime: Runtime
}

/** What is held: a fax by its id, or by a part of it that only one has; or a subscriber. */
export type HoldSubject = { readonly id: string } | { readonly subscriber: string }

export interface HoldView {
  readonly id: string
  /** A mail (`sub_…`), a received fax (`inb_…`), or `subscriber:` and an id. */
  readonly subject: string
  readonly reason: string
  readonly placedBy: string
  readonly placedAt: string
  readonly releasedBy: string | null
  readonly releaseReason: string | null
  readonly releasedAt: string | null
}

/** Shorter parts of an id hit too many faxes by chance. */
const SHORTEST_ID_PART = 6

/** Throws E_NOT_FOUND, or E_WRONG_STATE when there is a hold already. */
export async function placeHold(
  deps: LegalHoldDeps,
  subject: HoldSubject,
  { reason, by }: { readonly reason: string; readonly by: string },
): Promise<{ readonly text: string; readonly hold: HoldView }> {
  const { subjectId, documents } = await subjectOf(deps, subject)
  const hold: LegalHold = {
    id: deps.runtime.ids.next('lgh'),
    subjectId,
    reason,
    placedBy: by,
    placedAt: deps.runtime.clock.now(),
    releaseReason: null,
    releasedBy: null,
    releasedAt: null,
  }
  if (!(await deps.store.placeHold(hold))) {
    const [there] = await deps.store.holdsOn([subjectId])
    const say = `${subjectId} is held already, by ${there?.placedBy ?? '?'}: ${there?.reason ?? '?'}`
    throw new BridgeError('E_WRONG_STATE', { say })
  }
  deps.runtime.log.info({ subject: subjectId, by, reason }, 'legal hold placed')
  const gone = documents ? '' : ' Its documents had been deleted before: what is left is its history.'
  return { text: `${subjectId} is held: nothing of it is deleted.${gone}`, hold: holdView(hold) }
}

/** Throws E_NOT_FOUND, or E_WRONG_STATE when there is no hold on exactly this. */
export async function releaseHold(
  deps: LegalHoldDeps,
  subject: HoldSubject,
  { reason, by }: { readonly reason: string; readonly by: string },
): Promise<{ readonly text: string; readonly hold: HoldView }> {
  // Of a subscriber that is gone from the configuration, too.
  const subjectId =
    'subscriber' in subject
      ? holdOfSubscriber(subject.subscriber)
      : (await subjectOf(deps, subject)).subjectId
  const at = deps.runtime.clock.now()
  const hold = await deps.store.releaseHold(subjectId, { by, reason, at })
  if (hold === null)
    throw new BridgeError('E_WRONG_STATE', {
      say: `There is no hold on ${subjectId}. "faxbridge archive holds" shows all.`,
    })
  deps.runtime.log.info({ subject: subjectId, by, reason }, 'legal hold released')
  const text = `${subjectId} is not held any more: what is past its retention is deleted within a minute.`
  return { text, hold: holdView(hold) }
}

/** Newest first; with `all`, those that were released, too. */
export async function listHolds(
  { store }: LegalHoldDeps,
  { all }: { readonly all: boolean },
): Promise<readonly HoldView[]> {
  return (await store.legalHolds({ open: !all })).map(holdView)
}

export function holdView(hold: LegalHold): HoldView {
  const { id, subjectId, reason, placedBy, releasedBy, releaseReason } = hold
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  return {
    ...{ id, subject: subjectId, reason, placedBy, placedAt: iso(hold.placedAt) ?? '' },
    ...{ releasedBy, releaseReason, releasedAt: iso(hold.releasedAt) },
  }
}

interface Found {
  readonly subjectId: string
  /** Whether there are any documents to hold. */
  readonly documents: boolean
}

async function subjectOf({ store, config }: LegalHoldDeps, subject: HoldSubject): Promise<Found> {
  if ('subscriber' in subject) {
    const { subscriber: id } = subject
    const isKnown =
      config.current.subscribers.some(one => one.id === id) ||
      (await store.list({ subscriberId: id, limit: 1 })).length > 0 ||
      (await store.listInbound({ subscriberId: id, limit: 1 })).length > 0
    if (!isKnown) throw new BridgeError('E_NOT_FOUND', { say: `No subscriber has the id "${id}".` })
    return { subjectId: holdOfSubscriber(id), documents: true }
  }
  const found = (await sentSubject(store, subject.id)) ?? (await receivedSubject(store, subject.id))
  if (found !== null) return found
  throw new BridgeError('E_NOT_FOUND', {
    say: `No fax has the id "${subject.id}". "faxbridge list" and "faxbridge inbox list" show them.`,
  })
}

async function sentSubject(store: Store, id: string): Promise<Found | null> {
  const asMail = await store.submission(id as SubmissionId)
  const job = asMail === null ? await store.job(id as FaxJobId) : null
  const part =
    asMail === null && job === null && id.length >= SHORTEST_ID_PART
      ? onlyOne(
          (await store.list({ search: id, limit: 2 })).filter(row => row.job.id.includes(id)),
          id,
        )
      : null
  const submissionId = asMail?.id ?? job?.submissionId ?? part?.job.submissionId
  if (submissionId === undefined) return null
  const submission = asMail ?? (await store.submission(submissionId))
  return { subjectId: submissionId, documents: submission?.raw !== '' }
}

async function receivedSubject(store: Store, id: string): Promise<Found | null> {
  const exact = await store.inbound(id as InboundFaxId)
  const wanted = exact === null && id.length >= SHORTEST_ID_PART
  const fax = exact ?? (wanted ? onlyOne(await store.listInbound({ idPart: id, limit: 2 }), id) : null)
  return fax === null ? null : { subjectId: fax.id, documents: fax.raw !== null }
}

function onlyOne<T>(hits: readonly T[], id: string): T | null {
  if (hits.length > 1)
    throw new BridgeError('E_BAD_REQUEST', {
      say: `More than one fax has "${id}" in its id: write more of it.`,
    })
  return hits[0] ?? null
}
