/**
 * What stands on page 1 of a fax, where a rule asks for it: read once, within a time, and kept for a while, since a fax that
 * belongs to nobody is routed again every minute. A page that cannot be read has neither text nor barcode: the rules go on.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { isBridgeError } from '../fax/error.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import type { PageFacts } from './rules.ts'
import type { InboundDeps } from './steps.ts'

export type Asked = ReadonlySet<'text' | 'barcode'>

/** A page takes some seconds. All faxes wait for it, one after the other. */
const PATIENCE_MS = 60_000
/** Faxes whose page is remembered. */
const REMEMBERED = 200

export function makePageReading(deps: InboundDeps) {
  const known = new Map<string, PageFacts>()
  return async (fax: InboundFax, asked: Asked, signal: AbortSignal): Promise<PageFacts> => {
    const key = `${fax.id} ${[...asked].sort().join()}`
    const before = known.get(key)
    if (before !== undefined) return before
    const page = await read(deps, fax, asked, signal)
    const [oldest] = known.keys()
    if (known.size >= REMEMBERED && oldest !== undefined) known.delete(oldest)
    known.set(key, page)
    return page
  }
}

async function read(
  deps: InboundDeps,
  fax: InboundFax,
  asked: Asked,
  outer: AbortSignal,
): Promise<PageFacts> {
  const { renderer, runtime, spool, workFolder, config } = deps
  const folder = join(workFolder, `page-${fax.id}`)
  const late = new AbortController()
  const done = new AbortController()
  void runtime.clock.sleep(PATIENCE_MS, done.signal).then(() => late.abort())
  const signal = AbortSignal.any([outer, late.signal])
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    const path = join(folder, 'received.bin')
    await writeFile(path, await buffer(spool.read(fax.raw ?? '')), { mode: 0o600 })
    const languages = asked.has('text') ? config.current.inbound.textLanguages : null
    const request = {
      path,
      format: fax.format ?? 'tiff',
      languages,
      barcodes: asked.has('barcode'),
      outFolder: folder,
    }
    return (await renderer.firstPage?.(request, signal)) ?? { text: null, barcodes: null }
  } catch (error) {
    const ours = isBridgeError(error)
    if (outer.aborted || (ours && error.code === 'E_SHUTTING_DOWN')) throw error
    if (!ours && !late.signal.aborted) throw error
    runtime.log.warn(
      { fax: fax.id, code: ours ? error.code : 'too late' },
      'page 1 of a received fax could not be read',
    )
    return { text: null, barcodes: null }
  } finally {
    done.abort()
    await rm(folder, { recursive: true, force: true })
  }
}
