/**
 * How long the server takes for each page of the console, and what it is in bytes, with 100,000 faxes in the store:
 * `npm run bench:console [FAXES]`. Over HTTP, from the request to the last byte. CPU is what
 * the whole process spends, the asking side too: the figure that a busy machine does not change. Ends with 1 when that is 100 ms.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { controlAt } from '../../src/cli/control.ts'
import { startDaemon } from '../../src/main.ts'
import { silentLogger, systemClock } from '../../src/runtime.ts'
import { seedStore } from './seed.ts'

const FAXES = Number(process.argv[2] ?? 100_000)
const ROUNDS = 21
/** What nobody notices. */
const LIMIT_MS = 100
const DAY = 86_400_000
const PASSWORD = 'a long password of the bench'

const folder = await mkdtemp(join(tmpdir(), 'faxbridge-bench-console-'))
const wards = Array.from({ length: 40 }, (_, n) => ({
  id: `ward${n}`,
  active: true,
  numbers: [`+1555555${1300 + n}`],
  country: 'US',
  acl: [{ received_from: '127.0.0.1' }],
  allow_unproven_from: true,
}))
await mkdir(join(folder, 'data'), { mode: 0o700 })
const configFile = join(folder, 'faxbridge.yaml')
await writeFile(
  configFile,
  stringify({
    hostname: 'fax.example.com',
    dataDir: './data',
    smtp: {
      mailDomains: ['fax.example.com'],
      listeners: [{ name: 'relay', listen: '127.0.0.1:0', tls: 'off' }],
    },
    relay: { url: 'smtp://127.0.0.1:25', from: 'Fax <fax@fax.example.com>' },
    http: { listen: '127.0.0.1:0', admin: { listen: '127.0.0.1:0' } },
    providers: { demo: { type: 'loopback' } },
    routes: [{ prefix: '+', provider: 'demo' }],
    subscribers: wards,
  }),
  { mode: 0o600 },
)
const some = await seedStore({
  dataDir: join(folder, 'data'),
  faxes: FAXES,
  received: FAXES / 5,
  now: systemClock.now(),
  spread: 365 * DAY,
})
const daemon = await startDaemon({ configFile, env: process.env, log: silentLogger })
await controlAt(daemon.addresses.control).post('/users', { name: 'anna', role: 'admin', password: PASSWORD })
const url = `http://${daemon.addresses.admin}`
const signedIn = await fetch(`${url}/login`, {
  method: 'POST',
  redirect: 'manual',
  body: new URLSearchParams({ user: 'anna', password: PASSWORD }),
})
const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? ''

const middle = encodeURIComponent(`+4930${1_000_000 + Math.floor(FAXES / 2)}`)
const PATHS: Readonly<Record<string, string>> = {
  overview: '/',
  faxes: '/faxes',
  'faxes, older': `/faxes?before=${some.fax}`,
  'faxes, failed': '/faxes?state=failed',
  'faxes, held': '/faxes?held=true',
  'faxes, of one subscriber': '/faxes?subscriber=ward7',
  'faxes, search number': `/faxes?search=${middle}`,
  'faxes, search subject': '/faxes?search=order+4711',
  'faxes, search nothing found': '/faxes?search=zzzzzz',
  'one fax': `/faxes/${some.fax}`,
  inbox: '/inbox',
  'inbox, search': '/inbox?search=zzzzzz',
  'one received': `/inbox/${some.received}`,
  subscribers: '/subscribers',
  'one subscriber': '/subscribers/ward7',
  providers: '/providers',
  audit: '/audit',
  settings: '/settings',
}
const middleOf = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0
let worst = 0
console.log(
  `${FAXES} faxes in the store, ${ROUNDS} rounds\n\nPAGE                              CPU    MEDIAN     WORST     BYTES`,
)
for (const [name, path] of Object.entries(PATHS)) {
  const times: number[] = []
  const works: number[] = []
  let bytes = 0
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    const cpu = process.cpuUsage()
    const response = await fetch(url + path, { headers: { cookie } })
    bytes = (await response.arrayBuffer()).byteLength
    times.push(performance.now() - start)
    const { user, system } = process.cpuUsage(cpu)
    works.push((user + system) / 1000)
    if (response.status !== 200) throw new Error(`${path}: ${response.status}`)
  }
  const [median, cpu] = [middleOf(times), middleOf(works)]
  worst = Math.max(worst, cpu)
  console.log(
    `${name.padEnd(28)} ${cpu.toFixed(1).padStart(6)} ms ${median.toFixed(1).padStart(6)} ms ${(times.at(-1) ?? 0).toFixed(1).padStart(6)} ms ${String(bytes).padStart(9)}`,
  )
}
await daemon.stop('the bench is over')
await rm(folder, { recursive: true, force: true })
process.exitCode = worst < LIMIT_MS ? 0 : 1
