import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import type { FaxJob, Recipient } from '../../src/fax/job.ts'
import type { RepliedFax, ReplyCommand } from '../../src/fax/reply-order.ts'
import { makeReplies, replyAddress } from '../../src/outbound/replies.ts'
import { openReportHouse, type ReportHouse, spooled } from '../fakes/report-house.ts'
import {
  aDocument,
  anEndedJob,
  aSubmission,
  CONTRACT,
  delivered,
  failedWith,
  ORIGINAL_HEADERS,
} from '../mail/facts.ts'

let house: ReportHouse
let desk: ReturnType<typeof makeReplies>
const deps = () => ({ ...house, replyKey: 'key' })

/** One fax, as it stands. */
async function begin(job: FaxJob, settings: Parameters<typeof openReportHouse>[0] = {}): Promise<RepliedFax> {
  await house.close()
  house = await openReportHouse(settings)
  desk = makeReplies(deps())
  const headers = ORIGINAL_HEADERS.toString()
  const raw = await spooled(house, `${headers}\r\nbody`)
  const submission = aSubmission({ raw, size: headers.length + 6 })
  const acceptance = {
    submission,
    jobs: [{ ...job, attempts: 0, attempt: null }],
    tasks: [],
    history: [],
    dedupeKey: 'k',
  }
  await house.store.accept(acceptance as unknown as Parameters<typeof house.store.accept>[0])
  await house.store.addDocument(aDocument([CONTRACT]))
  return { id: job.id, subscriberId: 'sales', number: job.recipient.number, sender: 'ann@example.com' }
}

let replies = 0
const ask = (fax: RepliedFax, command: ReplyCommand, digest = `digest-${++replies}`) =>
  desk.carryOut({ fax, command, from: 'ann@example.com', messageId: '<reply@example.com>', digest })

async function answers(fax: RepliedFax) {
  const mails = await house.mailsAbout(fax.id)
  return mails.map(({ parsed }) => parsed)
}

const lost = anEndedJob(failedWith('busy'))
const open = anEndedJob({ state: 'ready', endedAt: null, failure: null, outcome: null })
const elsewhere: Recipient = {
  ...lost.recipient,
  address: '15555550199@fax.local',
  number: '+15555550199' as FaxNumber,
}
const others = async () => (await house.store.jobsOf(lost.submissionId)).filter(job => job.id !== lost.id)

beforeEach(async () => {
  house = await openReportHouse()
})
afterEach(() => house.close())

describe('resend', () => {
  it('sends the fax once more, and says so in an answer that can be answered', async () => {
    const fax = await begin(lost)
    await ask(fax, { type: 'resend' })
    const [again, ...more] = await others()
    expect(more).toEqual([])
    expect(again).toMatchObject({ state: 'ready', resendOf: lost.id, recipient: { number: '+15555551212' } })
    const [answer] = await answers(fax)
    expect(answer?.subject).toBe('Fax to +1 555 555 1212: it is being sent again')
    expect(answer?.text).toContain(again?.id)
    expect(answer?.inReplyTo).toBe('<reply@example.com>')
    expect(answer?.headers.get('auto-submitted')).toBe('auto-replied')
    const [{ address = '' } = {}] = answer?.replyTo?.value ?? []
    expect(await desk.find(/^fax\+(.*)@fax\.local$/.exec(address)?.[1] ?? '')).toMatchObject({
      id: again?.id,
    })
    expect((await house.store.history(lost.id)).map(entry => entry.type)).toEqual(['resent', 'answerWritten'])
  })

  it('twice by the same reply is once: one fax, one answer', async () => {
    const fax = await begin(lost)
    await Promise.all([ask(fax, { type: 'resend' }, 'same'), ask(fax, { type: 'resend' }, 'same')])
    await ask(fax, { type: 'resend' }, 'same')
    expect(await others()).toHaveLength(1)
    expect(await answers(fax)).toHaveLength(1)
  })

  it('is not repeated when we ended before the answer was written', async () => {
    const fax = await begin(lost)
    const { store } = house
    const addMail = store.addMail
    store.addMail = () => Promise.reject(new Error('the end'))
    await expect(ask(fax, { type: 'resend' }, 'same')).rejects.toThrow('the end')
    store.addMail = addMail
    await ask(fax, { type: 'resend' }, 'same')
    const [again, ...more] = await others()
    expect(more).toEqual([])
    const [answer] = await answers(fax)
    expect(answer?.subject).toContain('it is being sent again')
    expect(answer?.text).toContain(again?.id)
  })

  it('asked for by a second reply to the same report is not done, but explained', async () => {
    const fax = await begin(lost)
    await ask(fax, { type: 'resend' })
    await ask(fax, { type: 'resend' })
    const [again, ...more] = await others()
    expect(more).toEqual([])
    const subjects = (await answers(fax)).map(answer => answer.subject)
    expect(subjects.sort()).toEqual([
      'Fax to +1 555 555 1212: it is being sent again',
      'Fax to +1 555 555 1212: not sent again',
    ])
    expect((await answers(fax)).every(answer => answer.text?.includes(again?.id ?? '-'))).toBe(true)
  })

  it('waits for the end of the fax', async () => {
    const fax = await begin(open)
    await ask(fax, { type: 'resend' })
    expect(await others()).toEqual([])
    expect((await answers(fax))[0]?.text).toContain('has not ended yet')
  })

  it('is impossible when the pages are gone', async () => {
    const fax = await begin(lost)
    await house.store.forgetSubmission(lost.submissionId, house.clock.now())
    await ask(fax, { type: 'resend' })
    expect(await others()).toEqual([])
    expect((await answers(fax))[0]?.text).toContain('retention time is over')
  })
})

