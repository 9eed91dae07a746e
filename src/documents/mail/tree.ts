/**
 * The MIME tree while it grows: which multiparts are open, which boundary line belongs to which, where each part's
 * bytes begin and end (RFC 2046 §5.1). Fed by the scanner with header blocks and boundary lines; it sees no body.
 */
import { BridgeError } from '../../fax/error.ts'
import { contentFields } from './header.ts'
import type { MailHeader, MailPart, MailScanLimits } from './mail-index.ts'

/** RFC 2046 §5.1.1. */
const MAX_BOUNDARY = 70

/** RFC 5322 §2.1.1: longer lines are no boundary lines, however much blank padding they carry. */
export const MAX_DELIMITER_LINE = 998

/** A part whose end is not yet known. */
interface OpenPart extends MailPart {
  bodyTo: number
  readonly children: OpenPart[]
}

interface Level {
  readonly boundary: string
  readonly part: OpenPart
}

/** Which open multipart a boundary line belongs to. */
export interface Delimiter {
  readonly level: number
  readonly closes: boolean
}

export class MimeTree {
  readonly #limits: Pick<MailScanLimits, 'mimeDepth' | 'mimeParts'>
  readonly #levels: Level[] = []
  #root: OpenPart | null = null
  #leaf: OpenPart | null = null
  #parent: OpenPart | null = null
  #parts = 0

  constructor(limits: Pick<MailScanLimits, 'mimeDepth' | 'mimeParts'>) {
    this.#limits = limits
  }

  /** Is any multipart open, so that boundary lines matter? */
  get open(): boolean {
    return this.#levels.length > 0
  }

  /** The header block of the part just begun has ended; gives the part. Throws E_MIME_BROKEN, E_MIME_TOO_COMPLEX. */
  begin(headers: readonly MailHeader[], headerFrom: number, bodyFrom: number): MailPart {
    const parent = this.#parent
    // RFC 2046 §5.1.5: the parts of a digest are mails.
    const fields = contentFields(
      headers,
      parent?.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain',
    )
    const isMultipart = fields.type.startsWith('multipart/')
    const number = parent === null ? (isMultipart ? '' : '1') : childNumber(parent)
    const part: OpenPart = { ...fields, number, headerFrom, bodyFrom, bodyTo: bodyFrom, children: [] }
    parent?.children.push(part)
    this.#root ??= part
    if (isMultipart) this.#levels.push({ boundary: this.#boundaryOf(part), part })
    else this.#leaf = part
    return part
  }

  /** What a line that starts with `--` means; null: it is content. */
  delimiter(line: string): Delimiter | null {
    // RFC 2046 §5.1.1: blanks and tabs; other bytes that print nothing make it another line.
    const text = line.replace(/[ \t]+$/, '')
    for (let level = this.#levels.length - 1; level >= 0; level--) {
      const boundary = this.#levels[level]?.boundary ?? ''
      if (!text.startsWith(boundary, 2)) continue
      if (text.length === boundary.length + 2) return { level, closes: false }
      if (text.length === boundary.length + 4 && text.endsWith('--')) return { level, closes: true }
    }
    return null
  }

  /**
   * A boundary line came; `contentEnd` is where the line before it ended. True: the header of a new part follows.
   * Multiparts inside the one that the line belongs to are closed with it: their own end was missing.
   */
  pass(delimiter: Delimiter, contentEnd: number): boolean {
    this.#endLeaf(contentEnd)
    const keep = delimiter.closes ? delimiter.level : delimiter.level + 1
    this.#endLevels(keep, contentEnd)
    if (delimiter.closes) return false
    this.#parent = this.#levels[delimiter.level]?.part ?? null
    this.#parts++
    if (this.#parts > this.#limits.mimeParts) {
      throw new BridgeError('E_MIME_TOO_COMPLEX', {
        say: `At most ${this.#limits.mimeParts} parts are taken.`,
      })
    }
    return true
  }

  /** The mail has ended at `size` bytes: missing end boundaries are forgiven. */
  end(size: number): MailPart {
    this.#endLeaf(size)
    this.#endLevels(0, size)
    if (this.#root === null) throw new BridgeError('E_INTERNAL', { detail: { why: 'mail without root' } })
    return this.#root
  }

  #endLeaf(at: number): void {
    if (this.#leaf !== null) this.#leaf.bodyTo = Math.max(this.#leaf.bodyFrom, at)
    this.#leaf = null
  }

  #endLevels(keep: number, at: number): void {
    while (this.#levels.length > keep) {
      const part = this.#levels.pop()?.part
      if (part !== undefined) part.bodyTo = Math.max(part.bodyFrom, at)
    }
  }

  #boundaryOf(part: OpenPart): string {
    const boundary = (part.parameters['boundary'] ?? '').trimEnd()
    if (boundary === '' || boundary.length > MAX_BOUNDARY || !/^[ -~]+$/.test(boundary)) {
      throw new BridgeError('E_MIME_BROKEN', { say: 'A multipart has no valid boundary.' })
    }
    for (const level of this.#levels) {
      // With both open, one line could end either of them.
      const other = level.boundary
      if (other === boundary || other === `${boundary}--` || boundary === `${other}--`) {
        throw new BridgeError('E_MIME_BROKEN', { say: 'Two multiparts share a boundary.' })
      }
    }
    if (this.#levels.length >= this.#limits.mimeDepth) {
      throw new BridgeError('E_MIME_TOO_COMPLEX', {
        say: `At most ${this.#limits.mimeDepth} levels of parts are taken.`,
      })
    }
    return boundary
  }
}

function childNumber(parent: OpenPart): string {
  const index = parent.children.length + 1
  return parent.number === '' ? String(index) : `${parent.number}.${index}`
}
