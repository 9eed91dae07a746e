/**
 * Composes the mail that brings a received fax to one address: the pages attached, page 1 as a picture, and what is
 * known of the call. In charge of that mail alone; whose fax it is and when it is acknowledged is decided in inbound/.
 * Numbers and names in it come from the caller's machine: they are shown, never believed, and never used as an address.
 */
import { createHash } from 'node:crypto'
import type { InboundFax } from '../fax/inbound-fax.ts'
import { ENGLISH } from '../words/en.ts'
import { type SentenceId, say, sayPages, sayTime, type Words } from '../words/words.ts'
import { type Letter, letterPart } from './letter.ts'
import {
  binaryPart,
  type ComposedMail,
  field,
  type HeaderField,
  mailboxField,
  mailDate,
  message,
  multipart,
  textField,
} from './mime.ts'
import { phoneText } from './phone-text.ts'
import { safeText, safeTextOrNull, strictAddress, strictMailbox } from './safe-text.ts'

export interface ReceivedFacts {
  readonly fax: InboundFax
  /** One mail, one address. */
  readonly to: string
  readonly document: { readonly format: 'pdf' | 'tiff'; readonly bytes: Uint8Array }
  /** Page 1 as PNG. */
  readonly previewPng: Uint8Array | null
  /** Pages that are in the document. */
  readonly pageCount: number
  readonly hostname: string
  /** `Fax <fax@example.com>`, from the configuration. */
  readonly from: string
  /** Date of the mail (epoch ms). */
  readonly now: number
  /** Default: English. */
  readonly words?: Words
  /** IANA name. Default: UTC. */
  readonly timeZone?: string
}

/**
 * Gives the finished mail. Its Message-ID depends on the fax and the address only, so a repeat is known for one.
 * The reverse-path is our own address: a bounce of this mail must reach a person. Throws E_SENDER_SYNTAX for a bad `to`.
 */
export function composeReceived(facts: ReceivedFacts): ComposedMail {
  const { fax, document, hostname } = facts
  const words = facts.words ?? ENGLISH
  const to = strictAddress(facts.to)
  const mailbox = strictMailbox(facts.from)
  const addressHash = createHash('sha256').update(to.toLowerCase()).digest('hex').slice(0, 16)
  // Sent again on somebody's wish, it must not be taken for a double of the first one.
  const round = fax.round === 1 ? '' : `.${fax.round}`
  const messageId = `<${fax.id.replace('_', '-')}.${addressHash}${round}@${hostname}>`
  const attachment = binaryPart({
    // RFC 3965 §2.2.4: the pages as one file; RFC 3302 §5.2: the parameter says that it is a black and white fax.
    type: document.format === 'pdf' ? 'application/pdf' : 'image/tiff; application=faxbw',
    fileName: fileNameOf(fax, document.format),
    bytes: document.bytes,
    contentId: null,
  })
  const name = say(words, 'name.received', { number: callerOf(fax, words) })
  const fields = [
    // RFC 3965 has no on-ramp rules: never the caller's address, always one that is ours.
    mailboxField('From', { name, address: mailbox.address }),
    field('To', `<${to}>`),
    textField('Subject', subjectOf(facts, words)),
    field('Date', mailDate(facts.now)),
    field('Message-ID', messageId),
    field('Auto-Submitted', 'auto-generated'),
    field('X-Auto-Response-Suppress', 'All'),
    field('Content-Language', words.language),
    ...faxFields(facts),
  ]
  const body = multipart('mixed', [letterPart(letterOf(facts, words)), attachment])
  return { raw: message(fields, body), to, reversePath: mailbox.address, messageId }
}

function callerOf(fax: InboundFax, words: Words): string {
  return phoneText(fax.callerNumber) ?? safeTextOrNull(fax.stationId, 40) ?? say(words, 'number.unknown')
}

function subjectOf({ fax, pageCount }: ReceivedFacts, words: Words): string {
  const id: SentenceId = fax.complete ? 'subject.received' : 'subject.incomplete'
  const marks = fax.marks.map(mark => `[${mark}] `).join('')
  return `${marks}${say(words, id, { number: callerOf(fax, words), pages: sayPages(words, pageCount) })}`
}

/** `fax-2026-11-21-0613-from-15555551212.pdf`: sorts by time, and is a safe name on every system. */
function fileNameOf(fax: InboundFax, format: 'pdf' | 'tiff'): string {
  const at = new Date(fax.receivedAt).toISOString()
  const digits = (fax.callerNumber ?? '').replace(/[^0-9]/g, '').slice(0, 20)
  const from = digits === '' ? 'unknown' : digits
  return `fax-${at.slice(0, 10)}-${at.slice(11, 16).replace(':', '')}-from-${from}.${format === 'pdf' ? 'pdf' : 'tif'}`
}

function faxFields({ fax, pageCount }: ReceivedFacts): HeaderField[] {
  const facts: readonly (readonly [string, string | null])[] = [
    ['X-Fax-Id', fax.id],
    ['X-Fax-From', fax.callerNumber],
    ['X-Fax-To', fax.calledNumber],
    ['X-Fax-Remote-Id', fax.stationId],
    ['X-Fax-Pages', String(pageCount)],
    ['X-Fax-Complete', fax.complete ? 'yes' : 'no'],
    ['X-Fax-Received-At', new Date(fax.receivedAt).toISOString()],
    ['X-Fax-Marks', fax.marks.join(', ')],
    ['X-Fax-Provider', fax.account],
    ['X-Fax-Provider-Id', fax.providerId],
  ]
  return facts.flatMap(([name, value]) => {
    const text = safeText(value ?? '')
    return text === '' ? [] : [textField(name, text)]
  })
}

function letterOf(facts: ReceivedFacts, words: Words): Letter {
  const { fax, document, previewPng, pageCount, hostname, timeZone = 'UTC' } = facts
  const rows: readonly (readonly [SentenceId, string | null])[] = [
    ['label.caller', callerOf(fax, words)],
    ['label.called', phoneText(fax.calledNumber)],
    ['label.pagesReceived', String(pageCount)],
    ['label.stationId', safeTextOrNull(fax.stationId)],
    ['label.receivedAt', sayTime(words, fax.receivedAt, timeZone)],
    ['label.faxId', fax.id],
  ]
  return {
    language: words.language,
    tone: fax.complete ? 'good' : 'unsure',
    headline: say(words, fax.complete ? 'headline.received' : 'headline.incomplete'),
    paragraphs: [
      ...(fax.complete ? [] : [say(words, 'text.incomplete')]),
      say(words, 'text.received', { format: document.format.toUpperCase() }),
    ],
    rows: rows.flatMap(([id, value]) => (value === null ? [] : [[say(words, id), value] as const])),
    lists: [],
    picture:
      previewPng === null
        ? null
        : { png: previewPng, caption: say(words, 'picture.page'), contentId: `page-1.${fax.id}@${hostname}` },
    footer: say(words, 'footer.received', { hostname, id: fax.id }),
  }
}
