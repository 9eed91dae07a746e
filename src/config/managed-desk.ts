/**
 * Where the API and the console change what is managed: one change after the other, each checked with the whole configuration
 * before it is kept, kept before it is in force. Not in charge of who may, nor of how it is asked (api/, console/).
 */
import { BridgeError } from '../fax/error.ts'
import { makeTurns } from '../fax/turns.ts'
import type { ReloadableConfig } from './live-config.ts'
import type { ManagedContents, WrittenSubscriber } from './managed.ts'

export interface ManagedDesk {
  readonly contents: ManagedContents
  /** The subscribers of the configuration file, as they are written: nobody changes them here. */
  readonly fixed: readonly WrittenSubscriber[]
  /**
   * Runs `work` on what is there and puts what it gives in force, durably. What `work` throws, it throws, and nothing has
   * changed. Throws E_BAD_REQUEST with everything that is wrong.
   */
  change(work: (now: ManagedContents) => ManagedContents | Promise<ManagedContents>): Promise<void>
}

export interface ManagedDeps {
  readonly config: ReloadableConfig
  /** Makes the text of the file durable. */
  keep(text: string): Promise<void>
  /** Something else is in force. */
  changed(): void
}

/** More mistakes than this are not told at once. */
const SHOWN = 5

export function makeManagedDesk({ config, keep, changed }: ManagedDeps): ManagedDesk {
  const turn = makeTurns()
  return {
    get contents() {
      return config.managed
    },
    get fixed() {
      return config.written
    },
    change: work =>
      turn(async () => {
        const problems = await config.manage(await work(config.managed), keep)
        if (problems.length > 0)
          throw new BridgeError('E_BAD_REQUEST', { say: problems.slice(0, SHOWN).join('\n') })
        changed()
      }),
  }
}
