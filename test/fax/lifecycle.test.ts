import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FaxEvent } from '../../src/fax/event.ts'
import { FAX_FAILURES, type FaxFailure } from '../../src/fax/failure.ts'
import type { AttemptId, DocumentId, EpochMs, FaxJobId } from '../../src/fax/id.ts'
import { type FaxJob, isFinal } from '../../src/fax/job.ts'
import { step } from '../../src/fax/lifecycle.ts'
import { DEFAULT_POLICY, type LifecyclePolicy } from '../../src/fax/retry-policy.ts'
import { aFaxJob } from '../fakes/fax-job.ts'

const NOW = 1_000_000 as EpochMs
const at = (ms: number) => (NOW + ms) as EpochMs

/** Applies events in order and gives the last job; an event that says nothing is an error of the test. */
function play(job: FaxJob, events: readonly FaxEvent[], policy = DEFAULT_POLICY, now = NOW): FaxJob {
  return events.reduce((current, event) => {
    const change = step(current, event, policy, now)
    if (change === null) throw new Error(`${event.type} does nothing in ${current.state}`)
    return change.job
  }, job)
}

const prepared: FaxEvent = { type: 'prepared', documentId: 'doc_1' as DocumentId, pageCount: 2 }
const started: FaxEvent = {
  type: 'attemptStarted',
  attemptId: 'att_1' as AttemptId,
  account: 'demo',
  reference: 'ref-1',
  watermark: null,
}
const taken: FaxEvent = { type: 'taken', providerRef: 'P1' }
const delivered: FaxEvent = {
  type: 'verdict',
  outcome: { kind: 'delivered', pagesSent: 2, remoteStationId: 'ACME', callSeconds: 40 },
}
const failedBy = (failure: FaxFailure): FaxEvent => ({
  type: 'verdict',
  outcome: {
    kind: 'failed',
    failure,
    pagesSent: 0,
    remoteStationId: null,
    providerCode: '1',
    providerText: 'no',
  },
})
const noAnswer: FaxEvent = { type: 'noAnswer', text: 'connection lost' }

