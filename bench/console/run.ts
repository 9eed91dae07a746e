/**
 * How long the server takes for each page of the console, and what it is in bytes, with 100,000 faxes in the store:
 * `npm run bench:console [FAXES]`. Over HTTP, from the request to the last byte. Ends with 1 when the median of one is
 * 100 ms or more of CPU.
 */
import { controlAt } from '../../src/cli/control.ts'
import { measurePaths, openLargeHouse } from './large-house.ts'

const PASSWORD = 'a long password of the bench'

const house = await openLargeHouse(Number(process.argv[2] ?? 100_000))
await controlAt(house.addresses.control).post('/users', { name: 'anna', role: 'admin', password: PASSWORD })
const base = `http://${house.addresses.admin}`
const signedIn = await fetch(`${base}/login`, {
  method: 'POST',
  redirect: 'manual',
  body: new URLSearchParams({ user: 'anna', password: PASSWORD }),
})
const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? ''

const PATHS: Readonly<Record<string, string>> = {
  overview: '/',
  faxes: '/faxes',
  'faxes, older': `/faxes?before=${house.some.fax}`,
  'faxes, failed': '/faxes?state=failed',
  'faxes, held': '/faxes?held=true',
  'faxes, of one subscriber': '/faxes?subscriber=ward7',
  'faxes, search number': `/faxes?search=${house.middle}`,
  'faxes, search subject': '/faxes?search=order+4711',
  'faxes, search nothing found': '/faxes?search=zzzzzz',
  'one fax': `/faxes/${house.some.fax}`,
  inbox: '/inbox',
  'inbox, search': '/inbox?search=zzzzzz',
  'one received': `/inbox/${house.some.received}`,
  subscribers: '/subscribers',
  'one subscriber': '/subscribers/ward7',
  providers: '/providers',
  audit: '/audit',
  settings: '/settings',
}
const slow = await measurePaths(PATHS, { base, headers: { cookie }, rounds: 21 })
await house.close()
process.exitCode = slow === 0 ? 0 : 1
