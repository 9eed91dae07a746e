/**
 * `faxbridge demo`: the whole main job in a temporary folder, with a mail catcher in place of a mail server and the
 * built-in network in place of a provider. It uses the daemon as it is and shows what any operator could see.
 */
import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createTransport } from 'nodemailer'
import { stringify } from 'yaml'
import { previewPng } from '../documents/render/preview.ts'
import { faxBitmapOf, readTiff } from '../documents/tiff/read.ts'
import { type Daemon, startDaemon } from '../main.ts'
import type { FaxDetail, FaxView } from '../outbound/views.ts'
import { type Control, controlAt } from './control.ts'
import { type MailCatcher, startCatcher } from './demo-catcher.ts'
import { demoPdf } from './demo-document.ts'
import { makeLog } from './log.ts'
import { harmless, say } from './print.ts'
import { version } from './version.ts'

const OFFICE = '15555551212'
const LOOK_MS = 100
/** The demo takes five seconds; after this long something is wrong. */
const PATIENCE_MS = 60_000

export interface DemoOptions {
  readonly once?: boolean
  readonly folder?: string
}

export async function demo(options: DemoOptions): Promise<void> {
  const folder = await demoFolder(options.folder)
  const catcher = await startCatcher(folder)
  const [smtpPort, httpPort] = [await portNear(2525), await portNear(8025)]
  const configFile = join(folder, 'faxbridge.yaml')
  await writeFile(configFile, stringify(demoConfig(smtpPort, httpPort, catcher.port)), { mode: 0o600 })
  const daemon = await startDaemon({
    configFile,
    env: process.env,
    log: makeLog({ level: 'warn', readable: true }),
    version: version(),
  })
  say(`faxbridge ${version()} is running in ${folder}\n`)
  try {
    await mainJob({ folder, smtpPort, catcher, daemon })
    if (options.once !== true) {
      invite(folder, smtpPort, httpPort, catcher)
      await untilTold()
    }
  } finally {
    await daemon.stop('the demo ends')
    await catcher.close()
  }
  say(`\nEverything stays in ${folder}`)
}

interface Stage {
  readonly folder: string
  readonly smtpPort: number
  readonly catcher: MailCatcher
  readonly daemon: Daemon
}

async function mainJob({ folder, smtpPort, catcher, daemon }: Stage): Promise<void> {
  const control = controlAt(daemon.addresses.control)
  say(`Ann mails order.pdf to ${OFFICE}@fax.local:`)
  say(`  ${await sendMail(smtpPort)}\n`)
  const fax = await follow(control)
  say('')
  const report = await inTime(
    catcher.first(mail => mail.to === 'ann@example.com'),
    'the report',
  )
  const received = await inTime(
    catcher.first(mail => mail.to === 'office@example.com'),
    'the received fax',
  )
  const pages = await writePages(daemon, fax.id, folder)
  say('What came of it:')
  say(`  report to Ann        ${report.file}`)
  say(`  received fax         ${received.file}`)
  for (const page of pages) say(`  page as it was sent  ${page}`)
}

/** Sends a real mail over SMTP and gives the server's answer. */
async function sendMail(port: number): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true })
  const { response } = await transport.sendMail({
    from: 'Ann Example <ann@example.com>',
    to: `${OFFICE}@fax.local`,
    subject: 'Order 2026-114',
    text: 'Please see the attached order.',
    attachments: [{ filename: 'order.pdf', content: Buffer.from(await demoPdf()) }],
  })
  transport.close()
  return response
}

/** Prints every line of the fax's history as it is written, until the report is with the relay. */
async function follow(control: Control): Promise<FaxDetail> {
  const since = Date.now()
  for (let shown = 0; ; await pause(LOOK_MS)) {
    const [first] = await control.get<FaxView[]>('/faxes', { limit: '1' })
    if (first === undefined) continue
    const fax = await control.get<FaxDetail>(`/faxes/${first.id}`)
    for (const entry of fax.history.slice(shown)) {
      const seconds = ((Date.parse(entry.at) - Date.parse(fax.createdAt)) / 1000).toFixed(1)
      say(`  ${seconds.padStart(5)} s  ${entry.type.padEnd(13)}  ${harmless(entry.text)}`)
    }
    shown = fax.history.length
    if (fax.history.some(entry => entry.type === 'mailSent')) return fax
    if (Date.now() - since > PATIENCE_MS)
      throw new Error(`The fax did not end within ${PATIENCE_MS / 1000} seconds.`)
  }
}

