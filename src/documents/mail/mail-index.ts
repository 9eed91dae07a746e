/**
 * What a mail consists of, as byte ranges of the raw mail. The scanner makes it once while the mail streams to the
 * spool; facts, planning and extraction read it. It holds headers and structure, never the bytes of a body.
 */

/** One header of the mail, in order of appearance. */
export interface MailHeader {
  /** Lower-case. */
  readonly name: string
  /** Unfolded, otherwise as sent. Bytes beyond ASCII are read as UTF-8 where they are valid UTF-8, else as Latin-1. */
  readonly value: string
}

/** One node of the MIME tree. A message/rfc822 is a leaf: its inside is not looked at. */
export interface MailPart {
  /** As in IMAP (RFC 3501 §6.4.5): '1', '2.1'; '' is the root of a multipart mail, '1' that of any other. */
  readonly number: string
  /** Lower-case, `text/plain` when nothing is said. */
  readonly type: string
  /** Parameters of Content-Type, names in lower case, values decoded (RFC 2231). */
  readonly parameters: Readonly<Record<string, string>>
  /** `inline`, `attachment` or another word in lower case; null when there is no Content-Disposition. */
  readonly disposition: string | null
  /** Decoded (RFC 2231, RFC 2047). It comes from the mail: not safe to show, and never a path. */
  readonly fileName: string | null
  /** Without the angle brackets. */
  readonly contentId: string | null
  /** Content-Transfer-Encoding in lower case, `7bit` when nothing is said. May be a word that nobody knows. */
  readonly encoding: string
  /** As declared, in lower case; null when nothing is said. */
  readonly charset: string | null
  /** Byte offsets in the raw mail; the body is `[bodyFrom, bodyTo)`, without the line end before the next boundary. */
  readonly headerFrom: number
  readonly bodyFrom: number
  readonly bodyTo: number
  readonly children: readonly MailPart[]
}

export interface MailIndex {
  /** Bytes of the raw mail. */
  readonly size: number
  /** Headers of the mail itself, not those of its parts. */
  readonly headers: readonly MailHeader[]
  readonly root: MailPart
  /** First lines of the text that people read (see mail-body.ts), decoded, at most 8 KiB; null when there is none. */
  readonly bodyHead: string | null
  /** Content-IDs that the HTML of the mail refers to as `cid:`, sorted. */
  readonly shownIds: readonly string[]
}

/** Bounds of one mail; every one of them is inclusive. */
export interface MailScanLimits {
  readonly messageBytes: number
  /** All headers of the mail and its parts together. */
  readonly headerBytes: number
  /** Lines in one header block. */
  readonly headerLines: number
  /** Bytes in one line without its end. */
  readonly lineBytes: number
  /** Multiparts inside each other. */
  readonly mimeDepth: number
  /** Parts of all kinds; the mail itself is not counted. */
  readonly mimeParts: number
  /**
   * `strict`: CR without LF, LF without CR and NUL are refused (RFC 5321 §2.3.8). `lenient`: each of CR LF, CR and LF
   * ends a line. Mails with CR LF only give the same index both ways.
   */
  readonly lineEndings: 'strict' | 'lenient'
}
