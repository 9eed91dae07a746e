/**
 * The steps of a received fax on a real store, with a provider that a test fills, a spool in memory and a renderer that
 * converts nothing. `run` does what is due, step by step, as the worker does.
 */
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { parseConfig } from '../../src/config/load.ts'
import type { Config } from '../../src/config/schema.ts'
import { makeDestinations } from '../../src/destinations/open.ts'
import type { Resolve } from '../../src/destinations/public-address.ts'
import type { Renderer } from '../../src/documents/render/renderer.ts'
import { BridgeError, isBridgeError } from '../../src/fax/error.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import type { InboundListing } from '../../src/fax/inbound-fax.ts'
import type { OutgoingMail } from '../../src/fax/outgoing-mail.ts'
import { makeAcknowledge } from '../../src/inbound/acknowledge.ts'
import { makeCarry } from '../../src/inbound/carry.ts'
import { makeDeliver } from '../../src/inbound/deliver.ts'
import { makeDiscard } from '../../src/inbound/discard.ts'
import { makeFetch } from '../../src/inbound/fetch.ts'
import { makeInternetFax } from '../../src/inbound/internet-fax.ts'
import { makeRoute } from '../../src/inbound/route.ts'
import type { InboundDeps } from '../../src/inbound/steps.ts'
import { makeDispatch } from '../../src/mail/dispatch.ts'
import type { RelayMail } from '../../src/mail/relay.ts'
import { type ForwardDeps, makeForward } from '../../src/outbound/forward.ts'
import type { FaxProvider, InboundSource } from '../../src/providers/provider.ts'
import { isCrash, type TaskHandler } from '../../src/queue/worker.ts'
import { makeCallBack } from '../../src/smtp/call-back.ts'
import { migrate } from '../../src/store/migrate.ts'
import type { Spool } from '../../src/store/spool.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { rowsOn, storeOf } from '../../src/store/store-rows.ts'
import { FakeClock, testRuntime } from '../fakes/clock.ts'

export const OFFICE = '+15555551212' as FaxNumber

const BASE = `
hostname: fax.example.com
smtp: { mailDomains: [fax.local], listeners: [{ name: relay, listen: "127.0.0.1:2525" }] }
relay: { url: "smtp://127.0.0.1:25", from: "Fax <fax@fax.local>" }
providers: { demo: { type: loopback } }
routes: [{ prefix: "+", provider: demo }]
subscribers:
  - { id: office, active: true, numbers: ["${OFFICE}"], country: US, received: [{ mail: office@example.com }] }
`

/** The configuration with more YAML behind it. */
export function configWith(more = '', base = BASE): Config {
  const result = parseConfig(`${base}${more}`, '/tmp/faxbridge.yaml', {})
  if (!result.ok)
    throw new Error(result.problems.map(problem => `${problem.key}: ${problem.text}`).join('\n'))
  return result.config
}

/** What lies at the provider: listings and their bytes. */
export interface Shelf {
  readonly faxes: { readonly listing: InboundListing; bytes: Uint8Array }[]
  readonly acknowledged: string[]
  /** False: an acknowledged fax stays in the list. */
  forgets: boolean
}

export function aListing(n: number, fields: Partial<InboundListing> = {}): InboundListing {
  return {
    providerId: `RX${n}`,
    receivedAt: Date.UTC(2026, 10, 21, 5, n) as EpochMs,
    calledNumber: OFFICE,
    callerNumber: '+493012345678',
    stationId: null,
    pageCount: 1,
    complete: true,
    ...fields,
  }
}

export async function aHouse(config: Config = configWith(), resolve?: Resolve) {
  const clock = new FakeClock()
  const runtime = testRuntime(clock)
  const driver = openSqlite({
    file: ':memory:',
    onDoubtful: error => {
      throw error
    },
  })
  await migrate(driver, clock.now())
  const store = storeOf(rowsOn(driver, runtime.ids))
  const shelf: Shelf = { faxes: [], acknowledged: [], forgets: true }
  const live = { current: config }
  const blobs = new Map<string, Buffer>()
  const deps: InboundDeps = {
    store,
    spool: memorySpool(blobs),
    renderer: plainRenderer,
    providers: new Map([['demo', { inbound: sourceOn(shelf) } as unknown as FaxProvider]]),
    config: live,
    destinations: name => places(name),
    runtime,
    workFolder: process.env['TMPDIR'] ?? '/tmp',
    kick: () => {},
    replyKey: 'a-key-of-the-tests',
    callBack: makeCallBack(live),
  }
  const ways = {
    forward: makeForward({ ...deps, store, spool: deps.spool as ForwardDeps['spool'] }),
    internetFax: makeInternetFax(deps),
  }
  const places = makeDestinations(live, { clock, ways, ...(resolve === undefined ? {} : { resolve }) })
  /** What the relay answers; throws to refuse. */
  const relay = { mails: [] as { to: string; text: string; reversePath: string }[], answer: () => {} }
  const steps: Record<string, TaskHandler> = {
    fetch: makeFetch(deps),
    route: makeRoute(deps),
    deliver: makeDeliver(deps),
    acknowledge: makeAcknowledge(deps),
    carry: makeCarry(deps),
    discard: makeDiscard(deps),
    relay: makeDispatch({
      store,
      spool: deps.spool,
      runtime,
      relay: relayOn(relay),
      givenUp: (mail, why) => house.givenUp(mail, why),
    }),
  }
  const run = () => runDue(deps, steps)
  const list = () => deps.providers.get('demo')?.inbound?.list(new AbortController().signal) ?? []
  const house = {
    ...{ deps, store, clock, shelf, live, blobs, relay, run, list, driver, steps },
    givenUp: async (_mail: OutgoingMail, _why: string): Promise<void> => {},
  }
  return house
}
export type House = Awaited<ReturnType<typeof aHouse>>

