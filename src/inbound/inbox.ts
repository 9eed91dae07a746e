/**
 * What an operator can see of received faxes and do with them: list, show, send again, send elsewhere, mark, release.
 * Every action is one change with a line of history that names who did it. Serves the control socket.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { BridgeError } from '../fax/error.ts'
import type { InboundFaxId } from '../fax/id.ts'
import { type InboundFax, type InboundPlan, isOfRound } from '../fax/inbound-fax.ts'
import { holdOfSubscriber } from '../fax/legal-hold.ts'
import type { NewTask, TaskKind } from '../fax/task.ts'
import type { InboundChange, InboundFilter } from '../store/inbound-store.ts'
import { thrownAway } from './inbox-discard.ts'
import { type InboxDetail, type InboxView, inboxDetail, inboxView } from './inbox-views.ts'
import { receiversOf } from './receivers.ts'
import { type InboundDeps, line } from './steps.ts'

export type InboxAction =
  /** What has not arrived; or, when all has arrived or `all`: everything. */
  | { readonly type: 'redeliver'; readonly all: boolean }
  | { readonly type: 'reroute'; readonly to: readonly string[]; readonly subscriber?: string | undefined }
  | { readonly type: 'mark'; readonly add: readonly string[]; readonly remove: readonly string[] }
  | { readonly type: 'release' }
  /** Nobody gets it: it is junk, and its pages are deleted after `inbound.junkDays`; or at once. */
  | { readonly type: 'discard'; readonly atOnce: boolean }

/** Shorter parts of an id hit too many faxes by chance. */
const SHORTEST_ID_PART = 6

export async function listInbox(deps: InboundDeps, filter: InboundFilter): Promise<readonly InboxView[]> {
  return (await deps.store.listInbound(filter)).map(inboxView)
}

export async function showInbox(deps: InboundDeps, idText: string): Promise<InboxDetail> {
  const fax = await findFax(deps, idText)
  return inboxDetail({ fax, ...(await rowsOf(deps, fax)) })
}

async function rowsOf({ store }: InboundDeps, { id, subscriberId }: InboundFax) {
  const held = subscriberId === null ? [id] : [id, holdOfSubscriber(subscriberId)]
  const [mails, deliveries, history, legalHolds] = await Promise.all([
    store.mailsOf(id),
    store.deliveriesOf(id),
    store.history(id),
    store.holdsOn(held),
  ])
  return { mails, deliveries, history, legalHolds }
}

/** A full id, or a part of at least six characters that only one fax has. Throws E_NOT_FOUND. */
async function findFax({ store }: InboundDeps, idText: string): Promise<InboundFax> {
  const exact = await store.inbound(idText as InboundFaxId)
  if (exact !== null) return exact
  const hits = idText.length < SHORTEST_ID_PART ? [] : await store.listInbound({ idPart: idText, limit: 2 })
  const [only] = hits
  if (hits.length > 1)
    throw new BridgeError('E_BAD_REQUEST', {
      say: `More than one fax has "${idText}" in its id: write more of it.`,
    })
  if (only === undefined)
    throw new BridgeError('E_NOT_FOUND', {
      say: `No received fax has the id "${idText}". "faxbridge inbox list" shows them.`,
    })
  return only
}

/** The document as it was received. */
export async function inboxDocument(
  deps: InboundDeps,
  idText: string,
): Promise<{ readonly format: 'pdf' | 'tiff'; readonly bytes: Uint8Array }> {
  const { raw, format } = await findFax(deps, idText)
  if (raw === null || format === null)
    throw new BridgeError('E_NOT_FOUND', { say: 'There are no pages (any more, or yet).' })
  return { format, bytes: await buffer(deps.spool.read(raw)) }
}

