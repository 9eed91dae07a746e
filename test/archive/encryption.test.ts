import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type EncryptionDeps, encryptionState, encryptOld, rotateKey } from '../../src/archive/encryption.ts'
import { openSpool } from '../../src/store/log-spool.ts'
import { migrate } from '../../src/store/migrate.ts'
import type { MasterKey } from '../../src/store/object-key.ts'
import { rewrapped, sealedRef, storedRef } from '../../src/store/sealed-ref.ts'
import { sealedSpool } from '../../src/store/sealed-spool.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { rowsOn, storeOf } from '../../src/store/store-rows.ts'
import { FakeClock, testRuntime } from '../fakes/clock.ts'
import {
  aDocument,
  aLine,
  aMail,
  anAcceptance,
  anInboundFax,
  aSubmission,
  inbId,
  mailId,
  subId,
  T0,
} from '../store/rows.ts'

const fail = (error: unknown) => {
  throw error
}
const master = (id: string): MasterKey => ({ id, key: randomBytes(32) })
const [one, two] = [master('one'), master('two')]

let folder: string
let disk: Awaited<ReturnType<typeof openSpool>>
let store: Store
const runtime = testRuntime(new FakeClock())
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-encryption-'))
  disk = await openSpool({ folder, ids: runtime.ids, log: runtime.log, onDoubtful: fail })
  const driver = openSqlite({ file: ':memory:', onDoubtful: fail })
  await migrate(driver, T0)
  store = storeOf(rowsOn(driver, runtime.ids))
})
afterEach(async () => {
  await disk.close()
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** As the daemon opens it with these keys, the first one for writing. */
function house(...keys: readonly MasterKey[]): EncryptionDeps & { readonly store: Store } {
  const all = { writing: keys[0] ?? null, all: keys }
  const seal = {
    writing: all.writing?.id ?? null,
    keys: keys.map(({ id }) => id),
    keyOf: (ref: string) => sealedRef(ref)?.keyId ?? null,
    rewrapped: (ref: string) => rewrapped(all, ref, randomBytes),
  }
  return { store, spool: sealedSpool(disk, all, randomBytes), runtime, seal }
}

async function put({ spool }: EncryptionDeps, text: string): Promise<string> {
  const writer = spool.begin()
  await writer.write(Buffer.from(text))
  return writer.commit()
}

/** A document at every place that a row has for one. */
async function filled(deps: EncryptionDeps): Promise<void> {
  const text = (what: string) => put(deps, `DIAGNOSIS ${what} `.repeat(5_000))
  await store.accept(anAcceptance(1, { submission: aSubmission(1, { raw: await text('mail') }), tasks: [] }))
  await store.addDocument({ ...aDocument(1), tiff: await text('pages'), preview: await text('picture') })
  const fax = anInboundFax(1, { state: 'routed', raw: await text('received'), format: 'tiff' })
  await store.addInbound([{ fax, tasks: [], history: aLine('seen') }])
  await store.addMail(aMail(1, { raw: await text('report') }), [], aLine('reportWritten'))
}

async function texts({ spool }: EncryptionDeps): Promise<readonly string[]> {
  const refs = await store.liveSpoolRefs()
  return (
    await Promise.all(refs.map(async ref => (await buffer(spool.read(ref))).toString().slice(0, 18)))
  ).sort()
}
const WHAT = ['mail', 'pages', 'picture', 'received', 'report'].map(what =>
  `DIAGNOSIS ${what} `.repeat(2).slice(0, 18),
)
const onDisk = () =>
  ['log', 'files']
    .flatMap(name => readdirSync(join(folder, name)).map(file => join(folder, name, file)))
    .map(file => readFileSync(file, 'latin1'))
    .join('')

describe('encryption at rest', () => {
  it('of what was written before: nothing readable is left on the disk, and all is there', async () => {
    await filled(house())
    expect(onDisk()).toContain('DIAGNOSIS')
    const deps = house(one)
    expect(await encryptionState(deps)).toEqual({ writing: 'one', documents: { one: 0 }, plain: 5 })
    expect(await texts(deps)).toEqual(WHAT)
    expect(await encryptOld(deps)).toEqual({ done: 5, left: 0 })
    expect(onDisk()).not.toContain('DIAGNOSIS')
    expect(await texts(deps)).toEqual(WHAT)
    expect(await encryptionState(deps)).toEqual({ writing: 'one', documents: { one: 5 }, plain: 0 })
    expect(await encryptOld(deps)).toEqual({ done: 0, left: 0 })
  })

  it('a new master key takes all over, and the old one may go', async () => {
    await filled(house(one))
    const both = house(two, one)
    const places = async () => (await store.liveSpoolRefs()).map(storedRef).sort()
    const before = await places()
    expect(await rotateKey(both)).toEqual({ done: 5, left: 0 })
    // Not a byte of a document was written anew.
    expect(await places()).toEqual(before)
    expect(await encryptionState(both)).toEqual({ writing: 'two', documents: { two: 5, one: 0 }, plain: 0 })
    expect(await texts(house(two))).toEqual(WHAT)
    await expect(texts(house(one))).rejects.toMatchObject({ code: 'E_STORE' })
  })

  it('killed between any two steps, all is readable, and doing it again ends it', async () => {
    await filled(house())
    for (let after = 1; after <= 5; after++) {
      const deps = house(one)
      let left = after
      const checkpoint = () => {
        if (--left === 0) throw new Error('killed')
      }
      await encryptOld({ ...deps, runtime: { ...runtime, checkpoint } }).catch(() => {})
      expect(await texts(deps)).toEqual(WHAT)
    }
    await encryptOld(house(one))
    // What a kill left between exchanging and erasing, the next start erases.
    await disk.close()
    rmSync(join(folder, 'closed'), { force: true })
    disk = await openSpool({ folder, ids: runtime.ids, log: runtime.log, onDoubtful: fail })
    await house(one).spool.sweep(new Set(await store.liveSpoolRefs()))
    expect(onDisk()).not.toContain('DIAGNOSIS')
    expect(await texts(house(one))).toEqual(WHAT)
  })

  it('whoever writes a row meanwhile brings back no reference to what was erased', async () => {
    await filled(house())
    const deps = house(one)
    const mail = await store.mail(mailId(1))
    if (mail === null) throw new Error('no mail')
    let version = -1
    const change = store.changeInbound(inbId(1), fax => {
      version = fax.version
      return { fax: { ...fax, marks: ['urgent'] }, tasks: [], history: aLine('marked'), mails: [] }
    })
    await Promise.all([change, encryptOld(deps)])
    await encryptOld(deps)
    expect(version).toBeGreaterThanOrEqual(0)
    await store.endMail({ ...mail, state: 'sent', sentAt: T0 }, [], aLine('relayed'))
    expect((await store.inbound(inbId(1)))?.marks).toEqual(['urgent'])
    expect(await texts(deps)).toEqual(WHAT)
    expect(onDisk()).not.toContain('DIAGNOSIS')
  })

  it('a document that was deleted meanwhile is no trouble', async () => {
    await filled(house())
    const deps = house(one)
    const { read } = deps.spool
    const spool = {
      ...deps.spool,
      async *read(ref: string) {
        // Gone, rows and bytes, just before the first of them is read.
        for (const gone of await store.forgetSubmission(subId(1), T0)) await deps.spool.remove(gone)
        yield* read(ref)
      },
    }
    expect(await encryptOld({ ...deps, spool })).toMatchObject({ left: 0 })
    expect(await texts(deps)).toEqual(WHAT.filter(text => /received|report/.test(text)))
  })

  it('without a key for writing is refused, and says what to do', async () => {
    for (const work of [rotateKey, encryptOld]) await expect(work(house())).rejects.toThrow(/archive\.keys/)
  })
})
