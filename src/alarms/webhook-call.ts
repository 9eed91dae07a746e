/** Calls a webhook about an alarm, as task `call`: signed, tried until its deadline, given up with a line in the log. */
import type { LiveConfig } from '../config/schema.ts'
import { type CallDeps, postSigned } from '../destinations/signed-post.ts'
import type { AlarmCall } from '../fax/alarm.ts'
import type { Runtime } from '../runtime.ts'
import type { AlarmTellings } from '../store/alarms.ts'

export interface WebhookCallDeps {
  readonly store: Pick<AlarmTellings, 'alarmCall' | 'noteAlarmCall'>
  readonly config: LiveConfig
  readonly runtime: Runtime
  /** Default: the system's. */
  readonly resolve?: CallDeps['resolve']
}

/** Runs as task `call`. The receiver knows a double by its `webhook-id`. */
export function makeWebhookCall(deps: WebhookCallDeps) {
  return async (task: { readonly subjectId: string }, signal: AbortSignal): Promise<undefined> => {
    const { store, config, runtime } = deps
    const { clock, log } = runtime
    const call = await store.alarmCall(task.subjectId as AlarmCall['id'])
    if (call === null || call.state !== 'waiting') return
    const webhook = config.current.alarms.webhooks.find(({ url }) => url === call.url)
    if (webhook === undefined) {
      await store.noteAlarmCall(call.id, 'failed', 'This webhook is not in the configuration any more.')
      return
    }
    const resolve = deps.resolve === undefined ? {} : { resolve: deps.resolve }
    try {
      await postSigned(webhook, { clock, ...resolve }, call, signal)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      const tooLate = clock.now() >= call.deadline
      await store.noteAlarmCall(call.id, tooLate ? 'failed' : 'waiting', why)
      if (!tooLate) throw error
      log.error({ call: call.id, why }, 'a webhook did not take an alarm')
      return
    }
    runtime.checkpoint('alarm-called')
    await store.noteAlarmCall(call.id, 'done', null)
  }
}
