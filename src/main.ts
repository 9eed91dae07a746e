/**
 * The composition root: the only file that knows every concrete class. It opens things in order, hands each what it
 * needs, and closes them in the opposite order. It decides nothing about faxes.
 */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { SealDesk } from './archive/encryption.ts'
import { keepRetention } from './archive/retention.ts'
import { makeLiveConfig, type ReloadableConfig } from './config/live-config.ts'
import type { DocumentsConfig } from './config/schema.ts'
import { readDeliveryReport } from './documents/mail/dsn.ts'
import { openOffice } from './documents/office/office.ts'
import { openPostscript } from './documents/postscript.ts'
import { openTesseract } from './documents/received/tesseract.ts'
import { makeRenderer } from './documents/render/renderer.ts'
import { openSandbox } from './documents/sandbox/open.ts'
import type { EpochMs } from './fax/id.ts'
import { type Metrics, makeMetrics } from './http/metrics.ts'
import { type HttpDeps, startHttp } from './http/start.ts'
import { makeAnswers } from './inbound/answers.ts'
import { makeBounces } from './inbound/bounces.ts'
import { type Ingest, makeIngest } from './inbound/ingest.ts'
import type { InboundDeps } from './inbound/steps.ts'
import { Intake } from './outbound/accept.ts'
import { AccountBoard } from './outbound/account-board.ts'
import { dialsOf, undialableIn } from './outbound/dialable.ts'
import { writeDigests } from './outbound/digest.ts'
import { type KeyKeeper, openKeys } from './outbound/key-keeper.ts'
import { maintainAccounts } from './outbound/maintain.ts'
import { type OperateDeps, pagesOfFax } from './outbound/operate.ts'
import { makeReplies } from './outbound/replies.ts'
import { openReplyKey } from './outbound/reply-token.ts'
import type { ReportDeps } from './outbound/report.ts'
import { StatusDesk } from './outbound/status-desk.ts'
import type { Worker } from './queue/worker.ts'
import {
  type Checkpoint,
  type Clock,
  type Logger,
  makeIds,
  noCheckpoint,
  type Runtime,
  systemClock,
} from './runtime.ts'
import { makeCallBack } from './smtp/call-back.ts'
import { KeyDesk } from './smtp/key-desk.ts'
import { type Listener, makeListeners } from './smtp/listener.ts'
import { RefusalDesk } from './smtp/refusal-desk.ts'
import { startListeners } from './smtp/start-listeners.ts'
import { openAccess, startAdmin } from './start-admin.ts'
import { backUpAndNote, makeSigns, openOutside, startAlarmKeeper } from './start-alarms.ts'
import { openStored } from './start-archive.ts'
import { openDestinations } from './start-destinations.ts'
import { meteredRenderer, meteredStore } from './start-metrics.ts'
import { startQueue } from './start-queue.ts'
import { lockDataDir } from './store/lock.ts'
import type { Spool, SpoolSpace } from './store/spool.ts'

export interface DaemonOptions {
  readonly configFile: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: Logger
  /** Called when the daemon must not go on: a disk that lies, for example. The process should end with an error. */
  readonly onFatal?: (error: unknown) => void
  /** Sockets from systemd: name → file descriptor. */
  readonly sockets?: ReadonlyMap<string, number>
  readonly checkpoint?: Checkpoint
  readonly clock?: Clock
  readonly version?: string
}

export interface Daemon {
  readonly addresses: {
    readonly smtp: Readonly<Record<string, string>>
    readonly http: string
    /** Of webhooks and links; the same as `http` where there is no address of its own. */
    readonly public: string
    readonly admin: string | null
    readonly control: string
  }
  /** What documents are read in. */
  readonly sandbox: string
  /** Takes no new mail, lets running steps end, closes everything. Safe to repeat. */
  stop(reason: string): Promise<void>
  reload(): ReturnType<ReloadableConfig['reload']>
  /** False when the queue stands still: the watchdog then lets systemd restart us. */
  isAlive(): boolean
  /** The pages of a sent or received fax as a TIFF; null when there are none. */
  pagesOf(id: string): Promise<Uint8Array | null>
}

