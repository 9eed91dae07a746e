/**
 * Canaries: every secret that the configuration can hold is a text of its own, every vendor is there twice, once as it
 * should be and once as a server that repeats whatever it is told. Then everything that faxbridge writes, says or shows
 * is searched for them: log, errors, database, history, reports, command line, and what /proc tells of its processes.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { configJsonSchema } from '../../src/config/json-schema.ts'
import { systemClock } from '../../src/runtime.ts'
import { SimulatedNetwork } from '../../src/simulate/network.ts'
import { startSimulator } from '../../src/simulate/simulator.ts'
import { VENDORS } from '../../src/simulate/vendors.ts'
import { type Bridge, makeBridge, waitFor } from './bridge.ts'
import { aPdf, sendMail } from './mailing.ts'

const TYPES = Object.keys(VENDORS) as (keyof typeof VENDORS)[]
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** A secret for a key of the configuration, and the note that it is there. */
const canaries = new Map<string, string>()
const canary = (place: string): string => {
  const text = `canary-${place.replace(/\W/g, '-')}-${'0123456789abcdef'.repeat(2)}`
  canaries.set(place, text)
  return text
}

/** The key is 32 bytes: as base64 in the configuration, and as they are in memory. */
const masterKey = (place: string): string => {
  const bytes = `canary-${place.replace(/\W/g, '-')}-0123456789abcdef`.slice(0, 32)
  const text = Buffer.from(bytes).toString('base64')
  canaries.set(place, text)
  canaries.set(`${place}, its bytes`, bytes)
  return text
}

interface SchemaNode {
  readonly [key: string]: unknown
}
const nodesIn = (value: unknown): SchemaNode[] =>
  typeof value !== 'object' || value === null ? [] : [value as SchemaNode]

/** `providers.*.webhook.secret`: every key that may be written as `{env: NAME}` holds a secret. */
function secretKeys(node: SchemaNode, path = ''): string[] {
  const branches = [node['anyOf'], node['oneOf']].flatMap(list => (list as SchemaNode[] | undefined) ?? [])
  if (branches.some(branch => 'env' in ((branch['properties'] as object | undefined) ?? {}))) return [path]
  const below = branches.flatMap(branch => secretKeys(branch, path))
  for (const item of nodesIn(node['items'])) below.push(...secretKeys(item, `${path}[]`))
  for (const item of nodesIn(node['additionalProperties'])) below.push(...secretKeys(item, `${path}.*`))
  for (const [name, inner] of Object.entries((node['properties'] as object | undefined) ?? {}))
    below.push(...secretKeys(inner as SchemaNode, path === '' ? name : `${path}.${name}`))
  return [...new Set(below)]
}

/** Answers everything with what it was told, as another kind of answer each time. */
async function startParrot(): Promise<{
  readonly url: string
  readonly heard: () => number
  readonly paths: ReadonlySet<string>
}> {
  let heard = 0
  const paths = new Set<string>()
  const kinds = [400, 500, 200, 404, 403, 422, 401, 502]
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    paths.add(request.url ?? '')
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString('latin1').slice(0, 3_000)
    const said = `${request.url} ${JSON.stringify(request.headers)} ${body}`
    const status = kinds[heard++ % kinds.length] ?? 400
    const json = {
      error: said,
      message: said,
      description: said,
      Response: said,
      result: 'Error',
      code: status,
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => new Promise(resolve => server.close(resolve).closeAllConnections()))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, heard: () => heard, paths }
}

/** Quick looks, and a webhook with every secret that it can have. */
const settings = (account: string, type: string): object => ({
  webhook: {
    secret: canary(`${account}.webhook.secret`),
    user: 'vendor',
    password: canary(`${account}.webhook.password`),
  },
  ...(type === 'ngcp'
    ? { pollSeconds: 5, attemptsMinutes: 0.05, inboundPollSeconds: 5 }
    : type === 'openfax'
      ? { pollSeconds: 5, referenceInHeader: 'from', experimentalInbound: true, inboundPollSeconds: 5 }
      : { pollSeconds: 1 }),
})

