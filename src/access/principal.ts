/**
 * Who asks, and what they may do: the one table of rights, roles and scopes. Pure. In charge of the question "may this
 * person or program do that, for this subscriber?". Not in charge of how somebody proves who they are (users.ts, tokens.ts,
 * sessions.ts), nor of writing down what they did (audit.ts).
 */

/** Everything that the admin API and the console can do, and what each means. Scopes of tokens are words of this table. */
export const RIGHTS = {
  'faxes.read': 'see faxes that are sent: numbers, subjects, states, history',
  'faxes.write': 'cancel, resend, hold and release faxes',
  'faxes.send': 'send a new fax',
  'documents.read': 'see pages and mails: what the faxes say',
  'inbox.read': 'see received faxes: numbers, states, history',
  'inbox.write': 'redeliver, reroute, mark and release received faxes',
  'subscribers.read': 'see subscribers and their rules, never their keys',
  'subscribers.write': 'change subscribers, rules, keys and block lists',
  'providers.read': 'see provider accounts, their health and balance',
  'providers.write': 'test provider accounts and let them be used again',
  'settings.read': 'see the configuration in force, without secrets',
  'archive.read': 'see legal holds, and who exported faxes',
  'archive.write': 'place and lift legal holds',
  'audit.read': 'read the audit log',
  'access.write': 'see users and tokens; they are made and removed by the command line',
} as const
export type Right = keyof typeof RIGHTS

const SEEING: readonly Right[] = ['faxes.read', 'inbox.read', 'subscribers.read', 'providers.read']

/** What each role may do. `subscriber`: only for the subscribers that the user is for. */
export const ROLES = {
  viewer: SEEING,
  operator: [...SEEING, 'faxes.write', 'inbox.write', 'providers.write', 'settings.read'],
  admin: Object.keys(RIGHTS) as Right[],
  subscriber: ['faxes.read', 'faxes.write', 'faxes.send', 'documents.read', 'inbox.read', 'inbox.write'],
} as const satisfies Record<string, readonly Right[]>
export type Role = keyof typeof ROLES

/** Somebody who has proven who they are. */
export interface Principal {
  /** `user:anna`, `token:tok_…`, `local` (the control socket). Stands in the audit log. */
  readonly id: string
  /** As people read it. */
  readonly name: string
  readonly rights: ReadonlySet<Right>
  /** The subscribers (ids) whose things they see; null: all of them. */
  readonly subscribers: readonly string[] | null
}

/** Whether `who` may do it: at all, or (with `subscriberId`) for this subscriber. Null: it belongs to none (an unrouted fax). */
export function may(who: Principal, right: Right, subscriberId?: string | null): boolean {
  if (!who.rights.has(right)) return false
  if (subscriberId === undefined || who.subscribers === null) return true
  return subscriberId !== null && who.subscribers.includes(subscriberId)
}
