import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeIds, silentLogger } from '../../src/runtime.ts'
import { diskError } from '../../src/store/disk.ts'
import { openSpool } from '../../src/store/log-spool.ts'
import { FakeClock } from '../fakes/clock.ts'

const MIB = 1024 * 1024
type OpenSpool = Awaited<ReturnType<typeof openSpool>>

let folder: string
let spool: OpenSpool
const open = () =>
  openSpool({
    folder,
    ids: makeIds(new FakeClock()),
    log: silentLogger,
    onDoubtful: error => {
      throw error
    },
  })
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-spool-'))
  spool = await open()
})
afterEach(async () => {
  await spool.close()
  rmSync(folder, { recursive: true, force: true })
})

async function put(bytes: Uint8Array, piece = 40_000): Promise<string> {
  const writer = spool.begin()
  for (let at = 0; at < bytes.length; at += piece) await writer.write(bytes.subarray(at, at + piece))
  return writer.commit()
}

async function get(ref: string): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of spool.read(ref)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const noise = (length: number, seed = 1) =>
  Buffer.from(Array.from({ length }, (_, i) => (i * seed * 7 + (i >> 8)) & 255))
const logFiles = () => readdirSync(join(folder, 'log'))
const fileOf = (ref: string) => `${(ref.split(':')[1] ?? '').padStart(8, '0')}.log`
const bigFiles = () => readdirSync(join(folder, 'files'))

describe('the spool', () => {
  it.each([0, 100, MIB, MIB + 1, 3 * MIB])(
    'shows %i bytes before they are committed, and goes on',
    async length => {
      const bytes = noise(length)
      const writer = spool.begin()
      const half = length >> 1
      for (let at = 0; at < half; at += 40_000)
        await writer.write(bytes.subarray(at, Math.min(at + 40_000, half)))
      const seen: Uint8Array[] = []
      for await (const piece of writer.written()) seen.push(piece)
      expect(Buffer.concat(seen).equals(bytes.subarray(0, half))).toBe(true)
      for (let at = half; at < length; at += 40_000) await writer.write(bytes.subarray(at, at + 40_000))
      const whole: Uint8Array[] = []
      for await (const piece of writer.written()) whole.push(piece)
      expect(Buffer.concat(whole).equals(bytes)).toBe(true)
      expect((await get(await writer.commit())).equals(bytes)).toBe(true)
    },
  )

  it.each([0, 1, 65_536, MIB, MIB + 1, 3 * MIB])(
    'gives back %i bytes as they were, whole and in ranges',
    async length => {
      const bytes = noise(length)
      const ref = await put(bytes)
      expect((await get(ref)).equals(bytes)).toBe(true)
      expect(Buffer.from(await spool.readRange(ref, 0, length)).equals(bytes)).toBe(true)
      const middle = Buffer.from(await spool.readRange(ref, length >> 1, 100))
      expect(middle.equals(bytes.subarray(length >> 1, (length >> 1) + 100))).toBe(true)
      expect((await spool.readRange(ref, length, 10)).length).toBe(0)
    },
  )

  it('keeps many that commit together apart', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 40 }), async blobs => {
        const refs = await Promise.all(blobs.map(blob => put(blob, 7)))
        const back = await Promise.all(refs.map(get))
        expect(back.map(bytes => [...bytes])).toEqual(blobs.map(blob => [...blob]))
      }),
      { numRuns: 30 },
    )
  })

  it('has them after a restart, and goes on in new files', async () => {
    const ref = await put(noise(5000))
    await spool.close()
    spool = await open()
    const second = await put(noise(5000, 3))
    expect((await get(ref)).equals(noise(5000))).toBe(true)
    expect((await get(second)).equals(noise(5000, 3))).toBe(true)
  })

  it('notices damaged bytes instead of giving them out', async () => {
    const [small, big] = [await put(noise(9000)), await put(noise(2 * MIB))]
    for (const path of [join(folder, 'log', fileOf(small)), join(folder, 'files', bigFiles()[0] ?? '')]) {
      const bytes = readFileSync(path)
      bytes[4000] = (bytes[4000] ?? 0) ^ 1
      writeFileSync(path, bytes)
    }
    for (const ref of [small, big]) await expect(get(ref)).rejects.toMatchObject({ code: 'E_STORE' })
    await expect(spool.readRange(small, 0, 9000)).rejects.toMatchObject({ code: 'E_STORE' })
    await expect(get('nonsense')).rejects.toMatchObject({ code: 'E_STORE' })
  })

  it('overwrites removed bytes, and may be told twice', async () => {
    const kept = await put(Buffer.from('this stays'))
    const gone = await put(Buffer.from('DIAGNOSIS'))
    await spool.remove(gone)
    await spool.remove(gone)
    const left = logFiles()
      .map(name => readFileSync(join(folder, 'log', name), 'latin1'))
      .join('')
    expect(left).not.toContain('DIAGNOSIS')
    expect((await get(kept)).toString()).toBe('this stays')
    const big = await put(noise(2 * MIB))
    await spool.remove(big)
    await spool.remove(big)
    expect(bigFiles()).toEqual([])
  })

  it('leaves nothing behind of a mail that broke off', async () => {
    for (const length of [10, 2 * MIB]) {
      const writer = spool.begin()
      await writer.write(noise(length))
      await writer.abort()
      await writer.abort()
    }
    expect(bigFiles()).toEqual([])
  })

  it('sweeps at start what no row needs, and nothing else', async () => {
    const [small, big, lost] = [await put(noise(100)), await put(noise(2 * MIB)), await put(noise(3 * MIB))]
    await spool.close()
    writeFileSync(join(folder, 'files', 'crashed.part'), 'half a mail')
    spool = await open()
    expect(await spool.sweep(new Set([small, big]))).toEqual({ freed: 2 })
    await expect(get(lost)).rejects.toMatchObject({ code: 'E_STORE' })
    expect((await get(small)).equals(noise(100))).toBe(true)
    await spool.remove(small)
    expect(logFiles()).not.toContain(fileOf(small))
  })

  it('does not let a large mail grow the memory', async () => {
    const before = process.memoryUsage().arrayBuffers
    const writer = spool.begin()
    for (let i = 0; i < 36 * 16; i++) await writer.write(noise(65_536))
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30 * MIB)
    const ref = await writer.commit()
    expect(statSync(join(folder, 'files', ref.split(':')[1] ?? '')).size).toBe(36 * MIB)
  })

  it('knows how much room is left', async () => {
    expect(await spool.freeBytes()).toBeGreaterThan(1000)
  })
})

