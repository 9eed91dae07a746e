import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { mustHaveDatabase, UNFINISHED } from '../../src/store/lost-database.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-lost-'))
  mkdirSync(join(folder, 'spool/files/ab'), { recursive: true })
  mkdirSync(join(folder, 'spool/log'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const look = () => mustHaveDatabase(folder, join(folder, 'faxbridge.db'), join(folder, 'spool'))

it('a first start has neither database nor documents, or leaves empty files behind', async () => {
  await look()
  writeFileSync(join(folder, 'spool/log/1'), '')
  writeFileSync(join(folder, 'spool/closed'), 'x')
  await look()
  rmSync(join(folder, 'spool'), { recursive: true })
  await look()
})

it.each(['spool/log/1', 'spool/files/ab/cd'])(
  'documents in %s and no database: refused, none is made',
  async file => {
    writeFileSync(join(folder, file), 'a fax')
    await expect(look()).rejects.toMatchObject({
      code: 'E_STORE_DAMAGED',
      message: expect.stringContaining('restore a backup'),
    })
    expect(existsSync(join(folder, 'faxbridge.db'))).toBe(false)
    writeFileSync(join(folder, 'faxbridge.db'), '')
    await expect(look()).rejects.toMatchObject({ code: 'E_STORE_DAMAGED' })
    writeFileSync(join(folder, 'faxbridge.db'), 'SQLite')
    await look()
  },
)

it('a restore that was broken off: nothing is opened, since its faxes are not held yet', async () => {
  writeFileSync(join(folder, 'faxbridge.db'), 'SQLite')
  writeFileSync(join(folder, UNFINISHED), '/var/backups/faxbridge/x')
  await expect(look()).rejects.toThrow('A restore into')
})
