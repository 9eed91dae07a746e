/** The mail that asks a sender whether a fax is from him. One link, nothing of the document, no attachment. */
import type { Submission } from '../fax/submission.ts'
import { say, sayTime, type Words } from '../words/words.ts'
import { letterPart } from './letter.ts'
import { type ComposedMail, field, mailboxField, mailDate, message, textField } from './mime.ts'
import { safeText, strictAddress, strictMailbox } from './safe-text.ts'

export interface LinkFacts {
  readonly submission: Submission
  /** Of the faxes that wait. */
  readonly numbers: readonly string[]
  readonly words: Words
  readonly timeZone: string
}

export interface LinkRequest extends LinkFacts {
  readonly url: string
  readonly from: string
  readonly hostname: string
}

/** So many numbers are named; a list may have a thousand. */
const NUMBERS_SHOWN = 5

/** Gives the finished mail. A null reverse-path: a forger shall not make bounces for a stranger (RFC 3834 §4). */
export function composeLinkRequest(request: LinkRequest): ComposedMail {
  const { submission, words, hostname, url } = request
  const to = strictAddress(submission.from)
  const messageId = `<link-${submission.id}@${hostname}>`
  const fields = [
    mailboxField('From', strictMailbox(request.from)),
    field('To', `<${to}>`),
    textField('Subject', say(words, 'subject.link', { subject: safeText(submission.subject) })),
    field('Date', mailDate(submission.receivedAt)),
    field('Message-ID', messageId),
    ...(submission.messageId === null ? [] : [field('In-Reply-To', submission.messageId)]),
    // RFC 3834 §5.1
    field('Auto-Submitted', 'auto-replied'),
    field('X-Auto-Response-Suppress', 'All'),
    field('Content-Language', words.language),
  ]
  const letter = letterPart({
    language: words.language,
    tone: 'unsure',
    headline: say(words, 'headline.link'),
    paragraphs: [say(words, 'text.link'), say(words, 'text.linkNot')],
    button: { label: say(words, 'button.link'), url },
    rows: linkRows(request),
    lists: [],
    picture: null,
    footer: say(words, 'footer.key', { hostname }),
  })
  return { raw: message(fields, letter), to, reversePath: '', messageId }
}

/** What is said of the mail, here and on the page behind the link. */
export function linkRows({ submission, numbers, words, timeZone }: LinkFacts): (readonly [string, string])[] {
  const { subject, receivedAt, linkUntil } = submission
  const more = numbers.length - NUMBERS_SHOWN
  const shown = numbers.slice(0, NUMBERS_SHOWN).join(', ')
  const to = more > 0 ? `${shown} ${say(words, 'link.more', { count: more })}` : shown
  const until = linkUntil === null ? [] : [['label.linkUntil', sayTime(words, linkUntil, timeZone)] as const]
  const rows = [
    ['label.linkTo', to],
    ['label.linkSubject', safeText(subject)],
    ['label.linkReceived', sayTime(words, receivedAt, timeZone)],
    ...until,
  ] as const
  return rows.map(([id, value]) => [say(words, id), value])
}
