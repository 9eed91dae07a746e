/**
 * How long the server takes for each list of the API with 100,000 faxes in the store: `npm run bench:api [FAXES]`. Over HTTP,
 * from the request to the last byte, the slowest filters among them. Ends with 1 when the median of one is 100 ms or more of CPU.
 */
import { RIGHTS } from '../../src/access/principal.ts'
import { controlAt } from '../../src/cli/control.ts'
import { measurePaths, openLargeHouse } from '../console/large-house.ts'

const MONTH = 30 * 86_400_000

const house = await openLargeHouse(Number(process.argv[2] ?? 100_000))
const { token } = await controlAt(house.addresses.control).post<{ token: string }>('/tokens', {
  name: 'bench',
  rights: Object.keys(RIGHTS),
})
const base = `http://${house.addresses.admin}/api/v1`
const monthAgo = new Date(house.now - MONTH).toISOString()
const PATHS: Readonly<Record<string, string>> = {
  faxes: '/faxes?limit=100',
  'faxes, failed': '/faxes?state=failed',
  'faxes, cancelled: none': '/faxes?state=cancelled',
  'faxes, held': '/faxes?held=true',
  'faxes of a subscriber': '/faxes?subscriber=ward7',
  'faxes of nobody': '/faxes?subscriber=nobody',
  'faxes at an account': '/faxes?account=demo',
  'faxes at no account': '/faxes?account=none',
  'faxes since a month': `/faxes?from=${monthAgo}`,
  'faxes before': `/faxes?until=${monthAgo}`,
  'number, whole': `/faxes?number=${house.middle}`,
  'number, digits: none': '/faxes?number=999999999',
  'sender: none': '/faxes?sender=nobody-at-all',
  'subject: none': '/faxes?subject=nothing-like-it',
  'search: none': '/faxes?search=nothing-like-it',
  'one fax': `/faxes/${house.some.fax}`,
  inbox: '/inbox?limit=100',
  'inbox, caller: none': '/inbox?caller=999999999',
  'inbox, search: none': '/inbox?search=nothing-like-it',
  'one received fax': `/inbox/${house.some.received}`,
  subscribers: '/subscribers',
  providers: '/providers',
  audit: '/audit',
  refusals: '/refusals',
  budgets: '/budgets',
  status: '/status',
}

const headers = { authorization: `Bearer ${token}` }
const slow = await measurePaths(PATHS, { base, headers, rounds: 15 })
await house.close()
process.exitCode = slow === 0 ? 0 : 1
