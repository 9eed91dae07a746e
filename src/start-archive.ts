/**
 * Opens what is kept: the database, the spool on the disk, and the encryption on top of it that the steps work with. Nothing
 * of a document is looked at before its master key is known to be there.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { SealDesk } from './archive/encryption.ts'
import { masterKeyBytes } from './config/master-key.ts'
import type { Config } from './config/schema.ts'
import { retractUnpromised } from './outbound/retract.ts'
import type { Runtime } from './runtime.ts'
import { openSpool } from './store/log-spool.ts'
import { mustHaveDatabase } from './store/lost-database.ts'
import type { MasterKeys } from './store/object-key.ts'
import { databaseFile, openStore } from './store/open-store.ts'
import { mustHaveKeys, rewrapped, sealedRef } from './store/sealed-ref.ts'
import { sealedSpool } from './store/sealed-spool.ts'
import type { Spool, SpoolSpace } from './store/spool.ts'
import type { Store } from './store/store.ts'

/** Database and spool, as the steps work with them. */
export interface Stored {
  readonly store: Store
  readonly spool: Spool & SpoolSpace
  readonly seal: SealDesk
}

/**
 * Opens both and puts right what the last end left behind. Throws what they throw; and E_CONFIG, before anything else looks
 * at a document, when one needs a master key that is not there, or is another one than it was.
 */
export async function openStored(
  config: Config,
  runtime: Runtime,
  onDoubtful: (error: unknown) => void,
  closers: (() => Promise<void> | void)[],
): Promise<Stored> {
  const { clock, ids, log } = runtime
  const { dataDir, store: storeConfig } = config
  const spoolFolder = join(dataDir, 'spool')
  await mustHaveDatabase(dataDir, databaseFile(storeConfig.url, dataDir), spoolFolder)
  const disk = await openSpool({ folder: spoolFolder, ids, log, onDoubtful })
  closers.push(() => disk.close())
  const store = await openStore({ url: storeConfig.url, dataDir, log, clock, onDoubtful })
  closers.push(() => store.close())
  const keys = masterKeys(config.archive)
  mustHaveKeys(keys, await store.liveSpoolRefs())
  const spool = sealedSpool(disk, keys, randomBytes)
  const retracted = await retractUnpromised({ store, spool, runtime })
  const swept = await spool.sweep(new Set(await store.liveSpoolRefs()))
  log.info({ freed: swept.freed, retracted }, 'store and spool are open')
  return { store, spool, seal: sealDesk(keys) }
}

function masterKeys({ encrypt, keys }: Config['archive']): MasterKeys {
  const all = keys.map(({ id, key }) => ({ id, key: masterKeyBytes(key) ?? Buffer.alloc(0) }))
  return { writing: (encrypt ? all[0] : null) ?? null, all }
}

function sealDesk(keys: MasterKeys): SealDesk {
  return {
    writing: keys.writing?.id ?? null,
    keys: keys.all.map(({ id }) => id),
    keyOf: ref => sealedRef(ref)?.keyId ?? null,
    rewrapped: ref => rewrapped(keys, ref, randomBytes),
  }
}