/** Starts the whole daemon; resolves when it takes mail. Throws BridgeError, having closed again what it had opened. */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const closers: Closers = []
  const closeAll = async () => {
    for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close()
  }
  try {
    return await open(options, closers, closeAll)
  } catch (error) {
    await closeAll()
    throw error
  }
}

type Closers = (() => Promise<void> | void)[]

async function open(
  options: DaemonOptions,
  closers: Closers,
  closeAll: () => Promise<void>,
): Promise<Daemon> {
  const { log, clock = systemClock, checkpoint = noCheckpoint, sockets = new Map() } = options
  const { version = 'unknown' } = options
  const runtime: Runtime = { clock, ids: makeIds(clock), log, checkpoint }
  const config = makeLiveConfig(options.configFile, options.env, log)
  const startedAt = clock.now()
  const metrics = makeMetrics(version)
  const outbound = await openHouse({ ...options, metrics }, config, runtime, startedAt, closers)
  const { spool, worker } = outbound
  const intake = new Intake({ ...outbound, spool })
  const doors = { config, intake, runtime, sockets, counters: metrics }
  const listeners = listenersOf(doors, outbound, closers)
  const reload = () => {
    const result = config.reload()
    if (result.ok) for (const listener of listeners) listener.reload()
    outbound.keys.look()
    return result
  }
  const httpDeps = {
    outbound,
    config,
    runtime,
    startedAt,
    version,
    worker,
    spool,
    metrics,
    look: account => outbound.ingest.look(account),
    keys: outbound.keys,
    sandbox: outbound.sandbox,
    reload,
    backUp: folder => backUpAndNote({ ...outbound, dataDir: config.current.dataDir, version }, folder),
    sockets,
    ...openAccess(outbound, closers),
  } satisfies HttpDeps
  const http = await startHttp(httpDeps)
  closers.push(() => http.stop())
  const admin = await startAdmin({ ...httpDeps, intake }, closers)
  const smtp = await startListeners(listeners, listener => closers.push(() => listener.stop()))
  closers.push(() => intake.stop())
  let stopping: Promise<void> | null = null
  return {
    addresses: { smtp, http: http.address, public: http.publicAddress, admin, control: http.controlSocket },
    sandbox: outbound.sandbox,
    stop: reason => {
      if (stopping === null) log.info({ reason }, 'stopping')
      stopping ??= closeAll()
      return stopping
    },
    reload,
    isAlive: () => worker.isAlive(),
    pagesOf: id => pagesOfFax(outbound, id),
  }
}

/** All listeners, with what they share: the count of guesses, the refusals that are kept, what can be dialled. */
function listenersOf(doors: Parameters<typeof makeListeners>[0], house: House, closers: Closers): Listener[] {
  const { config, runtime } = doors
  const refusals = new RefusalDesk(house.store, runtime)
  refusals.start()
  closers.push(() => refusals.stop())
  const keys = new KeyDesk(() => config.current.smtp.limits, house.keys.ring)
  const dialable = undialableIn(config, dialsOf(house.providers))
  const desks = { replies: makeReplies(house), bounces: openBounces(house), answers: makeAnswers(house) }
  return makeListeners({ ...doors, keys, refusals, dialable, ...desks })
}

/** Bounces are read by the scanner that every mail passes; the operator hears of an address that is broken. */
function openBounces(house: House) {
  const read = (raw: Uint8Array) => {
    const limits = { ...house.config.current.smtp.limits, lineEndings: 'lenient' as const }
    return readDeliveryReport(raw, limits)
  }
  return makeBounces({ ...house, read })
}

