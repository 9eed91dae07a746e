import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ERRORS } from '../../../src/fax/error.ts'
import { FAX_FAILURES } from '../../../src/fax/failure.ts'
import {
  CURRENT_STATES,
  isCreditHold,
  isNothingWord,
  LAST_STATUSES,
  RESPONSES,
  reportOf,
  responseMeaning,
  type StandingCodes,
} from '../../../src/providers/openfax/words.ts'

const codes = (more: Partial<StandingCodes>): StandingCodes => ({
  currentState: null,
  lastStatus: null,
  renderStatus: '1',
  pageCount: 2,
  ...more,
})
const told = (more: Partial<StandingCodes>, pages = 2) => {
  const report = reportOf(codes(more), pages)
  if (report.kind !== 'verdict') return report.kind
  return report.outcome.kind === 'failed' ? report.outcome.failure : report.outcome.kind
}

describe('answers to a submission', () => {
  // The nine of the document's list, then what its table and its other scripts say.
  it.each([
    ['Success', 'taken'],
    ['Failed', 'E_PROVIDER_REPLY'],
    ['InvalidAuthentication', 'E_PROVIDER_CREDENTIALS'],
    ['AccountInactive', 'E_PROVIDER_CREDIT'],
    ['RestrictedFaxNumber', 'number-blocked'],
    ['InvalidFaxNumberLength', 'number-invalid'],
    ['InvalidFaxResolution', 'E_PROVIDER_REQUEST'],
    ['InvalidPapersize', 'E_PROVIDER_REQUEST'],
    ['InvalidPriority', 'E_PROVIDER_REQUEST'],
    ['InvalidPaperSize', 'E_PROVIDER_REQUEST'],
    ['Restricted Number', 'number-blocked'],
    ['InvalidMissingValue', 'E_PROVIDER_REQUEST'],
  ])('%s means %s', (word, wanted) => {
    for (const spelling of [word, word.toUpperCase(), `  ${word.toLowerCase()} `]) {
      const meaning = responseMeaning(spelling)
      const found =
        meaning?.kind === 'refused'
          ? meaning.failure
          : meaning?.kind === 'error'
            ? meaning.code
            : meaning?.kind
      expect(found).toBe(wanted)
    }
  })

  it('a word beginning with Invalid is a refusal of the request, any other unknown word is unknown', () => {
    expect(responseMeaning('InvalidColour')).toMatchObject({ code: 'E_PROVIDER_REQUEST' })
    for (const word of ['Queued', '', 'constructor', '__proto__', 'toString'])
      expect(responseMeaning(word)).toBeNull()
  })

  it('every row leads to something that exists', () => {
    for (const meaning of Object.values(RESPONSES)) {
      if (meaning.kind === 'refused') expect(FAX_FAILURES).toHaveProperty([meaning.failure])
      if (meaning.kind === 'error') expect(ERRORS).toHaveProperty([meaning.code])
    }
  })

  it('only words that say "nothing there" count as an empty report', () => {
    for (const word of ['NoNewFaxReceived', 'NoRecordsFound', 'no data', 'NoResults', 'NoFaxes'])
      expect(isNothingWord(word), word).toBe(true)
    for (const word of ['NotAuthorized', 'NoAccess', 'No', 'Failed', 'NoNewFaxReceivedBecauseOfError', ''])
      expect(isNothingWord(word), word).toBe(false)
  })
})

