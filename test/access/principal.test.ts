import { describe, expect, it } from 'vitest'
import { may, type Principal, ROLES, type Role } from '../../src/access/principal.ts'

const who = (role: Role, subscribers: readonly string[] | null = null): Principal => ({
  id: `user:${role}`,
  name: role,
  rights: new Set(ROLES[role]),
  subscribers,
})

describe('may', () => {
  it('shows no document to a viewer or an operator', () => {
    expect(may(who('viewer'), 'documents.read')).toBe(false)
    expect(may(who('operator'), 'documents.read')).toBe(false)
    expect(may(who('admin'), 'documents.read')).toBe(true)
  })

  it('lets a viewer see and change nothing', () => {
    const changing = ROLES.viewer.filter(right => !right.endsWith('.read'))
    expect(changing).toEqual([])
  })

  it('keeps a subscriber to what is theirs', () => {
    const own = who('subscriber', ['office'])
    expect(may(own, 'faxes.read', 'office')).toBe(true)
    expect(may(own, 'faxes.read', 'sales')).toBe(false)
    expect(may(own, 'faxes.read', null)).toBe(false)
    expect(may(own, 'subscribers.read', 'office')).toBe(false)
  })

  it('shows what belongs to nobody to whoever sees everything', () => {
    expect(may(who('operator'), 'inbox.read', null)).toBe(true)
  })
})
