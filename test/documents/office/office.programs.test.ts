import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bitmap, isBlack } from '../../../src/documents/bitmap.ts'
import { silentLogger } from '../../../src/runtime.ts'
import { oracle } from '../oracle.ts'
import { fodp, fods, fodt, LETTER, SLIDES, WIDE } from './office-files.ts'
import { type House, openHouse } from './office-house.ts'
import { docx, wordText } from './zip-files.ts'

const files: Record<string, Buffer> = {}
let house: House

beforeAll(async () => {
  house = await openHouse()
  const fixtures = new URL('../../fixtures/office/', import.meta.url).pathname
  for (const name of readdirSync(fixtures).filter(one => !one.endsWith('.md')))
    files[name.slice(name.indexOf('.') + 1)] = readFileSync(join(fixtures, name))
  Object.assign(files, {
    fodt: Buffer.from(fodt(LETTER)),
    fods: Buffer.from(fods(WIDE)),
    fodp: Buffer.from(fodp(SLIDES)),
  })
}, 120_000)
afterAll(async () => {
  await house.close()
})

/** Share of black dots of the whole page. */
function ink(page: Bitmap | undefined): number {
  if (page === undefined) return 0
  let black = 0
  for (let y = 0; y < page.height; y += 2)
    for (let x = 0; x < page.width; x++) if (isBlack(page, x, y)) black++
  return (2 * black) / (page.width * page.height)
}
const textOf = (pdf: string) => oracle('pdftotext', ['-layout', pdf, '-'])
const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    (error: { code: string; message: string }) => `${error.code} ${error.message}`,
  )

describe('documents of Office programs become fax pages', () => {
  it.each(['docx', 'doc', 'odt', 'rtf', 'fodt'])('%s', async type => {
    const made = await house.print(`order.${type}`, files[type] ?? '')
    expect(made).toMatchObject({ pageCount: 1, parts: [{ name: `order.${type}`, pages: 1 }] })
    expect(await textOf(made.pdf)).toMatch(/Line 0 of the order: Müller & Söhne[\s\S]*Line 39 /)
    expect(ink(made.pages[0])).toBeGreaterThan(0.01)
  })

  it.each(['xlsx', 'xls', 'ods', 'fods'])('%s, as wide as the paper', async type => {
    const made = await house.print(`list.${type}`, files[type] ?? '')
    expect(made.pageCount).toBe(1)
    expect(await textOf(made.pdf)).toMatch(/Cell 0-0 .*Cell 0-13[\s\S]*Cell 29-0 .*Cell 29-13/)
    expect(await oracle('pdfinfo', [made.pdf])).toMatch(/Page size: +59\d.*\(A4\)/)
  })

  it('a table on the paper of the fax', async () => {
    const made = await house.print('list.xlsx', files['xlsx'] ?? '', 'letter')
    expect(await oracle('pdfinfo', [made.pdf])).toMatch(/Page size: +61[12].*\(letter\)/)
  })

  it.each(['pptx', 'ppt', 'odp', 'fodp'])('%s, a page for each slide', async type => {
    const made = await house.print(`talk.${type}`, files[type] ?? '')
    expect(made.pageCount).toBe(2)
    expect(await textOf(made.pdf)).toMatch(/First slide[\s\S]*Second slide/)
    for (const page of made.pages) expect(ink(page)).toBeGreaterThan(0.001)
  })

  it('nothing of them stays behind', async () => {
    await house.print('order.docx', files['docx'] ?? '')
    const left = readdirSync(join(house.officeFolder, 'lane-1', '1')).filter(name =>
      name.startsWith('document'),
    )
    expect(left).toEqual([])
  })
})

describe('what cannot be converted fails by name', () => {
  it.each<readonly [string, () => Buffer, RegExp]>([
    [
      'a broken one',
      () => docx('</w:p>'),
      /^E_DOCUMENT_DAMAGED .*"x": LibreOffice cannot open it: save it as PDF/,
    ],
    ['an empty one', () => docx('<w:p/>'), /^E_DOCUMENT_DAMAGED .*"x": All of it came out blank/],
    [
      'macros',
      () => docx('', { more: [{ name: 'word/vbaProject.bin', content: 'x' }] }),
      /^E_DOCUMENT_TYPE .*"x": It contains macros/,
    ],
    [
      'a password in Word 97',
      () =>
        patched(
          'doc',
          'eca5',
          at => at + 10,
          bytes => bytes | 1,
          1,
        ),
      /^E_DOCUMENT_LOCKED .*"x": Save it without a password/,
    ],
    [
      'a password in Excel 97',
      () =>
        patched(
          'xls',
          'e1000200',
          at => at,
          () => 0x2f,
          0,
        ),
      /^E_DOCUMENT_LOCKED/,
    ],
    ['a macro sheet in Excel 97', () => macroSheet(), /^E_DOCUMENT_TYPE .*macros/],
  ])('%s', async (_, bytes, said) => {
    expect(await errorOf(house.print('x', bytes()))).toMatch(said)
  })

  it('and the next one is converted', async () => {
    expect((await house.print('x.docx', docx(wordText('still there')))).pageCount).toBe(1)
  })
})

