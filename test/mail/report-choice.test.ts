import { describe, expect, it } from 'vitest'
import type { FaxFailure } from '../../src/fax/failure.ts'
import { NO_OPTIONS, type ReportWish } from '../../src/fax/fax-options.ts'
import type { FaxState, RecipientDsn } from '../../src/fax/job.ts'
import type { SenderEvidence } from '../../src/fax/submission.ts'
import {
  dsnAction,
  dsnActionFor,
  faxEnd,
  reportAddress,
  reportFor,
  reportWish,
} from '../../src/mail/report-choice.ts'
import { anEndedJob, aSubmission } from './facts.ts'

type Notify = RecipientDsn['notify']
const WANT = 'always'
const SILENT = 'failure'

describe('which delivery report NOTIFY asks for (RFC 3461 §5.2)', () => {
  const rows: readonly (readonly [string, Notify, (string | null)[]])[] = [
    // delivered, relayed, failed, delayed
    ['SUCCESS', ['SUCCESS'], ['delivered', 'relayed', null, null]],
    ['FAILURE', ['FAILURE'], [null, null, 'failed', null]],
    ['absent', null, [null, null, 'failed', null]],
    ['DELAY', ['DELAY'], [null, null, null, 'delayed']],
    ['SUCCESS,FAILURE', ['SUCCESS', 'FAILURE'], ['delivered', 'relayed', 'failed', null]],
    ['FAILURE,DELAY', ['FAILURE', 'DELAY'], [null, null, 'failed', 'delayed']],
    ['SUCCESS,DELAY', ['SUCCESS', 'DELAY'], ['delivered', 'relayed', null, 'delayed']],
    ['all three', ['SUCCESS', 'FAILURE', 'DELAY'], ['delivered', 'relayed', 'failed', 'delayed']],
    ['NEVER', ['NEVER'], [null, null, null, null]],
  ]
  it.each(rows)('NOTIFY %s', (_name, notify, expected) => {
    const ends = ['delivered', 'relayed', 'failed', 'delayed'] as const
    expect(ends.map(end => dsnAction(notify, end))).toEqual(expected)
  })
})

describe('the report that follows a finished fax', () => {
  const rows: readonly (readonly [Notify, FaxState, FaxFailure | null, string, string | null])[] = [
    [null, 'delivered', null, 'reply', null],
    [null, 'failed', 'busy', 'dsn', 'failed'],
    [null, 'failed', 'no-verdict', 'dsn', 'failed'],
    [null, 'cancelled', 'cancelled', 'dsn', 'failed'],
    [['NEVER'], 'delivered', null, 'none', null],
    [['NEVER'], 'failed', 'busy', 'none', null],
    [['NEVER'], 'failed', 'no-verdict', 'none', null],
    [['SUCCESS'], 'delivered', null, 'dsn', 'delivered'],
    [['SUCCESS'], 'failed', 'busy', 'none', null],
    // Handed over, nobody knows more: RFC 3461 §5.2.2 wants "relayed", not silence.
    [['SUCCESS'], 'failed', 'no-verdict', 'dsn', 'relayed'],
    [['FAILURE'], 'delivered', null, 'none', null],
    [['FAILURE'], 'failed', 'no-verdict', 'dsn', 'failed'],
    [['FAILURE'], 'cancelled', 'cancelled', 'dsn', 'failed'],
    [['DELAY'], 'delivered', null, 'none', null],
    [['DELAY'], 'failed', 'busy', 'none', null],
    [['SUCCESS', 'FAILURE'], 'failed', 'no-verdict', 'dsn', 'failed'],
  ]
  it.each(rows)('NOTIFY %j, %s %s: %s %s', (notify, state, failure, choice, action) => {
    const job = anEndedJob({ state, failure }, { notify })
    expect([reportFor(job, aSubmission(), WANT), dsnActionFor(job)]).toEqual([choice, action])
  })

  it('leaves the reply out when success is not to be reported, but never a report that was asked for', () => {
    expect(reportFor(anEndedJob(), aSubmission(), SILENT)).toBe('none')
    expect(reportFor(anEndedJob({}, { notify: ['SUCCESS'] }), aSubmission(), SILENT)).toBe('dsn')
    const failed = anEndedJob({ state: 'failed', failure: 'busy' })
    expect(reportFor(failed, aSubmission(), SILENT)).toBe('dsn')
  })

  it.each<[SenderEvidence, string]>([
    ['auth', 'dsn'],
    ['certificate', 'dsn'],
    ['peer', 'dsn'],
    ['domain', 'dsn'],
    ['relay', 'dsn'],
    ['key', 'dsn'],
    ['from-only', 'none'],
  ])('with evidence %s: %s', (evidence, choice) => {
    const failed = anEndedJob({ state: 'failed', failure: 'busy' }, { notify: ['FAILURE'] })
    expect(reportFor(failed, aSubmission({ evidence }), WANT)).toBe(choice)
  })

  it('says nothing to a null sender', () => {
    const failed = anEndedJob({ state: 'failed', failure: 'busy' })
    expect(reportFor(failed, aSubmission({ reversePath: '' }), WANT)).toBe('none')
    expect(reportFor(anEndedJob(), aSubmission({ reversePath: '' }), WANT)).toBe('none')
  })

  it.each<FaxState>(['accepted', 'ready', 'submitting', 'unknown', 'sending'])(
    'says nothing in state %s',
    state => {
      const job = anEndedJob({ state })
      expect([faxEnd(job), reportFor(job, aSubmission(), WANT)]).toEqual([null, 'none'])
    },
  )
})

