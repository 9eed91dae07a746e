import { describe, expect, it } from 'vitest'
import { FAX_FAILURES, type FaxFailure } from '../../src/fax/failure.ts'
import { statusCode } from '../../src/mail/delivery-status.ts'
import type { DsnAction } from '../../src/mail/report-choice.ts'
import { aDocument, anEndedJob, CONTRACT } from './facts.ts'

/** What RFC 3463 has for what can become of a fax, row by row. */
const FAILURES: Readonly<Record<FaxFailure, string>> = {
  // X.4.1, X.4.2 and X.4.5 make sense as persistent transient failures only.
  busy: '4.4.1',
  'no-answer': '4.4.1',
  'call-rejected': '4.4.1',
  'line-error': '4.4.2',
  partial: '4.4.2',
  'no-verdict': '4.4.0',
  expired: '4.4.7',
  'provider-fault': '4.3.0',
  unknown: '4.0.0',
  'not-a-fax': '5.4.0',
  'number-unallocated': '5.1.1',
  'number-invalid': '5.1.3',
  'number-blocked': '5.7.1',
  'no-route': '5.4.4',
  'no-credit': '5.3.0',
  'too-long': '5.2.3',
  incompatible: '5.6.3',
  'document-rejected': '5.6.1',
  cancelled: '5.7.0',
}

describe('status codes (RFC 3463)', () => {
  it.each(Object.entries(FAILURES))('%s: %s', (name, code) => {
    const failure = name as FaxFailure
    const job = anEndedJob({ state: failure === 'cancelled' ? 'cancelled' : 'failed', failure })
    expect(statusCode(job, null, 'failed')).toBe(code)
  })

  it('are there for every failure', () => {
    expect(Object.keys(FAILURES).sort()).toEqual(Object.keys(FAX_FAILURES).sort())
  })

  const left = { name: 'a.gif', type: 'image/gif', pages: 0, leftOut: 'too small' }
  it.each<[string, DsnAction, readonly (typeof CONTRACT)[], string]>([
    ['all pages confirmed', 'delivered', [CONTRACT], '2.1.5'],
    ['confirmed, but parts of the mail were left out', 'delivered', [CONTRACT, left], '2.6.4'],
    ['taken by the provider, never confirmed', 'relayed', [CONTRACT], '2.0.0'],
    ['still being tried', 'delayed', [CONTRACT], '4.4.7'],
  ])('%s', (_name, action, parts, code) => {
    expect(statusCode(anEndedJob(), aDocument(parts), action)).toBe(code)
  })
})
