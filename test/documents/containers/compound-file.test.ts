import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import burner, { type Entry } from '@kenjiuno/msgreader/lib/Burner.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CompoundEntry, openCompoundFile } from '../../../src/documents/containers/compound-file.ts'
import { storageAsFile } from '../../../src/documents/containers/compound-write.ts'
import { isBridgeError } from '../../../src/fax/error.ts'

/** A storage is a list, a stream is bytes. */
interface Node {
  readonly name: string
  readonly content: Buffer | readonly Node[]
}

function compound(nodes: readonly Node[]): Buffer {
  const entries: Entry[] = []
  const add = ({ name, content }: Node, type: number): number => {
    const at = entries.length
    if (Buffer.isBuffer(content)) {
      const bytes = Uint8Array.from(content)
      entries.push({ name, type: 2, length: bytes.length, binaryProvider: () => bytes })
      return at
    }
    const row = { name, type, length: 0, children: [] as number[] }
    entries.push(row)
    for (const node of content as readonly Node[]) row.children.push(add(node, 1))
    return at
  }
  add({ name: 'Root Entry', content: nodes }, 5)
  return Buffer.from(burner.burn(entries))
}

/** By name: siblings stand in no order. */
const tree = (entries: readonly CompoundEntry[]): unknown =>
  Object.fromEntries(
    entries.map(one => [one.name, one.isStorage ? tree(one.children) : one.read().toString('hex')]),
  )
const expected = (nodes: readonly Node[]): unknown =>
  Object.fromEntries(
    nodes.map(({ name, content }) => [
      name,
      Buffer.isBuffer(content) ? content.toString('hex') : expected(content as readonly Node[]),
    ]),
  )

function problemOf(bytes: Buffer): string {
  try {
    tree(openCompoundFile(bytes).root.children)
    return 'fine'
  } catch (error) {
    if (!isBridgeError(error)) throw error
    return error.code
  }
}

const name = fc.stringMatching(/^[A-Za-z0-9_.]{1,20}$/)
const { nodes } = fc.letrec<{ nodes: Node[]; node: Node }>(tie => ({
  nodes: fc.uniqueArray(tie('node'), { maxLength: 6, selector: one => one.name.toUpperCase() }),
  node: fc.record({
    name,
    // Small streams lie in sectors of 64 bytes, those from 4096 bytes on in large ones.
    content: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.nat(9000).map(length => Buffer.alloc(length, 'fax and mail')),
      fc.uint8Array({ maxLength: 200 }).map(bytes => Buffer.from(bytes)),
      tie('nodes') as fc.Arbitrary<Node[]>,
    ),
  }),
}))

describe('a compound file', () => {
  it('is read as it was written, and a storage of it is a file of its own', () => {
    fc.assert(
      fc.property(nodes, all => {
        const { root } = openCompoundFile(compound([{ name: 'inner', content: all }]))
        const inner = root.child('INNER')
        expect(tree(root.children)).toEqual({ inner: expected(all) })
        if (inner === null) throw new Error('no storage')
        const own = openCompoundFile(Buffer.from(storageAsFile(inner, 2 ** 20, (_, bytes) => bytes)))
        expect(tree(own.root.children)).toEqual(expected(all))
      }),
      { numRuns: 100 },
    )
  })

  it('has the names of all its streams and storages, wherever they stand', () => {
    const { names } = openCompoundFile(
      compound([
        { name: 'ObjectPool', content: [{ name: 'VBA', content: [] }] },
        { name: 'a', content: Buffer.from('x') },
      ]),
    )
    expect([...names.storages].sort()).toEqual(['ObjectPool', 'Root Entry', 'VBA'])
    expect([...names.streams]).toEqual(['a'])
  })

  it('larger than its header has tables for (7 MB) is read and written, too', () => {
    const content = Buffer.alloc(9_000_000, 'fax and mail')
    const { root } = openCompoundFile(compound([{ name: 'a', content }]))
    const again = openCompoundFile(Buffer.from(storageAsFile(root, 2 ** 24, (_, bytes) => bytes)))
    expect(root.child('a')?.read().equals(content)).toBe(true)
    expect(again.root.child('a')?.read().equals(content)).toBe(true)
  })

  it('gives the first bytes of a stream', () => {
    const { root } = openCompoundFile(compound([{ name: 'a', content: Buffer.alloc(5000, 'abc') }]))
    expect(root.child('A')?.read(4).toString()).toBe('abca')
    expect(root.child('a')?.read()).toHaveLength(5000)
    expect(root.child('b')).toBeNull()
  })

  const files = join(import.meta.dirname, '../../fixtures/office')
  it.each(readdirSync(files).filter(file => /\.(?:doc|xls|ppt)$/.test(file)))(
    'of an Office program: %s',
    file => {
      const { root } = openCompoundFile(readFileSync(join(files, file)))
      const main = { doc: 'WordDocument', xls: 'Workbook', ppt: 'PowerPoint Document' }[file.slice(-3)] ?? ''
      const stream = root.child(main)
      expect(stream?.read()).toHaveLength(stream?.size ?? -1)
      expect(stream?.size).toBeGreaterThan(500)
    },
  )
})

