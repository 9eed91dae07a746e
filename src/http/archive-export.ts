/** `faxbridge export` over the control socket: a ZIP archive that is made while it is sent. */
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import {
  EXPORT_FORMATS,
  type ExportDeps,
  type ExportFormat,
  exportFaxes,
  type MadeDocument,
} from '../archive/export.ts'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import type { FaxJob } from '../fax/job.ts'
import { documentFor } from '../inbound/received-link.ts'
import type { InboundDeps } from '../inbound/steps.ts'
import { pagesAsSent } from '../outbound/finish.ts'
import type { OutboundDeps } from '../outbound/steps.ts'
import { checked } from './operations.ts'

/** The last instant that a Date can be. */
const LAST = 8.64e15

const order = z.strictObject({
  from: z.int().min(0).max(LAST),
  to: z.int().min(0).max(LAST),
  subscriber: z.string().min(1).max(64).optional(),
  documents: z.enum(EXPORT_FORMATS).default('original'),
  by: z.string().min(1).max(100),
})

export type ArchiveExportDeps = OutboundDeps & InboundDeps

/** Adds the route. `server` must be reachable for operators only. */
export function addArchiveExport(server: FastifyInstance, deps: ArchiveExportDeps, version: string): void {
  server.post('/archive/export', async (request, reply) => {
    const { from, to, subscriber = null, documents, by } = checked(order, request.body)
    if (from >= to) throw new BridgeError('E_BAD_REQUEST', { say: 'The time ends before it begins.' })
    const { config, runtime } = deps
    if (subscriber !== null) await mustBeKnown(deps, subscriber)
    runtime.log.info({ by, from, to, subscriber, documents }, 'faxes are exported')
    const signal = new AbortController()
    const made = { sent: sentPages(deps, signal.signal), received: receivedPages(deps, signal.signal) }
    const { store, workFolder } = deps
    const wish = { from: from as EpochMs, to: to as EpochMs, subscriber, documents, by }
    const wanted: ExportDeps = { store, runtime, workFolder, version, documents: made }
    const stream = Readable.from(exportFaxes(wanted, wish), { objectMode: false })
    // Nobody waits for it any more: a document that is just being made is given up, too.
    stream.once('close', () => signal.abort())
    stream.once('error', error =>
      runtime.log.error({ error, host: config.current.hostname }, 'the export broke off'),
    )
    return reply.type('application/zip').send(stream)
  })
}

async function mustBeKnown({ store, config }: ArchiveExportDeps, id: string): Promise<void> {
  if (config.current.subscribers.some(one => one.id === id)) return
  const [sent] = await store.list({ subscriberId: id, limit: 1 })
  const [received] = await store.listInbound({ subscriberId: id, limit: 1 })
  if (sent === undefined && received === undefined)
    throw new BridgeError('E_NOT_FOUND', { say: `No subscriber has the id "${id}".` })
}

type Wanted = Exclude<ExportFormat, 'none'>

/** As they were handed over, with cover page and header line. */
function sentPages(deps: OutboundDeps, signal: AbortSignal) {
  return async (job: FaxJob, format: Wanted): Promise<MadeDocument | null> => {
    const document = job.documentId === null ? null : await deps.store.document(job.documentId)
    if (document === null) return null
    const pages = await pagesAsSent(deps, job, document, signal)
    const wanted = format === 'pdf' ? 'pdf' : 'tiff'
    return { format: wanted, bytes: await pages.bytes(wanted) }
  }
}

/** As they came, or converted without any other change; what cannot be converted is given as it came. */
function receivedPages(deps: InboundDeps, signal: AbortSignal) {
  return async (fax: InboundFax, format: Wanted): Promise<MadeDocument | null> => {
    if (fax.raw === null || fax.format === null) return null
    const wanted = format === 'original' ? fax.format : format
    const made = await documentFor(deps, fax, { wanted, wishes: undefined }, signal)
    return { format: made.format === 'tiff' ? 'tiff' : 'pdf', bytes: made.bytes }
  }
}
