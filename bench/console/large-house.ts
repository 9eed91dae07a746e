/** A daemon with 100,000 faxes in its store, and how long it takes for an answer. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { startDaemon } from '../../src/main.ts'
import { silentLogger, systemClock } from '../../src/runtime.ts'
import { seedStore } from './seed.ts'

/** What nobody notices. */
export const LIMIT_MS = 100
const DAY = 86_400_000

/** The daemon, ids of a sent and a received fax, and the digits of a number in the middle of all. */
export async function openLargeHouse(faxes: number) {
  const folder = await mkdtemp(join(tmpdir(), 'faxbridge-bench-console-'))
  const subscribers = Array.from({ length: 40 }, (_, n) => ({
    id: `ward${n}`,
    active: true,
    numbers: [`+1555555${1300 + n}`],
    country: 'US',
    acl: [{ received_from: '127.0.0.1' }],
    allow_unproven_from: true,
  }))
  const dataDir = join(folder, 'data')
  await mkdir(dataDir, { mode: 0o700 })
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
    subscribers,
  }
  await writeFile(configFile, stringify(config), { mode: 0o600 })
  const now = systemClock.now()
  const some = await seedStore({ dataDir, faxes, received: faxes / 5, now, spread: 365 * DAY })
  const daemon = await startDaemon({ configFile, env: process.env, log: silentLogger })
  return {
    now,
    some,
    addresses: daemon.addresses,
    middle: encodeURIComponent(`+4930${1_000_000 + Math.floor(faxes / 2)}`),
    async close() {
      await daemon.stop('the bench is over')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Asks for each path so many times, prints a line for each, and gives how many were too slow. CPU is what the whole process
 * spends, the asking side too: the figure that a busy machine does not change.
 */
export async function measurePaths(
  paths: Readonly<Record<string, string>>,
  { base, headers, rounds }: { base: string; headers: Record<string, string>; rounds: number },
): Promise<number> {
  let slow = 0
  console.log(`${''.padEnd(30)}    CPU ms  median ms   worst ms     bytes`)
  for (const [name, path] of Object.entries(paths)) {
    const times: number[] = []
    const works: number[] = []
    let bytes = 0
    for (let round = 0; round < rounds; round++) {
      const from = performance.now()
      const before = process.cpuUsage()
      const answer = await fetch(base + path, { headers })
      bytes = (await answer.arrayBuffer()).byteLength
      times.push(performance.now() - from)
      const { user, system } = process.cpuUsage(before)
      works.push((user + system) / 1000)
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    }
    const cpu = middleOf(works)
    if (cpu >= LIMIT_MS) slow++
    const figures = [cpu, middleOf(times), Math.max(...times)].map(figure => figure.toFixed(1).padStart(10))
    console.log(
      `${name.padEnd(30)}${figures.join(' ')}${String(bytes).padStart(10)}${cpu >= LIMIT_MS ? '  TOO SLOW' : ''}`,
    )
  }
  return slow
}

const middleOf = (all: readonly number[]) => [...all].sort((a, b) => a - b)[all.length >> 1] ?? 0
