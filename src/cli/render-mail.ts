/** What a mail in a file would fax: the plan and the extraction of the daemon, on bytes that nobody has accepted. */
import type { SubscriberConfig } from '../config/schema.ts'
import { contentsOf } from '../documents/contents/contents.ts'
import { factsOf } from '../documents/mail/facts.ts'
import type { MailIndex, MailScanLimits } from '../documents/mail/mail-index.ts'
import { textPlaceFor } from '../documents/mail/parts.ts'
import { makeMailScanner } from '../documents/mail/scan.ts'
import type { Expander, RenderSource } from '../documents/render/renderer.ts'
import type { DocumentPart } from '../fax/document.ts'
import type { TextWish } from '../fax/fax-options.ts'

export interface MailToRender {
  readonly sources: readonly RenderSource[]
  /** Parts that make no pages: left out, or on the cover page (`leftOut` null). */
  readonly unprinted: readonly DocumentPart[]
  readonly coverText: string | null
  /** A bare address. */
  readonly from: string | null
}

export interface MailSetting {
  readonly limits: Omit<MailScanLimits, 'lineEndings'>
  readonly withCover: boolean
  /** Null: no configuration says it. */
  readonly text: TextWish
  readonly subscriber: Pick<SubscriberConfig, 'cut_signature' | 'unpack_zip'> | null
  readonly expander: Expander
}

/** Headers with which mails begin, from mail programs and from servers. */
const FIRST_HEADER =
  /^(?:From |(?:Return-Path|Received|Delivered-To|Date|From|To|Cc|Subject|Message-ID|MIME-Version|Content-Type|DKIM-Signature|ARC-[A-Za-z-]+|X-[A-Za-z0-9-]+):)/i

/** Is it a mail? By its name, or by how it begins. */
export function isMail(name: string, head: string): boolean {
  if (/\.eml$/i.test(name)) return true
  return FIRST_HEADER.test(head) && /^(?:MIME-Version|Message-ID|Received):/im.test(head)
}

/** Reads the mail, once. Throws E_MIME_BROKEN for what is no mail. */
export function scanned(mail: Uint8Array, limits: MailSetting['limits']): MailIndex {
  const scanner = makeMailScanner({ ...limits, lineEndings: 'lenient' })
  scanner.write(mail)
  return scanner.end()
}

/** Where a mail may have options. */
export function textsOf(index: MailIndex) {
  const { subject, faxHeaders } = factsOf(index)
  return { subject, headers: faxHeaders }
}

/** Writes what is printed into `folder`. Throws as `contentsOf` does. */
export async function mailToRender(
  mail: Uint8Array,
  index: MailIndex,
  folder: string,
  { limits, withCover, text, subscriber, expander }: MailSetting,
): Promise<MailToRender> {
  const read = async (offset: number, length: number) => mail.subarray(offset, offset + length)
  const { sources, unprinted, coverText } = await contentsOf(
    { index, read },
    {
      keyCut: false,
      keyDigest: null,
      textPlace: textPlaceFor(text, withCover),
      edits: { cutSignature: subscriber?.cut_signature ?? false },
    },
    {
      folder,
      limits: { ...limits, lineEndings: 'lenient' },
      unpack: subscriber?.unpack_zip ?? false,
      expand: request => expander.expand(request, new AbortController().signal),
    },
  )
  return { sources, unprinted, coverText, from: addressIn(factsOf(index).from) }
}

/** The bare address of a From header, as cover pages show it. */
function addressIn(header: string | null): string | null {
  return /<([^<>]+)>\s*$/.exec(header ?? '')?.[1] ?? header
}
