/**
 * Hands a durable outgoing mail to the relay and writes down what came of it. It tries until the mail's deadline; a
 * repeat after a lost answer has the same Message-ID, so that the receiving side can tell. Serves reports and received
 * faxes alike; what is in the mail is not its business.
 */
import { BridgeError, isBridgeError } from '../fax/error.ts'
import type { HistoryEntry } from '../fax/history.ts'
import type { EpochMs, MailId } from '../fax/id.ts'
import { CONFIDENTIAL_KEY, INTERNET_FAX_KEY, type OutgoingMail } from '../fax/outgoing-mail.ts'
import type { NewTask } from '../fax/task.ts'
import type { Runtime } from '../runtime.ts'
import type { MailRelay } from './relay.ts'

/** The part of the store that this step needs. */
export interface MailBook {
  mail(id: MailId): Promise<OutgoingMail | null>
  endMail(mail: OutgoingMail, tasks: readonly NewTask[], history: HistoryEntry): Promise<void>
  noteMailTry(id: MailId, error: string): Promise<void>
}

export interface DispatchDeps {
  readonly store: MailBook
  readonly spool: { read(ref: string): AsyncIterable<Uint8Array> }
  readonly relay: MailRelay
  readonly runtime: Runtime
  /** Called before a mail ends as failed. Default: nobody is told but the log. */
  readonly givenUp?: (mail: OutgoingMail, why: string) => Promise<void>
}

/** Runs as task `relay`. */
export function makeDispatch(deps: DispatchDeps) {
  return async (task: { readonly subjectId: string }, signal: AbortSignal): Promise<EpochMs | undefined> => {
    const mail = await deps.store.mail(task.subjectId as MailId)
    if (mail === null || mail.state !== 'queued') return
    try {
      const { reversePath, to, size } = mail
      const confidential = mail.key.startsWith(CONFIDENTIAL_KEY)
      const { response } = await deps.relay.send(
        { reversePath, to, size, raw: deps.spool.read(mail.raw), confidential, wantsProof: wantsProof(mail) },
        signal,
      )
      deps.runtime.checkpoint('relayed')
      await end(deps, mail, 'sent', `The relay took the mail to ${to}: ${response}`)
      deps.runtime.checkpoint('mail-ended')
    } catch (error) {
      await failed(deps, mail, error)
    }
    return undefined
  }
}

/** A machine, whose mail is a fax: we want to know that it arrived. A null sender can be told nothing. */
const wantsProof = ({ key, reversePath }: OutgoingMail): boolean =>
  key.startsWith(INTERNET_FAX_KEY) && reversePath !== ''

async function failed(deps: DispatchDeps, mail: OutgoingMail, error: unknown): Promise<void> {
  const text = describe(error)
  const refused = isBridgeError(error) && error.code === 'E_RELAY_REFUSED'
  const tooLate = deps.runtime.clock.now() >= mail.deadline
  if (refused || tooLate) {
    deps.runtime.log.error({ mail: mail.id, subject: mail.subjectId }, `a mail was given up: ${text}`)
    await deps.givenUp?.(mail, text)
    const given = { ...mail, lastError: text }
    await end(deps, given, 'failed', `The mail to ${mail.to} was given up: ${text}`)
    return
  }
  await deps.store.noteMailTry(mail.id, text)
  throw error instanceof Error && isBridgeError(error)
    ? error
    : new BridgeError('E_RELAY_TEMPORARY', { cause: error })
}

function describe(error: unknown): string {
  if (!isBridgeError(error)) return error instanceof Error ? error.message : String(error)
  const response = error.detail['response']
  return typeof response === 'string' ? `${error.message} ${response}` : error.message
}

/** A received fax is acknowledged at its provider only when every mail of it has ended: its next step looks. */
async function end(
  deps: DispatchDeps,
  mail: OutgoingMail,
  state: 'sent' | 'failed',
  text: string,
): Promise<void> {
  const at = deps.runtime.clock.now()
  const tasks: NewTask[] = mail.subjectId.startsWith('inb_')
    ? [{ kind: 'acknowledge', subjectId: mail.subjectId, runAt: at }]
    : []
  // The delivery of a fax to a machine ends as its mail does.
  if (mail.key.startsWith(INTERNET_FAX_KEY))
    tasks.push({ kind: 'carry', subjectId: mail.key.slice(INTERNET_FAX_KEY.length), runAt: at })
  const type = state === 'sent' ? 'mailSent' : 'mailFailed'
  const ended: OutgoingMail = {
    ...mail,
    state,
    attempts: mail.attempts + 1,
    sentAt: state === 'sent' ? at : null,
  }
  await deps.store.endMail(ended, tasks, {
    at,
    type,
    text,
    detail: { mailId: mail.id, messageId: mail.messageId },
  })
}
