/**
 * Writes a ZIP archive as a stream: nothing of it is kept but its table of contents. Entries are deflated, their sizes stand
 * behind them (APPNOTE.TXT 6.3.10 §4.3.9), names are UTF-8; archives beyond 4 GiB or 65,535 entries are ZIP64 (§4.3.14).
 */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createDeflateRaw } from 'node:zlib'

export interface ZipEntry {
  /** With slashes, without one in front. */
  readonly name: string
  /** Epoch ms. */
  readonly modifiedAt: number
  readonly bytes: AsyncIterable<Uint8Array>
}

interface Written {
  readonly name: Buffer
  readonly time: number
  readonly offset: number
  readonly crc: number
  readonly size: number
  readonly packed: number
}

const MOST_32 = 0xffff_ffff
const MOST_16 = 0xffff
/** §4.4.4: sizes follow the data (bit 3), the name is UTF-8 (bit 11). */
const FLAGS = 0x0808
const DEFLATE = 8
/** §4.4.3: 2.0 for deflate, 4.5 for ZIP64. */
const VERSION = { plain: 20, zip64: 45 }
/** Fax pages are packed already: more effort would find nothing. */
const LEVEL = 1

export async function* zipStream(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Buffer> {
  const written: Written[] = []
  let at = 0
  for await (const entry of entries) {
    const name = Buffer.from(entry.name)
    const time = dosTime(entry.modifiedAt)
    const header = localHeader(name, time)
    yield header
    const sums = { crc: 0, size: 0, packed: 0 }
    for await (const piece of deflated(entry.bytes, sums)) {
      sums.packed += piece.length
      yield piece
    }
    if (sums.size > MOST_32 || sums.packed > MOST_32)
      throw new Error(`${entry.name} is too large for an archive`)
    yield descriptor(sums)
    written.push({ name, time, offset: at, ...sums })
    at += header.length + sums.packed + DESCRIPTOR_BYTES
  }
  let directory = 0
  for (const one of written) {
    const header = centralHeader(one)
    directory += header.length
    yield header
  }
  yield end(written.length, at, directory)
}

async function* deflated(
  bytes: AsyncIterable<Uint8Array>,
  sums: { crc: number; size: number },
): AsyncIterable<Buffer> {
  const counted = async function* () {
    for await (const piece of bytes) {
      sums.crc = crc32(piece, sums.crc)
      sums.size += piece.length
      yield piece
    }
  }
  const deflate = createDeflateRaw({ level: LEVEL })
  const done = pipeline(Readable.from(counted(), { objectMode: false }), deflate)
  // Told by the loop, which ends with the same error.
  done.catch(() => {})
  yield* deflate as AsyncIterable<Buffer>
  await done
}

/** MS-DOS date and time, in UTC: §4.4.6. Nothing before 1980 has one. */
function dosTime(ms: number): number {
  const at = new Date(Math.max(ms, Date.UTC(1980, 0, 1)))
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate()
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1)
  return ((date << 16) | time) >>> 0
}

/** §4.3.7 */
function localHeader(name: Buffer, time: number): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(VERSION.plain, 4)
  header.writeUInt16LE(FLAGS, 6)
  header.writeUInt16LE(DEFLATE, 8)
  header.writeUInt32LE(time, 10)
  header.writeUInt16LE(name.length, 26)
  return Buffer.concat([header, name])
}

const DESCRIPTOR_BYTES = 16

/** §4.3.9 */
function descriptor({ crc, packed, size }: Pick<Written, 'crc' | 'packed' | 'size'>): Buffer {
  const bytes = Buffer.alloc(DESCRIPTOR_BYTES)
  bytes.writeUInt32LE(0x08074b50, 0)
  bytes.writeUInt32LE(crc, 4)
  bytes.writeUInt32LE(packed, 8)
  bytes.writeUInt32LE(size, 12)
  return bytes
}

/** §4.3.12; where the entry begins beyond 4 GiB, that stands in the ZIP64 field (§4.5.3). */
function centralHeader({ name, time, offset, crc, size, packed }: Written): Buffer {
  const far = offset >= MOST_32
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  // Made by: Unix, so that the rights below count.
  header.writeUInt16LE((3 << 8) | VERSION.zip64, 4)
  header.writeUInt16LE(far ? VERSION.zip64 : VERSION.plain, 6)
  header.writeUInt16LE(FLAGS, 8)
  header.writeUInt16LE(DEFLATE, 10)
  header.writeUInt32LE(time, 12)
  header.writeUInt32LE(crc, 16)
  header.writeUInt32LE(packed, 20)
  header.writeUInt32LE(size, 24)
  header.writeUInt16LE(name.length, 28)
  header.writeUInt16LE(far ? 12 : 0, 30)
  // A regular file that only its owner reads.
  header.writeUInt32LE((0o100600 << 16) >>> 0, 38)
  header.writeUInt32LE(far ? MOST_32 : offset, 42)
  if (!far) return Buffer.concat([header, name])
  const extra = Buffer.alloc(12)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(8, 2)
  extra.writeBigUInt64LE(BigInt(offset), 4)
  return Buffer.concat([header, name, extra])
}

/** §4.3.14 to §4.3.16. */
function end(count: number, at: number, directory: number): Buffer {
  const last = Buffer.alloc(22)
  last.writeUInt32LE(0x06054b50, 0)
  last.writeUInt16LE(Math.min(count, MOST_16), 8)
  last.writeUInt16LE(Math.min(count, MOST_16), 10)
  last.writeUInt32LE(Math.min(directory, MOST_32), 12)
  last.writeUInt32LE(Math.min(at, MOST_32), 16)
  if (count < MOST_16 && at < MOST_32 && directory < MOST_32) return last
  const record = Buffer.alloc(56)
  record.writeUInt32LE(0x06064b50, 0)
  record.writeBigUInt64LE(44n, 4)
  record.writeUInt16LE((3 << 8) | VERSION.zip64, 12)
  record.writeUInt16LE(VERSION.zip64, 14)
  record.writeBigUInt64LE(BigInt(count), 24)
  record.writeBigUInt64LE(BigInt(count), 32)
  record.writeBigUInt64LE(BigInt(directory), 40)
  record.writeBigUInt64LE(BigInt(at), 48)
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x07064b50, 0)
  locator.writeBigUInt64LE(BigInt(at + directory), 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([record, locator, last])
}
