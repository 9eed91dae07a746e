/**
 * Reads every document that a database names out of a spool: that is what a copy is worth. In charge of finding the ones that
 * cannot be read, and whose they are; whether the copy is good enough nevertheless, its caller decides.
 */
import { isBridgeError } from '../fax/error.ts'
import type { Runtime } from '../runtime.ts'
import type { SpoolPlace } from './archive-store.ts'
import { openSpool } from './log-spool.ts'
import { storedRef } from './sealed-ref.ts'
import type { Spool } from './spool.ts'
import { openSqlite } from './sqlite.ts'
import { rowsOn } from './store-rows.ts'

export interface DamagedDocument {
  /** Where its bytes lie, without any key. */
  readonly ref: string
  /** `mail sub_01k9…`: what it is, for people. */
  readonly of: string
}

export interface ReadBack {
  /** Read from beginning to end, with the right checksum. */
  readonly documents: number
  readonly bytes: number
  readonly damaged: readonly DamagedDocument[]
}

const NAMES: Readonly<Record<SpoolPlace, string>> = {
  mailIn: 'mail',
  pages: 'fax pages',
  preview: 'preview of fax pages',
  received: 'received fax',
  mailOut: 'outgoing mail',
}
const PLACES = Object.keys(NAMES) as SpoolPlace[]
const BATCH = 500

/** `database`: its file. Throws what is wrong with the database, or with the folder as a whole. */
export async function readBack(
  { ids, log }: Pick<Runtime, 'ids' | 'log'>,
  { database, spoolFolder }: { readonly database: string; readonly spoolFolder: string },
): Promise<ReadBack> {
  const onDoubtful = (error: unknown) => {
    throw error
  }
  const driver = openSqlite({ file: database, onDoubtful })
  const spool = await openSpool({ folder: spoolFolder, ids, log, onDoubtful })
  const rows = rowsOn(driver, ids)
  const damaged: DamagedDocument[] = []
  let documents = 0
  let bytes = 0
  try {
    for (const place of PLACES) {
      for (let after = ''; ; ) {
        const batch = await rows.spoolRefs(place, after, BATCH)
        for (const { id, ref } of batch) {
          // Encrypted ones as they are: whether they are whole is known without a key.
          const read = await bytesOf(spool, storedRef(ref))
          if (read === null) damaged.push({ ref: storedRef(ref), of: `${NAMES[place]} ${id}` })
          else documents++
          bytes += read ?? 0
        }
        const last = batch.at(-1)
        if (last === undefined) break
        after = last.id
      }
    }
    return { documents, bytes, damaged }
  } finally {
    await spool.close()
    await driver.close()
  }
}

/** Length of a document that was read to its end; null: it is damaged or missing. */
export async function bytesOf(spool: Pick<Spool, 'read'>, ref: string): Promise<number | null> {
  let bytes = 0
  try {
    for await (const piece of spool.read(ref)) bytes += piece.length
    return bytes
  } catch (error) {
    if (isBridgeError(error) && error.code === 'E_STORE') return null
    throw error
  }
}
