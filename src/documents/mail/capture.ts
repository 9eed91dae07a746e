/**
 * What is kept of the bodies while a mail streams by: the head of the text that people read, and its HTML as far as it
 * tells which pictures are shown in place. Bounded whatever the mail holds.
 */
import { isShowable, isShownText } from './body.ts'
import { ByteSink } from './bytes.ts'
import { decodeCharset } from './charset.ts'
import { decodeTransfer } from './decode.ts'
import { htmlToText } from './html.ts'
import type { MailPart } from './mail-index.ts'

/** Characters of decoded text. */
const MAX_HEAD = 8 * 1024

/** Raw bytes kept for it: quoted-printable takes three bytes for one. */
const MAX_PLAIN = 3 * MAX_HEAD + 1024

/** Raw bytes of all HTML of one mail. HTML of office programs starts with up to 50 KiB of styles. */
const MAX_HTML = 256 * 1024

/** Of that HTML, as much is turned into text for the head: it happens before the 250. */
const MAX_HTML_HEAD = 96 * 1024

const MAX_IDS = 250

interface Captured {
  readonly part: MailPart
  readonly bytes: ByteSink
  readonly limit: number
}

/** Follows the scanner through one mail. Positions are byte offsets in the mail; `base` is that of `chunk`. */
export class TextCapture {
  #plain: Captured | null = null
  readonly #html: Captured[] = []
  #htmlBytes = 0
  #current: Captured | null = null
  /** The current part's bytes before this have been seen. */
  #seen = 0

  /** A part begins. */
  begin(part: MailPart): void {
    this.#current = null
    this.#seen = part.bodyFrom
    if (!isShownText(part)) return
    const bytes = new ByteSink()
    if (part.type === 'text/html' && this.#htmlBytes < MAX_HTML) {
      this.#current = { part, bytes, limit: MAX_HTML - this.#htmlBytes }
      this.#html.push(this.#current)
    } else if (part.type === 'text/plain' && this.#plain === null) {
      this.#current = this.#plain = { part, bytes, limit: MAX_PLAIN }
    }
  }

  /** Bytes up to `to` have come. */
  feed(to: number, chunk: Buffer, base: number): void {
    const current = this.#current
    if (current === null || to <= this.#seen) return
    const from = Math.max(0, this.#seen - base)
    const room = current.limit - current.bytes.length
    current.bytes.push(chunk.subarray(from, Math.max(from, Math.min(to - base, from + room))))
    this.#seen = to
  }

  /** The part ended before `to`; its `bodyTo` is set. */
  end(to: number, chunk: Buffer, base: number): void {
    this.feed(to, chunk, base)
    if (this.#current?.part.type === 'text/html') {
      this.#htmlBytes += rawLength(this.#current)
    }
    this.#current = null
  }

  /** The decoded head of the body; null without body. Throws E_MIME_BROKEN for an unknown transfer encoding. */
  head(body: MailPart | null): string | null {
    const captured = [this.#plain, ...this.#html].find(candidate => candidate?.part === body)
    if (body === null || captured === null || captured === undefined) return null
    const isHtml = body.type === 'text/html'
    const raw = rawOf(captured).subarray(0, isHtml ? MAX_HTML_HEAD : MAX_PLAIN)
    const text = decodeCharset(decodeTransfer(raw, body.encoding), body.charset)
    return (isHtml ? htmlToText(text) : text).slice(0, MAX_HEAD)
  }

  /** Content-IDs that the HTML refers to, sorted; looked for only when the mail has a picture that may be shown so. */
  shownIds(root: MailPart): string[] {
    if (this.#html.length === 0 || !hasShowable(root)) return []
    const ids = new Set<string>()
    for (const captured of this.#html) {
      for (const id of contentIds(rawOf(captured), captured.part.encoding)) {
        if (ids.size < MAX_IDS) ids.add(id)
      }
    }
    return [...ids].sort()
  }
}

/** The scanner may have fed bytes of the boundary line before it knew it as such. */
const rawLength = ({ bytes, part }: Captured): number => Math.min(bytes.length, part.bodyTo - part.bodyFrom)

const rawOf = (captured: Captured): Buffer => captured.bytes.view().subarray(0, rawLength(captured))

const hasShowable = (part: MailPart): boolean => isShowable(part) || part.children.some(hasShowable)

/** `cid:` references of HTML. Quoted-printable is decoded only where they are: native searches are faster than decoding. */
export function* contentIds(raw: Buffer, encoding: string): Generator<string> {
  const coded = encoding === 'quoted-printable'
  const html = coded
    ? raw.toString('latin1').replaceAll('=\r\n', '').replaceAll('=\n', '')
    : (encoding === 'base64' ? decodeTransfer(raw, encoding) : raw).toString('latin1')
  for (const [, found = ''] of html.matchAll(/\bcid:([^"'\s<>()\\]{1,250})/gi)) {
    const plain = coded
      ? found.replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      : found
    yield percentDecoded(plain)
  }
}

function percentDecoded(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}
