/** What the API asks about who asks: the server that it stands on answers it (http/who-asks.ts). */
import type { FastifyRequest } from 'fastify'
import { may, type Principal, type Right } from '../access/principal.ts'
import { hidden } from '../http/refused-requests.ts'

interface AuditedAction {
  /** A right's area and a verb: `faxes.cancel`. */
  readonly action: string
  /** The id of the thing; empty: none. */
  readonly object: string
  readonly detail: Readonly<Record<string, string | number | boolean | null>>
}

export interface Gate {
  /** Throws when nobody has proven who they are. */
  principalOf(request: FastifyRequest): Principal
  /** Throws when this principal may not do it: at all, or for this subscriber. */
  allow(request: FastifyRequest, right: Right, subscriberId?: string | null): Principal
  /** Durable when it resolves. Throws when it cannot be written: then nothing may be shown or done. */
  audited(request: FastifyRequest, action: AuditedAction): Promise<void>
}

/** Whose things somebody sees, as filters of the store have it. */
export function visibleTo({ subscribers }: Principal): { readonly subscriberIds?: readonly string[] } {
  return subscribers === null ? {} : { subscriberIds: subscribers }
}

/** What belongs to others is not there for him: that it exists is theirs to know. */
export function mustSee(who: Principal, right: Right, subscriberId: string | null, id: string): void {
  if (may(who, right, subscriberId)) return
  throw hidden(id)
}
