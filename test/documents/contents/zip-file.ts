/** ZIP archives, honest and not (APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16). */
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  readonly name: string
  readonly content: Uint8Array | string
  readonly encrypted?: boolean
  /** Unix mode. */
  readonly mode?: number
  /** What it says its size is. */
  readonly saidSize?: number
}

export function aZip(entries: readonly ZipEntry[]): Buffer {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let at = 0
  for (const { name, content, encrypted = false, mode = 0o100644, saidSize } of entries) {
    const bytes = Buffer.from(content as string)
    const packed = deflateRawSync(bytes)
    const nameBytes = Buffer.from(name)
    // From "flags" to "extra length": the same in both headers. 0x800: names in UTF-8.
    const common = Buffer.alloc(24)
    common.writeUInt16LE(0x800 | (encrypted ? 1 : 0), 0)
    common.writeUInt16LE(8, 2)
    common.writeUInt32LE(crc32(bytes), 8)
    common.writeUInt32LE(packed.length, 12)
    common.writeUInt32LE(saidSize ?? bytes.length, 16)
    common.writeUInt16LE(nameBytes.length, 20)
    local.push(Buffer.from('PK\x03\x04\x14\0', 'latin1'), common, nameBytes, packed)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE((mode << 16) >>> 0, 6)
    rest.writeUInt32LE(at, 10)
    central.push(Buffer.from('PK\x01\x02\x14\x03\x14\0', 'latin1'), common, rest, nameBytes)
    at += 6 + common.length + nameBytes.length + packed.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...local, directory, end])
}
