/**
 * The contract of what stores bytes: raw mails, fax pages, received faxes, outgoing mails. In charge of: durable when
 * `commit` resolves (file and directory flushed), bounded memory, references that survive a restart. It knows nothing
 * of what the bytes mean. `log-spool.ts` is the implementation; another one changes nothing outside this folder.
 */
export interface SpoolWriter {
  /** Takes bytes over; resolves when more may come (back-pressure). */
  write(chunk: Uint8Array): Promise<void>
  /**
   * Ends the blob and gives its reference at once, so that a row with it can be committed while the disk still flushes.
   * The bytes are durable when `flushed` resolves; nothing may be promised to anybody before. Should the power fail in
   * between, `read` notices by the checksum in the reference.
   */
  settle(): Promise<{ readonly ref: string; readonly flushed: Promise<void> }>
  /** The bytes written so far, in pieces, before `settle` or `commit`; nothing is copied that is still in memory. */
  written(): AsyncIterable<Uint8Array>
  /** Makes all written bytes durable and gives the reference to them. Commits that come together share a flush. */
  commit(): Promise<string>
  /** Forgets the bytes. Safe at any time, also after a failed commit. */
  abort(): Promise<void>
}

export interface Spool {
  begin(): SpoolWriter
  /** The bytes as a stream in pieces of at most 64 KiB. Throws E_STORE when the reference or its bytes are damaged. */
  read(ref: string): AsyncIterable<Uint8Array>
  /** Some of the bytes; fewer at the end. */
  readRange(ref: string, offset: number, length: number): Promise<Uint8Array>
  /** Overwrites the bytes with zeros and frees them. Safe to repeat. */
  remove(ref: string): Promise<void>
  /**
   * While `work` runs nothing is removed, so that what a snapshot of the database refers to can be copied. Removals that are
   * asked for meanwhile are done afterwards; a crash in between leaves them to the next `sweep`.
   */
  keeping<T>(work: (folder: string) => Promise<T>): Promise<T>
  /** Frees what no reference in `live` needs: what a crash left behind. Called at start, before mail is taken. */
  sweep(live: ReadonlySet<string>): Promise<{ readonly freed: number }>
}

/** Free bytes on the disk, so that mail is refused long before it is full. */
export interface SpoolSpace {
  freeBytes(): Promise<number>
}
