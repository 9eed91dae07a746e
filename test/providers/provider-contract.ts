/**
 * What every provider adapter must hold, against its simulator over real HTTP. `open` starts a fresh simulator and an
 * adapter that talks to it; the suite stops it.
 */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FaxFailure } from '../../src/fax/failure.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import type {
  FaxProvider,
  ProviderReport,
  SubmitRequest,
  SubmittedFax,
  WebhookCall,
} from '../../src/providers/provider.ts'
import type { NetworkEntry, TakenFax } from '../../src/simulate/network.ts'
import type { RunningSimulator } from '../../src/simulate/simulator.ts'
import { waitFor } from '../e2e/bridge.ts'

export interface OpenedProvider {
  readonly provider: FaxProvider
  readonly simulator: RunningSimulator
  readonly network: { entries(): readonly NetworkEntry[]; taken(): readonly TakenFax[] }
  /** The same adapter with wrong credentials, or with nothing listening. */
  broken(how: 'credentials' | 'unreachable'): FaxProvider
  /** Puts a received fax at the vendor; gives the number it was called at. Absent: no inbound. */
  receive?(tiffOrPdf: Uint8Array): Promise<void>
  close(): Promise<void>
}

export interface ContractOptions {
  readonly name: string
  open(): Promise<OpenedProvider>
  /** What the last two digits lead to, where the vendor cannot tell as finely as the network. */
  readonly failures?: Readonly<Partial<Record<string, FaxFailure>>>
  /** Secrets in the configuration: they may stand in no error. */
  readonly secrets: readonly string[]
  /** What `find` says after a lost answer of a fax that was taken. Default: found. */
  readonly afterLostAnswer?: 'found' | 'cannotTell'
}

const FAILURES: Readonly<Record<string, FaxFailure>> = {
  '91': 'busy',
  '92': 'no-answer',
  '93': 'not-a-fax',
  '95': 'line-error',
  '96': 'number-unallocated',
}

/** A whole PDF and TIFF are not needed here: vendors take bytes. Both begin as their formats do. */
const BYTES = {
  pdf: Buffer.from('%PDF-1.4\ncontract suite\n%%EOF\n'),
  tiff: Buffer.from('II*\0contract suite', 'latin1'),
}
const signal = new AbortController().signal

export function aRequest(to: string, reference = 'att_01hzzzzzzzzzzzzzzzzzzzzzzz'): SubmitRequest {
  const pages = {
    pageCount: 2,
    resolution: 'fine' as const,
    bytes: async (format: 'pdf' | 'tiff') => BYTES[format],
  }
  return { reference, to: to as FaxNumber, from: '+15555550100' as FaxNumber, pages }
}

function submitted(
  request: SubmitRequest,
  providerRef: string | null,
  watermark: string | null,
  since: number,
): SubmittedFax {
  const { reference, to } = request
  return { reference, providerRef, to, pageCount: 2, submittedAt: since as EpochMs, watermark }
}

/** Submits, and follows to the verdict. */
async function toTheEnd(provider: FaxProvider, to: string): Promise<ProviderReport> {
  const request = aRequest(to)
  const since = Date.now()
  const watermark = (await provider.watermark?.(signal)) ?? null
  const reply = await provider.submit(request, signal)
  if (reply.kind === 'refused') return { kind: 'verdict', outcome: reply.outcome }
  const fax = submitted(request, reply.providerRef, watermark, since)
  return waitFor(`a verdict on ${to}`, async () => {
    const report = await provider.status(fax, signal)
    return report.kind === 'verdict' ? report : null
  })
}

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { code: string; kind: string; message: string; retryAt: number | null; detail: unknown }) =>
      error,
  )

export function providerContract(options: ContractOptions): void {
  describe(`${options.name} holds the contract of providers`, () => {
    let opened: OpenedProvider
    beforeEach(async () => {
      opened = await options.open()
    })
    afterEach(() => opened.close())
    submissions(options, () => opened)
    lostAnswers(options, () => opened)
    troubles(options, () => opened)
    webhooks(() => opened)
    received(() => opened)
  })
}

