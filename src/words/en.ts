/** Our mails in English: the language whose keys all others have. */
import { FAX_FAILURES, type FaxFailure } from '../fax/failure.ts'
import { ENGLISH_DETAILS } from './details-en.ts'
import { KEY_SENTENCES } from './key-sentences.ts'
import { LINK_SENTENCES } from './link-sentences.ts'
import { RECEIVED_SENTENCES } from './received-sentences.ts'
import type { FailureWords, Words } from './words.ts'

const SENTENCES = {
  'page.one': '1 page',
  'page.many': '{count} pages',
  'pages.of': '{sent} of {total}',
  'list.item': '{name}: {text}',
  'number.unknown': 'an unknown number',
  'time.format': '{year}-{month}-{day} {hour}:{minute}:{second} {offset} ({zone})',
  'date.format': '{year}-{month}-{day}',
  'duration.seconds': '{seconds} s',
  'duration.minutes': '{minutes} min {seconds} s',

  'subject.delivered': 'Fax to {number} delivered ({pages})',
  'subject.failed': 'Fax to {number} failed: {brief}',
  'subject.noVerdict': 'Fax to {number} not confirmed: it may have been delivered',
  'subject.cancelled': 'Fax to {number} cancelled',
  'subject.correction': 'Correction: {subject}',
  'subject.received': 'Fax from {number} ({pages})',
  'subject.incomplete': 'Fax from {number} ({pages}, incomplete)',
  'subject.list': 'Fax to the list {list}: {delivered} delivered, {failed} not',
  'subject.digest': 'Faxes until {date}: {delivered} delivered, {failed} not delivered, {waiting} waiting',
  'subject.answer': 'Fax to {number}: {what}',
  'minimal.delivered': 'Fax {id} delivered ({pages})',
  'minimal.failed': 'Fax {id} failed: {brief}',
  'minimal.noVerdict': 'Fax {id} not confirmed: it may have been delivered',
  'minimal.cancelled': 'Fax {id} cancelled',
  'minimal.answer': 'Fax {id}: {what}',
  'name.received': 'Fax from {number}',

  'headline.delivered': 'Your fax was delivered',
  'headline.failed': 'Your fax was not delivered',
  'headline.partial': 'Your fax was delivered only in part',
  'headline.noVerdict': 'Nobody can say whether your fax arrived',
  'headline.cancelled': 'Your fax was cancelled',
  'headline.received': 'A fax arrived for you',
  'headline.incomplete': 'A fax arrived for you, but not all of it',
  'headline.listAll': 'Your fax was delivered to the whole list',
  'headline.listSome': 'Your fax was not delivered to everybody on the list',
  'headline.listNone': 'Your fax was delivered to nobody on the list',
  'headline.digest': 'Your faxes until {date}, {time}',

  'text.delivered': 'The other fax machine confirmed every page.',
  'text.partial': 'The other fax machine confirmed {sent} of {total} pages.',
  'text.cancelledEarly': 'No page was sent.',
  'text.cancelledLate': 'It was already being sent: {sent} of {total} pages had arrived.',
  'text.leftOut': 'Some parts of your mail are not in the fax: see below.',
  'text.leftOutCount': 'Parts of your mail that are not in the fax: {count}.',
  'text.correctedDelivered':
    'This corrects our earlier report: the fax provider now says that the fax was delivered after all. If it was sent again, it may have arrived twice.',
  'text.correctedFailed':
    'This corrects our earlier report: the fax provider has taken back what it said, and now says that the fax was not delivered. It is not sent again by itself.',
  'text.received': 'The fax is attached to this mail ({format}).',
  'text.incomplete': 'The call broke off, so pages may be missing. Ask the sender to fax it again.',
  'text.damaged.repair':
    'The call damaged {count} lines of dots (pages: {pages}). Each was replaced by the line above it.',
  'text.damaged.mark':
    'The call damaged {count} lines of dots (pages: {pages}). Each was replaced by the line above it and has a bar at the left edge.',
  'text.damaged.keep': 'The call damaged {count} lines of dots (pages: {pages}). They are as they came.',
  'text.turned': 'Turned upright by the fax server (pages: {pages}).',
  'text.straightened': 'Straightened by the fax server (pages: {pages}).',
  'text.copy': 'This is a copy. The fax was sent by {sender}.',
  'text.copyMinimal': 'This is a copy for you.',
  'text.attached': 'The pages of the fax are attached to this mail ({format}).',
  'text.commands':
    'You can answer this mail. Write in the first line: resend, status, or send to and a fax number.',
  'text.list': 'Members of the list that have received it: {delivered} of {count}.',
  'text.commandsKey':
    'You can answer this mail. Write your key in the first line, and in the next one: resend, status, or send to and a fax number.',
  'text.digest': 'From {from} to {to}.',

  'label.number': 'Fax number',
  'label.list': 'List',
  'label.subject': 'Subject',
  'label.options': 'Options',
  'label.pages': 'Pages sent',
  'label.pagesReceived': 'Pages',
  'label.mailTaken': 'Mail taken',
  'label.ended': 'Finished',
  'label.receivedAt': 'Received',
  'label.duration': 'Duration of the call',
  'label.stationId': 'Other fax machine',
  'label.attempts': 'Attempts',
  'label.provider': 'The provider says',
  'label.faxId': 'Fax id',
  'label.newFaxId': 'New fax id',
  'label.state': 'State',
  'label.caller': 'From',
  'label.called': 'To your number',
  'list.faxed': 'In the fax',
  'list.leftOut': 'Not in the fax',
  'list.unsure': 'Not confirmed, may have arrived',
  'list.more': 'and {count} more',
  'digest.delivered': 'Delivered',
  'digest.failed': 'Not delivered',
  'digest.cancelled': 'Cancelled',
  'digest.waiting': 'Still waiting',

  'state.accepted': 'being made into fax pages',
  'state.ready': 'waiting to be sent',
  'state.submitting': 'being handed over to the provider',
  'state.unknown': 'handed over, but not confirmed yet',
  'state.sending': 'being sent',
  'state.delivered': 'delivered',
  'state.failed': 'failed',
  'state.cancelled': 'cancelled',
  'state.held': 'held until your operator releases it',

  'answer.resent': 'it is being sent again',
  'answer.resent.text': 'The fax is on its way once more as {id}. You get a report when it has ended.',
  'answer.sentTo': 'it is being sent to {to}',
  'answer.sentTo.text': 'The same pages go to {to} as {id}. You get a report when that fax has ended.',
  'answer.cancelled': 'cancelled',
  'answer.cancelled.text': 'The fax will not be sent.',
  'answer.cancelWanted': 'we try to stop it',
  'answer.cancelWanted.text':
    'The provider has the fax already and may be too late to stop it. The report will say how it ended.',
  'answer.status': 'status',
  'answer.status.text': 'This is what is known now.',
  'answer.tooLate': 'too late to cancel',
  'answer.tooLate.text': 'The fax has ended already. Nothing was changed.',
  'answer.notEnded': 'not sent again',
  'answer.notEnded.text': 'The fax has not ended yet. Wait for its report, or cancel it first.',
  'answer.already': 'not sent again',
  'answer.already.text':
    'It was sent again before, as {id}. Answer the mails about that fax to send it once more.',
  'answer.gone': 'not sent',
  'answer.gone.text': 'Its pages have been deleted, as the retention time is over. Send the mail again.',
  'answer.refused': 'not sent',
  'answer.refused.text': 'The fax was not sent to {to}. The server says: {reason}',
  'answer.help': 'your answer was not understood',
  'answer.help.text': 'Nothing was done. Write one of these in the first line of your answer:',
  'answer.help.title': 'Commands',
  'answer.help.resend': 'resend: sends the fax once more to the same number',
  'answer.help.sendTo': 'send to +15555551212: sends the same pages to another number',
  'answer.help.cancel': 'cancel: stops a fax that has not ended',
  'answer.help.status': 'status: tells what is known about the fax',

  'picture.page': 'Page 1 of the fax',
  'footer.report': 'Written by the fax server {hostname}. If you ask about this fax, give its id: {id}',
  ...KEY_SENTENCES.en,
  ...LINK_SENTENCES.en,
  ...RECEIVED_SENTENCES.en,
  'footer.received': 'Received by the fax server {hostname}. If you ask about this fax, give its id: {id}',
  'footer.digest': 'Written once a day by the fax server {hostname} for {subscriber}.',
} as const