describe('the way of a fax', () => {
  it('goes from accepted to delivered and asks for one report', () => {
    const sending = play(aFaxJob(), [prepared, started, taken])
    expect(sending.state).toBe('sending')
    const change = step(sending, delivered, DEFAULT_POLICY, at(5))
    expect(change?.job.state).toBe('delivered')
    expect(change?.job.endedAt).toBe(at(5))
    expect(change?.tasks).toEqual([{ kind: 'report', subjectId: sending.id, runAt: at(5) }])
  })

  it('fails for good when the provider gave up, since its own redials are enough', () => {
    const job = play(aFaxJob(), [prepared, started, taken, failedBy('busy')])
    expect(job).toMatchObject({ state: 'failed', failure: 'busy' })
  })

  it('tries again only when the policy allows it, and never a fax that sent some pages', () => {
    const policy: LifecyclePolicy = { ...DEFAULT_POLICY, maxAttempts: 3 }
    expect(play(aFaxJob(), [prepared, started, taken, failedBy('busy')], policy).state).toBe('ready')
    expect(play(aFaxJob(), [prepared, started, taken, failedBy('partial')], policy).state).toBe('failed')
    const twice = play(
      aFaxJob(),
      [prepared, started, taken, failedBy('not-a-fax'), started, taken, failedBy('not-a-fax')],
      policy,
    )
    expect(twice.state).toBe('failed')
  })

  it('never hands over twice while the first hand-over is open', () => {
    const submitting = play(aFaxJob(), [prepared, started])
    expect(step(submitting, started, DEFAULT_POLICY, NOW)).toBeNull()
    const unknown = play(submitting, [noAnswer])
    expect(step(unknown, started, DEFAULT_POLICY, NOW)).toBeNull()
  })

  it('looks twice before it believes that an unanswered fax was not taken', () => {
    const unknown = play(aFaxJob(), [prepared, started, noAnswer])
    expect(unknown.state).toBe('unknown')
    const first = step(unknown, { type: 'notFound' }, DEFAULT_POLICY, NOW)
    expect(first?.job.state).toBe('unknown')
    expect(first?.tasks).toEqual([{ kind: 'reconcile', subjectId: unknown.id, runAt: at(60_000) }])
    const second = step(first?.job ?? unknown, { type: 'notFound' }, DEFAULT_POLICY, NOW)
    expect(second?.job.state).toBe('ready')
    expect(second?.tasks[0]?.kind).toBe('submit')
  })

  it('adopts a fax that was taken after all', () => {
    const job = play(aFaxJob(), [prepared, started, noAnswer, { type: 'found', providerRef: 'P9' }])
    expect(job).toMatchObject({ state: 'sending', held: null })
    expect(job.attempt?.providerRef).toBe('P9')
  })

  it('holds for a person when nobody can tell, and only a person sends it again', () => {
    const held = play(aFaxJob(), [prepared, started, noAnswer, { type: 'cannotTell', text: 'no way to ask' }])
    expect(held).toMatchObject({ state: 'unknown', held: 'no way to ask' })
    const plain = play(held, [{ type: 'releaseAsked', by: 'op', notTaken: false }])
    expect(plain.state).toBe('unknown')
    const stated = play(held, [{ type: 'releaseAsked', by: 'op', notTaken: true }])
    expect(stated).toMatchObject({ state: 'ready', held: null })
  })

  it('a person who finds it ends its hold; faxbridge does not end one that a person asked for', () => {
    const found: FaxEvent = { type: 'found', providerRef: 'P9' }
    const held = play(aFaxJob(), [prepared, started, noAnswer, { type: 'holdAsked', by: 'op', reason: 'r' }])
    expect(play(held, [found])).toMatchObject({ state: 'sending', held: 'r' })
    const lost = play(aFaxJob(), [prepared, started, noAnswer, { type: 'cannotTell', text: 'no way to ask' }])
    expect(play(lost, [{ ...found, by: 'op' }])).toMatchObject({ state: 'sending', held: null })
  })

  it('stays held when a person asks during the hand-over: the try under way goes on, no other one follows', () => {
    const hold: FaxEvent = { type: 'holdAsked', by: 'op', reason: 'wait for the lawyer' }
    const policy = { ...DEFAULT_POLICY, maxAttempts: 3 }
    const sending = play(aFaxJob(), [prepared, started, hold, taken], policy)
    expect(sending).toMatchObject({ state: 'sending', held: 'wait for the lawyer' })
    const busy = play(sending, [failedBy('busy')], policy)
    expect(busy).toMatchObject({ state: 'ready', held: 'wait for the lawyer' })
    expect(step(busy, started, policy, at(60 * 60_000))).toBeNull()
  })

  it('holds on bad credentials instead of failing, and goes on after release', () => {
    const held = play(aFaxJob(), [
      prepared,
      started,
      { type: 'notTaken', text: '401', retryAt: null, hold: 'provider demo refuses our credentials' },
    ])
    expect(held).toMatchObject({ state: 'ready', held: 'provider demo refuses our credentials' })
    const change = step(held, { type: 'releaseAsked', by: 'op', notTaken: false }, DEFAULT_POLICY, NOW)
    expect(change?.tasks).toEqual([
      { kind: 'submit', subjectId: held.id, runAt: NOW, lane: 'sales', priority: 1 },
    ])
  })

  it('says that it does not know when the provider stays silent', () => {
    const sending = play(aFaxJob(), [prepared, started, taken])
    expect(step(sending, { type: 'timePassed' }, DEFAULT_POLICY, at(1000))).toBeNull()
    const late = step(sending, { type: 'timePassed' }, DEFAULT_POLICY, at(DEFAULT_POLICY.trackingLimitMs))
    expect(late?.job).toMatchObject({ state: 'failed', failure: 'no-verdict' })
  })

  it('fails as expired when the deadline passes before it was ever handed over', () => {
    const ready = play(aFaxJob(), [prepared])
    const late = step(ready, started, DEFAULT_POLICY, ready.deadline)
    expect(late?.job).toMatchObject({ state: 'failed', failure: 'expired' })
  })

  it('cancels at once what nobody has, and leaves the rest to the provider', () => {
    expect(play(aFaxJob(), [{ type: 'cancelAsked', by: 'op' }]).state).toBe('cancelled')
    const sending = play(aFaxJob(), [prepared, started, taken])
    const asked = step(sending, { type: 'cancelAsked', by: 'op' }, DEFAULT_POLICY, NOW)
    expect(asked?.job).toMatchObject({ state: 'sending', cancelWanted: true })
    expect(asked?.tasks[0]?.kind).toBe('cancel')
    expect(play(asked?.job ?? sending, [delivered]).state).toBe('delivered')
  })

  it('makes a new job of a resend and leaves the old one as it is', () => {
    const failed = play(aFaxJob(), [prepared, started, taken, failedBy('busy')])
    const event: FaxEvent = { type: 'resendAsked', by: 'op', newJobId: 'fax_2' as FaxJobId, deadline: at(99) }
    const change = step(failed, event, DEFAULT_POLICY, NOW)
    expect(change?.job).toEqual(failed)
    expect(change?.newJob).toMatchObject({
      id: 'fax_2',
      state: 'ready',
      resendOf: failed.id,
      attempts: 0,
      failure: null,
    })
    expect(change?.tasks).toEqual([
      { kind: 'submit', subjectId: 'fax_2', runAt: NOW, lane: 'sales', priority: 1 },
    ])
  })
})

