/** When a fax may be handed over, by what its sender chose. Pure, and the same wherever it is asked. */
import type { FaxOptions } from './fax-options.ts'
import type { EpochMs } from './id.ts'
import type { FaxJob } from './job.ts'
import { nextOpening, wallText } from './wall-clock.ts'

type SendTime = Pick<FaxOptions, 'sendAt' | 'window' | 'zone'>

/** The first instant, not before `from`, at which the fax may be handed over. */
export function mayGoAt(options: SendTime, from: EpochMs): EpochMs {
  const at = Math.max(from, options.sendAt ?? from) as EpochMs
  return options.window === null ? at : nextOpening({ ...options.window, zone: zoneOf(options) }, at)
}

/** When to turn to a waiting fax again: when it may be handed over, or, if that comes first, when it has failed. */
export function turnAt(job: Pick<FaxJob, 'recipient' | 'deadline'>, from: EpochMs): EpochMs {
  const at = mayGoAt(job.recipient.options, from)
  return at < job.deadline ? at : (Math.max(from, job.deadline) as EpochMs)
}

/** Until when a fax waits because its sender wants it so; null: it does not. */
export function waitsUntil(job: FaxJob, now: EpochMs): EpochMs | null {
  if (job.held !== null || (job.state !== 'accepted' && job.state !== 'ready')) return null
  const at = mayGoAt(job.recipient.options, now)
  return at > now ? at : null
}

/** `2026-11-21 20:00 (Europe/Berlin)`: in the zone of the subscriber. */
export function sendTimeText(options: SendTime, at: EpochMs): string {
  return wallText(at, zoneOf(options))
}

const zoneOf = ({ zone }: SendTime): string => zone ?? 'UTC'
