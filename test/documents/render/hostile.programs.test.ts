import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeBitmap } from '../../../src/documents/bitmap.ts'
import { makeRenderer, type Renderer } from '../../../src/documents/render/renderer.ts'
import { openSandbox, type Sandbox } from '../../../src/documents/sandbox/open.ts'
import { type Known, TOO_BUSY } from '../../../src/documents/slots.ts'
import { g4Page, writeTiff } from '../../../src/documents/tiff/write.ts'
import type { BridgeError } from '../../../src/fax/error.ts'
import { type Clock, silentLogger, systemClock } from '../../../src/runtime.ts'

/** Renderers that do what a hostile document made of them. */
const ENTRY = new URL('./hostile-worker.mjs', import.meta.url).pathname
const MIB = 2 ** 20
const root = mkdtempSync(join(tmpdir(), 'faxbridge-hostile-'))
const target = join(root, 'secret.tiff')
const fax = writeTiff([g4Page(makeBitmap(1728, 100), 204, 196)], { software: 'x' })
writeFileSync(target, fax)
let sandbox: Sandbox
let reached = 0
const server = createServer(socket => {
  reached++
  socket.destroy()
})
beforeAll(async () => {
  sandbox = await openSandbox('auto')
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
})
const renderers: Renderer[] = []
afterEach(async () => {
  await Promise.all(renderers.splice(0).map(renderer => renderer.stop()))
})
afterAll(() => {
  server.close()
  rmSync(root, { recursive: true, force: true })
})

let count = 0
function aHouse(
  config: { processes?: number; seconds?: number; memoryBytes?: number } = {},
  clock: Clock = systemClock,
) {
  const workFolder = join(root, `work-${++count}`)
  mkdirSync(workFolder)
  const limits = {
    processes: 1,
    seconds: 60,
    memoryBytes: 512 * MIB,
    pages: 20,
    pixelsPerPage: 1e6,
    fontFolders: [],
  }
  const runtime = { clock, log: silentLogger }
  const renderer = makeRenderer({
    config: { ...limits, ...config },
    runtime,
    sandbox,
    workFolder,
    entry: ENTRY,
  })
  renderers.push(renderer)
  const order = (what: string, known: Known = {}) => {
    const folder = join(workFolder, `fax-${++count}`)
    mkdirSync(folder)
    const path = join(folder, '1.bin')
    const port = (server.address() as AddressInfo).port
    writeFileSync(path, JSON.stringify({ do: what, tiff: Buffer.from(fax).toString('base64'), target, port }))
    const sources = [{ path, name: 'a.pdf', declaredType: 'application/pdf', kind: 'file' as const }]
    return renderer.render(
      { sources, resolution: 'fine', paper: 'a4', outFolder: folder },
      new AbortController().signal,
      known,
    )
  }
  const suspect = (what: string) => order(what, { suspect: true })
  return { order, suspect, workFolder }
}
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'good',
    (error: { code: string }) => error.code,
  )

