import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { providerSchema } from '../../src/config/schema-providers.ts'
import { makeProvider } from '../../src/providers/registry.ts'
import { silentLogger, systemClock } from '../../src/runtime.ts'
import { SimulatedNetwork } from '../../src/simulate/network.ts'
import { withReceivedBook } from '../../src/simulate/received-book.ts'
import { startSimulator } from '../../src/simulate/simulator.ts'
import { VENDORS } from '../../src/simulate/vendors.ts'

const signal = new AbortController().signal
const TYPES = Object.keys(VENDORS) as (keyof typeof VENDORS)[]
const CALL = { called: '15555550100', caller: '15555559876' }
const schema = providerSchema(z.string() as never, z.string())
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-book-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A run of the simulator on the same ledger, and an adapter that talks to it. */
async function run<T>(
  type: keyof typeof VENDORS,
  work: (run: {
    receive: (text: string) => void
    inbound: NonNullable<Awaited<ReturnType<typeof makeProvider>>['inbound']>
  }) => Promise<T>,
): Promise<T> {
  const ledgerFile = join(folder, 'ledger.jsonl')
  const options = { clock: systemClock, ledgerFile, secondsPerPage: 0, slowSeconds: 0 }
  const network = new SimulatedNetwork(options)
  const simulated = withReceivedBook(VENDORS[type].make(network), network, `${ledgerFile}.received`)
  const simulator = await startSimulator(simulated.vendor, '127.0.0.1', 0)
  try {
    const account = schema.parse(VENDORS[type].account(simulator.url))
    const deps = { dataDir: folder, clock: systemClock, log: silentLogger, isOwnNumber: () => false }
    const { inbound } = await makeProvider(account, { ...deps, account: 'x' })
    if (inbound === undefined) throw new Error('it receives nothing')
    const receive = (text: string) => simulated.receive(Buffer.from(`%PDF-1.4\n${text}\n%%EOF\n`), CALL)
    return await work({ receive, inbound })
  } finally {
    await simulator.stop()
  }
}

describe.each(TYPES)('received faxes at a simulated %s', type => {
  it('are the same after a restart, and those that come later are others', async () => {
    const before = await run(type, async ({ receive, inbound }) => {
      receive('one')
      return inbound.list(signal)
    })
    expect(before).toHaveLength(1)
    await run(type, async ({ receive, inbound }) => {
      expect(await inbound.list(signal)).toEqual(before)
      const { bytes } = await inbound.fetch(before[0]?.providerId ?? '', signal)
      expect(Buffer.from(bytes).toString()).toContain('one')
      receive('two')
      // OpenText hides what was listed a moment ago.
      const ids = new Set([...before, ...(await inbound.list(signal))].map(fax => fax.providerId))
      expect(ids.size).toBe(2)
    })
  })

  it('that were acknowledged come back as nothing new', async () => {
    const [fax] = await run(type, async ({ receive, inbound }) => {
      receive('one')
      const listed = await inbound.list(signal)
      await inbound.acknowledge(listed[0]?.providerId ?? '', signal)
      return listed
    })
    const after = await run(type, ({ inbound }) => inbound.list(signal))
    // The daemon knows a fax by its id and its time.
    for (const { providerId, receivedAt } of after)
      expect({ providerId, receivedAt }).toEqual({ providerId: fax?.providerId, receivedAt: fax?.receivedAt })
  })
})
