import { randomBytes } from 'node:crypto'
import type { EpochMs, Id, IdPrefix } from './fax/id.ts'

/**
 * Time, ids, chance and log: what every part gets through its constructor, so that tests can give it fakes.
 * Nothing else in the program reads a clock or makes a random number.
 */
export interface Clock {
  now(): EpochMs
  /** Waits; resolves early and without error when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export interface Ids {
  /** A new id, later ones sorting after earlier ones. */
  next<K extends IdPrefix>(prefix: K): Id<K>
  /** `bytes` random bytes in lower-case base32: for secrets, tokens and boundaries. */
  token(bytes: number): string
}

/** Structured log. The first argument holds the facts, the second the sentence. */
export interface Logger {
  debug(facts: object, text: string): void
  info(facts: object, text: string): void
  warn(facts: object, text: string): void
  error(facts: object, text: string): void
  child(facts: object): Logger
}

/**
 * Called between two steps that must survive a crash in between, with the step's name from `docs/flow.md`.
 * The daemon's does nothing; the crash tests put one in that kills the process.
 */
export type Checkpoint = (step: string) => void

/** What nearly every part needs. */
export interface Runtime {
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Logger
  readonly checkpoint: Checkpoint
}

/** Longest delay that setTimeout takes; beyond it fires at once. */
const MAX_TIMEOUT_MS = 2_147_483_647

export const systemClock: Clock = {
  now: () => Date.now() as EpochMs,
  sleep: (ms, signal) =>
    new Promise(resolve => {
      if (signal?.aborted) return resolve()
      const done = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, Math.min(Math.max(0, ms), MAX_TIMEOUT_MS))
      signal?.addEventListener('abort', done, { once: true })
    }),
}

/** Crockford's alphabet without i, l, o, u: nothing that is misread over the telephone. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

const base32 = (bytes: Uint8Array): string => Array.from(bytes, b => ALPHABET[b & 31]).join('')

function timePart(now: number): string {
  let text = ''
  for (let rest = now, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) text = ALPHABET[rest % 32] + text
  return text
}

/** Asking the system for each id by itself costs more than the rest of it. */
const POOL_BYTES = 4096

/** Ids in the manner of ULID: 10 characters of time, 16 of chance. */
export function makeIds(clock: Clock, random: (bytes: number) => Uint8Array = randomBytes): Ids {
  let pool: Uint8Array = new Uint8Array(0)
  let used = 0
  const take = (bytes: number) => {
    if (used + bytes > pool.length) {
      pool = random(Math.max(POOL_BYTES, bytes))
      used = 0
    }
    used += bytes
    return pool.subarray(used - bytes, used)
  }
  return {
    next: <K extends IdPrefix>(prefix: K) => `${prefix}_${timePart(clock.now())}${base32(take(16))}` as Id<K>,
    token: bytes => base32(take(bytes)),
  }
}

export const noCheckpoint: Checkpoint = () => {}

/** A logger that says nothing: for tests and for commands that print by themselves. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLogger,
}
