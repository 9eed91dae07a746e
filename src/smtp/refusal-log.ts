/** What is written down when a client's command is not taken: in the log, in words, with the reason. */
import { type ErrorCode, isBridgeError } from '../fax/error.ts'
import type { Logger } from '../runtime.ts'

export interface RefusalDeps {
  readonly log: Logger
  /** Counts replies that refuse something. */
  readonly onRefused: (code: ErrorCode) => void
}

/** Who was refused. */
export interface RefusedClient {
  /** In the spelling of plainIp. */
  readonly peer: string
  readonly user: string | undefined
  /** The client has gone away. */
  readonly gone: boolean
}

export function noteRefusal({ log, onRefused }: RefusalDeps, client: RefusedClient, error: unknown): void {
  const { peer, user, gone } = client
  if (isBridgeError(error)) {
    onRefused(error.code)
    const { code, message, detail } = error
    log.info({ peer, user, code, detail }, `refused: ${message}`)
  } else if (gone) log.info({ peer }, 'the client went away in the middle of a mail')
  else log.error({ peer, error }, 'a command failed')
}
