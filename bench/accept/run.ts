/**
 * Mails accepted a second, faxbridge against Postfix: same machine, same disk, same client (Postfix's smtp-source), in
 * turn, round by round. Both flush before the 250. Prints medians and the ratio.
 *
 *   npx tsx bench/accept/run.ts [--rounds 11] [--size 51200] [--sessions 10] [--warm 10]
 */
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { stringify } from 'yaml'
import { startPostfix } from './postfix.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '11' },
    size: { type: 'string', default: '51200' },
    sessions: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '1.5' },
    /** Seconds of warming up. */
    warm: { type: 'string', default: '10' },
    /** The disk to measure. */
    folder: { type: 'string', default: tmpdir() },
  },
})
const size = Number(values.size)
const sessions = Number(values.sessions)
const folder = mkdtempSync(join(values.folder, 'faxbridge-bench-'))
// Postfix's daemons run as another user.
chmodSync(folder, 0o755)

const [postfixPort, bridgePort] = [await freePort(), await freePort()]
const postfix = startPostfix(join(folder, 'postfix'), postfixPort)
const bridge = await startBridge(join(folder, 'faxbridge'), bridgePort)
try {
  await main()
} finally {
  postfix.stop()
  bridge.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
}

async function main(): Promise<void> {
  const targets = [
    {
      name: 'postfix',
      run: (n: number) => send(postfixPort, 'b@fax.test', n),
      drain: () => drained(postfix.queueFolder),
    },
    {
      name: 'faxbridge',
      run: (n: number) => send(bridgePort, '15555551212@fax.test', n),
      drain: async () => {},
    },
  ]
  const rates: Record<string, number[]> = { postfix: [], faxbridge: [] }
  const counts: Record<string, number> = {}
  for (const target of targets) {
    // A daemon runs for weeks: compiled code, a log of the database that has its size. Both get the same time for it.
    const rate = await target.run(sessions * 20)
    await target.run(Math.ceil(rate * Number(values.warm)))
    counts[target.name] = Math.ceil((await target.run(sessions * 40)) * Number(values.seconds))
    await target.drain()
  }
  for (let round = 1; round <= Number(values.rounds); round++) {
    for (const target of targets) {
      const rate = await target.run(counts[target.name] ?? 100)
      rates[target.name]?.push(rate)
      await target.drain()
    }
    const line = targets.map(target => `${target.name} ${(rates[target.name]?.at(-1) ?? 0).toFixed(0)}/s`)
    console.log(`round ${round}: ${line.join('   ')}`)
  }
  const [peer, ours] = [median(rates['postfix'] ?? []), median(rates['faxbridge'] ?? [])]
  console.log(
    `\n${size} bytes, ${sessions} sessions, flushed before the 250, median of ${values.rounds} rounds`,
  )
  console.log(`postfix    ${peer.toFixed(0)} mails/s   ${range(rates['postfix'] ?? [])}`)
  console.log(`faxbridge  ${ours.toFixed(0)} mails/s   ${range(rates['faxbridge'] ?? [])}`)
  console.log(`ratio      ${(ours / peer).toFixed(2)}`)
}

/** Mails a second that smtp-source got a 250 for. */
async function send(port: number, to: string, count: number): Promise<number> {
  const args = [
    '-d',
    '-s',
    String(sessions),
    '-m',
    String(count),
    '-l',
    String(size),
    '-f',
    'ann@example.com',
    '-t',
    to,
  ]
  const from = process.hrtime.bigint()
  const client = spawn('/usr/sbin/smtp-source', [...args, `127.0.0.1:${port}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const code = await new Promise(resolve => client.once('close', resolve))
  if (code !== 0) throw new Error(`smtp-source to port ${port} ended with ${code}`)
  return count / (Number(process.hrtime.bigint() - from) / 1e9)
}

/** Postfix goes on delivering after the last 250: that must not burden the next round. */
async function drained(queue: string): Promise<void> {
  const folders = ['incoming', 'active', 'maildrop'].map(name => join(queue, name))
  for (let tries = 0; tries < 400; tries++) {
    if (execFileSync('find', [...folders, '-type', 'f', '-print', '-quit']).length === 0) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

async function startBridge(data: string, port: number) {
  mkdirSync(data, { recursive: true })
  const config = join(data, 'faxbridge.yaml')
  const acl = [{ received_from: '127.0.0.0/8' }]
  const subscriber = { id: 'bench', active: true, numbers: ['+15555550100'], country: 'US', acl }
  const text = stringify({
    hostname: 'fax.test',
    smtp: {
      mailDomains: ['fax.test'],
      listeners: [{ name: 'bench', listen: `127.0.0.1:${port}` }],
      limits: { connectionsPerAddress: 1000, connectionsPerMinute: 100_000 },
    },
    relay: { url: 'smtp://127.0.0.1:9', from: 'Fax <fax@fax.test>' },
    providers: { demo: { type: 'loopback' } },
    routes: [{ prefix: '+', provider: 'demo' }],
    subscribers: [subscriber],
  })
  writeFileSync(config, text)
  const server = new URL('./server.ts', import.meta.url).pathname
  // The flag stands in the first line of the command `faxbridge`, too.
  const child = spawn(process.execPath, ['--max-semi-space-size=32', '--import', 'tsx', server, config], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve)
    child.once('exit', code => reject(new Error(`the bench server ended with ${code}`)))
  })
  return child
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}

function range(numbers: readonly number[]): string {
  return `[${Math.min(...numbers).toFixed(0)}–${Math.max(...numbers).toFixed(0)}]`
}
