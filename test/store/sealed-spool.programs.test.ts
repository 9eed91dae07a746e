import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeIds, silentLogger } from '../../src/runtime.ts'
import { CHUNK_BYTES, chunksOf, openChunk, sealChunk } from '../../src/store/chunk-cipher.ts'
import { openSpool } from '../../src/store/log-spool.ts'
import { type MasterKey, type MasterKeys, unwrapKey, wrapKey } from '../../src/store/object-key.ts'
import { mustHaveKeys, rewrapped, sealedRef, storedRef } from '../../src/store/sealed-ref.ts'
import { sealedSpool } from '../../src/store/sealed-spool.ts'
import type { Spool } from '../../src/store/spool.ts'
import { FakeClock } from '../fakes/clock.ts'

const master = (id: string): MasterKey => ({ id, key: randomBytes(32) })
const [one, two] = [master('one'), master('two')]
const under = (writing: MasterKey | null, ...more: MasterKey[]): MasterKeys => ({
  writing,
  all: writing === null ? more : [writing, ...more],
})

let folder: string
let disk: Awaited<ReturnType<typeof openSpool>>
let spool: Spool
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-sealed-'))
  const onDoubtful = (error: unknown) => {
    throw error
  }
  disk = await openSpool({ folder, ids: makeIds(new FakeClock()), log: silentLogger, onDoubtful })
  spool = sealedSpool(disk, under(one), randomBytes)
})
afterEach(async () => {
  await disk.close()
  rmSync(folder, { recursive: true, force: true })
})

async function put(bytes: Uint8Array, cuts: readonly number[] = [], to = spool): Promise<string> {
  const writer = to.begin()
  let at = 0
  for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
    await writer.write(bytes.subarray(at, cut))
    at = cut
  }
  return writer.commit()
}
const get = (ref: string, from = spool) => buffer(from.read(ref))
const everything = () =>
  ['log', 'files']
    .flatMap(name => readdirSync(join(folder, name)).map(file => join(folder, name, file)))
    .map(file => readFileSync(file, 'latin1'))
    .join('')

/** A spool whose bytes a test can change: what lies on a disk that somebody else has written to. */
function hostileSpool() {
  const blobs = new Map<string, Buffer>()
  const inner = {
    begin() {
      const chunks: Uint8Array[] = []
      return {
        write: async (chunk: Uint8Array) => void chunks.push(Buffer.from(chunk)),
        async *written() {
          yield* chunks
        },
        async settle() {
          const ref = `mem:${blobs.size}`
          blobs.set(ref, Buffer.concat(chunks))
          return { ref, flushed: Promise.resolve() }
        },
        abort: async () => {},
      }
    },
    readRange: async (ref: string, offset: number, length: number) =>
      blobs.get(ref)?.subarray(offset, offset + length) ?? Buffer.alloc(0),
  } as unknown as Spool
  return { blobs, spool: sealedSpool(inner, under(one), randomBytes) }
}

const SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 17]
const aSize = fc.oneof(fc.constantFrom(...SIZES), fc.nat(4 * CHUNK_BYTES))

