/** What the API asks about who asks: the server that it stands on answers it (http/who-asks.ts). */
import type { FastifyRequest } from 'fastify'
import { may, type Principal, type Right } from '../access/principal.ts'
import { BridgeError } from '../fax/error.ts'
import { hidden, nothing } from '../http/refused-requests.ts'

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

const KINDS: Readonly<Record<string, string>> = {
  fax_: 'a fax (/faxes)',
  sub_: 'a mail with its faxes (/submissions)',
  inb_: 'a received fax (/inbox)',
}

/** `wanted`: how ids of what is asked for begin. An id of another kind is told as such, whether it is there or not. */
export function noSuch(id: string, wanted: 'fax_' | 'sub_' | 'inb_'): BridgeError {
  const kind = id.startsWith(wanted) ? undefined : KINDS[id.slice(0, 4)]
  if (kind === undefined) return nothing(id)
  return new BridgeError('E_NOT_FOUND', { say: `Nothing here has the id "${id}". It is the id of ${kind}.` })
}
