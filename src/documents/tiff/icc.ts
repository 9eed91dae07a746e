/**
 * The smallest ICC profile that says sRGB (ICC.1:2001-04, a monitor of three colours and one curve): PDF/A wants a file
 * to say what its colours mean. Computed here, so that it is nobody's work but ours and takes half a kilobyte.
 */

/** IEC 61966-2-1 primaries adapted to D50, as the ICC's own profiles have them. */
const COLOURS = {
  wtpt: [0.9642, 1, 0.8249],
  rXYZ: [0.4361, 0.2225, 0.0139],
  gXYZ: [0.3851, 0.7169, 0.0971],
  bXYZ: [0.1431, 0.0606, 0.7141],
} as const
/** The curve of sRGB within the eye's tolerance, as 8.8 fixed point. */
const GAMMA = Math.round(2.2 * 256)
const HEADER_BYTES = 128

/** The bytes; the same at every call. */
export function srgbProfile(): Uint8Array {
  const curve = tagged('curv', [0, 0, 0, 1, GAMMA >> 8, GAMMA & 255])
  const tags: readonly (readonly [string, Buffer])[] = [
    ['desc', description('sRGB')],
    ['cprt', tagged('text', [...Buffer.from('No rights reserved\0')])],
    ...Object.entries(COLOURS).map(([name, xyz]) => [name, tagged('XYZ ', xyz.flatMap(fixed))] as const),
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ]
  const table = Buffer.alloc(4 + tags.length * 12)
  table.writeUInt32BE(tags.length, 0)
  const data: Buffer[] = []
  const placed = new Map<Buffer, number>()
  let at = HEADER_BYTES + table.length
  tags.forEach(([name, bytes], i) => {
    const known = placed.get(bytes)
    if (known === undefined) {
      placed.set(bytes, at)
      data.push(Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]))
    }
    table.write(name, 4 + i * 12, 'latin1')
    table.writeUInt32BE(placed.get(bytes) ?? 0, 8 + i * 12)
    table.writeUInt32BE(bytes.length, 12 + i * 12)
    if (known === undefined) at += bytes.length + (-bytes.length & 3)
  })
  return Buffer.concat([header(at), table, ...data])
}

function header(size: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES)
  bytes.writeUInt32BE(size, 0)
  bytes.writeUInt32BE(0x02100000, 8)
  bytes.write('mntrRGB XYZ ', 12, 'latin1')
  // A date is required; any will do: 2026-01-01.
  for (const [i, n] of [2026, 1, 1].entries()) bytes.writeUInt16BE(n, 24 + i * 2)
  bytes.write('acsp', 36, 'latin1')
  Buffer.from([0.9642, 1, 0.8249].flatMap(fixed)).copy(bytes, 68)
  return bytes
}

/** ICC.1:2001-04 §6.5.17: the name in ASCII; the other two spellings are empty. */
function description(name: string): Buffer {
  const ascii = Buffer.from(`${name}\0`, 'latin1')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(ascii.length)
  return tagged('desc', [...length, ...ascii, ...Buffer.alloc(4 + 4 + 2 + 1 + 67)])
}

function tagged(type: string, bytes: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from(type, 'latin1'), Buffer.alloc(4), Buffer.from(bytes)])
}

/** s15Fixed16Number. */
function fixed(value: number): number[] {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(Math.round(value * 65_536))
  return [...bytes]
}
