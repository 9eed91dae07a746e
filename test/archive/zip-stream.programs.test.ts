import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { csvLine } from '../../src/archive/csv-line.ts'
import { type ZipEntry, zipStream } from '../../src/archive/zip-stream.ts'

const AT = Date.UTC(2026, 10, 21, 6, 30, 8)

async function* entries(
  files: readonly { name: string; parts: readonly Uint8Array[] }[],
): AsyncIterable<ZipEntry> {
  for (const { name, parts } of files)
    yield {
      name,
      modifiedAt: AT,
      bytes: (async function* () {
        yield* parts
      })(),
    }
}

async function read(zip: Buffer): Promise<readonly { name: string; bytes: Buffer; at: number }[]> {
  const file = await fromBufferPromise(zip)
  const found: { name: string; bytes: Buffer; at: number }[] = []
  for await (const entry of file.eachEntry()) {
    const bytes = await buffer(await file.openReadStreamPromise(entry))
    found.push({ name: entry.fileName, bytes, at: entry.getLastModDate({ timezone: 'UTC' }).getTime() })
  }
  return found
}

describe('a ZIP archive that is written as a stream', () => {
  it('gives back every file, whatever is in it and however it comes', async () => {
    const aFile = fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(fc.array(aFile, { maxLength: 6 }), async contents => {
        const files = contents.map((parts, i) => ({ name: `documents/Ä${i}.tif`, parts }))
        const found = await read(await buffer(zipStream(entries(files))))
        expect(found.map(({ name }) => name)).toEqual(files.map(({ name }) => name))
        for (const [i, { bytes, at }] of found.entries()) {
          expect(bytes.equals(Buffer.concat(contents[i] ?? []))).toBe(true)
          expect(at).toBe(AT)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('has more files than the old format can count, and another program reads it', async () => {
    const files = Array.from({ length: 65_600 }, (_, i) => ({ name: `${i}`, parts: [Buffer.from(`${i}`)] }))
    const zip = await buffer(zipStream(entries(files)))
    const file = await fromBufferPromise(zip)
    expect(file.entryCount).toBe(65_600)
    file.close()
    const folder = mkdtempSync(join(tmpdir(), 'faxbridge-zip-'))
    try {
      writeFileSync(join(folder, 'x.zip'), zip)
      const script = `import zipfile; z = zipfile.ZipFile('${join(folder, 'x.zip')}'); assert z.testzip() is None; print(len(z.namelist()), z.read('65599').decode())`
      expect(execFileSync('python3', ['-c', script]).toString().trim()).toBe('65600 65599')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('ends with the error of a file that breaks off', async () => {
    const broken = (async function* (): AsyncIterable<ZipEntry> {
      const bytes = (async function* () {
        yield Buffer.from('half')
        throw new Error('the disk')
      })()
      yield { name: 'x', modifiedAt: AT, bytes }
    })()
    await expect(buffer(zipStream(broken))).rejects.toThrow('the disk')
  })
})

describe('a line of CSV', () => {
  it('keeps numbers, names and empty cells as they are', () => {
    expect(csvLine(['+15555551212', 3, null, 'Weiß & Co', '-7'])).toBe('+15555551212,3,,Weiß & Co,-7\r\n')
  })

  it.each(['=1+1', '+cmd|x', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '  =1', '＝1', '|calc', '\u0000=1'])(
    'makes no formula of %j',
    text => {
      expect(csvLine([text])).toMatch(/^"'/)
    },
  )

  it('is read back by another program as it was, but for the apostrophe', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme-ascii' }), { minLength: 1, maxLength: 5 }), cells => {
        const script = 'import csv,sys,json; print(json.dumps(next(csv.reader(sys.stdin))))'
        const read = JSON.parse(
          execFileSync('python3', ['-c', script], { input: csvLine(['x', ...cells]) }).toString(),
        ) as string[]
        expect(read).toHaveLength(cells.length + 1)
        for (const [i, cell] of cells.entries()) {
          const seen = read[i + 1] ?? ''
          expect([cell, `'${cell}`]).toContain(seen)
          expect(seen).not.toMatch(/^\s*[=@]/)
        }
      }),
      { numRuns: 15 },
    )
  })
})