async function accountsFor(parrotUrl: string): Promise<Record<string, object>> {
  const accounts: Record<string, object> = {}
  for (const type of TYPES) {
    const network = new SimulatedNetwork({
      clock: systemClock,
      ledgerFile: null,
      secondsPerPage: 0.1,
      slowSeconds: 1,
    })
    const password = canary(`${type}-good.password`)
    const simulated = VENDORS[type].make(network, password)
    const call = { called: '15555550100', caller: '15555559876' }
    if (type === 'ucx') simulated.receive(await aPdf(1, 'Incoming'), call)
    const running = await startSimulator(simulated.vendor, '127.0.0.1', 0)
    closers.push(() => running.stop())
    const good = `${type}-good`
    accounts[good] = { ...VENDORS[type].account(running.url, password), ...settings(good, type) }
    const parrot = `${type}-parrot`
    const told = VENDORS[type].account(parrotUrl, canary(`${parrot}.password`))
    accounts[parrot] = { ...told, ...settings(parrot, type) }
  }
  const oauth = { tokenUrl: `${parrotUrl}/token`, clientId: 'client' }
  accounts['opentext-oauth'] = {
    type: 'opentext',
    baseUrl: parrotUrl,
    oauth: { ...oauth, clientSecret: canary('opentext-oauth.oauth.clientSecret') },
  }
  accounts['faxplus-oauth'] = {
    type: 'faxplus',
    baseUrl: parrotUrl,
    oauth: {
      ...oauth,
      clientSecret: canary('faxplus-oauth.oauth.clientSecret'),
      refreshToken: canary('faxplus-oauth.oauth.refreshToken'),
    },
  }
  const jwt = { auth: 'jwt', password: canary('ngcp-jwt.password') }
  accounts['ngcp-jwt'] = { ...VENDORS.ngcp.account(parrotUrl), ...jwt }
  return accounts
}

/** Each account has the numbers of one prefix. */
const prefixOf = (n: number) => `+1555${20 + n}`

/** The last one is the one that takes mail. */
function relaysOf(relay: { readonly url: string }, parrotUrl: string): object {
  const dead = 'smtp://127.0.0.1:9'
  const oauth = {
    tokenUrl: `${parrotUrl}/token`,
    clientId: 'client',
    clientSecret: canary('relay.fallback.oauth.clientSecret'),
    refreshToken: canary('relay.fallback.oauth.refreshToken'),
  }
  const service = {
    tokenUrl: `${parrotUrl}/token`,
    clientId: 'service',
    privateKey: canary('relay.fallback.oauth.privateKey'),
  }
  return {
    ...relay,
    url: dead,
    user: 'relay',
    password: { env: 'RELAY_PASSWORD' },
    tls: 'off',
    fallback: [
      { url: relay.url.replace('127.0.0.1', 'localhost'), user: 'relay', oauth, tls: 'off' },
      { url: relay.url.replace('127.0.0.1', '127.1'), user: 'relay', oauth: service, tls: 'off' },
      { url: relay.url, user: 'relay', password: canary('relay.fallback.password'), tls: 'off' },
    ],
  }
}

const destinationsAt = (url: string) => ({
  hook: {
    type: 'webhook',
    url: `${url}/hook`,
    secret: canary('inbound.destinations.secret'),
    allow: ['127.0.0.0/8'],
  },
  bucket: {
    type: 's3',
    // Only https is taken: nothing listens there.
    endpoint: 'https://127.0.0.1:9',
    region: 'here',
    bucket: 'faxes',
    accessKeyId: 'id',
    secretAccessKey: canary('inbound.destinations.secretAccessKey'),
    sessionToken: canary('inbound.destinations.sessionToken'),
    pathStyle: true,
  },
})

const adminAt = (url: string) => ({
  listen: '127.0.0.1:0',
  publicUrl: 'https://faxadmin.example.com',
  oidc: {
    issuer: url,
    clientId: 'faxbridge',
    clientSecret: canary('http.admin.oidc.clientSecret'),
    rules: [{ value: 'admins', role: 'admin' }],
  },
})

async function configure(bridge: Bridge, accounts: Record<string, object>, parrotUrl: string): Promise<void> {
  const config = parse(await readFile(bridge.configFile, 'utf8')) as Record<string, object>
  Object.assign(config, {
    log: { level: 'debug' },
    providers: accounts,
    routes: Object.keys(accounts).map((provider, n) => ({ prefix: prefixOf(n), provider })),
    operator: { mail: 'operator@example.com' },
    alarms: {
      webhooks: [
        { url: `${parrotUrl}/alarm`, secret: canary('alarms.webhooks.secret'), allow: ['127.0.0.0/8'] },
      ],
    },
    archive: { keys: [{ id: 'k1', key: masterKey('archive.keys.key') }] },
    relay: relaysOf(config['relay'] as { url: string }, parrotUrl),
    inbound: { destinations: destinationsAt(parrotUrl) },
    http: { ...config['http'], admin: adminAt(parrotUrl) },
    documents: {
      office: {
        gotenberg: { url: parrotUrl, user: 'fax', password: canary('documents.office.gotenberg.password') },
      },
    },
  })
  const [sales] = config['subscribers'] as Record<string, unknown>[]
  Object.assign(sales ?? {}, {
    secret_key: { file: 'keys/sales' },
    received_to: ['hook', 'bucket'],
    logins: [{ user: 'ann', password: canary('subscribers.logins.password') }],
  })
  const key = canary('subscribers.secret_key')
  await writeFile(join(bridge.folder, 'keys', 'sales'), `${key}\n`, { mode: 0o600 })
  await writeFile(bridge.configFile, stringify(config))
}

