import { describe, expect, it } from 'vitest'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import { StatusDesk } from '../../src/outbound/status-desk.ts'
import type { FaxProvider, ProviderReport, SubmittedFax } from '../../src/providers/provider.ts'
import { FakeClock } from '../fakes/clock.ts'

const signal = new AbortController().signal
const aFax = (reference: string): SubmittedFax => ({
  reference,
  providerRef: reference,
  to: '+15555551212' as FaxNumber,
  pageCount: 1,
  submittedAt: 0 as EpochMs,
  watermark: null,
})
const sending: ProviderReport = { kind: 'progress', text: 'sending' }

function aProvider(many: FaxProvider['statusOfMany']): FaxProvider {
  const limits = { maxPages: 1, maxBytes: 1, visibilityMs: 0, pollMs: 1, concurrent: 1 }
  const single = {
    limits,
    submit: async () => Promise.reject(new Error('not here')),
    status: async () => sending,
  }
  return many === undefined ? single : { ...single, statusOfMany: many }
}

describe('asking for the standing of faxes', () => {
  it('makes one request of those who ask at the same time, and gives each its own answer', async () => {
    const asked: string[][] = []
    const provider = aProvider(async faxes => {
      asked.push(faxes.map(fax => fax.reference))
      return new Map([['r1', sending]])
    })
    const clock = new FakeClock()
    const desk = new StatusDesk(clock)
    const both = Promise.all(['r1', 'r2'].map(ref => desk.status('a', provider, aFax(ref), signal)))
    await clock.advance(50)
    expect(await both).toEqual([sending, { kind: 'progress', text: 'The provider has no news yet.' }])
    const next = desk.status('a', provider, aFax('r3'), signal)
    await clock.advance(50)
    await next
    expect(asked).toEqual([['r1', 'r2'], ['r3']])
  })

  it('gives a failure to all who asked', async () => {
    const provider = aProvider(async () => Promise.reject(new Error('away')))
    const clock = new FakeClock()
    const desk = new StatusDesk(clock)
    const both = Promise.allSettled(['r1', 'r2'].map(ref => desk.status('a', provider, aFax(ref), signal)))
    await clock.advance(50)
    expect((await both).map(result => result.status)).toEqual(['rejected', 'rejected'])
  })

  it('asks for one where the vendor answers for one', async () => {
    expect(
      await new StatusDesk(new FakeClock()).status('a', aProvider(undefined), aFax('r1'), signal),
    ).toEqual(sending)
  })
})
