/** Reads master keys as the configuration writes them. */

const KEY_BYTES = 32

/** 32 bytes from base64 or base64url; null: it is no such key. */
export function masterKeyBytes(text: string): Buffer | null {
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text.trim())) return null
  const bytes = Buffer.from(text.trim(), 'base64')
  return bytes.length === KEY_BYTES ? bytes : null
}