describe('send to another number', () => {
  it('sends the same pages there, once for each number', async () => {
    const fax = await begin(anEndedJob({ outcome: delivered() }))
    await ask(fax, { type: 'sendTo', recipient: elsewhere })
    await ask(fax, { type: 'sendTo', recipient: elsewhere })
    const [there, ...more] = await others()
    expect(more).toEqual([])
    expect(there).toMatchObject({
      recipient: { number: '+15555550199', address: '15555550199@fax.local' },
      documentId: lost.documentId,
      state: 'ready',
    })
    const subjects = (await answers(fax)).map(answer => answer.subject).sort()
    expect(subjects).toEqual([
      'Fax to +1 555 555 1212: it is being sent to +1 555 555 0199',
      'Fax to +1 555 555 1212: not sent again',
    ])
    await ask(fax, { type: 'resend' })
    expect(await others()).toHaveLength(2)
  })

  it('that is refused is explained', async () => {
    const fax = await begin(lost)
    await ask(fax, { type: 'refused', to: '+1900', reason: 'Faxes to this number are not permitted.' })
    expect(await others()).toEqual([])
    expect((await answers(fax))[0]?.text).toContain(
      'The fax was not sent to +1900. The server says: Faxes to',
    )
  })
})

describe('cancel and status', () => {
  it('cancels what has not been handed over', async () => {
    const fax = await begin(open)
    await ask(fax, { type: 'cancel' })
    expect((await house.store.job(fax.id))?.state).toBe('cancelled')
    expect((await answers(fax))[0]?.subject).toBe('Fax to +1 555 555 1212: cancelled')
  })

  it('asks the provider for what has been handed over, and promises nothing', async () => {
    const fax = await begin({ ...open, state: 'sending' })
    await ask(fax, { type: 'cancel' })
    expect(await house.store.job(fax.id)).toMatchObject({ state: 'sending', cancelWanted: true })
    expect((await answers(fax))[0]?.subject).toContain('we try to stop it')
  })

  it('changes nothing of what has ended', async () => {
    const fax = await begin(lost)
    await ask(fax, { type: 'cancel' })
    expect((await house.store.job(fax.id))?.state).toBe('failed')
    expect((await answers(fax))[0]?.subject).toContain('too late to cancel')
  })

  it('tells the state, also of the fax that repeats it', async () => {
    const fax = await begin(lost)
    await ask(fax, { type: 'resend' })
    await ask(fax, { type: 'status' })
    const status = (await answers(fax)).find(answer => answer.subject?.endsWith('status'))
    expect(status?.text).toMatch(/State:\s+failed/)
    expect(status?.text).toMatch(/New fax id:\s+fax_\w+ \(waiting to be sent\)/)
  })
})

describe('anything else', () => {
  it('gets help, once an hour', async () => {
    const fax = await begin(lost, { language: 'de' })
    await ask(fax, { type: 'help' })
    await ask(fax, { type: 'help' })
    const [help, ...more] = await answers(fax)
    expect(more).toEqual([])
    expect(help?.subject).toBe('Fax an +1 555 555 1212: Ihre Antwort wurde nicht verstanden')
    expect(help?.text).toContain('erneut senden: sendet das Fax noch einmal')
    await house.clock.advance(3_600_000)
    await ask(fax, { type: 'help' })
    expect(await answers(fax)).toHaveLength(2)
  })

  it('says nothing of numbers with report_minimal', async () => {
    const fax = await begin(lost, { report_minimal: true })
    await ask(fax, { type: 'sendTo', recipient: elsewhere })
    await ask(fax, { type: 'refused', to: '+19005551212', reason: 'No.' })
    await ask(fax, { type: 'status' })
    for (const { subject, text, html } of await answers(fax)) {
      expect(`${subject}${text}${html || ''}`).not.toMatch(/555/)
    }
  })
})

describe('reply addresses', () => {
  it('lead to their fax, for as long as they hold', async () => {
    await begin(lost)
    const address = replyAddress(deps(), lost, aSubmission(), house.clock.now()) ?? ''
    const token = /^fax\+(.*)@fax\.local$/.exec(address)?.[1] ?? ''
    expect(await desk.find(token)).toEqual({
      id: lost.id,
      subscriberId: 'sales',
      number: '+15555551212',
      sender: 'ann@example.com',
    })
    await house.clock.advance(15 * 86_400_000)
    expect(await desk.find(token)).toBeNull()
  })

  it('of another installation, or for another sender, lead nowhere', async () => {
    await begin(lost)
    const tokenFor = (key: string, from: string) => {
      const address = replyAddress(
        { ...deps(), replyKey: key },
        lost,
        aSubmission({ from }),
        house.clock.now(),
      )
      return /^fax\+(.*)@/.exec(address ?? '')?.[1] ?? ''
    }
    expect(await desk.find(tokenFor('key', 'bob@example.com'))).toBeNull()
    expect(await desk.find(tokenFor('other', 'ann@example.com'))).toBeNull()
    expect(await desk.find('x')).toBeNull()
  })
})
