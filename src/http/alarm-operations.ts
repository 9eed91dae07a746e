/** Alarms over the control socket: which are open, which were, and that a person knows. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { acknowledgeAlarm, openAlarms, recentAlarms } from '../alarms/open-alarms.ts'
import type { LiveConfig } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { Runtime } from '../runtime.ts'
import type { AlarmBook } from '../store/alarms.ts'
import { checked } from './operations.ts'

export interface AlarmOperateDeps {
  readonly store: Pick<AlarmBook, 'alarms' | 'acknowledgeAlarm'>
  readonly config: LiveConfig
  readonly runtime: Pick<Runtime, 'clock' | 'log'>
}

const listing = z.strictObject({ days: z.coerce.number().positive().max(90).optional() })
const knowing = z.strictObject({ name: z.string().min(1).max(400), by: z.string().min(1).max(100) })
const DAY = 86_400_000

/** Adds the routes. `server` must be reachable for operators only. */
export function addAlarmOperations(server: FastifyInstance, deps: AlarmOperateDeps): void {
  const { store, runtime } = deps
  const { clock, log } = runtime
  server.get('/alarms', async request => {
    const { days } = checked(listing, request.query)
    if (days === undefined) return openAlarms(store)
    return recentAlarms(store, (clock.now() - days * DAY) as EpochMs)
  })
  server.post('/alarms/acknowledge', async request => {
    const { name, by } = checked(knowing, request.body)
    const became = await acknowledgeAlarm(store, name, { by, at: clock.now() })
    if (became === 'notFound')
      throw new BridgeError('E_NOT_FOUND', {
        say: `No open alarm has the name "${name}". "faxbridge alarms" shows them.`,
      })
    if (became === 'several')
      throw new BridgeError('E_BAD_REQUEST', {
        say: `Several alarms of the kind "${name}" are open: write the whole name.`,
      })
    if (became === 'done') log.info({ alarm: name, by }, 'an alarm was acknowledged')
    return { became }
  })
}
