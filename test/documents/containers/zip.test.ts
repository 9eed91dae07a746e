import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openZip, zipNames } from '../../../src/documents/containers/zip.ts'
import { isBridgeError } from '../../../src/fax/error.ts'
import { type Packed, zipOf } from './zip-file.ts'

const MOST = 200 * 2 ** 20
const readAll = (bytes: Buffer) => openZip(bytes).map(one => [one.name, one.read(MOST)] as const)

function problemOf(bytes: Buffer): string {
  try {
    readAll(bytes)
    return 'fine'
  } catch (error) {
    if (!isBridgeError(error)) throw error
    return `${error.code} ${error.message} ${error.detail['why'] ?? ''}`
  }
}

const a = (name: string, content: string | Buffer = 'x', more: Partial<Packed> = {}): Packed => ({
  name,
  content,
  ...more,
})
const entries = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-zü0-9/_.]{1,20}[a-z]$/),
    content: fc.uint8Array({ maxLength: 2000 }).map(bytes => Buffer.from(bytes)),
    stored: fc.boolean(),
    streamed: fc.boolean(),
    zip64: fc.boolean(),
  }),
  { maxLength: 8, selector: one => one.name },
)

describe('a ZIP file', () => {
  it('is read as it was packed: stored, deflated, into a pipe, with the sizes of ZIP64, with a comment', () => {
    fc.assert(
      fc.property(entries, fc.boolean(), fc.string({ maxLength: 50 }), (packed, zip64, comment) => {
        const bytes = zipOf(packed, { zip64, comment })
        expect(readAll(bytes)).toEqual(packed.map(one => [one.name, one.content]))
        expect(zipNames(bytes).map(one => one.name)).toEqual(packed.map(one => one.name))
      }),
      { numRuns: 100 },
    )
  })

  it('any bytes end in entries or in an error of ours', () => {
    const files = [
      zipOf([a('a', 'hello'), a('b', 'x', { streamed: true })]),
      zipOf([a('a')], { zip64: true }),
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
        fc.uint8Array({ maxLength: 30 }),
        (whole, edits, bytes) => {
          const broken = Buffer.from(whole)
          for (const [at, value] of edits) broken[at % broken.length] = value
          for (const one of [broken, broken.subarray(0, broken.length - bytes.length), Buffer.from(bytes)]) {
            problemOf(one)
            for (const { stored } of zipNames(one)) stored(100)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('gives names in UTF-8, also where that is not said, in the charset of DOS, and with slashes', () => {
    const dos = zipOf([a('Gr?e')])
    for (let at = dos.indexOf('Gr?e'); at >= 0; at = dos.indexOf('Gr?e', at)) dos[at + 2] = 0x81
    expect(openZip(dos)[0]?.name).toBe('Grüe')
    expect(openZip(zipOf([a('Grüße'), a('a\\b.txt')])).map(one => one.name)).toEqual(['Grüße', 'a/b.txt'])
    expect(openZip(zipOf([a('Grüße', 'x', { flags: 0x800 })]))[0]?.name).toBe('Grüße')
  })

  it('says what is a folder, a link, encrypted; and what is encrypted is not read', () => {
    const bytes = zipOf([a('f/', ''), a('l', '/etc/shadow', { mode: 0o120777 }), a('e', 'x', { flags: 1 })])
    const [folder, link, secret] = openZip(bytes)
    expect([folder?.isFolder, link?.isLink, secret?.isEncrypted]).toEqual([true, true, true])
    expect([link?.isFolder, secret?.isLink, folder?.isEncrypted]).toEqual([false, false, false])
    expect(problemOf(bytes)).toMatch(/^E_DOCUMENT_LOCKED .*without a password/)
  })

  const zeros = Buffer.alloc(3 * 2 ** 20)
  it.each<readonly [string, Buffer, RegExp]>([
    ['that unpacks to 3 MiB of nothing', zipOf([a('a', zeros)]), /^E_RENDER_LIMIT/],
    ['that says it unpacks to nothing', zipOf([a('a', zeros, { saidBytes: 0 })]), /^E_RENDER_LIMIT/],
    [
      'that says a smaller size',
      zipOf([a('a', 'four', { saidBytes: 3 })]),
      /^E_DOCUMENT_DAMAGED .*another size/,
    ],
    [
      'that says a larger size',
      zipOf([a('a', 'four', { saidBytes: 5, stored: true })]),
      /^E_DOCUMENT_DAMAGED .*another size/,
    ],
    ['with a wrong checksum', zipOf([a('a', 'four', { saidCrc: 1 })]), /^E_DOCUMENT_DAMAGED .*checksum/],
    [
      'with more entries than any archive',
      zipOf(Array.from({ length: 5001 }, (_, i) => a(`${i}`, '', { stored: true }))),
      /^E_RENDER_LIMIT/,
    ],
    [
      'whose entries share their data',
      zipOf([a('a'), a('b', 'x', { dataOf: 0, localName: 'b' })]),
      /^E_DOCUMENT_DAMAGED/,
    ],
    [
      'whose entries share their data and name',
      zipOf([a('a'), a('a', 'x', { dataOf: 0 })]),
      /^E_DOCUMENT_DAMAGED .*over each other/,
    ],
    ['with an archive inside the data of an entry', overlapping(), /^E_DOCUMENT_DAMAGED .*over each other/],
    [
      'whose local header names another file',
      zipOf([a('a', 'x', { localName: 'b' })]),
      /^E_DOCUMENT_DAMAGED .*directory/,
    ],
    ['with an unusual packing', zipOf([a('a', 'x', { method: 12 })]), /^E_DOCUMENT_DAMAGED .*unusual/],
    ['with fewer entries than it says', zipOf([a('a')], { count: 2 }), /^E_DOCUMENT_DAMAGED/],
    ['with more entries than it says', zipOf([a('a'), a('b')], { count: 1 }), /^E_DOCUMENT_DAMAGED/],
    [
      'whose two end records differ',
      zipOf([a('a'), a('b')], { zip64: true, zip64Count: 1 }),
      /^E_DOCUMENT_DAMAGED/,
    ],
    ['that was cut off', zipOf([a('a')]).subarray(0, -5), /^E_DOCUMENT_DAMAGED .*cut off/],
    ['with something behind it', Buffer.concat([zipOf([a('a')]), Buffer.from('x')]), /^E_DOCUMENT_DAMAGED/],
    [
      'with something in front of it',
      Buffer.concat([Buffer.from('#!'), zipOf([a('a')])]),
      /^E_DOCUMENT_DAMAGED .*directory/,
    ],
    ['that is one of several parts', severalParts(), /^E_DOCUMENT_DAMAGED .*several parts/],
  ])('%s is refused', (_, bytes, problem) => {
    expect(problemOf(bytes)).toMatch(problem)
  })

  it('is never unpacked further than there is room', () => {
    const [entry] = openZip(zipOf([a('a', Buffer.alloc(5000, 'abcdefgh'))]))
    expect(() => entry?.read(4999)).toThrow(/unpacks to far more/)
    expect(entry?.read(5000)).toHaveLength(5000)
  })
})

/** Two entries of one quine-like kind: the second begins inside the data of the first (as in "a better zip bomb"). */
function overlapping(): Buffer {
  const inner = zipOf([a('b', 'hidden')])
  const whole = zipOf([a('a', inner, { stored: true }), a('b', 'hidden')])
  // The directory's second entry points to the local header of `b` inside `a`.
  const inside = whole.indexOf(inner)
  const directory = whole.lastIndexOf('PK\x01\x02')
  whole.writeUInt32LE(inside, directory + 42)
  return whole
}

function severalParts(): Buffer {
  const bytes = zipOf([a('a')])
  bytes.writeUInt16LE(1, bytes.length - 22 + 4)
  return bytes
}

it('a file that other programs wrote is read: data descriptors with and without signature', () => {
  const data = deflateRawSync('hello')
  const bytes = zipOf([a('a', 'hello', { streamed: true }), a('b', 'next')])
  // Without its signature (APPNOTE 4.3.9.3): what stands behind the data is not looked at.
  const at = bytes.indexOf('PK\x07\x08')
  expect(at).toBeGreaterThan(data.length)
  bytes.write('XXXX', at)
  expect(readAll(bytes).map(([, content]) => content.toString())).toEqual(['hello', 'next'])
})
