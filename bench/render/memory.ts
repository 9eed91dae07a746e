/** What large documents cost: this process stands for the daemon, and its renderer runs beside it as it does there. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { makeRenderer } from '../../src/documents/render/renderer.ts'
import { openSandbox } from '../../src/documents/sandbox/open.ts'
import { silentLogger, systemClock } from '../../src/runtime.ts'
import { type Documents, numbersFrom } from './documents.ts'
import { resident } from './peers.ts'

const LIMIT = 2 ** 30
/** Small steps are the garbage collector's; a leak of one document would be 60 times this. */
const ROUNDS = 3

/** Renders both documents again and again. Throws when one is refused: it must stay inside the limits. */
export async function measureMemory(documents: Documents, folder: string) {
  // Sandbox and renderer keep no process alive, and here is nothing else.
  const awake = setInterval(() => {}, 1000)
  const picture = join(folder, 'picture40.jpg')
  if (!existsSync(picture)) writeFileSync(picture, await fortyMegapixels())
  const limits = { processes: 1, seconds: 300, memoryBytes: LIMIT, pages: 200, pixelsPerPage: 40_000_000 }
  const runtime = { clock: systemClock, log: silentLogger }
  const sandbox = await openSandbox('auto')
  const config = { ...limits, fontFolders: [] }
  const renderer = makeRenderer({ config, runtime, sandbox, workFolder: folder })
  const render = async (path: string) => {
    const outFolder = mkdtempSync(join(folder, 'out-'))
    mkdirSync(outFolder, { recursive: true })
    const source = { path, name: 'document', declaredType: '', kind: 'file' as const }
    const request = { sources: [source], resolution: 'fine' as const, paper: 'a4' as const, outFolder }
    await renderer.render(request, new AbortController().signal)
  }
  try {
    await render(documents.text1)
    const before = await resident()
    let largest = 0
    for (let i = 0; i < ROUNDS; i++) {
      await render(documents.text200)
      largest = Math.max(largest, peakOfChildren())
      await render(picture)
      largest = Math.max(largest, peakOfChildren())
    }
    return { grown: (await resident()) - before, largest, limitBytes: LIMIT }
  } finally {
    await renderer.stop()
    clearInterval(awake)
  }
}

/** The largest memory that a process below this one has ever had, in bytes: the renderer is a grandchild in its sandbox. */
function peakOfChildren(): number {
  const all = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(pid => ({ pid: Number(pid), status: statusOf(pid) }))
    .map(({ pid, status }) => ({ pid, parent: number(status, 'PPid'), peak: number(status, 'VmHWM') * 1024 }))
  const ours = new Set([process.pid])
  for (let before = 0; before !== ours.size; ) {
    before = ours.size
    for (const { pid, parent } of all) if (ours.has(parent)) ours.add(pid)
  }
  return Math.max(0, ...all.filter(({ pid }) => pid !== process.pid && ours.has(pid)).map(({ peak }) => peak))
}

const number = (status: string, name: string) =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0)

function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}

/** As a good camera makes them. */
function fortyMegapixels(): Promise<Buffer> {
  const [width, height] = [7300, 5475]
  const random = numbersFrom(23)
  const dots = new Uint8Array(width * height)
  for (let i = 0; i < dots.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)]
    dots[i] = 128 + 60 * Math.sin(x / 300) + 40 * Math.sin(y / 190) + 20 * random()
  }
  return sharp(dots, { raw: { width, height, channels: 1 }, limitInputPixels: false })
    .jpeg()
    .toBuffer()
}
