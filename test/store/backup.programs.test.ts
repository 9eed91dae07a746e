/** What a backup does about damaged documents; taking one while mails come in, and the whole way back, is test/e2e/backup.test.ts. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { restore } from '../../src/restore.ts'
import { silentLogger, systemClock } from '../../src/runtime.ts'
import { backUp } from '../../src/store/backup.ts'
import { openSpool } from '../../src/store/log-spool.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { Spool } from '../../src/store/spool.ts'
import type { Store } from '../../src/store/store.ts'
import { testRuntime } from '../fakes/clock.ts'
import { anAcceptance, aSubmission, faxId, subId } from './rows.ts'

/** So long that each lies in a file of its own. */
const LONG = Buffer.alloc(2_000_000, 'fax')
const url = 'sqlite:faxbridge.db'
const runtime = testRuntime(systemClock)
const onDoubtful = (error: unknown) => {
  throw error
}

let folder: string
let dataDir: string
let store: Store
let spool: Awaited<ReturnType<typeof openSpool>>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-backup-'))
  dataDir = join(folder, 'data')
  await mkdir(dataDir)
  store = await openStore({ url, dataDir, clock: systemClock, log: silentLogger, onDoubtful })
  spool = await openSpool({ folder: join(dataDir, 'spool'), ids: runtime.ids, log: silentLogger, onDoubtful })
  for (const n of [1, 2]) {
    const writer = spool.begin()
    await writer.write(Buffer.concat([LONG, Buffer.from([n])]))
    const raw = await writer.commit()
    await store.accept(anAcceptance(n, { submission: aSubmission(n, { raw }) }))
    store.confirm(subId(n))
  }
})
afterEach(async () => {
  await spool.close()
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const to = (name: string) => join(folder, name)
const deps = (own: Pick<Spool, 'keeping' | 'read'> = spool) => ({
  store,
  spool: own,
  runtime,
  dataDir,
  version: '0.1.0',
})
const restored = (from: string) => restore({ from, dataDir: to('again'), url, runtime })

/** Cuts the document of one mail short, as a disk does. */
async function damage(spoolFolder: string, n: number): Promise<void> {
  const { raw = '' } = (await store.submission(subId(n))) ?? {}
  const [, name = ''] = /^file:([a-z0-9]+):/.exec(raw) ?? []
  const files = readdirSync(spoolFolder, { recursive: true, encoding: 'utf8' })
  const file = files.find(path => path.endsWith(name))
  truncateSync(join(spoolFolder, file ?? 'none'), 1000)
}

it('one damaged document costs the others nothing: it is named, and the backup can be restored', async () => {
  await damage(join(dataDir, 'spool'), 1)
  const note = await backUp(deps(), to('backup'))
  expect(note).toMatchObject({ documents: 1, bytes: LONG.length + 1 })
  expect(note.damaged).toEqual([{ ref: expect.stringMatching(/^file:/), of: `mail ${subId(1)}` }])
  expect(JSON.parse(readFileSync(join(to('backup'), 'backup.json'), 'utf8'))).toEqual(note)
  await mkdir(to('again'))
  expect(await restored(to('backup'))).toMatchObject({ held: 2 })
  const again = await openStore({
    url,
    dataDir: to('again'),
    clock: systemClock,
    log: silentLogger,
    onDoubtful,
  })
  expect((await again.job(faxId(2)))?.held).toContain('backup')
  await again.close()
}, 60_000)

it('one that is damaged in the copy only makes no backup', async () => {
  const healthy: Pick<Spool, 'keeping' | 'read'> = {
    keeping: work =>
      spool.keeping(async from => {
        await damage(from, 2)
        return work(from)
      }),
    // Asked for by itself, it is whole.
    async *read() {
      yield LONG
    },
  }
  await expect(backUp(deps(healthy), to('backup'))).rejects.toThrow(`mail ${subId(2)}`)
  expect(readdirSync(folder)).toEqual(['data'])
}, 60_000)

it('damage that came after the backup stops a restore, and says of what', async () => {
  await backUp(deps(), to('backup'))
  await damage(join(to('backup'), 'spool'), 2)
  await mkdir(to('again'))
  await expect(restored(to('backup'))).rejects.toThrow(
    `Documents of ${to('backup')} cannot be read: mail ${subId(2)}. `,
  )
  expect(readdirSync(to('again')).filter(name => !name.startsWith('daemon.'))).toEqual([])
}, 60_000)
