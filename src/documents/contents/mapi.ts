/** Properties of Outlook mails ([MS-OXPROPS]) and TNEF's list of them: typed values ([MS-OXTNEF] §2.1.3.4). */

/** Identifiers that matter here. */
export const TAG = {
  subject: 0x0037,
  sentAt: 0x0039,
  senderName: 0x0c1a,
  senderEmail: 0x0c1f,
  receivedAt: 0x0e06,
  senderAddress: 0x5d01,
  body: 0x1000,
  rtf: 0x1009,
  html: 0x1013,
  displayName: 0x3001,
  attachData: 0x3701,
  attachShortName: 0x3704,
  attachMethod: 0x3705,
  attachLongName: 0x3707,
  attachMimeType: 0x370e,
  attachContentId: 0x3712,
  codePage: 0x3fde,
  messageCodePage: 0x3ffd,
  attachHidden: 0x7ffe,
} as const

/** Values by identifier; numbers and dates are left as bytes. */
export type Properties = ReadonlyMap<number, { readonly type: number; readonly value: Buffer }>

/** Types of values ([MS-OXCDATA] §2.11.1). */
const STRING8 = 0x1e
export const UNICODE = 0x1f
export const OBJECT = 0x0d
const BINARY = 0x102
const MULTIPLE = 0x1000
/** Bytes of values of one size, padded to four ([MS-OXCDATA] §2.11.1). */
const FIXED: Readonly<Record<number, number>> = {
  1: 4,
  2: 4,
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 8,
  10: 4,
  11: 4,
  20: 8,
  64: 8,
  72: 16,
}

/** One value of a known size. */
export const isFixed = (type: number): boolean => FIXED[type] !== undefined

/** Reads numbers and runs of bytes one after the other. Throws RangeError when it ends early. */
export class Cursor {
  readonly bytes: Buffer
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  get left(): number {
    return this.bytes.length - this.at
  }

  u8(): number {
    return this.take(1).readUInt8()
  }

  u16(): number {
    return this.take(2).readUInt16LE()
  }

  u32(): number {
    return this.take(4).readUInt32LE()
  }

  take(length: number): Buffer {
    if (length > this.left) throw new RangeError(`${length} bytes wanted, ${this.left} left`)
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  /** Values stand at multiples of four. */
  padded(length: number): Buffer {
    const value = this.take(length)
    this.take(Math.min(this.left, -length & 3))
    return value
  }
}

/** Throws RangeError for a list that makes no sense. */
export function readProperties(bytes: Uint8Array): Properties {
  const cursor = new Cursor(bytes)
  const found = new Map<number, { type: number; value: Buffer }>()
  const count = cursor.u32()
  for (let i = 0; i < count; i++) {
    const type = cursor.u16()
    const id = cursor.u16()
    if (id >= 0x8000) skipName(cursor)
    const value = readValue(cursor, type)
    if (value !== null && !found.has(id)) found.set(id, { type, value })
  }
  return found
}

/** A named property says its name: a number, or letters. */
function skipName(cursor: Cursor): void {
  cursor.take(16)
  if (cursor.u32() === 0) cursor.u32()
  else cursor.padded(cursor.u32())
}

/** The (first) value. */
function readValue(cursor: Cursor, type: number): Buffer | null {
  const single = type & ~MULTIPLE
  const size = FIXED[single]
  const isMany = (type & MULTIPLE) !== 0
  let first: Buffer | null = null
  const count = size === undefined || isMany ? cursor.u32() : 1
  for (let i = 0; i < count; i++) {
    if (size === undefined && ![STRING8, UNICODE, OBJECT, BINARY].includes(single))
      throw new RangeError(`value of type ${type}`)
    const value = cursor.padded(size ?? cursor.u32())
    first ??= value
  }
  return first
}

export const numberIn = (properties: Properties, id: number): number | null => {
  const value = properties.get(id)?.value
  return value !== undefined && value.length >= 4 ? value.readUInt32LE() : null
}

/** A text; `charset` decodes the old form. */
export function textIn(
  properties: Properties,
  id: number,
  charset: (bytes: Uint8Array) => string,
): string | null {
  const found = properties.get(id)
  if (found === undefined) return null
  const { type, value } = found
  const text = (type & ~MULTIPLE) === UNICODE ? value.toString('utf16le') : charset(value)
  return text.replace(/\0+$/, '')
}

/** A FILETIME: tenths of microseconds since 1601 ([MS-DTYP] §2.3.3), as ISO text. */
export function timeIn(properties: Properties, id: number): string | null {
  const value = properties.get(id)?.value
  if (value === undefined || value.length < 8) return null
  const ms = Number(value.readBigUInt64LE() / 10_000n) - 11_644_473_600_000
  return Math.abs(ms) < 8e15 ? new Date(ms).toISOString() : null
}
