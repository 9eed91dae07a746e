import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FaxNumber } from '../../../src/fax/fax-number.ts'
import type { EpochMs } from '../../../src/fax/id.ts'
import type { SubmittedFax } from '../../../src/providers/provider.ts'
import { journalOf, NOW, openScripted, row, type Scripted } from './scripted.ts'
import { openNgcpAt } from './setup.ts'

const signal = new AbortController().signal
const MINUTE = 60_000
let opened: Scripted
beforeEach(async () => {
  opened = await openScripted()
})
afterEach(() => opened.close())

const fax: SubmittedFax = {
  reference: 'att_1',
  providerRef: 'journal>41@2026-11-21T06:00:00Z',
  to: '+15555551213' as FaxNumber,
  pageCount: 2,
  submittedAt: NOW as EpochMs,
  watermark: '41',
}
const lost: SubmittedFax = { ...fax, providerRef: null }

async function statusWith(...rows: readonly Record<string, unknown>[]) {
  opened.reply(journalOf(...rows))
  return opened.provider.status(fax, signal)
}

async function findWith(...rows: readonly Record<string, unknown>[]) {
  opened.reply(journalOf(...rows))
  return opened.provider.find?.(lost, signal)
}

const failed = (n: number, of: number, sip = 'User Busy / SIP 486 Busy Here') => ({
  status: 'FAILED',
  reason: `${sip} [${n}/${of}]`,
  pages: 0,
})

describe('the standing of a fax', () => {
  it('without a row it is under way', async () => {
    expect(await statusWith()).toEqual({
      kind: 'progress',
      text: 'Handed over; NGCP shows a fax only when an attempt is over.',
    })
  })

  it('SUCCESS is delivered', async () => {
    expect(await statusWith(row(42))).toEqual({
      kind: 'verdict',
      outcome: { kind: 'delivered', pagesSent: 2, remoteStationId: null, callSeconds: 42 },
    })
  })

  it('SUCCESS without counts has all pages', async () => {
    const report = await statusWith(row(42, { pages: '', duration: null }))
    expect(report).toMatchObject({ outcome: { kind: 'delivered', pagesSent: 2, callSeconds: null } })
  })

  it('a failed attempt before the last is no verdict', async () => {
    expect(await statusWith(row(42, failed(1, 3)))).toEqual({
      kind: 'progress',
      text: 'Attempt 1 of 3 failed (busy); NGCP dials again.',
    })
  })

  it('the last failed attempt is', async () => {
    const report = await statusWith(row(44, failed(3, 3)), row(43, failed(2, 3)), row(42, failed(1, 3)))
    expect(report).toEqual({
      kind: 'verdict',
      outcome: {
        kind: 'failed',
        failure: 'busy',
        pagesSent: 0,
        remoteStationId: null,
        providerCode: 'FAILED',
        providerText: 'User Busy / SIP 486 Busy Here [3/3]',
      },
    })
  })

  it('an earlier attempt is final when nothing came for attemptsMinutes', async () => {
    opened.reply(journalOf(row(42, failed(1, 3), 1)))
    await opened.clock.advance(30 * MINUTE)
    expect((await opened.provider.status(fax, signal)).kind).toBe('progress')
    await opened.clock.advance(MINUTE)
    expect(await opened.provider.status(fax, signal)).toMatchObject({
      kind: 'verdict',
      outcome: { failure: 'busy' },
    })
  })

  it('a later attempt that gets through decides', async () => {
    const report = await statusWith(row(43, { reason: 'SIP 200 OK [2/3]' }), row(42, failed(1, 3)))
    expect(report).toMatchObject({ outcome: { kind: 'delivered' } })
  })

  it('FAILED without attempts is final', async () => {
    const reason = 'Unallocated Number / SIP 404 Not Found'
    const report = await statusWith(row(42, { status: 'FAILED', reason }))
    expect(report).toMatchObject({ outcome: { kind: 'failed', failure: 'number-unallocated' } })
  })

  it('the call was up and the fax failed: the line', async () => {
    const report = await statusWith(row(42, { ...failed(3, 3, 'Normal Clearing / SIP 200 OK'), pages: 1 }))
    expect(report).toMatchObject({ outcome: { failure: 'line-error', pagesSent: 1 } })
  })

  it('a status word that nobody knows is not final, until it rests', async () => {
    const strange = row(42, { status: 'QUEUED', reason: 'Waiting' }, 1)
    expect(await statusWith(strange)).toEqual({ kind: 'unknown', raw: 'QUEUED: Waiting' })
    await opened.clock.advance(31 * MINUTE)
    expect(await statusWith(strange)).toMatchObject({
      kind: 'verdict',
      outcome: { kind: 'failed', failure: 'unknown', providerCode: 'QUEUED' },
    })
  })
})