function sourceOn(shelf: Shelf): InboundSource {
  return {
    pollMs: 1_000,
    list: async () =>
      shelf.faxes
        .map(fax => fax.listing)
        .filter(({ providerId }) => !shelf.forgets || !shelf.acknowledged.includes(providerId)),
    async fetch(providerId) {
      const fax = shelf.faxes.findLast(({ listing }) => listing.providerId === providerId)
      if (fax === undefined) throw new BridgeError('E_NOT_FOUND')
      return { format: 'tiff', bytes: fax.bytes }
    },
    async acknowledge(providerId) {
      shelf.acknowledged.push(providerId)
    },
  }
}

function relayOn(relay: { mails: { to: string; text: string; reversePath: string }[]; answer: () => void }) {
  return {
    async send({ to, raw, reversePath }: RelayMail & { readonly raw: AsyncIterable<Uint8Array> }) {
      relay.answer()
      relay.mails.push({ to, text: (await buffer(raw)).toString(), reversePath })
      return { response: '250 taken' }
    },
    async close() {},
  } as never
}

const plainRenderer = {
  received: async ({ path, format }: { readonly path: string; readonly format: string }) => ({
    files: { [format]: path },
    previewPath: null,
    pageCount: 1,
  }),
} as unknown as Renderer

function memorySpool(blobs: Map<string, Buffer>): Spool {
  const kept = (chunks: readonly Uint8Array[]) => {
    const ref = `mem:${blobs.size}:${Math.floor(performance.now() * 1e6)}`
    blobs.set(ref, Buffer.concat(chunks))
    return ref
  }
  return {
    begin() {
      const chunks: Uint8Array[] = []
      return {
        write: async (chunk: Uint8Array) => void chunks.push(chunk),
        commit: async () => kept(chunks),
        settle: async () => ({ ref: kept(chunks), flushed: Promise.resolve() }),
        abort: async () => {},
      }
    },
    read: (ref: string) => Readable.from([blobs.get(ref) ?? Buffer.alloc(0)]),
    remove: async (ref: string) => void blobs.delete(ref),
    freeBytes: async () => Number.MAX_SAFE_INTEGER,
  } as unknown as Spool
}

/** Runs every task that is due, until none is; one that fails is put off as the worker would. Gives the failures. */
async function runDue(deps: InboundDeps, steps: Record<string, TaskHandler>): Promise<string[]> {
  const store = deps.store as House['store']
  const room = Object.fromEntries(Object.keys(steps).map(kind => [kind, 50]))
  const failures: string[] = []
  for (;;) {
    const now = deps.runtime.clock.now()
    const tasks = await store.claimTasks({ room, owner: 'me', now, leaseUntil: (now + 1000) as EpochMs })
    if (tasks.length === 0) return failures
    await Promise.all(
      tasks.map(async task => {
        try {
          const again = await steps[task.kind]?.(task, new AbortController().signal)
          if (typeof again === 'number') await store.retryTask(task.id, 'me', again, '')
          else await store.finishTask(task.id, 'me')
        } catch (error) {
          if (!isBridgeError(error)) throw error
          failures.push(error.message)
          await store.retryTask(task.id, 'me', (now + 60_000) as EpochMs, error.message, {
            crashed: isCrash(error),
          })
        }
      }),
    )
  }
}

/** One fax with all that is known of it. */
export async function onlyFax({ store }: House) {
  const [fax, ...more] = await store.listInbound({ limit: 9 })
  if (fax === undefined || more.length > 0) throw new Error('not exactly one fax')
  return fax
}
