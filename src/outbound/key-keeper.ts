/**
 * Looks after secret keys for as long as the daemon runs: which one counts, when one is due, what of a notice must be
 * erased. In charge of when this happens; what happens is in key-ring.ts and renew-keys.ts.
 */
import type { KeyOperateDeps } from './key-operations.ts'
import { KeyRing } from './key-ring.ts'
import { lookAtKeys } from './renew-keys.ts'

export interface KeyKeeper extends KeyOperateDeps {
  /** The configuration may have changed. */
  look(): void
  stop(): Promise<void>
}

/** What is due is computed from what is stored: a daemon that was away, killed, or has a twin does the right thing once. */
const LOOK_MS = 30_000

/** Resolves when it is known which keys count; the rest goes on until `stop`. */
export async function openKeys(deps: Omit<KeyOperateDeps, 'ring'>): Promise<KeyKeeper> {
  const { store, config, runtime } = deps
  const ring = new KeyRing({ store, config, runtime })
  await ring.load()
  await ring.follow({ madeOnly: true })
  const house = { ...deps, ring }
  let stopped = false
  let wake = new AbortController()
  const run = async () => {
    while (!stopped) {
      wake = new AbortController()
      const { signal } = wake
      await lookAtKeys(house).catch(error =>
        runtime.log.error({ error }, 'the secret keys could not be looked after'),
      )
      if (!stopped) await runtime.clock.sleep(LOOK_MS, signal)
    }
  }
  const running = run()
  return {
    ...house,
    look: () => wake.abort(),
    stop: () => {
      stopped = true
      wake.abort()
      return running
    },
  }
}
