/** The directory at the end of a ZIP file (PKWARE APPNOTE 4.3.12 to 4.3.16). Nothing is unpacked, and nothing but it is read. */
import { isUtf8 } from 'node:buffer'
import { decodeCharset } from '../mail/charset.ts'

/** More entries than any document or archive that is faxed has. */
const MOST_ENTRIES = 5000
/** Signatures, and bytes of the fixed parts of the records (APPNOTE 4.3.12, 4.3.14, 4.3.15, 4.3.16). */
const CENTRAL = { signature: 0x02014b50, bytes: 46 }
const END = { signature: 0x06054b50, bytes: 22 }
const END64 = { signature: 0x06064b50, bytes: 56 }
const LOCATOR64 = { signature: 0x07064b50, bytes: 20 }
/** The comment after the end record has a 16-bit length. */
const MAX_COMMENT = 0xffff
/** What does not fit into 16 or 32 bits stands in a record of ZIP64 (APPNOTE 4.4.1.4). */
const ELSEWHERE16 = 0xffff
const ELSEWHERE32 = 0xffffffff
/** Extra fields: sizes of ZIP64 (APPNOTE 4.5.3), the name in Unicode (APPNOTE 4.6.9). */
const EXTRA_SIZES = 0x0001
const EXTRA_NAME = 0x7075
const NAME_IN_UTF8 = 0x800

/** What the directory says of one entry. */
export interface ZipPlace {
  readonly name: string
  /** As it stands there: the local header must have the same bytes. */
  readonly rawName: Buffer
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  /** Of its local header. */
  readonly local: number
  /** Unix mode; 0 where another system wrote it. */
  readonly mode: number
}

export interface ZipDirectory {
  /** As many as could be read. */
  readonly places: readonly ZipPlace[]
  /** Where it begins: the entries lie before it. */
  readonly from: number
  /** Null: it is whole, and can be read in one way only. */
  readonly problem: 'too many' | string | null
}

export const NO_END = 'It is a ZIP file without an end: it was cut off.'
const BROKEN = 'Its ZIP directory is broken.'
const PARTS = 'It is one of several parts of a ZIP archive.'

/** Of any bytes, without an error. */
export function zipDirectory(bytes: Buffer): ZipDirectory {
  const end = endRecord(bytes)
  if (end === null) return { places: [], from: 0, problem: NO_END }
  const places: ZipPlace[] = []
  const { count, from, to } = end
  let problem = end.problem
  let at = from
  while (at + CENTRAL.bytes <= to && places.length < MOST_ENTRIES) {
    if (bytes.readUInt32LE(at) !== CENTRAL.signature) break
    const next = at + CENTRAL.bytes + lengthsAt(bytes, at).reduce((all, one) => all + one, 0)
    const place = next <= to ? placeAt(bytes, at) : null
    if (place === null) break
    places.push(place)
    at = next
  }
  if (count > MOST_ENTRIES) problem ??= 'too many'
  if (places.length !== count || at !== to) problem ??= BROKEN
  return { places, from, problem }
}

interface End {
  readonly count: number
  readonly from: number
  /** Behind the last entry of the directory. */
  readonly to: number
  readonly problem: string | null
}

/** The last end record. It must reach exactly to the end of the file, or another reader could find another one. */
function endRecord(bytes: Buffer): End | null {
  const lowest = Math.max(0, bytes.length - END.bytes - MAX_COMMENT)
  let at = bytes.length - END.bytes
  while (at >= lowest && bytes.readUInt32LE(at) !== END.signature) at--
  if (at < lowest) return null
  const behind = at + END.bytes + bytes.readUInt16LE(at + 20)
  const [disk, startDisk, here] = [at + 4, at + 6, at + 8].map(place => bytes.readUInt16LE(place))
  const said = {
    count: bytes.readUInt16LE(at + 10),
    length: bytes.readUInt32LE(at + 12),
    from: bytes.readUInt32LE(at + 16),
  }
  const large = end64(bytes, at)
  const { count, length, from } = large === null ? said : agreed(said, large)
  const to = large?.at ?? at
  const problem = behind === bytes.length ? null : NO_END
  if (disk !== startDisk || here !== said.count) return { count, from, to, problem: problem ?? PARTS }
  const whole = from + length === to
  // A directory that lies elsewhere is still looked through, so that the file has a name.
  return {
    count,
    from: whole ? from : Math.max(0, to - length),
    to,
    problem: problem ?? (whole ? null : BROKEN),
  }
}

