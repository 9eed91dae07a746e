/**
 * The mail that tells once a day what became of a subscriber's faxes: delivered, failed, cancelled, still waiting. In
 * charge of that mail alone; when it is due and what belongs in it is decided in outbound/digest.ts.
 */
import { createHash } from 'node:crypto'
import type { FaxJob } from '../fax/job.ts'
import { type SentenceId, say, sayClock, sayDate, sayPages, sayTime, type Words } from '../words/words.ts'
import { type Letter, letterPart } from './letter.ts'
import { type ComposedMail, field, mailboxField, mailDate, message, textField } from './mime.ts'
import { phoneText } from './phone-text.ts'
import { safeText, safeTextOrNull, strictAddress, strictMailbox } from './safe-text.ts'

export interface DigestFax {
  readonly job: FaxJob
  readonly subject: string
}

export interface DigestFacts {
  readonly subscriberId: string
  /** What ended from the one instant until before the other. */
  readonly period: { readonly from: number; readonly to: number }
  /** In a final state; newest first. */
  readonly ended: readonly DigestFax[]
  readonly waiting: readonly DigestFax[]
  readonly to: string
  readonly hostname: string
  readonly from: string
  readonly words: Words
  readonly timeZone: string
  /** No number, no subject. */
  readonly minimal: boolean
}

/** Longer lists are cut: the counts stay true, and `faxbridge list` has them all. */
const MOST_LINES = 200

const GROUPS = [
  ['digest.failed', 'failed'],
  ['digest.cancelled', 'cancelled'],
  ['digest.delivered', 'delivered'],
] as const

/** Gives the finished mail. Its Message-ID depends on the subscriber and the end of the period alone. */
export function composeDigest(facts: DigestFacts): ComposedMail {
  const { words, hostname, subscriberId, period, timeZone } = facts
  const to = strictAddress(facts.to)
  const id = createHash('sha256').update(`${subscriberId}:${period.to}`).digest('hex').slice(0, 24)
  const messageId = `<digest-${id}@${hostname}>`
  const subject = say(words, 'subject.digest', {
    date: sayDate(words, period.to, timeZone),
    delivered: countOf(facts, 'delivered'),
    failed: countOf(facts, 'failed'),
    waiting: facts.waiting.length,
  })
  const fields = [
    mailboxField('From', strictMailbox(facts.from)),
    field('To', `<${to}>`),
    textField('Subject', subject),
    field('Date', mailDate(period.to)),
    field('Message-ID', messageId),
    // RFC 3834 §5.2: no mail caused it.
    field('Auto-Submitted', 'auto-generated'),
    field('X-Auto-Response-Suppress', 'All'),
    field('Content-Language', words.language),
  ]
  return { raw: message(fields, letterPart(letterOf(facts))), to, reversePath: '', messageId }
}

const countOf = ({ ended }: DigestFacts, state: FaxJob['state']) =>
  ended.filter(({ job }) => job.state === state).length

function letterOf(facts: DigestFacts): Letter {
  const { words, period, timeZone, hostname, subscriberId: subscriber } = facts
  const time = (at: number) => sayTime(words, at, timeZone)
  const groups = GROUPS.map(
    ([title, state]) => [title, facts.ended.filter(({ job }) => job.state === state)] as const,
  )
  const all: (readonly [SentenceId, readonly DigestFax[]])[] = [...groups, ['digest.waiting', facts.waiting]]
  return {
    language: words.language,
    tone: countOf(facts, 'failed') > 0 ? 'bad' : facts.waiting.length > 0 ? 'unsure' : 'good',
    headline: say(words, 'headline.digest', {
      date: sayDate(words, period.to, timeZone),
      time: sayClock(period.to, timeZone),
    }),
    paragraphs: [say(words, 'text.digest', { from: time(period.from), to: time(period.to) })],
    rows: all.map(([title, faxes]) => [say(words, title), String(faxes.length)] as const),
    lists: all.filter(([, faxes]) => faxes.length > 0).map(([title, faxes]) => listOf(title, faxes, facts)),
    picture: null,
    footer: say(words, 'footer.digest', { hostname, subscriber: safeText(subscriber) }),
  }
}

function listOf(title: SentenceId, faxes: readonly DigestFax[], facts: DigestFacts) {
  const { words } = facts
  const items = faxes.slice(0, MOST_LINES).map(fax => lineOf(fax, facts))
  const more = faxes.length - items.length
  if (more > 0) items.push(say(words, 'list.more', { count: more }))
  return { title: say(words, title), items }
}

/** `18:05, +1 555 555 1212, 3 pages, the line was busy, Contract 4711, fax_…`; with the day when it is another one. */
function lineOf({ job, subject }: DigestFax, { words, timeZone, minimal, period }: DigestFacts): string {
  const failure = job.state === 'failed' ? words.failures[job.failure ?? 'unknown'].brief : null
  const open =
    job.endedAt === null ? say(words, job.held === null ? `state.${job.state}` : 'state.held') : null
  const at = job.endedAt ?? job.createdAt
  const day = sayDate(words, at, timeZone)
  const clock = sayClock(at, timeZone)
  const parts = [
    day === sayDate(words, period.to, timeZone) ? clock : `${day} ${clock}`,
    minimal ? null : phoneText(job.recipient.number),
    job.pageCount === null ? null : sayPages(words, job.pageCount),
    failure,
    open,
    minimal ? null : safeTextOrNull(subject, 80),
    job.id,
  ]
  return parts.filter(part => part !== null).join(', ')
}
