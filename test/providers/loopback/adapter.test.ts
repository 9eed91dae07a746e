import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NO_PARTS } from '../../../src/fax/address-parts.ts'
import type { FaxNumber } from '../../../src/fax/fax-number.ts'
import { makeLoopback } from '../../../src/providers/loopback/adapter.ts'
import { openNetwork } from '../../../src/providers/loopback/network.ts'
import { LOOPBACK_OUTCOMES } from '../../../src/providers/loopback/outcomes.ts'
import type { SubmitRequest, SubmittedFax } from '../../../src/providers/provider.ts'
import { FakeClock } from '../../fakes/clock.ts'

const OWN = '+15555550100'
const signal = new AbortController().signal
let folder: string
let clock: FakeClock

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loopback-'))
  clock = new FakeClock()
})
afterEach(() => rm(folder, { recursive: true }))

const open = async () => {
  const network = await openNetwork(folder, clock)
  const provider = makeLoopback({
    network,
    clock,
    isOwnNumber: number => number === OWN,
    secondsPerPage: 2,
    slowSeconds: 100,
    dials: ['subaddress', 'postDial'],
  })
  return { network, provider }
}

const PAGES = new Uint8Array([1, 2, 3])
const request = (to: string, reference = 'att_1'): SubmitRequest => ({
  reference,
  to: to as FaxNumber,
  from: '+15555550199' as FaxNumber,
  pages: { pageCount: 3, resolution: 'fine', bytes: async () => PAGES },
})
const submitted = (to: string, providerRef: string | null, reference = 'att_1'): SubmittedFax => ({
  reference,
  providerRef,
  to: to as FaxNumber,
  pageCount: 3,
  submittedAt: clock.now(),
  watermark: null,
})

