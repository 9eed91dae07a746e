import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAX_FAILURES } from '../../../src/fax/failure.ts'
import { type JobRow, jobRow } from '../../../src/providers/ucx/api.ts'
import { countOf, jobIdOf, plain, sameNumber, secondsOf, timeOf } from '../../../src/providers/ucx/fields.ts'
import {
  codeIn,
  ERROR_TEXTS,
  meaningOf,
  refusalOf,
  reportOf,
  STATES,
} from '../../../src/providers/ucx/words.ts'

const job = (fields: object): JobRow => jobRow.parse(fields)
const report = (fields: object, ended = false) => reportOf(job(fields), ended, 2)

describe('states of a job', () => {
  it('are those of HylaFAX, and only Done and Failed are final', () => {
    const kinds = Object.keys(STATES).map(state => [state, report({ state, total_pages: '2' }).kind])
    expect(Object.fromEntries(kinds)).toEqual({
      undefined: 'unknown',
      suspended: 'progress',
      pending: 'progress',
      sleeping: 'progress',
      blocked: 'progress',
      ready: 'progress',
      active: 'progress',
      done: 'verdict',
      failed: 'verdict',
    })
  })

  it.each(['Done', 'DONE', '  done ', 'done\n'])('%j is Done', state => {
    expect(report({ state, sent_pages: '2', total_pages: '2', duration: '41' })).toEqual({
      kind: 'verdict',
      outcome: { kind: 'delivered', pagesSent: 2, remoteStationId: null, callSeconds: 41 },
    })
  })

  it.each(['Teleported', '', 'constructor', '__proto__', 'toString'])('%j is not known, and waits', state => {
    expect(report({ state, status_text: 'hm' })).toEqual({ kind: 'unknown', raw: `${state} hm`.trim() })
  })

  it('an unknown state among completed jobs ends the fax without a claim', () => {
    const { outcome } = report({ state: 'Teleported', status_text: 'hm' }, true) as { outcome: object }
    expect(outcome).toMatchObject({ kind: 'failed', failure: 'no-verdict', providerCode: 'Teleported' })
  })

  it('the sample of the document: Sleeping with "Busy signal detected" is no failure', () => {
    const sample = {
      time: '2026-04-20 20:59:03',
      destination: '14695550101',
      state: 'Sleeping',
      sent_pages: '0',
      total_pages: '1',
      attempts: '3',
      max_retries: '12',
      time_to_send: '21:01',
      status_text: 'Busy signal detected',
    }
    expect(report(sample)).toEqual({
      kind: 'progress',
      text: 'The UCX waits to dial. Tries so far: 3 of 12. Last: Busy signal detected.',
    })
  })

  it.each(ERROR_TEXTS.flatMap(({ texts }) => texts))(
    'Sleeping after "%s" is never a failure',
    status_text => {
      for (const ended of [true, false])
        expect(
          report({ state: 'Sleeping', status_text: `${status_text}; too many attempts to dial` }, ended).kind,
        ).toBe('progress')
    },
  )

  it('Done with some pages missing is not called delivered', () => {
    const { outcome } = report({ state: 'Done', sent_pages: '1', total_pages: '2' }) as { outcome: object }
    expect(outcome).toMatchObject({ kind: 'failed', failure: 'partial', pagesSent: 1 })
  })

  it.each([
    [{ sent_pages: '0', total_pages: '2' }, 2],
    [{ total_pages: 3 }, 3],
    [{}, 2],
  ])('Done with %j: %i pages', (fields, pagesSent) => {
    expect(report({ state: 'Done', ...fields })).toMatchObject({ outcome: { kind: 'delivered', pagesSent } })
  })

  it('a job that HylaFAX put back is still under way, unless it stands among the completed ones', () => {
    const fields = { state: 'Failed', status_text: 'Delayed by time-of-day restrictions {E338}' }
    expect(report(fields).kind).toBe('progress')
    expect(report(fields, true)).toMatchObject({ outcome: { kind: 'failed', failure: 'unknown' } })
  })

  it('a failure keeps the words and the code of the UCX', () => {
    expect(
      report({ state: 'Failed', status_text: 'Busy signal detected {E001}; too many attempts to dial' }),
    ).toEqual({
      kind: 'verdict',
      outcome: {
        kind: 'failed',
        failure: 'busy',
        pagesSent: 0,
        remoteStationId: null,
        providerCode: 'E001',
        providerText: 'Busy signal detected {E001}; too many attempts to dial',
      },
    })
  })
})

