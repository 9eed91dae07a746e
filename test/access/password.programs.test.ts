import { describe, expect, it } from 'vitest'
import { checkPassword, makePasswords } from '../../src/access/password.ts'

const passwords = makePasswords()

describe('passwords', () => {
  it('are kept with the parameters and a salt, and recognised', async () => {
    const kept = await passwords.hash('correct horse battery', 'abc')
    expect(kept).toMatch(/^scrypt:32768:8:2:abc:[0-9a-f]{64}$/)
    expect(await passwords.fits('correct horse battery', kept)).toBe(true)
    expect(await passwords.fits('Correct horse battery', kept)).toBe(false)
    expect(await passwords.fits('correct horse battery', null)).toBe(false)
    expect(await passwords.fits('x'.repeat(1000), kept)).toBe(false)
  })

  it('are the same however a keyboard composes a letter', async () => {
    const kept = await passwords.hash('Gebäude für Fax\u0308e', 'abc')
    expect(await passwords.fits('Gebäude für Fax\u0308e'.normalize('NFD'), kept)).toBe(true)
  })

  it('that are damaged in the store fit nothing', async () => {
    for (const kept of ['', 'scrypt:1', 'plain text', 'scrypt:2:1:1::'])
      expect(await passwords.fits('plain text', kept)).toBe(false)
  })

  it('kept with other parameters go on working', async () => {
    const kept = await makePasswords({ N: 1024, r: 8, p: 1 }).hash('correct horse battery', 'abc')
    expect(await passwords.fits('correct horse battery', kept)).toBe(true)
  })

  it('cost as much time for nobody as for somebody', async () => {
    const kept = await passwords.hash('correct horse battery', 'abc')
    // Time of the processor: a machine that is busy with other things takes longer, but does not work more.
    const work = async (stored: string | null) => {
      const before = process.cpuUsage()
      for (let i = 0; i < 3; i++) await passwords.fits('wrong horse battery', stored)
      return process.cpuUsage(before).user
    }
    const [known, unknown] = [await work(kept), await work(null)]
    expect(unknown).toBeGreaterThan(known / 4)
    expect(known).toBeGreaterThan(unknown / 4)
  })

  it.each([
    ['short'],
    ['aaaaaaaaaaaaaaaa'],
    ['abcabcabcabcabc'],
    ['annemarie.smith1'],
    ['x1y2z3'.repeat(50)],
  ])('that are easy or endless are not taken: %s', password => {
    expect(() => checkPassword(password, 'annemarie.smith')).toThrow(/password/i)
  })

  it('that are long are taken', () => {
    expect(() => checkPassword('correct horse battery', 'ann')).not.toThrow()
    expect(() => checkPassword('ann lives in the old house', 'ann')).not.toThrow()
  })
})
