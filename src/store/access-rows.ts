/** Users, their sessions, and tokens, as rows. A change of a user and the end of his sessions are one transaction. */
import type { EpochMs } from '../fax/id.ts'
import type {
  SessionStore,
  StoredSession,
  StoredToken,
  StoredUser,
  TokenStore,
  UserStore,
} from './access-store.ts'
import type { Row } from './rows.ts'
import type { SqlDriver } from './sql-driver.ts'
import { insert } from './statements.ts'

export function makeUsers(driver: SqlDriver): UserStore {
  return {
    async users() {
      return (await driver.all<Row>('select * from access_user order by name')).map(userOf)
    },
    async user(name) {
      const row = await driver.get<Row>('select * from access_user where name = $1', [name])
      return row === undefined ? null : userOf(row)
    },
    addUser: user =>
      driver.tx(
        async sql => (await insert(sql, 'access_user', userRow(user), 'on conflict do nothing')) === 1,
      ),
    changeUser: user =>
      driver.tx(async sql => {
        const { name, created_at: _, last_login_at: __, ...rest } = userRow(user)
        const sets = Object.keys(rest).map((column, i) => `${column} = $${i + 2}`)
        const text = `update access_user set ${sets.join(', ')} where name = $1`
        if ((await sql.run(text, [name ?? null, ...Object.values(rest)])) !== 1) return false
        await sql.run('delete from access_session where user_name = $1', [user.name])
        return true
      }),
    removeUser: name =>
      driver.tx(async sql => {
        await sql.run('delete from access_session where user_name = $1', [name])
        return (await sql.run('delete from access_user where name = $1', [name])) === 1
      }),
  }
}

export function makeSessions(driver: SqlDriver): SessionStore {
  return {
    beginSession: (session, replaces, changedAt) =>
      driver.tx(async sql => {
        const noted = `update access_user set last_login_at = $2 where name = $1 and changed_at = $3 and disabled = 0`
        if ((await sql.run(noted, [session.user, session.createdAt, changedAt])) !== 1) return false
        if (replaces !== null) await sql.run('delete from access_session where digest = $1', [replaces])
        const { digest, user, createdAt, seenAt, from } = session
        const row = { digest, user_name: user, created_at: createdAt, seen_at: seenAt, from_address: from }
        await insert(sql, 'access_session', row)
        return true
      }),
    async session(digest) {
      const row = await driver.get<Row>('select * from access_session where digest = $1', [digest])
      if (row === undefined) return null
      const session = sessionOf(row)
      const user = await driver.get<Row>('select * from access_user where name = $1', [session.user])
      return user === undefined ? null : { session, user: userOf(user) }
    },
    async sessionSeen(digest, at) {
      await driver.run('update access_session set seen_at = $2 where digest = $1 and seen_at < $2', [
        digest,
        at,
      ])
    },
    async endSession(digest) {
      await driver.run('delete from access_session where digest = $1', [digest])
    },
    endOldSessions: (begunBefore, seenBefore) =>
      driver.run('delete from access_session where created_at < $1 or seen_at < $2', [
        begunBefore,
        seenBefore,
      ]),
  }
}

export function makeTokens(driver: SqlDriver): TokenStore {
  return {
    addToken: token =>
      driver.tx(async sql => {
        await insert(sql, 'access_token', tokenRow(token))
      }),
    async tokens() {
      return (await driver.all<Row>('select * from access_token order by id')).map(tokenOf)
    },
    async tokenByDigest(digest) {
      const row = await driver.get<Row>('select * from access_token where digest = $1', [digest])
      return row === undefined ? null : tokenOf(row)
    },
    async tokenUsed(id, at) {
      await driver.run('update access_token set last_used_at = $2 where id = $1', [id, at])
    },
    removeToken: async id => (await driver.run('delete from access_token where id = $1', [id])) === 1,
  }
}

const listRow = (ids: readonly string[] | null): string | null => (ids === null ? null : JSON.stringify(ids))
const listOf = (text: unknown): readonly string[] | null =>
  text == null ? null : (JSON.parse(String(text)) as string[])

function userRow(user: StoredUser): Row {
  return {
    name: user.name,
    password: user.password,
    federated: user.federated,
    role: user.role,
    subscribers: listRow(user.subscribers),
    rights: JSON.stringify(user.rights),
    disabled: user.disabled ? 1 : 0,
    created_at: user.createdAt,
    changed_at: user.changedAt,
    last_login_at: user.lastLoginAt,
  }
}

function userOf(row: Row): StoredUser {
  return {
    name: String(row['name']),
    password: row['password'] as string | null,
    federated: row['federated'] as string | null,
    role: String(row['role']),
    subscribers: listOf(row['subscribers']),
    rights: listOf(row['rights']) ?? [],
    disabled: Number(row['disabled']) !== 0,
    createdAt: row['created_at'] as EpochMs,
    changedAt: row['changed_at'] as EpochMs,
    lastLoginAt: row['last_login_at'] as EpochMs | null,
  }
}

function sessionOf(row: Row): StoredSession {
  return {
    digest: String(row['digest']),
    user: String(row['user_name']),
    createdAt: row['created_at'] as EpochMs,
    seenAt: row['seen_at'] as EpochMs,
    from: String(row['from_address']),
  }
}

function tokenRow(token: StoredToken): Row {
  return {
    id: token.id,
    name: token.name,
    digest: token.digest,
    rights: JSON.stringify(token.rights),
    subscribers: listRow(token.subscribers),
    created_at: token.createdAt,
    created_by: token.createdBy,
    expires_at: token.expiresAt,
    last_used_at: token.lastUsedAt,
  }
}

function tokenOf(row: Row): StoredToken {
  return {
    id: String(row['id']),
    name: String(row['name']),
    digest: String(row['digest']),
    rights: listOf(row['rights']) ?? [],
    subscribers: listOf(row['subscribers']),
    createdAt: row['created_at'] as EpochMs,
    createdBy: String(row['created_by']),
    expiresAt: row['expires_at'] as EpochMs | null,
    lastUsedAt: row['last_used_at'] as EpochMs | null,
  }
}