/** What the steps work with. */
type House = OperateDeps &
  InboundDeps &
  ReportDeps & {
    readonly spool: Spool & SpoolSpace
    readonly seal: SealDesk
    readonly worker: Worker
    readonly ingest: Ingest
    readonly keys: KeyKeeper
    readonly sandbox: string
    readonly kick: () => void
  }

/** Lock, spool, store, renderer, providers, and the queue, which runs from here on. */
async function openHouse(
  { metrics, ...options }: DaemonOptions & { readonly metrics: Metrics },
  config: ReloadableConfig,
  runtime: Runtime,
  startedAt: EpochMs,
  closers: Closers,
): Promise<House> {
  const { clock, ids, log } = runtime
  const { dataDir, documents } = config.current
  const lock = lockDataDir(dataDir, { pid: process.pid, startedAt })
  closers.push(() => lock.release())
  const onDoubtful = (error: unknown) => {
    log.error({ error }, 'the disk failed: faxbridge stops, so that nothing is promised that is not stored')
    options.onFatal?.(error)
  }
  const workFolder = join(dataDir, 'work')
  await rm(workFolder, { recursive: true, force: true })
  await mkdir(workFolder, { recursive: true, mode: 0o700 })
  const { store: opened, spool, seal } = await openStored(config.current, runtime, onDoubtful, closers)
  const store = meteredStore(opened, metrics)
  const { renderer, sandbox } = await openRenderer(documents, runtime, { workFolder, dataDir }, closers)
  const signs = makeSigns(runtime, metrics)
  const { providers, relay } = await openOutside(config, runtime, signs)
  closers.push(() => relay.close())
  const kick = () => worker.kick()
  const board = new AccountBoard(clock, (account, standing) => signs.account(account, standing))
  const house = {
    store,
    spool,
    seal,
    renderer: meteredRenderer(renderer, metrics),
    providers,
    board,
    desk: new StatusDesk(clock),
    config,
    runtime,
    workFolder,
    kick,
    replyKey: openReplyKey(dataDir, ids),
    callBack: makeCallBack(config),
  }
  const outbound = { ...house, destinations: openDestinations(house) }
  const worker = await startQueue(outbound, relay, closers)
  const keys = await openKeys(outbound)
  closers.push(() => keys.stop())
  const ingest = makeIngest(outbound)
  closers.push(() => ingest.stop())
  ingest.start()
  inBackground(closers, signal => maintainAccounts(outbound, signal))
  inBackground(closers, signal => writeDigests(outbound, signal))
  inBackground(closers, signal => keepRetention(outbound, signal))
  const whole = { ...outbound, worker, ingest, keys, sandbox, relay, metrics }
  const alarms = await startAlarmKeeper(whole, signs, run => inBackground(closers, run))
  closers.push(() => alarms.stop())
  return whole
}

/** What makes pages, with what turns Office documents into PDF for it. Throws E_SANDBOX where that is not safe. */
async function openRenderer(
  config: DocumentsConfig,
  runtime: Runtime,
  { workFolder, dataDir }: { readonly workFolder: string; readonly dataDir: string },
  closers: Closers,
) {
  const sandbox = await openSandbox(config.sandbox)
  runtime.log[sandbox.kind === 'none' ? 'warn' : 'info']({ sandbox: sandbox.kind }, sandbox.about)
  const office = await openOffice({ config, folder: join(dataDir, 'office'), sandbox, runtime })
  closers.push(() => office?.stop())
  const postscript = await openPostscript({ config, sandbox, workFolder, ...runtime })
  const reader = await openTesseract({ ...runtime, sandbox })
  const renderer = makeRenderer({ config, office, postscript, reader, runtime, sandbox, workFolder })
  closers.push(() => renderer.stop())
  return { renderer, sandbox: sandbox.kind }
}

/** Runs beside the queue until the daemon stops. */
function inBackground(closers: Closers, run: (signal: AbortSignal) => Promise<void>): void {
  const stopped = new AbortController()
  const running = run(stopped.signal)
  closers.push(() => {
    stopped.abort()
    return running
  })
}
