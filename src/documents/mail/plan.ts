/**
 * Which parts of a mail are faxed, in which order, and which are left out and why. Pure: it reads the index only; what
 * needs the bytes is decided later (contents.ts: pictures, and what is inside attachments). Attachments are faxed in MIME
 * order, the text where its sender wants it. What is left out by rule stands in the report (RFC 3965 §2.2.4: that is
 * policy, not failure); what cannot be faxed is not left out but fails the fax.
 */
import type { TextWish } from '../../fax/fax-options.ts'
import { bodyOf, isShowable, isShownText } from './body.ts'
import { isVisible, isVisibleWithoutKey } from './key.ts'
import type { MailIndex, MailPart } from './mail-index.ts'

/** `body`: text of the mail itself; `text`: a text file; `file`: decided by its bytes; `mail`: a mail inside the mail. */
export type PlannedKind = 'body' | 'text' | 'file' | 'mail'

export interface PlannedPart {
  readonly part: MailPart
  /** For people: no control characters, at most 120 characters. */
  readonly name: string
  /** As declared. */
  readonly type: string
  readonly kind: PlannedKind
  /** Why it is not faxed, in words; null: it is faxed. */
  readonly leftOut: string | null
  /** The HTML text shows it in place (RFC 2392): then it is no reason to leave the text out. */
  readonly shown: boolean
}

const SIGNATURES = new Set([
  'application/pkcs7-signature',
  'application/x-pkcs7-signature',
  'application/pgp-signature',
])

/** Contacts and appointments: mail programs add them unasked. */
const CARDS = new Set(['text/vcard', 'text/x-vcard', 'text/directory', 'text/calendar', 'application/ics'])

/** Texts whose source is not what their author sees: their bytes decide, as for any file. */
const MARKED_UP = new Set(['text/html', 'text/rtf', 'text/richtext', 'text/enriched'])

/** Raw bytes of a further text that can only be line ends. */
const NEARLY_NOTHING = 4

/** Where the text of a mail with attachments goes: nowhere, onto the cover page, or onto pages before them. */
export type TextPlace = 'nowhere' | 'cover' | 'pages'

/** The place, by what was wished and whether there is a cover page. */
export function textPlaceFor(wish: TextWish, withCover: boolean): TextPlace {
  if (wish === 'none' || wish === 'pages') return wish === 'none' ? 'nowhere' : 'pages'
  if (withCover) return 'cover'
  return wish === 'cover' ? 'pages' : 'nowhere'
}

/** Why the text is not among the pages. */
const ELSEWHERE = { nowhere: 'only the attachments are faxed', cover: 'on the cover page' } as const

/** The parts whose text is for the cover page. */
export function partsForCover(planned: readonly PlannedPart[]): readonly PlannedPart[] {
  return planned.filter(part => part.kind === 'body' && part.leftOut === ELSEWHERE.cover)
}

export interface PlanOptions {
  /** The first non-empty line of the body is a key and will be cut out. */
  readonly keyCut: boolean
  /** Default: nowhere. */
  readonly textPlace?: TextPlace
}

/** The parts in the order in which they are faxed, as far as the index tells. */
export function partsToFax(
  index: MailIndex,
  { keyCut, textPlace = 'nowhere' }: PlanOptions,
): readonly PlannedPart[] {
  return withTextAt(partsOf(index, keyCut), textPlace)
}

/** The same before it is known whether there is anything beside the text. */
export function partsOf(index: MailIndex, keyCut: boolean): readonly PlannedPart[] {
  const body = bodyOf(index.root)
  const walk = new Walk(body, new Set(index.shownIds))
  walk.visit(index.root, null)
  return walk.planned.map(planned =>
    planned.kind === 'body' &&
    planned.leftOut === null &&
    isEmptyText(planned.part, body, index.bodyHead, keyCut)
      ? { ...planned, leftOut: 'the text is empty' }
      : planned,
  )
}

/** A part, and the inner mail that it belongs to: the text of that is an attachment to us. */
type PlacedPart = PlannedPart & { readonly mail?: object | null }

