/**
 * How long the server takes for each list of the API with 100,000 faxes in the store: `npm run bench:api [FAXES]`. Over HTTP,
 * from the request to the last byte, the slowest filters among them. Ends with 1 when the median of one is 100 ms or more of CPU.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { RIGHTS } from '../../src/access/principal.ts'
import { controlAt } from '../../src/cli/control.ts'
import { startDaemon } from '../../src/main.ts'
import { silentLogger, systemClock } from '../../src/runtime.ts'
import { seedStore } from '../console/seed.ts'

const FAXES = Number(process.argv[2] ?? 100_000)
const ROUNDS = 15
/** What nobody notices. */
const LIMIT_MS = 100
const DAY = 86_400_000

const folder = await mkdtemp(join(tmpdir(), 'faxbridge-bench-api-'))
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
const config = {
  hostname: 'fax.example.com',
  dataDir: './data',
  smtp: {
    mailDomains: ['fax.example.com'],
    listeners: [{ name: 'relay', listen: '127.0.0.1:0', tls: 'off' }],
  },
  relay: { url: 'smtp://127.0.0.1:25', from: 'Fax <fax@fax.example.com>' },
  http: {
    listen: '127.0.0.1:0',
    admin: { listen: '127.0.0.1:0' },
    limits: { requestsPerMinute: 1_000_000 },
  },
  providers: { demo: { type: 'loopback' } },
  routes: [{ prefix: '+', provider: 'demo' }],
  subscribers: wards,
}
await writeFile(configFile, stringify(config), { mode: 0o600 })
const now = systemClock.now()
const some = await seedStore({
  dataDir: join(folder, 'data'),
  faxes: FAXES,
  received: FAXES / 5,
  now,
  spread: 365 * DAY,
})
const daemon = await startDaemon({ configFile, env: process.env, log: silentLogger })
const { token } = await controlAt(daemon.addresses.control).post<{ token: string }>('/tokens', {
  name: 'bench',
  rights: Object.keys(RIGHTS),
})
const url = `http://${daemon.addresses.admin}/api/v1`
const middle = encodeURIComponent(`+4930${1_000_000 + Math.floor(FAXES / 2)}`)
const monthAgo = new Date(now - 30 * DAY).toISOString()
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
  'number, whole': `/faxes?number=${middle}`,
  'number, digits: none': '/faxes?number=999999999',
  'sender: none': '/faxes?sender=nobody-at-all',
  'subject: none': '/faxes?subject=nothing-like-it',
  'search: none': '/faxes?search=nothing-like-it',
  'one fax': `/faxes/${some.fax}`,
  inbox: '/inbox?limit=100',
  'inbox, caller: none': '/inbox?caller=999999999',
  'inbox, search: none': '/inbox?search=nothing-like-it',
  'one received fax': `/inbox/${some.received}`,
  subscribers: '/subscribers',
  providers: '/providers',
  audit: '/audit',
  refusals: '/refusals',
  budgets: '/budgets',
  status: '/status',
}

let slow = 0
process.stdout.write(`${FAXES} faxes\n${'list'.padEnd(26)} median ms   CPU ms    bytes\n`)
for (const [name, path] of Object.entries(PATHS)) {
  const times: number[] = []
  const work: number[] = []
  let bytes = 0
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage()
    const from = performance.now()
    const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } })
    const text = await answer.text()
    times.push(performance.now() - from)
    const { user, system } = process.cpuUsage(before)
    work.push((user + system) / 1000)
    bytes = text.length
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`)
  }
  const [time, cpu] = [median(times), median(work)]
  if (cpu >= LIMIT_MS) slow++
  const note = cpu >= LIMIT_MS ? '  TOO SLOW' : ''
  process.stdout.write(
    `${name.padEnd(26)} ${time.toFixed(1).padStart(9)} ${cpu.toFixed(1).padStart(8)} ${String(bytes).padStart(8)}${note}\n`,
  )
}
await daemon.stop('the bench is over')
await rm(folder, { recursive: true, force: true })
process.exitCode = slow === 0 ? 0 : 1

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
