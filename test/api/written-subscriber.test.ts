import { describe, expect, it } from 'vitest'
import { keptSettings } from '../../src/api/written-subscriber.ts'

const hash = async (password: string) => `hash of ${password}`
const OFFICE = { id: 'office', numbers: ['+15555550100'], country: 'US' }
const mfp = (password: unknown) => ({ ...OFFICE, logins: [{ user: 'mfp', password }] })

describe('passwords of logins', () => {
  it('are kept as a hash', async () => {
    expect(await keptSettings(mfp('a long one'), null, hash)).toEqual(mfp({ scrypt: 'hash of a long one' }))
  })

  it('that are not named stay as they are', async () => {
    const before = mfp({ scrypt: 'old' })
    expect(await keptSettings({ ...OFFICE, logins: [{ user: 'mfp' }] }, before, hash)).toEqual(before)
  })

  it('that were kept in clear become a hash with the next change', async () => {
    const before = mfp('from an older version')
    const after = await keptSettings({ ...OFFICE, logins: [{ user: 'mfp' }] }, before, hash)
    expect(after).toEqual(mfp({ scrypt: 'hash of from an older version' }))
  })

  it.each([
    ['', '1 to 200 characters'],
    ['x'.repeat(201), '1 to 200 characters'],
    [{ scrypt: 'scrypt:8388608:999:999:salt:00' }, 'as text'],
    [undefined, 'is new and needs a password'],
  ])('%j is refused', async (password, say) => {
    await expect(keptSettings(mfp(password), null, hash)).rejects.toThrow(say)
  })
})
