import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FaxEvent } from '../../src/fax/event.ts'
import { type FaxOptions, NO_OPTIONS } from '../../src/fax/fax-options.ts'
import type { AttemptId, DocumentId, EpochMs, FaxJobId } from '../../src/fax/id.ts'
import type { FaxJob } from '../../src/fax/job.ts'
import { step } from '../../src/fax/lifecycle.ts'
import { DEFAULT_POLICY } from '../../src/fax/retry-policy.ts'
import { mayGoAt, turnAt, waitsUntil } from '../../src/fax/send-time.ts'
import { aFaxJob } from '../fakes/fax-job.ts'

const HOUR = 3_600_000
const utc = (text: string) => Date.parse(`${text}Z`) as EpochMs
const NOON = utc('2026-11-21T12:00')
const NIGHT = { from: 20 * 60, to: 6 * 60 }

/** A fax as acceptance makes it: its patience counts from the first instant at which it may go. */
function waiting(options: Partial<FaxOptions>, fields: Partial<FaxJob> = {}): FaxJob {
  const job = aFaxJob({ createdAt: NOON, ...fields })
  const all = { ...NO_OPTIONS, ...options }
  return {
    ...job,
    recipient: { ...job.recipient, options: all },
    deadline: (mayGoAt(all, NOON) + 24 * HOUR) as EpochMs,
  }
}
const prepared: FaxEvent = { type: 'prepared', documentId: 'doc_1' as DocumentId, pageCount: 2 }
const started: FaxEvent = {
  type: 'attemptStarted',
  attemptId: 'att_1' as AttemptId,
  account: 'demo',
  reference: 'ref-1',
  watermark: null,
}
const tell = (job: FaxJob, event: FaxEvent, now: EpochMs) => step(job, event, DEFAULT_POLICY, now)

describe('a fax with a time to be sent', () => {
  const at = utc('2026-11-22T08:00')
  const job = waiting({ sendAt: at, zone: 'Europe/Berlin' })

  it('is made into pages at once, waits in ready, and says until when', () => {
    const change = tell(job, prepared, NOON)
    expect(change?.job.state).toBe('ready')
    expect(change?.tasks).toEqual([expect.objectContaining({ kind: 'submit', runAt: at })])
    expect(change?.history.text).toBe('Made into 2 pages. Waits until 2026-11-22 09:00 (Europe/Berlin).')
    expect(waitsUntil(change?.job ?? job, NOON)).toBe(at)
    expect(waitsUntil(change?.job ?? job, at)).toBeNull()
  })

  it('is not handed over before, nor given up', () => {
    const ready = tell(job, prepared, NOON)?.job ?? job
    expect(tell(ready, started, (at - 1) as EpochMs)).toBeNull()
    expect(tell(ready, { type: 'timePassed' }, (at + 23 * HOUR) as EpochMs)).toBeNull()
    expect(tell(ready, started, at)?.job.state).toBe('submitting')
    expect(tell(ready, { type: 'timePassed' }, (at + 24 * HOUR) as EpochMs)?.job.failure).toBe('expired')
  })

  it('can be cancelled while it waits', () => {
    const ready = tell(job, prepared, NOON)?.job ?? job
    expect(tell(ready, { type: 'cancelAsked', by: 'op' }, NOON)?.job.state).toBe('cancelled')
  })

  it('goes at once when it is sent again later', () => {
    const ended = { ...job, state: 'failed', documentId: 'doc_1' as DocumentId } as const
    const now = (at + HOUR) as EpochMs
    const deadline = (now + 24 * HOUR) as EpochMs
    const change = tell(
      ended,
      { type: 'resendAsked', by: 'op', newJobId: 'fax_2' as FaxJobId, deadline },
      now,
    )
    expect(change?.newJob?.deadline).toBe(deadline)
    expect(change?.tasks).toEqual([expect.objectContaining({ kind: 'submit', runAt: now })])
  })
})

describe('a fax with a window', () => {
  const open = utc('2026-11-21T19:00')
  const job = waiting({ window: NIGHT, zone: 'Europe/Berlin' })
  const ready = tell(job, prepared, NOON)?.job ?? job

  it('waits until it opens, goes while it is open, and waits again', () => {
    expect(tell(ready, started, NOON)).toBeNull()
    expect(turnAt(ready, NOON)).toBe(open)
    expect(tell(ready, started, (open + 3 * HOUR) as EpochMs)?.job.state).toBe('submitting')
    expect(tell(ready, started, utc('2026-11-22T05:00'))).toBeNull()
  })

  it('another try after the end of the window waits for the next, within the patience', () => {
    const late = utc('2026-11-22T04:58')
    const sending = { ...ready, state: 'submitting', attempts: 1 } as FaxJob
    const change = tell(
      sending,
      { type: 'notTaken', text: 'x', retryAt: (late + 5 * 60_000) as EpochMs, hold: null },
      late,
    )
    expect(change?.job.state).toBe('ready')
    // Patience ends at the same minute as the next night begins.
    expect(change?.tasks[0]?.runAt).toBe(utc('2026-11-22T19:00'))
  })

  it('a hold does not eat its patience, and a release waits for the night', () => {
    const held = { ...ready, held: 'credit' }
    const now = utc('2026-11-25T12:00')
    const change = tell(held, { type: 'releaseAsked', by: 'op', notTaken: false }, now)
    expect(change?.tasks[0]?.runAt).toBe(utc('2026-11-25T19:00'))
    expect(change?.job.deadline).toBe(utc('2026-11-26T19:00'))
    expect(waitsUntil(held, now)).toBeNull()
  })
})

const events: readonly FaxEvent[] = [
  prepared,
  started,
  { type: 'taken', providerRef: 'P' },
  { type: 'notTaken', text: 'x', retryAt: null, hold: null },
  { type: 'notTaken', text: 'x', retryAt: null, hold: null, elsewhere: true },
  { type: 'notTaken', text: 'x', retryAt: null, hold: 'credit' },
  { type: 'noAnswer', text: 'x' },
  { type: 'notFound' },
  { type: 'timePassed' },
  { type: 'holdAsked', by: 'op', reason: 'r' },
  { type: 'releaseAsked', by: 'op', notTaken: true },
]

describe('any sequence of events with any times', () => {
  it('no hand-over begins before its time or outside its window, and no submit task comes too early', () => {
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: -5 * HOUR, max: 48 * HOUR }), { nil: null }),
        fc.option(fc.tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 15, max: 1400 })), {
          nil: null,
        }),
        fc.array(fc.tuple(fc.constantFrom(...events), fc.integer({ min: 0, max: 9 * HOUR })), {
          maxLength: 25,
        }),
        (ahead, span, sequence) => {
          const sendAt = ahead === null ? null : ((NOON + ahead) as EpochMs)
          const window = span === null ? null : { from: span[0], to: (span[0] + span[1]) % 1440 }
          let job = waiting({ sendAt, window, zone: 'America/New_York' })
          let now = NOON
          for (const [event, wait] of sequence) {
            now = (now + wait) as EpochMs
            const change = tell(job, event, now)
            if (change === null) continue
            const { options } = job.recipient
            if (change.job.attempts > job.attempts) expect(mayGoAt(options, now)).toBe(now)
            job = change.job
            for (const task of change.tasks.filter(({ kind }) => kind === 'submit')) {
              expect(task.runAt).toBeGreaterThanOrEqual(Math.min(now, job.deadline))
              if (task.runAt < job.deadline) expect(mayGoAt(options, task.runAt)).toBe(task.runAt)
            }
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
