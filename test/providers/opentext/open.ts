/** An account at the simulated OpenText, over real HTTP. */
import { z } from 'zod'
import { type OpentextSettings, opentextSettings } from '../../../src/config/providers/opentext.ts'
import { makeHttp } from '../../../src/providers/http.ts'
import { makeOpentext } from '../../../src/providers/opentext/adapter.ts'
import { secretsOf } from '../../../src/providers/opentext/calls.ts'
import type { FaxProvider } from '../../../src/providers/provider.ts'
import { type Clock, type Logger, silentLogger, systemClock } from '../../../src/runtime.ts'
import { SimulatedNetwork } from '../../../src/simulate/network.ts'
import { makeOpentextVendor, OPENTEXT_PATH, type OpentextVendor } from '../../../src/simulate/opentext.ts'
import type { OpentextVariants } from '../../../src/simulate/opentext-answers.ts'
import { type RunningSimulator, startSimulator } from '../../../src/simulate/simulator.ts'

export const PASSWORD = 'pass-of-the-account'
export const CLIENT_SECRET = 'secret-of-the-client'
export const SECRETS = [PASSWORD, CLIENT_SECRET, Buffer.from(`user:${PASSWORD}`).toString('base64')]

type Login = 'password' | 'oauth'
type Keys = Record<string, unknown>

const schema = opentextSettings(z.string(), z.string())

/** Settings as from a file. */
export function settingsFor(url: string, login: Login, keys: Keys = {}): OpentextSettings {
  const how =
    login === 'password'
      ? { username: 'user', password: PASSWORD }
      : {
          oauth: {
            tokenUrl: `${url}/tenants/acme/oauth2/token`,
            clientId: 'client',
            clientSecret: CLIENT_SECRET,
          },
        }
  return schema.parse({ type: 'opentext', baseUrl: `${url}${OPENTEXT_PATH}`, ...how, ...keys })
}

export interface Account {
  readonly provider: FaxProvider
  readonly vendor: OpentextVendor
  readonly simulator: RunningSimulator
  readonly network: SimulatedNetwork
  /** Another account at the same simulator. */
  another(settings: OpentextSettings): FaxProvider
  close(): Promise<void>
}

export interface AccountOptions {
  readonly login?: Login
  readonly keys?: Keys
  readonly variants?: OpentextVariants
  readonly clock?: Clock
  readonly log?: Logger
  readonly pages?: number
}

export async function openAccount(options: AccountOptions = {}): Promise<Account> {
  const { login = 'password', keys = {}, variants = {}, clock = systemClock, log = silentLogger } = options
  const network = new SimulatedNetwork({ clock, ledgerFile: null, secondsPerPage: 0.02, slowSeconds: 0.1 })
  const vendor = makeOpentextVendor({
    network,
    username: 'user',
    password: PASSWORD,
    oauth: { clientId: 'client', clientSecret: CLIENT_SECRET },
    // The suite's documents only begin as PDF and TIFF do.
    pagesOf: () => options.pages ?? 2,
    options: variants,
  })
  const simulator = await startSimulator(vendor, '127.0.0.1', 0)
  const opened: { close(): Promise<void> }[] = []
  const another = (settings: OpentextSettings): FaxProvider => {
    const common = { clock, secrets: secretsOf(settings), timeouts: { connectMs: 1_000, answerMs: 300 } }
    const http = makeHttp({ ...common, baseUrl: settings.baseUrl })
    const { oauth } = settings
    const tokenHttp = oauth === undefined ? null : makeHttp({ ...common, baseUrl: oauth.tokenUrl })
    opened.push(http, ...(tokenHttp === null ? [] : [tokenHttp]))
    return makeOpentext({ settings, http, tokenHttp, clock, log })
  }
  return {
    provider: another(settingsFor(simulator.url, login, keys)),
    vendor,
    simulator,
    network,
    another,
    async close() {
      await simulator.stop()
      await Promise.all(opened.map(http => http.close()))
    },
  }
}