const LARGE = compound([
  { name: 'a', content: Buffer.alloc(5000, 'abc') },
  { name: 'b', content: [] },
])
/** Where the sector of this number begins. */
const sectorAt = (sector: number) => (sector + 1) * 512
const fatOf = (file: Buffer) => sectorAt(file.readUInt32LE(76))
const entryAt = (file: Buffer, called: string) => {
  const at = file.indexOf(Buffer.from(`${called}\0`, 'utf16le'), sectorAt(file.readUInt32LE(48)))
  if (at < 0) throw new Error(called)
  return at
}

function changed(change: (file: Buffer) => void, file = LARGE): Buffer {
  const copy = Buffer.from(file)
  change(copy)
  return copy
}

describe('a damaged or hostile compound file', () => {
  it.each<readonly [string, Buffer]>([
    [
      'with a stream whose chain goes round in a circle',
      changed(file => {
        const start = file.readUInt32LE(entryAt(file, 'a') + 116)
        file.writeUInt32LE(start, fatOf(file) + 4 * start)
        file.writeUInt32LE(0x7fffffff, entryAt(file, 'a') + 120)
      }),
    ],
    [
      'with a directory whose chain goes round in a circle',
      changed(file => {
        const start = file.readUInt32LE(48)
        file.writeUInt32LE(start, fatOf(file) + 4 * start)
      }),
    ],
    [
      'with a list of tables that goes round in a circle',
      changed(file => {
        // A sector that names itself as the next one.
        const sector = file.readUInt32LE(entryAt(file, 'a') + 116)
        file.fill(0xff, sectorAt(sector), sectorAt(sector) + 508)
        file.writeUInt32LE(sector, sectorAt(sector) + 508)
        file.writeUInt32LE(sector, 68)
      }),
    ],
    [
      'with a storage that lies in itself',
      changed(file => file.writeUInt32LE(entryOf(file, 'b'), entryAt(file, 'b') + 76)),
    ],
    ['with a storage that holds the root', changed(file => file.writeUInt32LE(0, entryAt(file, 'b') + 76))],
    [
      'with a stream that two storages have',
      changed(file => file.writeUInt32LE(entryOf(file, 'a'), entryAt(file, 'b') + 76)),
    ],
    ['with two streams of one name', changed(file => file.write('a', entryAt(file, 'b'), 'utf16le'))],
    [
      'with a stream that is shorter than it says',
      changed(file => file.writeUInt32LE(9000, entryAt(file, 'a') + 120)),
    ],
    ['that was cut off', LARGE.subarray(0, sectorAt(2))],
    ['with sectors of another size', changed(file => file.writeUInt16LE(31, 30))],
    ['with small sectors of another size', changed(file => file.writeUInt16LE(31, 32))],
    [
      'with an allocation table that names a sector twice',
      changed(file => file.writeUInt32LE(file.readUInt32LE(76), 80)),
    ],
    [
      'without a root',
      changed(file => file.fill(0, entryAt(file, 'Root Entry') + 66, entryAt(file, 'Root Entry') + 67)),
    ],
  ])('%s is damaged', (_, file) => {
    expect(problemOf(file)).toBe('E_DOCUMENT_DAMAGED')
  })

  it('with storages a thousand deep is damaged', () => {
    let inner: Node = { name: 's', content: [] }
    for (let depth = 0; depth < 100; depth++) inner = { name: 's', content: [inner] }
    expect(problemOf(compound([inner]))).toBe('E_DOCUMENT_DAMAGED')
  })

  it('whose streams all are the same one is not written out', () => {
    const stream = { name: 'a', content: Buffer.alloc(5000) }
    const { root } = openCompoundFile(compound([stream, { ...stream, name: 'b' }, { ...stream, name: 'c' }]))
    expect(() => storageAsFile(root, 14_999, (_, bytes) => bytes)).toThrow()
    expect(storageAsFile(root, 15_000, (_, bytes) => bytes).length).toBeGreaterThan(15_000)
  })

  it('of any bytes ends in streams or in an error of ours, quickly', () => {
    const edits = fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 1, 2, 3, 5, 127, 254, 255)), {
      maxLength: 20,
    })
    fc.assert(
      fc.property(edits, fc.nat(), (changes, cut) => {
        const file = changed(copy => {
          for (const [at, value] of changes) copy[8 + (at % (copy.length - 8))] = value
        })
        problemOf(file)
        problemOf(file.subarray(0, cut % file.length))
      }),
      { numRuns: 2000 },
    )
  })
})

/** Number of the entry of this name. */
function entryOf(file: Buffer, called: string): number {
  return (entryAt(file, called) - sectorAt(file.readUInt32LE(48))) / 128
}
