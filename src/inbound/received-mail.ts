/** The mail of a received fax to one address, as its subscriber wants it: attached or as a link, with what is shown. */
import type { SubscriberConfig } from '../config/schema.ts'
import type { EpochMs } from '../fax/id.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import { wordsForReader } from '../mail/reader-words.ts'
import type { ReceivedDocument, ReceivedFacts } from '../mail/received.ts'
import { FILE_NAME } from '../mail/received-name.ts'
import { answerAddress } from './answers.ts'
import { linkPath } from './received-link.ts'
import type { InboundDeps } from './steps.ts'

/** The fax as it was made ready for this address. */
export interface ReceivedContent {
  /** Some of the pages; null: all. */
  readonly part: ReceivedFacts['part']
  readonly document: ReceivedDocument
  readonly previewPng: Uint8Array | null
  readonly pageCount: number
  /** What was found on pages or done to them. */
  readonly notes: NonNullable<ReceivedFacts['notes']>
  /** What was done with damaged lines. */
  readonly damaged: NonNullable<ReceivedFacts['damaged']>
}

const DAY = 86_400_000

/** For a fax that belongs to no subscriber, and comes to whoever catches all. */
const NOBODYS: SubscriberConfig['received_mail'] = {
  content: 'attached',
  picture: true,
  file_name: FILE_NAME,
  thread_by_caller: false,
  answer_by_fax: false,
  answer_days: 14,
  too_large: 'link',
  link_days: 7,
}

export function receivedFacts(
  deps: Pick<InboundDeps, 'config' | 'replyKey' | 'callBack'>,
  fax: InboundFax,
  { to, subscriber }: { readonly to: string; readonly subscriber: SubscriberConfig | null },
  { document, previewPng, pageCount, notes, damaged, part = null }: ReceivedContent,
  now: EpochMs,
): ReceivedFacts {
  const { hostname, relay, http, inbound } = deps.config.current
  const { content, picture, file_name, thread_by_caller, max_bytes, link_days } =
    subscriber?.received_mail ?? NOBODYS
  const tooLarge = part === null && max_bytes !== undefined && document.bytes.length > max_bytes
  const linked = (content === 'link' || tooLarge) && http.publicUrl !== undefined
  const path = linked ? linkPath(deps.replyKey, fax.id, to, { now, days: link_days }) : ''
  const url = `${http.publicUrl?.replace(/\/$/, '')}${path}`
  return {
    fax,
    to,
    hostname,
    from: relay.from,
    now,
    document: linked ? null : document,
    // A link is chosen so that nobody on the way sees the fax.
    previewPng: picture && content === 'attached' ? previewPng : null,
    pageCount,
    part,
    notes,
    damaged,
    words: wordsForReader(deps.config.current, subscriber, null),
    timeZone: subscriber?.time_zone ?? inbound.timeZone,
    link: linked ? { url, until: now + link_days * DAY, tooLarge: content !== 'link' } : null,
    fileName: file_name,
    threaded: thread_by_caller,
    minimal: subscriber?.report_minimal === true && content === 'link',
    answer: answerAddress(deps, fax, now),
  }
}