/** Text, with the code that HylaFAX gives it, and what it means. */
const TEXTS: readonly (readonly [string, string, string])[] = [
  ['E001', 'Busy signal detected', 'busy'],
  ['E002', 'No carrier detected', 'not-a-fax'],
  ['E003', 'No answer from remote', 'no-answer'],
  ['E004', 'No local dialtone', 'line-error'],
  ['E005', 'Invalid dialing command', 'number-invalid'],
  ['E006', 'Unknown problem', 'unknown'],
  ['E007', 'Carrier established, but Phase A failure', 'not-a-fax'],
  ['E008', 'Data connection established (wanted fax)', 'not-a-fax'],
  ['E009', 'Glare - RING detected', 'line-error'],
  ['E010', 'Blacklisted by modem', 'number-blocked'],
  ['E011', 'Ringback detected, no answer without CED', 'no-answer'],
  ['E012', 'Ring detected without successful handshake', 'line-error'],
  ['E013', 'V.34/V.8 handshake incompatibility', 'line-error'],
  ['E105', 'Failure to train modems', 'line-error'],
  ['E122', 'Remote has no T.4 receiver capability', 'not-a-fax'],
  ['E124', 'COMREC error in transmit Phase B/got DCN', 'line-error'],
  ['E126', 'No receiver protocol (T.30 T1 timeout)', 'not-a-fax'],
  ['E128', 'Remote fax disconnected prematurely', 'line-error'],
  ['E131', 'Unable to transmit page (giving up after 3 attempts)', 'line-error'],
  ['E134', 'Fax protocol error (unknown frame received)', 'line-error'],
  ['E148', 'Unable to establish message carrier', 'line-error'],
  ['E150', 'No response to MPS repeated 3 tries', 'line-error'],
  ['E215', 'Ringback detected, no answer (timeout)', 'no-answer'],
  ['E216', 'Ringback detected, no answer without CED', 'no-answer'],
  ['E218', 'No answer (T.30 T1 timeout)', 'not-a-fax'],
  ['E261', 'Remote station cannot receive (DIS bit 10)', 'not-a-fax'],
  ['E264', 'Remote cannot receive', 'not-a-fax'],
  ['E302', 'Problem reading document directory', 'document-rejected'],
  ['E312', '/usr/sbin/faxsend: can not fork: no memory', 'provider-fault'],
  ['E314', 'Can not open document file docq/doc82.ps', 'document-rejected'],
  ['E317', 'Too many pages in submission; max 10', 'too-long'],
  ['E321', 'Converted document is not valid TIFF', 'document-rejected'],
  ['E323', 'Job contains no documents', 'document-rejected'],
  ['E325', 'Kill time expired', 'expired'],
  ['E326', 'Invalid or corrupted job description file', 'provider-fault'],
  ['E327', 'REJECT: Unable to convert dial string to canonical format', 'number-invalid'],
  ['E328', 'REJECT: Requested modem ttyIAX9 is not registered', 'provider-fault'],
  ['E329', 'REJECT: No work found in job file', 'provider-fault'],
  ['E330', 'REJECT: Page width (0) appears invalid', 'document-rejected'],
  ['E331', 'REJECT: Job expiration time (0) appears invalid', 'provider-fault'],
  ['E332', 'REJECT: Time-to-send (0) appears invalid', 'provider-fault'],
  ['E333', 'REJECT: Too many attempts to dial', 'unknown'],
  ['E334', 'REJECT: Too many attempts to transmit: 4, max 3', 'unknown'],
  ['E335', 'REJECT: Too many pages in submission: 99, max 10', 'too-long'],
  ['E336', 'REJECT: Modem is configured as exempt from accepting jobs', 'provider-fault'],
  ['E337', 'Blocked by concurrent calls', 'queued'],
  ['E338', 'Delayed by time-of-day restrictions', 'queued'],
  ['E339', 'Delayed by outbound call staggering', 'queued'],
  ['E340', 'Could not fork to prepare job for transmission', 'queued'],
  ['E341', 'Could not fork to start job transmission', 'queued'],
  ['E342', 'Delayed by prior call', 'queued'],
  ['E343', 'Send program terminated abnormally; unable to exec /usr/sbin/faxsend', 'provider-fault'],
  ['E344', 'Job interrupted by user', 'cancelled'],
  ['E345', 'Job aborted by request', 'cancelled'],
  ['E346', 'Delayed by limit on proxy connections', 'queued'],
  ['E347', 'REJECT: qfile contains one or more errors', 'provider-fault'],
  ['E402', 'Document is not in a Group 3 or Group 4 compatible format (compression 7)', 'document-rejected'],
  [
    'E408',
    'Hyperfine resolution document is not supported by client, image resolution 16 x 15 lines/mm',
    'incompatible',
  ],
  ['E416', 'Client does not support document page width, max remote page width 1728 pixels', 'incompatible'],
]

