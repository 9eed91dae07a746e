import fc from 'fast-check'
import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser'
import { describe, expect, it } from 'vitest'
import { NO_OPTIONS } from '../../src/fax/fax-options.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import type { Outcome } from '../../src/fax/outcome.ts'
import { composeReport, type ReportFacts } from '../../src/mail/report.ts'
import { safeText } from '../../src/mail/safe-text.ts'
import { ENGLISH } from '../../src/words/en.ts'
import {
  AT,
  aDocument,
  anEndedJob,
  aSubmission,
  CONTRACT,
  delivered,
  failedWith,
  reportFacts,
} from './facts.ts'
import { anyText } from './hostile.ts'
import { allParts, type PythonPart, parseWithPython } from './python-email.ts'

const parse = (raw: Uint8Array): Promise<ParsedMail> =>
  simpleParser(Buffer.from(raw), { keepDeliveryStatus: true })
const addressesOf = (value: AddressObject | AddressObject[] | undefined) =>
  [value ?? []].flat().flatMap(object => object.value.map(({ address }) => address))

describe('an ordinary reply', () => {
  it('is what RFC 3834 asks for', async () => {
    const facts = reportFacts()
    const composed = composeReport(facts)
    expect(composed).toMatchObject({
      to: 'ann@example.com',
      reversePath: '',
      messageId: '<fax-01kaj00000aaaaaaaaaaaaaaaa.final@fax.example.com>',
    })
    const mail = await parse(composed.raw)
    expect(mail.subject).toBe('Fax to +1 555 555 1212 delivered (3 pages)')
    expect(mail.from?.value).toEqual([{ name: 'Fax', address: 'fax@fax.local' }])
    expect(addressesOf(mail.to)).toEqual(['ann@example.com'])
    expect(mail.messageId).toBe(composed.messageId)
    expect([mail.inReplyTo, mail.references]).toEqual(['<4711@example.com>', '<4711@example.com>'])
    expect(mail.date?.getTime()).toBe(facts.job.endedAt)
    expect(mail.headers.get('auto-submitted')).toBe('auto-replied')
    expect(mail.headers.get('content-type')).toMatchObject({ value: 'multipart/alternative' })
    expect(mail.headers.get('x-fax-pages')).toBe('3/3')
  })

  it('says in words and in HTML the same: number, pages, time, duration, station, attempts, id, parts', async () => {
    const parts = [CONTRACT, { name: 'logo.gif', type: 'image/gif', pages: 0, leftOut: 'too small' }]
    const mail = await parse(composeReport(reportFacts({ document: aDocument(parts) })).raw)
    const html = typeof mail.html === 'string' ? mail.html : ''
    for (const fact of [
      '+1 555 555 1212',
      '3 of 3',
      '2026-11-21 06:13:07 +00:00 (UTC)',
      '1 min 13 s',
      'fax_01kaj00000aaaaaaaaaaaaaaaa',
      'Contract 4711',
      'contract.pdf: 3 pages',
      'logo.gif: too small',
    ]) {
      expect(mail.text).toContain(fact)
      expect(html).toContain(fact)
    }
  })

  it('repeats what was chosen', async () => {
    const options = { ...NO_OPTIONS, resolution: 'fine', billingCode: 'C-4711' } as const
    const { recipient } = anEndedJob()
    const job = anEndedJob({ outcome: delivered(), recipient: { ...recipient, options } })
    const mail = await parse(composeReport(reportFacts({ job })).raw)
    expect(mail.text).toMatch(/Options:? +resolution=fine, billing=C-4711/)
    const bare = await parse(composeReport(reportFacts({ job, minimal: true })).raw)
    expect(bare.text).not.toMatch(/4711|resolution/)
  })

  it('shows page 1 inside the mail and loads nothing from outside', async () => {
    const facts = reportFacts()
    const mail = await parse(composeReport(facts).raw)
    const [picture] = mail.attachments
    expect(mail.attachments).toHaveLength(1)
    expect(picture).toMatchObject({ contentType: 'image/png', related: true, contentDisposition: 'inline' })
    expect(picture?.content).toEqual(facts.previewPng)
    // mailparser puts the picture where the cid: was.
    expect(mail.html).toContain('src="data:image/png;base64,')
    expect(mail.html).not.toMatch(/https?:|<script|<link|url\(/i)
  })

  it('is the same, byte for byte, for the same facts', () => {
    const once = composeReport(reportFacts()).raw
    expect(Buffer.from(composeReport(reportFacts()).raw).equals(Buffer.from(once))).toBe(true)
  })

  it('answers no Message-ID that is none', () => {
    const submission = aSubmission({ messageId: '<a@b>\r\nBcc: x@evil.test' })
    const text = Buffer.from(composeReport(reportFacts({ submission })).raw).toString()
    expect(text).not.toMatch(/^(In-Reply-To|References|Bcc):/m)
  })

  it('goes to no address that is none', () => {
    const submission = aSubmission({ reversePath: 'a@b.cc>\r\nRCPT TO:<x@evil.cc', from: 'a@b.cc' })
    const failed = { job: anEndedJob(failedWith('busy')), submission, choice: 'dsn' } as const
    expect(() => composeReport(reportFacts(failed))).toThrow(
      expect.objectContaining({ code: 'E_SENDER_SYNTAX' }),
    )
    expect(composeReport(reportFacts({ submission })).to).toBe('a@b.cc')
  })

  it('is not a delivery report that nobody asked for', () => {
    expect(() => composeReport(reportFacts({ choice: 'dsn' }))).toThrow(
      expect.objectContaining({ code: 'E_INTERNAL' }),
    )
  })

  it('can be written in another language', async () => {
    const sentences = { ...ENGLISH.sentences, 'subject.delivered': 'Fax an {number} zugestellt ({pages})' }
    const words = { ...ENGLISH, language: 'de' as const, sentences }
    const mail = await parse(composeReport(reportFacts({ words })).raw)
    expect(mail.subject).toBe('Fax an +1 555 555 1212 zugestellt (3 pages)')
    expect(mail.headers.get('content-language')).toBe('de')
  })
})

describe('where a reply to the report goes', () => {
  it('stands in Reply-To and in a sentence, which speaks of the key where one was needed', async () => {
    const replyTo = 'fax+token@fax.local'
    const mail = await parse(composeReport(reportFacts({ replyTo })).raw)
    expect(mail.replyTo?.value).toEqual([{ name: '', address: replyTo }])
    expect(mail.text).toContain('Write in the first line: resend')
    const submission = aSubmission({ keyDigest: 'ab', evidence: 'key' })
    const keyed = await parse(composeReport(reportFacts({ replyTo, submission })).raw)
    expect(keyed.text).toContain('Write your key in the first line, and in the next one: resend')
    const none = await parse(composeReport(reportFacts()).raw)
    expect([none.replyTo, none.text?.includes('answer this mail')]).toEqual([undefined, false])
  })
})

describe('the truth', () => {
  const textOf = async (fields: Partial<ReportFacts>) => {
    const mail = await parse(composeReport(reportFacts({ choice: 'dsn', ...fields })).raw)
    return `${mail.subject}\n${mail.text}`
  }

  it('no verdict: it may have been delivered', async () => {
    const text = await textOf({ job: anEndedJob({ state: 'failed', failure: 'no-verdict' }) })
    expect(text).toContain('may have been delivered')
    expect(text).not.toMatch(/was not delivered|was delivered\b|failed:/)
  })

  it('pages that arrived before the line failed are told, whatever the failure is called', async () => {
    const text = await textOf({ job: anEndedJob(failedWith('line-error', { pagesSent: 2 })) })
    expect(text).toContain('delivered only in part')
    expect(text).toContain('confirmed 2 of 3 pages')
  })

  it('a fax cancelled while it was sent names the pages that had arrived', async () => {
    const { outcome } = failedWith('cancelled', { pagesSent: 1 })
    const text = await textOf({ job: anEndedJob({ state: 'cancelled', failure: 'cancelled', outcome }) })
    expect(text).toContain('1 of 3 pages had arrived')
  })

  it('a document that cannot be faxed is named', async () => {
    const failureText = 'The file scan.pdf is damaged.'
    const job = anEndedJob({ state: 'failed', failure: 'document-rejected', failureText })
    expect(await textOf({ job })).toContain(failureText)
  })

  it('a key that was replaced is told, with the time until which it works', async () => {
    const oldKey = { replacedAt: AT, until: (AT + 86_400_000) as EpochMs }
    const job = anEndedJob(failedWith('busy'))
    const text = await textOf({ job, submission: aSubmission({ oldKey }) })
    expect(text).toMatch(/replaced on 2026-11-21 06:13:07.*works until 2026-11-22 06:13:07/)
    expect(await textOf({ job })).not.toContain('secret key')
  })

  it('the body of the mail is not in it, only its header', async () => {
    const raw = composeReport(reportFacts({ job: anEndedJob(failedWith('busy')), choice: 'dsn' })).raw
    const [mail] = await parseWithPython([raw])
    const quoted = mail === undefined ? [] : mail.parts.filter(part => part.type === 'text/rfc822-headers')
    expect(quoted.map(part => part.content)).toEqual([reportFacts().originalHeaders.toString()])
  })
})

/** A part's field, or undefined. Field names are compared as RFC 5322 says. */
const fieldOf = (fields: readonly (readonly [string, string])[], name: string) =>
  fields.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]

