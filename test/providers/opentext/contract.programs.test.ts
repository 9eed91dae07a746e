import type { FaxFailure } from '../../../src/fax/failure.ts'
import type { OpentextVariants } from '../../../src/simulate/opentext-answers.ts'
import { type ContractOptions, type OpenedProvider, providerContract } from '../provider-contract.ts'
import { type AccountOptions, openAccount, SECRETS, settingsFor } from './open.ts'

/** Without the vendor's list only 2004 says why a call failed. */
const UNEXPLAINED: Readonly<Record<string, FaxFailure>> = {
  '91': 'unknown',
  '92': 'unknown',
  '93': 'unknown',
  '95': 'unknown',
  '96': 'number-invalid',
}
/** The simulator's own codes. */
const GAMMA_CODES = {
  '2004': 'number-unallocated',
  '9001': 'busy',
  '9002': 'no-answer',
  '9003': 'not-a-fax',
  '9004': 'line-error',
}

async function open(options: AccountOptions): Promise<OpenedProvider> {
  const account = await openAccount(options)
  const { provider, vendor, simulator, network } = account
  const { login = 'password', keys = {} } = options
  const wrong =
    login === 'password'
      ? { ...keys, password: 'not-the-password' }
      : {
          ...keys,
          oauth: {
            tokenUrl: `${simulator.url}/tenants/acme/oauth2/token`,
            clientId: 'client',
            clientSecret: 'not-the-secret',
          },
        }
  return {
    provider,
    simulator,
    network,
    broken: how =>
      account.another(
        how === 'credentials'
          ? settingsFor(simulator.url, login, wrong)
          : settingsFor('http://127.0.0.1:1', login, keys),
      ),
    async receive(document) {
      vendor.receive(document, { called: '+15555550100', caller: '+15555551212' })
    },
    close: () => account.close(),
  }
}

function suite(name: string, options: AccountOptions, failures?: ContractOptions['failures']): void {
  providerContract({
    name: `opentext, ${name}`,
    open: () => open(options),
    ...(failures === undefined ? {} : { failures }),
    secrets: SECRETS,
    afterLostAnswer: 'cannotTell',
  })
}

const friendly: OpentextVariants = {
  duplicates: 'existing',
  plusInNumbers: true,
  anyCaseOfType: true,
  redials: true,
  attemptOrder: 'newestFirst',
  numbersAsText: true,
  tokenSeconds: null,
}

suite('password, as strict as can be', { keys: {}, variants: { deleteNeedsLock: true } }, UNEXPLAINED)
suite('OAuth, the other readings', {
  login: 'oauth',
  keys: { documentType: 'TIFF', numberFormat: 'plus', gammaCodes: GAMMA_CODES, duplicateDetection: true },
  variants: friendly,
})
