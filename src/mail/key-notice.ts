/**
 * The mails about a subscriber's secret key: the new key itself, or that it is due and cannot be mailed. In charge of what
 * they say. One mail per address, so that nobody sees who else gets it; the same facts give the same Message-ID.
 */
import { createHash } from 'node:crypto'
import type { EpochMs } from '../fax/id.ts'
import { CONFIDENTIAL_KEY } from '../fax/outgoing-mail.ts'
import { type SentenceId, say, sayTime, type Words } from '../words/words.ts'
import { letterPart } from './letter.ts'
import { type ComposedMail, field, mailboxField, mailDate, message, textField } from './mime.ts'
import { safeText, strictAddress, strictMailbox } from './safe-text.ts'

export interface KeyNoticeFacts {
  readonly subscriberId: string
  /** The new key; null: it is due, and nobody has made one. */
  readonly key: string | null
  /** When the key was replaced; for one that is due, when it was set. */
  readonly modifiedAt: EpochMs
  /** The old key works until then; null: it does not any more. */
  readonly oldUntil: EpochMs | null
  readonly nextRenewal: EpochMs | null
  /** By the mode of the subscriber: must an empty line follow? */
  readonly strict: boolean
  readonly to: string
  readonly from: string
  readonly hostname: string
  readonly timeZone: string
  readonly words: Words
  readonly now: EpochMs
}

/** `secret-key:` for what holds a key: see fax/outgoing-mail.ts. The same notice has the same key. */
export function noticeKey({ key, subscriberId, modifiedAt, to }: KeyNoticeFacts): string {
  const kind = key === null ? 'secret-key-due:' : CONFIDENTIAL_KEY
  return `${kind}${subscriberId}:${modifiedAt}:${to.toLowerCase()}`
}

/** Gives the finished mail. A null reverse-path: a bounce would carry the key about. */
export function composeKeyNotice(facts: KeyNoticeFacts): ComposedMail {
  const { words, hostname } = facts
  const to = strictAddress(facts.to)
  const id = createHash('sha256').update(noticeKey(facts)).digest('hex').slice(0, 24)
  const messageId = `<key-${id}@${hostname}>`
  const subscriber = safeText(facts.subscriberId)
  const kind = facts.key === null ? 'keyDue' : 'keyNew'
  const fields = [
    mailboxField('From', strictMailbox(facts.from)),
    field('To', `<${to}>`),
    textField('Subject', say(words, `subject.${kind}`, { subscriber })),
    field('Date', mailDate(facts.now)),
    field('Message-ID', messageId),
    // RFC 3834 §5.1: nobody's mail has caused it.
    field('Auto-Submitted', 'auto-generated'),
    field('X-Auto-Response-Suppress', 'All'),
    field('Content-Language', words.language),
  ]
  const letter = letterPart({
    language: words.language,
    tone: kind === 'keyNew' ? 'good' : 'unsure',
    headline: say(words, `headline.${kind}`),
    paragraphs: paragraphsOf(facts).map(sentence => say(words, sentence, { subscriber })),
    rows: rowsOf(facts, subscriber),
    lists: [],
    picture: null,
    footer: say(words, 'footer.key', { hostname }),
  })
  return { raw: message(fields, letter), to, reversePath: '', messageId }
}

function paragraphsOf({ key, strict }: KeyNoticeFacts): SentenceId[] {
  if (key === null) return ['text.keyDue', 'text.keyDueHow']
  return [strict ? 'text.keyNewStrict' : 'text.keyNew', 'text.keySecret']
}

function rowsOf(facts: KeyNoticeFacts, subscriber: string): (readonly [string, string])[] {
  const { words, timeZone, key } = facts
  const time = (at: EpochMs | null) => (at === null ? null : sayTime(words, at, timeZone))
  const rows: readonly (readonly [SentenceId, string | null])[] = [
    ['label.keySubscriber', subscriber],
    ['label.keyNew', key],
    ['label.keySince', time(facts.modifiedAt)],
    ['label.keyOldUntil', key === null ? null : (time(facts.oldUntil) ?? say(words, 'key.oldGone'))],
    ['label.keyNext', key === null ? null : time(facts.nextRenewal)],
  ]
  return rows.flatMap(([id, value]) => (value === null ? [] : [[say(words, id), value] as const]))
}
