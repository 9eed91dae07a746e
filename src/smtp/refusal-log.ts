/**
 * What is written down when a client's command is not taken: in the log, in words, with the reason; and with the trace of
 * the rules where people look for it later. In charge of what is kept of a refusal: never a key, nothing of the content.
 */
import type { ListenerConfig } from '../config/schema.ts'
import { maskPostDial } from '../fax/address-parts.ts'
import { type BridgeError, ERRORS, type ErrorCode, isBridgeError } from '../fax/error.ts'
import { type RefusalStage, type RefusalTrace, wholeTrace } from '../fax/refusal.ts'
import type { Logger } from '../runtime.ts'
import type { NewRefusal, RefusalNotes } from './refusal-desk.ts'
import type { MailSession } from './session.ts'

export interface RefusalDeps {
  readonly listener: Pick<ListenerConfig, 'name'>
  readonly session: Pick<MailSession, 'mail' | 'recipients' | 'trace'>
  readonly log: Logger
  /** Counts replies that refuse something. */
  readonly onRefused: (code: ErrorCode) => void
  /** Absent: nothing is kept. */
  readonly refusals?: RefusalNotes | undefined
}

/** Who was refused what. */
export interface RefusedCommand {
  /** In the spelling of plainIp. */
  readonly peer: string
  readonly user: string | undefined
  /** The client has gone away. */
  readonly gone: boolean
  /** As it was written; null: the end of a mail. */
  readonly command: Buffer | null
}

/** Gives the reference that the client is told, or null when the refusal was not kept. */
export function noteRefusal(deps: RefusalDeps, refused: RefusedCommand, error: unknown): string | null {
  const { log, onRefused, refusals } = deps
  const { peer, user, gone } = refused
  if (isBridgeError(error)) {
    onRefused(error.code)
    const { code, message, detail } = error
    const ref = isKept(error) ? (refusals?.note(refusalOf(deps, refused, error)) ?? null) : null
    log.info({ peer, user, code, ref: ref ?? undefined, detail }, `refused: ${message}`)
    return ref
  }
  if (gone) log.info({ peer }, 'the client went away in the middle of a mail')
  else log.error({ peer, error }, 'a command failed')
  return null
}

/** Programs that do not know SMTP, and limits that say nothing about a sender. */
const NOT_KEPT: readonly ErrorCode[] = ['E_PARAMETER_SYNTAX', 'E_PARAMETER_UNKNOWN', 'E_TOO_MANY_RECIPIENTS']

/** Trouble of our own is in the log; the client comes again. */
const isKept = ({ kind, code }: BridgeError): boolean => kind === 'refused' && !NOT_KEPT.includes(code)

function refusalOf(
  deps: RefusalDeps,
  { peer, user, command }: RefusedCommand,
  error: BridgeError,
): NewRefusal {
  const { session, listener } = deps
  const { trace, ambiguous, from } = error.detail
  const stage = command === null ? 'mail' : stageOf(command)
  const written = command === null ? null : addressIn(command)
  return {
    stage,
    listener: listener.name,
    peer,
    user: user ?? null,
    sender: session.mail?.address ?? (stage === 'sender' ? written : null),
    from: typeof from === 'string' ? from : null,
    recipients:
      stage === 'mail' ? session.recipients : stage === 'recipient' && written !== null ? [written] : [],
    code: error.code,
    text: error.message,
    ambiguous: Array.isArray(ambiguous) ? ambiguous.map(String) : [],
    trace: Array.isArray(trace) ? wholeTrace(session.trace, trace as readonly RefusalTrace[]) : [],
  }
}

/** A login that was not taken. */
export function loginRefused(listener: string, peer: string, user: string, code: ErrorCode): NewRefusal {
  return { ...NOTHING_SAID, stage: 'login', listener, peer, user, code, text: ERRORS[code].text }
}

/** A computer that is not on the list of peers: somebody may look for the device that gets no further. */
export function strangerAt(listener: string, peer: string): NewRefusal {
  const code = 'E_PEER_DENIED'
  return { ...NOTHING_SAID, stage: 'connection', listener, peer, user: null, code, text: ERRORS[code].text }
}

const NOTHING_SAID = { sender: null, from: null, recipients: [], ambiguous: [], trace: [] }

function stageOf(command: Buffer): RefusalStage {
  const verb = command.toString('latin1', 0, 4).toUpperCase()
  if (verb === 'RCPT') return 'recipient'
  return verb === 'AUTH' ? 'login' : 'sender'
}

/** Only what looks like an address or a number: a client that is out of step may have sent its password there. */
function addressIn(command: Buffer): string | null {
  const path = pathIn(command)
  return path !== null && /@|^[-+ 0-9().]+$/.test(path) ? path : null
}

/** The address of a command without its brackets; a password of AUTH is never looked at. */
function pathIn(command: Buffer): string | null {
  const [, path] = /^(?:MAIL FROM|RCPT TO) *:? *<?([^<>]*)/i.exec(command.toString('utf8')) ?? []
  return path === undefined ? null : maskPostDial(path.trim())
}
