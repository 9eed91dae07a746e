/**
 * What a report on one fax says to a person: subject, sentences, table, lists. In charge of saying what is known and no
 * more: handed over is not delivered, and a report that hides pages would be read as the whole truth. Not in charge of
 * the mail around it (report.ts) nor of its look (letter.ts).
 */
import type { DocumentPart, FaxDocument } from '../fax/document.ts'
import { chosenOptions } from '../fax/fax-options.ts'
import type { FaxJob } from '../fax/job.ts'
import { inWords, partName } from '../words/details.ts'
import { say, sayDuration, sayPages, sayTime, type Words } from '../words/words.ts'
import { correctionSentences } from './correction.ts'
import type { Letter } from './letter.ts'
import { phoneText } from './phone-text.ts'
import type { ReportFacts } from './report.ts'
import { safeText, safeTextOrNull } from './safe-text.ts'

/** What a report says, as opposed to the state: a fax may fail with pages delivered, or with nobody knowing. */
export type Verdict = 'delivered' | 'failed' | 'partial' | 'noVerdict' | 'cancelled'

/** What became of the fax, for people. */
export function verdictOf(job: FaxJob): Verdict {
  if (job.state === 'delivered') return 'delivered'
  if (job.state === 'cancelled') return 'cancelled'
  if (job.failure === 'no-verdict') return 'noVerdict'
  return (job.outcome?.pagesSent ?? 0) > 0 ? 'partial' : 'failed'
}

/** The subject of the report. */
export function subjectOf({ job, document, minimal }: ReportFacts, words: Words): string {
  const values = {
    id: job.id,
    number: phoneText(job.recipient.number) ?? '',
    pages: sayPages(words, pagesOf(job, document).sent),
    brief: words.failures[job.failure ?? 'unknown'].brief,
  }
  const verdict = verdictOf(job)
  const end = verdict === 'partial' ? 'failed' : verdict
  return say(words, minimal === true ? `minimal.${end}` : `subject.${end}`, values)
}

function pagesOf(job: FaxJob, document: FaxDocument | null): { sent: number; total: number | null } {
  const total = job.pageCount ?? document?.pageCount ?? null
  return { sent: job.outcome?.pagesSent ?? 0, total }
}

const TONES = {
  delivered: 'good',
  failed: 'bad',
  partial: 'bad',
  noVerdict: 'unsure',
  cancelled: 'unsure',
} as const

/** The text of the report. */
export function letterOf(facts: ReportFacts, words: Words): Letter {
  const { job, document, previewPng, hostname } = facts
  const verdict = verdictOf(job)
  return {
    language: words.language,
    tone: TONES[verdict],
    headline: say(words, `headline.${verdict}`),
    paragraphs: [
      ...correctionSentences(words, job, facts.earlier ?? null),
      ...aroundIt(facts, words).before,
      ...paragraphsOf(facts, verdict, words),
      ...oldKeyOf(facts, words),
      ...aroundIt(facts, words).after,
    ],
    rows: rowsOf(facts, verdict, words),
    lists: document === null || facts.minimal === true ? [] : listsOf(document, words),
    picture:
      previewPng === null
        ? null
        : { png: previewPng, caption: say(words, 'picture.page'), contentId: `page-1.${job.id}@${hostname}` },
    footer: say(words, 'footer.report', { hostname, id: job.id }),
  }
}

/** What is said around the verdict: to whom the mail goes, and what its reader can do with it. */
function aroundIt(facts: ReportFacts, words: Words): { readonly before: string[]; readonly after: string[] } {
  const { copy, minimal, submission, replyTo } = facts
  if (copy === undefined) {
    const how = submission.keyDigest === null ? 'text.commands' : 'text.commandsKey'
    return { before: [], after: replyTo == null ? [] : [say(words, how)] }
  }
  const sender = safeText(submission.from)
  const { attached } = copy
  return {
    before: [minimal === true ? say(words, 'text.copyMinimal') : say(words, 'text.copy', { sender })],
    after: attached === null ? [] : [say(words, 'text.attached', { format: attached.format.toUpperCase() })],
  }
}

