/** A provider account that gives no way to find a fax again: after a lost answer, a person must look and say what became of it. */
import { systemClock } from '../../src/runtime.ts'
import { SimulatedNetwork } from '../../src/simulate/network.ts'
import { startSimulator } from '../../src/simulate/simulator.ts'
import { VENDORS } from '../../src/simulate/vendors.ts'
import type { ConsoleConfig } from './house.ts'

/** The account `vague` gets the numbers of +1604. Numbers that end in 72 are taken and the answer is lost; in 75, not taken. */
export async function lostAnswers() {
  const network = new SimulatedNetwork({
    clock: systemClock,
    ledgerFile: null,
    secondsPerPage: 0.1,
    slowSeconds: 5,
  })
  const vendor = await startSimulator(VENDORS.openfax.make(network).vendor, '127.0.0.1', 0)
  const vague = { ...VENDORS.openfax.account(vendor.url), pollSeconds: 5, visibilitySeconds: 1 }
  return {
    network,
    stop: () => vendor.stop(),
    patch: (config: ConsoleConfig) => ({
      ...config,
      // Without a code in the header of its pages, a fax cannot be found again.
      providers: { ...config.providers, vague },
      routes: [...config.routes, { prefix: '+1604', provider: 'vague' }],
    }),
  }
}
