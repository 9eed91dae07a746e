/** The whole daemon with a simulated vendor, for tests that compare the vendor's ledger with what the daemon says. */
import { afterEach } from 'vitest'
import { systemClock } from '../../src/runtime.ts'
import { SimulatedNetwork } from '../../src/simulate/network.ts'
import { type RunningSimulator, startSimulator } from '../../src/simulate/simulator.ts'
import { type SimulatedVendor, VENDORS } from '../../src/simulate/vendors.ts'
import { type Bridge, type ConfigPatch, makeBridge, waitFor } from './bridge.ts'

/** Settings that make a vendor answer in seconds instead of minutes. */
const QUICK: Readonly<Record<string, object>> = {
  opentext: { pollSeconds: 1, receive: { pollSeconds: 1, holdSeconds: 10 } },
  openfax: {
    pollSeconds: 5,
    visibilitySeconds: 1,
    referenceInHeader: 'from',
    experimentalInbound: true,
    inboundPollSeconds: 5,
  },
  faxplus: { pollSeconds: 1, visibilitySeconds: 1, receive: { pollSeconds: 1 } },
  ngcp: { pollSeconds: 5, attemptsMinutes: 0.05, journalMinutes: 0, inboundPollSeconds: 5 },
  ucx: { pollSeconds: 1, visibilitySeconds: 1, inboundPollSeconds: 1 },
}
export const TYPES = Object.keys(VENDORS) as (keyof typeof VENDORS)[]
/** The vendors that show a lost fax again. OpenText shows none; NGCP shows a fax only when its call is over. */
export const FINDS: readonly string[] = TYPES.filter(type => type !== 'opentext' && type !== 'ngcp')

export interface Stage {
  readonly bridge: Bridge
  readonly network: SimulatedNetwork
  readonly simulated: SimulatedVendor
}

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

export async function open(
  type: keyof typeof VENDORS,
  patch: ConfigPatch = () => {},
  slowSeconds = 5,
): Promise<Stage> {
  const network = new SimulatedNetwork({
    clock: systemClock,
    ledgerFile: null,
    secondsPerPage: 0.2,
    slowSeconds,
  })
  const simulated = VENDORS[type].make(network)
  const running: RunningSimulator = await startSimulator(simulated.vendor, '127.0.0.1', 0)
  closers.push(() => running.stop())
  const bridge = await makeBridge(config => {
    config['providers'] = { trial: { ...VENDORS[type].account(running.url), ...QUICK[type] } }
    config['routes'] = [{ prefix: '+', provider: 'trial' }]
    config['sending'] = { firstLookSeconds: 0.5, lookGapSeconds: 0.5 }
    patch(config)
  })
  closers.push(() => bridge.close())
  return { bridge, network, simulated }
}

export const states = async (bridge: Bridge) =>
  JSON.parse((await bridge.cli('list', '--json')).stdout) as {
    number: string
    state: string
    failure: string | null
    held: string | null
  }[]
export const reportOn = (bridge: Bridge, messageId: string) =>
  waitFor(`the report on ${messageId}`, () =>
    bridge.sink.mails.find(mail => mail.raw.includes(`In-Reply-To: ${messageId}`)),
  )
