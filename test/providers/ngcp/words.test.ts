import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAX_FAILURES, type FaxFailure } from '../../../src/fax/failure.ts'
import {
  attemptOf,
  failureOf,
  fieldFailure,
  LOGIN_REFUSALS,
  refusalFor,
  SETUP_REFUSALS,
  statusWord,
} from '../../../src/providers/ngcp/words.ts'

describe('the status of a journal row', () => {
  it.each([
    ['SUCCESS', 'delivered'],
    ['success', 'delivered'],
    ['  Success ', 'delivered'],
    ['FAILED', 'failed'],
    ['failed\n', 'failed'],
  ])('%j means %s', (word, meaning) => {
    expect(statusWord(word)).toBe(meaning)
  })

  it.each(['', 'SUCCESSFUL', 'PARTIAL', 'constructor', '__proto__', '0'])('%j is not known', word => {
    expect(statusWord(word)).toBeNull()
  })
})

describe('the reason of a row that is no success', () => {
  const REASONS: readonly (readonly [string, FaxFailure])[] = [
    ['User Busy / SIP 486 Busy Here [3/3]', 'busy'],
    ['SIP 600 Busy Everywhere', 'busy'],
    ['The line was BUSY', 'busy'],
    ['No User Response / SIP 408 Request Timeout', 'no-answer'],
    ['SIP 480 Temporarily Unavailable [1/3]', 'no-answer'],
    ['SIP 487 Request Terminated', 'no-answer'],
    ['no answer', 'no-answer'],
    ['SIP 404 Not Found', 'number-unallocated'],
    ['SIP 410 Gone', 'number-unallocated'],
    ['SIP 604 Does Not Exist Anywhere', 'number-unallocated'],
    ['Unallocated (unassigned) number', 'number-unallocated'],
    ['SIP 484 Address Incomplete', 'number-invalid'],
    ['SIP 401 Unauthorized', 'number-blocked'],
    ['SIP 403 Forbidden', 'number-blocked'],
    ['SIP 407 Proxy Authentication Required', 'number-blocked'],
    ['SIP 603 Decline', 'call-rejected'],
    ['Call Rejected', 'call-rejected'],
    ['SIP 402 Payment Required', 'no-credit'],
    ['SIP 415 Unsupported Media Type', 'not-a-fax'],
    ['SIP 488 Not Acceptable Here', 'not-a-fax'],
    ['SIP 606 Not Acceptable', 'not-a-fax'],
    ['SIP 500 Server Internal Error', 'line-error'],
    ['SIP 503 Service Unavailable', 'line-error'],
    ['Temporary Failure', 'line-error'],
    ['Network Congestion', 'line-error'],
    ['Normal Clearing / SIP 200 OK [1/3]', 'line-error'],
    ['Moon phase', 'unknown'],
    ['SIP 499 Invented', 'unknown'],
    ['', 'unknown'],
  ]
  it.each(REASONS)('%j means %s', (reason, failure) => {
    expect(failureOf(reason)).toBe(failure)
    expect(failureOf(`  ${reason.toUpperCase()} `)).toBe(failure)
  })

  it('any text at all has a name of the table', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), text => failureOf(text) in FAX_FAILURES))
  })
})

describe('attempts', () => {
  it.each([
    ['Normal Clearing / SIP 200 OK [1/3]', { n: 1, of: 3 }],
    ['x [ 2 / 12 ] ', { n: 2, of: 12 }],
    ['[1/3] in the middle', null],
    ['Normal Clearing', null],
    ['[1/]', null],
    ['[1111/2]', null],
  ])('%j', (reason, wanted) => {
    expect(attemptOf(reason)).toEqual(wanted)
  })
})

describe('refusals', () => {
  it.each([
    'Banned',
    'Invalid OTP',
    'Invalid license',
    'Password expired',
    'Invalid user',
    "Invalid client certificate DN '/CN=x'",
    'Invalid HTTP method for read-only user',
    'User not found',
  ])('the login message %j has its own advice', message => {
    expect(refusalFor(message, LOGIN_REFUSALS)?.say).toMatch(/\.$/)
  })

  it.each([
    'Faxserver feature is not active.',
    'Fax subscriber not found.',
    'Invalid subscriber fax preferences',
  ])('the message %j has its own advice', message => {
    expect(refusalFor(` ${message.toUpperCase()}`, SETUP_REFUSALS)).not.toBeNull()
  })

  it('a message that nobody knows has none', () => {
    expect(refusalFor('Forbidden!', LOGIN_REFUSALS)).toBeNull()
    expect(refusalFor('', SETUP_REFUSALS)).toBeNull()
  })

  it.each([
    ["Validation failed. field='destination', input='', errors='x'", 'number-invalid'],
    ["validation failed. field='faxfile', input='', errors='too big'", 'document-rejected'],
    ["Validation failed. field='subscriber_id', input='', errors='x'", null],
    ["Validation failed. field='constructor'", null],
    ["Fax subscriber not found. field='destination'", null],
  ])('%j', (message, failure) => {
    expect(fieldFailure(message)).toBe(failure)
  })
})
