/**
 * The link to a received fax: for one address, for some days, for reading and nothing else. In charge of finding the fax behind
 * it, of making the file, and of writing into the history who opened it when. Not in charge of the page (http/).
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { SubscriberConfig } from '../config/schema.ts'
import type { EpochMs, InboundFaxId } from '../fax/id.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import { idInToken, idToken, isGenuineToken } from '../mail/id-token.ts'
import type { ReceivedDocument } from '../mail/received.ts'
import { FILE_NAME, fileNameOf } from '../mail/received-name.ts'
import { deliveredTo } from './delivered.ts'
import { formatFor } from './receivers.ts'
import { type InboundDeps, line } from './steps.ts'

const tokenOf = (id: string, to: string) => ({ purpose: 'received', id, holder: [to.toLowerCase()] }) as const

/** `/received/TOKEN` */
export function linkPath(
  key: string,
  id: InboundFaxId,
  to: string,
  lifetime: { readonly now: EpochMs; readonly days: number },
): string {
  return `/received/${idToken(key, tokenOf(id, to), lifetime)}`
}

/** A fax, and the address whose link was followed. */
export interface LinkedFax {
  readonly fax: InboundFax
  readonly to: string
  /** Null: the subscriber is not in the configuration any more. */
  readonly subscriber: SubscriberConfig | null
}

/** Null: the link is none of ours, is too old, or its fax is gone. */
export async function linkedFax(
  deps: Pick<InboundDeps, 'store' | 'runtime' | 'config' | 'replyKey'>,
  token: string,
): Promise<LinkedFax | null> {
  const id = idInToken(token, deps.runtime.clock.now())
  if (id === null) return null
  const fax = await deps.store.inbound(`inb_${id}` as InboundFaxId)
  if (fax === null || fax.raw === null || fax.raw === '' || fax.format === null) return null
  const written = (await deps.store.mailsOf(fax.id)).map(mail => mail.to)
  const to = written.find(address => isGenuineToken(deps.replyKey, token, tokenOf(fax.id, address)))
  if (to === undefined) return null
  const subscriber = deps.config.current.subscribers.find(entry => entry.id === fax.subscriberId) ?? null
  return { fax, to, subscriber }
}

/** The file, written down as opened before it is given away. */
export async function openedFax(
  deps: InboundDeps,
  { fax, to, subscriber }: LinkedFax,
  peer: string,
  signal: AbortSignal,
): Promise<ReceivedDocument & { readonly fileName: string }> {
  const document = await documentFor(
    deps,
    fax,
    { wanted: formatFor(subscriber, to), wishes: subscriber?.received_pages },
    signal,
  )
  const text = `Opened by the link of ${to}, from ${peer}.`
  await deps.store.changeInbound(fax.id, current => ({
    fax: current,
    tasks: [],
    history: line(deps, 'linkOpened', text, { to, peer, delivered: [deliveredTo(to, current, document)] }),
    mails: [],
  }))
  deps.runtime.log.info({ inbound: fax.id, to, peer }, 'a received fax was opened by its link')
  const fileName = fileNameOf(fax, {
    pattern: subscriber?.received_mail.file_name ?? FILE_NAME,
    pages: fax.pageCount ?? 0,
    format: document.format,
    timeZone: subscriber?.time_zone ?? 'UTC',
  })
  return { ...document, fileName }
}

/** As the mail would have brought them. */
interface Pages {
  readonly wanted: ReceivedDocument['format']
  readonly wishes: SubscriberConfig['received_pages'] | undefined
}

/** The document in the wanted format; one that cannot be converted as it came. */
export async function documentFor(
  deps: InboundDeps,
  fax: InboundFax,
  { wanted, wishes }: Pages,
  signal: AbortSignal,
): Promise<ReceivedDocument> {
  const folder = join(deps.workFolder, `link-${deps.runtime.ids.token(8)}`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    const path = join(folder, 'received.bin')
    await writeFile(path, await buffer(deps.spool.read(fax.raw ?? '')), { mode: 0o600 })
    const format = fax.format ?? 'tiff'
    const { files } = await deps.renderer.received(
      {
        path,
        format,
        wanted: [wanted],
        ...(wishes === undefined ? {} : { wishes }),
        receivedAt: fax.receivedAt,
        outFolder: folder,
      },
      signal,
    )
    const made = files[wanted]
    return { format: made === undefined ? format : wanted, bytes: await readFile(made ?? path) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
