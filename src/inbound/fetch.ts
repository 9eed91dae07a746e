/**
 * Step 2, fetch: brings the bytes of a received fax here and makes them durable, with their hash. The same bytes under
 * the same id of the same account are the same fax, listed once more: they are filed and not delivered twice.
 */
import { createHash } from 'node:crypto'
import { BridgeError } from '../fax/error.ts'
import type { InboundFaxId } from '../fax/id.ts'
import { FILED_AS, type InboundFax } from '../fax/inbound-fax.ts'
import { makeTurns } from '../fax/turns.ts'
import type { TaskHandler } from '../queue/worker.ts'
import type { InboundChange } from '../store/inbound-store.ts'
import { type InboundDeps, line } from './steps.ts'

/** A fax without a byte is asked for this often: some vendors list it before they have stored it. */
const EMPTY_TRIES = 8

export function makeFetch(deps: InboundDeps): TaskHandler {
  const inTurn = makeTurns()
  return async (task, signal) => {
    const fax = await deps.store.inbound(task.subjectId as InboundFaxId)
    if (fax === null || fax.state !== 'seen') return
    const source = deps.providers.get(fax.account)?.inbound
    if (source === undefined) {
      throw new BridgeError('E_PROVIDER_UNREACHABLE', {
        say: `The account ${fax.account} is not in the configuration.`,
      })
    }
    const { bytes, format } = await source.fetch(fax.providerId, signal)
    if (bytes.length === 0) {
      if (task.attempts >= EMPTY_TRIES && fax.filed === null) return fileEmpty(deps, fax)
      throw new BridgeError('E_PROVIDER_REPLY', { say: 'The received fax is empty.' })
    }
    deps.runtime.checkpoint('inbound-downloaded')
    const writer = deps.spool.begin()
    await writer.write(bytes)
    const raw = await writer.commit()
    deps.runtime.checkpoint('inbound-spooled')
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    // One at a time: two listings of one fax, fetched together, must see each other.
    const change = await inTurn(() => keep(deps, fax, { bytes: bytes.length, raw, format, sha256 }))
    if (change?.fax.raw !== raw) await deps.spool.remove(raw)
    deps.runtime.checkpoint('inbound-fetched')
  }
}

interface Fetched {
  readonly bytes: number
  readonly raw: string
  readonly format: 'tiff' | 'pdf'
  readonly sha256: string
}

async function keep(deps: InboundDeps, fax: InboundFax, fetched: Fetched): Promise<InboundChange | null> {
  const { bytes, raw, format, sha256 } = fetched
  const others = await deps.store.inboundWithId(fax.account, fax.providerId)
  const same = others.find(other => other.id !== fax.id && other.sha256 === sha256 && other.filed === null)
  const now = deps.runtime.clock.now()
  return deps.store.changeInbound(fax.id, current => {
    if (current.state !== 'seen') return null
    if (same !== undefined && current.filed === null) {
      const text = `Filed: ${FILED_AS.duplicate} See ${same.id}.`
      return {
        fax: { ...current, state: 'filed', filed: 'duplicate', format, sha256 },
        tasks: [{ kind: 'acknowledge', subjectId: current.id, runAt: now }],
        history: line(deps, 'filed', text, { sha256, sameAs: same.id }),
        mails: [],
      }
    }
    return {
      fax: { ...current, state: 'fetched', raw, format, sha256 },
      tasks: [{ kind: 'route', subjectId: current.id, runAt: now }],
      history: line(deps, 'fetched', `Fetched: ${bytes} bytes.`, { sha256, format }),
      mails: [],
    }
  })
}

/** Not acknowledged: whether it is empty or the provider has a fault, nobody can tell. */
async function fileEmpty(deps: InboundDeps, fax: InboundFax): Promise<undefined> {
  deps.runtime.log.error({ inbound: fax.id, account: fax.account }, 'a received fax has no bytes')
  await deps.store.changeInbound(fax.id, current =>
    current.state !== 'seen'
      ? null
      : {
          fax: { ...current, state: 'filed', filed: 'empty' },
          tasks: [],
          history: line(
            deps,
            'filed',
            'Filed: the provider gives no bytes for it, however often it is asked.',
          ),
          mails: [],
        },
  )
}
