/** `faxbridge cover preview`: a subscriber's cover page as a picture, with sample texts. Needs no daemon. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { configOrThrow, loadConfig } from '../config/load.ts'
import type { SubscriberConfig } from '../config/schema.ts'
import { makeBitmap } from '../documents/bitmap.ts'
import type { CoverFacts } from '../documents/cover/facts.ts'
import { filledFacts, filledHeader } from '../documents/cover/fill.ts'
import { isHtmlCover } from '../documents/cover/html-cover.ts'
import { openOffice } from '../documents/office/office.ts'
import { sheetOf } from '../documents/pages/sheet.ts'
import { previewPng } from '../documents/render/preview.ts'
import { makeRenderer } from '../documents/render/renderer.ts'
import { openSandbox } from '../documents/sandbox/open.ts'
import { faxBitmapOf, readTiff } from '../documents/tiff/read.ts'
import { pdfOfTiff } from '../documents/tiff/to-pdf.ts'
import { g4Page, writeTiff } from '../documents/tiff/write.ts'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import { paperOf } from '../fax/paper.ts'
import { phoneText } from '../mail/phone-text.ts'
import { silentLogger, systemClock } from '../runtime.ts'
import { say } from './print.ts'

export interface CoverPreviewOptions {
  readonly config: string
  readonly subscriber?: string
  readonly name?: string
  readonly out: string
}

const ownNumber = ({ numbers }: SubscriberConfig) => phoneText(numbers[0] ?? null)

const SAMPLE_TEXT = 'Dear Jane,\n\nplease find the order attached. Call me if anything is unclear.\n\nAnn'

/** Writes the page to `out`: .png, .pdf or .tiff. */
export async function previewCover(options: CoverPreviewOptions): Promise<void> {
  const { config } = configOrThrow(loadConfig(options.config, process.env))
  const subscriber = subscriberNamed(config.subscribers, options.subscriber)
  const name = options.name ?? (subscriber.cover === 'none' ? 'standard' : subscriber.cover)
  const form = subscriber.covers.find(cover => cover.name === name)?.form ?? null
  if (form === null && name !== 'standard') {
    const known = ['standard', ...subscriber.covers.map(cover => cover.name)].join(', ')
    throw new BridgeError('E_BAD_REQUEST', { say: `There is no cover page "${name}": there is ${known}.` })
  }
  const folder = await mkdtemp(join(tmpdir(), 'faxbridge-cover-'))
  const runtime = { clock: systemClock, log: silentLogger }
  const sandbox = await openSandbox(config.documents.sandbox)
  const documents = { ...config.documents, processes: 1 }
  const wanted = form !== null && isHtmlCover(form)
  const officeDeps = { config: documents, folder: join(folder, 'office'), sandbox, runtime }
  const office = wanted ? await openOffice(officeDeps) : null
  const renderer = makeRenderer({
    config: documents,
    office,
    runtime,
    sandbox,
    workFolder: folder,
  })
  try {
    const tiffPath = join(folder, 'empty.tiff')
    await writeFile(tiffPath, emptyPage(subscriber))
    const cover = { form, facts: sampleFacts(subscriber, systemClock.now()) }
    const now = systemClock.now()
    const header = subscriber.header_line
      ? filledHeader(
          subscriber,
          { who: subscriber.company, from: ownNumber(subscriber), to: '+1 555 555 1212' },
          now,
        )
      : null
    const request = { tiffPath, outFolder: folder, cover, header }
    const made = await renderer.finish(request, new AbortController().signal)
    await writeFile(options.out, await inFormat(await readFile(made.tiffPath), extname(options.out)))
  } finally {
    await renderer.stop()
    await office?.stop()
    await rm(folder, { recursive: true, force: true })
  }
  say(`Cover page "${name}" of ${subscriber.id}: ${options.out}`)
}

function subscriberNamed(all: readonly SubscriberConfig[], id: string | undefined): SubscriberConfig {
  const found = id === undefined ? all[0] : all.find(subscriber => subscriber.id === id)
  if (found !== undefined) return found
  const known = all.map(subscriber => subscriber.id).join(', ')
  throw new BridgeError('E_NOT_FOUND', { say: `No subscriber has the id "${id}": there is ${known}.` })
}

/** One page in the subscriber's size and resolution, as the fax behind the cover. */
function emptyPage(subscriber: SubscriberConfig): Uint8Array {
  const sheet = sheetOf(subscriber.paper ?? paperOf(subscriber.numbers[0] ?? null), subscriber.resolution)
  const page = g4Page(makeBitmap(sheet.width, sheet.height), sheet.xDpi, sheet.yDpi)
  return writeTiff([page], { software: 'faxbridge' })
}

function sampleFacts(subscriber: SubscriberConfig, now: EpochMs): CoverFacts {
  const texts = {
    to: 'Jane Doe',
    toCompany: 'Example Hospital',
    toNumber: '+1 555 555 1212',
    from: 'ann@example.com',
    fromNumber: ownNumber(subscriber) ?? '',
    pages: '2',
    subject: 'Order 4711',
    comment: SAMPLE_TEXT,
  }
  return filledFacts(subscriber, texts, now)
}

/** The first page alone, as a picture of its true proportions or as a document. */
async function inFormat(tiff: Uint8Array, extension: string): Promise<Uint8Array> {
  const page = readTiff(tiff)[0]
  const fax = page === undefined ? null : faxBitmapOf(page)
  if (page === undefined || fax === null) throw new BridgeError('E_INTERNAL')
  const [xDpi, yDpi] = [page.xDpi ?? 204, page.yDpi ?? 196]
  const single = writeTiff([g4Page(fax.bitmap, xDpi, yDpi)], { software: 'faxbridge' })
  switch (extension.toLowerCase()) {
    case '.png':
      return previewPng(fax.bitmap, xDpi, yDpi, 0)
    case '.pdf':
      return pdfOfTiff(single, { producer: 'faxbridge' })
    case '.tif':
    case '.tiff':
      return single
    default:
      throw new BridgeError('E_BAD_REQUEST', { say: 'The file must end in .png, .pdf or .tiff.' })
  }
}