async function dsnOf(fields: Partial<ReportFacts>): Promise<PythonPart> {
  const [mail] = await parseWithPython([composeReport(reportFacts({ choice: 'dsn', ...fields })).raw])
  if (mail === undefined) throw new Error('no mail')
  return mail
}

describe('a delivery report (RFC 3464), read by other parsers', () => {
  it('has its three parts in order, the right type, no defects, and only 7 bits', async () => {
    const mail = await dsnOf({ job: anEndedJob(failedWith('busy')) })
    expect(mail.type).toBe('multipart/report')
    expect(fieldOf(mail.headers, 'Content-Type')).toContain('report-type="delivery-status"')
    expect(mail.parts.map(part => part.type)).toEqual([
      'multipart/alternative',
      'message/delivery-status',
      'text/rfc822-headers',
    ])
    expect(mail.parts[0]?.parts.map(part => part.type)).toEqual(['text/plain', 'multipart/related'])
    expect(allParts(mail).flatMap(part => part.defects)).toEqual([])
    const { raw } = composeReport(reportFacts({ job: anEndedJob(failedWith('busy')), choice: 'dsn' }))
    expect(Buffer.from(raw).toString('latin1')).toMatch(/^[\t\r\n -~]*$/)
  })

  it('is understood by mailparser too', async () => {
    const job = anEndedJob(failedWith('busy'))
    const mail = await parse(composeReport(reportFacts({ job, choice: 'dsn' })).raw)
    expect(mail.headers.get('content-type')).toMatchObject({
      value: 'multipart/report',
      params: { 'report-type': 'delivery-status' },
    })
    expect(mail.text).toContain('The line was busy.')
    expect(mail.text).toContain('Send the fax again later.')
    expect(mail.attachments.map(({ contentType }) => contentType)).toEqual([
      'image/png',
      'message/delivery-status',
      'text/rfc822-headers',
    ])
  })

  it('has the fields of the mail and of its one recipient', async () => {
    const dsn = { notify: ['FAILURE'], originalRecipient: 'rfc822;FAX=+15555551212@fax.example.com' } as const
    const job = anEndedJob({ ...failedWith('busy'), attempts: 3 }, dsn)
    const submission = aSubmission({ dsn: { envelopeId: 'QQ+31=4', ret: 'FULL' } })
    const mail = await dsnOf({ job, submission })
    const groups = mail.parts[1]?.groups ?? []
    expect(groups).toEqual([
      [
        ['Original-Envelope-Id', 'QQ+31=4'],
        ['Reporting-MTA', 'dns; fax.example.com'],
        ['Received-From-MTA', 'dns; mail.example.com'],
        ['Arrival-Date', 'Sat, 21 Nov 2026 06:11:32 +0000'],
      ],
      [
        ['Original-Recipient', 'rfc822; FAX=+15555551212@fax.example.com'],
        ['Final-Recipient', 'rfc822; 15555551212@fax.local'],
        ['Action', 'failed'],
        ['Status', '4.4.1'],
        ['Diagnostic-Code', 'X-Fax; busy 17 as the provider says it'],
        ['Last-Attempt-Date', 'Sat, 21 Nov 2026 06:13:07 +0000'],
        ['Final-Log-ID', 'fax_01kaj00000aaaaaaaaaaaaaaaa'],
        ['X-Fax-Number', '+15555551212'],
        ['X-Fax-Pages', '0/3'],
        ['X-Fax-Attempts', '3'],
        ['X-Fax-Provider', 'demo'],
        ['X-Fax-Provider-Id', 'lb-17'],
        ['X-Fax-Cause', 'busy'],
      ],
    ])
  })

  it('leaves out what the sender did not give', async () => {
    const mail = await dsnOf({
      job: anEndedJob(failedWith('busy')),
      submission: aSubmission({ peerName: '' }),
    })
    const [message = [], recipient = []] = mail.parts[1]?.groups ?? []
    expect(fieldOf(message, 'Original-Envelope-Id')).toBeUndefined()
    expect(fieldOf(message, 'Received-From-MTA')).toBeUndefined()
    expect(fieldOf(recipient, 'Original-Recipient')).toBeUndefined()
    expect(fieldOf(recipient, 'Remote-MTA')).toBeUndefined()
  })

  it.each([
    ['delivered', anEndedJob({ outcome: delivered() }, { notify: ['SUCCESS'] }), 'delivered', '2.1.5'],
    ['no verdict', anEndedJob({ state: 'failed', failure: 'no-verdict' }), 'failed', '4.4.0'],
    [
      'no verdict, only success wanted',
      anEndedJob({ state: 'failed', failure: 'no-verdict' }, { notify: ['SUCCESS'] }),
      'relayed',
      '2.0.0',
    ],
    ['cancelled', anEndedJob({ state: 'cancelled', failure: 'cancelled' }), 'failed', '5.7.0'],
    ['not a fax', anEndedJob(failedWith('not-a-fax')), 'failed', '5.4.0'],
    ['partial', anEndedJob(failedWith('partial', { pagesSent: 1 })), 'failed', '4.4.2'],
  ])('%s', async (_name, job, action, status) => {
    const mail = await dsnOf({ job })
    const recipient = mail.parts[1]?.groups[1] ?? []
    expect([fieldOf(recipient, 'Action'), fieldOf(recipient, 'Status')]).toEqual([action, status])
    expect(fieldOf(mail.headers, 'X-Fax-Status')).toBe(status)
  })

  it('says 2.6.4 when parts of the mail were left out', async () => {
    const left = { name: 'a.gif', type: 'image/gif', pages: 0, leftOut: 'too small' }
    const job = anEndedJob({ outcome: delivered() }, { notify: ['SUCCESS'] })
    const mail = await dsnOf({ job, document: aDocument([CONTRACT, left]) })
    expect(fieldOf(mail.parts[1]?.groups[1] ?? [], 'Status')).toBe('2.6.4')
  })

  it('keeps hostile DSN parameters on their lines, in ASCII', async () => {
    const job = anEndedJob(failedWith('busy'), { originalRecipient: 'rfc822;a\r\nAction: delivered' })
    const recipient = { ...job.recipient, address: 'gr\u00fcn\r\nX: y@fax.local' }
    const submission = aSubmission({ dsn: { envelopeId: 'e\r\n\r\nAction: \u202e', ret: null } })
    const mail = await dsnOf({ job: { ...job, recipient }, submission })
    const [message = [], fields = []] = mail.parts[1]?.groups ?? []
    expect(mail.parts[1]?.groups).toHaveLength(2)
    expect(fieldOf(message, 'Original-Envelope-Id')).toBe('e+0D+0A+0D+0AAction:+20+E2+80+AE')
    expect(fieldOf(fields, 'Original-Recipient')).toBe('rfc822; a+0D+0AAction:+20delivered')
    expect(fieldOf(fields, 'Final-Recipient')).toBe('utf-8; gr\\x{FC}n\\x{D}\\x{A}X:\\x{20}y@fax.local')
    expect(fieldOf(fields, 'Action')).toBe('failed')
  })

  it('quotes header blocks of any kind without letting them out of their part', async () => {
    const originalHeaders = Buffer.concat([
      Buffer.from('Subject: gr\u00fcn\nX-Long: '),
      Buffer.alloc(2_000, 'x'),
      Buffer.from('\r--=_0\r\n\r\n--=_0--\r\nContent-Type: text/html\r\n\u0000'),
    ])
    const mail = await dsnOf({ job: anEndedJob(failedWith('busy')), originalHeaders })
    expect(mail.parts).toHaveLength(3)
    expect(allParts(mail).flatMap(part => part.defects)).toEqual([])
    const quoted = originalHeaders.toString().replace(/\r\n|\r|\n/g, '\r\n')
    expect(mail.parts[2]?.content).toBe(`${quoted}\r\n`)
  })
})

