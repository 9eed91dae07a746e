/**
 * Everything in a mail that might be faxed, in its order, also inside of what it carries: mails, signed content, Outlook's
 * containers, archives. In charge of what lies in what, of its depth and number. Not in charge of reading containers (the
 * renderer process does) nor of which pictures are faxed.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { BridgeError, isBridgeError } from '../../fax/error.ts'
import { encrypted } from '../mail/clear-text.ts'
import { factsOf } from '../mail/facts.ts'
import type { MailIndex, MailScanLimits } from '../mail/mail-index.ts'
import { decoded, type FoundPart, type InnerMail, type ReadRange, writePart } from '../mail/parts.ts'
import { displayName, partsOf } from '../mail/plan.ts'
import { makeMailScanner } from '../mail/scan.ts'
import { containerOf } from './container.ts'
import { type Expanded, type ExpandRequest, type InnerFile, OUTLOOK_MAIL } from './expanded.ts'
import { emptyPart, inWhole, partOfFile, plannedFile, readFileRange, shownIn } from './inner-part.ts'
import { hasUtf16Mark, isTextFile } from './text-bytes.ts'

/** A mail in a mail in an archive in a mail: deeper things are made by machines. */
const DEEPEST = 5
/** Parts of all depths together. */
const MOST_PARTS = 2000
/** So many bytes tell what a file is. */
const HEAD = 8192

export interface FindTools {
  readonly folder: string
  readonly limits: MailScanLimits
  readonly unpack: boolean
  expand(request: ExpandRequest): Promise<Expanded>
}

/** What was found, and whether it lies in an archive: then somebody put it there by hand. */
export interface Found extends FoundPart {
  readonly packed: boolean
}

/** Where a part lies. */
interface Place {
  readonly mail: InnerMail | null
  /** Stands before the names of what is inside. */
  readonly prefix: string
  readonly depth: number
  readonly packed: boolean
}

/**
 * All parts of the mail. Throws E_DOCUMENT_* with the name of the file that cannot be faxed and what to do, E_RENDER_LIMIT,
 * E_MIME_BROKEN.
 */
export async function findParts(
  index: MailIndex,
  read: ReadRange,
  keyCut: boolean,
  tools: FindTools,
): Promise<readonly Found[]> {
  const finder = new Finder(tools)
  await finder.mail(index, read, keyCut, { mail: null, prefix: '', depth: 0, packed: false })
  return finder.found
}

class Finder {
  readonly found: Found[] = []
  readonly #tools: FindTools
  #files = 0

  constructor(tools: FindTools) {
    this.#tools = tools
  }

  async mail(index: MailIndex, read: ReadRange, keyCut: boolean, place: Place): Promise<void> {
    for (const planned of partsOf(index, keyCut)) {
      const name = inside(place, planned.name)
      await this.#part({ ...planned, name, read, mail: place.mail, packed: place.packed }, place)
    }
  }

