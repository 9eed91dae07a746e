/**
 * Step 4, deliver: one mail for every address of the subscriber, composed once and durable before the relay is asked.
 * Not in charge of telling the provider (acknowledge.ts).
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { SubscriberConfig } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import type { InboundFaxId } from '../fax/id.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import type { OutgoingMail } from '../fax/outgoing-mail.ts'
import type { NewTask } from '../fax/task.ts'
import { spooledMail } from '../mail/outbox.ts'
import { wordsForReader } from '../mail/reader-words.ts'
import { composeReceived } from '../mail/received.ts'
import type { TaskHandler } from '../queue/worker.ts'
import { receiversOf } from './receivers.ts'
import { type InboundDeps, line } from './steps.ts'

export function makeDeliver(deps: InboundDeps): TaskHandler {
  return async (task, signal) => {
    const fax = await deps.store.inbound(task.subjectId as InboundFaxId)
    if (fax === null || fax.state !== 'routed' || fax.raw === null || fax.format === null) return
    const subscriber = deps.config.current.subscribers.find(entry => entry.id === fax.subscriberId)
    if (subscriber === undefined || receiversOf(subscriber).length === 0) {
      throw new BridgeError('E_CONFIG', {
        say: `Subscriber ${fax.subscriberId} has no address for received faxes.`,
      })
    }
    if ((await deps.store.mailsOf(fax.id)).length > 0) return
    const mails = await compose(deps, fax, subscriber, signal)
    deps.runtime.checkpoint('inbound-composed')
    const tasks = mails.map((mail): NewTask => ({ kind: 'relay', subjectId: mail.id, runAt: mail.createdAt }))
    const to = mails.map(mail => mail.to).join(', ')
    const change = await deps.store.changeInbound(fax.id, current =>
      current.state !== 'routed'
        ? null
        : { fax: current, tasks, history: line(deps, 'mailWritten', `Mail to ${to} written.`), mails },
    )
    if (change === null) for (const mail of mails) await deps.spool.remove(mail.raw)
    deps.runtime.checkpoint('inbound-queued')
  }
}

async function compose(
  deps: InboundDeps,
  fax: InboundFax,
  subscriber: SubscriberConfig,
  signal: AbortSignal,
): Promise<OutgoingMail[]> {
  const folder = join(deps.workFolder, fax.id)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    const path = join(folder, 'received.bin')
    await writeFile(path, await buffer(deps.spool.read(fax.raw ?? '')), { mode: 0o600 })
    const receivers = receiversOf(subscriber)
    const wanted = [...new Set(receivers.map(entry => entry.format))]
    const format = fax.format ?? 'tiff'
    const parts = await deps.renderer.received({ path, format, wanted, outFolder: folder }, signal)
    const previewPng = parts.previewPath === null ? null : await readFile(parts.previewPath)
    const mails: OutgoingMail[] = []
    for (const { mail: to, format: wantedFormat } of receivers) {
      // What cannot be converted is delivered as it came: the person who gets it can judge better than we.
      const made = parts.files[wantedFormat]
      const document = {
        format: made === undefined ? format : wantedFormat,
        bytes: await readFile(made ?? path),
      }
      const pageCount = parts.pageCount ?? fax.pageCount ?? 0
      mails.push(await oneMail(deps, fax, { to, subscriber }, { document, previewPng, pageCount }))
    }
    return mails
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Content {
  readonly document: { readonly format: 'pdf' | 'tiff'; readonly bytes: Uint8Array }
  readonly previewPng: Uint8Array | null
  readonly pageCount: number
}

async function oneMail(
  deps: InboundDeps,
  fax: InboundFax,
  { to, subscriber }: { readonly to: string; readonly subscriber: SubscriberConfig },
  content: Content,
): Promise<OutgoingMail> {
  const { hostname, relay } = deps.config.current
  const now = deps.runtime.clock.now()
  const composed = composeReceived({
    fax,
    to,
    hostname,
    from: relay.from,
    now,
    ...content,
    words: wordsForReader(deps.config.current, subscriber, null),
    timeZone: subscriber.time_zone,
  })
  const mail = await spooledMail(deps, composed, {
    key: `received:${fax.id}:${to}`,
    subjectId: fax.id,
    now,
    days: relay.days,
  })
  return { ...mail, to, reversePath: relay.returnPath ?? mail.reversePath }
}
