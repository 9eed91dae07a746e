/** A relay whose calls somebody counts: the same contract, and each call is told with how it ended. */
import { isBridgeError } from '../fax/error.ts'
import type { MailRelay } from './relay.ts'

export interface RelayCall {
  /** `relay`: it takes no mail at all. `mail`: this one not, now or ever. Null: it took it, or let us in. */
  readonly trouble: 'relay' | 'mail' | 'unknown' | null
  readonly why: string
}

export function observedRelay(relay: MailRelay, tell: (call: RelayCall) => void): MailRelay {
  const told = async <T>(signal: AbortSignal, work: Promise<T>): Promise<T> => {
    try {
      const done = await work
      tell({ trouble: null, why: '' })
      return done
    } catch (error) {
      // Broken off by us: it says nothing about the relay.
      if (!signal.aborted || isTimeout(signal)) tell(callOf(error))
      throw error
    }
  }
  return {
    send: (mail, signal) => told(signal, relay.send(mail, signal)),
    verify: signal => told(signal, relay.verify(signal)),
    close: () => relay.close(),
  }
}

const isTimeout = ({ reason }: AbortSignal): boolean =>
  reason instanceof DOMException && reason.name === 'TimeoutError'

function callOf(error: unknown): RelayCall {
  if (!isBridgeError(error)) return { trouble: 'unknown', why: String(error) }
  const { about, response } = error.detail
  const why = typeof response === 'string' ? response : error.message
  if (error.code === 'E_RELAY_REFUSED') return { trouble: 'mail', why }
  return { trouble: about === 'mail' || about === 'unknown' ? about : 'relay', why }
}