function submissions(options: ContractOptions, get: () => OpenedProvider): void {
  it('hands one fax over with the very bytes, and follows it to delivered', async () => {
    const { provider, network } = get()
    const report = await toTheEnd(provider, '+15555551213')
    expect(report).toMatchObject({ kind: 'verdict', outcome: { kind: 'delivered', pagesSent: 2 } })
    const [fax, ...more] = network.taken()
    expect(more).toEqual([])
    expect(fax?.number).toMatch(/5555551213$/)
    const hashes = Object.values(BYTES).map(bytes => createHash('sha256').update(bytes).digest('hex'))
    expect(hashes).toContain(fax?.sha256)
  })

  it.each(Object.keys(FAILURES))('a number ending in %s fails with its reason', async digits => {
    const { provider } = get()
    const failure = options.failures?.[digits] ?? FAILURES[digits]
    const report = await toTheEnd(provider, `+155555513${digits}`)
    expect(report).toMatchObject({ kind: 'verdict', outcome: { kind: 'failed', failure } })
  })

  it('status may be asked any number of times and says the same', async () => {
    const { provider } = get()
    const request = aRequest('+15555551213')
    const since = Date.now()
    const watermark = (await provider.watermark?.(signal)) ?? null
    const reply = await provider.submit(request, signal)
    const ref = reply.kind === 'taken' ? reply.providerRef : null
    const fax = submitted(request, ref, watermark, since)
    await waitFor('the verdict', async () => (await provider.status(fax, signal)).kind === 'verdict')
    const [first, second] = [await provider.status(fax, signal), await provider.status(fax, signal)]
    expect(second).toEqual(first)
  })

  it('a silent number stays without a verdict', async () => {
    const { provider } = get()
    const request = aRequest('+15555551298')
    const since = Date.now()
    const watermark = (await provider.watermark?.(signal)) ?? null
    const reply = await provider.submit(request, signal)
    const ref = reply.kind === 'taken' ? reply.providerRef : null
    expect((await provider.status(submitted(request, ref, watermark, since), signal)).kind).toBe('progress')
  })
}

function lostAnswers(options: ContractOptions, get: () => OpenedProvider): void {
  it.each(['71', '72', '73', '74'])(
    'an answer lost as with %s is ambiguous, and looking finds the fax',
    async digits => {
      const { provider, network } = get()
      const request = aRequest(`+155555513${digits}`)
      const since = Date.now()
      const watermark = (await provider.watermark?.(signal)) ?? null
      const error = await errorOf(provider.submit(request, signal))
      expect(error?.kind).toBe('ambiguous')
      expect(network.taken()).toHaveLength(1)
      if (provider.find === undefined) return
      const fax = submitted(request, null, watermark, since)
      const wanted = options.afterLostAnswer ?? 'found'
      const reply = await waitFor(`find to say ${wanted}`, async () => {
        const looked = await provider.find?.(fax, signal)
        return looked?.kind === wanted ? looked : null
      })
      if (reply.kind !== 'found') return
      const found = { ...fax, providerRef: reply.providerRef }
      await waitFor('the verdict', async () => (await provider.status(found, signal)).kind === 'verdict')
    },
  )

  it('told to stop, it stops at once, and calls it ambiguous', async () => {
    const { provider, network } = get()
    const stop = new AbortController()
    const asked = errorOf(provider.submit(aRequest('+15555551371'), stop.signal))
    await waitFor('the fax to be taken', () => network.taken().length > 0)
    stop.abort()
    expect((await asked)?.kind).toBe('ambiguous')
    const before = network.taken().length
    expect(await errorOf(provider.submit(aRequest('+15555551213'), stop.signal))).not.toBeNull()
    expect(network.taken()).toHaveLength(before)
  })

  it('a repetition of the same hand-over carries the same reference', async () => {
    const { provider, network } = get()
    for (let times = 0; times < 2; times++) await errorOf(provider.submit(aRequest('+15555551213'), signal))
    expect(new Set(network.taken().map(fax => fax.reference)).size).toBe(1)
  })

  it('a fax that was never submitted is not found', async () => {
    const { provider } = get()
    if (provider.find === undefined) return
    const watermark = (await provider.watermark?.(signal)) ?? null
    const fax = submitted(aRequest('+15555551213', 'att_never'), null, watermark, Date.now())
    expect((await provider.find(fax, signal)).kind).not.toBe('found')
  })

  it('an error page instead of an answer is never taken for an answer', async () => {
    const { provider, network } = get()
    const error = await errorOf(provider.submit(aRequest('+15555551375'), signal))
    expect(error?.kind).toBe('ambiguous')
    expect(network.taken()).toEqual([])
  })

  it('"wait" means not taken, and says until when', async () => {
    const { provider, network } = get()
    const error = await errorOf(provider.submit(aRequest('+15555551376'), signal))
    expect(error).toMatchObject({ kind: 'temporary', retryAt: expect.any(Number) })
    expect(network.taken()).toEqual([])
  })
}

