/**
 * A Word document of ten pages to PDF: a cold `soffice` with a kept profile, beside our warm one in its sandbox, in the same
 * run. A row of run.ts.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DocumentsConfig } from '../../src/config/schema.ts'
import { openOffice } from '../../src/documents/office/office.ts'
import { openSandbox } from '../../src/documents/sandbox/open.ts'
import { silentLogger, systemClock } from '../../src/runtime.ts'
import { docx, wordText } from '../../test/documents/office/zip-files.ts'

/** Lines of text on ten pages. */
const LINES = 460

/** Milliseconds of each round. */
export interface OfficeTimes {
  readonly warm: readonly number[]
  readonly cold: readonly number[]
}

export async function measureOffice(workFolder: string, rounds: number): Promise<OfficeTimes> {
  const folder = mkdtempSync(join(workFolder, 'office-'))
  const source = join(folder, 'contract.docx')
  const line = (i: number) =>
    wordText(`Clause ${i}: the parties agree on what stands in the annex to this contract`)
  writeFileSync(source, docx(Array.from({ length: LINES }, (_, i) => line(i)).join('')))
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
    return performance.now() - began
  }
  // The first of each sets up a profile and loads programs from the disk.
  cold(source, folder)
  await warm()
  const times = { cold: [] as number[], warm: [] as number[] }
  for (let i = 0; i < rounds; i++) {
    times.cold.push(cold(source, folder))
    times.warm.push(await warm())
  }
  await office.stop()
  rmSync(folder, { recursive: true, force: true })
  return times
}

function cold(source: string, folder: string): number {
  const out = join(folder, 'cold')
  rmSync(out, { recursive: true, force: true })
  const began = performance.now()
  const profile = `-env:UserInstallation=file://${folder}/profile`
  spawnSync('soffice', ['--headless', '--norestore', profile, '--convert-to', 'pdf', '--outdir', out, source])
  const took = performance.now() - began
  statSync(join(out, 'contract.pdf'))
  return took
}
