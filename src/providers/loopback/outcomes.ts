/**
 * What the loopback network does with a call, by the last two digits of the number. `docs/providers.md` lists the same
 * rows. Every other number is answered, unless it belongs to a subscriber here: that one always receives the fax.
 */
import type { FaxFailure } from '../../fax/failure.ts'

export interface LoopbackOutcome {
  readonly digits: string
  readonly text: string
  /** `answer`: what the hand-over itself does. `call`: what becomes of the call that follows. */
  readonly answer:
    | 'taken'
    | 'takenAnswerLost'
    | 'notTakenAnswerLost'
    | 'badNumber'
    | 'badCredentials'
    | 'noCredit'
    | 'busyServer'
  readonly call:
    | 'answered'
    | 'silent'
    | 'slow'
    | { readonly failure: FaxFailure; readonly pagesBefore: number }
}

const fails = (failure: FaxFailure, pagesBefore = 0) => ({ failure, pagesBefore })

export const LOOPBACK_OUTCOMES: readonly LoopbackOutcome[] = [
  { digits: '91', text: 'busy', answer: 'taken', call: fails('busy') },
  { digits: '92', text: 'no answer', answer: 'taken', call: fails('no-answer') },
  {
    digits: '93',
    text: 'answered by a voice, not by a fax machine',
    answer: 'taken',
    call: fails('not-a-fax'),
  },
  {
    digits: '94',
    text: 'refused as a bad number when it is handed over',
    answer: 'badNumber',
    call: 'answered',
  },
  { digits: '95', text: 'line error after the first page', answer: 'taken', call: fails('partial', 1) },
  { digits: '96', text: 'number not in service', answer: 'taken', call: fails('number-unallocated') },
  { digits: '97', text: 'slow: delivered, but late', answer: 'taken', call: 'slow' },
  { digits: '98', text: 'silent: taken, and never a word again', answer: 'taken', call: 'silent' },
  {
    digits: '81',
    text: 'takes it, but its answer is lost; delivered',
    answer: 'takenAnswerLost',
    call: 'answered',
  },
  {
    digits: '82',
    text: 'the connection breaks and the fax was not taken the first time',
    answer: 'notTakenAnswerLost',
    call: 'answered',
  },
  { digits: '83', text: 'refuses our credentials', answer: 'badCredentials', call: 'answered' },
  { digits: '84', text: 'no credit', answer: 'noCredit', call: 'answered' },
  { digits: '85', text: 'asks us to wait the first time', answer: 'busyServer', call: 'answered' },
]

const ANSWERED: LoopbackOutcome = { digits: '', text: 'answered', answer: 'taken', call: 'answered' }

/** The outcome for a number (digits, with or without plus). */
export function outcomeFor(number: string): LoopbackOutcome {
  return LOOPBACK_OUTCOMES.find(row => number.endsWith(row.digits)) ?? ANSWERED
}
