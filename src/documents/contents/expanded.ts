/** What the renderer process finds inside a file that holds other files. Paths and names only: bytes stay in files. */

/** What may hold other files, by its first bytes; the renderer looks closer. */
export type ContainerKind = 'zip' | 'tnef' | 'compound' | 'pkcs7'

export interface ExpandRequest {
  readonly path: string
  /** For people. */
  readonly name: string
  readonly kind: ContainerKind
  /** Are archives unpacked? Otherwise they are refused. */
  readonly unpack: boolean
  /** Existing folder for what is found. */
  readonly outFolder: string
}

/** Type of an inner file that is a mail of its own in one of Outlook's forms. */
export const OUTLOOK_MAIL = 'application/vnd.ms-outlook'

/** One file inside. */
export interface InnerFile {
  readonly path: string
  readonly bytes: number
  /** From the container: not safe to show, and never a path. */
  readonly name: string | null
  /** As declared inside; application/octet-stream when nothing is said. */
  readonly type: string
  /** `body`: the text of the mail, in UTF-8; `mail`: a whole mail with its headers; `file`: anything. */
  readonly role: 'body' | 'mail' | 'file'
  readonly contentId: string | null
  /** The mail program does not list it: its text shows it in place. */
  readonly hidden: boolean
  /** Why it is not faxed; null: it is. */
  readonly leftOut: string | null
}

export interface Expanded {
  /**
   * `file`: no container after all; `nothing`: it holds nothing to fax, see `why`; `letter`: a mail program's form of this
   * mail's own text and attachments; `mail`: a mail of its own; `archive`: files; `content`: what was signed.
   */
  readonly is: 'file' | 'nothing' | 'letter' | 'mail' | 'archive' | 'content'
  /** Why `nothing` of it is faxed. */
  readonly why: string | null
  /** Of a mail: who wrote it and when. */
  readonly heading: MailHeading | null
  readonly files: readonly InnerFile[]
}

export interface MailHeading {
  readonly from: string
  readonly date: string
  readonly subject: string
}
