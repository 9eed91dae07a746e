import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAX_FAILURES } from '../../../src/fax/failure.ts'
import type { FaxNumber } from '../../../src/fax/fax-number.ts'
import type { EpochMs } from '../../../src/fax/id.ts'
import { StatusAnswer } from '../../../src/providers/opentext/api.ts'
import {
  ATTEMPT_STATES,
  GAMMA_CODES,
  JOB_STATES,
  meaning,
  reportOf,
} from '../../../src/providers/opentext/words.ts'
import type { ProviderReport, SubmittedFax } from '../../../src/providers/provider.ts'

const fax: SubmittedFax = {
  reference: 'att_1',
  providerRef: 'xsi-1',
  to: '+15555551212' as FaxNumber,
  pageCount: 3,
  submittedAt: 0 as EpochMs,
  watermark: null,
}
const noCodes = { gammaCodes: {} }

/** What an answer with these job states and attempts means. */
function report(job: unknown, attempts?: readonly unknown[], words = noCodes): ProviderReport {
  const deliveries = attempts === undefined ? undefined : [{ fax: '5555551212', delivery_attempts: attempts }]
  return reportOf(StatusAnswer.parse({ job_id: 'xsi-1', job_state: job, deliveries }), fax, words)
}

/** `delivered`, the failure, or the kind of a report that is no verdict. */
function short(said: ProviderReport): string {
  if (said.kind !== 'verdict') return said.kind
  return said.outcome.kind === 'delivered' ? 'delivered' : said.outcome.failure
}

const DOCUMENTED_JOB_STATES = [
  'AwaitingSetup',
  'Setup',
  'Processing',
  'AwaitingDelivery',
  'Delivering',
  'Posted',
  'Delivered',
  'Reporting',
  'Complete',
  'Error',
  'Cancelled',
  'Held',
]
const DOCUMENTED_ATTEMPT_STATES = [
  'Pending',
  'Submitted',
  'InProcess',
  'Error',
  'Cancelled',
  'Held',
  'Sent',
  'Expired',
]

describe('the tables have every documented word, and no other', () => {
  it('job states', () => {
    expect(Object.keys(JOB_STATES).toSorted()).toEqual(
      DOCUMENTED_JOB_STATES.map(word => word.toLowerCase()).toSorted(),
    )
  })
  it('states of attempts', () => {
    expect(Object.keys(ATTEMPT_STATES).toSorted()).toEqual(
      DOCUMENTED_ATTEMPT_STATES.map(word => word.toLowerCase()).toSorted(),
    )
  })
  it.each(['constructor', 'toString', '__proto__', ''])('no word of the language counts: "%s"', word => {
    expect(meaning(JOB_STATES, word)).toBe(null)
    expect(short(report(['Delivering'], [{ state: word }]))).toBe('unknown')
  })
})

describe('the last attempt decides', () => {
  it.each([
    ['Pending', 'progress', 'progress'],
    ['Submitted', 'progress', 'progress'],
    ['Held', 'progress', 'progress'],
    ['InProcess', 'progress', 'progress'],
    ['Sent', 'delivered', 'delivered'],
    ['Error', 'progress', 'unknown'],
    ['Cancelled', 'cancelled', 'cancelled'],
    ['Expired', 'expired', 'expired'],
    ['Brandnew', 'unknown', 'unknown'],
  ])('%s: %s while the job runs, %s once it is complete', (state, running, complete) => {
    expect(short(report(['Delivering', 'Posted'], [{ state }]))).toBe(running)
    expect(short(report(['Complete', 'Posted'], [{ state }]))).toBe(complete)
    expect(short(report(['COMPLETE '], [{ state: `  ${state.toUpperCase()} ` }]))).toBe(complete)
  })

  it('an invented state is asked about again while the job runs, and a failure once it has ended', () => {
    expect(report(['Delivering'], [{ state: 'Brandnew' }])).toEqual({ kind: 'unknown', raw: 'Brandnew' })
    expect(report(['Complete'], [{ state: 'Brandnew' }])).toMatchObject({
      kind: 'verdict',
      outcome: { kind: 'failed', failure: 'unknown', providerCode: 'Brandnew' },
    })
  })

  it.each(['Delivered', 'Reporting', 'Complete'])('job %s: no attempt follows a failed one', state => {
    expect(short(report([state], [{ state: 'Error' }]))).toBe('unknown')
  })

  it.each([['Delivering'], ['Posted'], ['Held'], ['Error'], ['Brandnew']])(
    'job %s: another attempt may follow a failed one',
    state => {
      expect(short(report([state], [{ state: 'Error', gamma_code: 2004 }]))).toBe('progress')
    },
  )

  it('an earlier success does not outlive a later failure, nor the other way round', () => {
    const early = '2026-11-21T06:00:00.000Z'
    const late = '2026-11-21T06:05:00.000Z'
    const sent = { state: 'Sent', first_attempt: late }
    const broken = { state: 'Error', first_attempt: early }
    expect(short(report(['Complete'], [broken, sent]))).toBe('delivered')
    expect(short(report(['Complete'], [sent, broken]))).toBe('delivered')
    expect(short(report(['Complete'], [{ state: 'Sent' }, { state: 'Error' }]))).toBe('unknown')
    expect(short(report(['Complete'], [{ state: 'Error' }, { state: 'Sent' }]))).toBe('delivered')
    expect(short(report(['Complete'], [{ ...sent, first_attempt: early }, broken]))).toBe('unknown')
  })
})

