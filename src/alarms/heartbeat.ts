/**
 * A sign of life: a service of the operator's is called again and again while no critical alarm is open, so that silence
 * is noticed, also when this machine is gone. In charge of nothing else; a call that fails is tried at its next time.
 */
import type { LiveConfig } from '../config/schema.ts'
import { type CallDeps, call } from '../destinations/signed-post.ts'
import type { Runtime } from '../runtime.ts'

export interface HeartbeatDeps {
  readonly config: LiveConfig
  readonly runtime: Pick<Runtime, 'clock' | 'log'>
  /** No critical alarm is open, and the queue turns. */
  readonly isWell: () => Promise<boolean>
  /** Default: the system's. */
  readonly resolve?: CallDeps['resolve']
}

/** Without a heartbeat in the configuration: how soon a new one is seen. */
const LOOK_MS = 60_000

/** Runs until the signal. */
export async function keepBeating(deps: HeartbeatDeps, signal: AbortSignal): Promise<void> {
  const { config, runtime, isWell } = deps
  const { clock, log } = runtime
  const resolve = deps.resolve === undefined ? {} : { resolve: deps.resolve }
  let failing = false
  while (!signal.aborted) {
    const { heartbeat } = config.current.alarms
    if (heartbeat !== undefined && (await isWell().catch(() => false))) {
      try {
        await call(heartbeat, { clock, ...resolve }, { method: 'GET' }, signal)
        failing = false
      } catch (error) {
        if (signal.aborted) return
        const why = error instanceof Error ? error.message : String(error)
        if (!failing) log.warn({ why }, 'the heartbeat could not be called')
        failing = true
      }
    }
    await clock.sleep(heartbeat === undefined ? LOOK_MS : heartbeat.minutes * 60_000, signal)
  }
}
