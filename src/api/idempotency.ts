/**
 * Idempotency-Key: whoever repeats a request with the same key gets the same answer, and nothing is done twice. In charge
 * of recognising the request (its fingerprint), of one at a time, and of what a crash leaves: the next try is told when the
 * broken one began, and the route looks what came of it. The rows are the store's (store/answers.ts).
 */
import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Principal } from '../access/principal.ts'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { Runtime } from '../runtime.ts'
import type { AnswerStore } from '../store/answer-store.ts'

/** As docs/api.md promises. */
const KEPT_MS = 24 * 3_600_000

export interface AnswerBook {
  readonly store: AnswerStore
  readonly runtime: Pick<Runtime, 'clock' | 'checkpoint'>
  /** Of this run of the daemon. */
  readonly owner: string
}

export interface OnceRequest {
  readonly request: FastifyRequest
  readonly who: Principal
  /** What is asked: two requests with the same are the same. */
  readonly fingerprint: readonly string[]
  /** What is kept of an answer; default: all of it. Secrets are not. */
  readonly keep?: (value: never) => unknown
}

/**
 * Runs it, or gives the answer that it had. Throws E_KEY_REUSED for another request under the same key, E_KEY_BUSY while
 * the first one runs. `begunAt`: when the broken try began.
 */
export async function answeredOnce<T>(
  { store, runtime, owner }: AnswerBook,
  { request, who, fingerprint: parts, keep }: OnceRequest,
  run: (begunAt: EpochMs | null) => Promise<T>,
): Promise<{ readonly value: T; readonly replayed: boolean }> {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string') return { value: await run(null), replayed: false }
  const fingerprint = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
  const now = runtime.clock.now()
  const named = { who: who.id, key }
  const forgetBefore = (now - KEPT_MS) as EpochMs
  const before = await store.beginAnswer({ ...named, fingerprint, owner, now, forgetBefore })
  if (before !== null) {
    if (before.fingerprint !== fingerprint) throw new BridgeError('E_KEY_REUSED')
    if (before.answer !== null) return { value: JSON.parse(before.answer) as T, replayed: true }
    if (before.owner === owner) throw new BridgeError('E_KEY_BUSY')
  }
  try {
    const value = await run(before?.begunAt ?? null)
    runtime.checkpoint('api-done')
    const kept = keep === undefined ? value : keep(value as never)
    await store.endAnswer(named, JSON.stringify(kept ?? null))
    return { value, replayed: false }
  } catch (error) {
    await store.breakAnswer(named)
    throw error
  }
}