/** A real file with one byte changed: `offset` from where the hex pattern stands. */
function patched(
  type: string,
  pattern: string,
  place: (at: number) => number,
  change: (byte: number) => number,
  offset: number,
): Buffer {
  const bytes = Buffer.from(files[type] ?? '')
  const at = bytes.indexOf(Buffer.from(pattern, 'hex'))
  expect(at, `${pattern} in ${type}`).toBeGreaterThan(0)
  const where = place(at) + offset
  bytes[where] = change(bytes[where] ?? 0)
  return bytes
}

/** [MS-XLS] BoundSheet8: id 0x85, length, then position (4 bytes), hidden (1), type (1). */
function macroSheet(): Buffer {
  const bytes = Buffer.from(files['xls'] ?? '')
  const at = bytes.indexOf(Buffer.from('Orders')) - 12
  expect(bytes.readUInt16LE(at)).toBe(0x85)
  bytes[at + 9] = 1
  return bytes
}

describe('a LibreOffice', () => {
  it('that ends while it converts is replaced once, then the document is given up', async () => {
    const long = docx(
      Array.from({ length: 4_000 }, (_, i) => wordText(`Paragraph ${i} of a long contract`)).join(''),
    )
    const own = await openHouse({ documentsPerStart: 50 })
    try {
      const killed = killWhenBusy(own.officeFolder, 1)
      expect(await errorOf(own.print('long.docx', long))).toMatch(/^E_TOO_MANY_PAGES /)
      expect(await killed).toBe(1)
      const again = killWhenBusy(own.officeFolder, 2)
      expect(await errorOf(own.print('long.docx', long))).toMatch(/^E_RENDER_CRASH .*"long.docx"/)
      expect(await again).toBe(2)
      expect((await own.print('short.docx', docx(wordText('short')))).pageCount).toBe(1)
    } finally {
      await own.close()
    }
  })

  it('that takes too long is killed, and the next document is not harmed', async () => {
    const own = await openHouse({ seconds: 0.05 })
    const slow = docx(Array.from({ length: 4_000 }, (_, i) => wordText(`Paragraph ${i}`)).join(''))
    try {
      expect(await errorOf(own.print('slow.docx', slow))).toMatch(
        /^E_RENDER_LIMIT .*"slow.docx": It took more than 0.05 seconds/,
      )
    } finally {
      await own.close()
    }
  })

  it('gets a new profile after its number of documents, and the old one is gone', async () => {
    const said: object[] = []
    const log = { ...silentLogger, debug: (facts: object) => void said.push(facts) }
    const own = await openHouse({ documentsPerStart: 2 }, log)
    try {
      for (let i = 0; i < 5; i++)
        expect((await own.print('x.docx', docx(wordText(`${i}`)))).pageCount).toBe(1)
      expect(said).toEqual([
        { why: 'documents', documents: 2 },
        { why: 'documents', documents: 2 },
      ])
      expect(readdirSync(join(own.officeFolder, 'lane-1'))).toEqual(['3'])
    } finally {
      await own.close()
    }
    expect(existsSync(own.folder)).toBe(false)
  })
})

/** Kills the LibreOffice of a folder as often as it has a document in work. */
async function killWhenBusy(folder: string, times: number): Promise<number> {
  let killed = 0
  const dead = new Set<string>()
  for (const end = performance.now() + 60_000; performance.now() < end && killed < times; ) {
    await new Promise(resolve => setTimeout(resolve, 5))
    const lane = join(folder, 'lane-1')
    for (const name of existsSync(lane) ? readdirSync(lane) : []) {
      if (dead.has(name) || !existsSync(join(lane, name, 'document.docx'))) continue
      const pid = pidOf(join(lane, name))
      if (pid === null) continue
      process.kill(pid, 'SIGKILL')
      dead.add(name)
      killed++
    }
  }
  return killed
}

function pidOf(folder: string): number | null {
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      if (/^[^\0]*soffice\.bin\0/.test(line) && line.includes(`${folder}/profile`)) return Number(pid)
    } catch {
      // Ended meanwhile.
    }
  }
  return null
}
