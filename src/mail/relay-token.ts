/**
 * Access tokens with which we log in at relays: one cache for each login, and the refresh tokens that came in place of the
 * configured ones, which must outlive us. Not in charge of how a token is asked for (oauth/).
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TokenCache } from '../oauth/access-token.ts'
import { fetchToken, type TokenSource } from '../oauth/token-endpoint.ts'
import type { Clock } from '../runtime.ts'

export interface RelayTokens {
  /** Throws Error with the reason, without a secret in it. */
  get(source: TokenSource, signal: AbortSignal): Promise<string>
  /** The relay refused this one. */
  forget(source: TokenSource, token: string): void
}

/** `folder`: where refresh tokens are kept. It is made when there is one to keep. */
export function makeRelayTokens(folder: string, clock: Clock): RelayTokens {
  const caches = new Map<string, TokenCache>()
  const cacheOf = (source: TokenSource) => {
    const name = nameOf(source)
    const known = caches.get(name)
    if (known !== undefined) return known
    const made = new TokenCache(signal => renewed(source, join(folder, name), signal, clock), clock)
    caches.set(name, made)
    return made
  }
  return {
    get: (source, signal) => cacheOf(source).get(signal),
    forget: (source, token) => cacheOf(source).forget(token),
  }
}

/** Another refresh token in the configuration has another name: it is never passed over for one that was kept. */
function nameOf({ tokenUrl, clientId, clientSecret, refreshToken, scope, ...signed }: TokenSource): string {
  const { privateKey, keyId, subject } = signed
  const own = [privateKey, keyId, subject].filter(part => part !== undefined)
  const parts = [tokenUrl, clientId, clientSecret ?? '', refreshToken ?? '', scope ?? '', ...own]
  return `token-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)}`
}

async function renewed(source: TokenSource, file: string, signal: AbortSignal, clock: Clock) {
  if (source.refreshToken === undefined || source.privateKey !== undefined)
    return fetchToken(source, signal, clock.now())
  const kept = await readFile(file, 'utf8').catch(() => '')
  const refreshToken = kept.trim() === '' ? source.refreshToken : kept.trim()
  const granted = await fetchToken({ ...source, refreshToken }, signal, clock.now())
  // RFC 6749 §6: the old one may hold no longer. Microsoft gives a new one each time, and old ones end after 90 days.
  if (granted.refreshToken !== null && granted.refreshToken !== refreshToken)
    await keep(file, granted.refreshToken)
  return granted
}

async function keep(file: string, refreshToken: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 })
  await writeFile(`${file}.new`, `${refreshToken}\n`, { mode: 0o600, flush: true })
  await rename(`${file}.new`, file)
}
