/**
 * The API on the administration's server: a real store in memory, a real spool, a real intake; a provider and a renderer
 * that a test can count on. `client` is the generated one, over `inject`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { RIGHTS, type Right } from '../../src/access/principal.ts'
import { addToken } from '../../src/access/tokens.ts'
import { addApi } from '../../src/api/api.ts'
import { type Client, isApiError, makeClient, type ProblemAnswer } from '../../src/api-client/client.ts'
import { makeLiveConfig } from '../../src/config/live-config.ts'
import { MANAGED_FILE } from '../../src/config/managed.ts'
import { makeManagedDesk } from '../../src/config/managed-desk.ts'
import { shownConfig } from '../../src/config/shown.ts'
import { makeDestinations } from '../../src/destinations/open.ts'
import { makeBitmap } from '../../src/documents/bitmap.ts'
import type { Renderer } from '../../src/documents/render/renderer.ts'
import { g4Page, writeTiff } from '../../src/documents/tiff/write.ts'
import { explainMail } from '../../src/explain/explain-mail.ts'
import type { AcceptedMail } from '../../src/fax/accepted-mail.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import type { DocumentId, EpochMs, FaxJobId, InboundFaxId, SubmissionId } from '../../src/fax/id.ts'
import { type InboundFax, NEW_INBOUND } from '../../src/fax/inbound-fax.ts'
import type { FaxJob } from '../../src/fax/job.ts'
import { type AddRoutes, type AdminDeps, makeAdmin } from '../../src/http/admin.ts'
import { makeMetrics } from '../../src/http/metrics.ts'
import { Intake } from '../../src/outbound/accept.ts'
import { AccountBoard } from '../../src/outbound/account-board.ts'
import { KeyRing } from '../../src/outbound/key-ring.ts'
import { StatusDesk } from '../../src/outbound/status-desk.ts'
import type { FaxProvider } from '../../src/providers/provider.ts'
import type { Runtime } from '../../src/runtime.ts'
import { writeWhole } from '../../src/store/disk.ts'
import { openSpool } from '../../src/store/log-spool.ts'
import { migrate } from '../../src/store/migrate.ts'
import type { Spool } from '../../src/store/spool.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { rowsOn, storeOf } from '../../src/store/store-rows.ts'
import { sendUpload } from '../../src/upload/send-upload.ts'
import { INSIDE } from '../explain/inside.ts'
import { accessOn } from '../fakes/access.ts'
import { FakeClock, testRuntime } from '../fakes/clock.ts'
import { aFaxJob } from '../fakes/fax-job.ts'

const fail = (error: unknown) => {
  throw error
}

/** One fax page, in our own coding. */
export const TIFF = writeTiff([g4Page(makeBitmap(1728, 100), 204, 196)], { software: 'test' })
export const PNG = Buffer.from('89504e470d0a1a0a', 'hex')

const CONFIG = {
  hostname: 'fax.example.com',
  dataDir: './data',
  smtp: { mailDomains: ['fax.local'], listeners: [{ name: 'relay', listen: '127.0.0.1:2525' }] },
  relay: { url: 'smtp://127.0.0.1:25', from: 'Fax <fax@fax.local>' },
  http: { admin: { listen: '127.0.0.1:0' } },
  providers: { demo: { type: 'loopback' } },
  routes: [{ prefix: '+', provider: 'demo' }],
  inbound: { blockedCallers: ['+4930555'] },
  subscribers: [
    {
      id: 'sales',
      active: true,
      numbers: ['+15555550100'],
      country: 'US',
      secret_key: 'correct-horse-battery',
      acl: [{ from_email: 'ann@example.com', received_from: '127.0.0.0/8' }],
      received: [{ mail: 'sales@example.com' }],
    },
    {
      id: 'office',
      active: true,
      numbers: ['+15555551212'],
      country: 'US',
      logins: [{ user: 'mfp', password: 'a-password-of-the-office' }],
    },
  ],
}

const pagesRenderer = (folderOf: () => string) =>
  ({
    received: async ({ wanted }: { readonly wanted: readonly string[] }) => {
      const path = join(folderOf(), 'converted')
      writeFileSync(path, 'converted')
      return { files: { [wanted[0] ?? '']: path }, previewPath: null, pageCount: 1, notes: [] }
    },
    pictures: async ({ only }: { readonly only: number | null }) => {
      const path = join(folderOf(), 'page.png')
      writeFileSync(path, PNG)
      return { paths: only === 1 ? [path] : [], pageBytes: [1] }
    },
  }) as unknown as Renderer

