/** The door of a listener: whom it turns away before there is a session, and how. Not in charge of who may send. */
import type { Socket } from 'node:net'
import type { SMTPServer } from 'smtp-server'
import type { ListenerConfig, LiveConfig } from '../config/schema.ts'
import type { ErrorCode } from '../fax/error.ts'
import type { Logger, Runtime } from '../runtime.ts'
import { makePeerList } from './peer-list.ts'
import type { RefusalNotes } from './refusal-desk.ts'
import { strangerAt } from './refusal-log.ts'
import { replyOf } from './reply-codes.ts'
import { plainIp } from './rule-book.ts'
import type { AddressLimits } from './session-limits.ts'

/** A client that was turned away gets this long to read why. */
const FAREWELL_MS = 5_000

export interface DoorDeps {
  readonly listener: ListenerConfig
  readonly config: LiveConfig
  readonly runtime: Runtime
  readonly log: Logger
  readonly addressLimits: AddressLimits
  readonly refusals?: RefusalNotes
  readonly counters?: {
    connected(listener: string): void
    refused(listener: string, code: ErrorCode): void
  }
}

/** Before anything else, before TLS above all: an address that asks too much gets no session. */
export function turnAwayAtTheDoor(server: SMTPServer, deps: DoorDeps): void {
  const { addressLimits, config, counters, listener, log, runtime } = deps
  const accept = server._acceptSocket.bind(server)
  const mayConnect = makePeerList(listener.peers)
  let openSockets = 0
  server._acceptSocket = (socket, handshake) => {
    const address = plainIp(socket.remoteAddress ?? '')
    const full = openSockets >= config.current.smtp.limits.connections
    const code = !mayConnect(address)
      ? 'E_PEER_DENIED'
      : full
        ? 'E_TOO_MANY_CONNECTIONS'
        : addressLimits.admit(address, runtime.clock.now())
    if (code !== null) {
      counters?.refused(listener.name, code)
      log.warn({ peer: address, code, full }, 'connection turned away')
      if (code === 'E_PEER_DENIED') deps.refusals?.note(strangerAt(listener.name, address))
      turnAway(socket, handshake, code)
      return false
    }
    openSockets++
    counters?.connected(listener.name)
    socket.once('close', () => {
      openSockets--
      addressLimits.release(address)
    })
    return accept(socket, handshake)
  }
}

function turnAway(socket: Socket, handshake: boolean, code: ErrorCode): void {
  socket.on('error', () => {})
  if (handshake) {
    socket.destroy()
    return
  }
  const reply = replyOf(code)
  socket.setTimeout(FAREWELL_MS, () => socket.destroy())
  socket.resume()
  socket.end(`${reply.code} ${reply.text}\r\n`)
}