  async #part(part: Found, place: Place): Promise<void> {
    if (part.leftOut !== null || part.kind === 'body') return this.#add(part)
    const head = await headOf(part)
    const holds = part.kind === 'mail' ? 'mail' : containerOf(head, part.type, part.name)
    switch (holds) {
      case null:
        return this.#add(asText(part, head))
      case 'encrypted':
        throw encrypted(part.name)
      case 'public key':
        return this.#add({ ...part, leftOut: 'a public key' })
      case 'mail':
        return this.#inner(part, await this.#written(part, place), place)
    }
    const path = await this.#written(part, place)
    // A folder for each: names of files inside must not meet.
    const outFolder = `${path}.inside`
    await mkdir(outFolder, { mode: 0o700 })
    // An archive in an archive is made to be too big.
    const unpack = this.#tools.unpack && !place.packed
    const expanded = await this.#tools.expand({ path, name: part.name, kind: holds, unpack, outFolder })
    await this.#expanded(part, expanded, place)
  }

  async #expanded(part: Found, { is, why, heading, files }: Expanded, place: Place): Promise<void> {
    const below = { ...place, depth: place.depth + 1 }
    switch (is === 'letter' && part.type === OUTLOOK_MAIL ? 'mail' : is) {
      case 'file':
        return this.#add({ ...part, kind: 'file' })
      case 'nothing':
        return this.#add({ ...part, leftOut: why })
      case 'content':
        // What was signed takes the place of its envelope.
        for (const file of files) await this.#content(part, file, below)
        return
      case 'archive':
        return this.#all(files, { ...below, prefix: `${part.name}/`, packed: true })
      case 'letter':
        return this.#all(files, { ...below, prefix: inside(place, '') })
      case 'mail': {
        const mail = innerMail(part.name, [
          ['From', heading?.from ?? ''],
          ['Date', heading?.date ?? ''],
          ['Subject', heading?.subject ?? ''],
        ])
        this.#add({ ...emptyPart(part), mail })
        return this.#all(files, { ...below, mail, prefix: `${part.name}/` })
      }
    }
  }

  async #content(part: Found, file: InnerFile, place: Place): Promise<void> {
    const read = readFileRange(file.path)
    if (file.role === 'mail') {
      const index = await this.#scan(part.name, file.path)
      return this.mail(index, read, false, place)
    }
    const fileName = displayName(file.name) ?? part.part.fileName?.replace(/\.p7m$/i, '') ?? null
    const name = displayName(fileName) ?? part.name
    const inner = partOfFile(file, fileName)
    await this.#part({ ...part, ...plannedFile(inner, inside(place, name)), read }, place)
  }

  /** Files of a container, in its order. */
  async #all(files: readonly InnerFile[], place: Place): Promise<void> {
    const shown = await shownIn(files)
    let bodySeen = this.found.some(
      ({ kind, mail, leftOut, part }) =>
        kind === 'body' && mail === place.mail && leftOut === null && part.bodyTo > part.bodyFrom,
    )
    for (const [at, file] of files.entries()) {
      const read = readFileRange(file.path)
      const inner = partOfFile(file, file.name)
      const common = { read, mail: place.mail, packed: place.packed }
      if (file.role === 'body') {
        const name = inside(place, 'text of the mail')
        const leftOut = bodySeen ? 'another form of the same text' : file.leftOut
        bodySeen ||= leftOut === null
        this.#add({ ...plannedFile(inner, name), kind: 'body', leftOut, ...common })
        continue
      }
      const name = inside(place, displayName(file.name) ?? `attachment ${at + 1}`)
      const planned = { ...plannedFile(inner, name), ...common }
      const isShown = file.hidden || (file.contentId !== null && shown.has(file.contentId))
      if (file.role === 'mail') await this.#inner(planned, file.path, place)
      else await this.#part({ ...planned, leftOut: file.leftOut ?? planned.leftOut, shown: isShown }, place)
    }
  }

  /** A mail inside the mail, from its file. */
  async #inner(part: Found, path: string, place: Place): Promise<void> {
    this.#mayGoDeeper(part.name, place)
    const index = await this.#scan(part.name, path)
    const facts = factsOf(index)
    const date = index.headers.find(({ name }) => name === 'date')?.value ?? ''
    const mail = innerMail(part.name, [
      ['From', inWhole(facts.from ?? '')],
      ['Date', inWhole(date)],
      ['Subject', facts.subject],
    ])
    this.#add({ ...emptyPart(part), mail })
    const inner = { ...place, mail, prefix: `${part.name}/`, depth: place.depth + 1 }
    await this.mail(index, readFileRange(path), false, inner)
  }

  async #scan(name: string, path: string): Promise<MailIndex> {
    try {
      const scanner = makeMailScanner({ ...this.#tools.limits, lineEndings: 'lenient' })
      for await (const chunk of inWholeFile(path)) scanner.write(chunk)
      return scanner.end()
    } catch (error) {
      if (!isBridgeError(error)) throw error
      const say = `"${name}" cannot be read as a mail: attach its documents themselves.`
      throw new BridgeError('E_DOCUMENT_DAMAGED', { cause: error, say })
    }
  }

  #mayGoDeeper(name: string, place: Place): void {
    if (place.depth < DEEPEST) return
    const say = `"${name}" lies too deep inside other files: attach it itself.`
    throw new BridgeError('E_RENDER_LIMIT', { say })
  }

  /** The decoded bytes of a part in a file. */
  async #written(part: Found, place: Place): Promise<string> {
    this.#mayGoDeeper(part.name, place)
    const path = join(this.#tools.folder, `whole-${++this.#files}.bin`)
    await writePart(part, path)
    return path
  }

  #add(part: Found): void {
    if (this.found.length >= MOST_PARTS) {
      throw new BridgeError('E_RENDER_LIMIT', {
        say: `The mail has more than ${MOST_PARTS} parts inside each other.`,
      })
    }
    this.found.push(part)
  }
}

const inside = ({ prefix }: Place, name: string): string => `${prefix}${name}`

async function* inWholeFile(path: string): AsyncGenerator<Uint8Array> {
  const read = readFileRange(path)
  for (let at = 0; ; ) {
    const piece = await read(at, 256 * 1024)
    if (piece.length === 0) return
    yield piece
    at += piece.length
  }
}

function innerMail(name: string, lines: readonly (readonly [string, string])[]): InnerMail {
  const heading = lines.filter(([, text]) => text !== '').map(([word, text]) => `${word}: ${text}\n`)
  return { name, heading: heading.join('') }
}

/** First bytes of a part, decoded. */
export async function headOf(found: FoundPart, bytes = HEAD): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of decoded(found)) {
    pieces.push(Uint8Array.from(piece))
    length += piece.length
    if (length >= bytes) break
  }
  return Buffer.concat(pieces).subarray(0, bytes)
}

/** What says nothing of itself, or something wrong, is a text if its bytes are one. */
function asText(part: Found, head: Uint8Array): Found {
  const marked = hasUtf16Mark(head) && /^utf-?8$|^us-ascii$/.test(part.part.charset ?? '')
  if (part.kind === 'text') return marked ? { ...part, part: { ...part.part, charset: null } } : part
  if (part.kind !== 'file' || part.type.startsWith('text/') || !isTextFile(head, part.name)) return part
  return { ...part, kind: 'text', part: { ...part.part, charset: null } }
}