/** The sender must learn of the new key before the old one stops working. Copies are for others. */
function oldKeyOf({ submission, copy, timeZone = 'UTC' }: ReportFacts, words: Words): string[] {
  if (submission.oldKey === null || copy !== undefined) return []
  const time = (at: number) => sayTime(words, at, timeZone)
  const { replacedAt, until } = submission.oldKey
  return [say(words, 'text.oldKey', { replaced: time(replacedAt), until: time(until) })]
}

function paragraphsOf({ job, document, minimal }: ReportFacts, verdict: Verdict, words: Words): string[] {
  const { sent, total } = pagesOf(job, document)
  const { sentence, advice } = words.failures[job.failure ?? 'unknown']
  const leftOut = document?.parts.filter(part => part.leftOut !== null).length ?? 0
  const below =
    minimal === true ? say(words, 'text.leftOutCount', { count: leftOut }) : say(words, 'text.leftOut')
  const counted = { sent, total: total ?? '?' }
  switch (verdict) {
    case 'delivered':
      return [say(words, 'text.delivered'), ...(leftOut > 0 ? [below] : [])]
    case 'partial':
      return [sentence, say(words, 'text.partial', counted), advice]
    case 'cancelled':
      return [sent > 0 ? say(words, 'text.cancelledLate', counted) : say(words, 'text.cancelledEarly')]
    default:
      return [detailOf(job, words) ?? sentence, advice]
  }
}

/** The stored sentence of a failure, in the reader's language as far as it is one of ours. */
function detailOf(job: FaxJob, words: Words): string | null {
  return job.failureText === null ? null : safeTextOrNull(inWords(words, job.failureText), 400)
}

function rowsOf(facts: ReportFacts, verdict: Verdict, words: Words): (readonly [string, string])[] {
  const { job, submission, document, timeZone: zone = 'UTC' } = facts
  const { outcome } = job
  const { sent, total } = pagesOf(job, document)
  const seconds = outcome?.kind === 'delivered' ? outcome.callSeconds : null
  const provider =
    verdict !== 'delivered' && outcome?.kind === 'failed'
      ? providerRow(outcome.providerText, outcome.providerCode)
      : null
  const rows: readonly (readonly [Parameters<typeof say>[1], string | null])[] = [
    ['label.number', phoneText(job.recipient.number)],
    ['label.subject', safeTextOrNull(submission.subject)],
    ['label.options', optionsText(job)],
    ['label.pages', total === null ? null : say(words, 'pages.of', { sent, total })],
    ['label.duration', seconds === null ? null : sayDuration(words, seconds)],
    ['label.stationId', safeTextOrNull(outcome?.remoteStationId ?? null)],
    ['label.attempts', job.attempts === 0 ? null : String(job.attempts)],
    ['label.mailTaken', sayTime(words, submission.receivedAt, zone)],
    ['label.ended', job.endedAt === null ? null : sayTime(words, job.endedAt, zone)],
    ['label.provider', provider],
    ['label.faxId', job.id],
  ]
  return rows.flatMap(([id, value]) => (value === null ? [] : [[say(words, id), value] as const]))
}

/** As they are written: the sender sees what became of his words. */
function optionsText({ recipient }: FaxJob): string | null {
  const chosen = Object.entries(chosenOptions(recipient.options)).map(([name, value]) => `${name}=${value}`)
  return safeTextOrNull(chosen.join(', '), 400)
}

function providerRow(text: string, code: string): string | null {
  return text === '' && code === '' ? null : safeText(`${text} (${code})`)
}

/** A part without pages of its own that is in the fax stands on its cover page. */
const placeOf = (part: DocumentPart, words: Words): string =>
  part.pages === 0 ? words.details.onCover : sayPages(words, part.pages)

/** A report that hides pages would be read as the whole truth: every part stands in one of the two lists. */
function listsOf(document: FaxDocument, words: Words): Letter['lists'] {
  const item = (name: string, text: string) =>
    say(words, 'list.item', {
      name: safeTextOrNull(partName(words, name)) ?? '–',
      text: safeText(inWords(words, text)),
    })
  const faxed = document.parts.filter(part => part.leftOut === null)
  const left = document.parts.filter(part => part.leftOut !== null)
  const lists = [
    {
      title: say(words, 'list.faxed'),
      items: faxed.map(part => item(part.name, placeOf(part, words))),
    },
    { title: say(words, 'list.leftOut'), items: left.map(part => item(part.name, part.leftOut ?? '')) },
  ]
  return lists.filter(list => list.items.length > 0)
}