interface Numbers {
  readonly count: number
  readonly length: number
  readonly from: number
}

/** The numbers of ZIP64 where the record announces them; where it does not, they must be the same. */
function agreed(said: Numbers, large: Numbers): Numbers {
  const one = (short: number, elsewhere: number, long: number) =>
    short === elsewhere || short === long ? long : Number.NaN
  return {
    count: one(said.count, ELSEWHERE16, large.count),
    length: one(said.length, ELSEWHERE32, large.length),
    from: one(said.from, ELSEWHERE32, large.from),
  }
}

/** The end record of ZIP64, directly before its locator, which lies directly before the end record. */
function end64(bytes: Buffer, end: number): (Numbers & { readonly at: number }) | null {
  const locator = end - LOCATOR64.bytes
  if (locator < END64.bytes || bytes.readUInt32LE(locator) !== LOCATOR64.signature) return null
  const at = Number(bytes.readBigUInt64LE(locator + 8))
  if (at > locator - END64.bytes || bytes.readUInt32LE(at) !== END64.signature) return null
  if (at + 12 + Number(bytes.readBigUInt64LE(at + 4)) !== locator) return null
  const [count = 0, length = 0, from = 0] = [at + 32, at + 40, at + 48].map(place =>
    Number(bytes.readBigUInt64LE(place)),
  )
  return { at, count, length, from }
}

/** Of the name, the extra fields and the comment. */
const lengthsAt = (bytes: Buffer, at: number): readonly [number, number, number] => [
  bytes.readUInt16LE(at + 28),
  bytes.readUInt16LE(at + 30),
  bytes.readUInt16LE(at + 32),
]

/** Null: its numbers make no sense. */
function placeAt(bytes: Buffer, at: number): ZipPlace | null {
  const [nameBytes, extraBytes] = lengthsAt(bytes, at)
  const nameEnd = at + CENTRAL.bytes + nameBytes
  const rawName = bytes.subarray(at + CENTRAL.bytes, nameEnd)
  const extras = extraFields(bytes.subarray(nameEnd, nameEnd + extraBytes))
  const flags = bytes.readUInt16LE(at + 8)
  const sizes = sizesOf(bytes, at, extras.get(EXTRA_SIZES) ?? Buffer.alloc(0))
  if (sizes === null) return null
  const isUnix = bytes[at + 5] === 3
  return {
    name: nameOf(rawName, flags, extras.get(EXTRA_NAME)),
    rawName,
    flags,
    method: bytes.readUInt16LE(at + 10),
    crc: bytes.readUInt32LE(at + 16),
    ...sizes,
    mode: isUnix ? bytes.readUInt16LE(at + 40) : 0,
  }
}

/** APPNOTE 4.5.3: those that are announced, in this order. */
function sizesOf(
  bytes: Buffer,
  at: number,
  large: Buffer,
): Pick<ZipPlace, 'size' | 'packed' | 'local'> | null {
  let next = 0
  const numbers = [at + 24, at + 20, at + 42].map(place => {
    const short = bytes.readUInt32LE(place)
    if (short !== ELSEWHERE32) return short
    next += 8
    return next <= large.length ? Number(large.readBigUInt64LE(next - 8)) : Number.NaN
  })
  const [size = Number.NaN, packed = Number.NaN, local = Number.NaN] = numbers
  return numbers.every(Number.isSafeInteger) ? { size, packed, local } : null
}

/** Extra fields by their number; the first of each. What makes no sense ends them. */
function extraFields(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>()
  for (let at = 0; at + 4 <= bytes.length; at += 4 + bytes.readUInt16LE(at + 2)) {
    const id = bytes.readUInt16LE(at)
    const value = bytes.subarray(at + 4, at + 4 + bytes.readUInt16LE(at + 2))
    if (!found.has(id)) found.set(id, value)
  }
  return found
}

/** Many programs write UTF-8 and do not say so; older ones write the charset of DOS (APPNOTE appendix D). */
function nameOf(raw: Buffer, flags: number, unicode: Buffer | undefined): string {
  const isNewer = unicode !== undefined && unicode.length > 5 && unicode[0] === 1
  const bytes = isNewer ? unicode.subarray(5) : raw
  const inUtf8 = isNewer || (flags & NAME_IN_UTF8) !== 0 || bytes.every(byte => byte < 0x80)
  const text = inUtf8 || isUtf8(bytes) ? bytes.toString('utf8') : decodeCharset(bytes, 'cp437')
  return text.replaceAll('\\', '/')
}