const again = (event: FaxEvent): FaxEvent => {
  if (event.type !== 'verdict') throw new Error('not a verdict')
  return { type: 'verdictAgain', outcome: event.outcome }
}
const HOUR = 3_600_000
const LISTENING: LifecyclePolicy = { ...DEFAULT_POLICY, correctionMs: 48 * HOUR }

describe('a provider that takes back its final word', () => {
  const sending = play(aFaxJob(), [prepared, started, taken])
  const ended = (event: FaxEvent) => play(sending, [event], LISTENING)

  it('turns delivered into failed, reports once more and sends nothing again', () => {
    const job = ended(delivered)
    const change = step(job, again(failedBy('line-error')), LISTENING, at(HOUR))
    expect(change?.job).toMatchObject({
      state: 'failed',
      failure: 'line-error',
      endedAt: job.endedAt,
      corrections: [{ at: at(HOUR), to: 'failed' }],
      attempt: { outcome: { kind: 'failed' } },
    })
    expect(change?.tasks).toEqual([{ kind: 'report', subjectId: job.id, runAt: at(HOUR) }])
    expect(change?.history).toMatchObject({
      type: 'corrected',
      text: expect.stringMatching(/corrected its word/),
    })
  })

  it('turns failed, cancelled and "nobody knows" into delivered, and "nobody knows" into failed', () => {
    const silent = play(sending, [{ type: 'timePassed' }], LISTENING, at(DEFAULT_POLICY.trackingLimitMs))
    for (const job of [ended(failedBy('busy')), ended(failedBy('cancelled')), silent]) {
      const change = step(job, again(delivered), LISTENING, job.endedAt ?? NOW)
      expect(change?.job).toMatchObject({ state: 'delivered', failure: null, outcome: { kind: 'delivered' } })
    }
    const known = step(silent, again(failedBy('busy')), LISTENING, silent.endedAt ?? NOW)
    expect(known?.job).toMatchObject({ state: 'failed', failure: 'busy' })
    const cancelledThere = step(ended(delivered), again(failedBy('cancelled')), LISTENING, NOW)
    expect(cancelledThere?.job.state).toBe('cancelled')
  })

  it('says nothing new with the same word, another reason, or a third change', () => {
    expect(step(ended(delivered), again(delivered), LISTENING, NOW)).toBeNull()
    expect(step(ended(failedBy('busy')), again(failedBy('no-answer')), LISTENING, NOW)).toBeNull()
    const back = play(ended(delivered), [again(failedBy('busy')), again(delivered)], LISTENING)
    expect(back.corrections.map(({ to }) => to)).toEqual(['failed', 'delivered'])
    expect(step(back, again(failedBy('busy')), LISTENING, NOW)).toBeNull()
  })

  it('is believed for two days, and only about a hand-over that the provider took', () => {
    const job = ended(delivered)
    expect(step(job, again(failedBy('busy')), LISTENING, at(48 * HOUR - 1))).not.toBeNull()
    expect(step(job, again(failedBy('busy')), LISTENING, at(48 * HOUR))).toBeNull()
    expect(step(job, again(failedBy('busy')), DEFAULT_POLICY, NOW)).toBeNull()
    const refused = play(play(aFaxJob(), [prepared, started]), [
      { ...failedBy('busy'), type: 'refused' } as FaxEvent,
    ])
    expect(step(refused, again(delivered), LISTENING, NOW)).toBeNull()
    const never = play(aFaxJob(), [{ type: 'cancelAsked', by: 'op' }])
    expect(step(never, again(delivered), LISTENING, NOW)).toBeNull()
    expect(step(sending, again(delivered), LISTENING, NOW)).toBeNull()
  })

  it('is asked again at the end of its time, or once earlier after a failure where it is known for it', () => {
    const looks = (event: FaxEvent, policy: LifecyclePolicy) =>
      step(sending, event, policy, NOW)?.tasks.filter(({ kind }) => kind === 'recheck')
    const look = (ms: number) => [{ kind: 'recheck', subjectId: sending.id, runAt: at(ms) }]
    expect(looks(delivered, DEFAULT_POLICY)).toEqual([])
    expect(looks(delivered, LISTENING)).toEqual(look(48 * HOUR))
    expect(looks(failedBy('busy'), LISTENING)).toEqual(look(48 * HOUR))
    const known = { ...LISTENING, laterLookMs: HOUR }
    expect(looks(delivered, known)).toEqual(look(48 * HOUR))
    expect(looks(failedBy('busy'), known)).toEqual(look(HOUR))
  })
})

