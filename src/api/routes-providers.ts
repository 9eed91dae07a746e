/** Provider accounts: how they are, test, balance, numbers; and the routes that lead to them. */
import { z } from 'zod'
import type { Config } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import type { OperateDeps } from '../outbound/operate.ts'
import { balanceOf, listProviders, testProvider } from '../outbound/provider-desk.ts'
import { addRoute, type RouteHouse } from './route.ts'
import { number } from './schema-subscribers.ts'
import { accountNumbers, provider, providerList, routeList, testResult } from './schema-system.ts'

/** A list is no reason to wait for a slow vendor. */
const LIST_MS = 10_000
/** A vendor that has not answered after this long does not. */
const PATIENCE_MS = 25_000
/** A test fax has to be dialled and sent as well. */
const TEST_FAX_MS = 180_000

const accountParams = z.object({ account: z.string().min(1).max(64).describe('Its name.') })

export function addProviders(house: RouteHouse, deps: OperateDeps): void {
  const common = { tag: 'providers', right: 'providers.read' } as const
  const views = async () =>
    (await listProviders(deps, AbortSignal.timeout(LIST_MS))).map(one => ({ ...one, can: [...one.can] }))
  addRoute(house, {
    ...common,
    method: 'GET',
    url: '/providers',
    id: 'listProviders',
    summary: 'All accounts: standing, open faxes, balance',
    answer: providerList,
    handle: async () => ({ items: await views() }),
  })
  addRoute(house, {
    ...common,
    method: 'GET',
    url: '/providers/:account',
    id: 'getProvider',
    summary: 'One account',
    params: accountParams,
    answer: provider,
    async handle({ params: { account } }) {
      mustBeKnown(deps, account)
      const found = (await views()).find(one => one.account === account)
      if (found === undefined) throw new BridgeError('E_NOT_FOUND')
      return found
    },
  })
  addAbout(house, deps)
  addProviderActions(house, deps)
}

function addAbout(house: RouteHouse, deps: OperateDeps): void {
  const common = { tag: 'providers', right: 'providers.read' } as const
  addRoute(house, {
    ...common,
    method: 'GET',
    url: '/providers/:account/balance',
    id: 'getBalance',
    summary: "What is left on it, in the vendor's own words",
    params: accountParams,
    answer: z.object({ balance: z.string() }).meta({ id: 'Balance', description: 'What is left.' }),
    handle: async ({ params: { account } }) => ({
      balance: await balanceOf(deps, account, AbortSignal.timeout(PATIENCE_MS)),
    }),
  })
  addRoute(house, {
    ...common,
    method: 'GET',
    url: '/providers/:account/numbers',
    id: 'getProviderNumbers',
    summary: 'Own numbers that are sent from, or received at, this account',
    params: accountParams,
    answer: accountNumbers,
    handle({ params: { account } }) {
      mustBeKnown(deps, account)
      return numbersAt(deps.config.current, account, deps.providers.get(account)?.inbound !== undefined)
    },
  })
  addRoute(house, {
    ...common,
    method: 'GET',
    url: '/routes',
    id: 'listRoutes',
    summary: 'Which provider gets which numbers',
    answer: routeList,
    handle: () => ({
      items: deps.config.current.routes.map(({ prefix, provider: to, fallback, subscriber }) => ({
        prefix,
        provider: to,
        fallback: [...fallback],
        subscriber: subscriber ?? null,
      })),
    }),
  })
}

function addProviderActions(house: RouteHouse, deps: OperateDeps): void {
  const common = {
    method: 'POST',
    tag: 'providers',
    right: 'providers.write',
    params: accountParams,
  } as const
  addRoute(house, {
    ...common,
    url: '/providers/:account/test',
    id: 'testProvider',
    summary: 'Credentials, numbers, rights; nothing is sent without `to`',
    about: 'An account that passes is used again.',
    body: z
      .strictObject({ to: number.optional().describe('If all is well, a test fax of one page goes to it.') })
      .meta({ id: 'ProviderTestRequest' }),
    answer: testResult,
    async handle({ params: { account }, body: { to = null }, request }) {
      mustBeKnown(deps, account)
      await house.gate.audited(request, { action: 'providers.test', object: account, detail: { to } })
      const signal = AbortSignal.timeout(to === null ? PATIENCE_MS : TEST_FAX_MS)
      return { lines: [...(await testProvider(deps, account, to, signal))] }
    },
  })
  addRoute(house, {
    ...common,
    url: '/providers/:account/reset',
    id: 'resetProvider',
    summary: 'A person has put it right: it is used again at once',
    answer: z.object({ standing: z.string() }).meta({ id: 'Standing', description: 'How it stands.' }),
    async handle({ params: { account }, request }) {
      mustBeKnown(deps, account)
      await house.gate.audited(request, { action: 'providers.reset', object: account, detail: {} })
      deps.board.reset(account)
      deps.kick()
      return { standing: deps.board.standing(account).kind }
    },
  })
}

function mustBeKnown({ providers }: Pick<OperateDeps, 'providers'>, account: string): void {
  if (providers.has(account)) return
  const known = [...providers.keys()].join(', ')
  throw new BridgeError('E_NOT_FOUND', {
    say: `No provider account has the name "${account}": there is ${known}.`,
  })
}

/** Sends: where a route leads there for the subscriber. Receives: nobody knows which numbers a vendor has for us but us. */
function numbersAt({ routes, subscribers }: Config, account: string, receiving: boolean) {
  const own = routes.filter(({ provider: to, fallback }) => to === account || fallback.includes(account))
  const isUsedBy = (id: string) => own.some(({ subscriber }) => subscriber === undefined || subscriber === id)
  const numbers = subscribers.flatMap(({ id, numbers: all }) =>
    all.map(one => ({ subscriber: id, number: one })),
  )
  return {
    sends: numbers.filter(({ subscriber }) => isUsedBy(subscriber)),
    receives: receiving ? numbers : [],
  }
}