describe('what sender and subscriber want', () => {
  const ended = (state: 'delivered' | 'failed', notify: Notify, report: ReportWish | null) => {
    const failure = state === 'failed' ? ('busy' as const) : null
    const job = anEndedJob({ state, failure }, { notify })
    return { ...job, recipient: { ...job.recipient, options: { ...NO_OPTIONS, report } } }
  }

  it.each<[ReportWish, string, string]>([
    ['always', 'reply', 'dsn'],
    ['failure', 'none', 'dsn'],
    ['never', 'none', 'none'],
  ])('without NOTIFY, %s: %s for a success, %s for a failure', (wish, success, failure) => {
    const choices = (['delivered', 'failed'] as const).map(state =>
      reportFor(ended(state, null, null), aSubmission(), wish),
    )
    expect(choices).toEqual([success, failure])
  })

  it('NOTIFY goes before any wish (RFC 3461 §5.2)', () => {
    for (const wish of ['always', 'failure', 'never'] as const) {
      expect(reportFor(ended('delivered', ['SUCCESS'], null), aSubmission(), wish)).toBe('dsn')
      expect(reportFor(ended('failed', ['FAILURE'], null), aSubmission(), wish)).toBe('dsn')
      expect(reportFor(ended('failed', ['SUCCESS'], null), aSubmission(), wish)).toBe('none')
      expect(reportFor(ended('failed', ['NEVER'], null), aSubmission(), wish)).toBe('none')
    }
  })

  it("the sender's word for one fax goes before the subscriber's, the new key before the older one", () => {
    const fax = ended('delivered', null, null)
    expect(reportWish(fax, null)).toBe('always')
    expect(reportWish(fax, {})).toBe('always')
    expect(reportWish(fax, { report_success: false })).toBe('failure')
    expect(reportWish(fax, { report_success: true })).toBe('always')
    expect(reportWish(fax, { report: 'never' })).toBe('never')
    expect(reportWish(ended('delivered', null, 'always'), { report: 'never' })).toBe('always')
    expect(reportWish(ended('delivered', null, 'never'), { report_success: true })).toBe('never')
  })
})

describe('where a report goes', () => {
  it('delivery reports go to the return path, replies to it only in the domain of From', () => {
    const same = aSubmission({ reversePath: 'bounces@EXAMPLE.com', from: 'ann@example.com' })
    const other = aSubmission({ reversePath: 'x@elsewhere.test', from: 'ann@example.com' })
    expect(reportAddress('dsn', same)).toBe('bounces@EXAMPLE.com')
    expect(reportAddress('dsn', other)).toBe('x@elsewhere.test')
    expect(reportAddress('reply', same)).toBe('bounces@EXAMPLE.com')
    expect(reportAddress('reply', other)).toBe('ann@example.com')
  })
})