async function writePages(daemon: Daemon, id: string, folder: string): Promise<string[]> {
  const tiff = await daemon.pagesOf(id)
  const files: string[] = []
  for (const [i, page] of (tiff === null ? [] : readTiff(tiff)).entries()) {
    const fax = faxBitmapOf(page)
    if (fax === null) continue
    const file = join(folder, `page-${i + 1}.png`)
    await writeFile(file, await previewPng(fax.bitmap, page.xDpi ?? 204, page.yDpi ?? 196, 0))
    files.push(file)
  }
  return files
}

function invite(folder: string, smtpPort: number, httpPort: number, catcher: MailCatcher): void {
  const file = join(folder, 'order.pdf')
  say(`
Now you. The last digits of the number choose what happens: 91 busy, 92 no answer, 95 line error … (docs/providers.md)

  swaks --server 127.0.0.1:${smtpPort} --from you@example.com --to 15555551213@fax.local --attach-type application/pdf --attach @${file}

  curl --url smtp://127.0.0.1:${smtpPort} --mail-from you@example.com --mail-rcpt 15555551291@fax.local --upload-file ${join(folder, 'mail.eml')}

  faxbridge list --config ${join(folder, 'faxbridge.yaml')}
  http://127.0.0.1:${httpPort}/metrics

Mails that come back are written to ${folder}. Ctrl-C ends the demo.`)
  catcher.onMail(mail => {
    const subject = /^Subject: (.*(?:\r?\n[ \t].*)*)/im.exec(mail.raw.toString('latin1'))?.[1] ?? ''
    say(`  mail to ${harmless(mail.to)}: ${harmless(subject.replace(/\r?\n/g, ''))}   ${mail.file}`)
  })
}

async function demoFolder(wanted: string | undefined): Promise<string> {
  const folder = wanted === undefined ? await mkdtemp(join(tmpdir(), 'faxbridge-demo-')) : resolve(wanted)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  await writeFile(join(folder, 'order.pdf'), await demoPdf())
  const lines = [
    'From: you@example.com',
    'To: 15555551291@fax.local',
    'Subject: Hello',
    '',
    'Hello, fax.',
    '',
  ]
  await writeFile(join(folder, 'mail.eml'), lines.join('\r\n'))
  return folder
}

function demoConfig(smtpPort: number, httpPort: number, relayPort: number): object {
  const acl = [{ received_from: '127.0.0.0/8' }]
  return {
    hostname: 'fax.local',
    dataDir: './data',
    smtp: {
      mailDomains: ['fax.local'],
      listeners: [{ name: 'demo', listen: `127.0.0.1:${smtpPort}` }],
      limits: { freeDiskBytes: 0 },
    },
    relay: { url: `smtp://127.0.0.1:${relayPort}`, from: 'Fax <fax@fax.local>' },
    http: { listen: `127.0.0.1:${httpPort}` },
    providers: { demo: { type: 'loopback', secondsPerPage: 1 } },
    routes: [{ prefix: '+', provider: 'demo' }],
    subscribers: [
      { id: 'sales', active: true, numbers: ['+15555550100'], country: 'US', acl },
      { id: 'office', numbers: [`+${OFFICE}`], country: 'US', received: [{ mail: 'office@example.com' }] },
    ],
  }
}

/** The wanted port if it is free, else any. */
async function portNear(wanted: number): Promise<number> {
  for (const port of [wanted, 0]) {
    const server = createServer()
    const found = await new Promise<number | null>(done => {
      server.once('error', () => done(null))
      server.listen(port, '127.0.0.1', () => {
        const address = server.address()
        done(typeof address === 'object' && address !== null ? address.port : null)
      })
    })
    await new Promise(done => server.close(done))
    if (found !== null) return found
  }
  throw new Error('No port is free.')
}

async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${what} did not come within ${PATIENCE_MS / 1000} seconds.`)),
      PATIENCE_MS,
    )
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** Ctrl-C, or a kind kill. */
function untilTold(): Promise<void> {
  return new Promise(done => {
    process.once('SIGINT', () => done())
    process.once('SIGTERM', () => done())
  })
}

const pause = (ms: number): Promise<void> => new Promise(done => setTimeout(done, ms))
