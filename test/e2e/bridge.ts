/**
 * A whole daemon, as built, in a child process with a mail sink as its relay: what the end-to-end tests talk to. All goes
 * over real sockets; nothing inside the daemon is touched. The loopback ledger is read from its own file.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { stringify } from 'yaml'
import type { LedgerEntry } from '../../src/providers/loopback/network.ts'
import { type MailSink, startMailSink } from '../fakes/mail-sink.ts'

export const KEY = 'correct-horse-battery-staple'
export const OFFICE = '+15555551212'

export interface Bridge {
  readonly folder: string
  readonly configFile: string
  readonly sink: MailSink
  readonly smtpPort: number
  readonly httpPort: number
  /** Starts the daemon; resolves when it takes mail. `crashAt`: a checkpoint at which it kills itself. */
  start(options?: { readonly crashAt?: string }): Promise<void>
  /** Ends it with the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  /** Resolves when the process has ended by itself. */
  ended(): Promise<void>
  reload(): void
  /** What it has written to standard error since it started; with FAXBRIDGE_TEST_LOG its whole log. */
  log(): string
  ledger(): Promise<readonly LedgerEntry[]>
  cli(...args: string[]): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>
  close(): Promise<void>
}

export type ConfigPatch = (config: Record<string, unknown>) => void

/** A bridge with two subscribers: `sales` may send from loopback, `office` has the number +15555551212 and receives. */
export async function makeBridge(patch: ConfigPatch = () => {}): Promise<Bridge> {
  const folder = await mkdtemp(join(tmpdir(), 'faxbridge-e2e-'))
  const sink = await startMailSink()
  const [smtpPort, httpPort] = await Promise.all([freePort(), freePort()])
  await mkdir(join(folder, 'keys'), { mode: 0o700 })
  await writeFile(join(folder, 'keys', 'sales'), `${KEY}\n`, { mode: 0o600 })
  await chmod(join(folder, 'keys', 'sales'), 0o600)
  const config = baseConfig(smtpPort, httpPort, sink.port)
  patch(config)
  const configFile = join(folder, 'faxbridge.yaml')
  await writeFile(configFile, stringify(config))
  return bridgeOn({ folder, configFile, sink, smtpPort, httpPort })
}

function baseConfig(smtpPort: number, httpPort: number, relayPort: number): Record<string, unknown> {
  return {
    hostname: 'fax.example.com',
    dataDir: './data',
    smtp: {
      mailDomains: ['fax.local'],
      listeners: [{ name: 'relay', listen: `127.0.0.1:${smtpPort}`, tls: 'off' }],
      limits: { freeDiskBytes: 0 },
    },
    relay: { url: `smtp://127.0.0.1:${relayPort}`, from: 'Fax <fax@fax.local>' },
    http: { listen: `127.0.0.1:${httpPort}` },
    providers: { demo: { type: 'loopback', secondsPerPage: 0.05, slowSeconds: 5 } },
    routes: [{ prefix: '+', provider: 'demo' }],
    sending: { firstLookSeconds: 0.2, lookGapSeconds: 0.2 },
    subscribers: [
      {
        id: 'sales',
        active: true,
        numbers: ['+15555550100'],
        country: 'US',
        acl: [{ from_email: 'ann@example.com', received_from: '127.0.0.0/8' }],
        received: [{ mail: 'sales@example.com', format: 'pdf' }],
      },
      {
        id: 'office',
        active: true,
        numbers: [OFFICE],
        country: 'US',
        secret_key: 'another-key-of-the-office',
        received: [{ mail: 'office@example.com', format: 'pdf' }],
      },
    ],
  }
}

type Parts = Pick<Bridge, 'folder' | 'configFile' | 'sink' | 'smtpPort' | 'httpPort'>

function bridgeOn(parts: Parts): Bridge {
  let child: ChildProcess | null = null
  let complaint = ''
  let exited: Promise<number | null> = Promise.resolve(null)
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child?.kill(signal)
    return exited
  }
  return {
    ...parts,
    async start({ crashAt } = {}) {
      const env = { ...process.env, ...(crashAt === undefined ? {} : { CRASH_AT: crashAt }) }
      const entry = new URL('./daemon-child.ts', import.meta.url).pathname
      const started = spawn(process.execPath, ['--import', 'tsx', entry, parts.configFile], {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      child = started
      complaint = ''
      started.stderr?.on('data', data => (complaint += String(data)))
      exited = new Promise(resolve => started.once('exit', code => resolve(code)))
      await new Promise<void>((resolve, reject) => {
        createInterface({ input: started.stdout as NodeJS.ReadableStream }).once('line', () => resolve())
        void exited.then(code =>
          reject(new Error(`the daemon ended with ${code} before it was ready: ${complaint}`)),
        )
      })
    },
    stop,
    async ended() {
      await exited
    },
    reload: () => void child?.kill('SIGHUP'),
    log: () => complaint,
    async ledger() {
      const text = await readFile(
        join(parts.folder, 'data', 'loopback', 'demo', 'ledger.jsonl'),
        'utf8',
      ).catch(() => '')
      return text
        .split('\n')
        .filter(line => line !== '')
        .map(line => JSON.parse(line) as LedgerEntry)
    },
    cli: (...args) => runCli([...args, '--config', parts.configFile]),
    async close() {
      await stop('SIGKILL')
      await parts.sink.close()
      await rm(parts.folder, { recursive: true, force: true })
    },
  }
}

export function runCli(args: readonly string[]): ReturnType<Bridge['cli']> {
  const entry = new URL('../../dist/cli/faxbridge.js', import.meta.url).pathname
  const child = spawn(process.execPath, [entry, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', data => (stdout += String(data)))
  child.stderr.on('data', data => (stderr += String(data)))
  return new Promise(resolve => child.once('close', code => resolve({ code: code ?? -1, stdout, stderr })))
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Far longer than anything here takes on a slow and busy machine: at its end something hangs. */
const HANGS_MS = 120_000

/** Waits until `condition` gives a value other than null, false or undefined; fails with `what` after `ms`. */
export async function waitFor<T>(
  what: string,
  condition: () => Promise<T> | T,
  ms = HANGS_MS,
): Promise<NonNullable<T>> {
  const end = performance.now() + ms
  for (;;) {
    const value = await condition()
    if (value !== null && value !== undefined && value !== false) return value as NonNullable<T>
    if (performance.now() > end) throw new Error(`waited ${ms} ms in vain for: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