describe('an encrypted document', () => {
  it('comes back as it was, however it was written, whole and in any part', async () => {
    await fc.assert(
      fc.asyncProperty(
        aSize,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
        fc.nat(5 * CHUNK_BYTES),
        fc.nat(5 * CHUNK_BYTES),
        async (size, cuts, offset, length) => {
          const bytes = randomBytes(size)
          const ref = await put(
            bytes,
            cuts.map(part => Math.floor(part * size)),
          )
          expect((await get(ref)).equals(bytes)).toBe(true)
          const part = Buffer.from(await spool.readRange(ref, offset, length))
          expect(part.equals(bytes.subarray(offset, offset + length))).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('can be seen while it is written', async () => {
    for (const size of SIZES) {
      const bytes = randomBytes(size)
      const writer = spool.begin()
      for (let at = 0; at < size; at += 40_000) {
        const end = Math.min(size, at + 40_000)
        await writer.write(bytes.subarray(at, end))
        expect((await buffer(writer.written())).equals(bytes.subarray(0, end))).toBe(true)
      }
      expect((await get(await writer.commit())).equals(bytes)).toBe(true)
    }
  })

  it('stands on the disk in no readable form, in small and in large, and twice never the same', async () => {
    const text = Buffer.from('DIAGNOSIS-7781 '.repeat(200_000))
    const refs = [await put(text.subarray(0, 90)), await put(text), await put(text.subarray(0, 90))]
    expect(everything()).not.toContain('DIAGNOSIS')
    for (const ref of refs) expect(ref).not.toContain('DIAGNOSIS')
    const [first, , third] = refs.map(ref => sealedRef(ref)?.wrapped)
    expect(first).not.toBe(third)
    expect((await get(refs[1] ?? '')).equals(text)).toBe(true)
  })

  it('never gives wrong bytes: whatever is changed, cut off, put behind or exchanged is an error', async () => {
    await fc.assert(
      fc.asyncProperty(
        aSize,
        fc.constantFrom('flip', 'cut', 'append', 'swap', 'drop', 'empty'),
        fc.nat(),
        async (size, how, where) => {
          const { blobs, spool: hostile } = hostileSpool()
          const bytes = randomBytes(size)
          const ref = await put(bytes, [], hostile)
          const place = storedRef(ref)
          const sealed = Buffer.from(blobs.get(place) ?? [])
          const tampered = tamper(sealed, how, where)
          if (tampered.equals(sealed)) return
          blobs.set(place, tampered)
          const seen: Buffer[] = []
          const read = async () => {
            for await (const piece of hostile.read(ref)) seen.push(Buffer.from(piece))
          }
          // Behind the end of a full chunk nothing is read; behind a short one it is noticed.
          if (
            how === 'append' &&
            (await read().then(
              () => true,
              () => false,
            ))
          ) {
            expect(Buffer.concat(seen).equals(bytes)).toBe(true)
            return
          }
          if (how === 'append') seen.length = 0
          await expect(read()).rejects.toMatchObject({ code: 'E_STORE' })
          // Pieces that were given before it was noticed are true ones.
          const given = Buffer.concat(seen)
          expect(given.equals(bytes.subarray(0, given.length))).toBe(true)
          expect(given.length).toBeLessThan(Math.max(1, size))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is bound to its reference: another length or another wrapped key opens nothing', async () => {
    const [a, b] = [await put(randomBytes(100)), await put(randomBytes(100))]
    const key = sealedRef(a)?.wrapped ?? ''
    await expect(get(b.replace(sealedRef(b)?.wrapped ?? '', key))).rejects.toMatchObject({ code: 'E_STORE' })
    await expect(get(a.replace('aes:100:', 'aes:99:'))).rejects.toMatchObject({ code: 'E_STORE' })
    await expect(get(a.replace(':one:', ':two:'))).rejects.toThrow('"two" is not in the configuration')
  })

  it('is shredded with its reference: the bytes alone open under no key that is left', async () => {
    const ref = await put(Buffer.from('gone'))
    const { stored, length } = sealedRef(ref) ?? { stored: '', length: 0 }
    const sealed = await disk.readRange(stored, 0, length + 16)
    for (const key of [one.key, two.key, randomBytes(32)])
      expect(() => openChunk(key, { index: 0, isLast: true }, sealed)).toThrow()
    await spool.remove(ref)
    await expect(get(ref)).rejects.toMatchObject({ code: 'E_STORE' })
  })

  it('says nothing of its key in an error', async () => {
    const ref = await put(randomBytes(10))
    await spool.remove(ref)
    const error = (await get(ref).catch((thrown: unknown) => thrown)) as { detail?: object }
    expect(JSON.stringify(error.detail)).not.toContain(sealedRef(ref)?.wrapped)
    const plain = (await buffer(disk.read(ref)).catch((thrown: unknown) => thrown)) as { detail?: object }
    expect(JSON.stringify(plain.detail)).not.toContain(sealedRef(ref)?.wrapped)
  })
})

function tamper(sealed: Buffer, how: string, where: number): Buffer {
  const chunk = CHUNK_BYTES + 16
  const chunks = Array.from({ length: Math.ceil(sealed.length / chunk) }, (_, i) =>
    sealed.subarray(i * chunk, (i + 1) * chunk),
  )
  const at = where % sealed.length
  switch (how) {
    case 'flip': {
      const flipped = Buffer.from(sealed)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (where % 8))
      return flipped
    }
    case 'cut':
      return sealed.subarray(0, at)
    case 'append':
      return Buffer.concat([sealed, randomBytes(1 + (where % 40))])
    case 'swap': {
      const [i, k] = [where % chunks.length, (where + 1) % chunks.length]
      const swapped = [...chunks]
      swapped[i] = chunks[k] ?? Buffer.alloc(0)
      swapped[k] = chunks[i] ?? Buffer.alloc(0)
      return Buffer.concat(swapped)
    }
    case 'drop':
      return Buffer.concat(chunks.filter((_, i) => i !== where % chunks.length))
    default:
      return Buffer.alloc(0)
  }
}

describe('master keys', () => {
  it('wrap and unwrap, and notice every change', () => {
    const dataKey = randomBytes(32)
    const wrapped = wrapKey(one, dataKey, 'one:5', randomBytes)
    expect(unwrapKey(one, wrapped, 'one:5').equals(dataKey)).toBe(true)
    expect(() => unwrapKey(two, wrapped, 'one:5')).toThrow()
    expect(() => unwrapKey(one, wrapped, 'one:6')).toThrow()
    fc.assert(
      fc.property(fc.nat(71), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const bytes = Buffer.from(wrapped, 'base64url')
        bytes[at] = (bytes[at] ?? 0) ^ bits
        expect(() => unwrapKey(one, bytes.toString('base64url'), 'one:5')).toThrow()
      }),
    )
    for (const text of ['', 'short', `${wrapped}AAAA`]) expect(() => unwrapKey(one, text, 'one:5')).toThrow()
  })

  it('a new one reads what the old one wrote, and takes it over without touching a byte', async () => {
    const bytes = randomBytes(3 * CHUNK_BYTES)
    const old = await put(bytes)
    const keys = under(two, one)
    const next = sealedSpool(disk, keys, randomBytes)
    expect((await get(old, next)).equals(bytes)).toBe(true)
    const taken = rewrapped(keys, old, randomBytes) ?? ''
    expect(storedRef(taken)).toBe(storedRef(old))
    const alone = sealedSpool(disk, under(two), randomBytes)
    expect((await get(taken, alone)).equals(bytes)).toBe(true)
    await expect(get(old, alone)).rejects.toMatchObject({ code: 'E_STORE' })
    expect(rewrapped(keys, taken, randomBytes)).toBeNull()
    expect(rewrapped(keys, 'log:1:0:5:ff', randomBytes)).toBeNull()
  })

  it('with none, new documents are plain; old plain ones are readable with any', async () => {
    const none = sealedSpool(disk, under(null), randomBytes)
    const plain = await put(Buffer.from('plain'), [], none)
    expect(plain).toMatch(/^log:/)
    for (const any of [none, spool]) expect((await get(plain, any)).toString()).toBe('plain')
    expect(Buffer.from(await spool.readRange(plain, 1, 2)).toString()).toBe('la')
  })

  it('that are missing or wrong are noticed before anything is read', async () => {
    const refs = ['log:1:0:5:ff', await put(randomBytes(3))]
    expect(() => mustHaveKeys(under(one), refs)).not.toThrow()
    expect(() => mustHaveKeys(under(two, one), refs)).not.toThrow()
    expect(() => mustHaveKeys(under(null), ['log:1:0:5:ff'])).not.toThrow()
    expect(() => mustHaveKeys(under(null), refs)).toThrow(/encrypted with the key "one".*not in the conf/)
    const wrong = { id: 'one', key: randomBytes(32) }
    expect(() => mustHaveKeys(under(wrong), refs)).toThrow(/not the one/)
    expect(() => mustHaveKeys(under(wrong), refs)).toThrow(expect.objectContaining({ code: 'E_CONFIG' }))
  })

  it('sweeping and removing find the sealed bytes', async () => {
    const [kept, gone] = [await put(randomBytes(50)), await put(randomBytes(2 * 1024 * 1024))]
    await disk.close()
    const onDoubtful = (error: unknown) => {
      throw error
    }
    disk = await openSpool({ folder, ids: makeIds(new FakeClock()), log: silentLogger, onDoubtful })
    spool = sealedSpool(disk, under(one), randomBytes)
    expect(await spool.sweep(new Set([kept]))).toEqual({ freed: 1 })
    expect(await get(kept)).toHaveLength(50)
    await expect(get(gone)).rejects.toMatchObject({ code: 'E_STORE' })
  })
})

describe('the chunks', () => {
  it('have each a nonce of its own: the same text is never the same bytes', () => {
    const key = randomBytes(32)
    const places = [0, 1, 2, 300, 2 ** 32].flatMap(index => [true, false].map(isLast => ({ index, isLast })))
    const sealed = places.map(place =>
      Buffer.concat(sealChunk(key, place, [Buffer.alloc(20)])).toString('hex'),
    )
    expect(new Set(sealed).size).toBe(places.length)
    expect(SIZES.map(chunksOf)).toEqual([1, 1, 1, 1, 2, 2, 4])
  })
})