describe('rows of other faxes are left alone', () => {
  it.each([
    ['at the watermark', row(41)],
    ['below it', row(40)],
    ['received', row(42, { direction: 'in' })],
    ['sent by mail', row(42, { direction: 'mtf' })],
    ['to another number', row(42, { callee: '15555551214' })],
    ['of another subscriber', row(42, { subscriber_id: 4 })],
  ])('%s', async (_, other) => {
    expect((await statusWith(other)).kind).toBe('progress')
    expect((await findWith(other))?.kind).toBe('cannotTell')
  })

  it('a new row that is older than the hand-over is named, not taken', async () => {
    expect(await statusWith(row(42, {}, -3))).toEqual({
      kind: 'progress',
      text: 'Journal row 42 has this number but a time before the hand-over (2026-11-21 05:57:00): are the clocks right?',
    })
    expect((await findWith(row(42, {}, -3)))?.kind).toBe('cannotTell')
  })

  it('two minutes are allowed for clocks', async () => {
    expect((await statusWith(row(42, {}, -1))).kind).toBe('verdict')
  })

  it('a watermark that is none still leaves the time', async () => {
    opened.reply(journalOf(row(42), row(41, failed(3, 3), -60)))
    const report = await opened.provider.status({ ...lost, watermark: 'x' }, signal)
    expect(report).toMatchObject({ outcome: { kind: 'delivered' } })
  })
})

describe('after a lost answer', () => {
  it('a row says that it was taken, and the reference leads to it', async () => {
    const reply = await findWith(row(42, failed(1, 3)))
    expect(reply).toEqual({ kind: 'found', providerRef: fax.providerRef })
  })

  it('no row proves nothing, however long one waits', async () => {
    await opened.clock.advance(24 * 60 * MINUTE)
    expect(await findWith()).toEqual({
      kind: 'cannotTell',
      text: 'Whether NGCP took the fax is not known: its journal has no row above 41 to this number. That proves nothing: a row is written when a call is over. Look into the panel, under the faxes of the subscriber.',
    })
  })

  it('a row whose callee is no number is shown to the person', async () => {
    const reply = await findWith(row(42, { callee: '77' }))
    expect(reply).toMatchObject({
      kind: 'cannotTell',
      text: expect.stringContaining('Is it row 42, 2026-11-21 06:01:00 UTC, to "77", SUCCESS?'),
    })
  })

  it('the operator may say that silence is proof, after journalMinutes', async () => {
    await opened.close()
    opened = await openScripted({ absentMeansNotTaken: true, journalMinutes: 20 })
    expect(opened.provider.limits.visibilityMs).toBe(20 * MINUTE)
    await opened.clock.advance(19 * MINUTE)
    expect((await findWith())?.kind).toBe('cannotTell')
    await opened.clock.advance(MINUTE)
    expect((await findWith())?.kind).toBe('notFound')
    expect((await findWith(row(42, { callee: 'anonymous' })))?.kind).toBe('cannotTell')
    expect((await findWith(row(42)))?.kind).toBe('found')
  })

  it('clocks that differ do not hide a fax', async () => {
    const date = new Date(NOW - 90 * MINUTE).toUTCString()
    opened.reply(() => ({ ...journalOf(row(42, {}, -90))(), headers: { date } }))
    expect(await opened.provider.find?.(lost, signal)).toMatchObject({ kind: 'found' })
  })

  it('only one fax at a time to a number', () => {
    expect(opened.provider.limits.onePerNumber).toBe(true)
  })

  it('the Community Edition takes all and sends nothing', async () => {
    const community = await openNgcpAt({}, { variants: { community: true } })
    try {
      const { provider, network } = community
      const pages = { pageCount: 1, resolution: 'fine' as const, bytes: async () => Buffer.from('%PDF-1.4') }
      const reply = await provider.submit({ reference: 'r', to: fax.to, from: null, pages }, signal)
      expect(reply.kind).toBe('taken')
      expect(network.taken()).toEqual([])
      const probed = await provider.probe?.(signal)
      expect(probed?.find(({ what }) => what === 'fax server')).toEqual({
        ok: false,
        what: 'fax server',
        text: 'The platform has no fax server for this user: faxes would be taken and never sent.',
      })
    } finally {
      await community.close()
    }
  })
})
