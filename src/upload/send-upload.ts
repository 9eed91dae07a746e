/**
 * A new fax by upload, for the API and the console. It goes the way of every mail: the session of a sender who has logged in,
 * with the same rules, options, budgets and numbers, into the same intake, which promises it only when it is on disk. In
 * charge of playing that session. Not in charge of who may send for which subscriber (the edges), nor of any rule.
 */
import type { ListenerConfig, LiveConfig } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import type { SubmissionId } from '../fax/id.ts'
import type { Runtime } from '../runtime.ts'
import type { Client } from '../smtp/client.ts'
import type { MailIntake } from '../smtp/intake.ts'
import { type ListenerDeps, makeHouse } from '../smtp/listener.ts'
import { plainIp } from '../smtp/rule-book.ts'
import { parseFrom } from '../smtp/sender.ts'
import { MailSession } from '../smtp/session.ts'
import { type Upload, type UploadSeed, uploadMail } from './upload-mail.ts'

export interface UploadDeps {
  readonly config: LiveConfig
  readonly intake: MailIntake
  readonly runtime: Runtime
  readonly dialable: NonNullable<ListenerDeps['dialable']>
}

export interface UploadSender {
  /** For whom it is sent. */
  readonly subscriberId: string
  /** Principal.id. */
  readonly who: string
  /** The address that asks. */
  readonly peer: string
}

/** What was promised. */
export interface TakenUpload {
  readonly submissionId: SubmissionId
  /** It was there already: the same upload, asked for again. */
  readonly repeat: boolean
}

/** Stands in the submission, where mails have the name of their listener. */
export const UPLOAD_LISTENER = 'upload'

/**
 * Resolves when the fax is on disk. Throws what a mail would have been refused with. Whoever gets the promise across calls
 * `intake.confirm`, else `intake.lost`.
 */
export async function sendUpload(
  { config, intake, runtime, dialable }: UploadDeps,
  upload: Upload,
  sender: UploadSender,
  seed: UploadSeed,
): Promise<TakenUpload> {
  // Throws for anything that is not one plain address.
  const from = parseFrom(upload.from)
  const session = new MailSession(
    makeHouse({ listener: listenerOf(config), config, intake, runtime, dialable }),
  )
  await session.begin(
    { address: from, size: null, smtpUtf8: false, dsn: { envelopeId: null, ret: null } },
    clientOf(sender),
  )
  for (const to of upload.to) session.recipient(recipientOf(to, config))
  const { submissionId, repeat } = await session.receive(uploadMail({ ...upload, from }, seed))
  if (submissionId === null) throw new BridgeError('E_BAD_REQUEST', { say: 'to: this is no fax number.' })
  return { submissionId, repeat }
}

/** No port is opened for it: only how strictly it is read counts. */
function listenerOf({ current }: LiveConfig): ListenerConfig {
  const [first] = current.smtp.listeners
  if (first === undefined) throw new BridgeError('E_CONFIG', { say: 'There is no listener.' })
  return { ...first, name: UPLOAD_LISTENER, profile: 'standard', lineEndings: 'strict', peers: [] }
}

function clientOf({ subscriberId, who, peer }: UploadSender): Client {
  return {
    listener: UPLOAD_LISTENER,
    lineEndings: 'strict',
    address: plainIp(peer),
    name: UPLOAD_LISTENER,
    login: { user: who, subscriberId },
    certificate: [],
  }
}

function recipientOf(to: string, { current }: LiveConfig) {
  const [home = ''] = current.smtp.mailDomains
  const written = to.includes('@') ? to.trim() : `${to.trim().replace(/[\s()]/g, '')}@${home}`
  const at = written.lastIndexOf('@')
  const address = { address: written, localPart: written.slice(0, at), domain: written.slice(at + 1) }
  return { ...address, dsn: { notify: null, originalRecipient: null } }
}
