/** What a mail in a file would fax: the plan and the extraction of the daemon, on bytes that nobody has accepted. */
import { fitsCover } from '../documents/cover/facts.ts'
import { factsOf } from '../documents/mail/facts.ts'
import {
  extractParts,
  extractText,
  partsForCover,
  partsToFax,
  type TextPlace,
} from '../documents/mail/parts.ts'
import { makeMailScanner } from '../documents/mail/scan.ts'
import type { RenderSource } from '../documents/render/renderer.ts'
import type { DocumentPart } from '../fax/document.ts'

export interface MailToRender {
  readonly sources: readonly RenderSource[]
  /** Parts that make no pages: left out, or on the cover page (`leftOut` null). */
  readonly unprinted: readonly DocumentPart[]
  readonly coverText: string | null
  /** A bare address. */
  readonly from: string | null
  readonly subject: string
}

type Limits = Parameters<typeof makeMailScanner>[0]

/** Headers with which mails begin, from mail programs and from servers. */
const FIRST_HEADER =
  /^(?:From |(?:Return-Path|Received|Delivered-To|Date|From|To|Cc|Subject|Message-ID|MIME-Version|Content-Type|DKIM-Signature|ARC-[A-Za-z-]+|X-[A-Za-z0-9-]+):)/i

/** Is it a mail? By its name, or by how it begins. */
export function isMail(name: string, head: string): boolean {
  if (/\.eml$/i.test(name)) return true
  return FIRST_HEADER.test(head) && /^(?:MIME-Version|Message-ID|Received):/im.test(head)
}

/** Writes the parts into `folder`. Throws as `extractParts` does, and E_MIME_BROKEN for what cannot be read as a mail. */
export async function mailToRender(
  mail: Uint8Array,
  folder: string,
  {
    withCover,
    keyDigest,
    ...limits
  }: Omit<Limits, 'lineEndings'> & { withCover: boolean; keyDigest: string | null },
): Promise<MailToRender> {
  const scanner = makeMailScanner({ ...limits, lineEndings: 'lenient' })
  scanner.write(mail)
  const index = scanner.end()
  const planFor = (textPlace: TextPlace) => partsToFax(index, { keyCut: keyDigest !== null, textPlace })
  const read = async (offset: number, length: number) => mail.subarray(offset, offset + length)
  let plan = planFor(withCover ? 'cover' : 'nowhere')
  let coverText: string | null = await extractText(partsForCover(plan), read, { keyDigest })
  if (!fitsCover(coverText)) [plan, coverText] = [planFor('pages'), null]
  const sources = await extractParts(plan, read, folder, { keyDigest })
  const onCover = partsForCover(plan)
  const unprinted = plan
    .filter(({ leftOut }) => leftOut !== null)
    .map(part => ({
      name: part.name,
      type: part.type,
      pages: 0,
      leftOut: onCover.includes(part) ? null : part.leftOut,
    }))
  const { from, subject } = factsOf(index)
  return {
    sources,
    unprinted,
    coverText: coverText === '' ? null : coverText,
    from: addressIn(from),
    subject,
  }
}

/** The bare address of a From header, as cover pages show it. */
function addressIn(header: string | null): string | null {
  return /<([^<>]+)>\s*$/.exec(header ?? '')?.[1] ?? header
}
