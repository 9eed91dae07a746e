import { describe, expect, it } from 'vitest'
import { ERRORS } from '../../src/fax/error.ts'
import type { FaxEvent } from '../../src/fax/event.ts'
import { FAX_FAILURES, type FaxFailure } from '../../src/fax/failure.ts'
import type { AttemptId, DocumentId, EpochMs, FaxJobId } from '../../src/fax/id.ts'
import { FILED_AS } from '../../src/fax/inbound-fax.ts'
import { step } from '../../src/fax/lifecycle.ts'
import { DEFAULT_POLICY } from '../../src/fax/retry-policy.ts'
import { toldIn } from '../../src/words/history.ts'
import { GERMAN_HISTORY } from '../../src/words/history-de.ts'
import { ENGLISH_HISTORY, type HistoryId } from '../../src/words/history-en.ts'
import { SPANISH_HISTORY } from '../../src/words/history-es.ts'
import { FRENCH_HISTORY } from '../../src/words/history-fr.ts'
import { OUR_WORDS } from '../../src/words/languages.ts'
import { placeholdersOf } from '../../src/words/words.ts'
import { aFaxJob } from '../fakes/fax-job.ts'

const OTHERS = { de: GERMAN_HISTORY, fr: FRENCH_HISTORY, es: SPANISH_HISTORY } as const
const ids = Object.keys(ENGLISH_HISTORY) as HistoryId[]
const failure: FaxFailure = 'busy'

/** A sentence as a step could write it. */
const sample = (id: HistoryId) =>
  ENGLISH_HISTORY[id].replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'count' ? '12' : name === 'said' ? FAX_FAILURES[failure].sentence : `my ${name}`,
  )

describe.each(['de', 'fr', 'es'] as const)('in %s', language => {
  it.each(ids)('%s keeps its values and is told', id => {
    expect(placeholdersOf(OTHERS[language][id])).toEqual(placeholdersOf(ENGLISH_HISTORY[id]))
    const told = toldIn(language, sample(id))
    expect(told.language).toBe(language)
    const expected = OTHERS[language][id].replace(/\{(\w+)\}/g, (_, name: string) =>
      name === 'count'
        ? '12'
        : name === 'said'
          ? OUR_WORDS[language].failures[failure].sentence
          : `my ${name}`,
    )
    expect(told.text).toBe(expected)
  })

  it('nothing is told twice in the same words, but for the same thing', () => {
    expect(new Set(ids.map(id => OTHERS[language][id])).size).toBe(ids.length)
  })
})

/** What the state machine writes, in the order in which it can happen. */
const EVENTS: readonly FaxEvent[] = [
  { type: 'prepared', documentId: 'doc_1' as DocumentId, pageCount: 2 },
  { type: 'holdAsked', by: 'ann', reason: 'wait for the lawyer' },
  { type: 'releaseAsked', by: 'ann', notTaken: false },
  {
    type: 'attemptStarted',
    attemptId: 'att_1' as AttemptId,
    account: 'demo',
    reference: 'r',
    watermark: null,
  },
  { type: 'noAnswer', text: ERRORS.E_PROVIDER_NO_ANSWER.text },
  { type: 'notFound' },
  {
    type: 'cannotTell',
    text: 'The answer was lost, and this provider cannot be asked whether it took the fax.',
  },
  { type: 'found', providerRef: '1' },
  { type: 'cancelAsked', by: 'ann' },
  { type: 'verdict', outcome: { kind: 'delivered', pagesSent: 2, remoteStationId: null, callSeconds: 30 } },
  { type: 'resendAsked', by: 'ann', newJobId: 'fax_2' as FaxJobId, deadline: 0 as EpochMs },
]

it('whatever the state machine says of a fax is told', () => {
  let job = aFaxJob()
  for (const event of EVENTS) {
    const change = step(job, event, DEFAULT_POLICY, 2_000_000 as EpochMs)
    if (change === null) throw new Error(`nothing came of ${event.type}`)
    expect(toldIn('de', change.history.text).language, change.history.text).toBe('de')
    job = change.job
  }
})

describe('sentences', () => {
  it('follow each other, and what is not known stays', () => {
    expect(toldIn('de', 'Made into 3 pages. Waits until 2026-11-21 18:00.').text).toBe(
      'In 3 Seiten umgewandelt. Wartet bis 2026-11-21 18:00.',
    )
    expect(toldIn('de', 'Not taken: HTTP 500, go away').text).toBe('Nicht angenommen: HTTP 500, go away')
    const unknown = 'Sending sheet 1 of 3.'
    expect(toldIn('fr', unknown)).toMatchObject({ text: unknown, language: 'en' })
    expect(toldIn('en', 'Made into 3 pages.')).toMatchObject({ text: 'Made into 3 pages.', language: 'en' })
  })

  it('of the tables of errors and of filed faxes are the ones that stand there', () => {
    for (const code of [
      'E_PROVIDER_UNREACHABLE',
      'E_PROVIDER_BUSY',
      'E_PROVIDER_NO_ANSWER',
      'E_PROVIDER_REPLY',
    ] as const)
      expect(toldIn('es', `Not taken: ${ERRORS[code].text}`).text).not.toContain(ERRORS[code].text)
    for (const text of Object.values(FILED_AS)) expect(toldIn('fr', text).language).toBe('fr')
    for (const { sentence } of Object.values(FAX_FAILURES))
      expect(toldIn('de', `Failed: ${sentence}`).text).not.toContain(sentence)
  })

  it('of strangers are not mistaken for ours, however long and odd', () => {
    for (const text of ['', '{said}', `Held by ${'x'.repeat(5000)}`, 'Mail from  taken', '$& $1 {count}'])
      expect(() => toldIn('de', text)).not.toThrow()
    expect(toldIn('de', 'Held by ann: $& {count} <b>').text).toBe('Angehalten von ann: $& {count} <b>')
  })
})
