/**
 * The library's parser with a faster way through long mails: what certainly has no line that begins with a dot is found
 * by one native search and passed on at once. Every dot, and the end of DATA, is still the library's own business.
 */
import { SMTPStream } from 'smtp-server/lib/smtp-stream.js'

const LINE_DOT = Buffer.from('\n.')
const DOT = 0x2e
const LF = 0x0a
/** The library looks at four bytes together: CR LF dot CR LF needs what stands before the dot. */
const KEPT = 4
/** Below this a search by itself is not worth it. */
const SHORTEST = 16

/**
 * One byte more than Node reads from a socket at a time: the last piece of a mail then does not pause the socket, and
 * a client that goes away while we store its mail is noticed before we say 250.
 */
export const READ_AHEAD = 65_537

export class DataStream extends SMTPStream {
  override _feedDataStream(chunk: Buffer, done: () => void): void {
    const stream = this._dataStream
    const kept = this._lastBytes === false ? null : this._lastBytes
    const dot = chunk.indexOf(LINE_DOT)
    const plain = (dot === -1 ? chunk.length : dot) - KEPT
    // A dot that begins the mail begins a line, too (RFC 5321 §4.5.2); so may one that follows what was kept.
    const startsAfresh =
      kept === null ? !(this._atDataStart && chunk[0] === DOT) : !this._atDataStart && !mayEndIn(kept, chunk)
    if (plain < SHORTEST || !startsAfresh || stream === null || !stream.writable) {
      super._feedDataStream(chunk, done)
      return
    }
    this._lastBytes = false
    this._countDataBytes((kept?.length ?? 0) + plain)
    const rest = () => super._feedDataStream(chunk.subarray(plain), done)
    if (kept !== null) stream.write(kept)
    if (stream.write(chunk.subarray(0, plain)) || stream.destroyed) {
      rest()
      return
    }
    const go = () => {
      stream.removeListener('drain', go)
      stream.removeListener('close', go)
      rest()
    }
    stream.once('drain', go)
    stream.once('close', go)
  }
}

/** Whether a line that begins with a dot may lie across the border of what was kept and the next chunk. */
function mayEndIn(kept: Buffer, chunk: Buffer): boolean {
  return kept.includes(LINE_DOT) || (kept[kept.length - 1] === LF && chunk[0] === DOT)
}
