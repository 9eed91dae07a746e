import { describe, expect, it } from 'vitest'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import type { FaxJobId } from '../../src/fax/id.ts'
import type { FaxJob, RecipientDsn } from '../../src/fax/job.ts'
import { composeListReport, type ListReportFacts } from '../../src/mail/list-report.ts'
import { OUR_WORDS } from '../../src/words/languages.ts'
import { LANGUAGES } from '../../src/words/words.ts'
import { aDocument, anEndedJob, aSubmission, CONTRACT, failedWith } from './facts.ts'
import { parseWithPython } from './python-email.ts'

/** The fax to one member of the list. */
function member(n: number, fields: Partial<FaxJob> = {}, dsn: Partial<RecipientDsn> = {}): FaxJob {
  const job = anEndedJob(fields, dsn)
  const recipient = {
    ...job.recipient,
    address: 'customers@lists.fax.local',
    number: `+1555555120${n}` as FaxNumber,
    parts: { ...job.recipient.parts, attention: n === 2 ? 'Bob "B" <b>' : null },
    list: 'customers',
  }
  return { ...job, id: `fax_01kaj0000${n}aaaaaaaaaaaaaaa` as FaxJobId, recipient }
}
const mixed = (dsn: Partial<RecipientDsn> = {}) => [
  member(1, {}, dsn),
  member(2, failedWith('busy'), dsn),
  member(3, { state: 'failed', failure: 'no-verdict', outcome: null }, dsn),
  member(4, { state: 'cancelled', failure: 'cancelled', attempt: null, attempts: 0, outcome: null }, dsn),
]
const facts = (fields: Partial<ListReportFacts> = {}): ListReportFacts => ({
  list: 'customers',
  jobs: mixed(),
  submission: aSubmission(),
  document: aDocument([CONTRACT], 3),
  originalHeaders: Buffer.from('From: ann@example.com\r\n'),
  hostname: 'fax.example.com',
  from: 'Fax <fax@fax.local>',
  choice: 'reply',
  ...fields,
})

async function parsed(fields: Partial<ListReportFacts> = {}) {
  const { raw } = composeListReport(facts(fields))
  const [mail] = await parseWithPython([raw])
  if (mail === undefined) throw new Error('no mail')
  const header = (name: string) => mail.headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
  const texts = [mail, ...mail.parts, ...mail.parts.flatMap(part => part.parts)]
  return {
    mail,
    header,
    text: texts.find(part => part.type === 'text/plain')?.content?.replaceAll('\r\n', '\n') ?? '',
  }
}

describe('the report on a list', () => {
  it('counts all, and names those who have not received it, each with the reason', async () => {
    const { mail, header, text } = await parsed()
    expect(mail.type).toBe('multipart/alternative')
    expect(header('Subject')).toBe('Fax to the list customers: 1 delivered, 3 not')
    expect(header('Auto-Submitted')).toBe('auto-replied')
    expect(header('Message-ID')).toMatch(/^<sub-[0-9a-z]{26}\.list-[0-9a-f]{16}@fax\.example\.com>$/)
    expect(text).toContain('Your fax was not delivered to everybody on the list')
    expect(text).toContain('Members of the list that have received it: 1 of 4.')
    expect(text).toMatch(/Not delivered:\n- \+1 555 555 1202 \(Bob "B" <b>\): the line was busy/)
    expect(text).toMatch(/Not confirmed, may have arrived:\n- \+1 555 555 1203/)
    expect(text).toMatch(/Cancelled:\n- \+1 555 555 1204/)
    expect(text).not.toContain('1201')
  })

  it.each([
    ['Your fax was delivered to the whole list', [member(1), member(2)]],
    ['Your fax was delivered to nobody on the list', [member(1, failedWith('busy'))]],
  ])('%s', async (headline, jobs) => {
    expect((await parsed({ jobs })).text).toContain(headline)
  })

  it('as a delivery report has a group for each member whose end was asked for, with an address of its own', async () => {
    const both = {
      notify: ['SUCCESS', 'FAILURE'] as const,
      originalRecipient: 'rfc822;customers@lists.fax.local',
    }
    const { mail } = await parsed({ jobs: mixed(both), choice: 'dsn' })
    expect(mail.type).toBe('multipart/report')
    const status = mail.parts.find(part => part.type === 'message/delivery-status')
    const [perMessage, ...groups] = (status?.groups ?? []).map(group => new Map(group))
    expect(perMessage?.get('Reporting-MTA')).toBe('dns; fax.example.com')
    expect(
      groups.map(group => [group.get('Final-Recipient'), group.get('Action'), group.get('Status')]),
    ).toEqual([
      ['rfc822; +15555551201@fax.local', 'delivered', '2.1.5'],
      ['rfc822; +15555551202@fax.local', 'failed', '4.4.1'],
      ['rfc822; +15555551203@fax.local', 'failed', '4.4.0'],
      ['rfc822; +15555551204@fax.local', 'failed', '5.7.0'],
    ])
    expect(groups[0]?.get('Original-Recipient')).toBe('rfc822; customers@lists.fax.local')
  })

  it('as a delivery report leaves out the members of which nobody asked', async () => {
    const { mail } = await parsed({ choice: 'dsn' })
    const status = mail.parts.find(part => part.type === 'message/delivery-status')
    expect(status?.groups).toHaveLength(4)
  })

  it.each(LANGUAGES)('is whole in %s', async language => {
    const { mail, text, header } = await parsed({ words: OUR_WORDS[language] })
    expect(mail.defects).toEqual([])
    expect(`${text}${header('Subject')}`).not.toMatch(/[{}]|undefined/)
  })

  it('without personal data has neither number, name nor subject', async () => {
    const { raw } = composeListReport(facts({ minimal: true }))
    const { text, header } = await parsed({ minimal: true })
    expect(`${text}${header('Subject')}`).not.toMatch(/1202|Bob|customers/)
    expect(text).not.toContain(aSubmission().subject)
    expect(raw.length).toBeGreaterThan(0)
  })

  it('for a thousand members is one mail, and its bytes are always the same', () => {
    const jobs = Array.from({ length: 1000 }, (_, n) => ({
      ...member(n % 9, failedWith('busy')),
      id: `fax_${n}` as FaxJobId,
    }))
    const began = performance.now()
    const first = composeListReport(facts({ jobs, choice: 'dsn' }))
    expect(performance.now() - began).toBeLessThan(3000)
    expect(Buffer.from(composeListReport(facts({ jobs, choice: 'dsn' })).raw).equals(first.raw)).toBe(true)
  })
})