export type SentenceId = keyof typeof SENTENCES

const BRIEF: Readonly<Record<FaxFailure, string>> = {
  busy: 'the line was busy',
  'no-answer': 'nobody answered',
  'not-a-fax': 'not a fax machine',
  'number-unallocated': 'the number does not exist',
  'number-invalid': 'the number cannot be dialled',
  'number-blocked': 'the number is blocked',
  'call-rejected': 'the call was rejected',
  'line-error': 'the line failed',
  partial: 'only some pages arrived',
  incompatible: 'the other machine cannot take it',
  'document-rejected': 'the document cannot be faxed',
  'too-long': 'too many pages',
  'no-route': 'no provider reaches this number',
  'no-credit': 'the provider account has no credit',
  'provider-fault': 'the fax provider had a problem',
  'no-verdict': 'not confirmed',
  expired: 'not sent in time',
  cancelled: 'cancelled',
  unknown: 'for an unknown reason',
}

function failures(): Record<FaxFailure, FailureWords> {
  const entries = Object.entries(FAX_FAILURES).map(([failure, { sentence, advice }]) => {
    return [failure, { brief: BRIEF[failure as FaxFailure], sentence, advice }] as const
  })
  return Object.fromEntries(entries) as Record<FaxFailure, FailureWords>
}

export const ENGLISH: Words = {
  language: 'en',
  sentences: SENTENCES,
  failures: failures(),
  details: ENGLISH_DETAILS,
}
