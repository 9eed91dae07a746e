/**
 * A Word document of ten pages to PDF: a cold `soffice` with a kept profile, beside our warm one in its sandbox, in the same
 * run. `npx tsx bench/render/office.ts [rounds]`. The goal is a quotient of at most 0.15.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DocumentsConfig } from '../../src/config/schema.ts'
import { openOffice } from '../../src/documents/office/office.ts'
import { openSandbox } from '../../src/documents/sandbox/open.ts'
import { silentLogger, systemClock } from '../../src/runtime.ts'
import { docx, wordText } from '../../test/documents/office/zip-files.ts'

/** Lines of text on ten pages. */
const LINES = 460

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? 11)
  const folder = mkdtempSync(join(tmpdir(), 'faxbridge-bench-'))
  const source = join(folder, 'contract.docx')
  const line = (i: number) =>
    wordText(`Clause ${i}: the parties agree on what stands in the annex to this contract`)
  writeFileSync(source, docx(Array.from({ length: LINES }, (_, i) => line(i)).join('')))
  const cold = (): number => {
    const out = join(folder, 'cold')
    rmSync(out, { recursive: true, force: true })
    const began = performance.now()
    const profile = `-env:UserInstallation=file://${folder}/profile`
    spawnSync('soffice', [
      '--headless',
      '--norestore',
      profile,
      '--convert-to',
      'pdf',
      '--outdir',
      out,
      source,
    ])
    const seconds = (performance.now() - began) / 1000
    statSync(join(out, 'contract.pdf'))
    return seconds
  }
  const limits = { seconds: 60, memoryBytes: 1536 * 2 ** 20, documentsPerStart: 1000, idleMinutes: 30 }
  const config = { processes: 1, office: { libreoffice: 'auto', fitTables: true, ...limits } }
  const office = await openOffice({
    config: config as DocumentsConfig,
    folder: join(folder, 'office'),
    sandbox: await openSandbox('auto'),
    runtime: { clock: systemClock, log: silentLogger },
  })
  if (office === null) throw new Error('LibreOffice is not installed')
  const warm = async (): Promise<number> => {
    const out = join(folder, 'warm.pdf')
    const began = performance.now()
    const request = { path: source, type: 'docx', hasLinks: false, out, fitWidth: async () => {} } as const
    await office.toPdf(request, new AbortController().signal)
    return (performance.now() - began) / 1000
  }
  // The first of each sets up a profile and loads programs from the disk.
  cold()
  await warm()
  const times = { cold: [] as number[], warm: [] as number[] }
  for (let i = 0; i < rounds; i++) {
    times.cold.push(cold())
    times.warm.push(await warm())
  }
  await office.stop()
  rmSync(folder, { recursive: true, force: true })
  const median = (all: number[]) => all.sort((a, b) => a - b)[all.length >> 1] ?? 0
  const say = (name: string, all: number[]) => {
    const middle = median(all)
    const range = `${(all[0] ?? 0).toFixed(3)} to ${(all.at(-1) ?? 0).toFixed(3)}`
    process.stdout.write(`${name.padEnd(24)} ${middle.toFixed(3)} s  (${range})\n`)
    return middle
  }
  const [before, ours] = [say('cold soffice', times.cold), say('faxbridge, warm', times.warm)]
  process.stdout.write(`${'quotient'.padEnd(24)} ${(ours / before).toFixed(3)}  (goal 0.15)\n`)
}

await main()