const provider = {
  limits: { concurrent: 1 },
  balance: async () => '12.50 EUR',
  probe: async () => [{ ok: true, what: 'credentials', text: 'They are right.' }],
} as unknown as FaxProvider

/** `config`: keys that replace those of the standard configuration. `parts`: what brings the routes. */
export async function openApiHouse(
  config: Record<string, unknown> = {},
  parts: readonly AddRoutes[] = [addApi],
) {
  const folder = mkdtempSync(join(tmpdir(), 'faxbridge-api-'))
  for (const name of ['data', 'data/spool', 'work']) mkdirSync(join(folder, name))
  const configFile = join(folder, 'faxbridge.yaml')
  writeFileSync(configFile, stringify({ ...CONFIG, ...config }), { mode: 0o600 })
  const clock = new FakeClock()
  const runtime = testRuntime(clock)
  const live = makeLiveConfig(configFile, {}, runtime.log)
  const driver = openSqlite({ file: ':memory:', onDoubtful: fail })
  await migrate(driver, clock.now())
  const store = storeOf(rowsOn(driver, runtime.ids))
  const { ids, log } = runtime
  const spool = await openSpool({ folder: join(folder, 'data', 'spool'), ids, log, onDoubtful: fail })
  const workFolder = join(folder, 'work')
  const renderer = pagesRenderer(() => workFolder)
  const kick = () => {}
  const outbound = {
    store,
    spool,
    renderer,
    providers: new Map([['demo', provider]]),
    board: new AccountBoard(clock, () => {}),
    desk: new StatusDesk(clock),
    config: live,
    runtime,
    workFolder,
    kick,
    replyKey: 'a-key-of-the-tests',
    destinations: makeDestinations(live, { clock }),
  }
  const ring = new KeyRing({ store, config: live, runtime })
  await ring.follow({ madeOnly: false })
  const intake = new Intake({ store, spool, config: live, runtime, kick })
  const uploads = { config: live, intake, runtime, dialable: () => [] }
  const deps = {
    send: ((upload, sender, seed) => sendUpload(uploads, upload, sender, seed)) as AdminDeps['send'],
    outbound,
    config: live,
    runtime,
    startedAt: clock.now(),
    version: '0.0.0',
    sandbox: 'none',
    worker: { isAlive: () => true },
    spool,
    metrics: makeMetrics('0.0.0'),
    look: () => {},
    reload: () => live.reload(),
    backUp: () => Promise.reject(new Error('no backup in this test')),
    keys: { store, spool, config: live, runtime, ring, kick },
    sockets: new Map(),
    intake,
    ...accessOn(store, live, runtime, join(folder, 'data')),
    managed: makeManagedDesk({
      config: live,
      keep: text => writeWhole(join(folder, 'data', MANAGED_FILE), text),
      changed: () => {},
    }),
    explain: (request: Parameters<AdminDeps['explain']>[0]) =>
      explainMail(live.current, request, { runtime, inside: INSIDE }),
    settings: () => shownConfig(live.current),
  } as unknown as AdminDeps
  const server = await makeAdmin(deps, parts)
  await server.ready()
  const token = async (
    rights: readonly Right[] = Object.keys(RIGHTS) as Right[],
    subscribers: readonly string[] | null = null,
  ) =>
    (await addToken({ store, runtime }, { name: 'HIS', rights, subscribers, expiresAt: null }, 'local')).token
  const inject: typeof fetch = async (input, init = {}) => {
    const request = new Request(input as string, init)
    const payload = Buffer.from(await request.arrayBuffer())
    const answer = await server.inject({
      method: request.method as 'GET',
      url: request.url.replace('http://localhost', ''),
      headers: { ...Object.fromEntries(request.headers), host: 'localhost' },
      ...(payload.length === 0 ? {} : { payload }),
    })
    const headers = new Headers()
    for (const [name, value] of Object.entries(answer.headers)) headers.set(name, String(value))
    const empty = answer.statusCode === 204
    return new Response(empty ? null : new Uint8Array(answer.rawPayload), {
      status: answer.statusCode,
      headers,
    })
  }
  const clientWith = (text: string): Client =>
    makeClient({ server: 'http://localhost', token: text, fetch: inject })
  return {
    ...{ folder, clock, runtime, live, store, spool, driver, deps, server, token, clientWith, configFile },
    /** A client with all rights, or with these. */
    client: async (...rights: Parameters<typeof token>) => clientWith(await token(...rights)),
    aFax: (fields: Partial<AcceptedMail> & { readonly number?: string } = {}): Promise<FaxJob> =>
      addFax(deps.intake, store, fields),
    aReceived: (fields: Partial<InboundFax> = {}): Promise<InboundFax> =>
      addReceived({ store, spool, runtime }, fields),
    withPages: (id: FaxJobId): Promise<void> => addPages({ store, spool, runtime }, id),
    async close() {
      await server.close()
      await spool.close()
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type ApiHouse = Awaited<ReturnType<typeof openApiHouse>>

let mails = 0

async function addFax(
  intake: Intake,
  store: Store,
  { number = '+15555551212', ...fields }: Partial<AcceptedMail> & { readonly number?: string },
): Promise<FaxJob> {
  const mail = intake.begin('strict')
  await mail.write(
    Buffer.from(`From: ann@example.com\r\nMessage-ID: <${++mails}@example.com>\r\n\r\nNews\r\n`),
  )
  await mail.end()
  const { submissionId } = await mail.commit({
    subscriberId: 'sales',
    listener: 'relay',
    peerAddress: '127.0.0.1',
    peerName: 'client.example.com',
    authUser: null,
    evidence: 'peer',
    reversePath: 'ann@example.com',
    from: 'ann@example.com',
    subject: 'News',
    dsn: { envelopeId: null, ret: null },
    recipients: [{ ...aFaxJob().recipient, number: number as FaxNumber }],
    refused: [],
    keyDigest: null,
    oldKey: null,
    ...fields,
  })
  const [job] = await store.jobsOf(submissionId)
  if (job === undefined) throw new Error('no fax')
  return job
}

interface Rooms {
  readonly store: Store
  readonly spool: Spool
  readonly runtime: Runtime
}

async function spooled(spool: Spool, bytes: Uint8Array): Promise<string> {
  const writer = spool.begin()
  await writer.write(bytes)
  return writer.commit()
}

async function addPages({ store, spool, runtime }: Rooms, id: FaxJobId): Promise<void> {
  const job = await store.job(id)
  const documentId = runtime.ids.next('doc') as DocumentId
  await store.addDocument({
    id: documentId,
    submissionId: job?.submissionId as SubmissionId,
    createdAt: runtime.clock.now(),
    pageCount: 1,
    resolution: 'fine',
    tiff: await spooled(spool, TIFF),
    tiffBytes: TIFF.length,
    sha256: '0'.repeat(64),
    preview: null,
    parts: [{ name: 'text', type: 'text/plain', pages: 1, leftOut: null }],
    coverText: null,
  })
  await store.change(id, current => ({
    job: { ...current, documentId, pageCount: 1, state: 'ready' },
    tasks: [],
    history: { at: runtime.clock.now(), type: 'prepared', text: '1 page', detail: {} },
    newJob: null,
  }))
}

let received = 0

async function addReceived(
  { store, spool, runtime }: Rooms,
  fields: Partial<InboundFax>,
): Promise<InboundFax> {
  const now = runtime.clock.now()
  const fax: InboundFax = {
    ...NEW_INBOUND,
    id: runtime.ids.next('inb') as InboundFaxId,
    account: 'demo',
    providerId: `RX${++received}`,
    receivedAt: (now - 1000 + received) as EpochMs,
    calledNumber: '+15555550100' as FaxNumber,
    callerNumber: '+493012345678',
    stationId: null,
    pageCount: 1,
    complete: true,
    state: 'unrouted',
    seenAt: now,
    raw: await spooled(spool, TIFF),
    format: 'tiff',
    sha256: '0'.repeat(64),
    ...fields,
  }
  const history = { at: now, type: 'seen', text: 'It is in the list of the provider.', detail: {} }
  await store.addInbound([{ fax, tasks: [], history }])
  return fax
}

/** The problem that a call ends with. */
export async function refusal(call: Promise<unknown>): Promise<ProblemAnswer> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!isApiError(error)) throw error ?? new Error('it was not refused')
  return error.problem
}