/** The parts with their text in its place; a text that is alone is always on pages. */
export function withTextAt<T extends PlacedPart>(parts: readonly T[], textPlace: TextPlace): readonly T[] {
  if (textPlace === 'pages' || !parts.some(isAttachment)) return parts
  return parts.map(part =>
    isOwnText(part) && part.leftOut === null ? { ...part, leftOut: ELSEWHERE[textPlace] } : part,
  )
}

const isOwnText = ({ kind, mail }: PlacedPart): boolean => kind === 'body' && (mail ?? null) === null

const isAttachment = (part: PlacedPart): boolean => part.leftOut === null && !isOwnText(part) && !part.shown

/** Bodies longer than the captured head count as text. */
function isEmptyText(part: MailPart, body: MailPart | null, head: string | null, keyCut: boolean): boolean {
  if (part !== body) return part.bodyTo - part.bodyFrom <= NEARLY_NOTHING
  if (head === null) return true
  return keyCut ? !isVisibleWithoutKey(head) : !isVisible(head)
}

class Walk {
  readonly planned: PlannedPart[] = []
  readonly #body: MailPart | null
  readonly #shownIds: ReadonlySet<string>
  #attachments = 0

  constructor(body: MailPart | null, shownIds: ReadonlySet<string>) {
    this.#body = body
    this.#shownIds = shownIds
  }

  /** `form`: of the outermost multipart/alternative around this part, the text that is read; null outside of any. */
  visit(part: MailPart, form: { readonly chosen: MailPart | null } | null): void {
    if (part.type.startsWith('multipart/')) {
      const inner = form ?? (part.type === 'multipart/alternative' ? { chosen: bodyOf(part) } : null)
      for (const child of part.children) this.visit(child, inner)
      return
    }
    this.planned.push(this.#plan(part, form !== null && form.chosen !== part))
  }

  #plan(part: MailPart, isOtherForm: boolean): PlannedPart {
    const { type } = part
    const text = { part, name: 'text of the mail', type, kind: 'body' as const, shown: false }
    if (part === this.#body) return { ...text, leftOut: null }
    if (
      isOtherForm &&
      type.startsWith('text/') &&
      part.disposition !== 'attachment' &&
      (part.fileName === null || isShownText(part))
    ) {
      return { ...text, leftOut: 'another form of the same text' }
    }
    if (isShownText(part) && part.fileName === null) return { ...text, leftOut: null }
    const name = displayName(part.fileName) ?? `attachment ${this.#attachments + 1}`
    this.#attachments++
    const shown = isShowable(part) && this.#shownIds.has(part.contentId ?? '')
    return { part, name, type, kind: kindOf(part), leftOut: byType(type), shown }
  }
}

function byType(type: string): string | null {
  if (SIGNATURES.has(type)) return 'a digital signature'
  return CARDS.has(type) ? 'a contact or appointment' : null
}

/** What a part is faxed as, by what was declared. */
export function kindOf(part: MailPart): PlannedKind {
  if (part.type === 'message/rfc822' || part.type === 'message/global') return 'mail'
  if (part.type.startsWith('text/') && !MARKED_UP.has(part.type)) return 'text'
  const isUntyped = part.type === 'application/octet-stream'
  return isUntyped && /\.(txt|text|log|csv)$/i.test(part.fileName ?? '') ? 'text' : 'file'
}

const MAX_NAME = 120

/** A file name as text for people; null when nothing of it is left. Bidi overrides could show "exe.pdf" for "fdp.exe". */
export function displayName(fileName: string | null): string | null {
  const clean = (fileName ?? '')
    .slice(0, 4 * MAX_NAME)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/\s+/g, ' ')
    .trim()
  if (clean === '') return null
  const chars = Array.from(clean)
  if (chars.length <= MAX_NAME) return clean
  const extension = /\.[\p{L}\p{N}]{1,8}$/u.exec(clean)?.[0] ?? ''
  return `${chars.slice(0, MAX_NAME - 1 - extension.length).join('')}…${extension}`
}