const failures = Object.keys(FAX_FAILURES) as FaxFailure[]
const eventArbitrary: fc.Arbitrary<FaxEvent> = fc.oneof(
  fc.constant(prepared),
  fc.constant<FaxEvent>({ type: 'unsendable', failure: 'document-rejected', text: 'x' }),
  fc.constant(started),
  fc.constant(taken),
  fc.constantFrom(...failures).map(failedBy),
  fc.constantFrom(...failures).map(failure => ({ ...failedBy(failure), type: 'refused' }) as FaxEvent),
  fc.constant<FaxEvent>({ type: 'notTaken', text: 'x', retryAt: null, hold: null }),
  fc.constant<FaxEvent>({ type: 'notTaken', text: 'x', retryAt: at(1e9), hold: 'credit' }),
  fc.constant(noAnswer),
  fc.constant<FaxEvent>({ type: 'found', providerRef: 'P2' }),
  fc.constant<FaxEvent>({ type: 'notFound' }),
  fc.constant<FaxEvent>({ type: 'cannotTell', text: 'x' }),
  fc.constant(delivered),
  fc.constant(again(delivered)),
  fc.constantFrom(...failures).map(failure => again(failedBy(failure))),
  fc.constant<FaxEvent>({ type: 'progress', text: 'dialling' }),
  fc.constant<FaxEvent>({ type: 'timePassed' }),
  fc.constant<FaxEvent>({ type: 'cancelAsked', by: 'op' }),
  fc.constant<FaxEvent>({ type: 'holdAsked', by: 'op', reason: 'r' }),
  fc.boolean().map(notTaken => ({ type: 'releaseAsked', by: 'op', notTaken }) as FaxEvent),
  fc.constant<FaxEvent>({ type: 'resendAsked', by: 'op', newJobId: 'fax_2' as FaxJobId, deadline: at(5) }),
)

