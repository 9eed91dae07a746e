/**
 * How many documents of one page are printed in a second, beside documents that take their reader down: without end, without
 * end and with a whole processor, with memory without end, with a crash. Each round is measured with and without, one right
 * after the other and now this, now that first, with fresh processes: what else the machine does concerns both. The middle
 * one of their ratios counts. Needs `npm run build`, since what a process needs to start counts here. `--kinds` tells which
 * one costs how much.
 *
 *   npx tsx bench/render/poison.ts [--rounds 15] [--good 400] [--poison 4] [--kinds spin,eat,crash,hang] [--folder FOLDER]
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type * as renderers from '../../src/documents/render/renderer.ts'
import type * as sandboxes from '../../src/documents/sandbox/open.ts'
import { silentLogger, systemClock } from '../../src/runtime.ts'
import { makeDocuments } from './documents.ts'

/** What is left of the throughput of the others. */
const MUST = 0.9
/** Mails that are prepared at the same time. */
const AT_A_TIME = 8
/** Before each round: what gets ready in quiet times is ready. */
const REST_MS = 1500

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    good: { type: 'string', default: '400' },
    poison: { type: 'string', default: '4' },
    kinds: { type: 'string', default: 'spin,eat,crash,hang' },
    folder: { type: 'string', default: join(tmpdir(), 'faxbridge-bench-render') },
  },
})
const { folder } = values
const kinds = values.kinds.split(',')
const built = (path: string) => new URL(`../../dist/documents/${path}`, import.meta.url)
if (!existsSync(built('render/worker.js'))) throw new Error('Run `npm run build` first.')
const { makeRenderer } = (await import(built('render/renderer.js').href)) as typeof renderers
const { openSandbox } = (await import(built('sandbox/open.js').href)) as typeof sandboxes
const sandbox = await openSandbox('auto')
const { text1 } = await makeDocuments(folder)

/** Good documents a second. */
async function round(poison: number): Promise<number> {
  const workFolder = join(folder, 'poison')
  rmSync(workFolder, { recursive: true, force: true })
  mkdirSync(workFolder)
  const limits = { processes: 2, seconds: 120, memoryBytes: 1024 ** 3, pages: 20, pixelsPerPage: 4e7 }
  const renderer = makeRenderer({
    config: { ...limits, fontFolders: [] },
    runtime: { clock: systemClock, log: silentLogger },
    sandbox,
    workFolder,
    entry: fileURLToPath(new URL('./poison-worker.mjs', import.meta.url)),
  })
  let count = 0
  const order = async (bytes: Uint8Array | string) => {
    const outFolder = join(workFolder, `fax-${++count}`)
    mkdirSync(outFolder)
    const path = join(outFolder, 'in.pdf')
    writeFileSync(path, bytes)
    const sources = [{ path, name: 'a.pdf', declaredType: 'application/pdf', kind: 'file' as const }]
    const request = { sources, resolution: 'fine', paper: 'a4', outFolder } as const
    await renderer.render(request, new AbortController().signal)
    rmSync(outFolder, { recursive: true })
  }
  const good = readFileSync(text1)
  await Promise.all([1, 2, 3, 4].map(() => order(good)))
  await systemClock.sleep(REST_MS)
  const from = performance.now()
  let left = Number(values.good)
  const lane = async () => {
    while (left-- > 0) await order(good)
  }
  const lanes = Array.from({ length: AT_A_TIME }, lane)
  for (let i = 0; i < poison; i++) void order(`POISON ${kinds[i % kinds.length]}`).catch(() => {})
  await Promise.all(lanes)
  const seconds = (performance.now() - from) / 1000
  await renderer.stop()
  return Number(values.good) / seconds
}

const ratios: number[] = []
for (let i = 0; i < Number(values.rounds); i++) {
  const poison = [0, Number(values.poison)]
  if (i % 2 === 1) poison.reverse()
  const rates = new Map<number, number>()
  for (const count of poison) rates.set(count, await round(count))
  const [alone, beside] = [rates.get(0) ?? 0, rates.get(Number(values.poison)) ?? 0]
  ratios.push(beside / alone)
  const shown = `${alone.toFixed(1)} a second alone, ${beside.toFixed(1)} beside poison`
  console.log(`        round ${i + 1}: ${shown}: ${(beside / alone).toFixed(2)}×`)
}
const ratio = ratios.sort((a, b) => a - b)[ratios.length >> 1] ?? 0
const facts = `${values.good} documents beside ${values.poison}: ${ratio.toFixed(2)}×, must be ≥ ${MUST}×`
console.log(`${ratio >= MUST ? 'ok    ' : 'MISSED'}  throughput beside poison documents  ${facts}`)
process.exit(ratio >= MUST ? 0 : 1)
