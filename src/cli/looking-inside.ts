/** A renderer for looking into what a mail carries, started when there is something to look into. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DocumentsConfig } from '../config/schema.ts'
import type { Expander, Renderer } from '../documents/render/renderer.ts'
import { silentLogger, systemClock } from '../runtime.ts'

export interface LookingInside {
  readonly expander: Expander
  readonly workFolder: string
  close(): Promise<void>
}

/** `expand` throws E_SANDBOX where there is none. */
export async function openInside(config: DocumentsConfig): Promise<LookingInside> {
  const workFolder = await mkdtemp(join(tmpdir(), 'faxbridge-explain-'))
  let opened: Promise<Renderer & Expander> | null = null
  const open = async () => {
    const { openSandbox } = await import('../documents/sandbox/open.ts')
    const { makeRenderer } = await import('../documents/render/renderer.ts')
    const sandbox = await openSandbox(config.sandbox)
    const runtime = { clock: systemClock, log: silentLogger }
    return makeRenderer({ config: { ...config, processes: 1 }, runtime, sandbox, workFolder })
  }
  return {
    workFolder,
    expander: {
      expand: async (request, signal) => {
        opened ??= open()
        return (await opened).expand(request, signal)
      },
    },
    async close() {
      await (await opened?.catch(() => null))?.stop()
      await rm(workFolder, { recursive: true, force: true })
    },
  }
}
