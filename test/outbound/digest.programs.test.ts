import { afterEach, describe, expect, it } from 'vitest'
import type { EpochMs, FaxJobId, SubmissionId } from '../../src/fax/id.ts'
import type { FaxJob } from '../../src/fax/job.ts'
import { writeDigests } from '../../src/outbound/digest.ts'
import { FakeClock } from '../fakes/clock.ts'
import { openReportHouse, type ReportHouse } from '../fakes/report-house.ts'
import { anEndedJob, aSubmission, delivered, failedWith } from '../mail/facts.ts'

const HOUR = 3_600_000
/** Noon in Berlin. */
const NOON = Date.UTC(2026, 10, 21, 11)
const DIGEST = { time_zone: 'Europe/Berlin', report_digest: { to: 'boss@example.com', at: '18:00' } } as const

const STEP_MS = 600_000

/** A fake clock that knows whether the one who waits for it has gone to sleep: his writing takes real time. */
class LoopClock extends FakeClock {
  sleeping = 0

  override async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.sleeping++
    // Looks every ten minutes are enough here, and twenty times as quick.
    await super.sleep(Math.max(ms, STEP_MS), signal)
    this.sleeping--
  }
}

let house: ReportHouse
let clock: LoopClock
let stop: AbortController
afterEach(async () => {
  stop.abort()
  await house.close()
})

let count = 0
async function fax(fields: Partial<FaxJob>): Promise<FaxJob> {
  const n = String(++count).padStart(26, '0')
  const submission = aSubmission({ id: `sub_${n}` as SubmissionId, subject: `Letter ${count}` })
  const id = `fax_${n}` as FaxJobId
  const job = { ...anEndedJob(fields), id, submissionId: submission.id, attempts: 0, attempt: null }
  const acceptance = { submission, jobs: [job], tasks: [], history: [], dedupeKey: n }
  await house.store.accept(acceptance as unknown as Parameters<typeof house.store.accept>[0])
  return job
}

const ended = (at: number) => ({ endedAt: at as EpochMs })
const waiting = { state: 'ready', endedAt: null, failure: null, outcome: null } as const

async function begin(settings: Parameters<typeof openReportHouse>[0] = DIGEST, now = NOON) {
  count = 0
  clock = new LoopClock(now)
  house = await openReportHouse(settings, clock)
  stop = new AbortController()
  void writeDigests(house, stop.signal)
}

/** Lets time pass, ten minutes at a time. */
async function pass(ms: number, loops = 1): Promise<void> {
  for (let left = ms; left > 0; left -= STEP_MS) {
    await clock.advance(Math.min(left, STEP_MS))
    while (clock.sleeping < loops) await new Promise(resolve => setTimeout(resolve, 1))
  }
}

const digests = () => house.mailsAbout('digest:sales')

describe('the mail of the day', () => {
  it("comes at the subscriber's hour and lists what ended and what waits", async () => {
    await begin()
    const sent = await fax({ outcome: delivered(), ...ended(NOON + HOUR) })
    const lost = await fax({ ...failedWith('busy'), ...ended(NOON + 2 * HOUR) })
    await fax({ outcome: delivered(), ...ended(NOON - 30 * HOUR) })
    await fax({ outcome: delivered(), subscriberId: 'other', ...ended(NOON) })
    const open = await fax(waiting)
    await pass(5 * HOUR + 50 * 60_000)
    expect(await digests()).toEqual([])
    await pass(20 * 60_000)
    const [digest, ...more] = await digests()
    expect(more).toEqual([])
    expect(digest?.mail).toMatchObject({
      to: 'boss@example.com',
      reversePath: '',
      key: 'digest:sales:2026-11-21',
    })
    const { subject, text, headers } = digest?.parsed ?? {}
    expect(subject).toBe('Faxes until 2026-11-21: 1 delivered, 1 not delivered, 1 waiting')
    expect(headers?.get('auto-submitted')).toBe('auto-generated')
    expect(text).toContain('From 2026-11-20 18:00:00 +01:00 (Europe/Berlin) to 2026-11-21 18:00:00 +01:00')
    expect(text).toContain(`13:00, +1 555 555 1212, 3 pages, Letter 1, ${sent.id}`)
    expect(text).toContain(`14:00, +1 555 555 1212, 3 pages, the line was busy, Letter 2, ${lost.id}`)
    expect(text).toContain(`waiting to be sent, Letter 5, ${open.id}`)
    expect(text).not.toMatch(/Letter 3|Letter 4/)
  })

  it('comes once a day, also over a restart, and not at all when nothing happened', async () => {
    await begin()
    await fax({ outcome: delivered(), ...ended(NOON + HOUR) })
    await pass(7 * HOUR)
    const again = new AbortController()
    void writeDigests(house, again.signal)
    await pass(HOUR, 2)
    expect(await digests()).toHaveLength(1)
    await pass(48 * HOUR, 2)
    expect(await digests()).toHaveLength(1)
    again.abort()
  })

  it('leaves no gap and repeats nothing from day to day', async () => {
    await begin()
    const first = NOON + 6 * HOUR - 1
    await fax({ outcome: delivered(), ...ended(first) })
    await fax({ outcome: delivered(), ...ended(first + 1) })
    await pass(31 * HOUR)
    const texts = (await digests()).map(({ parsed }) => parsed.text ?? '')
    expect(texts.map(text => [text.includes('Letter 1'), text.includes('Letter 2')])).toEqual([
      [true, false],
      [false, true],
    ])
  })

  it('is made up for after a stop, with all that ended since the last one', async () => {
    await begin()
    await fax({ outcome: delivered(), ...ended(NOON) })
    await pass(7 * HOUR)
    stop.abort()
    await fax({ outcome: delivered(), ...ended(NOON + 20 * HOUR) })
    await pass(60 * HOUR, 0)
    stop = new AbortController()
    void writeDigests(house, stop.signal)
    await pass(STEP_MS)
    const [, late] = await digests()
    expect(late?.mail.key).toBe('digest:sales:2026-11-23')
    // Two days ago: the day is said too.
    expect(late?.parsed.text).toContain('2026-11-22 08:00, +1 555 555 1212, 3 pages, Letter 2')
  })

  it('has neither number nor subject with report_minimal', async () => {
    await begin({ ...DIGEST, report_minimal: true, language: 'de' })
    const lost = await fax({ ...failedWith('busy'), ...ended(NOON) })
    await pass(7 * HOUR)
    const [digest] = await digests()
    expect(digest?.parsed.subject).toBe('Faxe bis 21.11.2026: 0 zugestellt, 1 nicht zugestellt, 0 offen')
    expect(digest?.parsed.text).toContain(`12:00, 3 Seiten, besetzt, ${lost.id}`)
    expect(`${digest?.parsed.text}${digest?.parsed.html || ''}`).not.toMatch(/555|Letter/)
  })

  it('lists at most 200 of a kind, and counts all', async () => {
    await begin()
    for (let i = 0; i < 203; i++) await fax({ outcome: delivered(), ...ended(NOON) })
    await pass(7 * HOUR)
    const [digest] = await digests()
    expect(digest?.parsed.subject).toContain('203 delivered')
    expect(digest?.parsed.text).toContain('and 3 more')
  })

  it('is not written for a subscriber without it', async () => {
    await begin({})
    await fax({ outcome: delivered(), ...ended(NOON) })
    await pass(48 * HOUR)
    expect(await digests()).toEqual([])
  })
})
