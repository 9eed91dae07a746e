/**
 * Composes the mail that brings a received fax to one address: the pages attached, page 1 as a picture, and what is
 * known of the call. In charge of that mail alone; whose fax it is and when it is acknowledged is decided in inbound/.
 * Numbers and names in it come from the caller's machine: they are shown, never believed, and never used as an address.
 */
import { createHash } from 'node:crypto'
import { type DeliveryFormat, fileFormat } from '../fax/delivery-format.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import { ENGLISH } from '../words/en.ts'
import { type SentenceId, say, sayDate, sayPages, sayTime, type Words } from '../words/words.ts'
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
  type Part,
  textField,
} from './mime.ts'
import { phoneText } from './phone-text.ts'
import { callerThread, FILE_NAME, fileNameOf } from './received-name.ts'
import { safeText, safeTextOrNull, strictAddress, strictMailbox } from './safe-text.ts'

export interface ReceivedFacts {
  readonly fax: InboundFax
  /** One mail, one address. */
  readonly to: string
  /** Null: it is not in the mail, there is `link` instead. */
  readonly document: ReceivedDocument | null
  /** Page 1 as PNG. */
  readonly previewPng: Uint8Array | null
  /** Pages that are in the document. */
  readonly pageCount: number
  /** Its document is pages `from` to `to`, of a fax that is too large for one mail. Default: it is whole. */
  readonly part?: ReceivedPart | null
  /** What was found on pages or done to them. */
  readonly notes?: readonly ReceivedNote[]
  /** What was done with damaged lines. */
  readonly damaged?: 'repair' | 'mark' | 'keep'
  readonly hostname: string
  /** `Fax <fax@example.com>`, from the configuration. */
  readonly from: string
  /** Date of the mail (epoch ms). */
  readonly now: number
  /** Default: English. */
  readonly words?: Words
  /** IANA name. Default: UTC. */
  readonly timeZone?: string
  /** Where the fax can be opened until when (epoch ms), and whether it would have been too large. */
  readonly link?: { readonly url: string; readonly until: number; readonly tooLarge: boolean } | null
  /** Of the attached file, without its end. Default: FILE_NAME. */
  readonly fileName?: string
  /** As a conversation of the caller. Default: no. */
  readonly threaded?: boolean
  /** Where it is answered by fax, until when (epoch ms). Default: nowhere. */
  readonly answer?: { readonly address: string; readonly number: string; readonly until: number } | null
  /** Nothing outside the fax tells who sent it. Default: everything. */
  readonly minimal?: boolean
}

/** Mail `n` of `count`, with these pages. */
export interface ReceivedPart {
  readonly n: number
  readonly count: number
  readonly from: number
  readonly to: number
}

/** The pages as a file. */
export interface ReceivedDocument {
  readonly format: DeliveryFormat
  readonly bytes: Uint8Array
}

/** A page of which there is something to say. */
export interface ReceivedNote {
  readonly page: number
  readonly damagedLines: number
  /** Degrees; 0: it was not turned. */
  readonly turned: number
  readonly straightened: boolean
}

/**
 * Gives the finished mail. Its Message-ID depends on the fax and the address only, so a repeat is known for one.
 * The reverse-path is our own address: a bounce of this mail must reach a person. Throws E_SENDER_SYNTAX for a bad `to`.
 */
export function composeReceived(all: ReceivedFacts): ComposedMail {
  const facts = all.minimal === true ? withoutCaller(all) : all
  const { hostname } = facts
  const words = facts.words ?? ENGLISH
  const to = strictAddress(facts.to)
  const mailbox = strictMailbox(facts.from)
  const addressHash = createHash('sha256').update(to.toLowerCase()).digest('hex').slice(0, 16)
  // Sent again on somebody's wish, it must not be taken for a double of the first one.
  const round = facts.fax.round === 1 ? '' : `.${facts.fax.round}`
  const idOf = (part: string) =>
    `<${facts.fax.id.replace('_', '-')}.${addressHash}${round}${part}@${hostname}>`
  const { part = null } = facts
  const messageId = idOf(part === null || part.n === 1 ? '' : `.${part.n}`)
  const name = say(words, 'name.received', { number: callerOf(facts.fax, words) })
  const thread =
    part !== null && part.n > 1 ? idOf('') : all.threaded === true ? callerThread(all.fax, hostname) : null
  const fields = [
    // RFC 3965 has no on-ramp rules: never the caller's address, always one that is ours.
    mailboxField('From', facts.minimal === true ? mailbox : { name, address: mailbox.address }),
    field('To', `<${to}>`),
    ...answerField(facts, words),
    textField('Subject', subjectOf(facts, words)),
    field('Date', mailDate(facts.now)),
    field('Message-ID', messageId),
    ...(thread === null ? [] : [field('In-Reply-To', thread), field('References', thread)]),
    field('Auto-Submitted', 'auto-generated'),
    field('X-Auto-Response-Suppress', 'All'),
    field('Content-Language', words.language),
    ...faxFields(facts),
  ]
  const letter = letterPart(letterOf(facts, words))
  const file = attachmentOf(facts)
  const body = file === null ? letter : multipart('mixed', [letter, file])
  return { raw: message(fields, body), to, reversePath: mailbox.address, messageId }
}

/** Whoever answers reads in his mail program that the answer will be a fax. */
function answerField({ answer = null, minimal = false }: ReceivedFacts, words: Words): HeaderField[] {
  if (answer === null) return []
  const name = minimal ? '' : say(words, 'name.answer', { number: phoneText(answer.number) ?? answer.number })
  return [mailboxField('Reply-To', { name, address: answer.address })]
}