describe('errors of the disk', () => {
  it('a full disk is told to the client; any other error stops the daemon', () => {
    const doubts: unknown[] = []
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' })
    expect(diskError(full, error => doubts.push(error)).code).toBe('E_QUEUE_FULL')
    expect(doubts).toEqual([])
    const broken = Object.assign(new Error('i/o'), { code: 'EIO' })
    expect(diskError(broken, error => doubts.push(error)).code).toBe('E_STORE')
    expect(doubts).toEqual([broken])
  })
})

describe('after a crash', () => {
  const everything = () =>
    [...logFiles().map(name => join('log', name)), ...bigFiles().map(name => join('files', name))]
      .map(name => readFileSync(join(folder, name), 'latin1'))
      .join('')
  /** As kill -9 leaves it: nothing is told the spool any more. */
  const crash = async () => {
    const copy = mkdtempSync(join(tmpdir(), 'faxbridge-spool-'))
    cpSync(folder, copy, { recursive: true })
    await spool.close()
    rmSync(folder, { recursive: true, force: true })
    folder = copy
    spool = await open()
  }

  it('erases what lies between the blobs that are needed, whatever is needed', async () => {
    const text = (n: number) => `DIAGNOSIS-${n}-`.repeat(50)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), async needed => {
        const refs: string[] = []
        for (const n of needed.keys()) refs.push(await put(Buffer.from(text(n))))
        await crash()
        await spool.sweep(new Set(refs.filter((_, n) => needed[n])))
        const left = everything()
        for (const [n, ref] of refs.entries()) {
          expect(left.includes(`DIAGNOSIS-${n}-`)).toBe(needed[n])
          if (needed[n]) expect((await get(ref)).toString()).toBe(text(n))
        }
        // The next round starts with nothing of this one.
        for (const ref of refs) await spool.remove(ref)
        await spool.close()
        spool = await open()
        await spool.sweep(new Set())
      }),
      { numRuns: 25 },
    )
  })

  it('looks for such bytes only then, and after a copy that nobody swept', async () => {
    const kept = await put(Buffer.from('this stays'))
    await put(Buffer.from('DIAGNOSIS'))
    // Opened to be read alone, as a backup is: not swept, so what is needless is still there.
    await spool.close()
    spool = await open()
    await spool.close()
    spool = await open()
    await spool.sweep(new Set([kept]))
    expect(everything()).not.toContain('DIAGNOSIS')
    expect((await get(kept)).toString()).toBe('this stays')
  })
})