function troubles(options: ContractOptions, get: () => OpenedProvider): void {
  it('nobody there: certainly not taken', async () => {
    const error = await errorOf(get().broken('unreachable').submit(aRequest('+15555551213'), signal))
    expect(error).toMatchObject({ code: 'E_PROVIDER_UNREACHABLE', kind: 'temporary' })
  })

  it('wrong credentials: a person must act, and no secret is told', async () => {
    const { broken, network } = get()
    const error = await errorOf(broken('credentials').submit(aRequest('+15555551213'), signal))
    expect(error).toMatchObject({ code: 'E_PROVIDER_CREDENTIALS' })
    expect(network.taken()).toEqual([])
    const told = JSON.stringify([
      error?.message,
      error?.detail,
      String((error as { cause?: unknown } | null)?.cause),
    ])
    for (const secret of options.secrets) expect(told).not.toContain(secret)
  })

  it('probing sends nothing and says what is right and what is wrong', async () => {
    const { provider, broken, network } = get()
    if (provider.probe === undefined) return
    const good = await provider.probe(signal)
    expect(good.length).toBeGreaterThan(0)
    expect(good.filter(line => !line.ok)).toEqual([])
    const bad = await broken('credentials').probe?.(signal)
    expect(bad?.some(line => !line.ok)).toBe(true)
    expect(network.taken()).toEqual([])
  })
}

/** Whatever stands at the secret address is from anybody. */
const callArbitrary: fc.Arbitrary<WebhookCall> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'HEAD'),
  query: fc.dictionary(fc.string(), fc.string(), { maxKeys: 5 }),
  headers: fc.record({
    'content-type': fc.constantFrom(
      'application/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain',
      '',
    ),
  }),
  body: fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.json({ maxDepth: 4 }).map(text => Buffer.from(text)),
    fc
      .constantFrom('data', 'hook', 'job_id', 'OutTransID', 'deliveries', '__proto__')
      .chain(key =>
        fc.jsonValue({ maxDepth: 2 }).map(value => Buffer.from(JSON.stringify({ [key]: value }))),
      ),
  ),
})

function webhooks(get: () => OpenedProvider): void {
  it('a call at the webhook is a hint or nothing, whatever it says', () => {
    const { webhook } = get().provider
    if (webhook === undefined) return
    fc.assert(
      fc.property(callArbitrary, call => {
        const news = webhook(call)
        if (news === null) return
        for (const id of [...news.providerRefs, ...news.references]) expect(typeof id).toBe('string')
        expect(typeof news.received).toBe('boolean')
        expect(webhook(call)).toEqual(news)
      }),
      { numRuns: 300 },
    )
  })
}

function received(get: () => OpenedProvider): void {
  it('a received fax is listed, fetched with its very bytes, and listed no more once acknowledged', async () => {
    const { provider, receive } = get()
    const { inbound } = provider
    if (inbound === undefined || receive === undefined) return
    await receive(BYTES.pdf)
    const [listing] = await inbound.list(signal)
    if (listing === undefined) throw new Error('nothing is listed')
    const { bytes } = await inbound.fetch(listing.providerId, signal)
    expect(Buffer.from(bytes).equals(BYTES.pdf) || Buffer.from(bytes).equals(BYTES.tiff)).toBe(true)
    await inbound.acknowledge(listing.providerId, signal)
    await inbound.acknowledge(listing.providerId, signal)
    expect(await inbound.list(signal)).toEqual([])
  })
}