describe('error texts of HylaFAX', () => {
  it.each(TEXTS)('%s "%s" means %s, by its code', (code, _text, means) => {
    expect(meaningOf(`Words of another version {${code}}`)).toBe(means)
    expect(meaningOf(`Words {${code}}; too many attempts to send`)).toBe(means)
    expect(codeIn(`Words {${code.toLowerCase()}} more`)).toBe(code)
  })

  it.each(TEXTS)('%s "%s" means %s, by its text alone, in any case', (_code, text, means) => {
    for (const spelling of [text, text.toUpperCase(), `  ${text.toLowerCase()} `])
      expect(meaningOf(spelling)).toBe(means)
    expect(meaningOf(`${text}; too many attempts to dial`)).toBe(means)
  })

  it('the code counts before the text', () => {
    expect(meaningOf('Busy signal detected {E003}')).toBe('no-answer')
    expect(meaningOf('{E122} Remote has no T.4 receiver capability')).toBe('not-a-fax')
  })

  it.each([
    ['Busy signal detected; too many attempts to dial {E333}', 'busy'],
    ['Call aborted by operator', 'cancelled'],
    ['Remote rejected the call', 'call-rejected'],
    ['{E187} a protocol trouble of tomorrow', 'line-error'],
    ['{E999} busy signal', 'busy'],
    ['; too many attempts to dial', 'unknown'],
    ['', 'unknown'],
    ['Gremlins in the exchange', 'unknown'],
  ])('"%s" means %s', (text, means) => {
    expect(meaningOf(text)).toBe(means)
  })

  it('every failure in the table is one that reports know', () => {
    for (const { means } of ERROR_TEXTS) if (means !== 'queued') expect(FAX_FAILURES).toHaveProperty(means)
  })

  it.each([
    [413, '', 'document-rejected'],
    [200, 'Missing attachment', 'document-rejected'],
    [400, 'Unsupported file type', 'document-rejected'],
    [200, 'Invalid destination', 'number-invalid'],
    [200, 'Invalid fax_id', null],
    [200, 'Out of paper', null],
  ])('FileSend refuses with HTTP %i "%s": %s', (status, message, means) => {
    expect(refusalOf(status, message)).toBe(means)
  })
})

describe('single values', () => {
  it.each([
    ['1776761122', 1_776_761_122_000],
    ['1776761122000', 1_776_761_122_000],
    ['2026-04-20 20:59:03', Date.UTC(2026, 3, 20, 20, 59, 3)],
    ['2026-04-20T20:59:03Z', Date.UTC(2026, 3, 20, 20, 59, 3)],
    ['2026-13-45 99:00:00', null],
    ['yesterday', null],
    ['0', null],
    ['', null],
  ])('time %j', (text, at) => expect(timeOf(text)).toBe(at))

  it.each([
    ['18', 18],
    ['1:05', 65],
    ['0:01:05', 65],
    ['soon', null],
    ['', null],
  ])('duration %j', (text, seconds) => expect(secondsOf(text)).toBe(seconds))

  it.each([
    ['TX82', 'TX82'],
    ['tx82 ', 'TX82'],
    ['82', 'TX82'],
    ['RX82', null],
    ['TX', null],
    ['TX82&type=RX', null],
  ])('job id %j', (text, id) => expect(jobIdOf(text, 'TX')).toBe(id))

  it.each([
    ['14695550101', '+14695550101', 'yes'],
    ['914695550101', '+14695550101', 'yes'],
    ['4695550101', '+14695550101', 'yes'],
    ['14695550102', '+14695550101', 'no'],
    ['598', '+14695550101', 'unsure'],
    ['', '+14695550101', 'unsure'],
  ])('number %j and %j: %s', (a, b, same) => expect(sameNumber(a, b)).toBe(same))

  it('never throw, whatever they are given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (a, b) => {
        for (const read of [countOf, secondsOf, timeOf, plain, codeIn, meaningOf]) read(a)
        expect(['yes', 'no', 'unsure']).toContain(sameNumber(a, b))
        expect(plain(a).length).toBeLessThanOrEqual(200)
        expect(plain(a)).not.toMatch(/[\p{Cc}]/u)
      }),
    )
  })

  it('a job of any JSON at all gives a report', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys(job({}))), fc.jsonValue()),
        fc.boolean(),
        (row, ended) => {
          expect(['verdict', 'progress', 'unknown']).toContain(reportOf(job(row), ended, 2).kind)
        },
      ),
    )
  })
})
