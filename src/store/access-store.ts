/**
 * The contracts of what is kept about access: users, sessions, tokens, and the audit log. Nothing here can be turned back
 * into a password, a session or a token. What the rows mean is in access/.
 */
import type { EpochMs } from '../fax/id.ts'

/** What happened; `sequence`, time and hash are added where it is kept. */
export interface AuditEntry {
  /** Principal.id, or `nobody` for a log-in that failed. */
  readonly who: string
  /** The address that asked; `local` for the control socket. */
  readonly from: string
  /** A right's area and a verb: `faxes.cancel`, `documents.pages`, `access.login`, `access.login-failed`. */
  readonly action: string
  /** The id of the thing: a fax, a subscriber, a user; empty: none. */
  readonly object: string
  /** What else there is to know, never contents and never a secret. */
  readonly detail: Readonly<Record<string, string | number | boolean | null>>
}

export interface KeptAuditEntry extends AuditEntry {
  /** 1, 2, 3 … without a gap. */
  readonly sequence: number
  readonly at: EpochMs
  /** SHA-256 over the hash before and this entry: whoever changes one changes all that follow. */
  readonly hash: string
}

/** All filters are optional and are ANDed. */
export interface AuditFilter {
  readonly from?: EpochMs
  readonly until?: EpochMs
  readonly who?: string
  readonly object?: string
  /** `faxes.cancel`, or `faxes.` for all of them. */
  readonly action?: string
  /** Page on: older than this entry. */
  readonly before?: number
  readonly limit: number
}

/** Where a chain ends: the newest entry's number and hash. `0` and an empty hash: there is none. */
export interface AuditHead {
  readonly sequence: number
  readonly hash: string
}

/** Up to where the log lies in an archive. */
export interface AuditBase extends AuditHead {
  /** Name of the archive file; empty before the first one. */
  readonly file: string
}

export interface AuditStore {
  /** Writes the entry down; resolves when it is flushed. Entries that come in together share one commit. */
  addAudit(entry: AuditEntry, at: EpochMs): Promise<KeptAuditEntry>
  /** Newest first. */
  auditEntries(filter: AuditFilter): Promise<readonly KeptAuditEntry[]>
  /** Oldest first, from the entry after `after`: for whoever walks the chain. */
  auditAfter(after: number, limit: number): Promise<readonly KeptAuditEntry[]>
  auditEnds(): Promise<{ readonly base: AuditBase; readonly head: AuditHead }>
  /** The entries up to this one lie in the archive `file`, flushed: they are removed here. Gives how many. */
  auditArchived(base: AuditBase, at: EpochMs): Promise<number>
}

export interface StoredUser {
  /** Lower case. */
  readonly name: string
  /** scrypt with its parameters and salt; null: no password is taken. */
  readonly password: string | null
  /** `ISSUER SUBJECT` of one who logs in by OpenID Connect; null: with a password. */
  readonly federated: string | null
  readonly role: string
  /** Ids; null: all. */
  readonly subscribers: readonly string[] | null
  /** Beyond those of the role. */
  readonly rights: readonly string[]
  readonly disabled: boolean
  readonly createdAt: EpochMs
  readonly changedAt: EpochMs
  readonly lastLoginAt: EpochMs | null
}

export interface UserStore {
  users(): Promise<readonly StoredUser[]>
  user(name: string): Promise<StoredUser | null>
  /** False: there is one with this name, or this federated identity, already. */
  addUser(user: StoredUser): Promise<boolean>
  /** Writes all but the time of the last log-in, and ends the user's sessions. False: there is no such user. */
  changeUser(user: StoredUser): Promise<boolean>
  /** Ends the sessions too. False: there was none. */
  removeUser(name: string): Promise<boolean>
}

export interface StoredSession {
  /** SHA-256 of what the browser has. */
  readonly digest: string
  readonly user: string
  readonly createdAt: EpochMs
  readonly seenAt: EpochMs
  readonly from: string
}

export interface SessionStore {
  /**
   * A log-in: the new session, the user's time of it, and the end of the session `replaces`. False, and nothing is written:
   * the user is not any more as he was changed at `changedAt`.
   */
  beginSession(session: StoredSession, replaces: string | null, changedAt: EpochMs): Promise<boolean>
  /** With its user as he is now. */
  session(digest: string): Promise<{ readonly session: StoredSession; readonly user: StoredUser } | null>
  sessionSeen(digest: string, at: EpochMs): Promise<void>
  endSession(digest: string): Promise<void>
  /** Those that were begun before the one time, or not seen since the other. Gives how many. */
  endOldSessions(begunBefore: EpochMs, seenBefore: EpochMs): Promise<number>
}

export interface StoredToken {
  readonly id: string
  /** What it is for, in the words of whoever made it. */
  readonly name: string
  /** SHA-256 of the token. */
  readonly digest: string
  readonly rights: readonly string[]
  /** Ids; null: all. */
  readonly subscribers: readonly string[] | null
  readonly createdAt: EpochMs
  readonly createdBy: string
  /** Null: never. */
  readonly expiresAt: EpochMs | null
  readonly lastUsedAt: EpochMs | null
}

export interface TokenStore {
  addToken(token: StoredToken): Promise<void>
  tokens(): Promise<readonly StoredToken[]>
  tokenByDigest(digest: string): Promise<StoredToken | null>
  tokenUsed(id: string, at: EpochMs): Promise<void>
  /** False: there was none. */
  removeToken(id: string): Promise<boolean>
}

export type AccessStore = AuditStore & UserStore & SessionStore & TokenStore