describe('a renderer that was taken over', () => {
  it('finds its own job and nothing else: no other fax, no file, no secret, no network', async () => {
    const { order } = aHouse({ processes: 2 })
    await Promise.all([order('good'), order('good')])
    const message = await order('look').catch((error: Error) => error.message)
    const seen = JSON.parse(String(message).replace(/^[^{]*/, ''))
    expect(seen).toMatchObject({ files: ['in-1'], secret: 'ENOENT', list: '1', write: 'EROFS' })
    expect(seen.network).toMatch(/^(?:ECONNREFUSED|ENETUNREACH)$/)
    expect(seen.env.filter((name: string) => !/^(?:TZ|LANG|PATH|PWD|OLDPWD)$/.test(name))).toEqual([])
    expect(reached).toBe(0)
  })

  it.each(['link', 'folder', 'outside', 'lie', 'nothing', 'flood', 'babble', 'posture'])(
    'is not believed: %s',
    async deed => {
      const { order, workFolder } = aHouse()
      expect(await outcome(order(deed))).toBe('E_RENDER_CRASH')
      expect(readFileSync(target).equals(Buffer.from(fax))).toBe(true)
      // Nothing of another file came into the folder of results.
      const places = readdirSync(workFolder).filter(name => name.startsWith('fax-'))
      if (deed !== 'lie')
        for (const place of places) expect(existsSync(join(workFolder, place, 'fax.tiff'))).toBe(false)
      expect(await outcome(order('good'))).toBe('good')
    },
  )

  it('leaves nothing behind for the next one', async () => {
    const { order, workFolder } = aHouse()
    expect(await outcome(order('folders'))).toBe('E_DOCUMENT_DAMAGED')
    const message = await order('look').catch((error: Error) => error.message)
    expect(message).toContain('"files":["in-1"]')
    expect(readdirSync(workFolder).filter(name => name.startsWith('renderer-'))).toHaveLength(1)
  })

  it('ends with all that it started when it is too much', async () => {
    const { order } = aHouse({ memoryBytes: 400 * MIB })
    expect(await outcome(order('breed'))).toBe('E_RENDER_LIMIT')
    const left = () =>
      readdirSync('/proc').filter(pid => /^\d+$/.test(pid) && commandOf(pid).includes('bred-by-a-document'))
    for (let i = 0; left().length > 0; i++) {
      expect(i, 'still running').toBeLessThan(200)
      await pause(20)
    }
  })
})

describe('a poisoned document', () => {
  it.each([
    ['crash', 'E_RENDER_CRASH'],
    ['eat', 'E_RENDER_LIMIT'],
  ])('that makes renderers %s costs nobody else a fax', async (deed, code) => {
    const { order } = aHouse({ processes: 2, memoryBytes: 256 * MIB })
    const works = Array.from({ length: 20 }, (_, i) => outcome(order(i % 10 === 3 ? deed : 'good')))
    const codes = await Promise.all(works)
    expect(codes.filter(one => one === 'good')).toHaveLength(18)
    expect(codes.filter(one => one === code)).toHaveLength(2)
  })

  it.each(['hang', 'spin'])(
    'that makes a renderer %s leaves its slot to others, and ends when its time is over',
    async deed => {
      const { order } = aHouse({ processes: 1, seconds: 2 })
      const poisoned = order(deed).then(String, (error: BridgeError) => `${error.code} ${error.message}`)
      const others = await Promise.all(Array.from({ length: 20 }, () => outcome(order('good'))))
      expect(others).toEqual(Array(20).fill('good'))
      // With lowest priority, on a machine that other tests keep busy, it may not even have got its two seconds.
      expect(await poisoned).toMatch(new RegExp(`^E_RENDER_LIMIT|^E_RENDER_CRASH .*${TOO_BUSY}`))
      expect(await outcome(order('good'))).toBe('good')
    },
  )

  it('never holds up others, however many there are: slow slots are bounded, and lose their priority', async () => {
    const clock = aHeldClock()
    const { order, suspect } = aHouse({ processes: 1, seconds: 60 }, clock)
    const poisoned = ['hang', 'spin', 'spin', 'hang'].map(deed => outcome(suspect(deed)))
    const others = await Promise.all(Array.from({ length: 10 }, () => outcome(order('good'))))
    expect(others).toEqual(Array(10).fill('good'))
    // Two slow ones; and one quick one, with one or two spare ones that are there since others waited.
    const two = /^0(?:,0){1,2},19,19$/
    await vi.waitFor(() => expect(prioritiesOfRenderers().join()).toMatch(two), { timeout: 60_000 })
    expect(await outcome(order('good'))).toBe('good')
    await renderers.pop()?.stop()
    expect(await Promise.all(poisoned)).not.toContain('good')
  })
})

/** Of the processes that run our hostile program. */
function prioritiesOfRenderers(): number[] {
  const pids = readdirSync('/proc').filter(pid => /^\d+$/.test(pid))
  const ours = pids.filter(pid => /^[^\0]*node[^\0]*\0[^\0]*hostile-worker\.mjs\0$/.test(commandOf(pid)))
  return ours.map(pid => getPriority(Number(pid))).sort((a, b) => a - b)
}

/** The real one, but a minute is never over. */
function aHeldClock(): Clock {
  return {
    now: () => systemClock.now(),
    sleep: (ms, signal) => (ms < 60_000 ? systemClock.sleep(ms, signal) : new Promise(() => {})),
  }
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
