/**
 * What a mail would fax: the files to print in their order, the text for the cover page, and what is left out and why. The
 * one place that prepares a mail, and that shows what preparing it would do. In charge of deciding on pictures and of
 * where the text goes; what lies in what is find.ts, bytes become files in mail/parts.ts, pages are made by the renderer.
 */
import { createHash } from 'node:crypto'
import type { DocumentPart } from '../../fax/document.ts'
import { BridgeError } from '../../fax/error.ts'
import { fitsCover } from '../cover/facts.ts'
import type { MailIndex } from '../mail/mail-index.ts'
import {
  decoded,
  type ExtractedPart,
  type ExtractOptions,
  extractParts,
  extractText,
  type ReadRange,
} from '../mail/parts.ts'
import { isCounted, isQuotedPage, isSpeck, type PictureFacts, whyLeftOut } from '../mail/pictures.ts'
import { isPagePicture, isPicture, PICTURE_HEAD, pixelSizeOf } from '../mail/pixels.ts'
import { partsForCover, type TextPlace, withTextAt } from '../mail/plan.ts'
import { type FindTools, type Found, findParts, headOf } from './find.ts'

export interface ContentsChoices extends ExtractOptions {
  /** The first line of the mail's own text is a key. */
  readonly keyCut: boolean
  /** Where the text of a mail with attachments goes. A text that is too long for the cover goes onto pages. */
  readonly textPlace: TextPlace
}

export interface ContentsTools extends FindTools {
  /** How many earlier mails of the same sender had a file with this SHA-256. Missing: nobody knows. */
  seenBefore?(sha256: string): Promise<number>
}

export interface MailContents {
  readonly sources: readonly ExtractedPart[]
  /** What makes no pages: left out, or (`leftOut` null) on the cover page. */
  readonly unprinted: readonly DocumentPart[]
  /** Null: none. */
  readonly coverText: string | null
  /** SHA-256 of the small pictures, for `seenBefore` of later mails. */
  readonly pictures: readonly string[]
}

/**
 * Writes what is to be printed to files in `tools.folder`. Throws E_NOTHING_TO_FAX, and E_DOCUMENT_*, E_MIME_BROKEN or
 * E_RENDER_LIMIT with the name of a part that should be faxed and cannot be (RFC 3965 §2.2.4: then nothing is).
 */
export async function contentsOf(
  mail: { readonly index: MailIndex; readonly read: ReadRange },
  choices: ContentsChoices,
  tools: ContentsTools,
): Promise<MailContents> {
  const { plan, coverText, pictures } = await contentsPlan(mail, choices, tools)
  const sources = await extractParts(plan, mail.read, tools.folder, choices)
  if (sources.length === 0) throw new BridgeError('E_NOTHING_TO_FAX')
  const covered = onCover(plan)
  const unprinted = plan
    .filter(part => part.leftOut !== null)
    .map((part): DocumentPart => {
      const { name, type, leftOut } = part
      return { name, type, pages: 0, leftOut: covered.includes(part) ? null : leftOut }
    })
  return { sources, unprinted, coverText: coverText === '' ? null : coverText, pictures }
}

export interface ContentsPlan extends Pick<MailContents, 'pictures'> {
  /** In the order of the mail. */
  readonly plan: readonly Found[]
  /** Empty: none. */
  readonly coverText: string
}

/** What would be printed and what not, without writing it. Throws as `contentsOf`, but for E_NOTHING_TO_FAX. */
export async function contentsPlan(
  mail: { readonly index: MailIndex; readonly read: ReadRange },
  choices: ContentsChoices,
  tools: ContentsTools,
): Promise<ContentsPlan> {
  const found = await findParts(mail.index, mail.read, choices.keyCut, tools)
  const { judged, pictures } = await judge(found, tools)
  const plan = withTextAt(judged, choices.textPlace)
  const coverText = await extractText(onCover(plan), choices)
  // A text that is longer than the cover page goes onto pages of its own: nothing of it may be lost.
  return fitsCover(coverText) ? { plan, coverText, pictures } : { plan: judged, coverText: '', pictures }
}

const onCover = (plan: readonly Found[]): readonly Found[] => partsForCover(plan) as readonly Found[]

interface Judged {
  readonly judged: readonly Found[]
  readonly pictures: readonly string[]
}

/** Decides on the pictures, once all of them are known. */
async function judge(found: readonly Found[], tools: ContentsTools): Promise<Judged> {
  const looked: (Looked | null)[] = []
  // One after the other: each may hold a quarter of a megabyte.
  for (const part of found) looked.push(await look(part))
  const digests = looked.map(one => one?.sha256 ?? null)
  const facts: (PictureFacts | null)[] = []
  for (const [at, one] of looked.entries()) {
    if (one === null) {
      facts.push(null)
      continue
    }
    const same = (others: readonly (string | null)[]) => others.filter(sha256 => sha256 === one.sha256).length
    facts.push({
      ...one,
      copies: same(digests) - 1,
      copiesBefore: same(digests.slice(0, at)),
      seenBefore: (await tools.seenBefore?.(one.sha256)) ?? 0,
    })
  }
  const judged = found.map((part, at) => {
    const one = facts[at] ?? null
    return one === null ? part : { ...part, leftOut: whyLeftOut(one) }
  })
  const pictures = looked.flatMap(one => (one === null || !isCounted(one) ? [] : [one.sha256]))
  if (judged.some(part => part.leftOut === null)) return { judged, pictures }
  // Nothing else is there: then the picture is what somebody wanted to fax.
  const alone = judged.map((part, at) => {
    const one = facts[at] ?? null
    return one === null || isSpeck(one) || isQuotedPage(one) || one.copiesBefore > 0
      ? part
      : { ...part, leftOut: null }
  })
  return { judged: alone, pictures }
}

type Looked = Omit<PictureFacts, 'copies' | 'copiesBefore' | 'seenBefore'> & { readonly sha256: string }

/** Null: it is no picture, or it was put into an archive by hand. */
async function look(part: Found): Promise<Looked | null> {
  if (part.leftOut !== null || part.kind !== 'file' || part.packed) return null
  const head = await headOf(part, PICTURE_HEAD)
  if (!isPicture(head)) return null
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of decoded(part)) {
    hash.update(piece)
    bytes += piece.length
  }
  const { shown } = part
  const { disposition } = part.part
  return {
    bytes,
    pixels: pixelSizeOf(head),
    ours: isPagePicture(head),
    shown,
    disposition,
    sha256: hash.digest('hex'),
  }
}
