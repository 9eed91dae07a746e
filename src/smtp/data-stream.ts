/**
 * The library's parser with a faster way through long mails: what certainly has no line that begins with a dot is found
 * by one native search and passed on at once. Every dot, and the end of DATA, is still the library's own business.
 */
import { SMTPStream } from 'smtp-server/lib/smtp-stream.js'

const LINE_DOT = Buffer.from('\n.')
const DOT = 0x2e
/** The library looks at four bytes together: CR LF dot CR LF needs what stands before the dot. */
const KEPT = 4
/** Below this a search by itself is not worth it. */
const SHORTEST = 16

export class DataStream extends SMTPStream {
  override _feedDataStream(chunk: Buffer, done: () => void): void {
    const before = this._lastBytes === false ? [] : [this._lastBytes]
    const whole = before.length === 0 ? chunk : Buffer.concat([...before, chunk])
    const dot = whole.indexOf(LINE_DOT)
    const plain = (dot === -1 ? whole.length : dot) - KEPT
    const stream = this._dataStream
    // A dot that begins the mail begins a line, too (RFC 5321 §4.5.2).
    if (plain < SHORTEST || (this._atDataStart && whole[0] === DOT) || stream === null || !stream.writable) {
      super._feedDataStream(chunk, done)
      return
    }
    this._lastBytes = false
    this._countDataBytes(plain)
    const rest = () => super._feedDataStream(whole.subarray(plain), done)
    if (stream.write(whole.subarray(0, plain)) || stream.destroyed) {
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
