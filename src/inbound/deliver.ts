/**
 * Step 4, deliver: one mail for every address that the plan names, composed once and durable before the relay is asked;
 * and a delivery for every destination beside mail.
 * Not in charge of telling the provider (acknowledge.ts).
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { SubscriberConfig } from '../config/schema.ts'
import type { ReceivedParts, ReceivedPiece } from '../documents/render/job.ts'
import type { DeliveredDocument } from '../fax/delivered-document.ts'
import { BridgeError } from '../fax/error.ts'
import type { InboundFaxId } from '../fax/id.ts'
import { type InboundFax, type InboundPlan, isOfRound, mailKeyOf } from '../fax/inbound-fax.ts'
import type { OutgoingMail } from '../fax/outgoing-mail.ts'
import type { NewTask } from '../fax/task.ts'
import { spooledMail } from '../mail/outbox.ts'
import { composeReceived } from '../mail/received.ts'
import type { TaskHandler } from '../queue/worker.ts'
import { newDelivery } from './carry.ts'
import { converted, type Tries, triesOf } from './convert.ts'
import { deliveredTo } from './delivered.ts'
import { type ReceivedContent, receivedFacts } from './received-mail.ts'
import { formatFor, receiversOf } from './receivers.ts'
import { returnPath } from './return-path.ts'
import { type InboundDeps, line } from './steps.ts'

export function makeDeliver(deps: InboundDeps): TaskHandler {
  return async (task, signal) => {
    const fax = await deps.store.inbound(task.subjectId as InboundFaxId)
    if (fax === null || fax.state !== 'routed' || fax.raw === null || fax.format === null) return
    await placed(deps, fax)
    if ((await deps.store.mailsOf(fax.id)).some(mail => isOfRound(fax, mail.key))) return
    const subscriber = deps.config.current.subscribers.find(entry => entry.id === fax.subscriberId) ?? null
    const { mails: receivers } = fax.plan ?? usualPlan(fax, subscriber)
    if (receivers.length === 0) return
    const wanted = { subscriber, receivers, tries: triesOf(task) }
    const { mails, asItCame, delivered } = await compose(deps, fax, wanted, signal)
    deps.runtime.checkpoint('inbound-composed')
    const tasks = mails.map((mail): NewTask => ({ kind: 'relay', subjectId: mail.id, runAt: mail.createdAt }))
    const to = mails.map(mail => mail.to).join(', ')
    const change = await deps.store.changeInbound(fax.id, current =>
      current.state !== 'routed'
        ? null
        : {
            fax: current,
            tasks,
            history: line(deps, 'mailWritten', written(to, asItCame), { delivered }),
            mails,
          },
    )
    if (change === null) for (const mail of mails) await deps.spool.remove(mail.raw)
    deps.runtime.checkpoint('inbound-queued')
  }
}

function written(to: string, asItCame: string | null): string {
  const why =
    asItCame === null ? '' : ` The fax is in it as it came, since it could not be converted. ${asItCame}`
  return `Mail to ${to} written.${why}`.trim()
}

/** Writes down the deliveries to destinations beside mail: a mail that cannot be composed keeps none of them waiting. */
async function placed(deps: InboundDeps, fax: InboundFax): Promise<void> {
  const places = fax.plan?.places ?? []
  const there = await deps.store.deliveriesOf(fax.id)
  if (places.length === 0 || there.some(({ round }) => round === fax.round)) return
  const deliveries = places.map(place => newDelivery(deps, fax, place))
  const tasks = deliveries.map(
    ({ id, createdAt }): NewTask => ({ kind: 'carry', subjectId: id, runAt: createdAt }),
  )
  await deps.store.changeInbound(fax.id, current =>
    current.state !== 'routed' || current.round !== fax.round
      ? null
      : {
          fax: current,
          tasks,
          history: line(deps, 'placed', `On its way to ${places.join(', ')}.`),
          mails: [],
          deliveries,
        },
  )
  deps.runtime.checkpoint('inbound-placed')
}

/** Of a fax that was routed by a release of faxbridge that wrote no plan. */
function usualPlan(fax: InboundFax, subscriber: SubscriberConfig | null): InboundPlan {
  const mails = subscriber === null ? [] : receiversOf(subscriber).map(({ mail }) => mail)
  if (mails.length > 0) return { mails, places: [] }
  throw new BridgeError('E_CONFIG', {
    say: `Subscriber ${fax.subscriberId} has no address for received faxes.`,
  })
}

interface Wanted {
  readonly subscriber: SubscriberConfig | null
  /** Mail addresses. */
  readonly receivers: readonly string[]
  readonly tries: Tries
}

