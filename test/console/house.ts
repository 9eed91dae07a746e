/**
 * A whole daemon in this process with the console open, and a real browser in front of it: what the tests of the console and
 * the pictures of its documentation are made with. The relay is a sink, the provider the built-in network.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { stringify } from 'yaml'
import { controlAt } from '../../src/cli/control.ts'
import { type Daemon, startDaemon } from '../../src/main.ts'
import { silentLogger } from '../../src/runtime.ts'
import { aPdf, sendMail } from '../e2e/mailing.ts'
import { startMailSink } from '../fakes/mail-sink.ts'

export const PASSWORD = 'a long password of the tests'
export const OFFICE = '+15555551212'

/** Of each role one; `clerk` is a user of the subscriber `office`. */
export const USERS = [
  { name: 'anna', role: 'admin' },
  { name: 'otto', role: 'operator' },
  { name: 'vera', role: 'viewer' },
  { name: 'clerk', role: 'subscriber', subscribers: ['office'] },
] as const
export type UserName = (typeof USERS)[number]['name']

const standardConfig = (relayPort: number) => ({
  hostname: 'fax.example.com',
  dataDir: './data',
  smtp: {
    mailDomains: ['fax.example.com'],
    listeners: [{ name: 'relay', listen: '127.0.0.1:0', tls: 'off' }],
    limits: { freeDiskBytes: 0 },
  },
  relay: { url: `smtp://127.0.0.1:${relayPort}`, from: 'Fax <fax@fax.example.com>' },
  http: { listen: '127.0.0.1:0', admin: { listen: '127.0.0.1:0' } },
  providers: { demo: { type: 'loopback', secondsPerPage: 0.05, slowSeconds: 600 } },
  routes: [{ prefix: '+', provider: 'demo' }],
  sending: { firstLookSeconds: 0.2, lookGapSeconds: 0.2 },
  subscribers: [
    {
      id: 'sales',
      active: true,
      numbers: ['+15555550100'],
      country: 'US',
      time_zone: 'Europe/Berlin',
      acl: [
        { from_email: 'ann@example.com', received_from: '127.0.0.0/8' },
        { from_email: '*@hospital.example', kind: 'glob', received_from: '127.0.0.*' },
      ],
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
})

export interface ConsoleHouse {
  readonly daemon: Daemon
  readonly url: string
  readonly browser: Browser
  /** Sends a fax by mail and gives its id once it is in `state`. */
  fax(number: string, state: string, subject?: string, pages?: number, from?: string): Promise<string>
  /** A browser of its own, signed in. */
  signedIn(name: UserName, options?: BrowserContextOptions): Promise<{ context: BrowserContext; page: Page }>
  close(): Promise<void>
}

export type ConsoleConfig = ReturnType<typeof standardConfig>

export interface HouseOptions {
  /** What is to be in the data directory before the start. */
  readonly prepare?: (dataDir: string) => Promise<unknown>
  /** Changes the configuration. */
  readonly patch?: (config: ConsoleConfig) => object
}

export async function aConsole({
  prepare = async () => {},
  patch = config => config,
}: HouseOptions = {}): Promise<ConsoleHouse> {
  const folder = await mkdtemp(join(tmpdir(), 'faxbridge-console-'))
  const sink = await startMailSink()
  const configFile = join(folder, 'faxbridge.yaml')
  await writeFile(configFile, stringify(patch(standardConfig(sink.port))), { mode: 0o600 })
  await mkdir(join(folder, 'data'), { mode: 0o700 })
  await prepare(join(folder, 'data'))
  const daemon = await startDaemon({ configFile, env: process.env, log: silentLogger, version: '1.0.0' })
  const control = controlAt(daemon.addresses.control)
  for (const { name, role, ...rest } of USERS)
    await control.post('/users', { name, role, password: PASSWORD, ...rest })
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-component-update',
      '--disable-sync',
      '--disable-background-networking',
    ],
  })
  const url = `http://${daemon.addresses.admin}`
  const smtpPort = Number(/:(\d+)$/.exec(daemon.addresses.smtp['relay'] ?? '')?.[1])
  return {
    daemon,
    url,
    browser,
    async fax(number, state, subject = 'Order 4711', pages = 2, from = 'ann@example.com') {
      const attachments = [
        { filename: 'order.pdf', content: await aPdf(pages), contentType: 'application/pdf' },
      ]
      const { response } = await sendMail(smtpPort, {
        from,
        to: `${number}@fax.example.com`,
        subject,
        attachments,
      })
      const mail = /sub_\w+/.exec(response)?.[0] ?? ''
      return until(async () => {
        const fax = await control.get<{ id: string; state: string; held: string | null }>(`/faxes/${mail}`)
        return fax.state === state || (state === 'held' && fax.held !== null) ? fax.id : null
      })
    },
    async signedIn(name, options = {}) {
      const context = await browser.newContext({ locale: 'en-GB', ...options })
      const page = await context.newPage()
      await page.goto(`${url}/login`)
      await page.fill('input[name=user]', name)
      await page.fill('input[name=password]', PASSWORD)
      await page.click('button.primary')
      await page.waitForURL(`${url}/`)
      return { context, page }
    },
    async close() {
      await browser.close()
      await daemon.stop('the test is over')
      await sink.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const PATIENCE_MS = 60_000

/** Asks until there is an answer. */
export async function until<T>(ask: () => Promise<T | null>): Promise<T> {
  const end = performance.now() + PATIENCE_MS
  for (;;) {
    const found = await ask()
    if (found !== null) return found
    if (performance.now() > end) throw new Error('it has not happened in a minute')
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}
