/**
 * Step 4b, carry: brings a fax to one destination beside mail, and writes down that it is there. Each destination is
 * tried by itself, with waits of its own, until its deadline; a broken one keeps nobody else waiting.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Destination, ParcelDocument } from '../destinations/destination.ts'
import type { DeliveredDocument } from '../fax/delivered-document.ts'
import type { Delivery } from '../fax/delivery.ts'
import { fileFormat } from '../fax/delivery-format.ts'
import { BridgeError, isBridgeError } from '../fax/error.ts'
import type { DeliveryId, EpochMs } from '../fax/id.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import type { NewTask } from '../fax/task.ts'
import type { TaskHandler } from '../queue/worker.ts'
import { converted, type Tries, triesOf } from './convert.ts'
import { type InboundDeps, line } from './steps.ts'

const DAY_MS = 86_400_000
/** What is on its way says itself when it has arrived; this is for the case that nobody heard it. */
const LOOK_AGAIN_MS = 3_600_000

/** What is written down for each destination of a plan. One that the configuration lost since is waited for. */
export function newDelivery(deps: InboundDeps, fax: InboundFax, place: string): Delivery {
  const now = deps.runtime.clock.now()
  const { required = true, days = 5 } = deps.destinations(place) ?? {}
  return {
    id: deps.runtime.ids.next('dlv'),
    inboundId: fax.id,
    round: fax.round,
    place,
    required,
    state: 'waiting',
    attempts: 0,
    lastError: null,
    result: null,
    createdAt: now,
    deadline: (now + days * DAY_MS) as EpochMs,
    endedAt: null,
  }
}

export function makeCarry(deps: InboundDeps): TaskHandler {
  return async (task, signal) => {
    const delivery = await deps.store.delivery(task.subjectId as DeliveryId)
    const fax = delivery === null ? null : await deps.store.inbound(delivery.inboundId)
    if (delivery?.state !== 'waiting' || fax === null || fax.raw === null) return
    if (delivery.round !== fax.round) {
      const text = `${delivery.place}: not brought there any more, since a person has sent the fax again.`
      return end(deps, delivery, { state: 'failed', result: null, text })
    }
    try {
      const destination = deps.destinations(delivery.place)
      if (destination === null)
        throw new BridgeError('E_DESTINATION', {
          say: `The configuration has no destination "${delivery.place}" any more.`,
        })
      const document = await documentOf(deps, fax, { delivery, destination, tries: triesOf(task) }, signal)
      const result = await destination.carry({ delivery, fax, document }, signal)
      deps.runtime.checkpoint('carried')
      if (result === null) return (deps.runtime.clock.now() + LOOK_AGAIN_MS) as EpochMs
      const { format, bytes, sha256 } = document
      const given = { to: delivery.place, round: delivery.round, format, bytes: bytes.length, sha256 }
      await end(deps, delivery, { state: 'done', result, text: `${delivery.place}: ${result}`, given })
      deps.runtime.checkpoint('delivery-ended')
    } catch (error) {
      await failed(deps, delivery, error)
    }
    return
  }
}

async function failed(deps: InboundDeps, delivery: Delivery, error: unknown): Promise<void> {
  const text = error instanceof Error ? error.message : String(error)
  const hopeless = isBridgeError(error) && error.kind === 'permanent'
  if (!hopeless && deps.runtime.clock.now() < delivery.deadline) {
    await deps.store.noteDeliveryTry(delivery.id, text)
    throw isBridgeError(error) ? error : new BridgeError('E_DESTINATION', { cause: error })
  }
  const { inboundId: inbound, place } = delivery
  deps.runtime.log.error({ inbound, place }, `a destination was given up for a received fax: ${text}`)
  const given = { ...delivery, lastError: text }
  await end(deps, given, { state: 'failed', result: null, text: `${place} was given up: ${text}` })
}

interface Ending {
  readonly state: 'done' | 'failed'
  readonly result: string | null
  readonly text: string
  /** What was brought there. */
  readonly given?: DeliveredDocument
}

async function end(
  deps: InboundDeps,
  delivery: Delivery,
  { state, result, text, given }: Ending,
): Promise<undefined> {
  const now = deps.runtime.clock.now()
  const tasks: NewTask[] = [{ kind: 'acknowledge', subjectId: delivery.inboundId, runAt: now }]
  const ended: Delivery = { ...delivery, state, result, attempts: delivery.attempts + 1, endedAt: now }
  const type = state === 'done' ? 'carried' : 'notCarried'
  const detail = { delivery: delivery.id, ...(given === undefined ? {} : { delivered: [given] }) }
  await deps.store.endDelivery(ended, tasks, line(deps, type, text, detail))
}

interface Asked {
  readonly delivery: Delivery
  readonly destination: Destination
  readonly tries: Tries
}

async function documentOf(
  deps: InboundDeps,
  fax: InboundFax,
  { delivery, destination, tries }: Asked,
  signal: AbortSignal,
): Promise<ParcelDocument> {
  const { format: wanted } = destination
  const received = fax.format ?? 'tiff'
  const bytes = await buffer(deps.spool.read(fax.raw ?? ''))
  if (wanted === 'original') return hashed(received, bytes)
  // Of this run alone: what was on its way may be asked for again while it is still being asked.
  const folder = join(deps.workFolder, `${delivery.id}-${deps.runtime.ids.token(6)}`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    const path = join(folder, 'received.bin')
    await writeFile(path, bytes, { mode: 0o600 })
    const request = {
      path,
      format: received,
      ...pagesFor(deps, fax, wanted),
      receivedAt: fax.receivedAt,
      outFolder: folder,
    }
    const made = await converted(deps, fax, { request, tries }, signal)
    const parts = 'why' in made ? null : made
    const file = parts?.files[wanted === 'fax' ? 'tiff' : wanted]
    const format = wanted === 'fax' ? 'tiff' : fileFormat(wanted)
    if (file !== undefined) return { ...hashed(format, await readFile(file)), yDpi: parts?.yDpi ?? null }
    // A machine can make nothing of other bytes.
    if (destination.exact)
      throw new BridgeError('E_DOCUMENT_TYPE', { say: 'The pages of this fax cannot be sent on.' })
    return hashed(received, bytes)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** As its subscriber wants the pages; what is to be faxed again must be whole lines in a coding that everybody reads. */
function pagesFor(deps: InboundDeps, fax: InboundFax, wanted: Exclude<Destination['format'], 'original'>) {
  const wishes = deps.config.current.subscribers.find(({ id }) => id === fax.subscriberId)?.received_pages
  if (wanted === 'fax') return { wanted: ['tiff' as const], wishes: { ...(wishes ?? PLAIN), ...FOR_A_LINE } }
  return { wanted: [wanted], ...(wishes === undefined ? {} : { wishes }) }
}

const PLAIN = { deskew: false, upright: false, search: false, languages: [] }
const FOR_A_LINE = { damaged: 'repair', g4: true } as const

function hashed(format: 'pdf' | 'tiff', bytes: Uint8Array): ParcelDocument {
  return { format, bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}