/** Page 1 as PNG. Throws E_NOT_FOUND when there is none. */
export async function inboxPicture(
  deps: InboundDeps,
  idText: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { format, bytes } = await inboxDocument(deps, idText)
  const folder = join(deps.workFolder, deps.runtime.ids.token(10))
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    const path = join(folder, 'received.bin')
    await writeFile(path, bytes, { mode: 0o600 })
    const { previewPath } = await deps.renderer.received(
      { path, format, wanted: [format], outFolder: folder },
      signal,
    )
    if (previewPath === null) throw new BridgeError('E_NOT_FOUND', { say: 'Its pages cannot be drawn.' })
    return await readFile(previewPath)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Gives what was done, in words. Throws E_NOT_FOUND, or E_WRONG_STATE with what to do instead. */
export async function actOnInbox(
  deps: InboundDeps,
  idText: string,
  action: InboxAction,
  by: string,
): Promise<{ readonly text: string }> {
  const { id } = await findFax(deps, idText)
  const fax = await deps.store.inbound(id)
  if (fax === null) throw new BridgeError('E_NOT_FOUND')
  const plan = action.type === 'redeliver' ? await planAgain(deps, fax, action.all) : null
  const change = await deps.store.changeInbound(id, current => {
    // Something happened in between, such as a delivery that ended.
    if (current.version !== fax.version) return null
    return changeFor(deps, current, action, by, plan)
  })
  if (change === null)
    throw new BridgeError('E_WRONG_STATE', { say: 'The fax has just changed: look at it and try again.' })
  deps.kick()
  deps.runtime.log.info({ inbound: id, action: action.type, by }, change.history.text)
  return { text: change.history.text }
}

/** What has not arrived of the present round; when all has, the whole plan. */
async function planAgain(deps: InboundDeps, fax: InboundFax, all: boolean): Promise<InboundPlan | null> {
  const { mails, deliveries } = await rowsOf(deps, fax)
  const own = mails.filter(mail => isOfRound(fax, mail.key))
  const plan = fax.plan ?? { mails: own.map(mail => mail.to), places: [] }
  if (own.length + deliveries.length === 0) return null
  // A mail that still waits for the relay goes out by itself.
  const open: InboundPlan = {
    mails: own.filter(({ state }) => state === 'failed').map(({ to }) => to),
    places: deliveries
      .filter(({ round, state }) => round === fax.round && state !== 'done')
      .map(({ place }) => place),
  }
  return all || open.mails.length + open.places.length === 0 ? plan : open
}

function changeFor(
  deps: InboundDeps,
  fax: InboundFax,
  action: InboxAction,
  by: string,
  again: InboundPlan | null,
): InboundChange {
  switch (action.type) {
    case 'redeliver':
      if (again === null)
        throw wrongState(`It is ${fax.state}: it was never on its way: use reroute or release.`)
      return sentAgain(deps, fax, again, `Sent again by ${by}`)
    case 'reroute':
      return rerouted(deps, fax, action, by)
    case 'mark': {
      const kept = fax.marks.filter(mark => !action.remove.includes(mark))
      const marks = [...new Set([...kept, ...action.add])]
      return changed(deps, { ...fax, marks }, null, `Marks by ${by}: ${marks.join(', ') || 'none'}.`)
    }
    case 'release':
      return released(deps, fax, by)
    case 'discard':
      return thrownAway(deps, fax, action.atOnce, by)
  }
}

function rerouted(
  deps: InboundDeps,
  fax: InboundFax,
  { to, subscriber: id }: Extract<InboxAction, { type: 'reroute' }>,
  by: string,
): InboundChange {
  const { subscribers } = deps.config.current
  const subscriber = subscribers.find(entry => entry.id === id)
  if (id !== undefined && subscriber === undefined)
    throw new BridgeError('E_BAD_REQUEST', { say: `No subscriber has the id "${id}".` })
  const unknown = to.find(receiver => !receiver.includes('@') && deps.destinations(receiver) === null)
  if (unknown !== undefined)
    throw new BridgeError('E_BAD_REQUEST', { say: `No destination has the name "${unknown}".` })
  const usual =
    subscriber === undefined
      ? []
      : [...receiversOf(subscriber).map(({ mail }) => mail), ...subscriber.received_to]
  const receivers = [...new Set([...to, ...(to.length === 0 ? usual : [])])]
  if (receivers.length === 0)
    throw new BridgeError('E_BAD_REQUEST', {
      say: 'Say where to: mail addresses, destinations, a subscriber.',
    })
  const plan = {
    mails: receivers.filter(receiver => receiver.includes('@')),
    places: receivers.filter(receiver => !receiver.includes('@')),
  }
  return sentAgain(deps, { ...fax, subscriberId: id ?? fax.subscriberId }, plan, `Sent elsewhere by ${by}`)
}

function sentAgain(deps: InboundDeps, fax: InboundFax, plan: InboundPlan, text: string): InboundChange {
  if (fax.raw === null)
    throw wrongState(
      fax.state === 'filed'
        ? `It is ${fax.state}: its pages are not here: release it.`
        : `It is ${fax.state}: its pages were deleted.`,
    )
  const where = [...plan.mails, ...plan.places].join(', ')
  const next: InboundFax = { ...fax, state: 'routed', plan, round: fax.round + 1 }
  return changed(deps, next, 'deliver', `${text}, to ${where}.`)
}

function released(deps: InboundDeps, fax: InboundFax, by: string): InboundChange {
  if (fax.state !== 'filed' && fax.state !== 'junk')
    throw wrongState(`It is ${fax.state}: only what is filed or junk can be released.`)
  if (fax.raw !== null) return changed(deps, { ...fax, state: 'fetched' }, 'route', `Released by ${by}.`)
  if (fax.state === 'junk') throw wrongState(`It is ${fax.state}: its pages were deleted.`)
  const gone = fax.acknowledgedAt === null ? '' : ' It was acknowledged: the provider may have deleted it.'
  return changed(deps, { ...fax, state: 'seen' }, 'fetch', `Released by ${by}: it is fetched now.${gone}`)
}

function changed(deps: InboundDeps, fax: InboundFax, kind: TaskKind | null, text: string): InboundChange {
  const runAt = deps.runtime.clock.now()
  const tasks: NewTask[] = kind === null ? [] : [{ kind, subjectId: fax.id, runAt }]
  return { fax, tasks, history: line(deps, kind === null ? 'marked' : 'byHand', text), mails: [] }
}

const wrongState = (say: string): BridgeError => new BridgeError('E_WRONG_STATE', { say })
