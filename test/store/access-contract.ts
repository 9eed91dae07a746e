/** What every implementation of `AccessStore` must hold: a part of the contract of `Store`. */
import { expect, it } from 'vitest'
import type { AuditEntry, StoredSession, StoredToken, StoredUser } from '../../src/store/access-store.ts'
import { auditHash } from '../../src/store/audit-rows.ts'
import type { Store } from '../../src/store/store.ts'
import { at, T0 } from './rows.ts'

const anEntry = (fields: Partial<AuditEntry> = {}): AuditEntry => ({
  who: 'user:ann',
  from: '192.0.2.1',
  action: 'faxes.cancel',
  object: 'fax_1',
  detail: { reason: 'wrong number' },
  ...fields,
})
const aUser = (name: string, fields: Partial<StoredUser> = {}): StoredUser => ({
  name,
  password: 'scrypt:x',
  federated: null,
  role: 'viewer',
  subscribers: null,
  rights: ['documents.read'],
  disabled: false,
  createdAt: T0,
  changedAt: T0,
  lastLoginAt: null,
  ...fields,
})
const aSession = (digest: string, user: string, fields: Partial<StoredSession> = {}): StoredSession => ({
  digest,
  user,
  createdAt: T0,
  seenAt: T0,
  from: '192.0.2.1',
  ...fields,
})

export function accessRows(get: () => Store): void {
  it('numbers what is written down, each with a hash over the one before', async () => {
    const store = get()
    const kept = await Promise.all([1, 2, 3].map(n => store.addAudit(anEntry({ object: `fax_${n}` }), at(n))))
    expect(kept.map(({ sequence }) => sequence)).toEqual([1, 2, 3])
    let previous = ''
    for (const { hash, ...entry } of await store.auditAfter(0, 10)) {
      expect(hash).toBe(auditHash(previous, entry))
      previous = hash
    }
    expect(await store.auditEnds()).toEqual({
      base: { sequence: 0, hash: '', file: '' },
      head: { sequence: 3, hash: previous },
    })
  })

  it('finds what was written down by time, who, what and object', async () => {
    const store = get()
    const entries = [
      anEntry(),
      anEntry({ action: 'faxes.resend', who: 'user:bob' }),
      anEntry({ action: 'documents.pages', object: 'inb_1', detail: {} }),
    ]
    for (const [i, entry] of entries.entries()) await store.addAudit(entry, at(i))
    const found = async (filter: object) =>
      (await store.auditEntries({ limit: 9, ...filter })).map(({ sequence }) => sequence)
    expect(await found({})).toEqual([3, 2, 1])
    expect(await found({ action: 'faxes.' })).toEqual([2, 1])
    expect(await found({ action: 'faxes.resend' })).toEqual([2])
    expect(await found({ who: 'user:ann' })).toEqual([3, 1])
    expect(await found({ object: 'inb_1' })).toEqual([3])
    expect(await found({ from: at(1), until: at(2) })).toEqual([2])
    expect(await found({ before: 3, limit: 1 })).toEqual([2])
  })

  it('keeps the chain when old entries go into an archive', async () => {
    const store = get()
    const kept = []
    for (let n = 1; n <= 3; n++) kept.push(await store.addAudit(anEntry(), at(n)))
    const base = { sequence: 2, hash: kept[1]?.hash ?? '', file: 'audit-1.jsonl' }
    expect(await store.auditArchived(base, at(9))).toBe(2)
    expect((await store.auditEnds()).base).toEqual(base)
    const next = await store.addAudit(anEntry(), at(10))
    expect(next.sequence).toBe(4)
    expect((await store.auditAfter(0, 9)).map(({ sequence }) => sequence)).toEqual([3, 4])
  })

  it('keeps users exactly as given, each name and each identity once', async () => {
    const store = get()
    const ann = aUser('ann', { federated: 'https://id.example 7', subscribers: ['sales'], disabled: true })
    expect(await store.addUser(ann)).toBe(true)
    expect(await store.addUser(aUser('ann'))).toBe(false)
    expect(await store.addUser(aUser('other', { federated: 'https://id.example 7' }))).toBe(false)
    expect(await store.user('ann')).toEqual(ann)
    expect(await store.users()).toEqual([ann])
    expect(await store.user('nobody')).toBeNull()
    expect(await store.changeUser(aUser('nobody'))).toBe(false)
  })

  it('ends the sessions of a user who is changed or removed', async () => {
    const store = get()
    await store.addUser(aUser('ann'))
    await store.addUser(aUser('bob'))
    for (const user of ['ann', 'bob']) await store.beginSession(aSession(`of-${user}`, user), null, T0)
    expect(await store.changeUser(aUser('ann', { role: 'admin', changedAt: at(1) }))).toBe(true)
    expect(await store.session('of-ann')).toBeNull()
    expect((await store.user('ann'))?.lastLoginAt).toBe(T0)
    expect((await store.session('of-bob'))?.user.name).toBe('bob')
    expect(await store.removeUser('bob')).toBe(true)
    expect(await store.removeUser('bob')).toBe(false)
    expect(await store.session('of-bob')).toBeNull()
  })

  it('knows when a session was seen, and ends what is old', async () => {
    const store = get()
    await store.addUser(aUser('ann'))
    for (const [i, name] of ['a', 'b', 'c'].entries())
      await store.beginSession(aSession(name, 'ann', { createdAt: at(i), seenAt: at(i) }), null, T0)
    await store.sessionSeen('a', at(50))
    await store.sessionSeen('a', at(40))
    expect((await store.session('a'))?.session.seenAt).toBe(at(50))
    expect(await store.endOldSessions(T0, at(2))).toBe(1)
    expect(await store.session('b')).toBeNull()
    await store.beginSession(aSession('d', 'ann'), 'a', T0)
    expect(await store.session('a')).toBeNull()
    expect(await store.beginSession(aSession('e', 'ann'), 'd', at(1))).toBe(false)
    expect(await store.session('d')).not.toBeNull()
    await store.endSession('c')
    expect(await store.session('c')).toBeNull()
  })

  it('keeps tokens by their digest', async () => {
    const store = get()
    const token: StoredToken = {
      ...{ id: 'tok_1', name: 'erp', digest: 'abc', rights: ['faxes.send'], subscribers: null },
      ...{ createdAt: T0, createdBy: 'local', expiresAt: at(9), lastUsedAt: null },
    }
    await store.addToken(token)
    expect(await store.tokenByDigest('abc')).toEqual(token)
    await store.tokenUsed('tok_1', at(3))
    expect(await store.tokens()).toEqual([{ ...token, lastUsedAt: at(3) }])
    expect(await store.removeToken('tok_1')).toBe(true)
    expect(await store.tokenByDigest('abc')).toBeNull()
    expect(await store.removeToken('tok_1')).toBe(false)
  })
}
