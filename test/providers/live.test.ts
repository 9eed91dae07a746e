/**
 * The contract against the vendor itself, for whoever has an account. `FAXBRIDGE_LIVE_OPENTEXT=account.yaml` (or OPENFAX,
 * FAXPLUS, NGCP, UCX) names a file with one account as it stands in the configuration, and runs what sends nothing:
 * `npx vitest run --project unit test/providers/live.test.ts`. With `FAXBRIDGE_LIVE_TO=+15555551212` one fax of one page
 * goes to that number, which costs money. Without these variables nothing here runs.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { providerSchema } from '../../src/config/schema-providers.ts'
import { secretResolver } from '../../src/config/secrets.ts'
import { fillRun, makeBitmap } from '../../src/documents/bitmap.ts'
import { encodeG4 } from '../../src/documents/tiff/t4-encode.ts'
import { pdfOfTiff } from '../../src/documents/tiff/to-pdf.ts'
import { writeTiff } from '../../src/documents/tiff/write.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import type { FaxProvider, SubmitRequest, SubmittedFax } from '../../src/providers/provider.ts'
import { makeProvider } from '../../src/providers/registry.ts'
import { makeIds, silentLogger, systemClock } from '../../src/runtime.ts'
import { waitFor } from '../e2e/bridge.ts'

const VENDORS = ['opentext', 'openfax', 'faxplus', 'ngcp', 'ucx'] as const
const to = process.env['FAXBRIDGE_LIVE_TO'] ?? null
/** A call, its redials, and a report that is read once a minute. */
const PATIENCE_MS = 20 * 60_000
const signal = AbortSignal.timeout(PATIENCE_MS)

/** The account in the file, and the same with every secret spoiled. */
function accountIn(file: string) {
  const resolveSecret = secretResolver(dirname(resolve(file)), process.env)
  const schema = (spoil: boolean) => {
    const secret = z
      .union([z.string().min(1), z.strictObject({ file: z.string() }), z.strictObject({ env: z.string() })])
      .transform(value => (spoil ? 'not-the-secret' : resolveSecret(value)))
    return providerSchema(secret, z.string().min(1))
  }
  const input: unknown = parse(readFileSync(file, 'utf8'))
  return { right: schema(false).parse(input), wrong: schema(true).parse(input) }
}

describe.each(VENDORS)('the real %s', type => {
  const variable = `FAXBRIDGE_LIVE_${type.toUpperCase()}`
  const file = process.env[variable]
  if (file === undefined) {
    it.skip(`${variable} does not name a file with an account`, () => {})
    return
  }
  let folder = ''
  let provider: FaxProvider
  let wrong: FaxProvider
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'faxbridge-live-'))
    const base = { dataDir: folder, clock: systemClock, log: silentLogger, isOwnNumber: () => false }
    const account = accountIn(file)
    expect(account.right.type).toBe(type)
    provider = await makeProvider(account.right, { ...base, account: 'live' })
    wrong = await makeProvider(account.wrong, { ...base, account: 'wrong' })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('the account can do what a fax needs', async () => {
    const lines = (await provider.probe?.(signal)) ?? []
    expect(lines.filter(line => !line.ok)).toEqual([])
  })

  it('tells its balance, if it tells one', async () => {
    if (provider.balance !== undefined) expect(await provider.balance(signal)).toMatch(/\S/)
  })

  it('shows no fax that was never handed over', async () => {
    const fax = submitted(aRequest('+15555551213'), null, (await provider.watermark?.(signal)) ?? null)
    if (provider.find !== undefined) expect((await provider.find(fax, signal)).kind).not.toBe('found')
    const report = await provider.status({ ...fax, providerRef: 'faxbridge-none-1' }, signal)
    expect(report.kind).not.toBe('verdict')
  })

  it('lists received faxes without taking any away', async () => {
    if (provider.inbound === undefined) return
    for (const listing of await provider.inbound.list(signal)) expect(listing.providerId).toMatch(/\S/)
  })

  it('refuses wrong credentials as a matter for a person', async () => {
    const lines = (await wrong.probe?.(signal)) ?? [{ ok: false }]
    expect(lines.some(line => !line.ok)).toBe(true)
  })

  it.skipIf(to === null)(
    'takes one fax (skipped without FAXBRIDGE_LIVE_TO) and says what became of it',
    async () => {
      const request = aRequest(to ?? '')
      const watermark = (await provider.watermark?.(signal)) ?? null
      const reply = await provider.submit(request, signal)
      if (reply.kind !== 'taken') throw new Error(JSON.stringify(reply.outcome))
      const fax = submitted(request, reply.providerRef, watermark)
      const verdict = await waitFor(
        'the verdict',
        async () => {
          const report = await provider.status(fax, signal)
          await systemClock.sleep(provider.limits.pollMs)
          return report.kind === 'verdict' ? report : null
        },
        PATIENCE_MS,
      )
      expect(verdict.outcome).toMatchObject({ kind: 'delivered' })
      expect(await provider.status(fax, signal)).toEqual(verdict)
    },
    PATIENCE_MS,
  )
})

/** One page of A4 in standard resolution, white with a black bar. */
function aRequest(number: string): SubmitRequest {
  const page = makeBitmap(1728, 1146)
  for (let y = 500; y < 540; y++) fillRun(page, y, 200, 1500)
  const tiff = writeTiff([{ width: 1728, height: 1146, xDpi: 204, yDpi: 98, strip: encodeG4(page) }], {
    software: 'faxbridge',
  })
  const pdf = () => pdfOfTiff(tiff, { producer: 'faxbridge', createdAt: systemClock.now() })
  return {
    reference: makeIds(systemClock).next('att'),
    to: number as FaxNumber,
    from: null,
    pages: {
      pageCount: 1,
      resolution: 'standard',
      bytes: async format => (format === 'tiff' ? tiff : pdf()),
    },
  }
}

function submitted(
  request: SubmitRequest,
  providerRef: string | null,
  watermark: string | null,
): SubmittedFax {
  const submittedAt = (systemClock.now() - 1_000) as EpochMs
  return { reference: request.reference, providerRef, to: request.to, pageCount: 1, submittedAt, watermark }
}
