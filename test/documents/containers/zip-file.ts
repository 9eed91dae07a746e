/** ZIP files, honest and not (APPNOTE.TXT 4.3). */
import { crc32, deflateRawSync } from 'node:zlib'

export interface Packed {
  readonly name: string
  readonly content: string | Uint8Array
  /** Default: deflated. */
  readonly stored?: boolean
  /** What the headers say it inflates to; default: the truth. */
  readonly saidBytes?: number
  /** What the headers say its checksum is; default: the truth. */
  readonly saidCrc?: number
  /** Name in the local header; default: the same. */
  readonly localName?: string
  readonly flags?: number
  readonly method?: number
  /** Unix mode. */
  readonly mode?: number
  /** Shares the data of the entry with this number. */
  readonly dataOf?: number
  /** The sizes stand behind the data, as in what is written into a pipe. */
  readonly streamed?: boolean
  /** The sizes stand in the extra field of ZIP64. */
  readonly zip64?: boolean
}

interface Tail {
  /** Number of entries that the end record says. */
  readonly count?: number
  readonly comment?: string
  /** With the end record of ZIP64. */
  readonly zip64?: boolean
  /** What the end record of ZIP64 says otherwise than the old one. */
  readonly zip64Count?: number
}

const u16 = (value: number) => Buffer.from([value & 0xff, value >>> 8])
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}
const u64 = (value: number) => Buffer.concat([u32(value), u32(0)])
const ELSEWHERE = 0xffffffff

/** A ZIP file; entries can lie about themselves. */
export function zipOf(entries: readonly Packed[], tail: Tail = {}): Buffer {
  const pieces: Buffer[] = []
  const directory: Buffer[] = []
  const places: number[] = []
  let at = 0
  for (const entry of entries) {
    const content = Buffer.from(entry.content as string)
    const data = entry.stored === true ? content : deflateRawSync(content)
    const crc = u32(entry.saidCrc ?? crc32(content))
    const size = entry.saidBytes ?? content.length
    const flags = u16((entry.flags ?? 0) | (entry.streamed === true ? 8 : 0))
    const begin = [u16(20), flags, u16(entry.method ?? (entry.stored === true ? 0 : 8)), u32(0)]
    const extra =
      entry.zip64 === true ? Buffer.concat([u16(1), u16(16), u64(size), u64(data.length)]) : Buffer.alloc(0)
    const sizes = entry.zip64 === true ? [u32(ELSEWHERE), u32(ELSEWHERE)] : [u32(data.length), u32(size)]
    const localSizes = entry.streamed === true ? [u32(0), u32(0), u32(0)] : [crc, ...sizes]
    const localName = Buffer.from(entry.localName ?? entry.name)
    const place = entry.dataOf === undefined ? at : (places[entry.dataOf] ?? 0)
    places.push(place)
    if (entry.dataOf === undefined) {
      const localExtra = entry.streamed === true ? Buffer.alloc(0) : extra
      const lengths = [u16(localName.length), u16(localExtra.length)]
      const header = [Buffer.from('PK\x03\x04'), ...begin, ...localSizes, ...lengths, localName, localExtra]
      const behind = entry.streamed === true ? [Buffer.from('PK\x07\x08'), crc, ...sizes] : []
      const whole = Buffer.concat([...header, data, ...behind])
      pieces.push(whole)
      at += whole.length
    }
    const name = Buffer.from(entry.name)
    const system = Buffer.from([20, entry.mode === undefined ? 0 : 3])
    const rest = [u16(0), u16(0), u16(0), u32((entry.mode ?? 0) << 16), u32(place)]
    directory.push(Buffer.from('PK\x01\x02'), system, ...begin, crc, ...sizes)
    directory.push(u16(name.length), u16(extra.length), ...rest, name, extra)
  }
  return Buffer.concat([
    ...pieces,
    ...directory,
    endOf(at, Buffer.concat(directory).length, entries.length, tail),
  ])
}

function endOf(from: number, length: number, entries: number, tail: Tail): Buffer {
  const count = tail.count ?? entries
  const count64 = u64(tail.zip64Count ?? count)
  const zip64 =
    tail.zip64 === true
      ? [
          ...[Buffer.from('PK\x06\x06'), u64(44), u16(45), u16(45), u32(0), u32(0), count64, count64],
          ...[u64(length), u64(from), Buffer.from('PK\x06\x07'), u32(0), u64(from + length), u32(1)],
        ]
      : []
  const hides = tail.zip64 === true && tail.zip64Count === undefined
  const said = hides
    ? [u16(0xffff), u16(0xffff), u32(ELSEWHERE), u32(ELSEWHERE)]
    : [u16(count), u16(count), u32(length), u32(from)]
  const comment = Buffer.from(tail.comment ?? '')
  return Buffer.concat([...zip64, Buffer.from('PK\x05\x06'), u32(0), ...said, u16(comment.length), comment])
}