describe('the loopback network', () => {
  it('delivers an ordinary number after the time of its pages', async () => {
    const { provider } = await open()
    const reply = await provider.submit(request('+15555551212'), signal)
    if (reply.kind !== 'taken') throw new Error('refused')
    const fax = submitted('+15555551212', reply.providerRef)
    expect(await provider.status(fax, signal)).toMatchObject({ kind: 'progress' })
    await clock.advance(8_000)
    expect(await provider.status(fax, signal)).toMatchObject({
      kind: 'verdict',
      outcome: { kind: 'delivered', pagesSent: 3, callSeconds: 8 },
    })
  })

  it.each([
    ['91', 'busy'],
    ['92', 'no-answer'],
    ['93', 'not-a-fax'],
    ['96', 'number-unallocated'],
    ['95', 'partial'],
  ])('a number ending in %s ends as %s', async (digits, failure) => {
    const { provider } = await open()
    const to = `+155555512${digits}`
    const reply = await provider.submit(request(to), signal)
    if (reply.kind !== 'taken') throw new Error('refused')
    await clock.advance(60_000)
    expect(await provider.status(submitted(to, reply.providerRef), signal)).toMatchObject({
      kind: 'verdict',
      outcome: { kind: 'failed', failure },
    })
  })

  it('refuses a bad number as a verdict, credentials and credit as errors', async () => {
    const { provider, network } = await open()
    expect(await provider.submit(request('+15555551294'), signal)).toMatchObject({
      kind: 'refused',
      outcome: { failure: 'number-invalid' },
    })
    await expect(provider.submit(request('+15555551283'), signal)).rejects.toMatchObject({
      code: 'E_PROVIDER_CREDENTIALS',
    })
    await expect(provider.submit(request('+15555551284'), signal)).rejects.toMatchObject({
      code: 'E_PROVIDER_CREDIT',
    })
    expect(network.entries().filter(entry => entry.type === 'taken')).toEqual([])
  })

  it('dials what it is asked to dial beside the number; an access code stands in its books as a digest', async () => {
    const { provider, network } = await open()
    expect(provider.limits.dials).toEqual(['subaddress', 'postDial'])
    const parts = { ...NO_PARTS, subaddress: '1387', postDial: 'p4711', attention: 'Jane' }
    await provider.submit({ ...request('+15555551212'), parts }, signal)
    await provider.submit(request('+15555551213', 'att_2'), signal)
    const [first, second] = network.entries()
    expect(first).toMatchObject({
      beside: { subaddress: '1387', postDial: expect.stringMatching(/^[0-9a-f]{64}$/) },
    })
    expect(second).not.toHaveProperty('beside')
    expect(JSON.stringify(network.entries())).not.toContain('4711')
  })

  it('takes the fax although its answer is lost, and shows it when asked', async () => {
    const { provider } = await open()
    await expect(provider.submit(request('+15555551281'), signal)).rejects.toMatchObject({
      kind: 'ambiguous',
    })
    expect(await provider.find?.(submitted('+15555551281', null), signal)).toEqual({
      kind: 'found',
      providerRef: 'LB1',
    })
  })

  it('shows nothing when the fax was not taken, and takes it the second time', async () => {
    const { provider } = await open()
    await expect(provider.submit(request('+15555551282'), signal)).rejects.toMatchObject({
      kind: 'ambiguous',
    })
    expect(await provider.find?.(submitted('+15555551282', null), signal)).toEqual({ kind: 'notFound' })
    expect(await provider.submit(request('+15555551282', 'att_2'), signal)).toMatchObject({ kind: 'taken' })
  })

  it('never says a word about a silent number', async () => {
    const { provider } = await open()
    const reply = await provider.submit(request('+15555551298'), signal)
    if (reply.kind !== 'taken') throw new Error('refused')
    await clock.advance(86_400_000)
    expect(await provider.status(submitted('+15555551298', reply.providerRef), signal)).toMatchObject({
      kind: 'progress',
    })
  })

  it('cancels what is still under way', async () => {
    const { provider } = await open()
    const reply = await provider.submit(request('+15555551297'), signal)
    if (reply.kind !== 'taken') throw new Error('refused')
    const fax = submitted('+15555551297', reply.providerRef)
    await provider.cancel?.(fax, signal)
    expect(await provider.status(fax, signal)).toMatchObject({
      kind: 'verdict',
      outcome: { failure: 'cancelled' },
    })
  })

  it('hands a fax for one of our own numbers back with the very bytes, once it has arrived, until acknowledged', async () => {
    const { provider } = await open()
    await provider.submit(request(OWN), signal)
    expect(await provider.inbound?.list(signal)).toEqual([])
    await clock.advance(8_000)
    const listed = await provider.inbound?.list(signal)
    expect(listed).toMatchObject([
      { providerId: 'LB1', calledNumber: OWN, callerNumber: '+15555550199', complete: true },
    ])
    const fetched = await provider.inbound?.fetch('LB1', signal)
    expect(fetched?.format).toBe('tiff')
    expect([...(fetched?.bytes ?? [])]).toEqual([...PAGES])
    await provider.inbound?.acknowledge('LB1', signal)
    await provider.inbound?.acknowledge('LB1', signal)
    expect(await provider.inbound?.list(signal)).toEqual([])
  })

  it('keeps its books over a restart and drops a line that a crash has torn', async () => {
    const first = await open()
    await first.provider.submit(request('+15555551212'), signal)
    await appendFile(join(folder, 'ledger.jsonl'), '{"type":"taken","at":1,"re')
    const second = await open()
    expect(second.network.entries()).toHaveLength(1)
    await second.provider.submit(request('+15555551212', 'att_2'), signal)
    const lines = (await readFile(join(folder, 'ledger.jsonl'), 'utf8')).trim().split('\n')
    expect(lines.map(line => JSON.parse(line).ref)).toEqual(['LB1', 'LB2'])
  })

  it('has one row for each ending', () => {
    const digits = LOOPBACK_OUTCOMES.map(row => row.digits)
    expect(new Set(digits).size).toBe(digits.length)
  })
})
