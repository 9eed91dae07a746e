import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Finding } from '../../src/doctor/finding.ts'
import { lookAtMachine } from '../../src/doctor/machine.ts'
import { houseConfig } from '../smtp/house.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-doctor-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const about = (findings: readonly Finding[], what: string) => findings.find(finding => finding.about === what)
const look = (change: object = {}) =>
  lookAtMachine({ ...houseConfig(), dataDir: folder, ...change } as never, null)

describe('a look at the machine', () => {
  it('says when others can look into the data directory, and how to mend it', async () => {
    chmodSync(folder, 0o755)
    expect(about(await look(), 'data directory')).toMatchObject({ level: 'bad', fix: `chmod 700 ${folder}` })
    chmodSync(folder, 0o700)
    expect(about(await look(), 'data directory')).toMatchObject({ level: 'ok' })
    expect(about(await look({ dataDir: join(folder, 'new') }), 'data directory')).toMatchObject({
      level: 'warn',
    })
  })

  it('says how much room is left before mail is refused', async () => {
    const { smtp } = houseConfig()
    const with_ = (freeDiskBytes: number) =>
      look({ smtp: { ...smtp, limits: { ...smtp.limits, freeDiskBytes } } })
    expect(about(await with_(0), 'disk')?.level).toBe('ok')
    expect(about(await with_(2 ** 52), 'disk')).toMatchObject({
      level: 'bad',
      fix: expect.stringMatching(/room/),
    })
  })

  it('says which sandbox there is, and that none is a risk', async () => {
    const { documents } = houseConfig()
    const none = await look({ documents: { ...documents, sandbox: 'none' } })
    expect(about(none, 'sandbox')).toMatchObject({ level: 'warn', text: expect.stringMatching(/WITHOUT/) })
  })

  it('has something to do for everything that is not right', async () => {
    for (const { level, fix } of await look()) expect(level === 'ok').toBe(fix === null)
  })
})
