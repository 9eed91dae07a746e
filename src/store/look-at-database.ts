/** Looks at a database that nobody has open, and changes nothing in it: for `faxbridge doctor`. */
import Database from 'better-sqlite3'
import { BridgeError } from '../fax/error.ts'

/** Throws E_STORE_DAMAGED, or E_STORE when it cannot be opened. */
export function lookAtDatabase(file: string): void {
  let db: Database.Database | null = null
  try {
    db = new Database(file, { readonly: true, fileMustExist: true })
    const result = String(db.pragma('quick_check(1)', { simple: true }))
    if (result !== 'ok') throw new BridgeError('E_STORE_DAMAGED', { say: result })
  } catch (error) {
    if (error instanceof BridgeError) throw error
    const { code = '', message } = error as Error & { readonly code?: string }
    const damaged = /^SQLITE_(?:CORRUPT|NOTADB)/.test(code)
    throw new BridgeError(damaged ? 'E_STORE_DAMAGED' : 'E_STORE', { cause: error, say: `${message}.` })
  } finally {
    db?.close()
  }
}