interface Texts {
  readonly subject: string
  readonly fileName: string
  readonly stationId: string
}

function factsWith({ subject, fileName, stationId }: Texts, choice: 'dsn' | 'reply'): ReportFacts {
  const outcome: Outcome = delivered(3, stationId)
  const notify = choice === 'dsn' ? (['SUCCESS'] as const) : null
  return reportFacts({
    job: anEndedJob({ outcome }, { notify }),
    submission: aSubmission({ subject }),
    document: aDocument([{ ...CONTRACT, name: fileName }]),
    choice,
  })
}

const PLAIN = { subject: 'a', fileName: 'b', stationId: 'c' }
const hostileTexts = fc.record({ subject: anyText(), fileName: anyText(), stationId: anyText() })

describe('hostile subject, file name and station id', () => {
  const namesOf = (mail: ParsedMail) => mail.headerLines.map(({ key }) => key)

  it('change neither the header nor the recipients nor the parts (mailparser)', async () => {
    for (const choice of ['dsn', 'reply'] as const) {
      const plain = await parse(composeReport(factsWith(PLAIN, choice)).raw)
      await fc.assert(
        fc.asyncProperty(hostileTexts, async texts => {
          const mail = await parse(composeReport(factsWith(texts, choice)).raw)
          const station = safeText(texts.stationId)
          const expected = namesOf(plain).filter(name => station !== '' || name !== 'x-fax-remote-id')
          expect(namesOf(mail)).toEqual(expected)
          expect(addressesOf(mail.to)).toEqual(['ann@example.com'])
          expect([mail.cc, mail.bcc]).toEqual([undefined, undefined])
          expect(mail.subject).toBe('Fax to +1 555 555 1212 delivered (3 pages)')
          expect(mail.attachments.map(part => part.contentType)).toEqual(
            plain.attachments.map(part => part.contentType),
          )
          for (const text of [texts.subject, texts.fileName, texts.stationId]) {
            expect(mail.text).toContain(safeText(text))
          }
          const tags = (html: unknown) =>
            String(html)
              .match(/<[a-z!/][^\s>]*/gi)
              ?.join(' ')
          if (station !== '' && safeText(texts.subject) !== '') expect(tags(mail.html)).toBe(tags(plain.html))
        }),
        { numRuns: 300 },
      )
    }
  })

  it('nor for a second parser, which finds no defect and gives the station id back (Python)', async () => {
    const samples = fc.sample(hostileTexts, 200)
    const mails = await parseWithPython(samples.map(texts => composeReport(factsWith(texts, 'dsn')).raw))
    const [plain] = await parseWithPython([composeReport(factsWith(PLAIN, 'dsn')).raw])
    mails.forEach((mail, index) => {
      const station = safeText(samples[index]?.stationId ?? '')
      const wanted = (plain?.headers ?? [])
        .map(([name]) => name)
        .filter(name => station !== '' || name !== 'X-Fax-Remote-Id')
      expect(mail.headers.map(([name]) => name)).toEqual(wanted)
      expect(fieldOf(mail.headers, 'X-Fax-Remote-Id') ?? '').toBe(station)
      expect(allParts(mail).flatMap(part => part.defects)).toEqual([])
      expect(mail.parts).toHaveLength(3)
      expect(mail.parts[1]?.groups).toHaveLength(2)
      const recipient = mail.parts[1]?.groups[1] ?? []
      expect(fieldOf(recipient, 'X-Fax-Remote-Id') ?? '').toBe(station)
    })
  })
})
