import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { factsOf } from '../../src/documents/mail/facts.ts'
import { isBridgeError } from '../../src/fax/error.ts'
import { mustBeAPerson, mustBePersonal } from '../../src/smtp/personal-mail.ts'
import { lines, scan } from '../documents/mail/corpus.ts'
import { houseConfig } from './house.ts'

const us = houseConfig()
const REPORT = 'fax-0123456789abcdefghjkmnpqrs.final@fax.example.com'
const RECEIVED = 'inb-0123456789abcdefghjkmnpqrs.00112233445566aa@fax.example.com'

function codeOf(work: () => void): string {
  try {
    work()
    return 'taken'
  } catch (error) {
    return isBridgeError(error) ? error.code : String(error)
  }
}

const judged = (...headers: string[]) =>
  codeOf(() => mustBePersonal(factsOf(scan(lines('From: ann@example.com', ...headers, '', 'text'))), us))

const received = (by: string, times: number) =>
  Array.from(
    { length: times },
    () => `Received: from x (y [192.0.2.1]) by ${by} with ESMTP; Sat, 21 Nov 2026`,
  )

const MATRIX: readonly (readonly [verdict: string, ...headers: string[]])[] = [
  ['taken'],
  // RFC 3834 §5: a keyword, parameters behind it, comments anywhere.
  ['taken', 'Auto-Submitted: no'],
  ['taken', 'Auto-Submitted: No'],
  ['taken', 'Auto-Submitted: no (typed by hand)'],
  ['taken', 'Auto-Submitted: (by (a person)) no'],
  ['taken', 'Auto-Submitted: no; x=y'],
  ['E_AUTOMATIC_MAIL', 'Auto-Submitted: auto-generated'],
  ['E_AUTOMATIC_MAIL', 'Auto-Submitted: auto-replied'],
  ['E_AUTOMATIC_MAIL', 'Auto-Submitted: AUTO-REPLIED (vacation)'],
  ['E_AUTOMATIC_MAIL', 'Auto-Submitted: (no) auto-replied'],
  ['E_AUTOMATIC_MAIL', 'Auto-Submitted: auto-notified; owner-email="ann@example.com"'],
  ['E_AUTOMATIC_MAIL', 'Auto-Submitted: no-more'],
  ['E_AUTOMATIC_MAIL', 'Auto-Submitted: x-something'],
  ['E_AUTOMATIC_MAIL', 'Auto-Submitted:'],
  ['E_AUTOMATIC_MAIL', 'Auto-Submitted: no', 'Auto-Submitted: auto-replied'],
  ['taken', 'Precedence: first-class'],
  ['taken', 'Precedence: normal'],
  ['taken', 'Precedence: listing'],
  ['E_AUTOMATIC_MAIL', 'Precedence: bulk'],
  ['E_AUTOMATIC_MAIL', 'Precedence: Junk'],
  ['E_AUTOMATIC_MAIL', 'Precedence: list'],
  ['E_AUTOMATIC_MAIL', 'Precedence: auto_reply'],
  ['E_AUTOMATIC_MAIL', 'List-Id: <news.example.com>'],
  ['E_AUTOMATIC_MAIL', 'List-Unsubscribe: <mailto:x@example.com>'],
  ['taken', 'Listing: 7'],
  // Exchange and scanners put it on mails of people too: it asks for silence, it does not say who wrote.
  ['taken', 'X-Auto-Response-Suppress: All'],
  ['taken', 'X-Auto-Response-Suppress: OOF, AutoReply'],
  ['E_AUTOMATIC_MAIL', 'X-Autoreply: yes'],
  ['E_AUTOMATIC_MAIL', 'X-Autorespond: Away'],
  ['E_AUTOMATIC_MAIL', 'X-Failed-Recipients: 15555551212@fax.local'],
  ['E_AUTOMATIC_MAIL', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b'],
  ['E_AUTOMATIC_MAIL', 'Content-Type: multipart/report; report-type=disposition-notification; boundary=b'],
  ['taken', 'Content-Type: multipart/mixed; boundary=b'],
  ['E_SENDER_NULL', 'Return-Path: <>'],
  ['taken', 'Return-Path: <ann@example.com>'],
  // Our own.
  ['E_LOOP', 'X-Fax-Id: fax_0123456789abcdefghjkmnpqrs'],
  ['taken', 'X-Fax-Resolution: fine'],
  ['E_LOOP', ...received('mx.example.net', 31)],
  ['taken', ...received('mx.example.net', 30)],
  ['E_LOOP', ...received('FAX.example.com', 5)],
  ['taken', ...received('fax.example.com', 4)],
  ['taken', ...received('otherfax.example.com', 5)],
  ['E_REPLY_TO_REPORT', `In-Reply-To: <${REPORT}>`],
  ['E_REPLY_TO_REPORT', `References: <1@example.com> <${REPORT}>`],
  ['E_REPLY_TO_REPORT', `References: <1@example.com> <${REPORT.toUpperCase()}> <2@example.com>`],
  ['E_REPLY_TO_REPORT', `In-Reply-To: <alarm-0123456789abcdef01234567@fax.example.com>`],
  ['taken', `In-Reply-To: <${REPORT.replace('fax.example.com', 'mail.example.com')}>`],
  ['taken', `In-Reply-To: <${REPORT.replace('fax.example.com', 'fax.example.com.evil.test')}>`],
  // A mail server that has our name writes Message-IDs of its own.
  ['taken', 'In-Reply-To: <20261121104233.4F2A1@fax.example.com>'],
  // To answer a received fax by a fax is what a person does.
  ['taken', `In-Reply-To: <${RECEIVED}>`],
]

describe('a mail that may become a fax', () => {
  it.each(MATRIX)('%s: %s', (verdict, ...headers) => {
    expect(judged(...headers)).toBe(verdict)
  })

  it('is judged whatever stands in these headers', () => {
    const names = ['Auto-Submitted', 'References', 'Received', 'Return-Path', 'Precedence', 'X-Fax-Id']
    const value = fc
      .string({ unit: 'binary-ascii', maxLength: 300 })
      .map(text => text.replace(/[\r\n\0]/g, ''))
    fc.assert(
      fc.property(fc.constantFrom(...names), value, (name, text) => {
        expect(judged(`${name}: ${text}`)).toMatch(/^(?:taken|E_)/)
      }),
    )
  })

  it('is judged in no time, however often a header nests or repeats', () => {
    const began = performance.now()
    judged(`Auto-Submitted: ${'('.repeat(50_000)}no`)
    judged(`References: ${'<'.repeat(50_000)}`)
    judged(`Received: ${'by '.repeat(20_000)}`)
    expect(performance.now() - began).toBeLessThan(500)
  })
})

const SENDERS: readonly (readonly [verdict: string, loggedIn: string, address: string])[] = [
  ['taken', 'taken', 'ann@example.com'],
  ['E_SENDER_NULL', 'E_SENDER_NULL', ''],
  ['E_AUTOMATIC_MAIL', 'E_AUTOMATIC_MAIL', 'MAILER-DAEMON@example.com'],
  ['E_AUTOMATIC_MAIL', 'taken', 'postmaster@example.com'],
  ['E_AUTOMATIC_MAIL', 'taken', 'owner-news@example.com'],
  ['E_AUTOMATIC_MAIL', 'taken', 'news-owner@example.com'],
  ['E_AUTOMATIC_MAIL', 'taken', 'news-request@example.com'],
  ['E_AUTOMATIC_MAIL', 'taken', 'news-bounces+ann=example.com@example.com'],
  ['taken', 'taken', 'request@example.com'],
  // Programs in hospitals send their faxes so.
  ['taken', 'taken', 'noreply@example.com'],
  ['E_LOOP', 'E_LOOP', 'fax@fax.local'],
  ['E_LOOP', 'E_LOOP', 'FAX@FAX.local'],
  ['taken', 'taken', 'scanner@fax.local'],
]

describe('a sender of a mail that may become a fax', () => {
  it.each(SENDERS)('%s, logged in %s: %s', (verdict, loggedIn, address) => {
    expect(codeOf(() => mustBeAPerson(address, us, false))).toBe(verdict)
    expect(codeOf(() => mustBeAPerson(address, us, true))).toBe(loggedIn)
  })

  it('is not where our own mails bounce to', () => {
    const relay = { ...us.relay, returnPath: 'bounces@example.com' }
    expect(codeOf(() => mustBeAPerson('bounces@example.com', { relay }, true))).toBe('E_LOOP')
  })
})
