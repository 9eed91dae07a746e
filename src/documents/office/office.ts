/**
 * From Office documents to PDF, by LibreOffice or by a Gotenberg server. In charge of which of them, of how many documents
 * at the same time, and of tables that must fit the width of a page. Not in charge of what a document is: guard.ts has
 * looked into it in the renderer process. Nothing of a document is read here: bytes go from file to file.
 */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DocumentsConfig } from '../../config/schema.ts'
import type { Runtime } from '../../runtime.ts'
import type { Sandbox } from '../sandbox/open.ts'
import { type Known, Slots } from '../slots.ts'
import { byGotenberg } from './gotenberg.ts'
import type { OfficeType } from './guard.ts'
import { findLibreOffice, versionOf } from './installed.ts'
import { Lane } from './lane.ts'

export interface OfficeRequest {
  readonly path: string
  readonly type: OfficeType
  readonly hasLinks: boolean
  /** Where the PDF goes. */
  readonly out: string
  /** Makes the pages of a table in OpenDocument (flat XML) as wide as the paper: from one file to another. */
  readonly fitWidth: (from: string, to: string) => Promise<void>
}

export interface Office {
  /**
   * Writes a PDF. Whether it has pages and what is on them, whoever prints it finds out. Throws E_DOCUMENT_DAMAGED,
   * E_DOCUMENT_TYPE, E_RENDER_LIMIT, E_RENDER_CRASH, E_SHUTTING_DOWN, E_INTERNAL.
   */
  toPdf(request: OfficeRequest, signal: AbortSignal, known?: Known): Promise<void>
  stop(): Promise<void>
}

export interface OfficeDeps {
  readonly config: DocumentsConfig
  /** A folder of its own, emptied now. */
  readonly folder: string
  readonly sandbox: Sandbox
  readonly runtime: Pick<Runtime, 'clock' | 'log'>
}

/** A letter takes 0.2 s. Another LibreOffice takes a second and much memory, so no document has to give way sooner. */
const SHORT_SECONDS = 1
const TABLES: readonly OfficeType[] = ['xlsx', 'xls', 'ods', 'fods']

/** Null: none is installed, or it is switched off. Throws E_CONFIG when a configured one is not there. */
export async function openOffice(deps: OfficeDeps): Promise<Office | null> {
  const { config, folder, runtime } = deps
  await rm(folder, { recursive: true, force: true })
  const { gotenberg, seconds } = config.office
  if (gotenberg !== undefined) {
    runtime.log.info({ url: gotenberg.url }, 'Office documents become PDF by Gotenberg')
    return byGotenberg(gotenberg, seconds, { quick: config.processes, clock: runtime.clock })
  }
  const found = await findLibreOffice(config.office.libreoffice)
  if (found === null) {
    runtime.log.info({}, 'no LibreOffice: Office documents are refused, web pages faxed as text')
    return null
  }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // Asking for it takes longer than all else at start: nobody waits for the answer.
  void versionOf(found, folder).then(version => {
    runtime.log.info({ program: found, version }, 'Office documents become PDF by LibreOffice')
  })
  return byLibreOffice(found, deps)
}

function byLibreOffice(program: string, { config, folder, sandbox, runtime }: OfficeDeps): Office {
  const { seconds, memoryBytes, documentsPerStart, idleMinutes, fitTables } = config.office
  let count = 0
  const make = () => {
    const own = { program, folder: join(folder, `lane-${++count}`) }
    return new Lane({ ...own, seconds, memoryBytes, documentsPerStart, idleMinutes }, sandbox, runtime)
  }
  const quick = config.processes
  const slots = new Slots<Lane>({ make, quick, clock: runtime.clock, shortSeconds: SHORT_SECONDS })
  return {
    toPdf: ({ path, type, out, fitWidth }, signal, known = {}) =>
      slots.use(
        async (lane, began, own) => {
          if (!fitTables || !TABLES.includes(type))
            return lane.convert({ source: path, type, to: 'pdf', out }, own, began)
          const [flat, fitted] = [`${out}.fods`, `${out}.fitted.fods`]
          await lane.convert({ source: path, type, to: 'fods', out: flat }, own, began)
          await fitWidth(flat, fitted)
          await lane.convert({ source: fitted, type: 'fods', to: 'pdf', out }, own)
        },
        known,
        signal,
      ),
    async stop() {
      await slots.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
