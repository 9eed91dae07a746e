/**
 * Faxes that somebody is about to send: their documents on disk, and the pages that were made of them, until they are sent or
 * forgotten. In charge of how many there are and for how long. A draft is nobody's promise: a restart forgets it.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers'
import type { EpochMs } from '../fax/id.ts'
import type { Runtime } from '../runtime.ts'
import type { UploadedFile } from '../upload/upload-mail.ts'
import type { SendFields } from './send.tsx'

export interface Draft {
  readonly id: string
  /** Principal.id: nobody else sees it. */
  readonly who: string
  /** Its documents and pages. */
  readonly folder: string
  readonly fields: SendFields
  readonly files: readonly UploadedFile[]
  /** TIFF of the pages. */
  readonly tiffPath: string
  readonly pages: number
  readonly notes: readonly string[]
  readonly createdAt: EpochMs
}

/** Long enough to read the pages. */
const LIFE_MS = 30 * 60_000
/** One more throws the oldest away. */
const MOST = 40
const ID_LETTERS = 20

export class Drafts {
  readonly #all = new Map<string, Draft>()
  readonly #runtime: Pick<Runtime, 'clock' | 'ids'>
  readonly #workFolder: string

  constructor(runtime: Pick<Runtime, 'clock' | 'ids'>, workFolder: string) {
    this.#runtime = runtime
    this.#workFolder = workFolder
  }

  /** A folder for a draft that begins; it is `keep`'s or the caller's to remove. */
  folder(): Promise<string> {
    return mkdtemp(join(this.#workFolder, 'draft-'))
  }

  async keep(draft: Omit<Draft, 'id' | 'createdAt'>): Promise<Draft> {
    const kept = { ...draft, id: this.#runtime.ids.token(ID_LETTERS), createdAt: this.#runtime.clock.now() }
    for (const old of [...this.#all.values()])
      if (this.#isOver(old) || old.who === draft.who) await this.forget(old)
    const [oldest] = this.#all.values()
    if (this.#all.size >= MOST && oldest !== undefined) await this.forget(oldest)
    this.#all.set(kept.id, kept)
    setTimeout(() => void this.forget(kept).catch(() => {}), LIFE_MS).unref()
    return kept
  }

  /** Null: there is none, not any more, or it is somebody else's. */
  of(id: string, who: string): Draft | null {
    const draft = this.#all.get(id)
    return draft === undefined || draft.who !== who || this.#isOver(draft) ? null : draft
  }

  async forget(draft: Draft): Promise<void> {
    this.#all.delete(draft.id)
    await rm(draft.folder, { recursive: true, force: true })
  }

  #isOver({ createdAt }: Draft): boolean {
    return this.#runtime.clock.now() - createdAt > LIFE_MS
  }
}