function attachmentOf({
  fax,
  document,
  fileName,
  pageCount,
  part = null,
  timeZone = 'UTC',
}: ReceivedFacts): Part | null {
  if (document === null) return null
  const { format, bytes } = document
  return binaryPart({
    // RFC 3965 §2.2.4: the pages as one file; RFC 3302 §5.2: the parameter says that it is a black and white fax.
    type: fileFormat(format) === 'pdf' ? 'application/pdf' : 'image/tiff; application=faxbw',
    fileName: fileNameOf(fax, { pattern: fileName ?? FILE_NAME, pages: pageCount, format, timeZone, part }),
    bytes,
    contentId: null,
  })
}

/** What the caller's machine and the line say is taken out before a word is composed. */
function withoutCaller(facts: ReceivedFacts): ReceivedFacts {
  const fax = { ...facts.fax, callerNumber: null, stationId: null, providerId: '' }
  return { ...facts, fax, previewPng: null }
}

function callerOf(fax: InboundFax, words: Words): string {
  return phoneText(fax.callerNumber) ?? safeTextOrNull(fax.stationId, 40) ?? say(words, 'number.unknown')
}

function subjectOf(facts: ReceivedFacts, words: Words): string {
  const { part = null } = facts
  const subject = wholeSubject(facts, words)
  if (part === null) return subject
  return say(words, 'subject.part', { subject, n: part.n, count: part.count })
}

function wholeSubject({ fax, pageCount, minimal }: ReceivedFacts, words: Words): string {
  const marks = fax.marks.map(mark => `[${mark}] `).join('')
  if (minimal === true) return `${marks}${say(words, 'subject.receivedMinimal')}`
  const id: SentenceId = fax.complete ? 'subject.received' : 'subject.incomplete'
  const values = {
    number: callerOf(fax, words),
    pages: sayPages(words, pageCount),
    called: phoneText(fax.calledNumber) ?? '',
    station: safeTextOrNull(fax.stationId, 40) ?? '',
    subscriber: fax.subscriberId ?? '',
    id: fax.id,
  }
  return `${marks}${say(words, id, values)}`
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

const FORMAT_NAMES: Readonly<Record<DeliveryFormat, string>> = {
  pdf: 'PDF',
  pdfa: 'PDF/A',
  tiff: 'TIFF',
  'tiff-s': 'TIFF',
  'tiff-f': 'TIFF',
}

/** A sentence for each kind of thing that was found or done, with the numbers of the pages. */
function notesOf({ notes = [], damaged = 'keep' }: ReceivedFacts, words: Words): string[] {
  const about = (id: SentenceId, concerned: readonly ReceivedNote[]) => {
    if (concerned.length === 0) return []
    const pages = concerned.map(({ page }) => page).join(', ')
    const count = String(concerned.reduce((sum, { damagedLines }) => sum + damagedLines, 0))
    return [say(words, id, { pages, count })]
  }
  return [
    ...about(
      `text.damaged.${damaged}`,
      notes.filter(({ damagedLines }) => damagedLines > 0),
    ),
    ...about(
      'text.turned',
      notes.filter(({ turned }) => turned !== 0),
    ),
    ...about(
      'text.straightened',
      notes.filter(({ straightened }) => straightened),
    ),
  ]
}

function letterOf(facts: ReceivedFacts, words: Words): Letter {
  const { fax, previewPng, pageCount, hostname, timeZone = 'UTC', link = null } = facts
  const rows: readonly (readonly [SentenceId, string | null])[] = [
    ['label.caller', facts.minimal === true ? null : callerOf(fax, words)],
    ['label.called', phoneText(fax.calledNumber)],
    ['label.pagesReceived', String(pageCount)],
    ['label.stationId', safeTextOrNull(fax.stationId)],
    ['label.receivedAt', sayTime(words, fax.receivedAt, timeZone)],
    ['label.faxId', fax.id],
    ['label.receivedUntil', link === null ? null : sayTime(words, link.until, timeZone)],
  ]
  return {
    language: words.language,
    tone: fax.complete ? 'good' : 'unsure',
    headline: say(words, fax.complete ? 'headline.received' : 'headline.incomplete'),
    paragraphs: [
      ...(fax.complete ? [] : [say(words, 'text.incomplete')]),
      whereItIs(facts, words),
      ...notesOf(facts, words),
      ...answerText(facts, words),
    ],
    ...(link === null ? {} : { button: { label: say(words, 'button.received'), url: link.url } }),
    rows: rows.flatMap(([id, value]) => (value === null ? [] : [[say(words, id), value] as const])),
    lists: [],
    picture:
      previewPng === null
        ? null
        : { png: previewPng, caption: say(words, 'picture.page'), contentId: `page-1.${fax.id}@${hostname}` },
    footer: say(words, 'footer.received', { hostname, id: fax.id }),
  }
}

function answerText({ answer = null, minimal, timeZone = 'UTC' }: ReceivedFacts, words: Words): string[] {
  if (answer === null) return []
  const until = sayDate(words, answer.until, timeZone)
  if (minimal === true) return [say(words, 'text.answerMinimal', { until })]
  return [say(words, 'text.answer', { number: phoneText(answer.number) ?? answer.number, until })]
}

function whereItIs({ document, link = null, part = null }: ReceivedFacts, words: Words): string {
  if (part !== null) return say(words, 'text.part', { ...part })
  if (document !== null) return say(words, 'text.received', { format: FORMAT_NAMES[document.format] })
  return say(words, link?.tooLarge === true ? 'text.receivedTooLarge' : 'text.receivedLink')
}
