/**
 * The parser for devices that end their lines with LF alone, also the one with the final dot. Which devices those are is
 * seen from their commands: only where a command ended with a bare LF is LF read as CR LF in the mail. A device that
 * writes CR LF ends its mail with CR LF, dot, CR LF, whatever stands in the mail, so that no mail is cut short. What
 * is done here opens the door to smuggled mails, so only a fenced listener uses it.
 */
import { DataStream } from './data-stream.ts'

const CR = 0x0d
const LF = 0x0a

export class BareLineStream extends DataStream {
  #bareLines = false
  #last = 0

  override _write(chunk: Buffer, encoding: BufferEncoding, next: (error?: Error | null) => void): void {
    if (!this._dataMode && !this.#bareLines) this.#bareLines = firstIsBare(chunk, this.#last)
    const whole = this.#bareLines ? withCr(chunk, this.#last) : chunk
    this.#last = whole[whole.length - 1] ?? this.#last
    super._write(whole, encoding, next)
  }
}

/** The first line end of a chunk of commands is that of a command; behind it the mail may have begun. */
function firstIsBare(chunk: Buffer, before: number): boolean {
  const at = chunk.indexOf(LF)
  return at !== -1 && (at === 0 ? before : chunk[at - 1]) !== CR
}

/** What has its CR already stays as it is: the rest of a chunk may come here twice. */
function withCr(chunk: Buffer, before: number): Buffer {
  const pieces: Buffer[] = []
  let from = 0
  for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, at + 1)) {
    if ((at === 0 ? before : chunk[at - 1]) === CR) continue
    pieces.push(chunk.subarray(from, at), Buffer.from('\r'))
    from = at
  }
  return pieces.length === 0 ? chunk : Buffer.concat([...pieces, chunk.subarray(from)])
}