interface Running {
  readonly child: ChildProcess
  readonly log: () => string
  readonly ended: Promise<unknown>
}

/** The real program, with its own log. */
async function serve(bridge: Bridge): Promise<Running> {
  const entry = new URL('../../dist/cli/faxbridge.js', import.meta.url).pathname
  // The commands read the same configuration, so they need it too.
  process.env['RELAY_PASSWORD'] = canary('relay.password')
  closers.push(async () => void delete process.env['RELAY_PASSWORD'])
  const child = spawn(process.execPath, [entry, 'serve', '--config', bridge.configFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  child.stdout?.on('data', data => (log += String(data)))
  child.stderr?.on('data', data => (log += String(data)))
  const ended = new Promise(resolve => child.once('exit', resolve))
  closers.push(async () => {
    child.kill('SIGKILL')
    await ended
  })
  await waitFor('the daemon', () => {
    if (child.exitCode !== null) throw new Error(log)
    return log.includes('"ready"')
  })
  return { child, log: () => log, ended }
}

/** What /proc shows of a process to every user of the machine, and of its children also the environment. */
async function shownProcesses(root: number): Promise<{ readonly text: string; readonly count: number }> {
  const stats = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '') : ''
    const parent = /^\d+ \(.*\) \S (\d+)/s.exec(stat)?.[1]
    if (parent !== undefined) stats.set(Number(name), Number(parent))
  }
  const isOurs = (pid: number): boolean => pid === root || (pid > 1 && isOurs(stats.get(pid) ?? 0))
  const pids = [...stats.keys()].filter(isOurs)
  const read = (pid: number, file: string) => readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '')
  const texts: string[] = []
  for (const pid of pids)
    texts.push(
      await read(pid, 'cmdline'),
      await read(pid, 'comm'),
      pid === root ? '' : await read(pid, 'environ'),
    )
  return { text: texts.join('\n'), count: pids.length }
}

/** All spellings in which a secret may leave us. */
function spellings(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map(shift => {
    const text = Buffer.from(`${'u:'.slice(0, shift)}${secret}`).toString('base64')
    return text.slice(4, 24 + 4)
  })
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('hex'), ...base64]
}

function expectNone(where: string, text: string, but: readonly string[] = []): void {
  for (const [place, secret] of canaries) {
    if (but.includes(place)) continue
    for (const spelling of spellings(secret)) {
      const at = text.indexOf(spelling)
      if (at >= 0)
        throw new Error(`${place} stands in ${where}: …${text.slice(Math.max(0, at - 200), at + 80)}`)
    }
  }
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
}

/** Says AUTH in the clear, which is refused, and an address that is not taken. */
function knock(port: number, password: string): Promise<string> {
  const plain = Buffer.from(`\0ann\0${password}`).toString('base64')
  const lines = ['EHLO x', `AUTH PLAIN ${plain}`, `MAIL FROM:<${password}>`, 'QUIT']
  return new Promise((resolve, reject) => {
    let heard = ''
    const socket = connect(port, '127.0.0.1')
    socket.on('data', data => {
      heard += String(data)
      if (/^\d{3} .*\r\n$/m.test(String(data))) socket.write(`${lines.shift() ?? 'QUIT'}\r\n`)
    })
    socket.once('close', () => resolve(heard))
    socket.once('error', reject)
  })
}

async function callWebhooks(bridge: Bridge, accounts: readonly string[]): Promise<void> {
  for (const account of accounts) {
    const secret = canaries.get(`${account}.webhook.secret`)
    const password = canaries.get(`${account}.webhook.password`)
    if (secret === undefined) continue
    const authorization = `Basic ${Buffer.from(`vendor:${password}`).toString('base64')}`
    for (const [path, headers] of [
      [secret, { authorization }],
      [secret, {}],
      [`${secret}x`, { authorization }],
    ] as const) {
      const url = `http://127.0.0.1:${bridge.httpPort}/webhooks/${account}/${path}`
      await fetch(url, { method: 'POST', headers: { ...headers }, body: '{"job_id": "x"}' })
    }
  }
}

