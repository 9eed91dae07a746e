/** Step 2, fetch: brings the bytes of a received fax here and makes them durable, with their hash. */
import { createHash } from 'node:crypto'
import { BridgeError } from '../fax/error.ts'
import type { InboundFaxId } from '../fax/id.ts'
import type { TaskHandler } from '../queue/worker.ts'
import { type InboundDeps, line } from './steps.ts'

export function makeFetch(deps: InboundDeps): TaskHandler {
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
    if (bytes.length === 0) throw new BridgeError('E_PROVIDER_REPLY', { say: 'The received fax is empty.' })
    deps.runtime.checkpoint('inbound-downloaded')
    const writer = deps.spool.begin()
    await writer.write(bytes)
    const raw = await writer.commit()
    deps.runtime.checkpoint('inbound-spooled')
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const change = await deps.store.changeInbound(fax.id, current =>
      current.state !== 'seen'
        ? null
        : {
            fax: { ...current, state: 'fetched', raw, format, sha256 },
            tasks: [{ kind: 'route', subjectId: current.id, runAt: deps.runtime.clock.now() }],
            history: line(deps, 'fetched', `Fetched: ${bytes.length} bytes.`, { sha256, format }),
            mails: [],
          },
    )
    if (change === null) await deps.spool.remove(raw)
    deps.runtime.checkpoint('inbound-fetched')
  }
}