describe('CurrentState', () => {
  it.each([
    ['0', 'progress'],
    ['1', 'progress'],
    ['2', 'progress'],
    ['3', 'progress'],
    ['4', 'progress'],
    ['5', 'progress'],
    ['6', 'progress'],
    ['7', 'progress'],
    ['8', 'delivered'],
    ['9', 'busy'],
    ['10', 'document-rejected'],
    ['11', 'progress'],
    ['12', 'progress'],
    ['13', 'cancelled'],
  ])('%s with the last call busy is %s', (currentState, wanted) => {
    expect(told({ currentState, lastStatus: '2' })).toBe(wanted)
  })

  it('has exactly the 14 documented rows', () => {
    expect(Object.keys(CURRENT_STATES)).toEqual(Array.from({ length: 14 }, (_, i) => String(i)))
  })

  it('an invented one is unknown, whatever LastStatus says', () => {
    for (const currentState of ['14', '-1', 'eight', 'constructor'])
      for (const lastStatus of [...Object.keys(LAST_STATUSES), null])
        expect(reportOf(codes({ currentState, lastStatus }), 2)).toMatchObject({
          kind: 'unknown',
          raw: expect.stringContaining(currentState),
        })
  })

  it('credit hold is progress with a word to the operator', () => {
    expect(isCreditHold('11')).toBe(true)
    expect(isCreditHold('9')).toBe(false)
    expect(isCreditHold(null)).toBe(false)
    expect(reportOf(codes({ currentState: '11' }), 2)).toMatchObject({
      text: expect.stringContaining('credit'),
    })
  })

  it('a redial is told with the result of the last call, and is not final', () => {
    for (const currentState of ['7', '12'])
      for (const [lastStatus, row] of Object.entries(LAST_STATUSES).filter(([, { redials }]) => redials))
        expect(reportOf(codes({ currentState, lastStatus }), 2)).toEqual({
          kind: 'progress',
          text: expect.stringContaining(row.text),
        })
  })
})

describe('LastStatus', () => {
  const FINAL: readonly [string, string][] = [
    ['1', 'no-answer'],
    ['2', 'busy'],
    ['3', 'not-a-fax'],
    ['4', 'line-error'],
    ['5', 'number-unallocated'],
    ['6', 'line-error'],
    ['7', 'unknown'],
    ['8', 'document-rejected'],
    ['9', 'no-credit'],
  ]
  it.each(FINAL)('%s of a fax that has failed is %s', (lastStatus, wanted) => {
    expect(told({ currentState: '9', lastStatus })).toBe(wanted)
  })

  it('has exactly the 11 documented rows', () => {
    expect(
      Object.keys(LAST_STATUSES)
        .map(Number)
        .sort((a, b) => a - b),
    ).toEqual([-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('"failed" with "successful", with "received", with an invented code, or without any: nobody knows why', () => {
    for (const lastStatus of ['0', '-1', '10', 'busy', 'constructor', null])
      expect(told({ currentState: '9', lastStatus })).toBe('unknown')
  })

  it('"failed" without it, but with pages that could not be rendered: the document', () => {
    expect(told({ currentState: '9', renderStatus: '2' })).toBe('document-rejected')
  })

  it('keeps the raw codes', () => {
    expect(reportOf(codes({ currentState: '9', lastStatus: '99' }), 2)).toMatchObject({
      outcome: { providerCode: 'CurrentState 9, LastStatus 99' },
    })
  })

  it('without CurrentState a code that is redialled is not final', () => {
    for (const lastStatus of ['-1', '1', '2', '4', '6', '7'])
      expect(told({ lastStatus }), lastStatus).toBe('progress')
    expect(told({ lastStatus: '0' })).toBe('delivered')
    expect(told({ lastStatus: '3' })).toBe('not-a-fax')
    expect(told({ lastStatus: '5' })).toBe('number-unallocated')
    expect(told({ lastStatus: '8' })).toBe('document-rejected')
    expect(told({ lastStatus: '9' })).toBe('no-credit')
    expect(told({})).toBe('unknown')
    expect(told({ lastStatus: '77' })).toBe('unknown')
  })
})

describe('any codes', () => {
  const any = fc.option(fc.oneof(fc.string(), fc.integer({ min: -3, max: 20 }).map(String)), { nil: null })
  it('are read without an error, and delivered only on 8, or on 0 without a state', () => {
    fc.assert(
      fc.property(any, any, any, (currentState, lastStatus, renderStatus) => {
        const report = reportOf({ currentState, lastStatus, renderStatus, pageCount: 1 }, 1)
        const delivered = report.kind === 'verdict' && report.outcome.kind === 'delivered'
        expect(delivered).toBe(currentState === '8' || (currentState === null && lastStatus === '0'))
      }),
    )
  })

  it('the pages of the report count, unless it has none', () => {
    const pages = (pageCount: number | null) => reportOf(codes({ currentState: '8', pageCount }), 7)
    expect(pages(3)).toMatchObject({ outcome: { pagesSent: 3 } })
    expect(pages(0)).toMatchObject({ outcome: { pagesSent: 7 } })
    expect(pages(null)).toMatchObject({ outcome: { pagesSent: 7 } })
  })
})