describe('the job says nothing about delivery', () => {
  it.each(DOCUMENTED_JOB_STATES)('%s alone, without any attempt', state => {
    const expected: Record<string, string> = { Complete: 'unknown', Cancelled: 'cancelled' }
    const said = report([state], [])
    expect(short(said)).toBe(expected[state] ?? 'progress')
    expect(said.kind).toBe(expected[state] === undefined ? 'progress' : 'verdict')
  })

  it('Complete and Posted with a failed attempt is a failure', () => {
    expect(short(report(['Complete', 'Posted'], [{ state: 'Error', gamma_code: 2004 }]))).toBe(
      'number-invalid',
    )
  })

  it('no combination of job states makes a fax delivered', () => {
    fc.assert(
      fc.property(fc.subarray(DOCUMENTED_JOB_STATES), fc.boolean(), (states, withList) => {
        expect(short(report(states, withList ? [] : undefined))).not.toBe('delivered')
      }),
    )
  })

  it('Error counts only beside Complete: the document could not be made into pages', () => {
    expect(short(report(['Error'], []))).toBe('progress')
    expect(short(report(['Error', 'Complete'], []))).toBe('document-rejected')
  })

  it('an invented job state is told, unless the attempt has decided', () => {
    expect(report(['Delivering', 'Brandnew'], [])).toEqual({ kind: 'unknown', raw: 'Brandnew' })
    expect(short(report(['Brandnew'], [{ state: 'Sent' }]))).toBe('delivered')
  })

  it('one state without its brackets, and none at all', () => {
    expect(short(report('Processing', []))).toBe('progress')
    expect(short(report(undefined))).toBe('unknown')
    expect(short(report(null, []))).toBe('unknown')
  })
})

describe('what stands in a verdict', () => {
  const attempt = {
    state: 'Sent',
    delivery_sec: 8,
    pages_delivered: 1,
    baud_rate: 31_200,
    rcsid: '011919164813456  ',
  }
  it('the sample of the vendor', () => {
    const expected = {
      kind: 'verdict',
      outcome: { kind: 'delivered', pagesSent: 1, remoteStationId: '011919164813456', callSeconds: 8 },
    }
    expect(report(['Complete', 'Posted'], [attempt])).toEqual(expected)
    const asText = { ...attempt, delivery_sec: '8', pages_delivered: ' 1 ' }
    expect(report(['Complete', 'Posted'], [asText])).toEqual(expected)
  })

  it('missing values: the pages are those we gave, the rest is not known', () => {
    expect(report(['Complete'], [{ state: 'Sent', pages_delivered: 'some', delivery_sec: -1 }])).toEqual({
      kind: 'verdict',
      outcome: { kind: 'delivered', pagesSent: 3, remoteStationId: null, callSeconds: null },
    })
  })

  it('gamma codes: ours, those of the configuration, and an unknown one that is kept', () => {
    const failedWith = (gamma: unknown, words = noCodes) =>
      report(['Complete'], [{ state: 'Error', gamma_code: gamma, pages_delivered: 1 }], words)
    for (const [gamma, failure] of Object.entries(GAMMA_CODES)) expect(short(failedWith(gamma))).toBe(failure)
    expect(short(failedWith(2004, { gammaCodes: { '2004': 'number-unallocated' } as object }))).toBe(
      'number-unallocated',
    )
    expect(short(failedWith(' 4711 ', { gammaCodes: { '4711': 'busy' } as object }))).toBe('busy')
    expect(failedWith(4711)).toMatchObject({
      outcome: {
        failure: 'unknown',
        pagesSent: 1,
        providerCode: '4711',
        providerText: expect.stringContaining('4711'),
      },
    })
    expect(failedWith(0)).toMatchObject({ outcome: { providerCode: 'Error' } })
  })
})

describe('whatever the answer is', () => {
  const words = fc.constantFrom(...DOCUMENTED_JOB_STATES, ...DOCUMENTED_ATTEMPT_STATES, 'x'.repeat(9000), '')
  const anything = fc.oneof(words, fc.jsonValue())
  const attempt = fc.record(
    {
      state: anything,
      gamma_code: anything,
      first_attempt: anything,
      pages_delivered: anything,
      delivery_sec: anything,
      rcsid: anything,
    },
    { requiredKeys: [] },
  )
  const answer = fc.record(
    {
      job_id: anything,
      job_state: fc.oneof(fc.array(words), anything),
      deliveries: fc.oneof(fc.array(fc.record({ delivery_attempts: fc.array(attempt) })), anything),
    },
    { requiredKeys: [] },
  )

  it('a report comes out, short enough for the history, and every failure has its row', () => {
    fc.assert(
      fc.property(answer, json => {
        const parsed = StatusAnswer.safeParse(json)
        if (!parsed.success) return
        const said = reportOf(parsed.data, fax, noCodes)
        expect(JSON.stringify(said).length).toBeLessThan(30_000)
        if (said.kind === 'unknown') expect(said.raw.length).toBeLessThanOrEqual(120)
        if (said.kind === 'progress') expect(said.text.length).toBeLessThan(400)
        if (said.kind === 'verdict' && said.outcome.kind === 'failed') {
          expect(FAX_FAILURES[said.outcome.failure]).toBeDefined()
          expect(said.outcome.providerText.length).toBeLessThan(600)
        }
      }),
    )
  })
})