describe('any sequence of events', () => {
  it('keeps the promises: finals absorb, one report, attempts never shrink, no open hand-over is overtaken', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(eventArbitrary, fc.nat(100_000_000)), { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        (events, maxAttempts) => {
          let job = aFaxJob()
          let now = 1_000_000
          let reports = 0
          let handOvers = 0
          for (const [event, wait] of events) {
            now += wait
            const before = job
            const change = step(job, event, { ...LISTENING, maxAttempts }, now as EpochMs)
            if (change === null) continue
            job = change.job
            reports += change.tasks.filter(task => task.kind === 'report').length
            if (isFinal(before.state)) expectOnlyCorrected(before, job, event, now)
            expect(job.attempts).toBeGreaterThanOrEqual(before.attempts)
            if (job.attempts > before.attempts) {
              handOvers++
              // The one before must be closed: known not taken, or known to have failed.
              expect(before.attempt === null || before.attempt.endedAt !== null).toBe(true)
            }
            if (isFinal(job.state)) expect(job.held).toBeNull()
            if (job.state === 'delivered') expect(job.outcome?.kind).toBe('delivered')
          }
          expect(reports).toBe(isFinal(job.state) ? 1 + job.corrections.length : 0)
          if (job.state === 'failed') expect(job.failure).not.toBeNull()
          expect(handOvers).toBe(job.attempts)
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('never loses a job: what is not final and not held always has a next task or a given one', () => {
    fc.assert(
      fc.property(fc.array(eventArbitrary, { maxLength: 30 }), events => {
        let job = aFaxJob()
        // What the queue still holds for this job, by kind: a task is used up by the event that it brings about.
        let pending = new Set(['prepare'])
        for (const event of events) {
          const change = step(job, event, DEFAULT_POLICY, NOW)
          if (change === null) continue
          if (change.job.state !== job.state) pending = new Set()
          job = change.job
          for (const task of change.tasks) if (change.newJob === null) pending.add(task.kind)
          const needed = {
            accepted: 'prepare',
            ready: 'submit',
            unknown: 'reconcile',
            sending: 'track',
          } as const
          if (isFinal(job.state) || job.held !== null || job.state === 'submitting') continue
          if (change.history.type === 'released' && job.state === 'accepted') pending.add('prepare')
          expect([...pending]).toContain(needed[job.state as keyof typeof needed])
        }
      }),
      { numRuns: 2000 },
    )
  })
})

/** After the end nothing moves but what the provider itself takes back, in time, and each way once. */
function expectOnlyCorrected(before: FaxJob, job: FaxJob, event: FaxEvent, now: number): void {
  if (event.type !== 'verdictAgain') {
    expect(job).toEqual(before)
    return
  }
  const { state, attempt, corrections } = job
  const changed = { state, attempt, corrections, failure: null, failureText: null, outcome: null }
  expect({ ...job, ...changed }).toEqual({ ...before, ...changed })
  expect(corrections.slice(0, -1)).toEqual(before.corrections)
  expect(new Set(corrections.map(({ to }) => to)).size).toBe(corrections.length)
  expect(now).toBeLessThan((before.endedAt ?? 0) + LISTENING.correctionMs)
  expect(before.attempt?.providerRef ?? null).not.toBeNull()
  expect(attempt?.id).toBe(before.attempt?.id)
  expect(isFinal(state)).toBe(true)
  expect(state === 'delivered').toBe(event.outcome.kind === 'delivered')
  if (before.failure !== 'no-verdict') expect(state === 'delivered').not.toBe(before.state === 'delivered')
}
