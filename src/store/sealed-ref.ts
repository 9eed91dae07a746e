/**
 * References to encrypted documents: `aes:LENGTH:MASTER-KEY:WRAPPED-KEY:REFERENCE`. The last part is where the sealed bytes
 * lie; the wrapped key is what a deleted row takes with it. A reference without `aes:` is to a document that is not encrypted.
 */
import { BridgeError } from '../fax/error.ts'
import { type MasterKey, type MasterKeys, unwrapKey, wrapKey } from './object-key.ts'

export interface SealedRef {
  /** Bytes of the plain document. */
  readonly length: number
  readonly keyId: string
  readonly wrapped: string
  /** Where the sealed bytes lie. */
  readonly stored: string
}

const FORM = /^aes:(\d{1,15}):([A-Za-z0-9._-]{1,64}):([A-Za-z0-9_-]{96}):([a-z]+:.+)$/

/** Null: not encrypted. */
export function sealedRef(ref: string): SealedRef | null {
  const parts = FORM.exec(ref)
  if (parts === null) return null
  const [, length = '', keyId = '', wrapped = '', stored = ''] = parts
  return { length: Number(length), keyId, wrapped, stored }
}

/** Where the bytes lie, encrypted or not. */
export const storedRef = (ref: string): string => sealedRef(ref)?.stored ?? ref

/** What the wrapped key is bound to. */
const aboutOf = (length: number, keyId: string): string => `${keyId}:${length}`

export function makeSealedRef(
  master: MasterKey,
  {
    length,
    dataKey,
    stored,
  }: { readonly length: number; readonly dataKey: Uint8Array; readonly stored: string },
  random: (bytes: number) => Uint8Array,
): string {
  const wrapped = wrapKey(master, dataKey, aboutOf(length, master.id), random)
  return `aes:${length}:${master.id}:${wrapped}:${stored}`
}

/** Throws E_STORE when the master key is not there or is another one. */
export function dataKeyOf(keys: MasterKeys, { keyId, wrapped, length, stored }: SealedRef): Buffer {
  const master = keys.all.find(({ id }) => id === keyId)
  const detail = { place: stored, key: keyId }
  if (master === undefined)
    throw new BridgeError('E_STORE', {
      say: `The master key "${keyId}" is not in the configuration.`,
      detail,
    })
  try {
    return unwrapKey(master, wrapped, aboutOf(length, keyId))
  } catch (cause) {
    const say = `The master key "${keyId}" is not the one that a stored document was encrypted with.`
    throw new BridgeError('E_STORE', { say, detail, cause })
  }
}

/** The same bytes under the writing key; null: it is not encrypted, or is under it already. Throws E_STORE. */
export function rewrapped(
  keys: MasterKeys,
  ref: string,
  random: (bytes: number) => Uint8Array,
): string | null {
  const sealed = sealedRef(ref)
  if (sealed === null || keys.writing === null || sealed.keyId === keys.writing.id) return null
  const dataKey = dataKeyOf(keys, sealed)
  const { length, stored } = sealed
  return makeSealedRef(keys.writing, { length, dataKey, stored }, random)
}

/**
 * Throws E_CONFIG unless there is a master key for every reference, and it is the right one. One reference of each key is
 * tried: with a wrong key under an old name, nothing has ever been written.
 */
export function mustHaveKeys(keys: MasterKeys, refs: Iterable<string>): void {
  const tried = new Set<string>()
  for (const ref of refs) {
    if (!ref.startsWith('aes:')) continue
    const sealed = sealedRef(ref)
    if (sealed === null || tried.has(sealed.keyId)) continue
    tried.add(sealed.keyId)
    try {
      dataKeyOf(keys, sealed).fill(0)
    } catch (cause) {
      const why = cause instanceof BridgeError ? cause.message : String(cause)
      throw new BridgeError('E_CONFIG', {
        cause,
        say: `archive.keys: documents in the spool are encrypted with the key "${sealed.keyId}". ${why} Put it back: without it they cannot be read, and nothing was changed.`,
      })
    }
  }
}
