// Writes the data directory of an older faxbridge as a fixture:  node scripts/old-data.mjs COMMIT
// The faxbridge of that commit is built and run in a temporary folder. It gets mails, one of which it must hold, its relay is
// down, and it is stopped in the midst of it all. What then lies on the disk goes to test/fixtures/databases/NNNN: the
// database as SQL text, everything else packed by gzip, as base64: what is not used of a spool file yet is zeros. test/e2e/upgrade.test.ts goes on from there.
import { execFileSync, spawn } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { createTransport } from 'nodemailer'
import { stringify } from 'yaml'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const [, , commit = 'HEAD'] = process.argv
const folder = mkdtempSync(join(tmpdir(), 'faxbridge-old-'))
let daemon
const source = join(folder, 'source')
const data = join(folder, 'data')
const configFile = join(folder, 'faxbridge.yaml')
const SMTP_PORT = 2599
const config = {
  hostname: 'fax.example.com',
  dataDir: './data',
  smtp: {
    mailDomains: ['fax.local'],
    listeners: [{ name: 'relay', listen: `127.0.0.1:${SMTP_PORT}` }],
    limits: { freeDiskBytes: 0 },
  },
  // Nobody listens there: our mails wait.
  relay: { url: 'smtp://127.0.0.1:9', from: 'Fax <fax@fax.local>' },
  http: { listen: '127.0.0.1:8099' },
  providers: { demo: { type: 'loopback', secondsPerPage: 0.05, slowSeconds: 3600 } },
  routes: [{ prefix: '+', provider: 'demo' }],
  subscribers: [
    {
      id: 'sales',
      active: true,
      numbers: ['+15555550100'],
      country: 'US',
      acl: [{ from_email: 'ann@example.com', received_from: '127.0.0.0/8' }],
    },
    { id: 'office', numbers: ['+15555551212'], country: 'US', received: [{ mail: 'office@example.com' }] },
  ],
}

/** What becomes of it is chosen by the last digits: delivered, busy and tried again, unallocated, on the line for an hour. */
const MAILS = [
  ['15555551212', 'Order 1'],
  ['15555551291', 'Order 2, busy'],
  ['15555551294', 'Order 3, no such number'],
  ['15555551297', 'Order 4, slow'],
]
/** It comes last: an account without credit gets no more faxes. */
const HELD = ['15555551284', 'Order 5, held']

const run = (command, ...args) => execFileSync(command, args, { encoding: 'utf8', cwd: source })
const cli = (...args) => run('node', 'dist/cli/faxbridge.js', ...args, '--config', configFile)
const pause = ms => new Promise(done => setTimeout(done, ms))

async function until(what, look) {
  for (let i = 0; i < 400; i++, await pause(100)) if (await look()) return
  throw new Error(`It never came to this: ${what}`)
}

execFileSync('git', ['worktree', 'add', '--detach', source, commit], { cwd: root, stdio: 'ignore' })
try {
  symlinkSync(join(root, 'node_modules'), join(source, 'node_modules'))
  // Types of packages may be newer than the commit: only what is written counts.
  run('sh', '-c', 'npx tsc -p tsconfig.build.json >/dev/null || [ -e dist/cli/faxbridge.js ]')
  writeFileSync(configFile, stringify(config), { mode: 0o600 })
  daemon = spawn('node', ['dist/cli/faxbridge.js', 'serve', '--config', configFile], {
    cwd: source,
    stdio: ['ignore', 'ignore', process.env.SHOW ? 'inherit' : 'ignore'],
  })
  const transport = createTransport({ host: '127.0.0.1', port: SMTP_PORT, ignoreTLS: true })
  await until('takes mail', () => transport.verify().catch(() => false))
  const mail = ([number, subject]) =>
    transport.sendMail({
      from: 'Ann <ann@example.com>',
      to: `${number}@fax.local`,
      subject,
      text: `${subject}: 12 chairs.`,
      date: new Date('2026-11-01T09:00:00Z'),
    })
  for (const order of MAILS) await mail(order)
  const states = () =>
    JSON.parse(cli('list', '--json')).map(({ state, attempts }) => `${state}${attempts?.length ?? ''}`)
  await until('delivered, failed, on the line', () => {
    const now = states().join()
    return /delivered/.test(now) && /failed/.test(now) && /sending/.test(now)
  })
  await until('the received fax is there', () => JSON.parse(cli('received', '--json')).length > 0)
  await mail(HELD)
  await until('one is held', () => /"held"(?!: null)/.test(cli('list', '--json')))
  await pause(1000)
  console.error(
    states().join(' '),
    JSON.parse(cli('received', '--json'))
      .map(({ state }) => state)
      .join(' '),
  )
  daemon.kill('SIGTERM')
  await new Promise(done => daemon.once('exit', done))
  console.log(writeFixture())
} finally {
  daemon?.kill('SIGKILL')
  execFileSync('git', ['worktree', 'remove', '--force', source], { cwd: root })
  rmSync(folder, { recursive: true, force: true })
}

function writeFixture() {
  const db = new Database(join(data, 'faxbridge.db'), { readonly: true })
  const number = db.prepare('select max(number) from migration').pluck().get()
  const out = join(root, 'test/fixtures/databases', String(number).padStart(4, '0'))
  mkdirSync(out, { recursive: true })
  writeFileSync(join(out, 'database.sql'), dump(db))
  const files = readdirSync(data, { recursive: true, encoding: 'utf8' })
    .filter(
      name =>
        statSync(join(data, name)).isFile() &&
        !/^faxbridge\.db|^daemon\.pid|^work\/|^office\/|\.sock$|lock/.test(name),
    )
    .map(name => [
      relative(data, join(data, name)),
      gzipSync(readFileSync(join(data, name)), { level: 9 }).toString('base64'),
    ])
  writeFileSync(join(out, 'files.json'), `${JSON.stringify(Object.fromEntries(files.sort()), null, 1)}\n`)
  return out
}

/** Every table with its rows, then indexes and triggers. */
function dump(db) {
  const all = db
    .prepare("select type, name, sql from sqlite_master where sql is not null and name not like 'sqlite_%'")
    .all()
  const value = v => {
    if (v === null) return 'null'
    if (typeof v === 'number' || typeof v === 'bigint') return String(v)
    if (Buffer.isBuffer(v)) return `x'${v.toString('hex')}'`
    return `'${v.replaceAll("'", "''")}'`
  }
  const rows = name =>
    db
      .prepare(`select * from "${name}"`)
      .raw()
      .all()
      .map(row => `insert into "${name}" values (${row.map(value).join(', ')});`)
  const tables = all.filter(({ type }) => type === 'table')
  return [
    `-- stopped at ${Date.now()}`,
    ...tables.flatMap(({ name, sql }) => [`${sql};`, ...rows(name)]),
    ...all.filter(({ type }) => type !== 'table').map(({ sql }) => `${sql};`),
    '',
  ].join('\n')
}