interface Composed {
  readonly mails: OutgoingMail[]
  /** What is attached to them. */
  readonly delivered: DeliveredDocument[]
  /** Why somebody gets another format than he wants, where that is known; null: nobody does. */
  readonly asItCame: string | null
}

async function compose(
  deps: InboundDeps,
  fax: InboundFax,
  { subscriber, receivers: addresses, tries }: Wanted,
  signal: AbortSignal,
): Promise<Composed> {
  const folder = join(deps.workFolder, fax.id)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    const path = join(folder, 'received.bin')
    await writeFile(path, await buffer(deps.spool.read(fax.raw ?? '')), { mode: 0o600 })
    const receivers = addresses.map(mail => ({ mail, format: formatFor(subscriber, mail) }))
    const wanted = [...new Set(receivers.map(entry => entry.format))]
    const format = fax.format ?? 'tiff'
    const wishes = subscriber?.received_pages
    const ofPages = { ...(wishes === undefined ? {} : { wishes }), ...splitBy(subscriber) }
    const request = { path, format, wanted, ...ofPages, receivedAt: fax.receivedAt, outFolder: folder }
    const made = await converted(deps, fax, { request, tries }, signal)
    const unmade = { files: { [format]: path }, previewPath: null, pageCount: null, notes: [] }
    const parts: ReceivedParts = 'why' in made ? unmade : made
    const previewPng = parts.previewPath === null ? null : await readFile(parts.previewPath)
    const mails: OutgoingMail[] = []
    const delivered: DeliveredDocument[] = []
    for (const { mail: to, format: wantedFormat } of receivers) {
      // What cannot be converted is delivered as it came: the person who gets it can judge better than we.
      const file = parts.files[wantedFormat]
      const document = {
        format: file === undefined ? format : wantedFormat,
        bytes: await readFile(file ?? path),
      }
      const pageCount = parts.pageCount ?? fax.pageCount ?? 0
      const content = {
        part: null,
        document,
        previewPng,
        pageCount,
        notes: parts.notes,
        damaged: wishes?.damaged ?? 'keep',
      } as const
      const pieces = file === undefined ? undefined : parts.pieces?.[wantedFormat]
      for (const { mail, attached } of await allMails(deps, fax, { to, subscriber }, content, pieces)) {
        mails.push(mail)
        if (attached !== null) delivered.push(deliveredTo(to, fax, attached))
      }
    }
    const all = wanted.every(format => parts.files[format] !== undefined)
    return { mails, delivered, asItCame: all ? null : 'why' in made ? made.why : '' }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Null: it is never cut. */
function splitBy(subscriber: SubscriberConfig | null) {
  const { max_bytes: maxBytes, too_large, content } = subscriber?.received_mail ?? {}
  return maxBytes === undefined || too_large !== 'split' || content !== 'attached' ? {} : { maxBytes }
}

interface MadeMail {
  readonly mail: OutgoingMail
  /** Null: it has a link instead. */
  readonly attached: ReceivedContent['document'] | null
}

/** One mail, or one for each piece: all of them are written down together. */
async function allMails(
  deps: InboundDeps,
  fax: InboundFax,
  whom: Parameters<typeof oneMail>[2],
  content: ReceivedContent,
  pieces: readonly ReceivedPiece[] = [],
): Promise<MadeMail[]> {
  if (pieces.length === 0) return [await oneMail(deps, fax, whom, content)]
  const mails: MadeMail[] = []
  for (const [i, { path, from, to }] of pieces.entries()) {
    const part = { n: i + 1, count: pieces.length, from, to }
    const document = { ...content.document, bytes: await readFile(path) }
    const previewPng = i === 0 ? content.previewPng : null
    mails.push(await oneMail(deps, fax, whom, { ...content, document, part, previewPng }))
  }
  return mails
}

async function oneMail(
  deps: InboundDeps,
  fax: InboundFax,
  { to, subscriber }: { readonly to: string; readonly subscriber: SubscriberConfig | null },
  content: ReceivedContent,
): Promise<MadeMail> {
  const { relay } = deps.config.current
  const now = deps.runtime.clock.now()
  const facts = receivedFacts(deps, fax, { to, subscriber }, content, now)
  const composed = composeReceived(facts)
  const mail = await spooledMail(deps, composed, {
    key: mailKeyOf(fax, to, content.part?.n),
    subjectId: fax.id,
    now,
    days: relay.days,
  })
  const { bounces: domain, days, returnPath: own } = relay
  const reversePath =
    domain === undefined
      ? (own ?? mail.reversePath)
      : returnPath(deps.replyKey, mail.id, { domain, now, days })
  return { mail: { ...mail, to, reversePath }, attached: facts.document }
}