describe('secrets', () => {
  it('stand in nothing that faxbridge writes, says or shows', async () => {
    const parrot = await startParrot()
    const bridge = await makeBridge()
    closers.push(() => bridge.close())
    const accounts = await accountsFor(parrot.url)
    await configure(bridge, accounts, parrot.url)
    const running = await serve(bridge)
    const pid = running.child.pid ?? 0
    const shown: string[] = []
    let processes = 0
    const watch = setInterval(() => {
      void shownProcesses(pid).then(({ text, count }) => {
        shown.push(text)
        processes = Math.max(processes, count)
      })
    }, 100)
    closers.push(async () => clearInterval(watch))
    const attachments = [{ filename: 'order.pdf', content: await aPdf(1) }]
    const key = canaries.get('subscribers.secret_key') ?? ''
    for (const [n, account] of Object.keys(accounts).entries()) {
      const to = `${prefixOf(n).slice(1)}51213@fax.local`
      await sendMail(bridge.smtpPort, {
        to,
        messageId: `<${account}@x>`,
        text: `${key}\n\nhello`,
        attachments,
      })
    }
    const smtp = await knock(bridge.smtpPort, canaries.get('subscribers.logins.password') ?? '')
    await callWebhooks(bridge, Object.keys(accounts))
    type Row = { state: string; held: string | null; account: string | null }
    const rows = async () => JSON.parse((await bridge.cli('list', '--json')).stdout) as Row[]
    await waitFor('an end of every fax at a real vendor, and a word of every parrot', async () => {
      const faxes = await rows()
      const good = faxes.filter(fax => fax.account?.endsWith('-good'))
      return (
        good.length === TYPES.length &&
        good.every(fax => fax.state === 'delivered') &&
        parrot.heard() > 20 &&
        ['/hook', '/token'].every(path => parrot.paths.has(path))
      )
    })
    const said: string[] = [smtp]
    const cli = async (...args: string[]) => {
      const { stdout, stderr } = await bridge.cli(...args)
      said.push(stdout, stderr)
      return stdout
    }
    for (const account of Object.keys(accounts)) {
      await cli('providers', 'test', account)
      await cli('providers', 'balance', account)
    }
    await cli('providers', 'list', '--json')
    await cli('received', '--json')
    for (const fax of JSON.parse(await cli('list', '--json')) as { id: string }[])
      await cli('show', fax.id, '--json')
    await cli('check-config')
    const [, admin = ''] = /"admin":"([^"]+)"/.exec(running.log()) ?? []
    for (const path of ['login/openid', 'login/openid/return?code=1&state=1', 'api/v1/faxes'])
      said.push(await fetch(`http://${admin}/${path}`, { redirect: 'manual' }).then(answer => answer.text()))
    for (const path of ['metrics', 'health/live', 'health/ready'])
      said.push(await fetch(`http://127.0.0.1:${bridge.httpPort}/${path}`).then(answer => answer.text()))
    clearInterval(watch)
    running.child.kill('SIGTERM')
    await running.ended
    said.push(...bridge.sink.mails.map(mail => mail.raw.toString('latin1')))

    // The daemon, and a renderer at least: otherwise nothing was shown of them.
    expect(processes).toBeGreaterThanOrEqual(2)
    expect(running.log().length).toBeGreaterThan(1_000)
    expectNone('the log', running.log())
    expectNone('what /proc shows', shown.join('\n'))
    expectNone('what the commands, the relay and HTTP got', said.join('\n'))
    for (const file of await filesIn(join(bridge.folder, 'data'))) {
      // A sender's mail with his key in it is kept as it came, until the retention time is over.
      const but = file.includes('/spool/') ? ['subscribers.secret_key'] : []
      expectNone(file, await readFile(file, 'latin1'), but)
    }
  })

  it('have a canary for every key of the configuration that holds one', async () => {
    canaries.clear()
    const bridge = await makeBridge()
    closers.push(() => bridge.close())
    const accounts = await accountsFor('http://127.0.0.1:9')
    await configure(bridge, accounts, 'http://127.0.0.1:9')
    canary('relay.password')
    const config = parse(await readFile(bridge.configFile, 'utf8')) as object
    const written = leaves(config).map(path =>
      path.replace(/^(providers|inbound\.destinations)\.[^.]+/, '$1.*'),
    )
    // The first relay and the others have the same keys, read by the same code; one of them cannot have both kinds of login.
    const filled = new Set(written.flatMap(path => [path, path.replace('relay.fallback[].', 'relay.')]))
    const keys = secretKeys(configJsonSchema() as SchemaNode)
    expect(keys.length).toBeGreaterThan(8)
    expect(keys.filter(key => ![...filled].some(path => path === key || path.startsWith(`${key}.`)))).toEqual(
      [],
    )
  })
})

function leaves(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap(item => leaves(item, `${path}[]`))
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([name, inner]) =>
    leaves(inner, path === '' ? name : `${path}.${name}`),
  )
}
