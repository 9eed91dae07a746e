/**
 * The data key of each document, wrapped by a master key. The wrapped key stands in the reference to the document, and so
 * in the database alone: whoever deletes the row has shredded the bytes, wherever there are copies of them. Wrapping it anew
 * under another master key changes no byte of the document.
 */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'

/** A master key: 32 bytes from the configuration, and the name that references have. */
export interface MasterKey {
  readonly id: string
  readonly key: Uint8Array
}

export interface MasterKeys {
  /** Wraps the keys of new documents; null: new documents are not encrypted. */
  readonly writing: MasterKey | null
  /** All, for reading. */
  readonly all: readonly MasterKey[]
}

export const KEY_BYTES = 32
const SALT_BYTES = 24
const TAG_BYTES = 16
const NONCE_BYTES = 12
const INFO = 'faxbridge spool key 1'

/** Key and nonce of one wrapping, from the master key and a salt of 192 bits: neither is ever used twice. */
function wrapping(master: Uint8Array, salt: Uint8Array) {
  const bytes = Buffer.from(hkdfSync('sha256', master, salt, INFO, KEY_BYTES + NONCE_BYTES))
  return { key: bytes.subarray(0, KEY_BYTES), nonce: bytes.subarray(KEY_BYTES) }
}

/** `about` is authenticated with it: a wrapped key that is moved to another reference does not open. */
export function wrapKey(
  { key: master }: MasterKey,
  dataKey: Uint8Array,
  about: string,
  random: (bytes: number) => Uint8Array,
): string {
  const salt = random(SALT_BYTES)
  const { key, nonce } = wrapping(master, salt)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(about))
  const wrapped = Buffer.concat([salt, cipher.update(dataKey), cipher.final(), cipher.getAuthTag()])
  return wrapped.toString('base64url')
}

/** Throws when the master key is not the one that wrapped it, or anything was changed. */
export function unwrapKey({ key: master }: MasterKey, text: string, about: string): Buffer {
  const wrapped = Buffer.from(text, 'base64url')
  if (wrapped.length !== SALT_BYTES + KEY_BYTES + TAG_BYTES) throw new Error('no wrapped key')
  const { key, nonce } = wrapping(master, wrapped.subarray(0, SALT_BYTES))
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(about))
  decipher.setAuthTag(wrapped.subarray(-TAG_BYTES))
  const dataKey = decipher.update(wrapped.subarray(SALT_BYTES, -TAG_BYTES))
  decipher.final()
  return dataKey
}
