/**
 * An export: all faxes of a time, of all subscribers or of one, as a ZIP archive with CSV files, the documents, and the
 * SHA-256 of each file. Written while it is read: neither the archive nor a list of faxes is ever in memory as a whole.
 * Not in charge of making documents (given by the caller) nor of where the archive goes.
 */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { deliveredIn } from '../fax/delivered-document.ts'
import { isBridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import type { FaxJob } from '../fax/job.ts'
import type { Runtime } from '../runtime.ts'
import type { Store } from '../store/store.ts'
import { csvLine } from './csv-line.ts'
import {
  type Cell,
  DOCUMENT_COLUMNS,
  type ExportedDocument,
  RECEIVED_COLUMNS,
  receivedRow,
  SENT_COLUMNS,
  sentRow,
} from './export-rows.ts'
import { type ZipEntry, zipStream } from './zip-stream.ts'

/** `original`: sent pages as TIFF, received ones as they came. */
export const EXPORT_FORMATS = ['original', 'pdf', 'tiff', 'none'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export interface ExportWish {
  /** Taken in, or first seen at the provider, from this instant on, and before that one. */
  readonly from: EpochMs
  readonly to: EpochMs
  readonly subscriber: string | null
  readonly documents: ExportFormat
  /** Who asks: stands in the manifest. */
  readonly by: string
}

export interface MadeDocument {
  readonly format: 'tiff' | 'pdf'
  readonly bytes: Uint8Array
}

export interface ExportDeps {
  readonly store: Pick<Store, 'list' | 'listInbound' | 'submission' | 'history'>
  readonly runtime: Runtime
  readonly workFolder: string
  readonly version: string
  /** Null: it was deleted, or there never was one. */
  readonly documents: {
    sent(job: FaxJob, format: Exclude<ExportFormat, 'none'>): Promise<MadeDocument | null>
    received(fax: InboundFax, format: Exclude<ExportFormat, 'none'>): Promise<MadeDocument | null>
  }
}

const PAGE = 200
/** Spreadsheets take a file for UTF-8 when it begins so. */
const BYTE_ORDER_MARK = '\ufeff'

/** The archive. What it needs on the disk while it is written is deleted when it ends, or when nobody wants it any more. */
export async function* exportFaxes(deps: ExportDeps, wish: ExportWish): AsyncGenerator<Buffer> {
  const folder = join(deps.workFolder, `export-${deps.runtime.ids.token(8)}`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const tables = {
    sent: new Table(folder, 'sent.csv', SENT_COLUMNS),
    received: new Table(folder, 'received.csv', RECEIVED_COLUMNS),
    documents: new Table(folder, 'documents.csv', DOCUMENT_COLUMNS),
  }
  try {
    yield* zipStream(entries({ ...deps, tables, sums: [] }, wish))
  } finally {
    for (const table of Object.values(tables)) await table.close().catch(() => {})
    await rm(folder, { recursive: true, force: true })
  }
}

interface Exporting extends ExportDeps {
  readonly tables: Readonly<Record<'sent' | 'received' | 'documents', Table>>
  /** Lines of SHA256SUMS. */
  readonly sums: string[]
}

/** A CSV file that grows on the disk until it goes into the archive. */
class Table {
  readonly name: string
  readonly #path: string
  readonly #file: ReturnType<typeof createWriteStream>
  #rows = 0

  constructor(folder: string, name: string, columns: readonly string[]) {
    this.name = name
    this.#path = join(folder, name)
    this.#file = createWriteStream(this.#path, { mode: 0o600 })
    // Told by close().
    this.#file.on('error', () => {})
    this.#file.write(`${BYTE_ORDER_MARK}${csvLine(columns)}`)
  }

  get rows(): number {
    return this.#rows
  }

  async add(cells: readonly Cell[]): Promise<void> {
    this.#rows++
    if (!this.#file.write(csvLine(cells)) && !this.#file.destroyed)
      await new Promise<void>(resolve => this.#file.once('drain', resolve).once('close', resolve))
  }

  async close(): Promise<void> {
    this.#file.end()
    await finished(this.#file)
  }

  read(): AsyncIterable<Uint8Array> {
    return createReadStream(this.#path)
  }
}

async function* entries(e: Exporting, wish: ExportWish): AsyncIterable<ZipEntry> {
  yield* sentEntries(e, wish)
  yield* receivedEntries(e, wish)
  const { tables, sums, runtime } = e
  const modifiedAt = runtime.clock.now()
  for (const table of Object.values(tables)) {
    await table.close()
    yield { name: table.name, modifiedAt, bytes: hashed(e, table.name, table.read()) }
  }
  const manifest = Buffer.from(`${JSON.stringify(manifestOf(e, wish, modifiedAt), null, 2)}\n`)
  yield { name: 'manifest.json', modifiedAt, bytes: hashed(e, 'manifest.json', pieces(manifest)) }
  yield { name: 'SHA256SUMS', modifiedAt, bytes: pieces(Buffer.from(sums.join(''))) }
}

async function* sentEntries(e: Exporting, wish: ExportWish): AsyncIterable<ZipEntry> {
  const { store } = e
  const createdFrom = { createdFrom: wish.from, createdBefore: wish.to }
  const whose = wish.subscriber === null ? {} : { subscriberId: wish.subscriber }
  for (let before = {}; ; ) {
    const page = await store.list({ ...createdFrom, ...whose, ...before, limit: PAGE })
    for (const { job } of page) {
      const submission = await store.submission(job.submissionId)
      if (submission === null) continue
      const made = await madeOf(e, job.id, wish.documents, format => e.documents.sent(job, format))
      if (made.entry !== null)
        yield await entryFor(e, {
          ...made.entry,
          fax: job.id,
          kind: 'sent',
          at: job.createdAt,
          recorded: null,
        })
      const delivered = deliveredIn(await store.history(job.id))
      await e.tables.sent.add(sentRow(job, submission, delivered, made.document))
    }
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    before = { before: last.job.id }
  }
}

async function* receivedEntries(e: Exporting, wish: ExportWish): AsyncIterable<ZipEntry> {
  const { store } = e
  const received = { seenFrom: wish.from, seenBefore: wish.to }
  const whose = wish.subscriber === null ? {} : { subscriberId: wish.subscriber }
  for (let before = {}; ; ) {
    const page = await store.listInbound({ ...received, ...whose, ...before, limit: PAGE })
    for (const fax of page) {
      const made = await madeOf(e, fax.id, wish.documents, format => e.documents.received(fax, format))
      if (made.entry !== null) {
        // What was converted has other bytes than what came in.
        const recorded = made.entry.made.format === fax.format ? fax.sha256 : null
        yield await entryFor(e, { ...made.entry, fax: fax.id, kind: 'received', at: fax.seenAt, recorded })
      }
      const delivered = deliveredIn(await store.history(fax.id))
      await e.tables.received.add(receivedRow(fax, delivered, made.document))
    }
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    before = { before: last.id }
  }
}

interface Made {
  readonly document: ExportedDocument
  readonly entry: { readonly name: string; readonly made: MadeDocument } | null
}

/** A document that cannot be read keeps no other: it is listed as such. */
async function madeOf(
  { runtime }: Exporting,
  id: string,
  format: ExportFormat,
  make: (format: Exclude<ExportFormat, 'none'>) => Promise<MadeDocument | null>,
): Promise<Made> {
  if (format === 'none') return { document: { file: '', state: 'left out' }, entry: null }
  try {
    const made = await make(format)
    if (made === null) return { document: { file: '', state: 'deleted' }, entry: null }
    const name = `documents/${id}.${made.format === 'pdf' ? 'pdf' : 'tif'}`
    return { document: { file: name, state: 'exported' }, entry: { name, made } }
  } catch (error) {
    if (!isBridgeError(error) || error.code === 'E_SHUTTING_DOWN') throw error
    runtime.log.warn({ fax: id, code: error.code }, 'a document could not be exported')
    return { document: { file: '', state: 'unreadable' }, entry: null }
  }
}

interface DocumentEntry {
  readonly name: string
  readonly made: MadeDocument
  readonly fax: string
  readonly kind: 'sent' | 'received'
  readonly at: number
  /** Hash of the same bytes, as it was written down when they came in; null: of other bytes, or none. */
  readonly recorded: string | null
}

async function entryFor(e: Exporting, entry: DocumentEntry): Promise<ZipEntry> {
  const { name, made, fax, kind, at, recorded } = entry
  const sha256 = createHash('sha256').update(made.bytes).digest('hex')
  const same = recorded === null ? '' : recorded === sha256 ? 'yes' : 'NO'
  await e.tables.documents.add([name, fax, kind, made.format, made.bytes.length, sha256, recorded, same])
  e.sums.push(`${sha256}  ${name}\n`)
  return { name, modifiedAt: at, bytes: pieces(made.bytes) }
}

async function* hashed(
  { sums }: Exporting,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  const hash = createHash('sha256')
  for await (const piece of bytes) {
    hash.update(piece)
    yield piece
  }
  sums.push(`${hash.digest('hex')}  ${name}\n`)
}

async function* pieces(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}

function manifestOf({ tables, version }: Exporting, wish: ExportWish, now: EpochMs) {
  const iso = (at: number) => new Date(at).toISOString()
  return {
    what: 'export of faxes by faxbridge',
    version,
    exportedAt: iso(now),
    by: wish.by,
    from: iso(wish.from),
    before: iso(wish.to),
    subscriber: wish.subscriber,
    format: wish.documents,
    sent: tables.sent.rows,
    received: tables.received.rows,
    documents: tables.documents.rows,
    hashes: 'SHA256SUMS: "sha256sum -c SHA256SUMS" checks every file',
  }
}
